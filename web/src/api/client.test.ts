import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, api } from "./client";

const ok = () => new Response('{"id":"1"}', { status: 201, headers: { "content-type": "application/json" } });
const fetched = vi.fn<typeof fetch>();
const keys = () => fetched.mock.calls.map(([, init]) => new Headers(init?.headers).get("idempotency-key"));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetched.mockReset());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a write goes on with the same key when the connection comes back", async () => {
  fetched.mockRejectedValueOnce(new TypeError("lost")).mockRejectedValueOnce(new TypeError("lost"));
  fetched.mockImplementation(async () => ok());
  const answer = api.post("/leads", { name: "Kept" });
  await vi.runAllTimersAsync();
  expect(await answer).toEqual({ id: "1" });
  expect(keys()).toHaveLength(3);
  expect(new Set(keys()).size).toBe(1);
  await api.post("/leads", { name: "Another" });
  expect(new Set(keys()).size).toBe(2);
});

test("it ends with the word that the server is away, and a refusal is not repeated", async () => {
  fetched.mockRejectedValue(new TypeError("lost"));
  const lost = api.post("/leads", {}).catch((fault: ApiError) => fault.code);
  await vi.runAllTimersAsync();
  expect(await lost).toBe("offline");
  expect(fetched).toHaveBeenCalledTimes(5);
  fetched.mockReset().mockImplementation(async () => new Response("{}", { status: 422 }));
  const refused = api.post("/leads", {}).catch((fault: ApiError) => fault.status);
  expect(await refused).toBe(422);
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("a read and what repeats itself fail at once", async () => {
  fetched.mockRejectedValue(new TypeError("lost"));
  for (const call of [api.get("/leads"), api.putOnce("/scenarios/1/draft", {})]) {
    await expect(call).rejects.toBeInstanceOf(ApiError);
  }
  expect(fetched).toHaveBeenCalledTimes(2);
  expect(keys()).toEqual([null, null]);
});
