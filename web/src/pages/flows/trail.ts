/** The way of a try through the flow. */
export interface Trail {
  /** The steps it came through, in order. */
  steps: string[];
  /** The step the dialog stands on. */
  here: string | null;
}
export const NO_TRAIL: Trail = { steps: [], here: null };
