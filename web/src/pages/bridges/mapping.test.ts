import { describe, expect, it } from "vitest";
import type { Bridge, ConnectionKind } from "@/api/types";
import { fullOf, mappedOf, targetsOf, withField, withValue } from "./mapping";

const bridge = (values: Bridge["call"]["values"]): Bridge => ({
  name: "Calls",
  start: { on: "hook_received", hook: "calltouch" },
  call: { connection: "mindbox", operation: "async", values },
});

const manifest: ConnectionKind = {
  name: "Mindbox",
  operations: {
    async: {
      name: "Call",
      open: true,
      method: "POST",
      parameters: [{ name: "phone" }, { name: "operation", required: true, in: "query" }],
    },
  },
};

describe("mapping", () => {
  it("writes a mapping as short as it can be", () => {
    expect(mappedOf(fullOf("{phone}"))).toBe("{phone}");
    expect(mappedOf(fullOf({ value: "{phone}", map: {} }))).toBe("{phone}");
    const full = { value: "{kind}", map: { call: "Звонок" }, otherwise: "" };
    expect(mappedOf(fullOf(full))).toEqual(full);
  });

  it("leaves out what has no value", () => {
    const given = withValue(bridge({}), "phone", { value: "{callerphone}" });
    expect(given.call.values).toEqual({ phone: "{callerphone}" });
    expect(withValue(given, "phone", { value: "" }).call.values).toEqual({});
    expect(withValue(given, "phone", { value: "", fallback: "0" }).call.values).toEqual({
      phone: { value: "", fallback: "0" },
    });
  });

  it("lists required targets first and the bridge's own last", () => {
    const targets = targetsOf(bridge({ other: "1" }), manifest, [{ name: "phone" }, { name: "utm" }]);
    expect(targets.map((one) => [one.name, one.own])).toEqual([
      ["operation", false],
      ["phone", false],
      ["utm", false],
      ["other", true],
    ]);
  });

  it("puts fields in at the end", () => {
    expect(withField("", "phone")).toBe("{phone}");
    expect(withField("+7", "phone")).toBe("+7 {phone}");
  });
});
