//! Postbacks: addresses that partners report to, the log of what they reported, and explaining an address.

use super::remotes::fresh_uuid;
use crate::can::{Can, Manage, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::work::{Look, Work};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::tracker::{self, Explained, LineForm, LineOutcome, PostbackDraft};
use signalbox_model::tracker::{PostbackSettings, PostbackVerdict};
use signalbox_model::{ConversionId, DialogId, Micros, PostbackCallId, PostbackId};
use signalbox_store::Space;
use signalbox_store::tracker::{calls, conversions, postbacks};

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .chapter("Tracker")
        .get(
            "/postbacks",
            "postback_list",
            "List postbacks, oldest first.",
            list,
        )
        .post(
            "/postbacks",
            "postback_create",
            "Make an address that a partner reports to.",
            create,
        )
        .get("/postbacks/{id}", "postback_show", "Show a postback.", show)
        .put(
            "/postbacks/{id}",
            "postback_update",
            "Write the settings of a postback.",
            update,
        )
        .delete(
            "/postbacks/{id}",
            "postback_delete",
            "Delete a postback with its log: its address stops working at once.",
            delete,
        )
        .post(
            "/postbacks/{id}/rotate",
            "postback_rotate",
            "Give a postback a new address; the old one stops working at once.",
            rotate,
        )
        .post(
            "/postbacks/{id}/lines",
            "postback_lines",
            "Take many events at once, as lines of text in the form of Binom or Keitaro.",
            lines,
        );
    routes
        .post(
            "/postbacks/explain",
            "postback_explain",
            "Say what an address would do, without doing it.",
            explain,
        )
        .get(
            "/postback-calls",
            "postback_call_list",
            "List the postbacks that came, newest first.",
            log,
        )
        .post(
            "/postback-calls/{id}/replay",
            "postback_call_replay",
            "Judge a postback again that was not taken.",
            replay,
        )
}

/// An address that a partner reports to.
#[derive(Debug, Serialize, JsonSchema)]
struct PostbackView {
    /// Its id.
    id: PostbackId,
    /// Its address without parameters.
    url: String,
    /// The addresses to paste into the partner's account, with the partner's own macros.
    addresses: Vec<PrintedAddress>,
    /// The parameter of the partner's registration link that carries our click id.
    click_parameter: String,
    /// Its settings.
    settings: PostbackSettings,
    /// When it was made.
    created_at: Micros,
    /// When it last changed.
    updated_at: Micros,
}

/// An address to paste.
#[derive(Debug, Serialize, JsonSchema)]
struct PrintedAddress {
    /// The event it reports.
    event: String,
    /// The address. What stands in braces is the partner's to fill in.
    url: String,
}

/// A postback that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PostbackNew {
    /// The UUID of its address elsewhere, so that only the host changes; a fresh one when absent.
    address: Option<String>,
    /// Its settings.
    settings: PostbackSettings,
}

/// The settings of a postback.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PostbackWrite {
    /// Its settings.
    settings: PostbackSettings,
}

/// An address to explain.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToExplain {
    /// The whole address, with macros or with values.
    url: String,
}

/// Lines of text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lines {
    /// Their form.
    form: LineForm,
    /// The lines, at most 5000.
    text: String,
}

/// What was stored of a postback.
#[derive(Debug, Serialize, JsonSchema)]
struct ConversionView {
    /// Its id.
    id: ConversionId,
    /// The event.
    event: String,
    /// The how-manieth of its kind for this person.
    number: i64,
    /// The sum, minor units.
    cost: Option<i64>,
    /// Its currency.
    currency: Option<String>,
    /// The partner's id.
    tid: Option<String>,
}

/// A postback that came.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PostbackCallView {
    /// Its id.
    id: PostbackCallId,
    /// When it came.
    at: Micros,
    /// The address it came to.
    postback: PostbackId,
    /// What became of it.
    verdict: PostbackVerdict,
    /// Why, and what of it was left out.
    reason: Option<String>,
    /// The click id it named.
    clickid: String,
    /// The event it reported.
    event: String,
    /// What was stored.
    conversion: Option<ConversionView>,
    /// The dialog of the click.
    dialog: Option<DialogId>,
    /// `GET`, `POST`, or `LINE` for a line of text.
    method: String,
    /// What it said.
    request: String,
}

/// Which postbacks.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// To this address.
    postback: Option<PostbackId>,
    /// With this verdict.
    verdict: Option<PostbackVerdict>,
    /// About this event.
    event: Option<String>,
    /// About this click id.
    clickid: Option<String>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

fn view(base: &str, postback: postbacks::Stored) -> PostbackView {
    let printed = tracker::addresses(base, &postback).into_iter();
    PostbackView {
        url: format!("{base}/api/postbacks/{}/tracker-postback", postback.address),
        addresses: printed
            .map(|(event, url)| PrintedAddress {
                event: event.to_owned(),
                url,
            })
            .collect(),
        click_parameter: tracker::click_parameter(&postback.settings).to_owned(),
        id: postback.id,
        settings: postback.settings,
        created_at: postback.created_at,
        updated_at: postback.updated_at,
    }
}

fn read(work: &mut Work, base: &str, id: PostbackId) -> Result<PostbackView> {
    let found = postbacks::get(&mut work.space(), id)?;
    found
        .map(|postback| view(base, postback))
        .ok_or_else(|| Problem::not_found("postback"))
}

fn base(me: &Can<Manage>) -> String {
    me.server().app.config.public_url.clone()
}

/// The addresses are secrets: only who may change them sees them.
async fn list(me: Can<Manage>) -> Result<Json<Page<PostbackView>>> {
    let base = base(&me);
    let found = me.read(postbacks::list).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(|postback| view(&base, postback)).collect(),
    )))
}

async fn show(me: Can<Manage>, At(id): At<PostbackId>) -> Result<Json<PostbackView>> {
    let base = base(&me);
    let found = me.read(move |space| postbacks::get(space, id)).await?;
    found
        .map(|postback| Json(view(&base, postback)))
        .ok_or_else(|| Problem::not_found("postback"))
}

async fn create(
    me: Can<Manage>,
    Body(PostbackNew { address, settings }): Body<PostbackNew>,
) -> Result<Created<PostbackView>> {
    let (base, fresh) = (base(&me), fresh_uuid()?);
    let made = me.write(move |work| {
        let draft = PostbackDraft { address, settings };
        let id = work.engine_does(|engine, tx, by| engine.create_postback(tx, by, draft, fresh))?;
        read(work, &base, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<PostbackId>,
    Body(PostbackWrite { settings }): Body<PostbackWrite>,
) -> Result<Json<PostbackView>> {
    let base = base(&me);
    let saved = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.update_postback(tx, by, id, settings))?;
        read(work, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn rotate(me: Can<Manage>, At(id): At<PostbackId>) -> Result<Json<PostbackView>> {
    let (base, fresh) = (base(&me), fresh_uuid()?);
    let saved = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.rotate_postback(tx, by, id, fresh))?;
        read(work, &base, id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At(id): At<PostbackId>) -> Result<NoContent> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.delete_postback(tx, by, id)))
        .await?;
    Ok(NoContent)
}

async fn lines(
    me: Can<Write>,
    At(id): At<PostbackId>,
    Body(Lines { form, text }): Body<Lines>,
) -> Result<Json<Page<LineOutcome>>> {
    let taken = me.write(move |work| {
        let (outcomes, done) =
            work.engine_does(|engine, tx, by| engine.take_lines(tx, by, id, form, &text))?;
        work.then(done);
        Ok(outcomes)
    });
    Ok(Json(Page::whole(taken.await?)))
}

async fn explain(me: Can<Manage>, Body(ToExplain { url }): Body<ToExplain>) -> Result<Json<Explained>> {
    let explained = me
        .rehearse(move |work| work.engine_does(|engine, tx, by| engine.explain_postback(tx, by, url.trim())));
    Ok(Json(explained.await?))
}

fn call_view(space: &mut Space, call: calls::Stored) -> Result<PostbackCallView> {
    let stored = match call.conversion {
        Some(id) => conversions::get(space, id)?,
        None => None,
    };
    Ok(PostbackCallView {
        at: Micros(call.id.born_at()),
        id: call.id,
        postback: call.postback,
        verdict: call.verdict,
        reason: call.reason,
        clickid: call.code,
        event: call.event,
        conversion: stored.map(|one| ConversionView {
            id: one.id,
            event: one.event,
            number: one.number,
            cost: one.cost,
            currency: one.currency,
            tid: one.tid,
        }),
        dialog: call.dialog,
        method: call.method,
        request: call.request,
    })
}

async fn log(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<PostbackCallView>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let found = me.read(move |space| -> Result<_> {
        let filter = calls::Filter {
            postback: which.postback,
            verdict: which.verdict,
            event: which.event,
            code: which.clickid,
            before,
        };
        let rows = calls::list(space, &filter, limit)?.into_iter();
        rows.map(|call| call_view(space, call))
            .collect::<Result<Vec<_>>>()
    });
    Ok(Json(Page::new(found.await?, limit, |row| row.id.to_string())))
}

async fn replay(me: Can<Write>, At(id): At<PostbackCallId>) -> Result<Json<PostbackCallView>> {
    let replayed = me.write(move |work| {
        work.command(|engine, tx, by| engine.replay_postback(tx, by, id))?;
        let call = calls::get(&mut work.space(), id)?.ok_or_else(|| Problem::not_found("postback"))?;
        call_view(&mut work.space(), call)
    });
    Ok(Json(replayed.await?))
}

/// A postback's row for open pages.
pub(super) fn row_of(look: &mut Look, id: PostbackCallId) -> Result<Option<PostbackCallView>> {
    let Some(call) = calls::get(&mut look.space(), id)? else {
        return Ok(None);
    };
    call_view(&mut look.space(), call).map(Some)
}
