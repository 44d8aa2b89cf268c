import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatClock } from "@/i18n/format";
import { useUserNames } from "@/pages/records/queries";
import type { Line, Message } from "./types";

/** What a line says, with the names of people. */
export function useSentence(): (line: Line) => string {
  const { t } = useTranslation();
  const names = useUserNames();
  const name = (user: string | null | undefined) => (user ? (names.get(user) ?? "…") : "");
  return (line) => {
    switch (line.kind) {
      case "taken":
        return t("inbox.line.taken", { name: name(line.user) });
      case "logged_in":
        return t("inbox.line.logged_in", { name: name(line.user) });
      case "assigned":
        return line.user ? t("inbox.line.assigned", { name: name(line.user) }) : t("inbox.line.unassigned");
      case "status":
        return t("inbox.line.status", { status: t(`inbox.status.${line.to}`) });
      case "moved":
        return t("inbox.line.moved", { flow: line.flow, step: line.step });
      case "trouble":
        return t("inbox.line.trouble", { reason: line.reason });
      default:
        return t(`inbox.line.${line.kind}`);
    }
  };
}

/** Something that happened in the dialog, as a thin line; a run's line leads to the run. */
export function LineRow({ message }: { message: Message }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (!("line" in message.body)) return null;
  return (
    <p className="text-center text-2xs text-faint">
      {sentence(message.body.line)} · {formatClock(message.at).slice(0, 5)}
      {message.run ? (
        <>
          {" · "}
          <Link to="/runs/$id" params={{ id: message.run }} className="underline">
            {t("inbox.line.run")}
          </Link>
        </>
      ) : null}
    </p>
  );
}
