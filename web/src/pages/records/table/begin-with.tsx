import { Link } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RecordKind } from "@/api/types";
import { SampleButton } from "@/pages/home/sample";
import { Button } from "@/ui/button";

/** Ways to fill an empty table: one by hand, a file, or records to look around with. */
export function BeginWith({ kind, children }: { kind: RecordKind; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      {children}
      <Button asChild>
        <Link to="/import" search={{ kind }}>
          <FileUp /> {t("import.title")}
        </Link>
      </Button>
      <SampleButton />
    </>
  );
}
