import { CornerDownRight, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Block, Scenario } from "@/api/types";
import { Badge } from "@/ui/badge";
import { cn } from "@/ui/cn";
import { startDetails, startName } from "./describe";
import { Rows } from "./rows";
import { StepRow } from "./step-row";

type Jump = (path: (string | number)[]) => void;

function BlockOutline({ block, index, jump }: { block: Block; index: number; jump: Jump }) {
  const { t } = useTranslation();
  const conditions = block.if ?? [];
  return (
    <section className={cn("rounded-lg border bg-surface", block.off && "opacity-60")}>
      <header className="flex items-center gap-2 px-3 pt-2.5">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            className="max-w-full truncate text-left text-[13px] font-semibold hover:text-accent-ink"
            onClick={() => jump(["blocks", index])}
          >
            {block.name || t("outline.block", { n: index + 1 })}
          </button>
        </h2>
        {block.off ? <Badge>{t("outline.off")}</Badge> : null}
        {block.delay_secs ? (
          <Badge tone="accent">{t("outline.delay", { secs: block.delay_secs })}</Badge>
        ) : null}
      </header>
      <div className="px-1 pb-2">
        <p className="px-2 pt-2 text-xs font-medium text-faint">
          {conditions.length > 0 ? t("outline.if") : t("outline.always")}
        </p>
        <Rows rows={conditions} judged={false} />
        <p className="px-2 pt-2 text-xs font-medium text-faint">{t("outline.then")}</p>
        <ul className="flex flex-col">
          {(block.do ?? []).map((step, at) => (
            <StepRow key={at} step={step} real={false} />
          ))}
        </ul>
      </div>
    </section>
  );
}

/** A scenario in plain words; its titles lead to their places in the text. */
export function Outline({ scenario, jump }: { scenario: Scenario; jump: Jump }) {
  const { t } = useTranslation();
  const limits = [
    scenario.throttle_secs ? t("outline.throttle", { secs: scenario.throttle_secs }) : "",
    scenario.only_once ? t("outline.once") : "",
    scenario.mode && scenario.mode !== "parallel" ? t(`policy.modeSay.${scenario.mode}`) : "",
  ].filter(Boolean);
  return (
    <div className="flex flex-col gap-3">
      {scenario.description ? <p className="text-[13px] text-soft">{scenario.description}</p> : null}
      <section className="flex gap-2.5 rounded-lg border bg-accent-soft/60 p-3">
        <Zap className="mt-0.5 size-4 shrink-0 text-accent-ink" aria-hidden />
        <div className="min-w-0 text-[13px] leading-5">
          <button
            type="button"
            className="text-left font-medium hover:text-accent-ink"
            onClick={() => jump(["start"])}
          >
            {startName(t, scenario.start.on)}
          </button>
          {[...startDetails(t, scenario.start), ...limits].map((detail) => (
            <p key={detail} className="text-soft">
              {detail}
            </p>
          ))}
        </div>
      </section>
      {(scenario.blocks ?? []).map((block, index) => (
        <BlockOutline key={index} block={block} index={index} jump={jump} />
      ))}
      {(scenario.blocks ?? []).length === 0 ? (
        <p className="text-[13px] text-faint">{t("outline.noBlocks")}</p>
      ) : null}
      {scenario.otherwise ? (
        <p className="flex items-center gap-2 rounded-lg border border-dashed px-3 py-2.5 text-[13px] text-soft">
          <CornerDownRight className="size-4 text-faint" aria-hidden />
          {t("outline.otherwise", { scenario: scenario.otherwise })}
        </p>
      ) : null}
    </div>
  );
}
