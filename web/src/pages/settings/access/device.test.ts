import { expect, test } from "vitest";
import { deviceName } from "./device";

test("browsers are called as people call them", () => {
  const table: [string, string][] = [
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17 Safari/605",
      "Safari, macOS",
    ],
    ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/126 Mobile Safari/537", "Chrome, Android"],
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/126 Safari/537 Edg/126", "Edge, Linux"],
    ["curl/8.5.0", "curl/8.5.0"],
    ["", ""],
  ];
  for (const [agent, name] of table) expect(deviceName(agent)).toBe(name);
});
