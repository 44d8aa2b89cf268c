import { Fragment, type ReactNode } from "react";
import type { Rich } from "./types";

type Style = NonNullable<Rich["marks"]>[number]["style"];

const ADDRESS = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/gi;
const safe = (address: string) => (/^(https?:|mailto:|tel:)/i.test(address) ? address : undefined);

function Away({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a href={to} target="_blank" rel="noopener noreferrer nofollow" className="underline">
      {children}
    </a>
  );
}

function linked(text: string): ReactNode {
  return text.split(ADDRESS).map((part, at) =>
    at % 2 === 1 ? (
      <Away key={at} to={part}>
        {part}
      </Away>
    ) : (
      <Fragment key={at}>{part}</Fragment>
    ),
  );
}

function wrap(style: Style, inside: ReactNode): ReactNode {
  if (typeof style === "object") {
    if ("pre" in style) return <code className="block whitespace-pre-wrap font-mono text-xs">{inside}</code>;
    const to = safe(style.link);
    return to ? <Away to={to}>{inside}</Away> : inside;
  }
  switch (style) {
    case "bold":
      return <strong>{inside}</strong>;
    case "italic":
      return <em>{inside}</em>;
    case "underline":
      return <u>{inside}</u>;
    case "strike":
      return <s>{inside}</s>;
    case "code":
      return <code className="font-mono text-xs">{inside}</code>;
    case "quote":
      return <q>{inside}</q>;
    default:
      return <span className="bg-hover">{inside}</span>;
  }
}

/** A text with its styles. Nothing of it is read as HTML. */
export function RichText({ text }: { text: Rich }) {
  const marks = text.marks ?? [];
  const cuts = new Set([0, text.text.length]);
  for (const mark of marks) {
    cuts.add(Math.min(mark.start, text.text.length));
    cuts.add(Math.min(mark.start + mark.len, text.text.length));
  }
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(1).map((end, at) => {
    const start = places[at] ?? 0;
    const over = marks.filter((mark) => mark.start < end && mark.start + mark.len > start);
    const isLink = over.some(({ style }) => typeof style === "object");
    const part = text.text.slice(start, end);
    return (
      <Fragment key={start}>
        {over.reduce<ReactNode>((inside, mark) => wrap(mark.style, inside), isLink ? part : linked(part))}
      </Fragment>
    );
  });
}
