import { useQuery } from "@tanstack/react-query";
import type { Option } from "./option-list";
import { useSettled } from "./use-settled";

/** Where options come from: they are at hand, or asked for by what was typed. */
export type Source =
  | { options: Option[]; load?: undefined; sourceKey?: undefined }
  | {
      options?: undefined;
      /** Names what is asked in the cache, e.g. `users`. */
      sourceKey: string;
      load: (text: string) => Promise<Option[]>;
    };

const TYPING_MS = 150;

/** The options for what was typed; those found before stay in sight while the next ones come. */
export function useOptions(source: Source, text: string, open: boolean) {
  const asked = useSettled(text.trim(), TYPING_MS);
  const found = useQuery({
    queryKey: ["options", source.sourceKey ?? "", asked],
    queryFn: () => source.load?.(asked) ?? [],
    enabled: open && source.load !== undefined,
    placeholderData: (before) => before,
  });
  return {
    options: source.options ?? found.data ?? [],
    busy: source.load !== undefined && found.isFetching,
    narrowed: source.load !== undefined,
    error: found.error,
  };
}
