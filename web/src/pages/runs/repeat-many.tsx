import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Columns2, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Part, Repeated } from "@/api/types";
import { BulkBar } from "@/ui/bulk-bar";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Field, Select } from "@/ui/field";

/** The server repeats so many runs at once. */
const AT_ONCE = 50;

/** Repeats the chosen runs for real, some at a time; what is refused is told with its reason. */
export function RepeatMany({ ids, clear }: { ids: string[]; clear: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [failedOnly, setFailedOnly] = useState(false);
  const repeat = async () => {
    const part: Part = { of: failedOnly ? "failed" : "whole" };
    const all: Repeated[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const body = { ids: ids.slice(at, at + AT_ONCE), part };
      all.push(...(await api.post<{ items: Repeated[] }>("/runs/replay", body)).items);
    }
    await client.invalidateQueries({ queryKey: ["runs"] });
    const refused = all.filter((one) => one.refused);
    if (refused.length < all.length)
      toast.success(t("replay.selected", { count: all.length - refused.length }));
    clear();
    const reason = refused[0]?.refused;
    if (reason) throw new Error(t("replay.refused", { count: refused.length, reason }));
  };
  return (
    <>
      <BulkBar count={ids.length} clear={clear}>
        {ids.length === 2 ? (
          <Button asChild size="sm">
            <Link to="/runs/compare" search={{ before: ids.toSorted()[0], after: ids.toSorted()[1] }}>
              <Columns2 /> {t("compareRuns.open")}
            </Link>
          </Button>
        ) : null}
        <Button size="sm" variant="primary" onClick={() => setAsking(true)}>
          <RotateCw /> {t("replay.select")}
        </Button>
      </BulkBar>
      <Confirm
        title={t("replay.manyTitle", { count: ids.length })}
        text={
          <Field label={t("replay.part")}>
            {(props) => (
              <Select
                {...props}
                value={failedOnly ? "failed" : "whole"}
                onChange={(e) => setFailedOnly(e.target.value === "failed")}
              >
                <option value="whole">{t("replay.wholeRun")}</option>
                <option value="failed">{t("replay.failedOnly")}</option>
              </Select>
            )}
          </Field>
        }
        action={t("replay.repeat")}
        open={asking}
        onOpenChange={setAsking}
        onConfirm={repeat}
      />
    </>
  );
}
