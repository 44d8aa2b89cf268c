import { useTranslation } from "react-i18next";
import type { TemplateName } from "./templates";

/** What most begin with: something comes in, a lead is won, the morning comes. */
const FIRST = ["sale", "stage", "morning"] as const satisfies TemplateName[];

/** Where there is no scenario yet: three to begin with, besides the empty one. */
export function FirstTemplates({ begin }: { begin: (template: TemplateName) => void }) {
  const { t } = useTranslation();
  return (
    <ul className="mx-auto grid w-full max-w-3xl grid-cols-3 gap-3 px-6 pb-10 max-md:grid-cols-1">
      {FIRST.map((name) => (
        <li key={name}>
          <button
            type="button"
            onClick={() => begin(name)}
            className="flex h-full w-full flex-col items-start justify-start rounded-xl border bg-surface p-4 text-left shadow-card hover:border-line-strong hover:bg-hover/60"
          >
            <span className="block text-[13px] font-medium">{t(`template.${name}.name`)}</span>
            <span className="mt-1 block text-xs leading-4 text-faint">{t(`template.${name}.text`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
