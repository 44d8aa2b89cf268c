//! Records through the engine, on both databases: what the tests share.

mod attributes;
mod definitions;
mod find;
mod links;
mod records;
mod set;
mod tasks;

use super::*;
use serde_json::{Value as Json, json};
use signalbox_model::account::FieldText;
use signalbox_model::event::EventKind;
use signalbox_model::field::FieldKind;
use signalbox_model::person::{Language, Role};
use signalbox_model::*;
use signalbox_store::accounts::{NewUser, create_user};
use signalbox_store::{Db, Options, Space, StoreError, Url, workspaces};

/// 2021-03-26 18:46:00 in Moscow.
const NOW: Micros = Micros(1_616_773_560_000_000);
const SPACE: WorkspaceId = WorkspaceId(7);
const MAXIM: UserId = UserId(11);
const ANNA: UserId = UserId(12);

/// Databases to test on: a fresh SQLite file, and PostgreSQL when `SIGNALBOX_TEST_PG` names a server.
fn databases(test: impl Fn(&Db)) {
    let dir = tempfile::tempdir().unwrap();
    test(&Db::open(&Options::new(Url::Lite(dir.path().join("t.db"))), 1).unwrap());
    let Ok(server) = std::env::var("SIGNALBOX_TEST_PG") else {
        return;
    };
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let name = format!("crm{}_{count}", std::process::id());
    let mut admin = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let options = Options {
        writers: 2,
        ..Options::new(Url::Pg(format!("{server}/{name}")))
    };
    test(&Db::open(&options, 1).unwrap());
}

/// Runs `work` in a furnished workspace and undoes everything.
fn inside(db: &Db, work: impl Fn(&mut Space, &mut Ctx) -> Result<(), CrmError> + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let done: Result<(), StoreError> = runtime.block_on(db.rehearse(move |tx| {
        let settings = WorkspaceSettings::default();
        workspaces::insert(tx, SPACE, &settings, NOW)?;
        let (ids, tz) = (IdSource::new(0, 0), TimeZone::get(&settings.timezone).unwrap());
        let space = &mut tx.space(SPACE);
        seed(space, &ids, NOW, "ru")?;
        people(space);
        let bare = Schema::load(space)?;
        furnish(space, &context(&bare, &settings, &tz, &ids));
        let schema = Schema::load(space)?;
        work(space, &mut context(&schema, &settings, &tz, &ids)).unwrap();
        Ok(())
    }));
    done.unwrap();
}

fn context<'c>(
    schema: &'c Schema,
    settings: &'c WorkspaceSettings,
    tz: &'c TimeZone,
    ids: &'c IdSource,
) -> Ctx<'c> {
    Ctx {
        schema,
        settings,
        tz,
        ids,
        now: NOW,
        author: Author::User { user: MAXIM },
        cause: None,
        depth: 0,
        chain: Vec::new(),
        listeners: None,
        quiet: false,
        emitted: Vec::new(),
    }
}

fn people(space: &mut Space) {
    for (id, name, email) in [(MAXIM, "Максим Петров", "max@x.ru"), (ANNA, "Анна", "Anna@x.ru")]
    {
        let user = NewUser {
            id,
            name: name.into(),
            email: email.into(),
            password_hash: "x".into(),
            role: Role::Owner,
            language: Language::Ru,
        };
        create_user(space, &user, None, NOW).unwrap();
    }
}

fn furnish(space: &mut Space, ctx: &Ctx) {
    let options = ["Товар", "Товар 2", "Товар 3"].map(str::to_owned).to_vec();
    for (place, (name, kind)) in (0..).zip([
        ("city", FieldKind::Text),
        ("memo", FieldKind::LongText),
        ("budget", FieldKind::Number),
        ("price", FieldKind::Money),
        ("day", FieldKind::Date),
        ("moment", FieldKind::DateTime),
        ("vip", FieldKind::Flag),
        (
            "level",
            FieldKind::Select {
                options: options.clone(),
            },
        ),
        ("goods", FieldKind::Multiselect { options }),
        ("tel", FieldKind::Phone),
        ("mail", FieldKind::Email),
        ("site", FieldKind::Url),
        ("doc", FieldKind::File),
        ("twin", FieldKind::Link { to: RecordKind::Lead }),
        (
            "total",
            FieldKind::Formula {
                template: "{{(lead.sale+lead.cf(budget)):calc}}".into(),
            },
        ),
        (
            "loop",
            FieldKind::Formula {
                template: "{{lead.cf(loop)}}".into(),
            },
        ),
    ]) {
        let text = FieldText {
            key: key(name),
            name: name.into(),
            kind,
        };
        save_field(space, ctx, None, RecordKind::Lead, &text, place).unwrap();
    }
    let text = FieldText {
        key: key("tg"),
        name: "Telegram".into(),
        kind: FieldKind::Text,
    };
    save_field(space, ctx, None, RecordKind::Contact, &text, 0).unwrap();
}

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn money(minor: i64) -> signalbox_model::record::Money {
    signalbox_model::record::Money {
        minor,
        currency: "RUB".into(),
    }
}

fn reference(kind: RecordKind, id: RecordId) -> RecordRef {
    RecordRef { kind, id }
}

/// The kinds of the events made since the last look.
fn events(ctx: &mut Ctx) -> Vec<EventKind> {
    ctx.emitted.drain(..).map(|event| event.kind).collect()
}

fn triples(changes: &[Change]) -> Vec<(&str, Json, Json)> {
    let each = changes
        .iter()
        .map(|change| (change.field.as_str(), change.old.clone(), change.new.clone()));
    each.collect()
}

/// The fields that were refused.
fn refused<T: std::fmt::Debug>(done: Result<T, CrmError>) -> Vec<String> {
    match done {
        Err(CrmError::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
        other => panic!("expected faults, got {other:?}"),
    }
}

fn stage(ctx: &Ctx, name: &str) -> StageId {
    ctx.schema.stage_named(None, name).unwrap().1.id
}
