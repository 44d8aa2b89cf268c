//! Trigger links.

use super::hooks::fresh_token;
use crate::can::{Can, Manage, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use crate::work::Work;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Topic;
use signalbox_model::link::LinkSettings;
use signalbox_model::{LinkId, Micros, RecordKind, RecordRef};
use signalbox_store::links::{self, Stored};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Trigger links")
        .get("/links", "link_list", "List trigger links, by number.", list)
        .post("/links", "link_create", "Make a trigger link.", create)
        .get("/links/{id}", "link_show", "Show a trigger link.", show)
        .put(
            "/links/{id}",
            "link_update",
            "Write the settings of a trigger link.",
            update,
        )
        .delete(
            "/links/{id}",
            "link_delete",
            "Delete a trigger link with every address made from it.",
            delete,
        )
        .post(
            "/links/{id}/render",
            "link_render",
            "Give the personal address of a link for a record.",
            render,
        )
}

/// A trigger link.
#[derive(Debug, Serialize, JsonSchema)]
struct LinkView {
    /// Its id.
    id: LinkId,
    /// The number templates call it by: `{tlink:5}`.
    number: u32,
    /// Its settings.
    settings: LinkSettings,
    /// Clicks by people.
    clicks: i64,
    /// When it was made.
    created_at: Micros,
    /// How its address is written in templates: the manual form, or the number.
    url_example: String,
}

/// A link that is to be written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LinkWrite {
    /// Its settings.
    settings: LinkSettings,
}

/// A record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ForRecord {
    /// The record.
    record: RecordRef,
}

/// An address.
#[derive(Debug, Serialize, JsonSchema)]
struct Address {
    /// The address.
    url: String,
}

fn view(base: &str, link: Stored) -> LinkView {
    let url_example = match link.settings.manual_form {
        true => format!("{base}/l/{}/{{{{contact.id}}}}/1", link.token),
        false => format!("{{tlink:{}}}", link.number),
    };
    LinkView {
        id: link.id,
        number: link.number,
        settings: link.settings,
        clicks: link.clicks,
        created_at: link.created_at,
        url_example,
    }
}

/// One link as it is shown.
fn read(work: &mut Work, base: &str, id: LinkId) -> Result<LinkView> {
    let found = links::get(&mut work.space(), id)?;
    found
        .map(|link| view(base, link))
        .ok_or_else(|| Problem::not_found("link"))
}

async fn list(me: Can<Read>) -> Result<Json<Page<LinkView>>> {
    let base = me.server().app.config.public_url.clone();
    let all = me.read(links::list).await?;
    Ok(Json(Page::whole(
        all.into_iter().map(|link| view(&base, link)).collect(),
    )))
}

async fn show(me: Can<Read>, At(id): At<LinkId>) -> Result<Json<LinkView>> {
    let found = me.read(move |space| links::get(space, id)).await?;
    found
        .map(|link| Json(view(&me.server().app.config.public_url, link)))
        .ok_or_else(|| Problem::not_found("link"))
}

async fn create(me: Can<Manage>, Body(LinkWrite { settings }): Body<LinkWrite>) -> Result<Created<LinkView>> {
    let (base, token) = (me.server().app.config.public_url.clone(), fresh_token()?);
    let made = me.write(move |work| {
        let id = work.engine_does(|engine, tx, by| engine.create_link(tx, by, None, &settings, &token))?;
        work.tell(Topic::Definitions, id.0);
        read(work, &base, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<LinkId>,
    Body(LinkWrite { settings }): Body<LinkWrite>,
) -> Result<Json<LinkView>> {
    let base = me.server().app.config.public_url.clone();
    let saved = me.write(move |work| {
        work.command(|engine, tx, by| engine.update_link(tx, by, id, &settings))?;
        read(work, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At(id): At<LinkId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_link(tx, by, id)))
        .await?;
    Ok(NoContent)
}

async fn render(
    me: Can<Write>,
    At(id): At<LinkId>,
    Body(ForRecord { record }): Body<ForRecord>,
) -> Result<Json<Address>> {
    let url = me.write(move |work| {
        if record.kind == RecordKind::Task {
            return Err(Problem::invalid(
                "record.kind",
                "links are made for leads, contacts and companies",
            ));
        }
        if !signalbox_store::crm::exists(&mut work.space(), record)? {
            return Err(Problem::not_found(record.kind.as_str()));
        }
        work.engine_does(|engine, tx, by| engine.render_link(tx, by, id, record))
    });
    Ok(Json(Address { url: url.await? }))
}
