import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { pathText, useForm } from "../../scenarios/form/form-context";
import { asList, asText, asTree, at, type Path } from "../../scenarios/form/tree";
import { ButtonForm } from "./button-form";

/** The buttons of a message as they will stand: in rows. A click opens one. */
export function ButtonRows({ path, keyboard }: { path: Path; keyboard: boolean }) {
  const { t } = useTranslation();
  const form = useForm();
  const [open, setOpen] = useState<string | null>(null);
  const rows = asList(at(form.tree, path)).map(asList);
  const write = (next: unknown[][]) => {
    const full = next.filter((row) => row.length > 0);
    form.set(path, full.length > 0 ? full : undefined);
  };
  const fresh = () => ({ text: t("flows.newButton") });
  const show = (line: number, place: number) => setOpen(pathText([line, place]));
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1.5 text-[13px] font-medium text-soft">
        {keyboard ? t("flows.keyboardButtons") : t("flows.buttons")}
      </legend>
      {rows.map((row, line) => (
        <div key={line} className="flex flex-col gap-1.5">
          <div className="flex gap-1">
            {row.map((button, place) => {
              const id = pathText([line, place]);
              return (
                <button
                  key={place}
                  type="button"
                  aria-expanded={open === id}
                  onClick={() => setOpen(open === id ? null : id)}
                  className={cn(
                    "min-h-8 min-w-0 flex-1 truncate rounded-md border px-2 text-[13px] font-medium text-accent-ink hover:bg-accent-soft max-sm:min-h-10",
                    open === id ? "border-accent bg-accent-soft" : "border-line-strong bg-surface",
                  )}
                >
                  {asText(asTree(button).text) || t("flows.unnamedButton")}
                </button>
              );
            })}
            <button
              type="button"
              aria-label={t("flows.addToRow", { n: line + 1 })}
              title={t("flows.addToRow", { n: line + 1 })}
              onClick={() => {
                write(rows.with(line, [...row, fresh()]));
                show(line, row.length);
              }}
              className="grid size-8 shrink-0 place-items-center rounded-md border border-dashed border-line-strong text-faint hover:bg-hover hover:text-ink max-sm:size-10"
            >
              <Plus className="size-3.5" aria-hidden />
            </button>
          </div>
          {row.map((_, place) =>
            open === pathText([line, place]) ? (
              <ButtonForm
                key={place}
                path={[...path, line, place]}
                keyboard={keyboard}
                onRemove={() => {
                  setOpen(null);
                  write(rows.with(line, row.toSpliced(place, 1)));
                }}
              />
            ) : null,
          )}
        </div>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        onClick={() => {
          write([...rows, [fresh()]]);
          show(rows.length, 0);
        }}
      >
        <Plus /> {t("flows.addButton")}
      </Button>
    </fieldset>
  );
}
