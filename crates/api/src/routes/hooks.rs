//! Incoming hooks: their settings, addresses and secrets.

use crate::can::{Can, Manage, Read, Write};
use crate::doc::{Accepted, Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::floodgate::TurnedAway;
use crate::incoming::secret_row;
use crate::problem::{Problem, Result};
use crate::server::Server;
use crate::views::given;
use crate::work::Look;
use axum::Json;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Topic;
use signalbox_engine::commands::HookDraft;
use signalbox_model::hook::HookSettings;
use signalbox_model::{HookId, Key, Micros};
use signalbox_store::arrivals::{self, Activity};
use signalbox_store::{Space, hooks, keyring};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Hooks")
        .get("/hooks", "hook_list", "List incoming hooks, by key.", list)
        .post(
            "/hooks",
            "hook_create",
            "Make an incoming hook with an address of its own.",
            create,
        )
        .get("/hooks/{id}", "hook_show", "Show an incoming hook.", show)
        .put(
            "/hooks/{id}",
            "hook_update",
            "Write the settings of a hook, and its secret when given.",
            update,
        )
        .delete(
            "/hooks/{id}",
            "hook_delete",
            "Delete a hook: its address stops working at once.",
            delete,
        )
        .post(
            "/hooks/{id}/rotate",
            "hook_rotate",
            "Give a hook a new address; the old one stops working at once.",
            rotate,
        )
        .post(
            "/hooks/{id}/pause",
            "hook_pause",
            "Keep requests that come from now on, and start nothing.",
            pause,
        )
        .post(
            "/hooks/{id}/resume",
            "hook_resume",
            "Work off what was kept, and go on.",
            resume,
        )
        .post(
            "/hooks/{id}/replay",
            "hook_replay",
            "Work off again what came between two moments.",
            replay,
        )
}

/// So many requests are replayed at one call.
const MOST_REPLAYED: u64 = 10_000;

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
    /// Requests its limit turned away.
    limited: HookLimited,
}

/// Requests that a hook's limit turned away, which are not kept: counted by this server since its start.
#[derive(Debug, Serialize, JsonSchema)]
struct HookLimited {
    /// How many.
    count: u64,
    /// When the last one came.
    last_at: Option<Micros>,
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
    count: u64,
}

fn view(space: &mut Space, server: &Server, hook: &hooks::Stored, now: Micros) -> Result<HookView> {
    let Activity {
        last_at,
        total,
        rejected,
        failed,
        held,
    } = arrivals::activity(space, hook.id, now.plus_secs(-86_400))?;
    let TurnedAway {
        count,
        last_at: limited_at,
    } = server.addresses.gate.turned_away(hook.id);
    Ok(HookView {
        id: hook.id,
        key: hook.key.clone(),
        url: format!("{}/in/{}", server.app.config.public_url, hook.token),
        settings: hook.settings.clone(),
        has_secret: hook.secret.is_some(),
        created_at: hook.created_at,
        last_at,
        counts: HookCounts {
            total,
            rejected,
            failed,
            held,
        },
        limited: HookLimited {
            count,
            last_at: limited_at,
        },
    })
}

/// One hook as it is shown.
fn read(look: &mut Look, server: &Server, id: HookId) -> Result<HookView> {
    let hook = look
        .defs
        .hooks
        .get(&id)
        .cloned()
        .ok_or_else(|| Problem::not_found("hook"))?;
    let now = look.now;
    view(&mut look.space(), server, &hook, now)
}

/// A fresh token: 24 random bytes, 32 characters.
pub(super) fn fresh_token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(keyring::random::<24>()?))
}

async fn list(me: Can<Read>) -> Result<Json<Page<HookView>>> {
    let server = me.server().clone();
    let found = me.look(move |look| {
        let (defs, now) = (look.defs.clone(), look.now);
        let mut all: Vec<_> = defs.hooks.values().collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        all.into_iter()
            .map(|hook| view(&mut look.space(), &server, hook, now))
            .collect::<Result<Vec<_>>>()
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn show(me: Can<Read>, At(id): At<HookId>) -> Result<Json<HookView>> {
    let server = me.server().clone();
    Ok(Json(me.look(move |look| read(look, &server, id)).await?))
}

async fn create(
    me: Can<Manage>,
    Body(HookNew { key, settings }): Body<HookNew>,
) -> Result<Created<HookView>> {
    let (server, token) = (me.server().clone(), fresh_token()?);
    let made = me.write(move |work| {
        let draft = HookDraft { key, settings };
        let id = work.engine_does(|engine, tx, by| engine.create_hook(tx, by, draft, token))?;
        work.tell(Topic::Definitions, id.0);
        read(&mut work.look()?, &server, id)
    });
    Ok(Created(made.await?))
}

/// The longest secret of a sender, bytes.
const MOST_SECRET: usize = 4096;

async fn update(me: Can<Manage>, At(id): At<HookId>, Body(new): Body<HookWrite>) -> Result<Json<HookView>> {
    let mut secret = new.secret.iter().flatten();
    if secret.any(|secret| secret.is_empty() || secret.len() > MOST_SECRET) {
        let say = format!("use 1 to {MOST_SECRET} bytes, or null to remove it");
        return Err(Problem::invalid("secret", say));
    }
    let (server, keyring) = (me.server().clone(), me.server().app.keyring.clone());
    let saved = me.write(move |work| {
        let HookWrite {
            key,
            settings,
            secret,
        } = new;
        work.command(|engine, tx, by| engine.update_hook(tx, by, id, HookDraft { key, settings }))?;
        if let Some(secret) = secret {
            let sealed = secret
                .map(|secret| keyring.seal(&secret_row(id), secret.as_bytes()))
                .transpose()?;
            work.engine_does(|engine, tx, by| engine.set_hook_secret(tx, by, id, sealed.as_deref()))?;
        }
        read(&mut work.look()?, &server, id)
    });
    let saved = saved.await?;
    me.server().addresses.forget(id);
    Ok(Json(saved))
}

async fn delete(me: Can<Manage>, At(id): At<HookId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_hook(tx, by, id)))
        .await?;
    Ok(NoContent)
}

async fn rotate(me: Can<Manage>, At(id): At<HookId>) -> Result<Json<HookView>> {
    let (server, token) = (me.server().clone(), fresh_token()?);
    let rotated = me.write(move |work| {
        work.command(|engine, tx, by| engine.rotate_hook(tx, by, id, &token))?;
        read(&mut work.look()?, &server, id)
    });
    Ok(Json(rotated.await?))
}

async fn set_paused(me: Can<Write>, id: HookId, paused: bool) -> Result<Json<HookView>> {
    let server = me.server().clone();
    let saved = me.write(move |work| {
        work.command(|engine, tx, by| engine.pause_hook(tx, by, id, paused))?;
        read(&mut work.look()?, &server, id)
    });
    let saved = saved.await?;
    me.server().addresses.forget(id);
    Ok(Json(saved))
}

async fn pause(me: Can<Write>, At(id): At<HookId>) -> Result<Json<HookView>> {
    set_paused(me, id, true).await
}

async fn resume(me: Can<Write>, At(id): At<HookId>) -> Result<Json<HookView>> {
    set_paused(me, id, false).await
}

/// Replays a hundred requests a transaction, so that live ones go in between.
async fn replay(me: Can<Write>, At(id): At<HookId>, Body(range): Body<Range>) -> Result<Accepted<Count>> {
    if range.from >= range.to {
        return Err(Problem::invalid("to", "must be later than `from`"));
    }
    let (mut count, mut after, range) = (0, None, (range.from, range.to));
    loop {
        let replayed = me.write(move |work| {
            let replayed = work.engine_does(|engine, tx, by| engine.replay_hook(tx, by, id, range, after))?;
            work.then(replayed.done);
            Ok((replayed.count, replayed.last))
        });
        let (some, last) = replayed.await?;
        count += some;
        after = last;
        if after.is_none() || count >= MOST_REPLAYED {
            return Ok(Accepted(Count { count }));
        }
    }
}
