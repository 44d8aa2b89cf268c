import { useState } from "react";
import type { Micros, Money } from "@/api/types";
import type { Days } from "@/ui/calendar";
import { Combobox } from "@/ui/combobox";
import { DateInput } from "@/ui/date-input";
import { DateRangeInput } from "@/ui/date-range";
import { DateTimeInput } from "@/ui/date-time-input";
import { CheckLine, Field, Input, Select, Textarea } from "@/ui/field";
import { FilterBar } from "@/ui/filter-bar";
import { MoneyInput } from "@/ui/money-input";
import { MultiSelect } from "@/ui/multi-select";
import type { Option } from "@/ui/option-list";
import { PhoneInput } from "@/ui/phone-input";
import { TagInput, TagList } from "@/ui/tag-input";
import { UserPicker } from "@/ui/user-picker";
import { Part, Shown } from "./part";

const STAGES: Option[] = [
  { value: "1", label: "New", group: "Sales" },
  { value: "2", label: "Qualified", group: "Sales" },
  { value: "3", label: "Offer sent", hint: "needs a price", group: "Sales" },
  { value: "4", label: "Onboarding", group: "After the sale" },
];

async function found(text: string): Promise<Option[]> {
  await new Promise((done) => setTimeout(done, 300));
  return STAGES.filter((stage) => stage.label.toLowerCase().includes(text.toLowerCase()));
}

function Plain() {
  return (
    <Shown name="Fields">
      <Field label="Name" hint="As customers see it" className="w-56">
        {(props) => <Input {...props} placeholder="Northern Tea" />}
      </Field>
      <Field label="E-mail" error="Write it like name@example.com" className="w-56">
        {(props) => <Input {...props} defaultValue="anna@" />}
      </Field>
      <Field label="Stage" className="w-56">
        {(props) => (
          <Select {...props}>
            <option>New</option>
          </Select>
        )}
      </Field>
      <Field label="Disabled" className="w-56">
        {(props) => <Input {...props} disabled value="Cannot be changed" readOnly />}
      </Field>
      <Field label="Note" className="w-full">
        {(props) => <Textarea {...props} placeholder="What was agreed" />}
      </Field>
      <CheckLine label="Only open ones" checked onChange={() => {}} />
    </Shown>
  );
}

function Pickers() {
  const [stage, setStage] = useState<Option | null>(STAGES[1] ?? null);
  const [stages, setStages] = useState<Option[]>(STAGES.slice(0, 2));
  const [user, setUser] = useState<string | null>(null);
  const [tags, setTags] = useState(["vip", "wholesale"]);
  return (
    <>
      <Shown name="Combobox">
        <span className="w-56">
          <Combobox label="Stage" value={stage} options={STAGES} onChange={setStage} clearable />
        </span>
        <span className="w-56">
          <Combobox label="Asked for" value={stage} sourceKey="book" load={found} onChange={setStage} />
        </span>
        <span className="w-56">
          <Combobox label="Disabled" value={null} options={STAGES} onChange={() => {}} disabled />
        </span>
      </Shown>
      <Shown name="Multi-select">
        <span className="w-72">
          <MultiSelect label="Stages" value={stages} options={STAGES} onChange={setStages} />
        </span>
        <span className="w-56">
          <UserPicker label="Responsible" value={user} onChange={setUser} />
        </span>
      </Shown>
      <Shown name="Tags">
        <span className="w-72">
          <TagInput label="Tags" value={tags} known={["vip", "wholesale", "returned"]} onChange={setTags} />
        </span>
        <TagList tags={["vip", "wholesale", "returned", "north"]} shown={3} />
      </Shown>
    </>
  );
}

function Values() {
  const [money, setMoney] = useState<Money | null>({ minor: 129_050, currency: "UAH" });
  const [phone, setPhone] = useState("+380 50 123 45 67");
  const [day, setDay] = useState<string | null>("2026-12-24");
  const [at, setAt] = useState<Micros | null>(1_782_000_000_000_000);
  const [days, setDays] = useState<Days>({ from: "2026-11-01", to: "2026-11-30" });
  return (
    <>
      <Shown name="Money and phone">
        <span className="w-44">
          <MoneyInput label="Price" value={money} currency="UAH" onChange={setMoney} />
        </span>
        <span className="w-56">
          <PhoneInput aria-label="Phone" value={phone} onChange={setPhone} />
        </span>
      </Shown>
      <Shown name="Days and moments">
        <span className="w-44">
          <DateInput label="Birthday" value={day} onChange={setDay} />
        </span>
        <span className="w-72">
          <DateTimeInput label="Due" value={at} onChange={setAt} />
        </span>
        <DateRangeInput label="Period" value={days} onChange={setDays} />
      </Shown>
    </>
  );
}

function Filters() {
  const [values, setValues] = useState<Record<string, string | undefined>>({ stage: "2" });
  return (
    <Shown name="Filter bar">
      <FilterBar
        values={values}
        onChange={(name, value) => setValues({ ...values, [name]: value })}
        onClear={() => setValues({})}
        filters={["stage", "source"].map((name) => ({
          name,
          label: name === "stage" ? "Stage" : "Source",
          shown: (value) => STAGES.find((stage) => stage.value === value)?.label ?? value,
          editor: (value, set, done) => (
            <ul className="flex flex-col gap-1">
              {STAGES.map((stage) => (
                <li key={stage.value}>
                  <CheckLine
                    label={stage.label}
                    checked={stage.value === value}
                    onChange={() => {
                      set(stage.value);
                      done();
                    }}
                  />
                </li>
              ))}
            </ul>
          ),
        }))}
      />
    </Shown>
  );
}

export function Inputs() {
  return (
    <Part title="Inputs">
      <Plain />
      <Pickers />
      <Values />
      <Filters />
    </Part>
  );
}
