import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { RecordLink } from "@/ui/record-link";
import { useSettled } from "@/ui/use-settled";
import { alikeQuery, type PersonKind } from "./queries";

/** Warns that somebody has this phone or e-mail already, with the way there; a new one can be made all the same. */
export function AlikeNote({ kind, phone, email }: { kind: PersonKind; phone: string; email: string }) {
  const { t } = useTranslation();
  const settled = useSettled(`${phone.trim()}\n${email.trim()}`, 250);
  const [settledPhone = "", settledEmail = ""] = settled.split("\n");
  const found = useQuery(alikeQuery(kind, settledPhone, settledEmail));
  if (!phone.trim() && !email.trim()) return null;
  if (!found.data?.length) return null;
  return (
    <div role="status" className="flex gap-2.5 rounded-lg bg-warn-soft p-3 text-[13px]">
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
      <div className="min-w-0">
        <p>{t(`people.alike.${kind}`)}</p>
        <ul className="mt-1 flex flex-col gap-0.5">
          {found.data.slice(0, 5).map((record) => (
            <li key={record.id} className="truncate font-medium">
              <RecordLink record={record} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
