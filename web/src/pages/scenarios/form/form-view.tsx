import { CornerDownRight, Plus } from "lucide-react";
import {
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { Fault } from "@/api/types";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import type { Sampled, TryTarget } from "../use-try";
import { BlockCard } from "./block-card";
import { spelledTree } from "./condition-groups";
import { type Form, FormContext, type Known, type Person, pathText, useForm } from "./form-context";
import { copyText, duplicate, parsePath, paste, shift } from "./item-commands";
import { KeySelect } from "./key-select";
import { readTree, reconcile } from "./reconcile";
import { SortArea, SortList } from "./sortable";
import { NameCard, StartCard } from "./start-card";
import { asList, asText, asTree, at, insert, type Path, put, remove, type Tree, withIds } from "./tree";
import { variablesOf } from "./variables";

/** A place one wants to see; a new object for every wish. */
export interface Jump {
  path: Path;
}

interface FormViewProps {
  text: string;
  /** The same `step` means the same step of undo: keystrokes in one field. */
  onChange: (text: string, step?: string) => void;
  undo: () => void;
  redo: () => void;
  known: Known;
  faults: Fault[];
  sampled: Sampled | null;
  sample: TryTarget | null;
  people: Person[];
  /** The block or action one works on, for the others. */
  onPlace: (id: string) => void;
  /** Where it is kept which action is open, beyond the life of the form. */
  opened: RefObject<string | null>;
  jump: Jump | null;
  /** Shows the text, where a document that cannot be read is mended. */
  toText: () => void;
}

/** A scenario as a form. It owns nothing: the text is the document, and every edit changes the text as little as it can. */
export function FormView(props: FormViewProps) {
  const { t } = useTranslation();
  const last = useRef<{ text: string; tree: Tree } | null>(null);
  const tree = useMemo(() => {
    if (last.current?.text === props.text) return last.current.tree;
    const read = readTree(props.text);
    return read && spelledTree(read);
  }, [props.text]);
  if (!tree)
    return (
      <Empty
        icon={CornerDownRight}
        title={t("scenarioForm.unreadable")}
        text={t("scenarioForm.unreadableText")}
      >
        <Button onClick={props.toText}>{t("scenarioForm.toText")}</Button>
      </Empty>
    );
  const remember = (text: string, next: Tree) => {
    last.current = { text, tree: next };
  };
  return <FormBody {...props} tree={tree} remember={remember} />;
}

interface BodyProps extends FormViewProps {
  tree: Tree;
  remember: (text: string, tree: Tree) => void;
}

const EDITABLE = "input, textarea, select, [contenteditable=true]";

function FormBody(props: BodyProps) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(props.opened.current);
  props.opened.current = open;
  const [wanted, setWanted] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const current = useRef(props);
  current.current = props;

  const write = useCallback((next: Tree, step?: string) => {
    const { text, remember, onChange } = current.current;
    const written = reconcile(text, next);
    remember(written, next);
    onChange(written, step);
  }, []);
  const { completions, fields } = props.known;
  const variables = useMemo(() => variablesOf(t, completions, fields), [t, completions, fields]);
  const form = useMemo(
    (): Form => ({
      tree: props.tree,
      known: props.known,
      variables,
      faults: props.faults,
      sampled: props.sampled,
      sample: props.sample,
      people: props.people,
      open,
      setOpen,
      set: (path, value) => write(asTree(put(current.current.tree, path, value)), pathText(path)),
      change: (next) => write(next),
      focus: (path) => setWanted(pathText(path)),
      remove: (path, label) => {
        write(remove(current.current.tree, path));
        toast(t("scenarioForm.removed", { label }), {
          action: { label: t("scenarioForm.undo"), onClick: () => current.current.undo() },
        });
      },
    }),
    [
      props.tree,
      props.known,
      variables,
      props.faults,
      props.sampled,
      props.sample,
      props.people,
      open,
      t,
      write,
    ],
  );

  useEffect(() => {
    if (wanted === null) return;
    const item = host.current?.querySelector(`[data-path="${CSS.escape(wanted)}"]`);
    const target = item?.querySelector<HTMLElement>("[data-handle]");
    target?.focus();
    item?.scrollIntoView({ block: "nearest" });
    setWanted(null);
  }, [wanted, props.tree]);

  useEffect(() => {
    if (!props.jump) return;
    const { path } = props.jump;
    const item: Path =
      path[2] === "do" && path.length > 3
        ? path.slice(0, 4)
        : path[2] === "if"
          ? path.slice(0, 4)
          : path.slice(0, 2);
    if (item[2] === "do") setOpen(pathText(item));
    setWanted(pathText(item[0] === "blocks" ? item : path.slice(0, 1)));
  }, [props.jump]);

  const pathOf = (target: EventTarget | null): Path | null => {
    const item = target instanceof Element ? target.closest("[data-sort]") : null;
    const path = item?.getAttribute("data-path");
    return path ? parsePath(path) : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const path = pathOf(event.target);
    const meta = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (meta && (key === "z" || key === "y")) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) props.redo();
      else props.undo();
      return;
    }
    if (!path) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const moved = shift(props.tree, path, event.key === "ArrowUp" ? -1 : 1);
      if (!moved) return;
      write(moved.tree);
      form.focus(moved.path);
      const place = Number(moved.path.at(-1)) + 1;
      setSaid(
        t("scenarioForm.movedTo", { place, of: asList(at(moved.tree, moved.path.slice(0, -1))).length }),
      );
      return;
    }
    if (!(event.target instanceof Element) || !event.target.matches("[data-handle]")) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      form.remove(path, event.target.closest("[data-sort]")?.getAttribute("aria-label") ?? "");
    } else if (meta && key === "d") {
      event.preventDefault();
      write(duplicate(props.tree, path));
    }
  };
  const onCopy = (event: ClipboardEvent) => {
    const path = pathOf(event.target);
    if (!path || (event.target instanceof Element && event.target.closest(EDITABLE))) return;
    if (String(window.getSelection() ?? "") !== "") return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", copyText(at(props.tree, path)));
    if (event.type === "cut") form.remove(path, "");
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.target instanceof Element && event.target.closest(EDITABLE)) return;
    const next = paste(props.tree, event.clipboardData.getData("text/plain"), pathOf(event.target) ?? []);
    if (!next) return;
    event.preventDefault();
    write(next);
  };
  const onFocus = (event: FocusEvent) => {
    const path = pathOf(event.target);
    const id = path
      ? asText(asTree(at(props.tree, path)).id) || asText(asTree(at(props.tree, path.slice(0, 2))).id)
      : "";
    props.onPlace(id);
  };
  return (
    <FormContext.Provider value={form}>
      <div
        ref={host}
        role="group"
        aria-label={t("scenarioForm.views.form")}
        onKeyDownCapture={onKeyDown}
        onCopy={onCopy}
        onCut={onCopy}
        onPaste={onPaste}
        onFocus={onFocus}
        className="h-full overflow-y-auto bg-canvas"
      >
        <p role="status" className="sr-only">
          {said}
        </p>
        <div className="mx-auto flex max-w-3xl flex-col gap-4 px-5 py-5 max-sm:px-3">
          <NameCard />
          <StartCard />
          <SortArea>
            <Blocks />
          </SortArea>
          <Otherwise />
        </div>
        <datalist id="scenario-globals">
          {(props.known.completions?.keys.globals ?? []).map((one) => (
            <option key={one.key} value={one.key} />
          ))}
        </datalist>
      </div>
    </FormContext.Provider>
  );
}

function Blocks() {
  const { t } = useTranslation();
  const form = useForm();
  const blocks = asList(form.tree.blocks);
  const add = () => {
    form.change(withIds(insert(form.tree, ["blocks"], blocks.length, { do: [] })));
    form.focus(["blocks", blocks.length]);
  };
  return (
    <>
      <SortList sort="block" path={["blocks"]} count={blocks.length}>
        <ol className="flex flex-col gap-4">
          {blocks.map((block, index) => (
            <BlockCard
              key={asText(asTree(block).id) || index}
              path={["blocks", index]}
              block={asTree(block)}
              trace={form.sampled?.blocks[index]}
            />
          ))}
        </ol>
      </SortList>
      <Button className="self-start" onClick={add}>
        <Plus /> {t("scenarioForm.addBlock")}
      </Button>
    </>
  );
}

function Otherwise() {
  const { t } = useTranslation();
  return (
    <section data-path="otherwise" className="flex items-start gap-3 rounded-xl border border-dashed p-3">
      <CornerDownRight className="mt-1 size-4 shrink-0 text-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <KeySelect
          path={["otherwise"]}
          label={t("scenarioForm.otherwise")}
          hint={t("scenarioForm.otherwiseHint")}
          family="manual"
          owner={{}}
          required={false}
        />
      </div>
    </section>
  );
}
