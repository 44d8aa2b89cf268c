import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Field, Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { type Thing, type Use, type Uses, usesQuery } from "./queries";
import { UseList } from "./use-list";

interface RetireProps {
  title: string;
  thing: Thing;
  /** What records may get instead; without any they just lose it. */
  instead?: { value: string; label: string }[];
  /** Records must get something: leads need a stage. */
  must?: boolean;
  /** What of the studio asks again afterwards. */
  keys: string[];
  onDelete: (instead: string | undefined, records: number) => Promise<unknown>;
  close: () => void;
}

interface BodyProps {
  uses: Uses;
  props: RetireProps;
  chosen: string;
  onChoose: (value: string) => void;
}

/** Stages forget a field that goes; everything else has to be changed first. */
const blocks = (use: Use) => use.by !== "stage";

function Asking({ uses }: { uses: Use[] }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t("structure.asking")}</p>
      <UseList uses={uses} />
    </>
  );
}

/** What stands in the way, or what becomes of the records. */
function Body({ uses, props, chosen, onChoose }: BodyProps) {
  const { t } = useTranslation();
  const { thing, instead = [], must } = props;
  const blocking = uses.uses.filter(blocks);
  if (blocking.length > 0)
    return (
      <>
        <p>{t("structure.inUse", { count: blocking.length })}</p>
        <UseList uses={blocking} />
      </>
    );
  const asking = uses.uses.length > 0 ? <Asking uses={uses.uses} /> : null;
  // Records hold no secrets, and no connections.
  if (uses.records === 0 || thing.of === "secret" || thing.of === "connection")
    return asking ?? <p>{t("structure.free")}</p>;
  return (
    <>
      {asking}
      <p>{t(`structure.held.${thing.of}`, { count: uses.records })}</p>
      {instead.length > 0 ? (
        <Field
          label={t(`structure.instead.${thing.of === "option" || thing.of === "tag" ? "value" : thing.of}`)}
        >
          {(field) => (
            <Select {...field} value={chosen} onChange={(event) => onChoose(event.target.value)}>
              {must ? null : <option value="">{t("structure.nothing")}</option>}
              {instead.map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
    </>
  );
}

/** Before something goes: who uses it, with the way there; else how many records hold it, and what they get instead. */
export function RetireDialog(props: RetireProps) {
  const { title, thing, instead = [], must, keys, onDelete, close } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const found = useQuery(usesQuery(thing));
  const [chosen, setChosen] = useState(must ? (instead[0]?.value ?? "") : "");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const used = found.data?.uses.some(blocks) ?? true;
  const held = found.data?.records ?? 0;
  const go = async () => {
    setBusy(true);
    setFault(null);
    try {
      await onDelete(held > 0 && chosen ? chosen : undefined, held);
      await Promise.all([...keys, "records"].map((key) => client.invalidateQueries({ queryKey: [key] })));
      close();
    } catch (error) {
      setFault(error);
      void found.refetch();
    } finally {
      setBusy(false);
    }
  };
  const stuck = must === true && held > 0 && instead.length === 0;
  return (
    <Dialog
      title={title}
      open
      onOpenChange={close}
      footer={
        <>
          <Button onClick={close}>{used && found.data ? t("common.close") : t("common.cancel")}</Button>
          {used ? null : (
            <Button variant="danger" busy={busy} disabled={stuck} onClick={go}>
              {t("common.delete")}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3 text-[13px] leading-5 text-soft">
        <Load query={found}>
          {(uses) => <Body uses={uses} props={props} chosen={chosen} onChoose={setChosen} />}
        </Load>
        {stuck ? <p>{t("structure.nowhere")}</p> : null}
        {fault ? <ErrorNote error={fault} /> : null}
      </div>
    </Dialog>
  );
}
