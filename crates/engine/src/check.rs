//! Finding the faults of a scenario before it runs: limits, names that do not exist, templates, loops.

mod talk;

use crate::crm::Schema;
use crate::definitions::Definitions;
use crate::error::Fault;
use signalbox_expr::Template;
use signalbox_model::action::{Action, MAX_RETRIES, RETRY_PAUSE_SECS, Step};
use signalbox_model::flow::FlowPress;
use signalbox_model::scenario::{MAX_BLOCK_DELAY_SECS, MIN_THROTTLE_SECS, Scenario};
use signalbox_model::start::Start;
use signalbox_model::{Key, RecordKind};
use std::collections::HashSet;

/// A fault of a document that could not be read, at its place.
pub fn place<E: std::fmt::Display>(error: &serde_path_to_error::Error<E>) -> Fault {
    let outer = error.path().to_string();
    let said = crate::complaint::in_words(&error.inner().to_string());
    let outer = if outer == "." { String::new() } else { outer };
    // Errors inside an action begin with the path below it.
    match said.split_once(": ") {
        Some((inner, rest))
            if !inner.is_empty()
                && inner
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_.[]".contains(c)) =>
        {
            let dot = if outer.is_empty() || inner.starts_with('[') {
                ""
            } else {
                "."
            };
            Fault::error(format!("{outer}{dot}{inner}"), rest)
        }
        _ => Fault::error(outer, said),
    }
}

/// Faults that need no knowledge of the workspace.
pub fn limits(scenario: &Scenario) -> Vec<Fault> {
    let mut faults = Vec::new();
    if scenario.name.trim().is_empty() {
        faults.push(Fault::error("name", "give the scenario a name"));
    }
    if let Some(secs) = scenario.throttle_secs.filter(|secs| *secs < MIN_THROTTLE_SECS) {
        faults.push(Fault::error(
            "throttle_secs",
            format!("{secs} is too short: the least is {MIN_THROTTLE_SECS} seconds"),
        ));
    }
    let mut seen = HashSet::new();
    for (b, block) in scenario.blocks.iter().enumerate() {
        if block.delay_secs > MAX_BLOCK_DELAY_SECS {
            let say = format!(
                "{} is too long: a block waits at most {MAX_BLOCK_DELAY_SECS} seconds; use a timer on the actions",
                block.delay_secs
            );
            faults.push(Fault::error(format!("blocks[{b}].delay_secs"), say));
        }
        let ids = block.id.iter().map(|id| (format!("blocks[{b}].id"), id));
        let steps = block.steps.iter().enumerate();
        let ids = ids.chain(
            steps.filter_map(|(s, step)| Some((format!("blocks[{b}].do[{s}].id"), step.id.as_ref()?))),
        );
        for (s, step) in block.steps.iter().enumerate() {
            tries(&format!("blocks[{b}].do[{s}]"), step, &mut faults);
        }
        for (path, id) in ids {
            if !seen.insert(id) {
                faults.push(Fault::error(
                    path,
                    format!("`{id}` is used twice: ids are unique in a scenario"),
                ));
            }
        }
    }
    faults
}

/// Faults of how often an action is tried again, and of a stop that is put off.
fn tries(path: &str, step: &Step, faults: &mut Vec<Fault>) {
    if let Some(retry) = step.retry {
        if !(1..=MAX_RETRIES).contains(&retry.times) {
            let say = format!("an action is tried again 1 to {MAX_RETRIES} times");
            faults.push(Fault::error(format!("{path}.retry.times"), say));
        }
        if !RETRY_PAUSE_SECS.contains(&retry.pause_secs) {
            let (least, most) = (RETRY_PAUSE_SECS.start(), RETRY_PAUSE_SECS.end());
            let say = format!("the pause between tries is {least} to {most} seconds");
            faults.push(Fault::error(format!("{path}.retry.pause_secs"), say));
        }
    }
    if matches!(step.action, Action::Stop(_)) && step.timer.is_some() {
        let say = "a stop cannot be put off: it ends the run that is under way";
        faults.push(Fault::error(format!("{path}.timer"), say));
    }
}

/// Every fault and warning of a scenario in its workspace.
pub fn check(defs: &Definitions, scenario: &Scenario) -> Vec<Fault> {
    let mut faults = limits(scenario);
    let mut find = Finder {
        defs,
        schema: &defs.schema,
        faults: &mut faults,
    };
    find.start(&scenario.start);
    if let Some(key) = &scenario.otherwise {
        find.manual("otherwise", key);
    }
    if scenario.blocks.iter().all(|block| block.steps.is_empty()) {
        find.warn("blocks", "no block does anything yet");
    }
    for (b, block) in scenario.blocks.iter().enumerate() {
        let mut ended = false;
        for (s, step) in block.steps.iter().enumerate() {
            let path = format!("blocks[{b}].do[{s}]");
            if ended && !step.off {
                find.warn(&path, "this is never reached: a stop stands before it");
            }
            ended |= matches!(step.action, Action::Stop(_)) && !step.off;
            find.step(&path, step, scenario);
        }
    }
    find.templates(scenario);
    faults
}

struct Finder<'f> {
    defs: &'f Definitions,
    schema: &'f Schema,
    faults: &'f mut Vec<Fault>,
}

impl Finder<'_> {
    fn error(&mut self, path: &str, say: impl Into<String>) {
        self.faults.push(Fault::error(path, say));
    }

    fn warn(&mut self, path: &str, say: impl Into<String>) {
        self.faults.push(Fault::warning(path, say));
    }

    fn start(&mut self, start: &Start) {
        match start {
            Start::HookReceived(wanted) if self.defs.hook(&wanted.hook).is_none() => {
                self.error(
                    "start.hook",
                    format!(
                        "there is no hook `{}`: make it under Hooks, or mend the name",
                        wanted.hook
                    ),
                );
            }
            Start::Postback(wanted) => {
                if let Some(campaign) = &wanted.campaign
                    && self.defs.campaign(campaign).is_none()
                {
                    let say =
                        format!("there is no campaign `{campaign}`: make it under Tracker, or mend the name");
                    self.error("start.campaign", say);
                }
            }
            Start::LeadStageChanged(wanted) => {
                self.stage("start", wanted.pipeline.as_ref(), wanted.stage.as_ref())
            }
            Start::LeadChanged(c) => self.changed(RecordKind::Lead, &c.fields),
            Start::ContactChanged(c) => self.changed(RecordKind::Contact, &c.fields),
            Start::CompanyChanged(c) => self.changed(RecordKind::Company, &c.fields),
            Start::TaskChanged(c) => self.changed(RecordKind::Task, &c.fields),
            Start::NoteAdded(wanted) if wanted.to == RecordKind::Task => {
                self.error("start.to", "notes hang on leads, contacts and companies");
            }
            Start::Schedule(schedule) => {
                if schedule.weekdays.iter().any(|day| !(1..=7).contains(day)) {
                    self.error("start.weekdays", "days of the week are 1 (Monday) to 7 (Sunday)");
                }
                if schedule.days.iter().any(|day| !(1..=31).contains(day)) {
                    self.error("start.days", "days of the month are 1 to 31");
                }
            }
            other => self.talk_start(other),
        }
    }

    fn changed(&mut self, kind: RecordKind, fields: &[Key]) {
        for (n, field) in fields.iter().enumerate() {
            if !self.defs.has_field(kind, field) {
                self.error(
                    &format!("start.fields[{n}]"),
                    format!("a {kind} has no field `{field}`"),
                );
            }
        }
    }

    fn stage(&mut self, path: &str, pipeline: Option<&Key>, stage: Option<&Key>) {
        if let Some(pipeline) = pipeline
            && self.schema.pipeline_named(pipeline.as_str()).is_none()
        {
            return self.error(
                &format!("{path}.pipeline"),
                format!("there is no pipeline `{pipeline}`"),
            );
        }
        let Some(stage) = stage else { return };
        let known = self
            .schema
            .pipelines
            .iter()
            .filter(|p| pipeline.is_none_or(|key| p.key == *key));
        if !known.flat_map(|p| &p.stages).any(|s| s.key == *stage) {
            self.error(&format!("{path}.stage"), format!("there is no stage `{stage}`"));
        }
    }

    fn manual(&mut self, path: &str, key: &Key) {
        match self.defs.scenario(key) {
            None => self.error(path, format!("there is no scenario `{key}`")),
            Some(compiled) if !compiled.body.scenario.start.is_manual() => {
                self.error(
                    path,
                    format!("scenario `{key}` is not a manual one: only these can be started"),
                );
            }
            Some(compiled) if !compiled.on => self.warn(path, format!("scenario `{key}` is switched off")),
            Some(_) => {}
        }
    }

    fn fields(&mut self, path: &str, kind: RecordKind, fields: &signalbox_model::action::FieldValues) {
        for key in fields.keys() {
            if !self.defs.has_field(kind, key) {
                self.error(&format!("{path}.{key}"), format!("a {kind} has no field `{key}`"));
            }
        }
    }

    fn step(&mut self, path: &str, step: &Step, scenario: &Scenario) {
        let own = |name: &str| format!("{path}.{name}");
        match &step.action {
            Action::CreateLead(lead) => {
                if matches!(scenario.start, Start::LeadCreated(_)) {
                    self.error(
                        path,
                        "a scenario that starts on a created lead cannot create leads: it would never end",
                    );
                }
                self.stage(path, lead.pipeline.as_ref(), lead.stage.as_ref());
                self.fields(&own("fields"), RecordKind::Lead, &lead.fields);
            }
            Action::CopyLead(lead) => {
                if matches!(scenario.start, Start::LeadCreated(_)) {
                    self.error(
                        path,
                        "a scenario that starts on a created lead cannot copy leads: it would never end",
                    );
                }
                self.stage(path, lead.pipeline.as_ref(), lead.stage.as_ref());
            }
            Action::ChangeStage(stage) => self.stage(path, stage.pipeline.as_ref(), Some(&stage.stage)),
            Action::CreateContact(contact) => {
                self.fields(&own("fields"), RecordKind::Contact, &contact.fields)
            }
            Action::CreateCompany(company) => {
                self.fields(&own("fields"), RecordKind::Company, &company.fields)
            }
            Action::FindRecord(find) => {
                if find.by.is_empty() {
                    self.error(&own("by"), "say by which field to find");
                }
                if let Some(create) = &find.create {
                    self.fields(&own("create"), find.kind, create);
                }
            }
            Action::ChangeFields(change) => {
                if let Some(target) = step.apply_to {
                    self.fields(&own("fields"), target.kind(), &change.fields);
                }
            }
            Action::CreateTask(task) => {
                for (n, result) in task.results.iter().enumerate() {
                    if let Some(key) = &result.scenario {
                        self.manual(&format!("{path}.results[{n}].scenario"), key);
                    }
                }
            }
            Action::RunScenario(run) => self.manual(&own("scenario"), &run.scenario),
            Action::SendWebhook(webhook) => {
                let url = webhook.url.0.trim();
                if !url.starts_with('{') && !url.starts_with("http://") && !url.starts_with("https://") {
                    self.error(&own("url"), "an address starts with http:// or https://");
                }
                if let Some(listen) = &webhook.listen {
                    self.manual(&own("listen.scenario"), &listen.scenario);
                }
            }
            Action::CallOperation(call) => {
                self.faults
                    .extend(crate::connect::check::call(&self.defs.connections, path, call));
                if let Some(listen) = &call.listen {
                    self.manual(&own("listen.scenario"), &listen.scenario);
                }
            }
            Action::CancelDelayed(cancel) if self.defs.scenario(&cancel.scenario).is_none() => {
                self.error(
                    &own("scenario"),
                    format!("there is no scenario `{}`", cancel.scenario),
                );
            }
            Action::ChangeGlobal(change) => {
                if let Err(error) = crate::globals::check(&change.name, "") {
                    self.error(&own("name"), error.to_string());
                }
            }
            other => self.talk_action(path, other),
        }
    }

    /// Warnings of every template: an unclosed brace, an unknown modifier, a link that does not exist.
    fn templates(&mut self, scenario: &Scenario) {
        let Ok(tree) = serde_json::to_value(scenario) else {
            return;
        };
        let mut texts = Vec::new();
        collect("", &tree, &mut texts);
        for (path, text) in texts {
            if !text.contains(['{', '[']) {
                continue;
            }
            let units = |end: usize| text.get(..end).unwrap_or(text).encode_utf16().count();
            for diagnostic in Template::parse(text).diagnostics() {
                self.faults.push(Fault {
                    span: Some([units(diagnostic.span.start), units(diagnostic.span.end)]),
                    inside: Some(diagnostic.span.start),
                    ..Fault::warning(path.clone(), diagnostic.message.clone())
                });
            }
        }
    }
}

pub(crate) fn collect<'v>(path: &str, value: &'v serde_json::Value, out: &mut Vec<(String, &'v str)>) {
    match value {
        serde_json::Value::String(text) => out.push((path.to_owned(), text)),
        serde_json::Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                collect(&format!("{path}[{n}]"), item, out);
            }
        }
        serde_json::Value::Object(map) => {
            for (name, item) in map {
                let dot = if path.is_empty() { "" } else { "." };
                collect(&format!("{path}{dot}{name}"), item, out);
            }
        }
        _ => {}
    }
}

/// Everything that starts a scenario by its key: other scenarios and hooks.
pub fn users_of(defs: &Definitions, key: &Key) -> Vec<String> {
    let starts = |step: &Step| match &step.action {
        Action::RunScenario(run) => run.scenario == *key,
        Action::SendWebhook(webhook) => webhook
            .listen
            .as_ref()
            .is_some_and(|listen| listen.scenario == *key),
        Action::CallOperation(call) => call.listen.as_ref().is_some_and(|listen| listen.scenario == *key),
        Action::CreateTask(task) => task
            .results
            .iter()
            .any(|result| result.scenario.as_ref() == Some(key)),
        Action::SendMessage(message) => message
            .buttons
            .iter()
            .flatten()
            .any(|button| matches!(&button.press, FlowPress::Scenario(named) if named == key)),
        Action::Notify(notify) => notify.buttons.iter().any(|button| button.scenario == *key),
        _ => false,
    };
    let mut users: Vec<String> = defs
        .scenarios
        .values()
        .filter(|compiled| compiled.key != *key)
        .filter(|compiled| {
            let doc = &compiled.body.scenario;
            doc.otherwise.as_ref() == Some(key)
                || doc.blocks.iter().flat_map(|block| &block.steps).any(starts)
        })
        .map(|compiled| format!("scenario `{}`", compiled.key))
        .collect();
    users.extend(defs.hooks.values().filter_map(|hook| {
        let find = hook.settings.find.as_ref()?;
        let asked = [&find.found, &find.not_found, &find.ambiguous];
        asked
            .into_iter()
            .flatten()
            .any(|asked| asked == key)
            .then(|| format!("hook `{}`", hook.key))
    }));
    users.extend(
        defs.links
            .values()
            .filter(|link| link.settings.scenario == *key)
            .map(|link| format!("link {}", link.number)),
    );
    users.sort();
    users
}
