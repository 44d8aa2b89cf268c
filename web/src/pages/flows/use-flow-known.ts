import { useMemo } from "react";
import type { Completions } from "@/api/types";
import type { Known } from "../scenarios/form/form-context";
import { asList, asText, asTree } from "../scenarios/form/tree";
import { useKnown } from "../scenarios/use-known";
import type { BotRow, FlowRow } from "./api";
import { setBy } from "./lint";
import type { Flow } from "./model";

const NONE: string[] = [];

/** What fields of the builder offer: everything scenarios offer, and the names a dialog and its bot have. */
export function useFlowKnown(
  bot: BotRow,
  flow: Flow,
  others: FlowRow[],
): { known: Known; set: Set<string> | null } {
  const known = useKnown(undefined, undefined, NONE);
  const fields = useMemo(
    () =>
      new Map(
        asList(bot.settings.fields).map((field) => [asText(asTree(field).key), asText(asTree(field).name)]),
      ),
    [bot.settings],
  );
  const own = useMemo(() => [...setBy(flow)].sort().join(" "), [flow]);
  const completions = useMemo((): Completions | null => {
    if (!known.completions) return null;
    const dialog = [
      ...[...fields].map(([key, name]) => ({ name: `{{dialog.${key}}}`, help: name })),
      ...own
        .split(" ")
        .filter((name) => name && !fields.has(name))
        .map((name) => ({ name: `{{dialog.${name}}}`, help: "" })),
    ];
    const variables = Object.keys(asTree(bot.settings.variables)).map((name) => ({
      name: `{{bot.${name}}}`,
      help: "",
    }));
    return { ...known.completions, variables: [...dialog, ...variables, ...known.completions.variables] };
  }, [known.completions, fields, own, bot.settings]);
  // Another flow of the bot may set what this one reads: then nothing is said of it here, the server knows.
  const set = useMemo(() => (others.length > 0 ? null : new Set(fields.keys())), [others.length, fields]);
  return { known: useMemo(() => ({ ...known, completions }), [known, completions]), set };
}
