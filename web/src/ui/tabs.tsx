import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Tab<Name extends string> {
  name: Name;
  label: ReactNode;
  count?: number;
}

interface TabsProps<Name extends string> {
  label: string;
  tabs: Tab<Name>[];
  value: Name;
  onChange: (name: Name) => void;
  children: ReactNode;
  className?: string;
}

export function Tabs<Name extends string>({
  label,
  tabs,
  value,
  onChange,
  children,
  className,
}: TabsProps<Name>) {
  const pick = (name: string) => {
    const tab = tabs.find((candidate) => candidate.name === name);
    if (tab) onChange(tab.name);
  };
  return (
    <Radix.Root value={value} onValueChange={pick} className={cn("flex min-h-0 min-w-0 flex-col", className)}>
      <Radix.List
        aria-label={label}
        className="flex shrink-0 gap-1 overflow-x-auto border-b px-1 [scrollbar-width:none] max-sm:px-0"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.name}
            value={tab.name}
            className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-[13px] text-faint -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink max-sm:h-11"
          >
            {tab.label}
            {tab.count ? <span className="rounded bg-hover px-1 text-2xs text-soft">{tab.count}</span> : null}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

export function TabPanel({
  name,
  children,
  className,
}: {
  name: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <Radix.Content value={name} className={cn("min-h-0 min-w-0 -outline-offset-2", className)}>
      {children}
    </Radix.Content>
  );
}
