//! Tests of scenarios: a run becomes a case with its event, records and expected result; a case is tried in a place
//! where nothing else is, and undone (decision 0107).

use crate::commands::missing;
use crate::compare::{Names, Side, compare};
use crate::compile::Compiled;
use crate::crm::{self, NewCompany, NewContact, NewLead, NewTask, Tracked};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::replay::{Again, drafted};
use crate::scenarios::{By, free_key};
use crate::vars::Vars;
use crate::work::Work;
use serde_json::Value as Json;
use signalbox_model::event::{Event, EventKind, Payload};
use signalbox_model::record::{Author, Change, Company, Contact, Lead, Task};
use signalbox_model::replay::{Difference, Part, RunResult, ScenarioTest, TestEvent, TestRecord};
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, HookId, Key, Micros, RecordKind, RecordRef, RunId, ScenarioId, WorkspaceId};
use signalbox_store::crm::links;
use signalbox_store::{Tx, events, globals, runs, scenario_tests};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Results of tests name no record by its id.
const NO_EVENT: EventId = EventId(i64::MAX);
/// Cases of one scenario at most.
const MOST: usize = 200;

/// How a test ended.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The test.
    pub key: Key,
    /// What it is about.
    pub name: String,
    /// What was expected.
    pub expected: RunResult,
    /// What came; absent when it could not be tried.
    pub result: Option<RunResult>,
    /// What differs; none when it passed.
    pub differences: Vec<Difference>,
    /// Why it could not be tried.
    pub fault: Option<String>,
}

impl Tried {
    /// Whether it came as expected.
    pub fn has_passed(&self) -> bool {
        self.differences.is_empty() && self.fault.is_none()
    }
}

impl Engine {
    /// What a run becomes as a test. Run it in a transaction that is rolled back.
    ///
    /// # Errors
    /// When the run, its event or its scenario is gone.
    pub fn test_of_run(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        id: RunId,
        name: String,
    ) -> Result<(ScenarioId, ScenarioTest)> {
        let mut work = self.work(tx, now, workspace)?;
        let run = runs::get(&mut work.space(), id)?.ok_or_else(|| missing("run"))?;
        let result = work.result_of(&run)?;
        let stored = events::get(&mut work.space(), run.event)?.ok_or_else(|| missing("event"))?;
        let known = work.defs.scenarios.get(&run.scenario).cloned();
        let known = known.ok_or_else(|| missing("scenario"))?;
        let scene = work.scene(stored)?;
        let event = &scene.event;
        let found: Vec<RecordRef> = run
            .trace
            .blocks
            .iter()
            .flat_map(|block| &block.steps)
            .filter_map(|step| step.record)
            .filter(|record| record.id < signalbox_model::RecordId(event.id.0))
            .chain(event.subject)
            .collect();
        let found = work.as_they_were(found)?;
        let there = work.with_neighbours(found)?;
        let names = naming(&there);
        let mut records = BTreeMap::new();
        for (record, name) in there.iter().zip(names_of(there.len())) {
            records.extend(work.snapshot(*record, &there, &names)?.map(|test| (name, test)));
        }
        let payload = names.put(&portable_payload(event, &scene.vars)?);
        let hook = event.key.and_then(|key| work.defs.hooks.get(&HookId(key)));
        let test = ScenarioTest {
            name,
            event: TestEvent {
                kind: event.kind,
                at: run.at,
                hook: hook.map(|hook| hook.key.clone()),
                record: event.subject.map(|subject| names.put(&subject.id.to_string())),
                payload,
            },
            records,
            globals: work.globals_of(&known)?,
            expected: portable(&result, event.id, names),
        };
        Ok((run.scenario, test))
    }

    /// Keeps a test; its key comes from its name when none is given. A test of the same key is replaced.
    ///
    /// # Errors
    /// When the scenario is gone, or has too many already.
    pub fn save_test(
        &self,
        tx: &mut Tx,
        by: &By,
        scenario: ScenarioId,
        key: Option<Key>,
        test: &ScenarioTest,
    ) -> Result<Key> {
        let mut space = tx.space(by.workspace);
        let known = scenario_tests::list(&mut space, scenario)?;
        let key = key.unwrap_or_else(|| free_key(&test.name, |key| known.iter().any(|old| old.key == *key)));
        if known.len() >= MOST && known.iter().all(|old| old.key != key) {
            let say = format!("a scenario has at most {MOST} tests: delete one first");
            return Err(EngineError::Conflict(say));
        }
        scenario_tests::put(&mut space, scenario, &key, test, by.now)?;
        Ok(key)
    }

    /// Tries a scenario, or a draft in its place, on one of its tests. Run it in a transaction that is rolled back.
    ///
    /// # Errors
    /// When the scenario is gone or the store fails; what a test cannot do is told with it.
    pub fn try_test(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        scenario: ScenarioId,
        draft: Option<&Scenario>,
        stored: scenario_tests::Stored,
    ) -> Result<Tried> {
        let mut work = self.work(tx, now, workspace)?;
        let known = work.defs.scenarios.get(&scenario).cloned();
        let known = known.ok_or_else(|| missing("scenario"))?;
        let compiled = match draft {
            Some(draft) => {
                let mut draft = draft.clone();
                draft.fill_ids();
                drafted(&known, crate::compile::Body::new(draft))
            }
            None => drafted(&known, known.body.clone()),
        };
        let scenario_tests::Stored { key, test, .. } = stored;
        let (result, fault) = match work.come_to(&compiled, &test) {
            Ok(result) => (Some(result), None),
            Err(EngineError::Store(error)) => return Err(EngineError::Store(error)),
            Err(error) => (None, Some(error.to_string())),
        };
        let side = |result| Side {
            result: Some(result),
            event: NO_EVENT,
        };
        let differences = result
            .as_ref()
            .map(|result| compare(side(&test.expected), side(result)))
            .unwrap_or_default();
        Ok(Tried {
            key,
            name: test.name,
            expected: test.expected,
            result,
            differences,
            fault,
        })
    }
}

/// `record-1`, `record-2`, …
fn names_of(count: usize) -> impl Iterator<Item = String> {
    (1..=count).map(|place| format!("record-{place}"))
}

fn naming(records: &[RecordRef]) -> Names {
    let ids = records.iter().map(|record| record.id.to_string());
    Names::default().and(ids.zip(names_of(records.len())))
}

/// What an event carried, without what only its own account knows.
fn portable_payload(event: &Event, vars: &Vars) -> Result<Json> {
    let mut payload = event.payload.clone();
    payload.chain = Vec::new();
    payload.lookup = None;
    payload.note = None;
    if event.kind == EventKind::HookReceived {
        payload.body = vars.text().map(str::to_owned);
    }
    Ok(serde_json::to_value(payload)?)
}

/// A result without ids, durations and remarks.
fn portable(result: &RunResult, event: EventId, names: Names) -> RunResult {
    let mut slim = result.clone();
    let own = Names::of(result, event).into_pairs();
    for block in &mut slim.trace.blocks {
        block.us = 0;
        for step in &mut block.steps {
            (step.record, step.job, step.timer, step.run, step.note) = (None, None, None, None, None);
            step.warnings.clear();
            step.failures.clear();
        }
    }
    (slim.trace.note, slim.trace.reason, slim.trace.repeats) = (None, None, None);
    slim.trace.otherwise = slim.trace.otherwise.map(|_| "started".to_owned());
    for request in slim.requests.iter_mut().filter_map(|sent| sent.request.as_mut()) {
        request.listen = None;
    }
    names.and(own).put(&slim)
}

impl Work<'_, '_> {
    /// The records and what templates can reach from them, each once.
    fn with_neighbours(&mut self, records: Vec<RecordRef>) -> Result<Vec<RecordRef>> {
        let mut all: Vec<RecordRef> = Vec::new();
        for record in records {
            let mut reach = vec![record];
            for kind in [RecordKind::Lead, RecordKind::Contact, RecordKind::Company] {
                reach.extend(crm::linked(&mut self.space(), record, kind)?);
            }
            for record in reach {
                if !all.contains(&record) {
                    all.push(record);
                }
            }
        }
        Ok(all)
    }

    fn snapshot(
        &mut self,
        record: RecordRef,
        all: &[RecordRef],
        names: &Names,
    ) -> Result<Option<TestRecord>> {
        let values = match record.kind {
            RecordKind::Lead => self.values::<Lead>(record)?,
            RecordKind::Contact => self.values::<Contact>(record)?,
            RecordKind::Company => self.values::<Company>(record)?,
            RecordKind::Task => self.values::<Task>(record)?,
        };
        let Some(values) = values else {
            return Ok(None);
        };
        let mut linked = Vec::new();
        for kind in [RecordKind::Contact, RecordKind::Company] {
            if record.kind == RecordKind::Task || record.kind >= kind {
                continue;
            }
            for other in links::of(&mut self.space(), record, kind)? {
                if all.contains(&RecordRef { kind, id: other.id }) {
                    linked.push(names.put(&other.id.to_string()));
                }
            }
        }
        Ok(Some(TestRecord {
            kind: record.kind,
            values: names.put(&values),
            links: linked,
        }))
    }

    fn values<R: Tracked>(&mut self, record: RecordRef) -> Result<Option<BTreeMap<String, Json>>> {
        let defs = self.defs.clone();
        let found = signalbox_store::crm::get::<R>(&mut self.space(), record.id)?;
        let empty = |value: &Json| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        Ok(found.map(|found| {
            let core = found.core(&defs.schema).into_iter();
            let core = core.map(|(name, value)| (name.to_owned(), value));
            let custom = found.fields().iter();
            let custom = custom.map(|(key, value)| (key.to_string(), value.clone()));
            core.chain(custom).filter(|(_, value)| !empty(value)).collect()
        }))
    }

    /// The global variables a scenario speaks of.
    fn globals_of(&mut self, compiled: &Compiled) -> Result<BTreeMap<String, String>> {
        let text = serde_json::to_string(&compiled.body.scenario)?.to_lowercase();
        let all = globals::list(&mut self.space())?;
        let named = all
            .into_iter()
            .filter(|global| text.contains(&global.name.to_lowercase()));
        Ok(named.map(|global| (global.name, global.value)).collect())
    }

    /// What a scenario comes to on a test.
    fn come_to(&mut self, compiled: &Compiled, test: &ScenarioTest) -> Result<RunResult> {
        self.leave_all_behind(test.event.at);
        let mut made: BTreeMap<&str, RecordRef> = BTreeMap::new();
        for (name, record) in &test.records {
            made.insert(name, self.make(record.kind)?);
        }
        let ids = made.iter();
        let ids = ids.map(|(name, record)| ((*name).to_owned(), record.id.to_string()));
        let put_ids = Names::default().and(ids);
        self.fill(test, &made, &put_ids)?;
        let now = self.now;
        for (name, value) in &test.globals {
            globals::set(&mut self.space(), name, value, now)?;
        }
        let (event, vars) = self.event_of(compiled, test, &made, &put_ids)?;
        let again = Again {
            id: None,
            repeats: None,
            part: &Part::Whole,
            first: None,
        };
        let id = event.id;
        let row = self.run_again(compiled, &Rc::new(event), &Rc::new(vars), &again)?;
        let result = self.result_now(&row);
        let ids = made.into_iter();
        let back = ids.map(|(name, record)| (record.id.to_string(), name.to_owned()));
        Ok(portable(&result, id, Names::default().and(back)))
    }

    /// An empty record of a kind.
    fn make(&mut self, kind: RecordKind) -> Result<RecordRef> {
        let (defs, engine, now) = (self.defs.clone(), self.engine, self.now);
        let mut ctx = defs.ctx(engine.ids(), now, Author::System);
        let space = &mut self.space();
        let name = "-".to_owned();
        let id = match kind {
            RecordKind::Lead => {
                let new = NewLead {
                    name,
                    ..NewLead::default()
                };
                crm::create_lead(space, &mut ctx, new)?.id
            }
            RecordKind::Contact => {
                let new = NewContact {
                    name,
                    ..NewContact::default()
                };
                crm::create_contact(space, &mut ctx, new)?.id
            }
            RecordKind::Company => {
                let new = NewCompany {
                    name,
                    ..NewCompany::default()
                };
                crm::create_company(space, &mut ctx, new)?.id
            }
            RecordKind::Task => {
                let new = NewTask {
                    text: name,
                    due_at: now,
                    ..NewTask::default()
                };
                crm::create_task(space, &mut ctx, new)?.id
            }
        };
        Ok(RecordRef { kind, id })
    }

    /// Gives the records of a test their values and links.
    fn fill(&mut self, test: &ScenarioTest, made: &BTreeMap<&str, RecordRef>, put_ids: &Names) -> Result<()> {
        let defs = self.defs.clone();
        for (name, wanted) in &test.records {
            let Some(record) = made.get(name.as_str()) else {
                continue;
            };
            let changes: Vec<Change> = put_ids
                .put(&wanted.values)
                .into_iter()
                .map(|(field, old)| Change {
                    field,
                    old,
                    new: Json::Null,
                })
                .collect();
            let lost = crm::put_back(&mut self.space(), &defs.schema, *record, &changes)?;
            if let Some(field) = lost.first() {
                let say = format!("there is no field `{field}` of a {} any more", record.kind);
                return Err(EngineError::invalid(format!("records.{name}"), say));
            }
            let mut main: Vec<RecordKind> = Vec::new();
            for other in &wanted.links {
                let Some(other) = made.get(other.as_str()) else {
                    continue;
                };
                let is_first = !main.contains(&other.kind);
                main.push(other.kind);
                links::put(&mut self.space(), *record, *other, is_first)?;
            }
        }
        Ok(())
    }

    fn event_of(
        &mut self,
        compiled: &Compiled,
        test: &ScenarioTest,
        made: &BTreeMap<&str, RecordRef>,
        put_ids: &Names,
    ) -> Result<(Event, Vars)> {
        let hook = test.event.hook.as_ref();
        let hook = hook.and_then(|key| self.defs.hook(key)).map(|hook| hook.id.0);
        let payload: Payload = match &test.event.payload {
            Json::Null => Payload::default(),
            carried => serde_json::from_value(put_ids.put(carried))?,
        };
        let subject = test.event.record.as_ref();
        let mut event = Event {
            id: EventId(self.next_id()),
            workspace: self.defs.workspace,
            kind: test.event.kind,
            subject: subject.and_then(|name| made.get(name.as_str()).copied()),
            key: hook.or(Some(compiled.id.0)),
            payload,
            cause: None,
            depth: 0,
            author: Author::System,
            at: test.event.at,
        };
        let mut vars = Vars::new(&event.payload);
        self.look_up_again(&mut event, &mut vars)?;
        Ok((event, vars))
    }
}
