import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./button";
import { cn } from "./cn";
import { useDragWidth } from "./use-drag-width";
import { usePhone } from "./use-phone";

interface SheetProps {
  /** What its width is remembered under. */
  name: string;
  title: string;
  /** Shown instead of the title's text, e.g. with a field to rename. */
  heading?: ReactNode;
  description?: ReactNode;
  /** Buttons at the end of the head, before the cross. */
  actions?: ReactNode;
  footer?: ReactNode;
  /** The width at first, pixels. */
  initial?: number;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** The content scrolls inside itself instead of with the sheet. */
  fixed?: boolean;
}

/**
 * A panel at the right edge for a thing out of a list. The page behind stays where it was; Esc, the cross and a click
 * beside it close it. Its width is dragged at the left edge, or moved with the arrows when the edge has the focus.
 * Whether it is open belongs into the address: `useInAddress` does that.
 */
export function Sheet(props: SheetProps) {
  const {
    name,
    title,
    heading,
    description,
    actions,
    footer,
    initial = 640,
    open,
    onClose,
    children,
    fixed,
  } = props;
  const { t } = useTranslation();
  const phone = usePhone();
  const content = useRef<HTMLDivElement>(null);
  const { width, handle } = useDragWidth({
    name,
    initial,
    min: 360,
    max: 1200,
    edge: "left",
    label: t("ui.resize"),
  });
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          ref={content}
          // The panel itself, not its first button, whose hint would pop up.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            content.current?.focus();
          }}
          style={phone ? undefined : { width }}
          className="fixed inset-y-0 right-0 z-50 flex max-w-[calc(100vw-3rem)] animate-slide flex-col border-l bg-surface shadow-pop outline-none max-sm:w-full max-sm:max-w-none max-sm:border-0"
        >
          <header className="flex min-h-14 shrink-0 items-center gap-2 border-b py-2 pr-3 pl-5 max-sm:pl-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="truncate text-[15px] font-semibold leading-6">
                {heading ?? title}
              </Radix.Title>
              {description ? (
                <Radix.Description className="truncate text-xs text-faint">{description}</Radix.Description>
              ) : null}
            </div>
            {actions}
            <IconButton label={t("common.close")} onClick={onClose}>
              <X />
            </IconButton>
          </header>
          <div className={cn("min-h-0 flex-1", fixed ? "flex flex-col overflow-hidden" : "overflow-y-auto")}>
            {children}
          </div>
          {footer ? (
            <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t px-5 py-3 max-sm:px-4 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          ) : null}
          {phone ? null : (
            <div
              {...handle}
              className="absolute inset-y-0 -left-1 w-2 cursor-col-resize touch-none hover:bg-accent/30 focus-visible:bg-accent/50 focus-visible:outline-none"
            />
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
