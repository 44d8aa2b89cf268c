import { describe, expect, it } from "vitest";
import { requestCurl } from "./curl";

describe("curl commands", () => {
  it("carry method, address, headers and body", () => {
    const command = requestCurl({
      method: "POST",
      url: "https://a.b/c?d=1&e=2",
      headers: [["X-A", "1"]],
      body: '{"a":1}',
    });
    expect(command).toBe(`curl -X POST 'https://a.b/c?d=1&e=2' \\\n  -H 'X-A: 1' \\\n  --data-raw '{"a":1}'`);
  });
  it("let nothing out of their quotes", () => {
    expect(requestCurl({ method: "GET", url: "https://a/$(id)'; rm -rf /" })).toBe(
      `curl -X GET 'https://a/$(id)'\\''; rm -rf /'`,
    );
  });
});
