//! Saving, checking and switching scenarios.

use crate::check;
use crate::definitions::Definitions;
use crate::done::{Done, LiveNote, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::record::Author;
use signalbox_model::scenario::Scenario;
use signalbox_model::start::Start;
use signalbox_model::{EventId, Key, Micros, RecordRef, ScenarioId, WorkspaceId};
use signalbox_store::{Tx, events, scenarios, timers, workspaces};

/// Reads a scenario from its text. Faults name their place.
pub fn parse(text: &str) -> std::result::Result<Scenario, Vec<Fault>> {
    crate::places::read(text)
}

/// Every fault and warning of a text in a workspace, each with its line and column, and the document when it can be read.
pub fn check_text(defs: &Definitions, text: &str) -> (Vec<Fault>, Option<Scenario>) {
    match parse(text) {
        Ok(scenario) => {
            let mut faults = check::check(defs, &scenario);
            crate::places::mark(text, &mut faults);
            (faults, Some(scenario))
        }
        Err(faults) => (faults, None),
    }
}

/// A scenario as its text.
pub fn print(scenario: &Scenario) -> Result<String> {
    crate::account::yaml(scenario)
}

/// What may be switched on with overdue actions (Z-59).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Overdue {
    /// They run now.
    #[default]
    Run,
    /// They are deleted.
    Delete,
}

/// Who does something to the definitions, when and where.
#[derive(Clone)]
pub struct By {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Who.
    pub author: Author,
    /// When.
    pub now: Micros,
}

/// The longest note of a version, characters.
const MOST_NOTE: usize = 500;

/// A document as somebody wrote it.
#[derive(Debug, Clone)]
pub struct Written {
    scenario: Scenario,
    /// The text it was read from, for the places of its faults.
    text: Option<String>,
    /// Whether the text still says what the document does.
    keeps_text: bool,
    note: Option<String>,
}

impl From<Scenario> for Written {
    fn from(scenario: Scenario) -> Self {
        Self {
            scenario,
            text: None,
            keeps_text: false,
            note: None,
        }
    }
}

impl Written {
    /// Reads a text, and keeps it beside what it says.
    pub fn read(text: String) -> std::result::Result<Self, Vec<Fault>> {
        Ok(Self {
            scenario: parse(&text)?,
            text: Some(text),
            keeps_text: true,
            note: None,
        })
    }

    /// With what its writer notes about the version.
    #[must_use]
    pub fn noted(self, note: Option<String>) -> Self {
        let note = note
            .map(|note| note.trim().to_owned())
            .filter(|note| !note.is_empty());
        Self { note, ..self }
    }

    /// Gives blocks and actions their ids. A text that lacks some is not kept: read again it would say something else,
    /// and pending actions hang on ids.
    fn settle(&mut self) -> Result<()> {
        if self
            .note
            .as_ref()
            .is_some_and(|note| note.chars().count() > MOST_NOTE)
        {
            let say = format!("use at most {MOST_NOTE} characters");
            return Err(EngineError::Invalid(vec![Fault::error("note", say)]));
        }
        let as_written = self.scenario.clone();
        self.scenario.fill_ids();
        self.keeps_text &= as_written == self.scenario;
        Ok(())
    }

    /// Refuses faults at their places in the text.
    fn refuse(&self, mut faults: Vec<Fault>) -> Result<()> {
        faults.retain(Fault::is_error);
        if let Some(text) = &self.text {
            crate::places::mark(text, &mut faults);
        }
        refuse(faults)
    }

    fn version(&self) -> scenarios::NewVersion<'_> {
        scenarios::NewVersion {
            scenario: &self.scenario,
            source: self.text.as_deref().filter(|_| self.keeps_text),
            note: self.note.as_deref(),
        }
    }
}

impl Engine {
    /// Makes a scenario of a document, switched off. Its key comes from its name when none is given.
    pub fn create_scenario(
        &self,
        tx: &mut Tx,
        by: &By,
        key: Option<Key>,
        scenario: Scenario,
    ) -> Result<ScenarioId> {
        self.create_written(tx, by, key, scenario.into())
    }

    /// Makes a scenario as it was written, switched off. Its key comes from its name when none is given.
    pub fn create_written(
        &self,
        tx: &mut Tx,
        by: &By,
        key: Option<Key>,
        mut written: Written,
    ) -> Result<ScenarioId> {
        written.settle()?;
        let scenario = &written.scenario;
        let defs = self.definitions(tx, by.workspace)?;
        written.refuse(check::limits(scenario))?;
        let key = match key {
            Some(key) if defs.scenario_keys.contains_key(&key) => {
                return Err(EngineError::Conflict(format!(
                    "there already is a scenario `{key}`: choose another key"
                )));
            }
            Some(key) => key,
            None => free_key(&scenario.name, |key| defs.scenario_keys.contains_key(key)),
        };
        let id = ScenarioId(self.ids().next(by.now.0));
        scenarios::insert(
            &mut tx.space(by.workspace),
            id,
            &key,
            written.version(),
            &by.author,
            by.now,
        )?;
        self.touch_scenario(tx, by, id)?;
        Ok(id)
    }

    /// Saves a document as the next version, see [`save_written`](Self::save_written).
    pub fn save_scenario(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ScenarioId,
        expected: Option<i64>,
        key: Option<Key>,
        scenario: Scenario,
    ) -> Result<(i64, Done)> {
        self.save_written(tx, by, id, expected, key, scenario.into())
    }

    /// Saves the next version as it was written. Pending actions whose block or action is gone are deleted (Z-40).
    pub fn save_written(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ScenarioId,
        expected: Option<i64>,
        key: Option<Key>,
        mut written: Written,
    ) -> Result<(i64, Done)> {
        written.settle()?;
        let scenario = &written.scenario;
        let defs = self.definitions(tx, by.workspace)?;
        let old = defs
            .scenarios
            .get(&id)
            .ok_or_else(|| EngineError::NotFound("scenario with this id".into()))?;
        let key = key.unwrap_or_else(|| old.key.clone());
        if defs.scenario_keys.get(&key).is_some_and(|other| *other != id) {
            return Err(EngineError::Conflict(format!(
                "there already is a scenario `{key}`: choose another key"
            )));
        }
        // Limits keep a document from being stored, names that do not exist yet only from running.
        written.refuse(match old.on {
            true => check::check(&defs, scenario),
            false => check::limits(scenario),
        })?;
        let expected = expected.unwrap_or(old.version);
        let mut space = tx.space(by.workspace);
        if !scenarios::save(
            &mut space,
            id,
            expected,
            &key,
            written.version(),
            &by.author,
            by.now,
        )? {
            let say = "somebody else saved this scenario meanwhile: load the newer version, or save yours as a copy";
            return Err(EngineError::Conflict(say.into()));
        }
        drop_orphans(&mut space, id, &old.body.scenario, scenario)?;
        if old.on {
            let due = self.schedule(&defs, scenario, by.now);
            scenarios::set_next_due(&mut space, id, due)?;
        }
        self.touch_scenario(tx, by, id)?;
        Ok((
            expected + 1,
            Done {
                timers: true,
                ..changed(by, id)
            },
        ))
    }

    /// Switches a scenario on; what is overdue runs now or is deleted. Refused while it has faults.
    pub fn switch_on(&self, tx: &mut Tx, by: &By, id: ScenarioId, overdue: Overdue) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let known = defs
            .scenarios
            .get(&id)
            .ok_or_else(|| EngineError::NotFound("scenario with this id".into()))?;
        let mut faults = check::check(&defs, &known.body.scenario);
        faults.retain(Fault::is_error);
        refuse(faults)?;
        let due = self.schedule(&defs, &known.body.scenario, by.now);
        let mut space = tx.space(by.workspace);
        scenarios::switch(&mut space, id, true, due, by.now)?;
        // Whoever starts a bridge again has mended it: it is judged anew.
        signalbox_store::connections::forget_failures(&mut space, id)?;
        match overdue {
            Overdue::Run => timers::wake(&mut space, id)?,
            Overdue::Delete => timers::delete_overdue(&mut space, id, by.now)?,
        };
        self.touch_scenario(tx, by, id)?;
        Ok(Done {
            timers: true,
            ..changed(by, id)
        })
    }

    /// Switches a scenario off; its pending actions wait (Z-56).
    pub fn switch_off(&self, tx: &mut Tx, by: &By, id: ScenarioId) -> Result<Done> {
        if !scenarios::switch(&mut tx.space(by.workspace), id, false, None, by.now)? {
            return Err(EngineError::NotFound("scenario with this id".into()));
        }
        self.touch_scenario(tx, by, id)?;
        Ok(changed(by, id))
    }

    /// Deletes a scenario with its pending actions.
    pub fn delete_scenario(&self, tx: &mut Tx, by: &By, id: ScenarioId) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let known = defs
            .scenarios
            .get(&id)
            .ok_or_else(|| EngineError::NotFound("scenario with this id".into()))?;
        let users = check::users_of(&defs, &known.key);
        if !users.is_empty() {
            let say = format!(
                "`{}` is still started by {}: change them first",
                known.key,
                users.join(", ")
            );
            return Err(EngineError::Conflict(say));
        }
        scenarios::delete(&mut tx.space(by.workspace), id)?;
        self.touch_scenario(tx, by, id)?;
        Ok(changed(by, id))
    }

    /// Asks for a run of a manual scenario, by a person, a link or a task's result.
    pub fn request(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ScenarioId,
        record: Option<RecordRef>,
        variables: serde_json::Map<String, serde_json::Value>,
    ) -> Result<(EventId, Done)> {
        let defs = self.definitions(tx, by.workspace)?;
        let known = defs
            .scenarios
            .get(&id)
            .ok_or_else(|| EngineError::NotFound("scenario with this id".into()))?;
        let Start::Manual(manual) = &known.body.scenario.start else {
            return Err(EngineError::Conflict(format!(
                "`{}` is not a manual scenario: it starts by itself",
                known.key
            )));
        };
        if !known.on {
            return Err(EngineError::Conflict(format!(
                "`{}` is switched off: switch it on first",
                known.key
            )));
        }
        if let (Some(kind), Some(record)) = (manual.record, record)
            && kind != record.kind
        {
            return Err(EngineError::Conflict(format!(
                "`{}` runs on a {kind}, this is a {}",
                known.key, record.kind
            )));
        }
        let record = match record {
            Some(record) => Some(
                signalbox_store::crm::current(&mut tx.space(by.workspace), record)?
                    .ok_or_else(|| EngineError::NotFound(format!("{} {}", record.kind, record.id)))?,
            ),
            None => None,
        };
        let event = Event {
            id: EventId(self.ids().next(by.now.0)),
            workspace: by.workspace,
            kind: EventKind::RunRequested,
            subject: record,
            key: Some(id.0),
            payload: Payload {
                variables,
                ..Payload::default()
            },
            cause: None,
            depth: 0,
            author: by.author.clone(),
            at: by.now,
        };
        events::append(&mut tx.space(by.workspace), &event, EventState::Waiting)?;
        let waiting = crate::done::Waiting {
            workspace: by.workspace,
            event: event.id,
            subject: record,
        };
        Ok((
            event.id,
            Done {
                events: vec![waiting],
                ..Done::default()
            },
        ))
    }

    /// Says that definitions changed.
    pub fn touch(&self, tx: &mut Tx, by: &By) -> Result<()> {
        Ok(workspaces::touch(tx, by.workspace, self.ids().next(by.now.0))?)
    }

    /// When a scheduled scenario comes due next.
    pub(crate) fn schedule(&self, defs: &Definitions, scenario: &Scenario, now: Micros) -> Option<Micros> {
        match &scenario.start {
            Start::Schedule(schedule) => crate::schedule::next_due(schedule, now, &defs.zone),
            _ => None,
        }
    }
}

fn changed(by: &By, id: ScenarioId) -> Done {
    let note = LiveNote {
        workspace: by.workspace,
        topic: Topic::Definitions,
        id: id.0,
    };
    Done {
        live: vec![note],
        ..Done::default()
    }
}

fn refuse(faults: Vec<Fault>) -> Result<()> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(EngineError::Invalid(faults))
    }
}

fn drop_orphans(
    space: &mut signalbox_store::Space,
    id: ScenarioId,
    old: &Scenario,
    new: &Scenario,
) -> Result<()> {
    let ids = |scenario: &Scenario| -> std::collections::HashSet<(String, String)> {
        let of_block = |block: &signalbox_model::scenario::Block| {
            let block_id = crate::compile::id_of(block.id.as_ref()).to_string();
            block
                .steps
                .iter()
                .map(move |step| {
                    (
                        block_id.clone(),
                        crate::compile::id_of(step.id.as_ref()).to_string(),
                    )
                })
                .collect::<Vec<_>>()
        };
        scenario.blocks.iter().flat_map(of_block).collect()
    };
    for (block, step) in ids(old).difference(&ids(new)) {
        let which = timers::Which {
            scenario: Some(id),
            block: Some(block),
            step: Some(step),
            record: None,
        };
        timers::cancel(space, &which)?;
    }
    Ok(())
}

/// A key from a name: Cyrillic letters are written in Latin; a number is added until it is free.
pub fn free_key(name: &str, taken: impl Fn(&Key) -> bool) -> Key {
    let latin = signalbox_expr::latin(name).to_lowercase();
    let mut base = String::new();
    for c in latin.chars() {
        match c {
            'a'..='z' | '0'..='9' => base.push(c),
            _ if !base.is_empty() && !base.ends_with('-') => base.push('-'),
            _ => {}
        }
    }
    base.truncate(56);
    let base = base.trim_end_matches('-');
    let base = if base.is_empty() { "new" } else { base };
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    let mut keys = std::iter::once(base.to_owned())
        .chain(numbered)
        .filter_map(|text| text.parse().ok());
    keys.find(|key| !taken(key))
        .unwrap_or_else(|| crate::compile::id_of(None))
}
