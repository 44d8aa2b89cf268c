import { createContext, useContext } from "react";
import type { Completions, Fault, Field, Pipeline, RecordKind, User } from "@/api/types";
import type { Schema } from "@/editor/schema";
import type { Sampled, TryTarget } from "../use-try";
import type { Path, Tree } from "./tree";
import type { Variable } from "./variables";

/** What a workspace has that a scenario can name. */
export interface Known {
  schema: Schema | null;
  completions: Completions | null;
  pipelines: Pipeline[];
  users: User[];
  lossReasons: string[];
  fields: Record<RecordKind, Field[]>;
  scenarios: { key: string; name: string; manual: boolean; tree: Tree | null }[];
}

/** Who else works on the scenario, and where. */
export interface Person {
  tab: string;
  name: string;
  place: string;
}

export interface Form {
  tree: Tree;
  /** Sets one place; `undefined` takes it away. Keystrokes at one place are one step of undo. */
  set: (path: Path, value: unknown) => void;
  /** Replaces the document in one step of undo. */
  change: (next: Tree) => void;
  known: Known;
  /** The variables a value can be taken from. */
  variables: Variable[];
  faults: Fault[];
  /** What the chosen sample made of the document as it is, when it was tried. */
  sampled: Sampled | null;
  sample: TryTarget | null;
  people: Person[];
  /** The path of the action whose settings are open, as text. */
  open: string | null;
  setOpen: (path: string | null) => void;
  /** Puts the focus on a place once it is drawn. */
  focus: (path: Path) => void;
  /** Takes an item away; it can be taken back at once. */
  remove: (path: Path, label: string) => void;
}

export const FormContext = createContext<Form | null>(null);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (!form) throw new Error("a part of the form stands outside of it");
  return form;
}

/** A path as the server writes it: `blocks[0].do[1].url`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, place) => (typeof place === "number" ? `${text}[${place}]` : text ? `${text}.${place}` : place),
    "",
  );
}

/** The faults at a place itself, or at any place inside it. */
export function faultsAt(faults: Fault[], path: Path, inside = false): Fault[] {
  const place = pathText(path);
  return faults.filter(
    (fault) =>
      fault.path === place ||
      (inside && (fault.path.startsWith(`${place}.`) || fault.path.startsWith(`${place}[`))),
  );
}

export function useFaultAt(path: Path): string | undefined {
  const { faults } = useForm();
  return faultsAt(faults, path)[0]?.message;
}
