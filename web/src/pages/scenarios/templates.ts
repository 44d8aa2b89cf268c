export type TemplateName = "sale" | "remind" | "stage" | "morning" | "blank";
export const TEMPLATES: TemplateName[] = ["sale", "remind", "stage", "morning", "blank"];

interface Fill {
  name: string;
  hook: string;
  remind: string | undefined;
  pipeline: string;
  won: string;
}

/** A name inside quotes of YAML. */
const quoted = (name: string) => JSON.stringify(name);

const later = (remind: string) => `      - action: run_scenario
        apply_to: lead
        scenario: ${remind}
        timer:
          after: 3 days
`;

const makers: Record<TemplateName, (fill: Fill) => string> = {
  sale: ({ name, hook, remind }) => `name: ${quoted(name)}
start:
  on: hook_received
  hook: ${hook}
blocks:
  - name: A sale over 100
    if:
      - left: "{event}"
        is: equals
        right: sale
      - left: "{amount}"
        is: greater
        right: 100
    do:
      - action: find_record
        kind: contact
        by:
          - field: phone
            value: "{phone}"
        create:
          name: "{name}"
          phone: "{phone}"
      - action: create_lead
        name: "Order of {name}"
        tags: website
        fields:
          sale: "{amount}"
      - action: create_task
        apply_to: lead
        text: "Call {name} about the order"
        due: tomorrow 10:00
        type: call
      - action: send_webhook
        apply_to: lead
        url: https://example.com/orders
        body:
          fields:
            order.lead: "{{lead.id}}"
            order.total: "{amount}"
            buyer.name: "{{contact.name}}"
            buyer.phone: "{{contact.phone}}"
            source: website
${remind ? later(remind) : ""}`,
  remind: ({ name }) => `name: ${quoted(name)}
start:
  on: manual
  record: lead
blocks:
  - name: Still open
    if:
      - left: "{{lead.closed_at}}"
        is: empty
    do:
      - action: create_task
        text: "Still open: {{lead.name}}"
        due: today 18:00
`,
  stage: ({ name, pipeline, won }) => `name: ${quoted(name)}
start:
  on: lead_stage_changed
  pipeline: ${pipeline}
  stage: ${won}
blocks:
  - do:
      - action: send_webhook
        url: https://example.com/won
        body:
          fields:
            lead.id: "{{lead.id}}"
            lead.name: "{{lead.name}}"
            lead.total: "{{lead.sale}}"
            contact.phone: "{{contact.phone}}"
`,
  morning: ({ name, pipeline }) => `name: ${quoted(name)}
start:
  on: schedule
  time: "09:00"
  weekdays: [1, 2, 3, 4, 5]
  each:
    kind: lead
    pipeline: ${pipeline}
blocks:
  - do:
      - action: create_task
        text: "Look at {{lead.name}}"
        due: today 12:00
`,
  blank: ({ name }) => `name: ${quoted(name)}
start:
  on: manual
blocks:
  - if: []
    do: []
`,
};

/** The text a scenario begins with. */
export function templateText(template: TemplateName, fill: Fill): string {
  return makers[template](fill);
}
