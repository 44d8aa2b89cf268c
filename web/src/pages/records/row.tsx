import type { ReactNode } from "react";

/** A line of a card: the name of a value and the value. */
export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[8rem_minmax(0,1fr)] items-start gap-2 text-[13px]">
      <span className="truncate py-[5px] leading-5 text-faint" title={label}>
        {label}
      </span>
      {children}
    </div>
  );
}
