import { useCallback, useEffect, useState } from "react";
import type { ImportDetail, ImportSettings } from "@/api/types";
import { useSettled } from "@/ui/use-settled";

const place = (id: string) => `import.${id}`;

function kept(id: string): ImportSettings | null {
  try {
    return JSON.parse(localStorage.getItem(place(id)) ?? "null");
  } catch {
    // Something else stands there: what the server knows counts.
    return null;
  }
}

/**
 * The settings as the page shows them. What the server has not taken yet is kept in the browser, so that a lost
 * connection or a reload loses nothing; it is written as soon as typing pauses.
 */
export function useSettings(
  detail: ImportDetail,
  save: (settings: ImportSettings) => Promise<unknown>,
  acting: boolean,
) {
  const [draft, setDraft] = useState<ImportSettings | null>(() => kept(detail.id));
  // Once it has begun, the settings stay as they are.
  const open = detail.state === "ready" || detail.state === "checked";
  const settings = (open && draft) || detail.settings;
  const settled = useSettled(draft, 500);
  const change = useCallback(
    (next: ImportSettings) => {
      localStorage.setItem(place(detail.id), JSON.stringify(next));
      setDraft(next);
    },
    [detail.id],
  );
  const forget = useCallback(() => {
    localStorage.removeItem(place(detail.id));
    setDraft(null);
  }, [detail.id]);
  useEffect(() => {
    if (!settled || !open || acting) return;
    let current = true;
    save(settled).then(
      () => {
        if (!current) return;
        localStorage.removeItem(place(detail.id));
        setDraft((draft) => (draft === settled ? null : draft));
      },
      // Shown by the page; the draft stays.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [settled, save, detail.id, open, acting]);
  return { settings, change, forget };
}
