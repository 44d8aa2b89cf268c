/** An HTTP method, always the same width. */
export function Method({ method }: { method: string }) {
  return (
    <span className="inline-block w-12 shrink-0 font-mono text-2xs font-semibold text-soft">{method}</span>
  );
}
