//! Where a scenario uses a thing.

use super::thing::Wanted;
use signalbox_model::action::{Action, FieldValues, Step};
use signalbox_model::condition::{Row, Test};
use signalbox_model::scenario::Scenario;
use signalbox_model::start::{RecordFilter, Start};
use signalbox_model::{Key, RecordKind};

/// The places of a scenario that use a thing.
pub(super) fn paths(wanted: &Wanted, scenario: &Scenario) -> Vec<String> {
    let mut out = Vec::new();
    start(wanted, &scenario.start, &mut out);
    for (b, block) in scenario.blocks.iter().enumerate() {
        rows(wanted, &format!("blocks[{b}].if"), &block.conditions, &mut out);
        for (s, step) in block.steps.iter().enumerate() {
            action(wanted, &format!("blocks[{b}].do[{s}]"), step, &mut out);
        }
    }
    templates(wanted, scenario, &mut out);
    out
}

fn start(wanted: &Wanted, start: &Start, out: &mut Vec<String>) {
    let mut changed = |kind: RecordKind, fields: &[Key]| {
        for (n, field) in fields.iter().enumerate() {
            wanted.named(&format!("start.fields[{n}]"), kind, field.as_str(), out);
        }
    };
    match start {
        Start::LeadChanged(c) => changed(RecordKind::Lead, &c.fields),
        Start::ContactChanged(c) => changed(RecordKind::Contact, &c.fields),
        Start::CompanyChanged(c) => changed(RecordKind::Company, &c.fields),
        Start::TaskChanged(c) => changed(RecordKind::Task, &c.fields),
        Start::LeadStageChanged(c) => wanted.placed("start.", c.pipeline.as_ref(), c.stage.as_ref(), out),
        Start::Schedule(schedule) => filter(wanted, "start.each.", schedule.each.as_deref(), out),
        _ => {}
    }
}

fn filter(wanted: &Wanted, path: &str, filter: Option<&RecordFilter>, out: &mut Vec<String>) {
    let Some(filter) = filter else { return };
    wanted.placed(path, filter.pipeline.as_ref(), filter.stage.as_ref(), out);
    wanted.tagged(&format!("{path}tag"), Some(filter.kind), filter.tag.as_ref(), out);
    for (n, tag) in filter.tags.iter().enumerate() {
        wanted.tagged(&format!("{path}tags[{n}]"), Some(filter.kind), Some(tag), out);
    }
    fields(wanted, &format!("{path}fields"), filter.kind, &filter.fields, out);
}

fn rows(wanted: &Wanted, path: &str, all: &[Row], out: &mut Vec<String>) {
    for (n, row) in all.iter().enumerate() {
        one(wanted, &format!("{path}[{n}]"), row, out);
    }
}

fn one(wanted: &Wanted, path: &str, row: &Row, out: &mut Vec<String>) {
    match &row.test {
        Test::Compare(compared) => {
            let right = compared.right.as_ref().map_or("", |right| &right.0);
            wanted.compared(path, &compared.left.0, right, out);
        }
        Test::All(inner) => rows(wanted, &format!("{path}.all"), inner, out),
        Test::Any(inner) => rows(wanted, &format!("{path}.any"), inner, out),
        Test::Not(inner) => one(wanted, &format!("{path}.not"), inner, out),
    }
}

fn fields(wanted: &Wanted, path: &str, kind: RecordKind, fields: &FieldValues, out: &mut Vec<String>) {
    for (key, value) in fields {
        wanted.assigned(&format!("{path}.{key}"), kind, key, value, out);
    }
}

fn action(wanted: &Wanted, path: &str, step: &Step, out: &mut Vec<String>) {
    let own = |name: &str| format!("{path}.{name}");
    match &step.action {
        Action::FindRecord(find) => {
            for (n, by) in find.by.iter().enumerate() {
                wanted.assigned(&own(&format!("by[{n}]")), find.kind, &by.field, &by.value, out);
            }
            if let Some(create) = &find.create {
                fields(wanted, &own("create"), find.kind, create, out);
            }
        }
        Action::CreateLead(lead) => {
            wanted.placed(&own(""), lead.pipeline.as_ref(), lead.stage.as_ref(), out);
            wanted.tagged(&own("tags"), Some(RecordKind::Lead), lead.tags.as_ref(), out);
            fields(wanted, &own("fields"), RecordKind::Lead, &lead.fields, out);
        }
        Action::CopyLead(lead) => {
            wanted.placed(&own(""), lead.pipeline.as_ref(), lead.stage.as_ref(), out);
            wanted.tagged(&own("tags"), Some(RecordKind::Lead), lead.tags.as_ref(), out);
        }
        Action::CreateContact(contact) => {
            wanted.tagged(
                &own("tags"),
                Some(RecordKind::Contact),
                contact.tags.as_ref(),
                out,
            );
            fields(wanted, &own("fields"), RecordKind::Contact, &contact.fields, out);
        }
        Action::CreateCompany(company) => {
            wanted.tagged(
                &own("tags"),
                Some(RecordKind::Company),
                company.tags.as_ref(),
                out,
            );
            fields(wanted, &own("fields"), RecordKind::Company, &company.fields, out);
        }
        Action::ChangeFields(change) => {
            // Without a target it is the run's own record, which may be of any kind.
            let kinds = step
                .apply_to
                .map_or(RecordKind::ALL.to_vec(), |target| vec![target.kind()]);
            for kind in kinds {
                fields(wanted, &own("fields"), kind, &change.fields, out);
            }
        }
        Action::ChangeStage(stage) => {
            wanted.placed(&own(""), stage.pipeline.as_ref(), Some(&stage.stage), out);
            wanted.lost(&own("loss_reason"), stage.loss_reason.as_ref(), out);
        }
        Action::CreateTask(task) => wanted.typed(&own("type"), task.task_type.as_ref(), out),
        Action::ChangeTask(task) => {
            wanted.typed(&own("of_type"), task.of_type.as_ref(), out);
            wanted.typed(&own("type"), task.task_type.as_ref(), out);
        }
        Action::ChangeTags(tags) => {
            let kind = step.apply_to.map(|target| target.kind());
            wanted.tagged(&own("add"), kind, tags.add.as_ref(), out);
            wanted.tagged(&own("remove"), kind, tags.remove.as_ref(), out);
        }
        Action::SendWebhook(webhook) => wanted.signed(&own("sign_with"), webhook.sign_with.as_ref(), out),
        Action::CallOperation(call) => wanted.connected(&own("connection"), &call.connection, out),
        Action::RunScenario(run) => filter(wanted, &own("each."), run.each.as_deref(), out),
        _ => {}
    }
}

/// Every text of the document: whatever may be a template is read as one.
fn templates(wanted: &Wanted, scenario: &Scenario, out: &mut Vec<String>) {
    let Ok(tree) = serde_json::to_value(scenario) else {
        return;
    };
    let mut texts = Vec::new();
    crate::check::collect("", &tree, &mut texts);
    for (path, text) in texts {
        wanted.template(&path, text, out);
    }
}
