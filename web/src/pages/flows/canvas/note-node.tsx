import type { NodeProps } from "@xyflow/react";
import { createContext, memo, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import type { NoteNode } from "./graph";
import { Marked } from "./marked";

/** Writes a note; told by its place among the notes. */
export const NoteContext = createContext<(index: number, text: string) => void>(() => undefined);

/** A note that lies on the canvas. A double click, or Enter, writes in it. */
export const NoteCard = memo(function NoteCard({ data, selected }: NodeProps<NoteNode>) {
  const { t } = useTranslation();
  const write = useContext(NoteContext);
  const [writing, setWriting] = useState(data.note.text === "");
  return (
    <div
      role="note"
      onDoubleClick={(event) => {
        event.stopPropagation();
        setWriting(true);
      }}
      className={cn(
        "size-full overflow-hidden rounded-md border border-warn/30 bg-warn-soft p-2.5 text-xs leading-[18px] text-ink",
        selected && "outline-2 outline-accent",
      )}
    >
      {writing ? (
        <textarea
          ref={(element) => element?.focus({ preventScroll: true })}
          aria-label={t("flows.note")}
          className="nodrag nowheel size-full resize-none bg-transparent outline-none"
          defaultValue={data.note.text}
          onBlur={(event) => {
            setWriting(false);
            write(data.index, event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
              event.preventDefault();
              event.currentTarget.blur();
            }
            event.stopPropagation();
          }}
        />
      ) : (
        <Marked text={data.note.text || t("flows.noteEmpty")} />
      )}
    </div>
  );
});
