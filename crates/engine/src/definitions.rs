//! Everything people configured in a workspace, compiled once per version and shared.

use crate::compile::{Body, Compiled};
use crate::crm::{Ctx, Schema};
use crate::error::{EngineError, Result};
use crate::index::Index;
use jiff::tz::TimeZone;
use parking_lot::RwLock;
use signalbox_expr::{Locale, Template};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::event::{Event, EventKind};
use signalbox_model::id::IdSource;
use signalbox_model::record::Author;
use signalbox_model::start::Start;
use signalbox_model::{HookId, Key, Micros, RecordKind, ScenarioId, WorkspaceId};
use signalbox_store::{Space, Tx, hooks, links, scenarios, workspaces};
use std::collections::HashMap;
use std::sync::Arc;

/// The definitions of one workspace at one version.
#[derive(Debug)]
pub struct Definitions {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// A stamp that changes with every change.
    pub version: i64,
    /// Its settings.
    pub settings: WorkspaceSettings,
    /// Its zone, ready.
    pub zone: TimeZone,
    /// Its language in templates.
    pub locale: Locale,
    /// Pipelines, fields and users.
    pub schema: Schema,
    /// Scenarios by id.
    pub scenarios: HashMap<ScenarioId, Arc<Compiled>>,
    /// Scenarios by key.
    pub scenario_keys: HashMap<Key, ScenarioId>,
    /// Hooks by id.
    pub hooks: HashMap<HookId, Arc<hooks::Stored>>,
    /// Trigger links by number.
    pub links: HashMap<u32, Arc<links::Stored>>,
    /// Bots with their channels and flows.
    pub bots: crate::chat::Bots,
    index: Index,
    templates: RwLock<HashMap<String, Template>>,
}

impl Definitions {
    /// Reads and compiles the definitions of a workspace; what did not change since `before` is taken from there.
    pub fn load(space: &mut Space, version: i64, before: Option<&Self>) -> Result<Self> {
        let workspace = space.workspace();
        let settings = workspaces::get(space.tx(), workspace)?
            .ok_or_else(|| EngineError::NotFound("workspace".into()))?;
        let zone = TimeZone::get(&settings.timezone).unwrap_or(TimeZone::UTC);
        let locale = locale(&settings.language);
        let schema = Schema::load(space)?;
        let hooks: HashMap<_, _> = hooks::list(space)?
            .into_iter()
            .map(|hook| (hook.id, Arc::new(hook)))
            .collect();
        let links = links::list(space)?
            .into_iter()
            .map(|link| (link.number, Arc::new(link)))
            .collect();
        let bots = crate::chat::Bots::load(space)?;
        let compiled = compile_all(space, before)?;
        let hook_keys = hooks.values().map(|hook| (hook.key.clone(), hook.id)).collect();
        let index = Index::new(file(&compiled, &hook_keys));
        Ok(Self {
            workspace,
            version,
            settings,
            zone,
            locale,
            schema,
            scenario_keys: compiled
                .iter()
                .map(|scenario| (scenario.key.clone(), scenario.id))
                .collect(),
            scenarios: compiled
                .into_iter()
                .map(|scenario| (scenario.id, scenario))
                .collect(),
            hooks,
            links,
            bots,
            index,
            templates: RwLock::default(),
        })
    }

    /// A scenario by key.
    pub fn scenario(&self, key: &Key) -> Option<&Arc<Compiled>> {
        self.scenarios.get(self.scenario_keys.get(key)?)
    }

    /// A hook by key.
    pub fn hook(&self, key: &Key) -> Option<&Arc<hooks::Stored>> {
        self.hooks.values().find(|hook| hook.key == *key)
    }

    /// A template, parsed once per version.
    pub fn template(&self, source: &str) -> Template {
        if let Some(template) = self.templates.read().get(source) {
            return template.clone();
        }
        let template = Template::parse(source);
        self.templates.write().insert(source.to_owned(), template.clone());
        template
    }

    /// The scenarios of a kind of event.
    pub(crate) fn bucket(&self, kind: EventKind, key: Option<i64>) -> Option<&crate::index::Bucket> {
        self.index.bucket(kind, key)
    }

    /// Whether any scenario may start on an event: events nobody waits for need no working off.
    pub fn cares(&self, event: &Event) -> bool {
        match event.kind {
            EventKind::RunRequested | EventKind::ScheduleDue => true,
            EventKind::HookReceived => {
                self.bucket(event.kind, event.key).is_some()
                    || event
                        .key
                        .and_then(|key| self.hooks.get(&HookId(key)))
                        .is_some_and(|hook| hook.settings.find.is_some())
            }
            kind => self.bucket(kind, None).is_some(),
        }
    }

    /// What a change of records needs to know.
    pub fn ctx<'c>(&'c self, ids: &'c IdSource, now: Micros, author: Author) -> Ctx<'c> {
        Ctx {
            schema: &self.schema,
            settings: &self.settings,
            tz: &self.zone,
            ids,
            now,
            author,
            cause: None,
            depth: 0,
            chain: Vec::new(),
            listeners: Some(self),
            quiet: false,
            emitted: Vec::new(),
        }
    }
}

/// Documents are read and compiled only for versions that are new.
fn compile_all(space: &mut Space, before: Option<&Definitions>) -> Result<Vec<Arc<Compiled>>> {
    let mut all = Vec::new();
    for head in scenarios::heads(space)? {
        let known = before
            .and_then(|before| before.scenarios.get(&head.id))
            .filter(|known| known.version == head.version);
        if let Some(known) = known
            && known.is(&head)
        {
            all.push(known.clone());
            continue;
        }
        let body = match known {
            Some(known) => known.body.clone(),
            None => match scenarios::version(space, head.id, head.version)? {
                Some(scenario) => Body::new(scenario),
                None => continue,
            },
        };
        all.push(Arc::new(Compiled::new(head, body)));
    }
    Ok(all)
}

fn locale(language: &str) -> Locale {
    match language {
        "uk" => Locale::Uk,
        "en" => Locale::En,
        _ => Locale::Ru,
    }
}

type Filed = HashMap<(EventKind, Option<i64>), Vec<Arc<Compiled>>>;

/// Puts every scenario that is on under the kind and key it starts on.
fn file(scenarios: &[Arc<Compiled>], hook_keys: &HashMap<Key, HookId>) -> Filed {
    let mut filed = Filed::new();
    for scenario in scenarios.iter().filter(|scenario| scenario.on) {
        for (kind, key) in places(&scenario.body.scenario.start, hook_keys) {
            filed.entry((kind, key)).or_default().push(scenario.clone());
        }
    }
    filed
}

/// The kinds of events a start waits for. Manual and scheduled scenarios are addressed by their id.
pub(crate) fn places(start: &Start, hook_keys: &HashMap<Key, HookId>) -> Vec<(EventKind, Option<i64>)> {
    let kind = match start {
        Start::LeadCreated(_) => EventKind::LeadCreated,
        Start::LeadChanged(_) | Start::LeadResponsibleChanged(_) | Start::LeadStageChanged(_) => {
            EventKind::LeadChanged
        }
        Start::ContactCreated(_) => EventKind::ContactCreated,
        Start::ContactChanged(_) | Start::ContactResponsibleChanged(_) => EventKind::ContactChanged,
        Start::CompanyCreated(_) => EventKind::CompanyCreated,
        Start::CompanyChanged(_) | Start::CompanyResponsibleChanged(_) => EventKind::CompanyChanged,
        Start::TaskCreated(_) => EventKind::TaskCreated,
        Start::TaskChanged(_) | Start::TaskResponsibleChanged(_) => EventKind::TaskChanged,
        Start::NoteAdded(_) => EventKind::NoteAdded,
        Start::HookReceived(hook) => {
            return hook_keys
                .get(&hook.hook)
                .map(|id| (EventKind::HookReceived, Some(id.0)))
                .into_iter()
                .collect();
        }
        Start::Manual(_) | Start::Schedule(_) => return Vec::new(),
    };
    let mut places = vec![(kind, None)];
    // A note is a change of its record as well (Z-207).
    if matches!(start, Start::LeadChanged(c) | Start::ContactChanged(c) | Start::CompanyChanged(c) if c.fields.is_empty())
    {
        places.push((EventKind::NoteAdded, None));
    }
    places
}

/// Whether a start that was filed under an event's kind fits the event itself.
pub(crate) fn fits(start: &Start, event: &Event) -> bool {
    let changed = |field: &str| event.payload.changes.iter().any(|change| change.field == field);
    let on = |kind| event.subject.is_some_and(|subject| subject.kind == kind);
    match start {
        Start::LeadChanged(c) => on(RecordKind::Lead) && narrowed(&c.fields, event),
        Start::ContactChanged(c) => on(RecordKind::Contact) && narrowed(&c.fields, event),
        Start::CompanyChanged(c) => on(RecordKind::Company) && narrowed(&c.fields, event),
        Start::TaskChanged(c) => narrowed(&c.fields, event),
        Start::LeadResponsibleChanged(_)
        | Start::ContactResponsibleChanged(_)
        | Start::CompanyResponsibleChanged(_)
        | Start::TaskResponsibleChanged(_) => changed("responsible"),
        Start::LeadStageChanged(wanted) => event.payload.changes.iter().any(|change| {
            let is = |name: &str, key: &Option<Key>| {
                key.as_ref().is_none_or(|key| change.new[name] == key.as_str())
            };
            change.field == "stage" && is("pipeline", &wanted.pipeline) && is("stage", &wanted.stage)
        }),
        Start::NoteAdded(wanted) => on(wanted.to),
        Start::HookReceived(wanted) => wanted
            .outcome
            .is_none_or(|outcome| event.payload.lookup == Some(outcome)),
        Start::LeadCreated(_)
        | Start::ContactCreated(_)
        | Start::CompanyCreated(_)
        | Start::TaskCreated(_)
        | Start::Manual(_)
        | Start::Schedule(_) => true,
    }
}

fn narrowed(fields: &[Key], event: &Event) -> bool {
    fields.is_empty()
        || event
            .payload
            .changes
            .iter()
            .any(|change| fields.iter().any(|field| field.as_str() == change.field))
}

/// The definitions of every workspace, refreshed when their version changes.
#[derive(Debug, Default)]
pub struct Cache {
    by_workspace: RwLock<HashMap<WorkspaceId, Arc<Definitions>>>,
}

impl Cache {
    /// The definitions as this transaction sees them.
    pub fn get(&self, tx: &mut Tx, workspace: WorkspaceId) -> Result<Arc<Definitions>> {
        let version = workspaces::definitions(tx, workspace)?
            .ok_or_else(|| EngineError::NotFound("workspace".into()))?;
        let known = self.by_workspace.read().get(&workspace).cloned();
        if let Some(known) = &known
            && known.version == version
        {
            return Ok(known.clone());
        }
        let loaded = Arc::new(Definitions::load(
            &mut tx.space(workspace),
            version,
            known.as_deref(),
        )?);
        // Versions are unique stamps, so one that is rolled back can stay here: it never comes again.
        self.by_workspace.write().insert(workspace, loaded.clone());
        Ok(loaded)
    }
}
