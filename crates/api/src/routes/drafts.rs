//! Drafts of scenarios: saved by themselves, shared, published on purpose; and who else writes.

use super::presence::{Present, Speak, spoken};
use super::scenarios::{ScenarioView, view};
use crate::can::{Can, Manage, Read};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Query};
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Topic;
use signalbox_model::record::Author;
use signalbox_model::{DraftId, Micros, ScenarioId};
use signalbox_store::drafts;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Scenarios")
        .get(
            "/scenarios/{id}/draft",
            "scenario_draft_show",
            "Show what is being written and does not run yet.",
            show,
        )
        .put(
            "/scenarios/{id}/draft",
            "scenario_draft_save",
            "Save the draft; what runs stays as it is.",
            save,
        )
        .delete(
            "/scenarios/{id}/draft",
            "scenario_draft_discard",
            "Throw the draft away.",
            discard,
        )
        .post(
            "/scenarios/{id}/publish",
            "scenario_publish",
            "Make the draft the next version of the scenario.",
            publish,
        )
        .post(
            "/scenarios/{id}/presence",
            "scenario_presence",
            "Say that a page edits a scenario, and hear who else does.",
            presence,
        )
}

/// The draft, when there is one.
#[derive(Debug, Serialize, JsonSchema)]
struct Drafted {
    /// What is being written.
    draft: Option<DraftView>,
}

/// A draft.
#[derive(Debug, Serialize, JsonSchema)]
struct DraftView {
    /// Which save this is.
    revision: DraftId,
    /// The version it began with.
    version: i64,
    /// What was written.
    text: String,
    /// Who saved it.
    author: Author,
    /// When.
    at: Micros,
}

impl From<drafts::Draft> for DraftView {
    fn from(draft: drafts::Draft) -> Self {
        let drafts::Draft {
            revision,
            version,
            text,
            author,
            at,
        } = draft;
        Self {
            revision,
            version,
            text,
            author,
            at,
        }
    }
}

/// A draft that is to be saved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftWrite {
    /// The text, readable or not.
    text: String,
    /// The version it began with.
    version: i64,
    /// The revision it was made from; absent for the first save. Another one in between is a conflict.
    #[serde(default)]
    revision: Option<DraftId>,
}

/// Which draft is meant.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Only this revision; another one is a conflict.
    revision: Option<DraftId>,
}

/// What is published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Publish {
    /// The revision that was looked at; another one is a conflict.
    revision: DraftId,
    /// A note for the list of versions, up to 500 characters.
    #[serde(default)]
    note: Option<String>,
}

async fn show(me: Can<Read>, At(id): At<ScenarioId>) -> Result<Json<Drafted>> {
    let found = me.look(move |look| {
        view(look, id)?;
        Ok(drafts::get(&mut look.space(), id)?)
    });
    Ok(Json(Drafted {
        draft: found.await?.map(DraftView::from),
    }))
}

async fn save(
    me: Can<Manage>,
    At(id): At<ScenarioId>,
    Body(new): Body<DraftWrite>,
) -> Result<Json<DraftView>> {
    let saved = me.write(move |work| {
        let DraftWrite {
            text,
            version,
            revision,
        } = new;
        let (draft, done) =
            work.engine_does(|engine, tx, by| engine.save_draft(tx, by, id, revision, version, text))?;
        work.then(done);
        Ok(DraftView::from(draft))
    });
    Ok(Json(saved.await?))
}

async fn discard(
    me: Can<Manage>,
    At(id): At<ScenarioId>,
    Query(Which { revision }): Query<Which>,
) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.discard_draft(tx, by, id, revision)))
        .await?;
    Ok(NoContent)
}

async fn publish(
    me: Can<Manage>,
    At(id): At<ScenarioId>,
    Body(Publish { revision, note }): Body<Publish>,
) -> Result<Json<ScenarioView>> {
    let published = me.write(move |work| {
        work.command(|engine, tx, by| engine.publish_draft(tx, by, id, revision, note))?;
        view(&mut work.look()?, id)
    });
    Ok(Json(published.await?))
}

async fn presence(me: Can<Manage>, At(id): At<ScenarioId>, Body(said): Body<Speak>) -> Result<Json<Present>> {
    said.check()?;
    let draft = me.look(move |look| {
        view(look, id)?;
        Ok(drafts::get(&mut look.space(), id)?)
    });
    let revision = draft.await?.map(|draft| draft.revision);
    Ok(Json(spoken(&me, Topic::Editing(id.0), said, revision)))
}
