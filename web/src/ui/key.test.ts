import { describe, expect, it } from "vitest";
import { keyFrom } from "./key";

describe("keys from names", () => {
  it.each([
    ["Заказы с сайта", "zakazy-s-saita"],
    ["Замовлення з сайту!", "zamovlennia-z-saitu"],
    ["Hot  Sale — 50%", "hot-sale-50"],
    ["Café", "cafe"],
    ["—", ""],
    ["x".repeat(80), "x".repeat(64)],
  ])("%s", (name, key) => {
    const made = keyFrom(name);
    expect(made).toBe(key);
    expect(made === "" || /^[a-z0-9_-]{1,64}$/.test(made)).toBe(true);
  });
});
