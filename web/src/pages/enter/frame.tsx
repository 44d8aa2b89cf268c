import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isLanguage, LANGUAGES, setLanguage } from "@/i18n";
import { Logo } from "@/ui/logo";

/** The door: one card in the middle, the language below it. */
export function EnterFrame({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const { i18n, t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <main className="w-full max-w-[23rem]">
        <Logo className="mx-auto mb-5 size-11" />
        <h1 className="text-center text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mx-auto mt-1.5 max-w-[20rem] text-center text-[13px] leading-5 text-faint">{text}</p>
        <div className="mt-6 rounded-xl border bg-surface p-6 shadow-card">{children}</div>
      </main>
      <nav aria-label={t("shell.language")} className="flex gap-4 text-xs text-faint">
        {LANGUAGES.map(({ code, name }) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-current={isLanguage(i18n.language) && i18n.language === code}
            className="py-1 hover:text-ink aria-[current=true]:font-medium aria-[current=true]:text-ink"
            onClick={() => void setLanguage(code)}
          >
            {name}
          </button>
        ))}
      </nav>
    </div>
  );
}
