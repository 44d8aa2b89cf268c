import type { Arrival, Request } from "@/api/types";
import { bodyText } from "./body-text";

/** A word of a shell command: quoted so that nothing in it is read by the shell. */
function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A request as a curl command that can be pasted into a terminal. */
export function requestCurl({ method, url, headers, body }: Request): string {
  const parts = [`curl -X ${method} ${word(url)}`];
  for (const [name, value] of headers ?? []) parts.push(`-H ${word(`${name}: ${value}`)}`);
  if (body) parts.push(`--data-raw ${word(body)}`);
  return parts.join(" \\\n  ");
}

/** Written by curl itself, or said by the body's length: they would contradict it. */
const BY_CURL = new Set(["host", "content-length", "connection", "transfer-encoding", "accept-encoding"]);

/** A caught request as a curl command that sends the same once more; bytes that are no text are left out. */
export function arrivalCurl(
  arrival: Pick<Arrival, "method" | "path" | "query" | "headers" | "body" | "encoding">,
  origin: string,
): string {
  const target = `${origin}${arrival.path}${arrival.query ? `?${arrival.query}` : ""}`;
  const parts = [`curl -X ${arrival.method} ${word(target)}`];
  for (const [name, value] of arrival.headers)
    if (!BY_CURL.has(name.toLowerCase())) parts.push(`-H ${word(`${name}: ${value}`)}`);
  const body = bodyText(arrival);
  if (body) parts.push(`--data-raw ${word(body)}`);
  return parts.join(" \\\n  ");
}
