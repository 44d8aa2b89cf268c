/** Reads an amount as people type it (`1 290,50`, `1,290.50`, `1290.5`) into hundredths; `null` when it is none. */
export function parseAmount(text: string): number | null {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, "").replace(/^\+/, "");
  const found = /^(-?)([\d.,]*)$/.exec(bare);
  if (!found || !/\d/.test(bare)) return null;
  const [, sign = "", digits = ""] = found;
  const last = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  const tail = last < 0 ? "" : digits.slice(last + 1);
  const mark = digits[last];
  // A single mark before exactly three digits groups thousands when it is a comma: `1,290`. Two kinds: the last one divides.
  const both = digits.includes(".") && digits.includes(",");
  const divides = last >= 0 && tail.length <= 2 && (both || digits.indexOf(mark ?? "") === last);
  const whole = (divides ? digits.slice(0, last) : digits).replace(/[.,]/g, "");
  if (!divides && last >= 0 && !/^\d{1,3}([.,]\d{3})+$/.test(digits)) return null;
  const minor = Number(whole || "0") * 100 + Number((divides ? tail : "").padEnd(2, "0"));
  if (!Number.isSafeInteger(minor)) return null;
  return sign ? -minor : minor;
}

/** Hundredths as they stand in a field while it is edited: `1290.50`, without grouping. */
export function amountText(minor: number, mark: "." | ","): string {
  const size = Math.abs(minor);
  const rest = size % 100;
  const whole = Math.floor(size / 100);
  const text = rest === 0 ? String(whole) : `${whole}${mark}${String(rest).padStart(2, "0")}`;
  return minor < 0 ? `-${text}` : text;
}
