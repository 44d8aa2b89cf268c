import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { cn } from "./cn";

interface DialogProps {
  title: string;
  description?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  /** Slides in from the right, for things beside a list. */
  side?: boolean;
}

const centred =
  "left-1/2 top-[max(2rem,8vh)] max-h-[84vh] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 rounded-xl max-sm:top-auto max-sm:bottom-0 max-sm:max-h-[92dvh] max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none animate-pop";
const beside = "right-0 top-0 h-dvh w-full max-w-xl border-l animate-fade";

export function Dialog({
  title,
  description,
  open,
  onOpenChange,
  children,
  footer,
  wide,
  side,
}: DialogProps) {
  const { t } = useTranslation();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed z-50 flex flex-col border-line bg-raised shadow-pop",
            side ? beside : centred,
            !side && "border",
            wide && !side && "max-w-3xl",
          )}
        >
          <header className="flex items-start gap-3 pt-4 pr-12 pb-1 pl-5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-[15px] font-semibold leading-6">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-0.5 text-[13px] text-faint">{description}</Radix.Description>
              ) : null}
            </div>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-3">{children}</div>
          {footer ? (
            <footer className="flex items-center justify-end gap-2 border-t px-5 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          ) : null}
          <Radix.Close asChild>
            <Button
              aria-label={t("common.close")}
              variant="ghost"
              size="iconSm"
              className="absolute top-3 right-3"
            >
              <X />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
