import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MenuAt, MenuItem, MenuLine } from "@/ui/menu";
import { useBuilder } from "../builder";
import { duplicateSelected, removeSelected, stepIds } from "../commands";
import { toggleOff } from "../edits";
import { noteIndex } from "./graph";

/** A finger that rests so long asks for the menu, milliseconds. */
const REST = 500;
/** It may tremble by so much, pixels. */
const TREMBLE = 8;

interface Spot {
  x: number;
  y: number;
}

/** The menu of a step: by a right click, the menu key, or a finger that rests on it. */
export function useStepMenu() {
  const { selection, select } = useBuilder();
  const [at, setAt] = useState<Spot | null>(null);
  const resting = useRef<{ timer: ReturnType<typeof setTimeout>; from: Spot } | null>(null);
  const open = (id: string, spot: Spot) => {
    if (noteIndex(id) !== null) return;
    if (!selection.includes(id)) select([id]);
    setAt(spot);
  };
  const stop = () => {
    clearTimeout(resting.current?.timer);
    resting.current = null;
  };
  return {
    at,
    open,
    close: () => setAt(null),
    touch: {
      onPointerDownCapture: (event: PointerEvent) => {
        stop();
        const node = event.target instanceof Element ? event.target.closest(".react-flow__node-step") : null;
        const id = node?.getAttribute("data-id");
        if (event.pointerType !== "touch" || !id) return;
        const from = { x: event.clientX, y: event.clientY };
        resting.current = { from, timer: setTimeout(() => open(id, from), REST) };
      },
      onPointerMoveCapture: (event: PointerEvent) => {
        const from = resting.current?.from;
        if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > TREMBLE) stop();
      },
      onPointerUpCapture: stop,
      onPointerCancelCapture: stop,
    },
  };
}

export function StepMenu({ at, close }: { at: Spot; close: () => void }) {
  const { t } = useTranslation();
  const builder = useBuilder();
  const ids = stepIds(builder.selection);
  const [only] = ids;
  return (
    <MenuAt at={at} label={t("flows.stepMenu")} close={close}>
      {ids.length === 1 && only ? (
        <>
          <MenuItem onSelect={() => builder.edit()}>{t("flows.keys.edit")}</MenuItem>
          <MenuItem onSelect={() => builder.edit("title")}>{t("flows.keys.rename")}</MenuItem>
          <MenuItem onSelect={() => builder.tryFrom(only)}>{t("flows.testFrom")}</MenuItem>
          <MenuLine />
        </>
      ) : null}
      <MenuItem onSelect={() => duplicateSelected(builder)}>{t("flows.duplicate")}</MenuItem>
      <MenuItem onSelect={() => builder.change(toggleOff(builder.flow, ids))}>{t("flows.keys.off")}</MenuItem>
      <MenuLine />
      <MenuItem danger onSelect={() => removeSelected(builder, true)}>
        {t("flows.keys.heal")}
      </MenuItem>
      <MenuItem danger onSelect={() => removeSelected(builder, false)}>
        {t("flows.keys.remove")}
      </MenuItem>
    </MenuAt>
  );
}
