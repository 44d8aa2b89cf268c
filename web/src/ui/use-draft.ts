import { useState } from "react";

/** A text that is being written, kept in this tab until it is sent: a lost connection or a reload loses nothing. */
export function useDraft(name: string): [string, (text: string) => void] {
  const key = `signalbox.draft.${name}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? "");
  const keep = (next: string) => {
    if (next) sessionStorage.setItem(key, next);
    else sessionStorage.removeItem(key);
    setText(next);
  };
  return [text, keep];
}
