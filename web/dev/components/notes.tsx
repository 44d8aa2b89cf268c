import { Inbox } from "lucide-react";
import { ApiError } from "@/api/client";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { CopyButton } from "@/ui/copy";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { FilterChip } from "@/ui/filter-chip";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import { Part, Shown } from "./part";

const refused = new ApiError({
  title: "Refused",
  status: 422,
  code: "invalid",
  detail: "The e-mail is not right.",
  errors: [{ path: "emails[0]", message: "write it like name@example.com" }],
});

export function Notes() {
  return (
    <Part title="Notes">
      <Shown name="Error">
        <ErrorNote error={refused} retry={() => {}} className="w-full" />
      </Shown>
      <Shown name="Empty">
        <Section className="w-full">
          <Empty icon={Inbox} title="No leads yet" text="They come from hooks, from an import, or by hand.">
            <Button variant="primary">New lead</Button>
            <Button>Import</Button>
          </Empty>
        </Section>
      </Shown>
      <Shown name="Chip, time, copy">
        <FilterChip label="Stage: New" onClear={() => {}} />
        <span className="text-[13px]">
          <Ago at={Date.now() * 1000 - 90_000_000} />
        </span>
        <CopyButton text="copied" />
      </Shown>
      <Shown name="Code">
        <Code label="Body" text={'{"event": "sale", "amount": 250}'} className="w-full" />
      </Shown>
    </Part>
  );
}
