import { describe, expect, it } from "vitest";
import { bodyText, prettyBody, rawRequest } from "@/ui/body-text";
import { compareVariables } from "./compare";

describe("comparing two requests", () => {
  it("tells added, changed and missing variables apart", () => {
    const before = [
      { name: "a", value: "1" },
      { name: "b", value: "2" },
      { name: "gone", value: "x" },
    ];
    const after = [
      { name: "b", value: "3" },
      { name: "a", value: "1" },
      { name: "new", value: "" },
    ];
    expect(compareVariables(before, after)).toEqual([
      { name: "b", kind: "changed", before: "2", after: "3" },
      { name: "new", kind: "added", after: "" },
      { name: "gone", kind: "removed", before: "x" },
    ]);
  });
  it("finds nothing between equals", () => {
    const same = [{ name: "a", value: "1" }];
    expect(compareVariables(same, same)).toEqual([]);
  });
});

describe("bodies", () => {
  it.each([
    ['{"a":1}', "application/json", '{\n  "a": 1\n}'],
    ["{broken", "application/json", "{broken"],
    ["a=1&b=%D0%B0", "application/x-www-form-urlencoded", "a = 1\nb = а"],
    ["plain", null, "plain"],
  ])("%s", (text, type, shown) => expect(prettyBody(text, type)).toBe(shown));

  it("decodes base64 that is text and keeps what is not", () => {
    expect(bodyText({ body: btoa("hello"), encoding: "base64" })).toBe("hello");
    expect(bodyText({ body: "/w==", encoding: "base64" })).toBe("/w==");
  });

  it("writes the request as on the wire", () => {
    const raw = rawRequest({
      method: "POST",
      path: "/in/x",
      query: "a=1",
      headers: [["Host", "h"]],
      body: "b",
    });
    expect(raw).toBe("POST /in/x?a=1 HTTP/1.1\nHost: h\n\nb");
  });
});
