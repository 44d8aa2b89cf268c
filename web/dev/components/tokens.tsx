import { Part, Shown } from "./part";

const COLOURS = [
  "canvas",
  "surface",
  "raised",
  "sunken",
  "hover",
  "line",
  "line-strong",
  "ink",
  "soft",
  "faint",
  "accent",
  "accent-hover",
  "accent-soft",
  "accent-ink",
  "good",
  "good-soft",
  "bad",
  "bad-soft",
  "warn",
  "warn-soft",
  "ring",
  "veil",
];
const SPACES = ["row", "row-pad", "card-pad", "card-gap", "stack"];
const MOTIONS = ["motion-fast", "motion", "motion-slow", "motion-arrive", "motion-beat"];
const SIZES = [
  ["text-2xs", "11 px: marks and keys"],
  ["text-xs", "12 px: notes, heads of columns"],
  ["text-[13px]", "13 px: what is worked with"],
  ["text-sm", "14 px: text to read"],
  ["text-[15px] font-semibold", "15 px: titles of pages and dialogs"],
  ["text-xl font-semibold tracking-tight", "20 px: figures"],
];
const PAIRS = [
  ["bg-surface text-ink", "ink on surface"],
  ["bg-surface text-soft", "soft on surface"],
  ["bg-surface text-faint", "faint on surface"],
  ["bg-canvas text-faint", "faint on canvas"],
  ["bg-hover text-faint", "faint on hover"],
  ["bg-accent text-on-accent", "on accent"],
  ["bg-accent-soft text-accent-ink", "accent on soft"],
  ["bg-good-soft text-good", "good on soft"],
  ["bg-bad-soft text-bad", "bad on soft"],
  ["bg-warn-soft text-warn", "warn on soft"],
];

export function Tokens() {
  return (
    <Part title="Tokens">
      <Shown name="Colours">
        {COLOURS.map((name) => (
          <span key={name} className="flex w-28 flex-col gap-1 text-xs text-soft">
            <span className="h-9 rounded-md border" style={{ background: `var(--${name})` }} />
            {name}
          </span>
        ))}
      </Shown>
      <Shown name="Text on colours">
        {PAIRS.map(([look, name]) => (
          <span key={name} className={`rounded-md border px-3 py-2 text-[13px] ${look}`}>
            {name}
          </span>
        ))}
      </Shown>
      <Shown name="Type">
        <span className="flex flex-col gap-1">
          {SIZES.map(([look, name]) => (
            <span key={name} className={look}>
              {name}
            </span>
          ))}
          <span className="font-mono text-xs">01KXZ4R9V7T2M ids and templates</span>
        </span>
      </Shown>
      <Shown name="Room (density)">
        {SPACES.map((name) => (
          <span key={name} className="flex w-28 flex-col gap-1 text-xs text-soft">
            <span className="w-full rounded bg-accent-soft" style={{ height: `var(--${name})` }} />
            {name}
          </span>
        ))}
      </Shown>
      <Shown name="Motion">
        {MOTIONS.map((name) => (
          <span key={name} className="group flex w-32 flex-col gap-1 text-xs text-soft">
            <span className="block rounded-full bg-hover p-0.5">
              <span
                className="block size-4 rounded-full bg-accent transition-transform group-hover:translate-x-24"
                style={{ transitionDuration: `var(--${name})` }}
              />
            </span>
            {name}
          </span>
        ))}
      </Shown>
      <Shown name="Shadow and corner">
        <span className="rounded-xl border bg-surface p-4 text-[13px] shadow-card">card</span>
        <span className="rounded-lg border bg-raised p-4 text-[13px] shadow-pop">pop</span>
      </Shown>
    </Part>
  );
}
