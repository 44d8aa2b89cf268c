import type { Arrival } from "@/api/types";

/** The body as text; bytes that are no text show as their base64. */
export function bodyText(arrival: { body: string; encoding?: Arrival["encoding"] }): string {
  if (arrival.encoding !== "base64") return arrival.body ?? "";
  try {
    const bytes = Uint8Array.from(atob(arrival.body), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return arrival.body;
  }
}

/** JSON and forms laid out for reading; anything else as it came. */
export function prettyBody(text: string, contentType: string | null): string {
  if (contentType?.includes("x-www-form-urlencoded")) {
    return [...new URLSearchParams(text)].map(([name, value]) => `${name} = ${value}`).join("\n");
  }
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The request as it stood on the wire. */
export function rawRequest(
  arrival: Pick<Arrival, "method" | "path" | "query" | "headers" | "body"> & {
    encoding?: Arrival["encoding"];
  },
): string {
  const target = arrival.query ? `${arrival.path}?${arrival.query}` : arrival.path;
  const headers = arrival.headers.map(([name, value]) => `${name}: ${value}`);
  return [`${arrival.method} ${target} HTTP/1.1`, ...headers, "", bodyText(arrival)].join("\n");
}
