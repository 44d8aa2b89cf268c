import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { letterOf, useShortcuts } from "@/ui/shortcuts";
import { usePhone } from "@/ui/use-phone";
import type { View } from "./types";

/** What the thread lets the keys do; it comes and goes with the open dialog. */
export type ThreadKey =
  | "take"
  | "close"
  | "closeNext"
  | "snooze"
  | "assign"
  | "reply"
  | "note"
  | "attach"
  | "editLast"
  | "macros"
  | "unread"
  | "search";

const EVENT = "signalbox-inbox-key";

/** Listens to keys that are meant for the open dialog. */
export function useThreadKeys(act: (key: ThreadKey) => void): void {
  const current = useRef(act);
  current.current = act;
  useEffect(() => {
    const heard = (event: Event) => current.current((event as CustomEvent<ThreadKey>).detail);
    window.addEventListener(EVENT, heard);
    return () => window.removeEventListener(EVENT, heard);
  }, []);
}

/** Does in the open dialog what a key does. */
export const press = (key: ThreadKey) =>
  window.dispatchEvent(new CustomEvent<ThreadKey>(EVENT, { detail: key }));

interface Acts {
  go: (step: 1 | -1) => void;
  view: (view: View) => void;
  /** Chooses the open dialog, or no longer. */
  choose: () => void;
  /** What Escape leaves: the choice, or on a phone the dialog. */
  close?: () => void;
}

/** With Alt the keys work while one writes, too. */
function useAltKeys({ go }: Acts): void {
  const navigate = useNavigate();
  const acts = useRef<Record<string, (ctrl: boolean) => void>>({});
  acts.current = {
    j: () => go(1),
    k: () => go(-1),
    e: (ctrl) => press(ctrl ? "closeNext" : "close"),
    m: () => press("snooze"),
    p: () => press("note"),
    l: () => press("reply"),
    a: (ctrl) => press(ctrl ? "attach" : "assign"),
    c: () => void navigate({ to: "/inbox" }),
    v: () => void navigate({ to: "/contacts" }),
    r: () => void navigate({ to: "/reports" }),
    s: () => void navigate({ to: "/settings" }),
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("[role=dialog][data-state=open]")) return;
      const act = event.altKey ? acts.current[letterOf(event)] : undefined;
      if (!act) return;
      event.preventDefault();
      act(event.ctrlKey || event.metaKey);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** The keys of the inbox. */
export function useInboxKeys(acts: Acts): void {
  const { t } = useTranslation();
  const phone = usePhone();
  useAltKeys(acts);
  useShortcuts(t("inbox.title"), [
    { keys: ["j"], label: t("inbox.key.next"), run: () => acts.go(1) },
    { keys: ["k"], label: t("inbox.key.previous"), run: () => acts.go(-1) },
    { keys: ["t"], label: t("inbox.key.take"), run: () => press("take") },
    { keys: ["e"], label: t("inbox.key.close"), run: () => press("close") },
    { keys: ["s"], label: t("inbox.key.snooze"), run: () => press("snooze") },
    { keys: ["a"], label: t("inbox.key.assign"), run: () => press("assign") },
    { keys: ["r"], label: t("inbox.key.reply"), run: () => press("reply") },
    { keys: ["n"], label: t("inbox.key.note"), run: () => press("note") },
    { keys: ["m"], label: t("inbox.macros"), run: () => press("macros") },
    { keys: ["u"], label: t("inbox.key.unread"), run: () => press("unread") },
    { keys: ["f"], label: t("inbox.key.search"), run: () => press("search") },
    { keys: ["x"], label: t("inbox.key.choose"), run: acts.choose },
    { keys: ["1"], label: t("inbox.view.mine"), run: () => acts.view("mine") },
    { keys: ["2"], label: t("inbox.view.unassigned"), run: () => acts.view("unassigned") },
    { keys: ["3"], label: t("inbox.view.all"), run: () => acts.view("all") },
    { keys: ["↑"], label: t("inbox.key.editLast") },
    { keys: ["Alt", "J"], label: t("inbox.key.altNext") },
    { keys: ["Alt", "E"], label: t("inbox.key.altClose") },
    { keys: ["Alt", "L"], label: t("inbox.key.reply") },
    { keys: ["Alt", "P"], label: t("inbox.key.note") },
    ...(acts.close
      ? [{ keys: ["Escape"], label: t(phone ? "inbox.key.back" : "inbox.chooseEnd"), run: acts.close }]
      : []),
  ]);
}
