import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

type Search = Record<string, unknown>;

/**
 * A text of the address that opens something over the page: which record the side panel shows, which tab. Opening adds
 * a step to the browser's history, so that Back closes; closing takes the text out again.
 */
export function useInAddress(name: string) {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const value = search[name];
  const put = useCallback(
    (next: string | undefined, replace: boolean) => {
      // The pages' search types are unions of all of them: the name is the caller's promise.
      const change = (before: Search) => ({ ...before, [name]: next });
      void navigate({ to: ".", search: change as never, replace });
    },
    [name, navigate],
  );
  return {
    value: typeof value === "string" && value !== "" ? value : undefined,
    open: useCallback((next: string) => put(next, false), [put]),
    swap: useCallback((next: string) => put(next, true), [put]),
    close: useCallback(() => put(undefined, true), [put]),
  };
}
