import type { ReactNode } from "react";
import { CopyButton } from "./copy";

interface Pair {
  name: string;
  value: ReactNode;
  copy?: string;
}

/** Names and values in two columns, each copyable. */
export function Pairs({ label, head, rows }: { label: string; head: [string, string]; rows: Pair[] }) {
  return (
    <div className="overflow-hidden rounded-lg border">
      <table aria-label={label} className="w-full table-fixed text-[13px]">
        <thead>
          <tr className="border-b bg-sunken text-left text-xs text-faint">
            <th scope="col" className="w-2/5 px-3 py-1.5 font-medium">
              {head[0]}
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              {head[1]}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${row.name} ${index}`} className="group border-b last:border-0 hover:bg-hover/60">
              <th
                scope="row"
                className="px-3 py-1.5 text-left align-top font-mono text-xs font-normal leading-5 break-all text-soft"
              >
                {row.name}
              </th>
              <td className="relative px-3 py-1.5 pr-9 align-top leading-5 break-words">
                {row.value}
                {row.copy !== undefined ? (
                  <span className="absolute top-0.5 right-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
                    <CopyButton text={row.copy} />
                  </span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
