//! Everything people configured in a workspace, compiled once per version and shared.

mod steps;

use crate::compile::{Body, Compiled};
use crate::crm::{Ctx, Schema};
use crate::error::{EngineError, Result};
use crate::index::{Index, Place};
use jiff::tz::TimeZone;
use parking_lot::RwLock;
use rpds::HashTrieMapSync;
use signalbox_expr::{Locale, Template};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::event::{Event, EventKind};
use signalbox_model::id::IdSource;
use signalbox_model::record::Author;
use signalbox_model::start::Start;
use signalbox_model::{CampaignId, HookId, Key, Micros, RecordKind, ScenarioId, WorkspaceId};
use signalbox_store::tracker::campaigns;
use signalbox_store::{Space, Tx, hooks, links, scenarios, workspaces};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use steps::Steps;

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
    pub schema: Arc<Schema>,
    /// Scenarios by id.
    pub scenarios: HashTrieMapSync<ScenarioId, Arc<Compiled>>,
    /// Scenarios by key.
    pub scenario_keys: HashTrieMapSync<Key, ScenarioId>,
    /// Hooks by id.
    pub hooks: Arc<HashMap<HookId, Arc<hooks::Stored>>>,
    /// Trigger links by number.
    pub links: Arc<HashMap<u32, Arc<links::Stored>>>,
    /// Connections to other systems.
    pub connections: Arc<crate::connect::Connections>,
    /// Bots with their channels and flows.
    pub bots: Arc<crate::chat::Bots>,
    /// Campaigns by id.
    pub campaigns: Arc<HashMap<CampaignId, Arc<campaigns::Stored>>>,
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
        let connections = crate::connect::Connections::load(space)?;
        let bots = crate::chat::Bots::load(space)?;
        let campaigns = campaigns::list(space)?
            .into_iter()
            .map(|campaign| (campaign.id, Arc::new(campaign)))
            .collect();
        let compiled = compile_all(space, before)?;
        let index = Index::new(file(&compiled, &hook_keys(&hooks)));
        Ok(Self {
            workspace,
            version,
            settings,
            zone,
            locale,
            schema: Arc::new(schema),
            scenario_keys: compiled
                .iter()
                .map(|scenario| (scenario.key.clone(), scenario.id))
                .collect(),
            scenarios: compiled
                .into_iter()
                .map(|scenario| (scenario.id, scenario))
                .collect(),
            hooks: Arc::new(hooks),
            links: Arc::new(links),
            connections: Arc::new(connections),
            bots: Arc::new(bots),
            campaigns: Arc::new(campaigns),
            index,
            templates: RwLock::default(),
        })
    }

    /// The definitions at another version, which differs from this one in some scenarios alone: only these are read.
    fn follow(&self, space: &mut Space, version: i64, differing: &BTreeSet<ScenarioId>) -> Result<Self> {
        let (mut scenarios, mut keys) = (self.scenarios.clone(), self.scenario_keys.clone());
        let mut index = self.index.clone();
        let hook_keys = hook_keys(&self.hooks);
        for id in differing {
            if let Some(old) = self.scenarios.get(id) {
                scenarios.remove_mut(id);
                keys.remove_mut(&old.key);
                for place in places_of(old, &hook_keys) {
                    index.take(place, old);
                }
            }
        }
        // Only now, since one scenario may have got the key another one had.
        for id in differing {
            let Some(new) = compile_one(space, *id)? else {
                continue;
            };
            for place in places_of(&new, &hook_keys) {
                index.put(place, &new);
            }
            keys.insert_mut(new.key.clone(), *id);
            scenarios.insert_mut(*id, new);
        }
        Ok(Self {
            workspace: self.workspace,
            version,
            settings: self.settings.clone(),
            zone: self.zone.clone(),
            locale: self.locale,
            schema: self.schema.clone(),
            scenarios,
            scenario_keys: keys,
            hooks: self.hooks.clone(),
            links: self.links.clone(),
            connections: self.connections.clone(),
            bots: self.bots.clone(),
            campaigns: self.campaigns.clone(),
            index,
            templates: RwLock::default(),
        })
    }

    /// A scenario by key.
    pub fn scenario(&self, key: &Key) -> Option<&Arc<Compiled>> {
        self.scenarios.get(self.scenario_keys.get(key)?)
    }

    /// A campaign by key.
    pub fn campaign(&self, key: &Key) -> Option<&Arc<campaigns::Stored>> {
        self.campaigns.values().find(|campaign| campaign.key == *key)
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
            kind => self.bucket(kind, None).is_some_and(|bucket| {
                let own = &event.payload.variables;
                event.payload.body.is_some() || bucket.may_fire(|name| Some(own.get(name)?.clone().into()))
            }),
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

/// A scenario as it stands, read anew: a version number that was rolled back may come again with other contents.
fn compile_one(space: &mut Space, id: ScenarioId) -> Result<Option<Arc<Compiled>>> {
    let Some(head) = scenarios::head(space, id)? else {
        return Ok(None);
    };
    let document = scenarios::version(space, id, head.version)?;
    Ok(document.map(|document| Arc::new(Compiled::new(head, Body::new(document)))))
}

fn locale(language: &str) -> Locale {
    match language {
        "uk" => Locale::Uk,
        "en" => Locale::En,
        _ => Locale::Ru,
    }
}

fn hook_keys(hooks: &HashMap<HookId, Arc<hooks::Stored>>) -> HashMap<Key, HookId> {
    hooks.values().map(|hook| (hook.key.clone(), hook.id)).collect()
}

type Filed = HashMap<Place, Vec<Arc<Compiled>>>;

/// Puts every scenario that is on under the kind and key it starts on.
fn file(scenarios: &[Arc<Compiled>], hook_keys: &HashMap<Key, HookId>) -> Filed {
    let mut filed = Filed::new();
    for scenario in scenarios {
        for place in places_of(scenario, hook_keys) {
            filed.entry(place).or_default().push(scenario.clone());
        }
    }
    filed
}

/// Where a scenario is filed: nowhere while it is off.
fn places_of(scenario: &Compiled, hook_keys: &HashMap<Key, HookId>) -> Vec<Place> {
    match scenario.on {
        true => places(&scenario.body.scenario.start, hook_keys),
        false => Vec::new(),
    }
}

/// The kinds of events a start waits for. Manual and scheduled scenarios are addressed by their id.
pub(crate) fn places(start: &Start, hook_keys: &HashMap<Key, HookId>) -> Vec<Place> {
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
        Start::Postback(_) => EventKind::PostbackReceived,
        Start::HookReceived(hook) => {
            return hook_keys
                .get(&hook.hook)
                .map(|id| (EventKind::HookReceived, Some(id.0)))
                .into_iter()
                .collect();
        }
        Start::MessageReceived(_)
        | Start::ButtonPressed(_)
        | Start::MessageFailed(_)
        | Start::DialogOpened(_)
        | Start::DialogMoved(_)
        | Start::DialogStatusChanged(_)
        | Start::DialogHolderChanged(_)
        | Start::DialogAssigned(_)
        | Start::DialogEnded(_) => return crate::talk_starts::places(start),
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
        Start::Postback(wanted) => crate::tracker::fits(wanted, event),
        Start::HookReceived(wanted) => wanted
            .outcome
            .is_none_or(|outcome| event.payload.lookup == Some(outcome)),
        Start::LeadCreated(_)
        | Start::ContactCreated(_)
        | Start::CompanyCreated(_)
        | Start::TaskCreated(_)
        | Start::Manual(_)
        | Start::Schedule(_) => true,
        Start::MessageReceived(_)
        | Start::ButtonPressed(_)
        | Start::MessageFailed(_)
        | Start::DialogOpened(_)
        | Start::DialogMoved(_)
        | Start::DialogStatusChanged(_)
        | Start::DialogHolderChanged(_)
        | Start::DialogAssigned(_)
        | Start::DialogEnded(_) => crate::talk_starts::misfit(start, event).is_none(),
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
    /// What this server changed, of all workspaces: versions are unique among them.
    steps: RwLock<Steps>,
}

impl Cache {
    /// Says that one scenario changed. `stamp` is a fresh id, as for [`workspaces::touch`].
    pub fn touch_scenario(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        id: ScenarioId,
        stamp: i64,
    ) -> Result<()> {
        if let Some(before) = workspaces::advance(tx, workspace, stamp)? {
            self.steps.write().remember(before, stamp, id);
        }
        Ok(())
    }

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
        let mut space = tx.space(workspace);
        let known = known.as_deref();
        let near = known.and_then(|known| {
            let differing = self.steps.read().between(known.version, version)?;
            Some((known, differing))
        });
        let loaded = Arc::new(match near {
            Some((known, differing)) => known.follow(&mut space, version, &differing)?,
            None => Definitions::load(&mut space, version, known)?,
        });
        // Versions are unique stamps, so one that is rolled back can stay here: it never comes again.
        self.by_workspace.write().insert(workspace, loaded.clone());
        Ok(loaded)
    }
}
