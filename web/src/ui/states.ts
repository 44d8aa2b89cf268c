import type { EventState, JobState, RunStatus, StepState } from "@/api/types";
import type { Tone } from "./badge";

export const arrivalTone: Record<EventState, Tone> = {
  waiting: "accent",
  done: "good",
  failed: "bad",
  rejected: "bad",
  held: "warn",
  duplicate: "neutral",
};
export const runTone: Record<RunStatus, Tone> = {
  fired: "good",
  not_matched: "neutral",
  failed: "bad",
  throttled: "warn",
  already_ran: "neutral",
  recursion: "warn",
  waiting: "accent",
  cancelled: "neutral",
  skipped: "warn",
};
export const jobTone: Record<JobState, Tone> = {
  planned: "accent",
  sending: "accent",
  delivered: "good",
  uncertain: "warn",
  failed: "bad",
  cancelled: "neutral",
};
export const stepTone: Record<StepState, Tone> = {
  done: "good",
  planned: "accent",
  queued: "accent",
  skipped: "neutral",
  failed: "bad",
  retrying: "warn",
};
