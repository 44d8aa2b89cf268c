import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useStream } from "@/api/stream";

/** At most so often a list follows what others do: a bulk run changes hundreds of records a second. */
const PAUSE_MS = 1500;

/** Other people's and scenarios' changes show by themselves. */
export function useLiveRecords(): void {
  const client = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useStream(["records"], () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      void client.invalidateQueries({ queryKey: ["records"] });
    }, PAUSE_MS);
  });
  useEffect(() => () => clearTimeout(waiting.current ?? undefined), []);
}
