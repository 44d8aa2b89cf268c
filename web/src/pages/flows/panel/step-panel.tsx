import { Copy, Play, Trash2 } from "lucide-react";
import { type ReactNode, type Ref, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Input } from "@/ui/field";
import { Switch } from "@/ui/switch";
import { faultsAt, useForm } from "../../scenarios/form/form-context";
import type { Path } from "../../scenarios/form/tree";
import { useBuilder } from "../builder";
import { lookOf, TINT } from "../canvas/kind-look";
import { duplicateSelected, removeSelected } from "../commands";
import { kindName } from "../describe";
import { type FlowStep, startOf } from "../model";
import { CommonFields } from "./common-fields";
import { KindFields } from "./kind-fields";

/** A wish to put the focus into the panel; a new object for every wish. */
export interface FocusWish {
  where: "title" | "first";
}

/** A wish is fulfilled once: another step that is selected later takes no focus by itself. */
const fulfilled = new WeakSet<FocusWish>();

interface StepPanelProps {
  step: FlowStep;
  wish: FocusWish | null;
}

const FIRST = "[data-kind-fields] :is(.cm-content, input, select, textarea, button)";

/** Everything of one step. Esc gives the keys back to the canvas; what was written stays. */
export function StepPanel({ step, wish }: StepPanelProps) {
  const { flow } = useBuilder();
  const { faults } = useForm();
  const host = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!wish || fulfilled.has(wish)) return;
    fulfilled.add(wish);
    const first = wish.where === "first" ? host.current?.querySelector<HTMLElement>(FIRST) : null;
    (first ?? title.current)?.focus({ preventScroll: true });
    if (wish.where === "title") title.current?.select();
  }, [wish]);
  const path: Path = ["steps", flow.steps.indexOf(step)];
  return (
    <div ref={host} className="flex flex-col gap-4 p-4">
      <PanelHead step={step} path={path} title={title} />
      {faultsAt(faults, path, true).map((fault) => (
        <p
          key={`${fault.path} ${fault.message}`}
          className={cn(
            "rounded-md px-2.5 py-1.5 text-xs",
            fault.severity === "error" ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn",
          )}
        >
          {fault.message}
        </p>
      ))}
      <div data-kind-fields className="flex flex-col gap-4">
        <KindFields step={step} path={path} />
      </div>
      <CommonFields step={step} path={path} />
    </div>
  );
}

function PanelHead({ step, path, title }: { step: FlowStep; path: Path; title: Ref<HTMLInputElement> }) {
  const { t } = useTranslation();
  const builder = useBuilder();
  const form = useForm();
  const { icon: Icon, family } = lookOf(step.step);
  const begins = startOf(builder.flow) === step.id;
  return (
    <header className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <span className={cn("grid size-8 shrink-0 place-items-center rounded-lg", TINT[family])}>
          <Icon className="size-4" aria-hidden />
        </span>
        <Input
          ref={title}
          aria-label={t("flows.stepTitle")}
          placeholder={kindName(t, step)}
          value={step.title ?? ""}
          onChange={(event) => form.set([...path, "title"], event.target.value || undefined)}
          className="flex-1 font-semibold"
        />
        <Switch
          label={t("flows.stepOn")}
          checked={!step.off}
          onChange={(on) => form.set([...path, "off"], on ? undefined : true)}
        />
      </div>
      <div className="flex items-center gap-1 text-xs text-faint">
        <span className="min-w-0 truncate">
          {kindName(t, step)} · <code className="font-mono">{step.id}</code>
        </span>
        <span className="flex-1" />
        {begins ? (
          <span className="flex items-center gap-1 text-good">
            <Play className="size-3 fill-current" aria-hidden /> {t("flows.start")}
          </span>
        ) : (
          <Button size="sm" variant="ghost" onClick={() => form.set(["start"], step.id)}>
            <Play /> {t("flows.makeStart")}
          </Button>
        )}
        <IconButton size="iconSm" label={t("flows.duplicate")} onClick={() => duplicateSelected(builder)}>
          <Copy />
        </IconButton>
        <IconButton size="iconSm" label={t("common.delete")} onClick={() => removeSelected(builder, false)}>
          <Trash2 />
        </IconButton>
      </div>
    </header>
  );
}

/** Several fields under a heading that opens. */
export function Fold({ label, open, children }: { label: string; open?: boolean; children: ReactNode }) {
  return (
    <details open={open} className="rounded-lg border bg-surface">
      <summary className="px-3 py-2 text-[13px] font-medium">{label}</summary>
      <div className="flex flex-col gap-3 border-t px-3 py-3">{children}</div>
    </details>
  );
}
