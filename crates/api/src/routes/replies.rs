//! Answers kept ready.

use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::chat::ReplyDraft;
use signalbox_model::{Micros, ReplyId};
use signalbox_store::Space;
use signalbox_store::chat::replies;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Dialogs")
        .get(
            "/replies",
            "reply_list",
            "List the answers one can call, by shortcut.",
            list,
        )
        .post("/replies", "reply_create", "Keep an answer ready.", create)
        .put("/replies/{id}", "reply_update", "Write an answer.", update)
        .delete("/replies/{id}", "reply_delete", "Remove an answer.", delete)
}

/// An answer kept ready.
#[derive(Debug, Serialize, JsonSchema)]
struct ReplyView {
    /// Its id.
    id: ReplyId,
    /// What calls it, without the colon.
    shortcut: String,
    /// Its title.
    name: String,
    /// What it says, a template.
    text: String,
    /// Everybody's; one's own otherwise.
    shared: bool,
    /// When it last changed.
    updated_at: Micros,
}

impl From<replies::Stored> for ReplyView {
    fn from(reply: replies::Stored) -> Self {
        Self {
            id: reply.id,
            shortcut: reply.shortcut,
            name: reply.name,
            text: reply.text,
            shared: reply.user.is_none(),
            updated_at: reply.updated_at,
        }
    }
}

/// An answer that is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReplyWrite {
    /// What calls it, without the colon.
    shortcut: String,
    /// Its title; the shortcut when absent.
    #[serde(default)]
    name: String,
    /// What it says, a template.
    text: String,
    /// Everybody's; one's own when absent.
    #[serde(default)]
    shared: bool,
}

impl From<ReplyWrite> for ReplyDraft {
    fn from(new: ReplyWrite) -> Self {
        Self {
            shortcut: new.shortcut,
            name: new.name,
            text: new.text,
            shared: new.shared,
        }
    }
}

fn view(space: &mut Space, id: ReplyId) -> Result<ReplyView> {
    Ok(replies::get(space, id)?
        .ok_or_else(|| Problem::not_found("answer"))?
        .into())
}

async fn list(me: Can<Read>) -> Result<Json<Page<ReplyView>>> {
    let user = me.user().id;
    let found = me.read(move |space| replies::list(space, user)).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(ReplyView::from).collect(),
    )))
}

async fn create(me: Can<Write>, Body(new): Body<ReplyWrite>) -> Result<Created<ReplyView>> {
    let made = me.write(move |work| {
        let id = work.engine_does(|engine, tx, by| engine.create_reply(tx, by, new.into()))?;
        view(&mut work.space(), id)
    });
    Ok(Created(made.await?))
}

async fn update(me: Can<Write>, At(id): At<ReplyId>, Body(new): Body<ReplyWrite>) -> Result<Json<ReplyView>> {
    let saved = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.update_reply(tx, by, id, new.into()))?;
        view(&mut work.space(), id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Write>, At(id): At<ReplyId>) -> Result<NoContent> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.delete_reply(tx, by, id)))
        .await?;
    Ok(NoContent)
}
