import type { Reply } from "./types";

/** How well letters stand in a text in their order: higher is better, 0 is not at all. */
export function score(wanted: string, text: string): number {
  const [letters, full] = [wanted.toLowerCase(), text.toLowerCase()];
  if (letters === "") return 1;
  const at = full.indexOf(letters);
  if (at === 0) return 1_000 - full.length;
  if (at > 0) return 500 - at;
  let place = -1;
  let gaps = 0;
  for (const letter of letters) {
    const next = full.indexOf(letter, place + 1);
    if (next < 0) return 0;
    gaps += next - place - 1;
    place = next;
  }
  // Of two that fit alike the shorter is meant.
  return Math.max(1, 200 - gaps - full.length / 100);
}

/** Replies that fit what was typed, the best first: by shortcut, then name, then what they say. */
export function found(replies: Reply[], wanted: string): Reply[] {
  const of = (reply: Reply) =>
    Math.max(
      score(wanted, reply.shortcut) * 4,
      score(wanted, reply.name) * 2,
      wanted.length > 2 && reply.text.toLowerCase().includes(wanted.toLowerCase()) ? 1 : 0,
    );
  return replies
    .map((reply) => ({ reply, fits: of(reply) }))
    .filter(({ fits }) => fits > 0)
    .sort((one, other) => other.fits - one.fits)
    .map(({ reply }) => reply);
}

/** The word before the caret that begins with one of `signs` at the start of a word; what follows the sign is looked for. */
export function called(
  text: string,
  caret: number,
  signs: string,
): { sign: string; word: string; from: number } | null {
  const before = text.slice(0, caret);
  const from = Math.max(...[...signs].map((sign) => before.lastIndexOf(sign)));
  if (from < 0 || (from > 0 && !/\s/.test(before[from - 1] ?? ""))) return null;
  const word = before.slice(from + 1);
  return /\s/.test(word) ? null : { sign: before[from] ?? "", word, from };
}
