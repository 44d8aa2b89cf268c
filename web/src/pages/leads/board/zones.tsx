import { useDroppable } from "@dnd-kit/core";
import { CircleX, type LucideIcon, Trash2, Trophy } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";

export type Zone = "won" | "lost" | "delete";

const looks: Record<Zone, { icon: LucideIcon; look: string }> = {
  won: { icon: Trophy, look: "border-good text-good data-over:bg-good-soft" },
  lost: { icon: CircleX, look: "border-warn text-warn data-over:bg-warn-soft" },
  delete: { icon: Trash2, look: "border-bad text-bad data-over:bg-bad-soft" },
};

function DropZone({ zone }: { zone: Zone }) {
  const { t } = useTranslation();
  const drop = useDroppable({ id: `zone:${zone}`, data: { zone } });
  const { icon: Icon, look } = looks[zone];
  return (
    <div
      ref={drop.setNodeRef}
      data-over={drop.isOver || undefined}
      className={cn(
        "flex h-16 flex-1 items-center justify-center gap-2 rounded-xl border-2 border-dashed bg-raised text-[13px] font-medium",
        look,
      )}
    >
      <Icon className="size-4" aria-hidden /> {t(`board.zones.${zone}`)}
    </div>
  );
}

/** What a lead is dropped on to end it; there only while something is dragged. */
export function Zones({ zones }: { zones: Zone[] }) {
  return (
    <div className="absolute inset-x-4 bottom-4 z-30 flex animate-pop gap-3 rounded-2xl border bg-raised/95 p-3 shadow-pop max-sm:inset-x-2 max-sm:bottom-2 max-sm:gap-2 max-sm:p-2">
      {zones.map((zone) => (
        <DropZone key={zone} zone={zone} />
      ))}
    </div>
  );
}
