import { beforeEach, describe, expect, it } from "vitest";
import { arrive, leave, shownWorkspace } from "./place";

describe("which workspace a page shows", () => {
  beforeEach(leave);

  it("is that of its first session, whatever the browser does later", () => {
    expect(shownWorkspace()).toBeNull();
    expect(arrive("one")).toBe(true);
    expect(arrive("two")).toBe(false);
    expect(shownWorkspace()).toBe("one");
    expect(arrive("one")).toBe(true);
  });

  it("is open again after somebody signed in or out", () => {
    arrive("one");
    leave();
    expect(arrive("two")).toBe(true);
    expect(shownWorkspace()).toBe("two");
  });
});
