//! Connections to other systems: their settings, their secrets, and whether they work.

use super::hooks::fresh_token;
use crate::can::{Can, Manage, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Topic;
use signalbox_engine::commands::{ConnectionDraft, check_secret};
use signalbox_engine::connect::Connection;
use signalbox_engine::uses::{self, Thing, Use};
use signalbox_model::connection::{ConnectionCheck, ConnectionSettings, Parameter};
use signalbox_model::job::Attempt;
use signalbox_model::{ConnectionId, JobId, Key, Micros};
use signalbox_store::connections::{self, Health};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Connections")
        .get(
            "/connections",
            "connection_list",
            "List connections, by key.",
            list,
        )
        .post("/connections", "connection_create", "Make a connection.", create)
        .post(
            "/connections/example",
            "connection_example",
            "Read the parameters of a body from an example of it; commas too many are forgiven.",
            read_example,
        )
        .get("/connections/{id}", "connection_show", "Show a connection.", show)
        .put(
            "/connections/{id}",
            "connection_update",
            "Write the settings of a connection.",
            update,
        )
        .delete(
            "/connections/{id}",
            "connection_delete",
            "Delete a connection that nothing calls, with its secrets.",
            delete,
        )
        .put(
            "/connections/{id}/secrets/{name}",
            "connection_secret_update",
            "Set a secret of a connection. It cannot be read back.",
            set_secret,
        )
        .delete(
            "/connections/{id}/secrets/{name}",
            "connection_secret_delete",
            "Remove a secret of a connection.",
            delete_secret,
        )
        .post(
            "/connections/{id}/check",
            "connection_check",
            "Ask the system whether the connection works.",
            check,
        )
}

/// A connection.
#[derive(Debug, Serialize, JsonSchema)]
struct ConnectionView {
    /// Its id.
    id: ConnectionId,
    /// Its name in documents.
    key: Key,
    /// Its settings.
    settings: ConnectionSettings,
    /// The name of its kind; nothing when the kind is gone.
    kind_name: Option<String>,
    /// What may be shown of its secrets.
    secrets: Vec<ConnectionSecret>,
    /// The secrets its kind needs that are not set.
    missing: Vec<Key>,
    /// Where its source sends to.
    hook_url: Option<String>,
    /// How it does.
    health: ConnectionHealth,
    /// What calls it.
    used_by: Vec<Use>,
    /// When it was made.
    created_at: Micros,
    /// When it last changed.
    updated_at: Micros,
}

/// What may be shown of a secret of a connection.
#[derive(Debug, Serialize, JsonSchema)]
struct ConnectionSecret {
    /// Its name.
    name: Key,
    /// Its last characters; empty when it is short.
    last4: String,
    /// When it was set.
    updated_at: Micros,
}

/// How a connection does.
#[derive(Debug, Serialize, JsonSchema)]
struct ConnectionHealth {
    /// Whether it can be checked.
    can_be_checked: bool,
    /// When it was last checked.
    checked_at: Option<Micros>,
    /// What the check found; nothing when it works.
    check_error: Option<String>,
    /// When a call last failed for good.
    failed_at: Option<Micros>,
    /// That delivery.
    failed_delivery: Option<JobId>,
    /// Why it failed.
    failure: Option<String>,
}

/// A connection that is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConnectionWrite {
    /// Its key; made from the name, or kept, when absent.
    key: Option<Key>,
    /// Its settings.
    settings: ConnectionSettings,
}

/// An example of a body.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Example {
    /// The text, JSON.
    text: String,
}

/// A new secret.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConnectionSecretValue {
    /// The secret, 1 to 4,096 bytes.
    value: String,
}

/// What a check found.
#[derive(Debug, Serialize, JsonSchema)]
struct Checked {
    /// Whether the connection works.
    works: bool,
    /// Why not.
    error: Option<String>,
    /// What the system answered.
    attempt: Option<Attempt>,
}

/// The longest example, bytes.
const MOST_EXAMPLE: usize = 256 << 10;
/// The longest secret, bytes.
const MOST_SECRET: usize = 4096;

fn health(connection: &Connection, health: Health) -> ConnectionHealth {
    let Health {
        checked_at,
        check_error,
        failed_at,
        failed_job,
        failure,
    } = health;
    ConnectionHealth {
        can_be_checked: connection.kind.as_ref().is_some_and(|kind| kind.check.is_some()),
        checked_at,
        check_error,
        failed_at,
        failed_delivery: failed_job,
        failure,
    }
}

fn view(look: &mut Look, base: &str, connection: &Connection) -> Result<ConnectionView> {
    let (stored, kind) = (&connection.stored, connection.kind.as_deref());
    let defs = look.defs.clone();
    let space = &mut look.space();
    let secrets = connections::secrets(space, stored.id)?;
    let is_set = |name: &Key| secrets.iter().any(|known| known.name == *name);
    let asked = kind.into_iter().flat_map(|kind| &kind.secrets);
    let missing = asked
        .filter(|slot| !slot.optional && connection.holds(slot.when.as_ref()) && !is_set(&slot.key))
        .map(|slot| slot.key.clone())
        .collect();
    let hook = stored.settings.hook.as_ref().and_then(|key| defs.hook(key));
    Ok(ConnectionView {
        id: stored.id,
        key: stored.key.clone(),
        settings: stored.settings.clone(),
        kind_name: kind.map(|kind| kind.name.clone()),
        missing,
        hook_url: hook.map(|hook| format!("{base}/in/{}", hook.token)),
        health: health(connection, connections::health(space, stored.id)?),
        used_by: uses::uses(space, &defs, &Thing::Connection(stored.key.clone()))?,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        secrets: secrets
            .into_iter()
            .map(|named| ConnectionSecret {
                name: named.name,
                last4: named.last4,
                updated_at: named.updated_at,
            })
            .collect(),
    })
}

/// One connection as it is shown.
fn read(look: &mut Look, base: &str, id: ConnectionId) -> Result<ConnectionView> {
    let defs = look.defs.clone();
    let mut all = defs.connections.by_key.values();
    let found = all.find(|known| known.stored.id == id);
    view(look, base, found.ok_or_else(|| Problem::not_found("connection"))?)
}

fn base<N>(me: &Can<N>) -> String {
    me.server().app.config.public_url.clone()
}

async fn list(me: Can<Read>) -> Result<Json<Page<ConnectionView>>> {
    let base = base(&me);
    let found = me.look(move |look| {
        let defs = look.defs.clone();
        let all = defs.connections.by_key.values();
        all.map(|connection| view(look, &base, connection))
            .collect::<Result<Vec<_>>>()
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn show(me: Can<Read>, At(id): At<ConnectionId>) -> Result<Json<ConnectionView>> {
    let base = base(&me);
    Ok(Json(me.look(move |look| read(look, &base, id)).await?))
}

async fn create(
    me: Can<Manage>,
    Body(ConnectionWrite { key, settings }): Body<ConnectionWrite>,
) -> Result<Created<ConnectionView>> {
    let (base, token) = (base(&me), fresh_token()?);
    let made = me.write(move |work| {
        let draft = ConnectionDraft { key, settings };
        let id = work.engine_does(|engine, tx, by| engine.create_connection(tx, by, draft, token))?;
        work.tell(Topic::Definitions, id.0);
        read(&mut work.look()?, &base, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<ConnectionId>,
    Body(ConnectionWrite { key, settings }): Body<ConnectionWrite>,
) -> Result<Json<ConnectionView>> {
    let (base, token) = (base(&me), fresh_token()?);
    let saved = me.write(move |work| {
        let draft = ConnectionDraft { key, settings };
        work.command(|engine, tx, by| engine.update_connection(tx, by, id, draft, token))?;
        read(&mut work.look()?, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At(id): At<ConnectionId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_connection(tx, by, id)))
        .await?;
    Ok(NoContent)
}

async fn set_secret(
    me: Can<Manage>,
    At((id, name)): At<(ConnectionId, Key)>,
    Body(ConnectionSecretValue { value }): Body<ConnectionSecretValue>,
) -> Result<Json<ConnectionView>> {
    if value.is_empty() || value.len() > MOST_SECRET {
        return Err(Problem::invalid("value", format!("use 1 to {MOST_SECRET} bytes")));
    }
    let (base, keyring) = (base(&me), me.server().app.keyring.clone());
    let saved = me.write(move |work| {
        let now = work.now;
        let connection = work.engine_does(|engine, tx, by| {
            let connection = engine.connection(tx, by, id)?;
            check_secret(&connection, &name)?;
            Ok(connection)
        })?;
        connections::set_secret(
            &mut work.space(),
            &keyring,
            connection.stored.id,
            &name,
            &value,
            now,
        )?;
        work.tell(Topic::Definitions, id.0);
        read(&mut work.look()?, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn delete_secret(me: Can<Manage>, At((id, name)): At<(ConnectionId, Key)>) -> Result<NoContent> {
    let removed = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.connection(tx, by, id).map(drop))?;
        let removed = connections::delete_secret(&mut work.space(), id, &name)?;
        work.tell(Topic::Definitions, id.0);
        Ok(removed)
    });
    match removed.await? {
        true => Ok(NoContent),
        false => Err(Problem::not_found("secret")),
    }
}

async fn read_example(_: Can<Read>, Body(Example { text }): Body<Example>) -> Result<Json<Page<Parameter>>> {
    if text.len() > MOST_EXAMPLE {
        return Err(Problem::invalid("text", "an example has at most 256 KiB"));
    }
    Ok(Json(Page::whole(signalbox_engine::connect::example(&text)?)))
}

async fn check(me: Can<Write>, At(id): At<ConnectionId>) -> Result<Json<Checked>> {
    let asked = me.look(move |look| {
        let defs = look.defs.clone();
        let mut all = defs.connections.by_key.values();
        let connection = all.find(|known| known.stored.id == id);
        let connection = connection.ok_or_else(|| Problem::not_found("connection"))?;
        Ok(connection.check_request()?)
    });
    let (request, declared) = asked.await?;
    let answered = me.server().app.courier.send(me.workspace(), request).await;
    let checked = judged(&declared, answered);
    let error = checked.error.clone();
    me.write(move |work| {
        let now = work.now;
        connections::checked(&mut work.space(), id, error.as_deref(), now)?;
        work.tell(Topic::Definitions, id.0);
        Ok(())
    })
    .await?;
    Ok(Json(checked))
}

/// Whether an answer says that a connection works.
fn judged(check: &ConnectionCheck, answered: std::result::Result<Attempt, String>) -> Checked {
    let attempt = match answered {
        Ok(attempt) => attempt,
        Err(error) => {
            return Checked {
                works: false,
                error: Some(error),
                attempt: None,
            };
        }
    };
    let works = attempt
        .status
        .is_some_and(|status| match (check.any, check.fine.is_empty()) {
            (true, _) => status < 500,
            (false, true) => (200..300).contains(&status) && attempt.error.is_none(),
            (false, false) => check.fine.contains(&status),
        });
    let error = (!works).then(|| {
        let said = attempt.error.clone();
        said.unwrap_or_else(|| "the system answered otherwise than it should".to_owned())
    });
    Checked {
        works,
        error,
        attempt: Some(attempt),
    }
}
