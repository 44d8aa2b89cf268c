import { describe, expect, it } from "vitest";
import { buildOf } from "./update";

describe("the build of a page", () => {
  it("is the name of its first script", () => {
    const html = '<script type="module" crossorigin src="/assets/index-DTulfJWn.js"></script>';
    expect(buildOf(html)).toBe("/assets/index-DTulfJWn.js");
    expect(buildOf("<html><body>not built</body></html>")).toBeNull();
  });
});
