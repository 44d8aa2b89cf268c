import type { Request } from "@/api/types";

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
