import { type ReactNode, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { Bridge, Fault } from "@/api/types";
import { type Form, FormContext } from "@/pages/scenarios/form/form-context";
import { SortArea } from "@/pages/scenarios/form/sortable";
import { asTree, put, remove, type Tree } from "@/pages/scenarios/form/tree";
import { variablesOf } from "@/pages/scenarios/form/variables";
import { useKnown } from "@/pages/scenarios/use-known";

interface BridgeFormProps {
  bridge: Bridge;
  onChange: (bridge: Bridge) => void;
  hook: string | undefined;
  sample: string | undefined;
  faults: Fault[];
  children: ReactNode;
}

/** Lends the parts of the scenario's form a bridge: its filter and its values are edited by the same fields. */
export function BridgeForm({ bridge, onChange, hook, sample, faults, children }: BridgeFormProps) {
  const { t } = useTranslation();
  const known = useKnown(hook, sample, NONE);
  const { completions, fields } = known;
  const variables = useMemo(() => variablesOf(t, completions, fields), [t, completions, fields]);
  const current = useRef({ bridge, onChange });
  current.current = { bridge, onChange };
  const form = useMemo((): Form => {
    const write = (next: Tree) => current.current.onChange(next as unknown as Bridge);
    const tree = () => current.current.bridge as unknown as Tree;
    return {
      tree: bridge as unknown as Tree,
      set: (path, value) => write(asTree(put(tree(), path, value))),
      change: write,
      known,
      variables,
      faults,
      sampled: null,
      sample: sample ? { arrival_id: sample } : null,
      people: [],
      open: null,
      setOpen: () => {},
      focus: () => {},
      remove: (path, label) => {
        const before = tree();
        write(asTree(remove(before, path)));
        toast(t("scenarioForm.removed", { label }), {
          action: { label: t("scenarioForm.undo"), onClick: () => write(before) },
        });
      },
    };
  }, [bridge, known, variables, faults, sample, t]);
  return (
    <FormContext.Provider value={form}>
      <SortArea>{children}</SortArea>
    </FormContext.Provider>
  );
}

const NONE: string[] = [];
