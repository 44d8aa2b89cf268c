//! Links with which other services steer the dialogs of a bot, and the log of their calls.

use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::work::{Look, Work};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::remote::RemoteDraft;
use signalbox_model::remote::RemoteVerdict;
use signalbox_model::{BotId, DialogId, Micros, RemoteCallId, RemoteId};
use signalbox_store::chat::{remote_calls, remotes};
use signalbox_store::{Space, keyring};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Remote control")
        .get(
            "/bots/{id}/remotes",
            "remote_list",
            "List the links that steer the dialogs of a bot, oldest first.",
            list,
        )
        .post(
            "/bots/{id}/remotes",
            "remote_create",
            "Make a link that steers the dialogs of a bot.",
            create,
        )
        .put(
            "/bots/{id}/remotes/{link}",
            "remote_update",
            "Name a link anew.",
            update,
        )
        .delete(
            "/bots/{id}/remotes/{link}",
            "remote_delete",
            "Delete a link: its address stops working at once.",
            delete,
        )
        .post(
            "/bots/{id}/remotes/{link}/rotate",
            "remote_rotate",
            "Give a link a new address; the old one may go on working for some hours.",
            rotate,
        )
        .get(
            "/bots/{id}/remote-calls",
            "remote_call_list",
            "List the calls of a bot's links, newest first.",
            calls,
        )
}

/// A link that steers dialogs.
#[derive(Debug, Serialize, JsonSchema)]
struct RemoteView {
    /// Its id.
    id: RemoteId,
    /// Which service it is for.
    name: String,
    /// Where the service calls.
    url: String,
    /// Until when the address before it still works.
    old_until: Option<Micros>,
    /// When it was made.
    created_at: Micros,
}

/// A link that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RemoteNew {
    /// Which service it is for.
    name: String,
    /// The UUID of its address elsewhere, so that only the host changes; a fresh one when absent.
    address: Option<String>,
}

/// The name of a link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RemoteWrite {
    /// Which service it is for.
    name: String,
}

/// How a link gets another address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RemoteRotate {
    /// For how many hours the old address goes on working, 0 to 168; not at all when absent.
    #[serde(default)]
    keep_hours: u32,
}

/// A call of a link.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RemoteCallView {
    /// Its id.
    id: RemoteCallId,
    /// When it came.
    at: Micros,
    /// The link.
    link: RemoteId,
    /// What became of it.
    verdict: RemoteVerdict,
    /// Why it was refused, or what of it was left out.
    reason: Option<String>,
    /// The chat it named.
    chat: String,
    /// The dialog it changed.
    dialog: Option<DialogId>,
    /// `GET` or `POST`; empty when something kept was applied.
    method: String,
    /// What it said.
    request: String,
}

impl From<remote_calls::Stored> for RemoteCallView {
    fn from(call: remote_calls::Stored) -> Self {
        Self {
            at: Micros(call.id.born_at()),
            id: call.id,
            link: call.link,
            verdict: call.verdict,
            reason: call.reason,
            chat: call.chat,
            dialog: call.dialog,
            method: call.method,
            request: call.request,
        }
    }
}

/// Which calls.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Of this link.
    link: Option<RemoteId>,
    /// With this verdict.
    verdict: Option<RemoteVerdict>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

fn view(base: &str, link: remotes::Stored) -> RemoteView {
    RemoteView {
        id: link.id,
        name: link.name,
        url: format!("{base}/api/bots/webhooks/{}/updateDialog", link.address),
        old_until: link.old_until,
        created_at: link.created_at,
    }
}

fn read(work: &mut Work, base: &str, id: RemoteId) -> Result<RemoteView> {
    let found = remotes::get(&mut work.space(), id)?;
    found
        .map(|link| view(base, link))
        .ok_or_else(|| Problem::not_found("link"))
}

fn base(me: &Can<Manage>) -> String {
    me.server().app.config.public_url.clone()
}

/// A random UUID of version 4.
pub(super) fn fresh_uuid() -> Result<String> {
    let mut bytes = keyring::random::<16>()?;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let number = u128::from_be_bytes(bytes);
    let hex = format!("{number:032x}");
    Ok(format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    ))
}

/// The addresses are secrets: only who may change them sees them.
async fn list(me: Can<Manage>, At(id): At<BotId>) -> Result<Json<Page<RemoteView>>> {
    let base = base(&me);
    let found = me.read(move |space| remotes::of_bot(space, id)).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(|link| view(&base, link)).collect(),
    )))
}

async fn create(
    me: Can<Manage>,
    At(id): At<BotId>,
    Body(RemoteNew { name, address }): Body<RemoteNew>,
) -> Result<Created<RemoteView>> {
    let (base, fresh) = (base(&me), fresh_uuid()?);
    let made = me.write(move |work| {
        let draft = RemoteDraft { name, address };
        let id = work.engine_does(|engine, tx, by| engine.create_remote(tx, by, id, draft, fresh))?;
        read(work, &base, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, RemoteId)>,
    Body(RemoteWrite { name }): Body<RemoteWrite>,
) -> Result<Json<RemoteView>> {
    let base = base(&me);
    let saved = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.rename_remote(tx, by, bot, id, &name))?;
        read(work, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn rotate(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, RemoteId)>,
    Body(RemoteRotate { keep_hours }): Body<RemoteRotate>,
) -> Result<Json<RemoteView>> {
    let (base, fresh) = (base(&me), fresh_uuid()?);
    let saved = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.rotate_remote(tx, by, bot, id, &fresh, keep_hours))?;
        read(work, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At((bot, id)): At<(BotId, RemoteId)>) -> Result<NoContent> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.delete_remote(tx, by, bot, id)))
        .await?;
    Ok(NoContent)
}

async fn calls(
    me: Can<Read>,
    At(id): At<BotId>,
    Query(which): Query<Which>,
) -> Result<Json<Page<RemoteCallView>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let found = me.read(move |space: &mut Space| {
        let filter = remote_calls::Filter {
            link: which.link,
            verdict: which.verdict,
            before,
        };
        remote_calls::list(space, id, filter, limit)
    });
    let rows: Vec<RemoteCallView> = found.await?.into_iter().map(RemoteCallView::from).collect();
    Ok(Json(Page::new(rows, limit, |row| row.id.to_string())))
}

/// A call's row for open pages.
pub(super) fn row_of(look: &mut Look, id: RemoteCallId) -> Result<Option<RemoteCallView>> {
    Ok(remote_calls::get(&mut look.space(), id)?.map(RemoteCallView::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_uuid_is_one_of_version_four() {
        let (one, other) = (fresh_uuid().unwrap(), fresh_uuid().unwrap());
        assert_ne!(one, other);
        assert_eq!((one.len(), one.as_bytes()[14]), (36, b'4'));
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
