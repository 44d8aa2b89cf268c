import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";

export function BackToScenario({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Button asChild variant="ghost" size="icon" className="-ml-2">
      <Link to="/scenarios/$id" params={{ id }} aria-label={t("rehearsal.back")}>
        <ArrowLeft />
      </Link>
    </Button>
  );
}
