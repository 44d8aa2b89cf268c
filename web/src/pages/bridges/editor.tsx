import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bridge, BridgeFull } from "@/api/types";
import { connectionsQuery, kindsQuery, manifestOf } from "@/pages/connections/queries";
import { ConditionRows } from "@/pages/scenarios/form/condition-rows";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { CheckLine, Field, Input } from "@/ui/field";
import { Section } from "@/ui/page";
import { BridgeForm } from "./bridge-form";
import { fullOf, targetsOf, withField, withValue } from "./mapping";
import { RequestSection } from "./request-section";
import { SourceTree } from "./source-tree";
import { TargetList } from "./target-list";
import { useDraft, usePreview, useSamples } from "./use-bridge";

interface EditorProps {
  full: BridgeFull;
  saved: Bridge;
}

/** What comes on the left with the values of a real request, what is sent on the right with what comes of it. */
export function BridgeEditor({ full, saved }: EditorProps) {
  const { t } = useTranslation();
  const { bridge, setBridge, changed, save } = useDraft(full, saved);
  const hook = bridge.start.on === "hook_received" ? bridge.start.hook : undefined;
  const samples = useSamples(hook);
  const preview = usePreview(bridge, samples.sample);
  const connection = useQuery(connectionsQuery).data?.find((one) => one.key === bridge.call.connection);
  const manifest = manifestOf(useQuery(kindsQuery).data ?? [], connection?.settings.kind ?? "");
  const targets = targetsOf(bridge, manifest, connection?.settings.parameters ?? []);
  const [focused, setFocused] = useState<string | null>(null);
  const insert = (name: string, into = focused) => {
    const empty = targets.find((one) => fullOf(bridge.call.values?.[one.name]).value === "");
    const target = into ?? empty?.name;
    if (target === undefined) return;
    const given = fullOf(bridge.call.values?.[target]);
    setBridge(withValue(bridge, target, { ...given, value: withField(given.value, name) }));
  };
  const missing = preview.data?.missing ?? [];
  const unused = preview.data?.unused ?? [];
  return (
    <BridgeForm
      bridge={bridge}
      onChange={setBridge}
      hook={hook}
      sample={samples.sample}
      faults={preview.data?.faults ?? []}
    >
      <div className="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div className="grid grid-cols-[minmax(15rem,20rem)_minmax(0,1fr)] gap-4 p-5 max-lg:grid-cols-1 max-sm:px-3">
          <SourceTree
            names={full.fields}
            variables={preview.data?.variables ?? []}
            unused={unused}
            samples={samples}
            onInsert={insert}
          />
          <div className="flex min-w-0 flex-col gap-4">
            <Basics bridge={bridge} onChange={setBridge} placeholders={full.placeholders} />
            <Section
              title={t("bridges.filter")}
              description={t("bridges.filterText")}
              actions={
                preview.data && samples.sample ? (
                  <Badge tone={preview.data.passes ? "good" : "warn"}>
                    {preview.data.passes ? t("bridges.passes") : t("bridges.stops")}
                  </Badge>
                ) : null
              }
            >
              <div className="p-3">
                <ConditionRows
                  path={["filter"]}
                  rows={bridge.filter ?? []}
                  join="choose"
                  trace={samples.sample ? preview.data?.filter : undefined}
                />
              </div>
            </Section>
            <TargetList
              bridge={bridge}
              onChange={setBridge}
              targets={targets}
              operation={manifest?.operations?.[bridge.call.operation]}
              results={preview.data?.fields ?? []}
              missing={missing}
              onFocus={setFocused}
              onDropField={(name, into) => insert(name, into)}
            />
            <RequestSection
              bridge={bridge}
              sample={samples.sample}
              preview={preview.data}
              error={preview.error}
            />
          </div>
        </div>
      </div>
      <footer className="flex flex-wrap items-center gap-3 border-t bg-surface px-5 py-3 max-sm:px-3">
        <p role="status" className="flex-1 text-xs text-faint">
          {t("bridges.counters", { unmapped: missing.length, unused: unused.length })}
        </p>
        {save.error ? <ErrorNote error={save.error} /> : null}
        <Button variant="primary" busy={save.isPending} disabled={!changed} onClick={() => save.mutate()}>
          {full.on ? t("bridges.saveRunning") : t("common.save")}
        </Button>
      </footer>
    </BridgeForm>
  );
}

interface BasicsProps {
  bridge: Bridge;
  onChange: (bridge: Bridge) => void;
  placeholders: string[];
}

function Basics({ bridge, onChange, placeholders }: BasicsProps) {
  const { t } = useTranslation();
  const { start } = bridge;
  return (
    <Section title={t("bridges.basics")}>
      <div className="grid grid-cols-2 gap-4 p-4 max-sm:grid-cols-1">
        <Field label={t("common.name")}>
          {(props) => (
            <Input
              {...props}
              value={bridge.name}
              onChange={(event) => onChange({ ...bridge, name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("bridges.delay")} hint={t("bridges.delayHint")}>
          {(props) => (
            <Input
              {...props}
              type="number"
              min={0}
              max={10080}
              value={bridge.delay_mins ?? 0}
              onChange={(event) => onChange({ ...bridge, delay_mins: Number(event.target.value) || 0 })}
            />
          )}
        </Field>
        {start.on === "hook_received" && placeholders.length > 0 ? (
          <CheckLine
            label={t("bridges.placeholders", { texts: placeholders.join(", ") })}
            checked={(start.empty_texts ?? []).length > 0}
            onChange={(on) =>
              onChange({ ...bridge, start: { ...start, empty_texts: on ? placeholders : [] } })
            }
          />
        ) : null}
      </div>
    </Section>
  );
}
