import { GitMerge } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DiffView } from "@/editor/diff-view";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import type { Editing } from "./use-draft";

/** Someone saved meanwhile: both texts are kept until a person chooses. */
export function ConflictNote({ editing }: { editing: Editing }) {
  const { t } = useTranslation();
  const [comparing, setComparing] = useState(false);
  const { theirs, draft } = editing;
  if (!theirs || !draft) return null;
  return (
    <div role="alert" className="flex flex-col gap-2 border-b bg-warn-soft px-4 py-3 text-[13px]">
      <p className="flex items-center gap-2 font-medium">
        <GitMerge className="size-4 text-warn" aria-hidden /> {t("editor.conflictTitle")}
      </p>
      <p className="text-soft">{t("editor.conflictText", { theirs: theirs.version, mine: draft.version })}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setComparing(true)}>
          {t("editor.conflictCompare")}
        </Button>
        <Button size="sm" onClick={() => editing.save(theirs.version)}>
          {t("editor.conflictMine")}
        </Button>
        <Button size="sm" onClick={editing.discard}>
          {t("editor.conflictTheirs")}
        </Button>
      </div>
      <Dialog wide title={t("editor.diffTitle")} open={comparing} onOpenChange={setComparing}>
        <DiffView label={t("editor.diffTitle")} before={theirs.text} after={draft.text} />
      </Dialog>
    </div>
  );
}
