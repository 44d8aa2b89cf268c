import { Link, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="grid flex-1 place-items-center">
      <Empty icon={Compass} title={t("error.notFoundTitle")} text={t("error.notFoundText")}>
        <Button asChild variant="primary">
          <Link to="/">{t("error.home")}</Link>
        </Button>
      </Empty>
    </main>
  );
}

export function PageFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <main className="mx-auto grid w-full max-w-2xl flex-1 content-center gap-4 p-6">
      <h1 className="text-lg font-semibold">{t("error.pageTitle")}</h1>
      <ErrorNote error={error} retry={() => void router.invalidate()} />
    </main>
  );
}
