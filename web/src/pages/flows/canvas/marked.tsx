import { Fragment, type ReactNode } from "react";

const INLINE = /(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`|\[[^\]]+\]\(https?:\/\/[^)\s]+\))/;

function inline(text: string): ReactNode[] {
  return text.split(INLINE).map((part, index) => {
    if (part.startsWith("**")) return <strong key={index}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("`"))
      return (
        <code key={index} className="font-mono">
          {part.slice(1, -1)}
        </code>
      );
    const link = /^\[([^\]]+)\]\((.+)\)$/.exec(part);
    if (link)
      return (
        <a key={index} href={link[2]} target="_blank" rel="noreferrer" className="nodrag underline">
          {link[1]}
        </a>
      );
    if (/^\*[^*]+\*$/.test(part)) return <em key={index}>{part.slice(1, -1)}</em>;
    return <Fragment key={index}>{part}</Fragment>;
  });
}

/** The little of Markdown that fits on a note: headings, lists, bold, italic, code and links. */
export function Marked({ text }: { text: string }) {
  return text.split("\n").map((line, index) => {
    const heading = /^#{1,3} (.*)/.exec(line);
    const item = /^[-*] (.*)/.exec(line);
    if (heading)
      return (
        <p key={index} className="font-semibold">
          {inline(heading[1] ?? "")}
        </p>
      );
    return (
      <p
        key={index}
        className={item ? "pl-3 before:-ml-3 before:inline-block before:w-3 before:content-['•']" : "min-h-2"}
      >
        {inline(item?.[1] ?? line)}
      </p>
    );
  });
}
