import { type ReactNode, useDeferredValue } from "react";

/** What is large is drawn after what surrounds it, in slices between which the page answers. */
export function Later({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  return useDeferredValue(true, false) ? children : waiting;
}
