//! A workspace on a fresh database, with a clock that the test moves.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test file uses a part of it"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

pub mod bot;
pub mod talk;

use serde_json::{Value, json};
use signalbox_engine::{Arrival, By, Decode, Done, Engine, Links, Vars, Verdict};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::event::EventState;
use signalbox_model::hook::HookSettings;
use signalbox_model::record::Author;
use signalbox_model::run::RunStatus;
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, HookId, Key, Micros, RecordId, RecordRef, ScenarioId, UserId, WorkspaceId};
use signalbox_store::{Db, Options, StoreError, Tx, Url, events, hooks, runs, timers, workspaces};
use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;

pub struct World {
    pub db: Db,
    pub engine: Arc<Engine>,
    pub workspace: WorkspaceId,
    now: Cell<i64>,
    options: Options,
    _dir: tempfile::TempDir,
}

struct JsonOnly;
impl Decode for JsonOnly {
    fn documents(&self, _: &str, body: &[u8], _: Option<&HookSettings>) -> Result<Vec<String>, String> {
        String::from_utf8(body.to_vec())
            .map(|text| vec![text])
            .map_err(|error| error.to_string())
    }
}

struct PlainLinks;
impl Links for PlainLinks {
    fn token(&self, link: i64, record: i64) -> String {
        format!("{link}-{record}")
    }
    fn address(&self, token: &str) -> String {
        format!("https://host/t/{token}")
    }
    fn origin(&self) -> String {
        "https://host".into()
    }
    fn secret(&self) -> Result<String, String> {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        Ok(format!(
            "secret-{}",
            COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
        ))
    }
}

/// 2021-03-26 18:46 in Moscow, the moment of the catalogue's examples.
pub const START: i64 = 1_616_773_560_000_000;

pub fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// Runs a test on SQLite, and on PostgreSQL when `SIGNALBOX_TEST_PG` names a server.
pub fn worlds(test: impl Fn(&World)) {
    owned_worlds(|world| test(&world));
}

/// The same for tests that let the world crash.
pub fn owned_worlds(test: impl Fn(World)) {
    let dir = tempfile::tempdir().unwrap();
    test(World::new(Options::new(Url::Lite(dir.path().join("t.db"))), dir));
    if let Ok(server) = std::env::var("SIGNALBOX_TEST_PG") {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("engine{}_{count}", std::process::id());
        let mut admin = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let options = Options {
            writers: 2,
            readers: 1,
            ..Options::new(Url::Pg(format!("{server}/{name}")))
        };
        test(World::new(options, tempfile::tempdir().unwrap()));
    }
}

fn engine(db: &Db) -> Arc<Engine> {
    let engine = Engine::new(db.ids().clone(), Box::new(JsonOnly), Box::new(PlainLinks), || 0);
    Arc::new(engine)
}

impl World {
    fn new(options: Options, dir: tempfile::TempDir) -> Self {
        let db = Db::open(&options, START).unwrap();
        let engine = engine(&db);
        let workspace = WorkspaceId(db.next_id(START));
        let world = Self {
            db,
            engine,
            workspace,
            now: Cell::new(START),
            options,
            _dir: dir,
        };
        let engine = world.engine.clone();
        world.write(move |tx, _| {
            workspaces::insert(
                tx,
                workspace,
                &WorkspaceSettings {
                    language: "en".into(),
                    ..Default::default()
                },
                Micros(START),
            )?;
            signalbox_engine::crm::seed(&mut tx.space(workspace), engine.ids(), Micros(START), "en")
        });
        world
    }

    /// The process ends and another begins on the same data: all that was only known is gone.
    #[must_use]
    pub fn crash(mut self) -> Self {
        let db = Db::open(&self.options, self.now.get()).unwrap();
        self.engine = engine(&db);
        self.db = db;
        self
    }

    /// Moves the clock without anything else happening.
    pub fn turn(&self, secs: i64) {
        self.now.set(self.now.get() + secs * 1_000_000);
    }

    pub fn now(&self) -> Micros {
        Micros(self.now.get())
    }

    pub fn by(&self) -> By {
        By {
            workspace: self.workspace,
            author: Author::System,
            now: self.now(),
        }
    }

    pub fn write<T: Send + 'static, E: From<StoreError> + std::fmt::Debug + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx, By) -> Result<T, E> + Send + 'static,
    ) -> T {
        self.try_write(work).unwrap()
    }

    pub fn try_write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx, By) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let by = self.by();
        wait(self.db.write(move |tx| work(tx, by)))
    }

    /// Makes a hook with JSON settings.
    pub fn hook(&self, key: &str, mut settings: Value) -> HookId {
        let (engine, key) = (self.engine.clone(), key.parse::<Key>().unwrap());
        settings["name"] = json!("Hook");
        let settings: HookSettings = serde_json::from_value(settings).unwrap();
        self.write(move |tx, by| -> signalbox_engine::Result<_> {
            let id = HookId(engine.ids().next(by.now.0));
            let token = format!("token-{key}");
            let hook = hooks::Stored {
                id,
                workspace: by.workspace,
                key,
                token,
                settings,
                secret: None,
                created_at: by.now,
            };
            hooks::insert(&mut tx.space(by.workspace), &hook)?;
            engine.touch(tx, &by)?;
            Ok(id)
        })
    }

    /// Makes a scenario from JSON and switches it on.
    pub fn scenario(&self, key: &str, doc: Value) -> ScenarioId {
        let id = self.draft(key, doc);
        self.switch(id, true);
        id
    }

    pub fn draft(&self, key: &str, mut doc: Value) -> ScenarioId {
        doc["name"] = json!(key);
        let scenario: Scenario = serde_json::from_value(doc).unwrap();
        let (engine, key) = (self.engine.clone(), key.parse().unwrap());
        self.write(move |tx, by| engine.create_scenario(tx, &by, Some(key), scenario))
    }

    /// Saves the next version of a scenario.
    pub fn save(&self, id: ScenarioId, key: Option<&str>, doc: Value) {
        let engine = self.engine.clone();
        let key = key.map(|key| key.parse().unwrap());
        let document = serde_json::from_value(doc).unwrap();
        self.write(move |tx, by| engine.save_scenario(tx, &by, id, None, key, document));
    }

    /// How many runs are stored.
    pub fn all_runs(&self) -> usize {
        self.write(|tx, by| -> signalbox_store::Result<_> {
            let page = runs::Filter {
                limit: 500,
                ..runs::Filter::default()
            };
            Ok(runs::list(&mut tx.space(by.workspace), page)?.len())
        })
    }

    pub fn switch(&self, id: ScenarioId, on: bool) {
        let engine = self.engine.clone();
        let done = self.write(move |tx, by| match on {
            true => engine.switch_on(tx, &by, id, signalbox_engine::scenarios::Overdue::Run),
            false => engine.switch_off(tx, &by, id),
        });
        self.settle(done);
    }

    /// Posts a JSON body to a hook and works everything off that follows.
    pub fn post(&self, hook: HookId, body: Value) -> (EventId, EventState) {
        self.post_text(hook, &body.to_string(), None)
    }

    pub fn post_text(&self, hook: HookId, body: &str, fingerprint: Option<&str>) -> (EventId, EventState) {
        let engine = self.engine.clone();
        let (body, fingerprint) = (body.to_owned(), fingerprint.map(str::to_owned));
        let accepted = self.write(move |tx, by| -> signalbox_engine::Result<_> {
            let hook = engine.definitions(tx, by.workspace)?.hooks[&hook].clone();
            let arrival = Arrival {
                head: "{}".into(),
                verdict: Verdict::Take(vec![Vars::from_document(body.clone())]),
                body: body.into_bytes(),
                fingerprint,
            };
            Ok(engine
                .accept(tx, by.now, &hook, arrival)?
                .expect("the hook stands"))
        });
        self.settle(accepted.done);
        (accepted.event, accepted.state)
    }

    /// Runs a manual scenario on a record.
    pub fn run(&self, id: ScenarioId, record: Option<RecordRef>) -> EventId {
        let engine = self.engine.clone();
        let (event, done) =
            self.write(move |tx, by| engine.request(tx, &by, id, record, serde_json::Map::new()));
        self.settle(done);
        event
    }

    /// Works off every event that waits, in order.
    pub fn settle(&self, done: Done) -> Vec<signalbox_store::jobs::Stored> {
        let mut jobs = done.jobs;
        let mut waiting: VecDeque<_> = done.events.into();
        while let Some(event) = waiting.pop_front() {
            let engine = self.engine.clone();
            let done = self.write(move |tx, by| engine.work_off(tx, by.now, event.workspace, event.event));
            jobs.extend(done.jobs);
            waiting.extend(done.events);
        }
        jobs
    }

    /// Moves the clock and fires what comes due on the way.
    pub fn pass(&self, secs: i64) {
        self.now.set(self.now.get() + secs * 1_000_000);
        let engine = self.engine.clone();
        loop {
            let engine = engine.clone();
            let (fired, done) = self.write(move |tx, by| engine.fire_timers(tx, by.now, 100));
            self.settle(done);
            if fired == 0 {
                break;
            }
        }
    }

    pub fn runs(&self, scenario: ScenarioId) -> Vec<runs::Stored> {
        self.write(move |tx, by| -> signalbox_store::Result<_> {
            let mut space = tx.space(by.workspace);
            let filter = runs::Filter {
                scenario: Some(scenario),
                limit: 100,
                ..Default::default()
            };
            let ids: Vec<_> = runs::list(&mut space, filter)?
                .into_iter()
                .map(|run| run.id)
                .collect();
            ids.into_iter()
                .rev()
                .map(|id| Ok(runs::get(&mut space, id)?.unwrap()))
                .collect()
        })
    }

    pub fn statuses(&self, scenario: ScenarioId) -> Vec<RunStatus> {
        self.runs(scenario).into_iter().map(|run| run.status).collect()
    }

    pub fn timers(&self) -> Vec<timers::Stored> {
        self.write(|tx, by| timers::list(&mut tx.space(by.workspace), &timers::Which::default(), None, 100))
    }

    pub fn event(&self, id: EventId) -> events::Stored {
        self.write(move |tx, by| events::get(&mut tx.space(by.workspace), id))
            .unwrap()
    }

    pub fn jobs(&self) -> Vec<signalbox_store::jobs::Stored> {
        let mut all = self.write(|tx, by| {
            signalbox_store::jobs::list(
                &mut tx.space(by.workspace),
                signalbox_store::jobs::Filter {
                    limit: 100,
                    ..Default::default()
                },
            )
        });
        all.reverse();
        all
    }

    pub fn all<R: signalbox_store::crm::Record + Send + 'static>(&self) -> Vec<R> {
        let mut all = self.write(move |tx, by| -> signalbox_engine::Result<Vec<R>> {
            let filter = signalbox_store::crm::Filter {
                limit: 100,
                ..Default::default()
            };
            Ok(signalbox_store::crm::list(&mut tx.space(by.workspace), &filter)?)
        });
        all.reverse();
        all
    }

    /// Makes a lead by hand.
    pub fn lead(&self, name: &str) -> RecordRef {
        let (engine, name) = (self.engine.clone(), name.to_owned());
        let (lead, done) = self.write(move |tx, by| -> signalbox_engine::Result<_> {
            let defs = engine.definitions(tx, by.workspace)?;
            let mut ctx = defs.ctx(engine.ids(), by.now, by.author.clone());
            let new = signalbox_engine::crm::NewLead {
                name,
                ..Default::default()
            };
            let lead = signalbox_engine::crm::create_lead(&mut tx.space(by.workspace), &mut ctx, new)?;
            Ok((lead, Done::from_events(&defs, ctx.emitted)))
        });
        self.settle(done);
        RecordRef {
            kind: signalbox_model::RecordKind::Lead,
            id: lead.id,
        }
    }

    /// Makes a contact by hand.
    pub fn contact(&self, name: &str, phone: &str) -> RecordId {
        let (engine, name, phone) = (self.engine.clone(), name.to_owned(), phone.to_owned());
        self.write(move |tx, by| -> signalbox_engine::Result<_> {
            let defs = engine.definitions(tx, by.workspace)?;
            let mut ctx = defs.ctx(engine.ids(), by.now, by.author.clone());
            let new = signalbox_engine::crm::NewContact {
                name,
                phones: vec![phone],
                ..Default::default()
            };
            Ok(signalbox_engine::crm::create_contact(&mut tx.space(by.workspace), &mut ctx, new)?.id)
        })
    }

    /// Makes a person who can sign in.
    pub fn user(&self, email: &str) -> UserId {
        let (engine, email) = (self.engine.clone(), email.to_owned());
        let made = self.try_write(move |tx, by| -> signalbox_store::accounts::Result<_> {
            let new = signalbox_store::accounts::NewUser {
                id: UserId(engine.ids().next(by.now.0)),
                name: email.clone(),
                email,
                password_hash: String::new(),
                role: signalbox_model::person::Role::Manager,
                language: signalbox_model::person::Language::En,
            };
            Ok(signalbox_store::accounts::create_user(&mut tx.space(by.workspace), &new, None, by.now)?.id)
        });
        let engine = self.engine.clone();
        self.write(move |tx, by| engine.touch(tx, &by));
        made.unwrap()
    }

    pub fn rename(&self, lead: RecordId, name: &str) {
        let (engine, name) = (self.engine.clone(), name.to_owned());
        let done = self.write(move |tx, by| -> signalbox_engine::Result<_> {
            let defs = engine.definitions(tx, by.workspace)?;
            let mut ctx = defs.ctx(engine.ids(), by.now, by.author.clone());
            let patch = signalbox_engine::crm::LeadPatch {
                name: Some(name),
                ..Default::default()
            };
            signalbox_engine::crm::update_lead(&mut tx.space(by.workspace), &mut ctx, lead, patch)?;
            Ok(Done::from_events(&defs, ctx.emitted))
        });
        self.settle(done);
    }
}
