import { Command } from "cmdk";
import { StickyNote } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { STEP_KINDS, type StepKind } from "../model";
import { FAMILIES, lookOf, TINT } from "./kind-look";

export type Pick = StepKind | "note";

/** How well an entry fits what is looked for: its name before what it does, its beginning before its middle. */
function rank(name: string, wish: string, more: string[] = []): number {
  const [own, all] = [name.toLocaleLowerCase(), [name, ...more].join(" ").toLocaleLowerCase()];
  const words = wish.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => all.includes(word))) return 0;
  const first = words[0] ?? "";
  return own.startsWith(first) ? 1 : own.includes(first) ? 0.7 : 0.3;
}

interface PaletteProps {
  /** Where on the screen it opens. */
  at: { x: number; y: number };
  notes: boolean;
  onPick: (pick: Pick) => void;
  close: () => void;
}

const WIDTH = 288;
const HEIGHT = 380;
const item =
  "flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2 py-1 text-[13px] data-[selected=true]:bg-hover max-sm:min-h-11";

/** Every kind of step, found by its name or by what it does; Enter puts it in. */
export function Palette({ at, notes, onPick, close }: PaletteProps) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const [wish, setWish] = useState("");
  const ranked = STEP_KINDS.map((kind) => ({
    kind,
    fit: rank(t(`flows.kind.${kind}.name`), wish, [t(`flows.kind.${kind}.text`), kind]),
  }));
  const found = ranked
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit)
    .map(({ kind }) => kind);
  const noted = notes && rank(t("flows.note"), wish) > 0;
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (!host.current?.contains(event.target as globalThis.Node | null)) close();
    };
    // The click that opened it is over by then.
    const timer = setTimeout(() => window.addEventListener("pointerdown", away, true));
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pointerdown", away, true);
    };
  }, [close]);
  const left = Math.max(8, Math.min(at.x, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(at.y, window.innerHeight - HEIGHT - 8));
  return (
    <div
      ref={host}
      role="dialog"
      aria-label={t("flows.addStep")}
      className="fixed z-50 animate-pop overflow-hidden rounded-lg border bg-raised shadow-pop"
      style={{ left, top, width: WIDTH, maxHeight: HEIGHT }}
      onKeyDown={(event) => {
        if (event.key === "Escape" || event.key === "Tab") {
          event.preventDefault();
          close();
        }
        event.stopPropagation();
      }}
    >
      <Command label={t("flows.addStep")} loop shouldFilter={false}>
        <Command.Input
          autoFocus
          value={wish}
          onValueChange={setWish}
          placeholder={t("flows.findKind")}
          className="h-10 w-full border-b bg-transparent px-3 text-[13px] outline-none placeholder:text-faint max-sm:text-base"
        />
        <Command.List className="max-h-[338px] overflow-y-auto p-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint">
          <Command.Empty className="px-2 py-4 text-[13px] text-faint">{t("picker.empty")}</Command.Empty>
          {wish.trim() === ""
            ? FAMILIES.map((family) => (
                <Command.Group key={family} heading={t(`flows.family.${family}`)}>
                  {STEP_KINDS.filter((kind) => lookOf(kind).family === family).map((kind) => (
                    <KindItem key={kind} kind={kind} onPick={onPick} />
                  ))}
                </Command.Group>
              ))
            : found.map((kind) => <KindItem key={kind} kind={kind} onPick={onPick} />)}
          {noted ? (
            <Command.Item value="note" onSelect={() => onPick("note")} className={item}>
              <span className="grid size-6 place-items-center rounded-md bg-warn-soft text-warn">
                <StickyNote className="size-3.5" aria-hidden />
              </span>
              {t("flows.note")}
            </Command.Item>
          ) : null}
        </Command.List>
      </Command>
    </div>
  );
}

function KindItem({ kind, onPick }: { kind: StepKind; onPick: (kind: StepKind) => void }) {
  const { t } = useTranslation();
  const { icon: Icon, family } = lookOf(kind);
  const name = t(`flows.kind.${kind}.name`);
  const text = t(`flows.kind.${kind}.text`);
  return (
    <Command.Item value={kind} onSelect={() => onPick(kind)} className={item}>
      <span className={cn("grid size-6 shrink-0 place-items-center rounded-md", TINT[family])}>
        <Icon className="size-3.5" aria-hidden />
      </span>
      <span className="min-w-0">
        <span className="block">{name}</span>
        <span className="block truncate text-xs text-faint">{text}</span>
      </span>
    </Command.Item>
  );
}
