import { Fragment } from "react";

/** A text with templates: what will be filled in stands out from what stays. */
export function Templated({ text }: { text: string }) {
  const parts = text.split(/(\{\{[^{}]*\}\}|\{[\w.:]+\})/);
  return parts.map((part, at) =>
    at % 2 === 1 ? (
      <code key={at} className="rounded bg-accent-soft px-1 py-px font-mono text-[0.92em] text-accent-ink">
        {part}
      </code>
    ) : (
      <Fragment key={at}>{part}</Fragment>
    ),
  );
}
