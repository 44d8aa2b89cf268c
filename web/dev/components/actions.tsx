import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Badge, Kbd, Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { DensitySwitch } from "@/ui/density-switch";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { Segmented } from "@/ui/segmented";
import { Stepper } from "@/ui/stepper";
import { Switch } from "@/ui/switch";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Part, Shown } from "./part";

const LOOKS = ["primary", "secondary", "ghost", "danger", "quiet"] as const;
const TONES = ["neutral", "good", "bad", "warn", "accent"] as const;

export function Actions() {
  const [on, setOn] = useState(true);
  const [view, setView] = useState<"board" | "table" | "calendar">("board");
  const [step, setStep] = useState<"file" | "columns" | "check" | "done">("check");
  return (
    <Part title="Actions">
      <Shown name="Button">
        {LOOKS.map((look) => (
          <Button key={look} variant={look}>
            {look}
          </Button>
        ))}
        <Button variant="primary" size="sm">
          <Plus /> small
        </Button>
        <Button variant="primary" size="lg">
          large
        </Button>
        <Button busy>busy</Button>
        <Button disabled>disabled</Button>
        <IconButton label="Delete">
          <Trash2 />
        </IconButton>
        <DensitySwitch />
      </Shown>
      <Shown name="Switch">
        <Switch label="On" checked={on} onChange={setOn} />
        <Switch label="Off" checked={false} onChange={() => {}} />
        <Switch label="Busy" checked busy onChange={() => {}} />
        <Switch label="Disabled" checked={false} disabled onChange={() => {}} />
      </Shown>
      <Shown name="Segmented">
        <Segmented
          label="View"
          value={view}
          options={(["board", "table", "calendar"] as const).map((name) => ({ name, label: name }))}
          onChange={setView}
        />
      </Shown>
      <Shown name="Tabs">
        <Tabs
          label="Parts"
          value={view}
          onChange={setView}
          tabs={(["board", "table", "calendar"] as const).map((name, at) => ({
            name,
            label: name,
            count: at * 3,
          }))}
          className="w-full"
        >
          <TabPanel name="board" className="p-3 text-[13px]">
            board
          </TabPanel>
          <TabPanel name="table" className="p-3 text-[13px]">
            table
          </TabPanel>
          <TabPanel name="calendar" className="p-3 text-[13px]">
            calendar
          </TabPanel>
        </Tabs>
      </Shown>
      <Shown name="Stepper">
        <Stepper
          label="Import"
          current={step}
          onGo={setStep}
          steps={[
            { name: "file", label: "File" },
            { name: "columns", label: "Columns" },
            { name: "check", label: "Check" },
            { name: "done", label: "Done" },
          ]}
        />
      </Shown>
      <Shown name="Menu">
        <Menu trigger={<Button>Open the menu</Button>} align="start">
          <MenuLabel>Lead</MenuLabel>
          <MenuItem onSelect={() => {}} checked>
            <Plus /> Chosen
          </MenuItem>
          <MenuItem onSelect={() => {}} disabled>
            Not now
          </MenuItem>
          <MenuLine />
          <MenuItem onSelect={() => {}} danger>
            <Trash2 /> Delete
          </MenuItem>
        </Menu>
      </Shown>
      <Shown name="Badge, status, key">
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        {TONES.map((tone) => (
          <Status key={tone} tone={tone} live={tone === "accent"}>
            {tone}
          </Status>
        ))}
        <Kbd>g</Kbd>
        <Kbd>L</Kbd>
      </Shown>
    </Part>
  );
}
