import { describe, expect, it } from "vitest";
import { arrivalCurl, requestCurl } from "./curl";

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
  it("send a caught request once more, without what curl writes itself", () => {
    const command = arrivalCurl(
      {
        method: "POST",
        path: "/in/abc",
        query: "a=1",
        headers: [
          ["Host", "x"],
          ["Content-Type", "application/json"],
          ["content-length", "7"],
        ],
        body: '{"b":2}',
        encoding: "text",
      },
      "https://crm.example.com",
    );
    expect(command).toBe(
      `curl -X POST 'https://crm.example.com/in/abc?a=1' \\\n  -H 'Content-Type: application/json' \\\n  --data-raw '{"b":2}'`,
    );
  });
  it("let nothing out of their quotes", () => {
    expect(requestCurl({ method: "GET", url: "https://a/$(id)'; rm -rf /" })).toBe(
      `curl -X GET 'https://a/$(id)'\\''; rm -rf /'`,
    );
  });
});
