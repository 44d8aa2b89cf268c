import { useRing } from "@/pages/inbox/use-ring";

/** Calls whoever works here, whatever page is open. */
export function Ringer() {
  useRing();
  return null;
}
