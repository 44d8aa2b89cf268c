import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { saveFile } from "@/ui/save-file";

/** Recovery codes, shown this once. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const { t } = useTranslation();
  const text = codes.join("\n");
  return (
    <div className="flex flex-col gap-3 text-[13px]">
      <p className="leading-5 text-soft">{t("factor.codesText")}</p>
      <Code label={t("factor.codes")} text={text} />
      <div className="flex flex-wrap gap-2">
        <Button
          onClick={() =>
            saveFile(new Blob([`${text}\n`], { type: "text/plain" }), "signalbox-recovery-codes.txt")
          }
        >
          <Download /> {t("factor.saveCodes")}
        </Button>
        <Button variant="primary" onClick={done}>
          {t("factor.kept")}
        </Button>
      </div>
    </div>
  );
}
