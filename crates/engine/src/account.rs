//! A whole account as text: printing it, comparing it, and making a workspace like it.

mod bots;
mod connections;
mod macros;

use crate::crm::{self, Ctx};
use crate::definitions::Definitions;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::account::{Account, FORMAT, FieldText, PipelineText, ScenarioText, StageText};
use signalbox_model::person::Role;
use signalbox_model::rights::Rights;
use signalbox_model::{HookId, Key, LinkId, RecordKind, ScenarioId};
use signalbox_store::{Tx, accounts, globals, hooks, links, scenario_tests, scenarios, workspaces};
use std::collections::BTreeMap;

/// What applying a document changes.
#[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct PlannedChange {
    /// The family: `workspace`, `role`, `pipeline`, `field`, `view`, `global`, `hook`, `link`, `connection_kind`,
    /// `connection`, `bot`, `reply`, `macro`, `scenario`, `test`.
    pub what: &'static str,
    /// Which one.
    pub key: String,
    /// What happens to it.
    pub kind: ChangeKind,
    /// The text before, when there was one.
    pub before: Option<String>,
    /// The text after, when there is one.
    pub after: Option<String>,
}

/// What happens to a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Create,
    /// It is different.
    Change,
    /// It is not in the document, and goes.
    Delete,
}

/// Reads an account from its text.
pub fn parse(text: &str) -> std::result::Result<Account, Vec<Fault>> {
    let account: Account = crate::places::read(text)?;
    if account.format != FORMAT {
        let say = format!(
            "format {} is not known: this version reads format {FORMAT}",
            account.format
        );
        let mut faults = vec![Fault::error("format", say)];
        crate::places::mark(text, &mut faults);
        return Err(faults);
    }
    Ok(account)
}

/// Prints an account. The same account always prints the same bytes.
pub fn print(account: &Account) -> Result<String> {
    yaml(account)
}

impl Engine {
    /// The whole account of a workspace.
    pub fn export(&self, tx: &mut Tx, by: &By) -> Result<Account> {
        let defs = self.definitions(tx, by.workspace)?;
        let globals = globals::list(&mut tx.space(by.workspace))?;
        let views = crate::views::export(&mut tx.space(by.workspace))?;
        Ok(Account {
            format: FORMAT,
            workspace: defs.settings.clone(),
            roles: accounts::own_rights(&mut tx.space(by.workspace))?,
            pipelines: defs.schema.pipelines.iter().map(pipeline_text).collect(),
            loss_reasons: defs
                .schema
                .loss_reasons
                .iter()
                .map(|reason| reason.name.clone())
                .collect(),
            task_types: defs.schema.task_types.clone(),
            fields: fields_text(&defs),
            views,
            globals: globals
                .into_iter()
                .map(|global| (global.name, global.value))
                .collect(),
            hooks: defs
                .hooks
                .values()
                .map(|hook| (hook.key.clone(), hook.settings.clone()))
                .collect(),
            links: defs
                .links
                .values()
                .map(|link| (link.number, link.settings.clone()))
                .collect(),
            connection_kinds: defs
                .connections
                .own_kinds
                .iter()
                .map(|(key, kind)| (key.clone(), kind.as_ref().clone()))
                .collect(),
            connections: defs
                .connections
                .by_key
                .iter()
                .map(|(key, known)| (key.clone(), known.stored.settings.clone()))
                .collect(),
            bots: bots::export(tx, &defs)?,
            replies: bots::export_replies(tx, &defs)?,
            macros: macros::export(tx, &defs)?,
            scenarios: defs.scenarios.values().map(scenario_text).collect(),
            tests: tests_text(tx, &defs)?,
        })
    }

    /// What applying a document would change. Run it in a transaction that is rolled back.
    pub fn plan(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<Vec<PlannedChange>> {
        let before = self.export(tx, by)?;
        let mut changes = Vec::new();
        compare(
            "workspace",
            &single(&before.workspace)?,
            &single(&account.workspace)?,
            &mut changes,
        );
        compare(
            "role",
            &texts(before.roles.iter().map(|(role, rights)| (role.as_str(), rights)))?,
            &texts(account.roles.iter().map(|(role, rights)| (role.as_str(), rights)))?,
            &mut changes,
        );
        compare(
            "pipeline",
            &texts(before.pipelines.iter().map(|p| (&p.key, p)))?,
            &texts(account.pipelines.iter().map(|p| (&p.key, p)))?,
            &mut changes,
        );
        compare(
            "loss_reason",
            &names(&before.loss_reasons),
            &names(&account.loss_reasons),
            &mut changes,
        );
        compare(
            "task_type",
            &texts(before.task_types.iter().map(|t| (&t.key, t)))?,
            &texts(account.task_types.iter().map(|t| (&t.key, t)))?,
            &mut changes,
        );
        compare(
            "field",
            &fields_by_name(&before)?,
            &fields_by_name(account)?,
            &mut changes,
        );
        compare(
            "view",
            &views_by_name(&before)?,
            &views_by_name(account)?,
            &mut changes,
        );
        compare(
            "global",
            &texts(&before.globals)?,
            &texts(&account.globals)?,
            &mut changes,
        );
        compare(
            "hook",
            &texts(&before.hooks)?,
            &texts(&account.hooks)?,
            &mut changes,
        );
        compare(
            "link",
            &texts(&before.links)?,
            &texts(&account.links)?,
            &mut changes,
        );
        compare(
            "connection_kind",
            &texts(&before.connection_kinds)?,
            &texts(&account.connection_kinds)?,
            &mut changes,
        );
        compare(
            "connection",
            &texts(&before.connections)?,
            &texts(&account.connections)?,
            &mut changes,
        );
        compare("bot", &texts(&before.bots)?, &texts(&account.bots)?, &mut changes);
        compare(
            "reply",
            &texts(&before.replies)?,
            &texts(&account.replies)?,
            &mut changes,
        );
        compare(
            "macro",
            &texts(&before.macros)?,
            &texts(&account.macros)?,
            &mut changes,
        );
        compare(
            "scenario",
            &texts(&before.scenarios)?,
            &texts(&account.scenarios)?,
            &mut changes,
        );
        compare(
            "test",
            &tests_by_name(&before)?,
            &tests_by_name(account)?,
            &mut changes,
        );
        Ok(changes)
    }

    /// Makes the workspace like the document, all or nothing: what the document does not name is deleted.
    ///
    /// # Errors
    /// Faults of the document at their places; nothing is changed then.
    pub fn apply(
        &self,
        tx: &mut Tx,
        by: &By,
        account: &Account,
        token: &dyn Fn() -> String,
    ) -> Result<Vec<PlannedChange>> {
        let changes = self.plan(tx, by, account)?;
        workspaces::update(tx, by.workspace, &account.workspace, self.ids().next(by.now.0))?;
        apply_roles(tx, by, account)?;
        self.apply_schema(tx, by, account)?;
        apply_globals(tx, by, account)?;
        self.apply_views(tx, by, account)?;
        self.apply_hooks(tx, by, account, token)?;
        self.apply_links(tx, by, account, token)?;
        self.apply_connections(tx, by, account)?;
        self.apply_scenarios(tx, by, account)?;
        self.touch(tx, by)?;
        // Flows name scenarios, and scenarios name flows: both are there before either is judged.
        self.apply_bots(tx, by, account)?;
        self.apply_replies(tx, by, account)?;
        self.apply_macros(tx, by, account)?;
        self.apply_tests(tx, by, account)?;
        self.refuse_faults(tx, by, account)?;
        Ok(changes)
    }

    fn apply_schema(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let ctx: Ctx = defs.ctx(self.ids(), by.now, by.author.clone());
        crm::apply_schema(&mut tx.space(by.workspace), &ctx, account)?;
        self.touch(tx, by)?;
        let defs = self.definitions(tx, by.workspace)?;
        let ctx: Ctx = defs.ctx(self.ids(), by.now, by.author.clone());
        crm::prune_schema(&mut tx.space(by.workspace), &ctx, account)?;
        self.touch(tx, by)
    }

    fn apply_hooks(&self, tx: &mut Tx, by: &By, account: &Account, token: &dyn Fn() -> String) -> Result<()> {
        let mut space = tx.space(by.workspace);
        let known: BTreeMap<Key, HookId> = hooks::list(&mut space)?
            .into_iter()
            .map(|hook| (hook.key, hook.id))
            .collect();
        for (key, settings) in &account.hooks {
            if let Some(id) = known.get(key) {
                hooks::update(&mut space, *id, key, settings, by.now)?;
                continue;
            }
            let hook = hooks::Stored {
                id: HookId(self.ids().next(by.now.0)),
                workspace: by.workspace,
                key: key.clone(),
                token: token(),
                settings: settings.clone(),
                secret: None,
                created_at: by.now,
            };
            hooks::insert(&mut space, &hook)?;
        }
        for (_, id) in known.iter().filter(|(key, _)| !account.hooks.contains_key(*key)) {
            hooks::delete(&mut space, *id)?;
        }
        Ok(())
    }

    fn apply_links(&self, tx: &mut Tx, by: &By, account: &Account, token: &dyn Fn() -> String) -> Result<()> {
        let mut space = tx.space(by.workspace);
        let known: BTreeMap<u32, LinkId> = links::list(&mut space)?
            .into_iter()
            .map(|link| (link.number, link.id))
            .collect();
        for (number, settings) in &account.links {
            match known.get(number) {
                Some(id) => drop(links::update(&mut space, *id, settings)?),
                None => {
                    let id = LinkId(self.ids().next(by.now.0));
                    links::insert(&mut space, id, Some(*number), &token(), settings, by.now)?;
                }
            }
        }
        for (_, id) in known
            .iter()
            .filter(|(number, _)| !account.links.contains_key(*number))
        {
            links::delete(&mut space, *id)?;
        }
        Ok(())
    }

    fn apply_scenarios(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        for (key, text) in &account.scenarios {
            let mut wanted = text.scenario.clone();
            wanted.fill_ids();
            let mut space = tx.space(by.workspace);
            let id = match defs.scenario(key) {
                Some(known) if known.body.scenario == wanted => known.id,
                Some(known) => {
                    scenarios::save(
                        &mut space,
                        known.id,
                        known.version,
                        key,
                        (&wanted).into(),
                        &by.author,
                        by.now,
                    )?;
                    known.id
                }
                None => {
                    let id = ScenarioId(self.ids().next(by.now.0));
                    scenarios::insert(&mut space, id, key, (&wanted).into(), &by.author, by.now)?;
                    id
                }
            };
            let due = if text.on {
                self.schedule(&defs, &wanted, by.now)
            } else {
                None
            };
            scenarios::switch(&mut space, id, text.on, due, by.now)?;
        }
        for known in defs
            .scenarios
            .values()
            .filter(|known| !account.scenarios.contains_key(&known.key))
        {
            scenarios::delete(&mut tx.space(by.workspace), known.id)?;
        }
        Ok(())
    }

    fn apply_tests(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let unknown = account.tests.keys().find(|key| defs.scenario(key).is_none());
        if let Some(key) = unknown {
            let say = "there is no scenario with this key in the document: add it, or take its tests out";
            return Err(EngineError::invalid(format!("tests.{key}"), say));
        }
        let none = BTreeMap::new();
        for known in defs.scenarios.values() {
            let wanted = account.tests.get(&known.key).unwrap_or(&none);
            let mut space = tx.space(by.workspace);
            for old in scenario_tests::list(&mut space, known.id)? {
                if !wanted.contains_key(&old.key) {
                    scenario_tests::delete(&mut space, known.id, &old.key)?;
                }
            }
            for (key, test) in wanted {
                scenario_tests::put(&mut space, known.id, key, test, by.now)?;
            }
        }
        Ok(())
    }

    /// Every scenario that is on must be sound, seen together.
    fn refuse_faults(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut faults = Vec::new();
        for (key, text) in &account.scenarios {
            let found = if text.on {
                crate::check::check(&defs, &text.scenario)
            } else {
                crate::check::limits(&text.scenario)
            };
            faults.extend(found.into_iter().filter(Fault::is_error).map(|fault| Fault {
                path: format!("scenarios.{key}.{}", fault.path),
                ..fault
            }));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(EngineError::Invalid(faults))
        }
    }
}

/// Roles that the document does not name get the usual rights.
fn apply_roles(tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
    let mut space = tx.space(by.workspace);
    for role in Role::ALL {
        let wanted = account.roles.get(&role);
        if wanted.is_none() && !accounts::EDITABLE.contains(&role) {
            continue;
        }
        let rights = wanted.cloned().unwrap_or_else(|| Rights::usual(role));
        accounts::set_rights(&mut space, role, &rights).map_err(|error| match error {
            accounts::AccountError::Store(error) => error.into(),
            other => EngineError::invalid(format!("roles.{}", role.as_str()), other.to_string()),
        })?;
    }
    Ok(())
}

fn apply_globals(tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
    let mut space = tx.space(by.workspace);
    for (name, value) in &account.globals {
        crate::globals::check(name, value)?;
        globals::set(&mut space, name, value, by.now)?;
    }
    for known in globals::list(&mut space)? {
        if !account.globals.contains_key(&known.name) {
            globals::delete(&mut space, &known.name)?;
        }
    }
    Ok(())
}

pub(crate) fn pipeline_text(pipeline: &signalbox_model::record::Pipeline) -> PipelineText {
    let stage = |stage: &signalbox_model::record::Stage| StageText {
        key: stage.key.clone(),
        name: stage.name.clone(),
        kind: stage.kind,
        color: stage.color.clone(),
        required: stage.required.clone(),
    };
    PipelineText {
        key: pipeline.key.clone(),
        name: pipeline.name.clone(),
        stages: pipeline.stages.iter().map(stage).collect(),
    }
}

fn fields_text(defs: &Definitions) -> BTreeMap<RecordKind, Vec<FieldText>> {
    let text = |field: &signalbox_model::field::Field| FieldText {
        key: field.key.clone(),
        name: field.name.clone(),
        kind: field.kind.clone(),
    };
    let of = |kind: RecordKind| {
        (
            kind,
            defs.schema.fields(kind).iter().map(text).collect::<Vec<_>>(),
        )
    };
    RecordKind::ALL
        .into_iter()
        .map(of)
        .filter(|(_, fields)| !fields.is_empty())
        .collect()
}

fn scenario_text(compiled: &std::sync::Arc<crate::compile::Compiled>) -> (Key, ScenarioText) {
    (
        compiled.key.clone(),
        ScenarioText {
            on: compiled.on,
            scenario: compiled.body.scenario.clone(),
        },
    )
}

type Tests = BTreeMap<Key, BTreeMap<Key, signalbox_model::replay::ScenarioTest>>;

fn tests_text(tx: &mut Tx, defs: &Definitions) -> Result<Tests> {
    let mut all = Tests::new();
    for known in defs.scenarios.values() {
        let tests = scenario_tests::list(&mut tx.space(defs.workspace), known.id)?;
        if !tests.is_empty() {
            let own = tests.into_iter().map(|stored| (stored.key, stored.test));
            all.insert(known.key.clone(), own.collect());
        }
    }
    Ok(all)
}

fn tests_by_name(account: &Account) -> Result<Texts> {
    let all = account.tests.iter().flat_map(|(scenario, tests)| {
        tests
            .iter()
            .map(move |(key, test)| (format!("{scenario}.{key}"), test))
    });
    texts(all)
}

type Texts = BTreeMap<String, String>;

/// YAML by way of JSON, whose enums need no YAML tags.
pub(crate) fn yaml(value: &impl serde::Serialize) -> Result<String> {
    let tree = serde_json::to_value(value)?;
    serde_yaml_ng::to_string(&tree)
        .map_err(|error| EngineError::Conflict(format!("it cannot be printed: {error}")))
}

fn single(value: &impl serde::Serialize) -> Result<Texts> {
    Ok([("settings".to_owned(), yaml(value)?)].into())
}

fn texts<K: std::fmt::Display, V: serde::Serialize>(
    items: impl IntoIterator<Item = (K, V)>,
) -> Result<Texts> {
    items
        .into_iter()
        .map(|(key, value)| Ok((key.to_string(), yaml(&value)?)))
        .collect()
}

fn names(names: &[String]) -> Texts {
    names.iter().map(|name| (name.clone(), name.clone())).collect()
}

fn fields_by_name(account: &Account) -> Result<Texts> {
    let all = account.fields.iter().flat_map(|(kind, fields)| {
        fields
            .iter()
            .map(move |field| (format!("{kind}.{}", field.key), field))
    });
    texts(all)
}

fn views_by_name(account: &Account) -> Result<Texts> {
    let all = account.views.iter().flat_map(|(list, views)| {
        views
            .iter()
            .map(move |view| (format!("{}.{}", list.as_str(), view.name), view))
    });
    texts(all)
}

fn compare(what: &'static str, before: &Texts, after: &Texts, out: &mut Vec<PlannedChange>) {
    for (key, text) in after {
        let old = before.get(key);
        let kind = match old {
            None => ChangeKind::Create,
            Some(old) if old != text => ChangeKind::Change,
            Some(_) => continue,
        };
        out.push(PlannedChange {
            what,
            key: key.clone(),
            kind,
            before: old.cloned(),
            after: Some(text.clone()),
        });
    }
    for (key, text) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        out.push(PlannedChange {
            what,
            key: key.clone(),
            kind: ChangeKind::Delete,
            before: Some(text.clone()),
            after: None,
        });
    }
}
