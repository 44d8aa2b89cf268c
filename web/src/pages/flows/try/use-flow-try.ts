import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useSettled } from "@/ui/use-settled";
import { type BotRow, type TryInput, tryFlow } from "../api";
import { type Flow, stepOf } from "../model";
import { numberOf } from "../numbers";
import { NO_TRAIL, type Trail } from "../trail";

/** The channels whose look a test can take on. */
export const LOOKS = ["telegram", "web_chat"] as const;
export type Look = (typeof LOOKS)[number];

/** A bot that lives on web pages alone is tested as one. */
const lookOf = ({ channels }: BotRow): Look =>
  channels.length > 0 && channels.every(({ settings }) => settings.kind === "web_chat")
    ? "web_chat"
    : "telegram";

/**
 * A talk with the draft as it stands: everything the person did is done again at every change of it, so that the test
 * always shows what would happen now. Nothing of it is kept on the server.
 */
export function useFlowTry(bot: BotRow, id: string, flow: Flow, on: boolean) {
  const [inputs, setInputs] = useState<TryInput[]>([]);
  const [chosen, setFrom] = useState<string | null>(null);
  const [look, setLook] = useState<Look>(() => lookOf(bot));
  const settled = useSettled(flow, 600);
  const from = chosen !== null && stepOf(settled, chosen) ? chosen : null;
  const run = useQuery({
    queryKey: ["flow-try", id, numberOf(settled), from, inputs],
    queryFn: () => tryFlow(bot.id, id, { flow: settled, from, inputs }),
    enabled: on && settled.steps.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const trial = run.data;
  const trail = useMemo(
    (): Trail => (on && trial ? { steps: trial.steps, here: trial.step } : NO_TRAIL),
    [on, trial],
  );
  const restart = useCallback((step: string | null) => {
    setFrom(step);
    setInputs([]);
  }, []);
  return {
    trial,
    trail,
    error: run.error,
    busy: run.isFetching,
    /** The step it begins with; the flow's own start when none. */
    from,
    look,
    setLook,
    doing: (input: TryInput) => setInputs((before) => [...before, input]),
    undoing: inputs.length > 0 ? () => setInputs((before) => before.slice(0, -1)) : undefined,
    restart,
    again: () => void run.refetch(),
  };
}

export type FlowTry = ReturnType<typeof useFlowTry>;
