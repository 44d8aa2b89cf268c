import type { Micros } from "./types";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
/** 2020-01-01T00:00:00Z: the ids of the server count milliseconds from here. */
const EPOCH_MS = 1_577_836_800_000n;

/** When the row of an id was made, to the millisecond; `null` for what is no id. */
export function bornAt(id: string): Micros | null {
  if (!/^[0-9a-hjkmnp-tv-z]{13}$/.test(id)) return null;
  let raw = 0n;
  for (const letter of id) raw = raw * 32n + BigInt(ALPHABET.indexOf(letter));
  return Number(((raw >> 21n) + EPOCH_MS) * 1000n);
}
