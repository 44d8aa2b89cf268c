import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { usersQuery } from "@/pages/records/queries";
import { cn } from "@/ui/cn";
import { called, found, score } from "./fuzzy";
import { repliesQuery } from "./queries";
import type { Dialog } from "./types";

/** Shown at once at most. */
const MOST = 8;

interface Option {
  id: string;
  label: string;
  hint?: string;
  preview?: string;
}

interface Props {
  dialog: Dialog;
  noting: boolean;
  text: string;
  setText: (text: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** What `/`, `:`, `{` and in notes `@` call up while one types. */
export function useCalled({ dialog, noting, text, setText, field }: Props) {
  const listId = useId();
  const [at, setAt] = useState<{ sign: string; word: string; from: number } | null>(null);
  const [active, setActive] = useState(0);
  const replies = useQuery(repliesQuery).data ?? [];
  const users = useQuery(usersQuery).data ?? [];
  const people = (word: string): Option[] =>
    users
      .filter((user) => score(word, user.name) > 0)
      .map((user) => ({ id: user.id, label: user.name, hint: user.email }));
  const answers = (word: string): Option[] =>
    found(replies, word).map((one) => ({
      id: one.id,
      label: one.name,
      hint: `:${one.shortcut}`,
      preview: one.text,
    }));
  const values = (word: string): Option[] =>
    valuesOf(dialog)
      .filter(([name]) => score(word, name) > 0)
      .map(([name, value]) => ({ id: name, label: name, hint: value, preview: value }));
  const offered = (sign: string) => (sign === "@" ? people : sign === "{" ? values : answers);
  const options = at ? offered(at.sign)(at.word).slice(0, MOST) : [];

  const look = (box: HTMLTextAreaElement) => {
    setAt(called(box.value, box.selectionStart, noting ? "@{" : "/:{"));
    setActive(0);
  };
  const put = (word: string, insert: string, from: number) => {
    const end = from + 1 + word.length;
    setText(text.slice(0, from) + insert + text.slice(end));
    setAt(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + insert.length, from + insert.length);
    });
  };
  const pick = async (option: Option | undefined) => {
    if (!option || !at) return;
    if (at.sign === "@") return put(at.word, `@${option.label} `, at.from);
    if (at.sign === "{") return put(at.word, option.preview ?? "", at.from);
    put(at.word, await filled(option.preview ?? "", dialog), at.from);
  };
  const onKey = (event: KeyboardEvent): boolean => {
    if (!at || options.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + options.length) % options.length);
    else if (event.key === "Enter" || event.key === "Tab") void pick(options[active]);
    else if (event.key === "Escape") setAt(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const open = options.length > 0;
  return {
    options,
    active,
    listId,
    pick,
    look,
    onKey,
    /** The users the note calls by name. */
    mentions: () => users.filter((user) => text.includes(`@${user.name}`)).map((user) => user.id),
    // A field of several lines keeps its own role; the list is told by what is active in it.
    aria: {
      "aria-autocomplete": "list" as const,
      "aria-controls": open ? listId : undefined,
      "aria-activedescendant": open ? `${listId}-${active}` : undefined,
    },
  };
}

/** What is known of the person, to be put into a text as it is. */
function valuesOf(dialog: Dialog): [string, string][] {
  const known = { name: dialog.name, ...dialog.fields, ...dialog.variables };
  return Object.entries(known).filter(([, value]) => value !== "");
}

/** A reply with its variables filled in for the person; as it is when they cannot be. */
async function filled(template: string, dialog: Dialog): Promise<string> {
  if (!template.includes("{") || !dialog.contact) return template;
  const record = { kind: "contact", id: dialog.contact.id };
  try {
    const { text } = await api.post<{ text: string }>("/templates/preview", {
      template,
      context: "note",
      record,
    });
    return text;
  } catch {
    return template;
  }
}

export function CallList({
  called: { options, active, listId, pick },
}: {
  called: ReturnType<typeof useCalled>;
}) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  if (options.length === 0) return null;
  const shown = options[active]?.preview;
  return (
    <div className="absolute inset-x-0 bottom-full z-20 mb-1 flex max-h-72 overflow-hidden rounded-lg border bg-raised shadow-pop">
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t("inbox.replies")}
        className="min-w-0 flex-1 overflow-y-auto p-1"
      >
        {options.map((option, index) => (
          <div
            key={option.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
              void pick(option);
            }}
            className={cn(
              "flex items-baseline gap-2 rounded-md px-2 py-1.5 text-[13px]",
              index === active && "bg-hover",
            )}
          >
            <span className="truncate">{option.label}</span>
            <span className="shrink-0 text-xs text-faint">{option.hint}</span>
          </div>
        ))}
      </div>
      {shown ? (
        <p className="w-1/2 overflow-y-auto whitespace-pre-wrap border-l p-3 text-xs text-soft max-sm:hidden">
          {shown}
        </p>
      ) : null}
    </div>
  );
}
