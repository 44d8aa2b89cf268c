//! Incoming hooks: their settings, addresses and secrets.

use crate::auth::{Can, Manage, Read, Write};
use crate::doc::{Accepted, Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::incoming::secret_row;
use crate::problem::{Problem, Result};
use crate::views::given;
use crate::work::Work;
use axum::Json;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::scenarios::free_key;
use signalbox_engine::{Definitions, Topic};
use signalbox_model::hook::HookSettings;
use signalbox_model::start::Start;
use signalbox_model::{EventId, HookId, Key, Micros};
use signalbox_store::arrivals::{self, Activity};
use signalbox_store::{Space, hooks, keyring};
use std::sync::Arc;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Hooks")
        .get("/hooks", "hook_list", "List incoming hooks, by key.", list)
        .post("/hooks", "hook_create", "Make an incoming hook with an address of its own.", create)
        .get("/hooks/{id}", "hook_show", "Show an incoming hook.", show)
        .put("/hooks/{id}", "hook_update", "Write the settings of a hook, and its secret when given.", update)
        .delete("/hooks/{id}", "hook_delete", "Delete a hook: its address stops working at once.", delete)
        .post("/hooks/{id}/rotate", "hook_rotate", "Give a hook a new address; the old one stops working at once.", rotate)
        .post("/hooks/{id}/pause", "hook_pause", "Keep requests that come from now on, and start nothing.", pause)
        .post("/hooks/{id}/resume", "hook_resume", "Work off what was kept, and go on.", resume)
        .post("/hooks/{id}/replay", "hook_replay", "Work off again what came between two moments.", replay)
}

/// So many requests are replayed at once.
const MOST_REPLAYED: i64 = 10_000;

/// A hook.
#[derive(Debug, Serialize, JsonSchema)]
struct HookView {
    /// Its id.
    id: HookId,
    /// Its name in documents.
    key: Key,
    /// Where senders send to.
    url: String,
    /// Its settings.
    settings: HookSettings,
    /// Whether the sender's secret is set.
    has_secret: bool,
    /// When it was made.
    created_at: Micros,
    /// When the last request came.
    last_at: Option<Micros>,
    /// Requests of the last day, up to the newest thousand.
    counts: HookCounts,
}

/// Requests of the last day.
#[derive(Debug, Serialize, JsonSchema)]
struct HookCounts {
    /// All of them.
    total: i64,
    /// Refused ones.
    rejected: i64,
    /// Ones whose working off failed.
    failed: i64,
    /// Ones that wait for the hook to be resumed.
    held: i64,
}

/// A hook that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HookNew {
    /// Its key; made from the name when absent.
    key: Option<Key>,
    /// Its settings.
    settings: HookSettings,
}

/// The whole of a hook.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HookWrite {
    /// Its key; stays when absent.
    key: Option<Key>,
    /// Its settings.
    settings: HookSettings,
    /// The sender's secret; stays when absent, goes when null.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    secret: Option<Option<String>>,
}

/// Between which moments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Range {
    /// From this moment, UNIX microseconds.
    from: Micros,
    /// Before this moment.
    to: Micros,
}

/// How many.
#[derive(Debug, Serialize, JsonSchema)]
struct Count {
    /// How many.
    count: usize,
}

fn view(space: &mut Space, base: &str, hook: &hooks::Stored, now: Micros) -> Result<HookView> {
    let Activity { last_at, total, rejected, failed, held } = arrivals::activity(space, hook.id, now.plus_secs(-86_400))?;
    Ok(HookView {
        id: hook.id,
        key: hook.key.clone(),
        url: format!("{base}/in/{}", hook.token),
        settings: hook.settings.clone(),
        has_secret: hook.secret.is_some(),
        created_at: hook.created_at,
        last_at,
        counts: HookCounts { total, rejected, failed, held },
    })
}

fn find(defs: &Definitions, id: HookId) -> Result<Arc<hooks::Stored>> {
    defs.hooks.get(&id).cloned().ok_or_else(|| Problem::not_found("hook"))
}

/// A fresh token: 24 random bytes, 32 characters.
pub(super) fn fresh_token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(keyring::random::<24>()?))
}

/// Refuses what no sender could be answered with.
fn check(settings: &HookSettings) -> Result<()> {
    if settings.name.trim().is_empty() {
        return Err(Problem::invalid("settings.name", "give the hook a name"));
    }
    if !(200..300).contains(&settings.answer.status) {
        return Err(Problem::invalid("settings.answer.status", "use 200 to 299: anything else makes senders try again"));
    }
    if axum::http::HeaderValue::from_str(&settings.answer.content_type).is_err() {
        return Err(Problem::invalid("settings.answer.content_type", "use plain characters, such as application/json"));
    }
    if settings.max_body_bytes.is_some_and(|bytes| bytes > 32 << 20) {
        return Err(Problem::invalid("settings.max_body_bytes", "32 MiB (33554432) are the most a hook takes"));
    }
    Ok(())
}

async fn list(me: Can<Read>) -> Result<Json<Page<HookView>>> {
    let base = me.server().app.config.public_url.clone();
    let found = me.look(move |look| {
        let (defs, now) = (look.defs.clone(), look.now);
        let mut all: Vec<_> = defs.hooks.values().collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        all.into_iter().map(|hook| view(&mut look.space(), &base, hook, now)).collect::<Result<Vec<_>>>()
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn show(me: Can<Read>, At(id): At<HookId>) -> Result<Json<HookView>> {
    let base = me.server().app.config.public_url.clone();
    let found = me.look(move |look| {
        let (hook, now) = (find(&look.defs, id)?, look.now);
        view(&mut look.space(), &base, &hook, now)
    });
    Ok(Json(found.await?))
}

async fn create(me: Can<Manage>, Body(HookNew { key, settings }): Body<HookNew>) -> Result<Created<HookView>> {
    check(&settings)?;
    let (base, token) = (me.server().app.config.public_url.clone(), fresh_token()?);
    let made = me.write(move |work| {
        let defs = work.definitions()?;
        let key = match key {
            Some(key) => free(&defs, key, None)?,
            None => free_key(&settings.name, |key| defs.hook(key).is_some()),
        };
        let (id, workspace, created_at) = (HookId(work.id()), work.workspace(), work.now);
        let hook = hooks::Stored { id, workspace, key, token, settings, secret: None, created_at };
        hooks::insert(&mut work.space(), &hook)?;
        work.definitions_changed()?;
        view(&mut work.space(), &base, &hook, created_at)
    });
    Ok(Created(made.await?))
}

/// A key that no other hook has.
fn free(defs: &Definitions, key: Key, own: Option<HookId>) -> Result<Key> {
    match defs.hook(&key) {
        Some(other) if Some(other.id) != own => {
            Err(Problem::invalid("key", format!("there already is a hook `{key}`: choose another key")))
        }
        _ => Ok(key),
    }
}

async fn update(me: Can<Manage>, At(id): At<HookId>, Body(new): Body<HookWrite>) -> Result<Json<HookView>> {
    check(&new.settings)?;
    let (base, keyring) = (me.server().app.config.public_url.clone(), me.server().app.keyring.clone());
    let saved = me.write(move |work| {
        let defs = work.definitions()?;
        let before = find(&defs, id)?;
        let (now, HookWrite { key, settings, secret }) = (work.now, new);
        let key = free(&defs, key.unwrap_or_else(|| before.key.clone()), Some(id))?;
        hooks::update(&mut work.space(), id, &key, &settings, now)?;
        if let Some(secret) = secret {
            let sealed = secret.map(|secret| keyring.seal(&secret_row(id), secret.as_bytes())).transpose()?;
            hooks::set_secret(&mut work.space(), id, sealed.as_deref())?;
        }
        if before.settings.paused && !settings.paused {
            release(work, &before)?;
        }
        after_change(work, &base, id)
    });
    Ok(Json(saved.await?))
}

/// Says that a hook changed, and shows it.
fn after_change(work: &mut Work, base: &str, id: HookId) -> Result<HookView> {
    work.definitions_changed()?;
    let (hook, now) = (find(&*work.definitions()?, id)?, work.now);
    view(&mut work.space(), base, &hook, now)
}

/// Lets what was held back go on.
fn release(work: &mut Work, hook: &hooks::Stored) -> Result<()> {
    let done = work.engine_does(|engine, tx, by| engine.release_held(tx, by.now, hook))?;
    work.then(done);
    Ok(())
}

async fn delete(me: Can<Manage>, At(id): At<HookId>) -> Result<NoContent> {
    me.write(move |work| {
        let defs = work.definitions()?;
        let hook = find(&defs, id)?;
        let users = listeners(&defs, &hook.key);
        if !users.is_empty() {
            let say = format!("`{}` still starts {}: change them first", hook.key, users.join(", "));
            return Err(Problem::new(crate::problem::Code::Conflict, say));
        }
        hooks::delete(&mut work.space(), id)?;
        work.definitions_changed()
    })
    .await?;
    Ok(NoContent)
}

/// The scenarios that start on a hook.
fn listeners(defs: &Definitions, key: &Key) -> Vec<String> {
    let starts = |start: &Start| matches!(start, Start::HookReceived(on) if on.hook == *key);
    let own = defs.scenarios.values().filter(|known| starts(&known.body.scenario.start));
    let mut all: Vec<String> = own.map(|known| format!("scenario `{}`", known.key)).collect();
    all.sort();
    all
}

async fn rotate(me: Can<Manage>, At(id): At<HookId>) -> Result<Json<HookView>> {
    let (base, token) = (me.server().app.config.public_url.clone(), fresh_token()?);
    let rotated = me.write(move |work| {
        find(&*work.definitions()?, id)?;
        hooks::set_token(&mut work.space(), id, &token)?;
        after_change(work, &base, id)
    });
    Ok(Json(rotated.await?))
}

async fn set_paused(me: Can<Write>, id: HookId, paused: bool) -> Result<Json<HookView>> {
    let base = me.server().app.config.public_url.clone();
    let saved = me.write(move |work| {
        let before = find(&*work.definitions()?, id)?;
        let (now, settings) = (work.now, HookSettings { paused, ..before.settings.clone() });
        hooks::update(&mut work.space(), id, &before.key, &settings, now)?;
        if !paused {
            release(work, &before)?;
        }
        after_change(work, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn pause(me: Can<Write>, At(id): At<HookId>) -> Result<Json<HookView>> {
    set_paused(me, id, true).await
}

async fn resume(me: Can<Write>, At(id): At<HookId>) -> Result<Json<HookView>> {
    set_paused(me, id, false).await
}

async fn replay(me: Can<Write>, At(id): At<HookId>, Body(range): Body<Range>) -> Result<Accepted<Count>> {
    if range.from >= range.to {
        return Err(Problem::invalid("to", "must be later than `from`"));
    }
    let replayed = me.write(move |work| {
        find(&*work.definitions()?, id)?;
        let edge = |at: Micros| EventId(signalbox_model::id::floor_at(at.0));
        let (from, to) = (edge(range.from), EventId(edge(range.to).0 - 1));
        let ids = hooks::events_between(&mut work.space(), id, from, to, MOST_REPLAYED)?;
        for event in &ids {
            let done = work.engine_does(|engine, tx, by| engine.retry_event(tx, by, *event))?;
            work.then(done);
        }
        work.tell(Topic::Arrival(id.0), id.0);
        Ok(ids.len())
    });
    Ok(Accepted(Count { count: replayed.await? }))
}
