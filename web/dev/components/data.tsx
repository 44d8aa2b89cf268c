import { Coins, Target } from "lucide-react";
import { useState } from "react";
import { Avatar } from "@/ui/avatar";
import { BulkBar } from "@/ui/bulk-bar";
import { Button } from "@/ui/button";
import { type ColumnChoice, ColumnChooser } from "@/ui/column-chooser";
import { DataList } from "@/ui/data-list";
import { Facts } from "@/ui/facts";
import { Progress } from "@/ui/progress";
import { Skeleton, SkeletonRows } from "@/ui/skeleton";
import { SortableList } from "@/ui/sortable-list";
import { StatTile } from "@/ui/stat-tile";
import { ViewPicker } from "@/ui/view-picker";
import { Part, Shown } from "./part";

const ROWS = Array.from({ length: 500 }, (_, at) => ({
  id: String(at),
  name: `Lead ${at + 1}`,
  sale: at * 25,
}));
const COLUMNS: ColumnChoice[] = [
  { key: "name", label: "Name", shown: true, fixed: true },
  { key: "stage", label: "Stage", shown: true },
  { key: "tags", label: "Tags", shown: false },
];

function List() {
  const [selected, setSelected] = useState<Set<string>>(new Set(["1"]));
  return (
    <div className="flex h-80 w-full flex-col overflow-hidden rounded-lg border">
      <DataList
        label="Leads"
        rows={ROWS}
        selected={selected}
        onSelect={setSelected}
        columns={[
          {
            key: "name",
            label: "Name",
            width: "minmax(0,2fr)",
            phone: "main",
            cell: (row) => <a href={`#${row.id}`}>{row.name}</a>,
          },
          { key: "sale", label: "Price", width: "8rem", end: true, phone: "side", cell: (row) => row.sale },
        ]}
      />
      <BulkBar count={selected.size} clear={() => setSelected(new Set())}>
        <Button size="sm">Run a scenario</Button>
      </BulkBar>
    </div>
  );
}

export function Data() {
  const [columns, setColumns] = useState(COLUMNS);
  const [stages, setStages] = useState(["New", "Qualified", "Offer sent", "Won"]);
  const [view, setView] = useState<string | null>("1");
  return (
    <Part title="Data">
      <Shown name="View picker, columns">
        <ViewPicker
          views={[
            { id: "1", name: "My open leads", shared: false },
            { id: "2", name: "Without a task", shared: true },
          ]}
          current={view}
          changed
          onOpen={setView}
          onSave={() => {}}
          onSaveAs={() => {}}
          onReset={() => {}}
        />
        <ColumnChooser columns={columns} onChange={setColumns} onReset={() => setColumns(COLUMNS)} />
      </Shown>
      <Shown name="Data list">
        <List />
      </Shown>
      <Shown name="Sortable list">
        <SortableList
          label="Stages"
          className="flex w-72 flex-col gap-1"
          items={stages}
          idOf={(stage) => stage}
          nameOf={(stage) => stage}
          onOrder={setStages}
          row={(stage, handle) => (
            <div className="flex h-row items-center gap-2 rounded-md border bg-surface px-2 text-[13px]">
              {handle}
              {stage}
            </div>
          )}
        />
      </Shown>
      <Shown name="Stat tile">
        <StatTile
          label="Won this month"
          value="₴ 129,050"
          icon={Coins}
          change={{ text: "12 %", up: true, good: true }}
        />
        <StatTile
          label="Open leads"
          value="312"
          icon={Target}
          change={{ text: "4 %", up: false, good: false }}
          hint="against October"
        />
      </Shown>
      <Shown name="Progress">
        <span className="w-60">
          <Progress label="Import" done={312} of={1000} text="312 of 1,000" />
        </span>
        <span className="w-60">
          <Progress label="Waiting" done={null} of={1} />
        </span>
      </Shown>
      <Shown name="Facts, avatar">
        <Facts
          rows={[
            ["Responsible", <Avatar key="a" name="Anna Kovalenko" />],
            ["Source", "Website"],
          ]}
        />
      </Shown>
      <Shown name="Waiting">
        <span className="w-full">
          <SkeletonRows rows={2} />
        </span>
        <Skeleton className="h-4 w-40" />
      </Shown>
    </Part>
  );
}
