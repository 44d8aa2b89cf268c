import { useState } from "react";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { Popover } from "@/ui/popover";
import { Sheet } from "@/ui/sheet";
import { Hint } from "@/ui/tooltip";
import { Part, Shown } from "./part";

export function Overlays() {
  const [open, setOpen] = useState<"sheet" | "dialog" | "confirm" | null>(null);
  const toggle = (name: typeof open) => (shown: boolean) => setOpen(shown ? name : null);
  return (
    <Part title="Overlays">
      <Shown name="Open one">
        <Button onClick={() => setOpen("sheet")}>Sheet</Button>
        <Button onClick={() => setOpen("dialog")}>Dialog</Button>
        <Button onClick={() => setOpen("confirm")}>Confirm</Button>
        <Popover label="More" trigger={<Button>Popover</Button>}>
          Something small.
        </Popover>
        <Hint text="What it does">
          <Button>Hint</Button>
        </Hint>
      </Shown>
      <Sheet
        name="book"
        title="Order 7042"
        description="Sales · Qualified"
        open={open === "sheet"}
        onClose={() => setOpen(null)}
        footer={<Button variant="primary">Save</Button>}
      >
        <p className="p-5 text-[13px]">Drag the left edge, or focus it and use the arrows.</p>
      </Sheet>
      <Dialog title="Move the timer" open={open === "dialog"} onOpenChange={toggle("dialog")}>
        A dialog.
      </Dialog>
      <Confirm
        title="Delete the stage?"
        text="3 scenarios use it."
        action="Delete"
        danger
        open={open === "confirm"}
        onOpenChange={toggle("confirm")}
        onConfirm={async () => {}}
      />
    </Part>
  );
}
