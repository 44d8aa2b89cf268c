import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Input } from "@/ui/field";
import { useBuilder } from "../builder";
import { stepName } from "../describe";
import { find } from "../find";

/** Looks through titles, texts and variables of the flow; Enter goes to the next one found. */
export function FindBar({
  reveal,
  close,
}: {
  reveal: (id: string, always?: boolean) => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const { flow, select } = useBuilder();
  const [wish, setWish] = useState("");
  const [place, setPlace] = useState(0);
  const found = useMemo(() => find(flow, wish, (step) => stepName(t, step)), [flow, wish, t]);
  const show = (index: number, ids = found) => {
    const at = ids.length > 0 ? (index + ids.length) % ids.length : 0;
    setPlace(at);
    const id = ids[at];
    if (!id) return;
    select([id]);
    reveal(id, true);
  };
  return (
    <search className="absolute top-3 right-3 z-10 flex items-center gap-1 rounded-lg border bg-raised p-1 shadow-pop">
      <Input
        autoFocus
        aria-label={t("flows.find")}
        placeholder={t("flows.find")}
        value={wish}
        className="w-52 border-transparent shadow-none max-sm:w-36"
        onChange={(event) => {
          setWish(event.target.value);
          show(
            0,
            find(flow, event.target.value, (step) => stepName(t, step)),
          );
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") close();
          else if (event.key === "Enter") show(place + (event.shiftKey ? -1 : 1));
        }}
      />
      <span role="status" className="min-w-12 text-center text-xs text-faint tabular-nums">
        {wish.trim() === "" ? "" : found.length > 0 ? `${place + 1} / ${found.length}` : t("flows.notFound")}
      </span>
      <IconButton
        size="iconSm"
        label={t("flows.previous")}
        disabled={found.length === 0}
        onClick={() => show(place - 1)}
      >
        <ChevronUp />
      </IconButton>
      <IconButton
        size="iconSm"
        label={t("flows.following")}
        disabled={found.length === 0}
        onClick={() => show(place + 1)}
      >
        <ChevronDown />
      </IconButton>
      <IconButton size="iconSm" label={t("common.close")} onClick={close}>
        <X />
      </IconButton>
    </search>
  );
}
