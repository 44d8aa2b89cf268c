import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { api } from "@/api/client";
import type { Fault, Scenario } from "@/api/types";
import { placed, syntaxFaults } from "@/editor/syntax";
import { useSettled } from "@/ui/use-settled";

interface Check {
  faults: Fault[];
  scenario?: Scenario | null;
}

/** Validation while typing: YAML at once here, everything else by the server a moment later. */
export function useCheck(text: string) {
  const settled = useSettled(text, 180);
  // A large text is read when one pauses: reading it takes longer than a keystroke.
  const looked = text.length > LARGE ? settled : text;
  const syntax = useMemo(() => syntaxFaults(looked).filter((fault) => fault.severity === "error"), [looked]);
  const lastValid = useRef<Scenario | null>(null);
  const asked = syntax.length === 0;
  const check = useQuery({
    queryKey: ["check", settled],
    queryFn: () => api.post<Check>("/scenarios/check", { text: settled }),
    enabled: asked,
    placeholderData: (before) => before,
    staleTime: 10_000,
    gcTime: 10_000,
  });
  const current = asked && settled === text && !check.isPlaceholderData;
  const told = check.data?.faults ?? NONE;
  const faults = useMemo(() => (asked ? placed(settled, told) : syntax), [asked, settled, told, syntax]);
  const errors = faults.filter((fault) => fault.severity !== "warning");
  if (asked && check.data?.scenario) lastValid.current = check.data.scenario;
  return {
    faults,
    valid: current && check.data !== undefined && errors.length === 0,
    checking: asked && (!current || check.isFetching),
    error: asked ? check.error : null,
    scenario: lastValid.current,
    settled,
  };
}
const NONE: Fault[] = [];
/** Characters. */
const LARGE = 40_000;
