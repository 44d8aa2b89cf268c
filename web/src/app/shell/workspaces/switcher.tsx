import { ChevronsUpDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { cn } from "@/ui/cn";
import { Logo } from "@/ui/logo";
import { Menu } from "@/ui/menu";
import { WorkspaceItems } from "./items";

/** The head of the rail: which workspace this is, and the way to the others. */
export function WorkspaceSwitcher({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const { workspace } = useSession();
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          title={workspace.name}
          className={cn(
            "flex h-10 min-w-0 items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover data-[state=open]:bg-hover",
            narrow ? "justify-center" : "flex-1",
          )}
        >
          <Logo className="size-6 shrink-0" />
          <span className="sr-only">{t("workspaces.one")}: </span>
          <span className={cn("min-w-0 flex-1 truncate text-[13px] font-semibold", narrow && "sr-only")}>
            {workspace.name}
          </span>
          {narrow ? null : <ChevronsUpDown className="-ml-1 size-3 shrink-0 text-faint" aria-hidden />}
        </button>
      }
    >
      <WorkspaceItems />
    </Menu>
  );
}
