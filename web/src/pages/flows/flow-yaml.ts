import { stringify } from "yaml";
import { type Flow, written } from "./model";

/** A flow as people read and keep it. */
export const flowText = (flow: Flow): string =>
  stringify(written(flow), { lineWidth: 0, aliasDuplicateObjects: false });
