import {
  CalendarClock,
  Clock,
  CornerUpLeft,
  Flag,
  Globe,
  Headset,
  LogIn,
  type LucideIcon,
  MessageCircleQuestionMark,
  MessageSquareText,
  Shuffle,
  Split,
  UserRoundCheck,
  Workflow,
  Zap,
} from "lucide-react";
import type { StepKind } from "../model";

/** The families steps belong to: the headings of the palette, and the tint of their icons. */
export const FAMILIES = ["talk", "course", "work", "end"] as const;
export type Family = (typeof FAMILIES)[number];

const LOOK: Record<StepKind, { icon: LucideIcon; family: Family }> = {
  send: { icon: MessageSquareText, family: "talk" },
  ask: { icon: MessageCircleQuestionMark, family: "talk" },
  schedule: { icon: CalendarClock, family: "talk" },
  log_in: { icon: LogIn, family: "talk" },
  branch: { icon: Split, family: "course" },
  split: { icon: Shuffle, family: "course" },
  wait: { icon: Clock, family: "course" },
  flow: { icon: Workflow, family: "course" },
  act: { icon: Zap, family: "work" },
  request: { icon: Globe, family: "work" },
  operator: { icon: Headset, family: "work" },
  assign: { icon: UserRoundCheck, family: "work" },
  return: { icon: CornerUpLeft, family: "end" },
  finish: { icon: Flag, family: "end" },
};
export const lookOf = (kind: StepKind) => LOOK[kind];

export const TINT: Record<Family, string> = {
  talk: "bg-accent-soft text-accent-ink",
  course: "bg-warn-soft text-warn",
  work: "bg-good-soft text-good",
  end: "bg-hover text-soft",
};
