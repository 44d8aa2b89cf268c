//! Flows of a bot: drafts, checks, versions.

use super::presence::{Present, Speak, spoken};
use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Query};
use crate::problem::{Problem, Result};
use crate::work::Work;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use signalbox_engine::chat::{Trial, TryInput, read_flow};
use signalbox_engine::{Fault, Topic};
use signalbox_model::flow::Flow;
use signalbox_model::record::Author;
use signalbox_model::{BotId, BulkId, DraftId, FlowId, Key, Micros};
use signalbox_store::Space;
use signalbox_store::chat::{flows, schedules};

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .chapter("Flows")
        .get(
            "/bots/{id}/flows",
            "flow_list",
            "List the flows of a bot, in order.",
            list,
        )
        .post(
            "/bots/{id}/flows",
            "flow_create",
            "Make a flow with a first draft.",
            create,
        )
        .get(
            "/bots/{id}/flows/{flow}",
            "flow_show",
            "Show a flow: its draft, its published version, and where dialogs stand.",
            show,
        )
        .delete(
            "/bots/{id}/flows/{flow}",
            "flow_delete",
            "Delete a flow; dialogs that stand in it stay, without a step.",
            delete,
        )
        .put(
            "/bots/{id}/flows/{flow}/draft",
            "flow_draft_save",
            "Save the draft; live dialogs keep the published version.",
            save,
        )
        .post(
            "/bots/{id}/flows/{flow}/presence",
            "flow_presence",
            "Say that a page edits a flow, and hear who else does.",
            presence,
        )
        .delete(
            "/bots/{id}/flows/{flow}/draft",
            "flow_draft_discard",
            "Throw the draft away.",
            discard,
        );
    routes
        .post(
            "/bots/{id}/flows/{flow}/publish",
            "flow_publish",
            "Publish the draft; dialogs in flight go over where they wait.",
            publish,
        )
        .post(
            "/bots/{id}/flows/{flow}/check",
            "flow_check",
            "Look for faults in a flow without saving it.",
            check,
        )
        .post(
            "/bots/{id}/flows/{flow}/try",
            "flow_try",
            "Talk with a flow as it is written: nothing is kept, nothing leaves.",
            try_it,
        )
        .get(
            "/bots/{id}/flows/{flow}/versions",
            "flow_version_list",
            "List the versions of a flow, newest first.",
            versions,
        )
        .get(
            "/bots/{id}/flows/{flow}/versions/{version}",
            "flow_version_show",
            "Show a version of a flow.",
            version,
        )
        .post(
            "/bots/{id}/flows/{flow}/versions/{version}/restore",
            "flow_restore",
            "Make an old version the draft.",
            restore,
        )
}

/// A flow in the list.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowRow {
    /// Its id.
    id: FlowId,
    /// Its key, unique in the bot.
    key: Key,
    /// Its name, of the draft when there is one.
    name: String,
    /// The published version, 0 before the first.
    version: i64,
    /// Whether something is written that is not published.
    has_draft: bool,
    /// How many steps it has.
    steps: usize,
    /// When it was last saved or published.
    updated_at: Micros,
}

/// A flow.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowView {
    /// Its id.
    id: FlowId,
    /// The bot.
    bot: BotId,
    /// Its key.
    key: Key,
    /// The published version, 0 before the first.
    version: i64,
    /// What the published version does.
    published: Option<Flow>,
    /// What is being written.
    draft: Option<FlowDraftView>,
    /// Faults of the draft, else of the published version.
    faults: Vec<FlowFault>,
    /// How many dialogs stand on each step.
    standing: Vec<Standing>,
    /// When the schedule steps of the published version run.
    schedules: Vec<FlowSchedule>,
}

/// A schedule step of the published version.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowSchedule {
    /// The step.
    step: Key,
    /// When it runs next; never when absent.
    next_run_at: Option<Micros>,
    /// When it ran last.
    last_run_at: Option<Micros>,
    /// The bulk run that took the participants along then.
    last_run: Option<BulkId>,
}

/// What is being written.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowDraftView {
    /// Which save this is.
    revision: DraftId,
    /// The published version it began with.
    version: i64,
    /// The document; it need not be sound.
    flow: Value,
    /// Who saved it.
    author: Author,
    /// When.
    at: Micros,
}

/// Dialogs on a step.
#[derive(Debug, Serialize, JsonSchema)]
struct Standing {
    /// The step.
    step: String,
    /// The version they follow.
    version: i64,
    /// How many.
    count: i64,
}

/// A fault of a flow.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FlowFault {
    /// The step it is in.
    step: Option<Key>,
    /// The field of the step, or of the flow.
    field: String,
    /// What is wrong, where, and what to do.
    #[serde(flatten)]
    fault: Fault,
}

/// A flow that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowNew {
    /// Its key; made from the name when absent.
    key: Option<Key>,
    /// The first draft.
    flow: Flow,
}

/// A draft that is to be saved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowDraftWrite {
    /// The document, sound or not.
    flow: Value,
    /// The revision it was made from; absent for the first save. Another one in between is a conflict.
    revision: Option<DraftId>,
}

/// Which draft is meant.
#[derive(Debug, Deserialize, JsonSchema)]
struct WhichDraft {
    /// Only this revision; another one is a conflict.
    revision: Option<DraftId>,
}

/// What is published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowPublish {
    /// The revision that was looked at; another one is a conflict.
    revision: DraftId,
    /// A note for the list of versions, up to 500 characters.
    note: Option<String>,
}

/// A document to look for faults in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowCheck {
    /// The document.
    flow: Value,
}

/// A talk with a flow.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowTry {
    /// The document; the draft when absent, else the published version.
    flow: Option<Value>,
    /// The step it begins with; the flow's first when absent.
    from: Option<Key>,
    /// What the person does, in order; at most 200.
    #[serde(default)]
    inputs: Vec<TryInput>,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowChecked {
    /// Faults and warnings.
    faults: Vec<FlowFault>,
}

/// Over which draft a version is restored.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowRestore {
    /// The revision that stands there; absent when there is no draft.
    revision: Option<DraftId>,
}

/// A version in the list.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowVersionRow {
    /// Its number.
    version: i64,
    /// Who published it.
    author: Author,
    /// When.
    at: Micros,
    /// What they noted.
    note: Option<String>,
}

/// A version.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowVersionView {
    /// Its number.
    version: i64,
    /// What it does.
    flow: Flow,
}

/// The place of a fault as step and field.
pub(super) fn placed(document: &Value, faults: Vec<Fault>) -> Vec<FlowFault> {
    let place = |fault: Fault| {
        let inside = fault
            .path
            .strip_prefix("steps[")
            .and_then(|rest| rest.split_once(']'));
        let step = inside.and_then(|(n, rest)| {
            let id = document["steps"][n.parse::<usize>().ok()?]["id"]
                .as_str()?
                .parse()
                .ok()?;
            Some((id, rest.trim_start_matches('.').to_owned()))
        });
        let (step, field) = match step {
            Some((id, field)) => (Some(id), field),
            None => (None, fault.path.clone()),
        };
        FlowFault { step, field, fault }
    };
    faults.into_iter().map(place).collect()
}

pub(super) fn head(space: &mut Space, bot: BotId, id: FlowId) -> Result<flows::Head> {
    flows::get(space, bot, id)?.ok_or_else(|| Problem::not_found("flow"))
}

fn faults_of(work: &mut Work, bot: BotId, id: FlowId, document: &Value) -> Result<Vec<FlowFault>> {
    let faults = match read_flow(document) {
        Err(faults) => faults,
        Ok(flow) => work.engine_does(|engine, tx, by| engine.check_flow(tx, by, bot, id, &flow))?,
    };
    Ok(placed(document, faults))
}

fn draft_view(draft: flows::Draft) -> Result<FlowDraftView> {
    let flow = serde_json::from_str(&draft.document).map_err(signalbox_store::StoreError::from)?;
    Ok(FlowDraftView {
        revision: draft.revision,
        version: draft.version,
        flow,
        author: draft.author,
        at: draft.at,
    })
}

fn schedule_view(schedule: schedules::Stored) -> FlowSchedule {
    FlowSchedule {
        step: schedule.step,
        next_run_at: schedule.next_due,
        last_run_at: schedule.last_at,
        last_run: schedule.last_bulk,
    }
}

fn view(work: &mut Work, bot: BotId, id: FlowId) -> Result<FlowView> {
    let mut space = work.space();
    let head = head(&mut space, bot, id)?;
    let published = flows::version(&mut space, id, head.version)?;
    let draft = flows::draft(&mut space, id)?.map(draft_view).transpose()?;
    let standing = flows::standing(&mut space, id)?;
    let schedules = schedules::of_flow(&mut space, id)?;
    let document = match (&draft, &published) {
        (Some(draft), _) => draft.flow.clone(),
        (None, published) => serde_json::to_value(published).map_err(signalbox_store::StoreError::from)?,
    };
    Ok(FlowView {
        id,
        bot,
        key: head.key,
        version: head.version,
        published,
        faults: faults_of(work, bot, id, &document)?,
        draft,
        standing: standing
            .into_iter()
            .map(|(step, version, count)| Standing { step, version, count })
            .collect(),
        schedules: schedules.into_iter().map(schedule_view).collect(),
    })
}

async fn list(me: Can<Read>, At(bot): At<BotId>) -> Result<Json<Page<FlowRow>>> {
    let found = me.read(move |space| {
        let mut rows = Vec::new();
        for head in flows::of_bot(space, bot)? {
            let document: Value = match flows::draft(space, head.id)? {
                Some(draft) => serde_json::from_str(&draft.document).unwrap_or_default(),
                None => {
                    serde_json::to_value(flows::version(space, head.id, head.version)?).unwrap_or_default()
                }
            };
            rows.push(FlowRow {
                name: document["name"].as_str().unwrap_or(head.key.as_str()).to_owned(),
                steps: document["steps"].as_array().map_or(0, Vec::len),
                id: head.id,
                key: head.key,
                version: head.version,
                has_draft: head.revision.is_some(),
                updated_at: head.updated_at,
            });
        }
        Ok::<_, signalbox_store::StoreError>(rows)
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn show(me: Can<Read>, At((bot, id)): At<(BotId, FlowId)>) -> Result<Json<FlowView>> {
    Ok(Json(me.rehearse(move |work| view(work, bot, id)).await?))
}

async fn create(
    me: Can<Manage>,
    At(bot): At<BotId>,
    Body(FlowNew { key, flow }): Body<FlowNew>,
) -> Result<Created<FlowView>> {
    let made = me.write(move |work| {
        let id = work.engine_does(|engine, tx, by| engine.create_flow(tx, by, bot, key, &flow))?;
        view(work, bot, id)
    });
    Ok(Created(made.await?))
}

async fn delete(me: Can<Manage>, At((bot, id)): At<(BotId, FlowId)>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_flow(tx, by, bot, id)))
        .await?;
    Ok(NoContent)
}

async fn save(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, FlowId)>,
    Body(FlowDraftWrite { flow, revision }): Body<FlowDraftWrite>,
) -> Result<Json<FlowDraftView>> {
    let saved = me.write(move |work| {
        let document = flow.to_string();
        let draft =
            work.engine_does(|engine, tx, by| engine.save_flow_draft(tx, by, bot, id, revision, document))?;
        work.tell(Topic::Drawing(id.0), id.0);
        draft_view(draft)
    });
    Ok(Json(saved.await?))
}

async fn discard(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, FlowId)>,
    Query(WhichDraft { revision }): Query<WhichDraft>,
) -> Result<NoContent> {
    me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.discard_flow_draft(tx, by, bot, id, revision))?;
        work.tell(Topic::Drawing(id.0), id.0);
        Ok(())
    })
    .await?;
    Ok(NoContent)
}

async fn publish(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, FlowId)>,
    Body(FlowPublish { revision, note }): Body<FlowPublish>,
) -> Result<Json<FlowView>> {
    let published = me.write(move |work| {
        let published =
            work.engine_does(|engine, tx, by| engine.publish_flow(tx, by, bot, id, revision, note))?;
        work.then(published.done);
        work.tell(Topic::Drawing(id.0), id.0);
        view(work, bot, id)
    });
    Ok(Json(published.await?))
}

async fn check(
    me: Can<Read>,
    At((bot, id)): At<(BotId, FlowId)>,
    Body(FlowCheck { flow }): Body<FlowCheck>,
) -> Result<Json<FlowChecked>> {
    let faults = me.rehearse(move |work| {
        head(&mut work.space(), bot, id)?;
        faults_of(work, bot, id, &flow)
    });
    Ok(Json(FlowChecked {
        faults: faults.await?,
    }))
}

async fn try_it(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, FlowId)>,
    Body(FlowTry { flow, from, inputs }): Body<FlowTry>,
) -> Result<Json<Trial>> {
    let tried = me.rehearse(move |work| {
        let mut space = work.space();
        let head = head(&mut space, bot, id)?;
        let document = match (flow, flows::draft(&mut space, id)?) {
            (Some(flow), _) => flow,
            (None, Some(draft)) => draft_view(draft)?.flow,
            (None, None) => serde_json::to_value(flows::version(&mut space, id, head.version)?)
                .map_err(signalbox_store::StoreError::from)?,
        };
        let flow = read_flow(&document).map_err(signalbox_engine::EngineError::Invalid)?;
        work.engine_does(|engine, tx, by| engine.try_flow(tx, by, (bot, id), &flow, from.as_ref(), &inputs))
    });
    Ok(Json(tried.await?))
}

async fn versions(me: Can<Read>, At((bot, id)): At<(BotId, FlowId)>) -> Result<Json<Page<FlowVersionRow>>> {
    let found = me.read(move |space| {
        head(space, bot, id)?;
        Ok::<_, Problem>(flows::versions(space, id)?)
    });
    let row = |version: flows::Version| FlowVersionRow {
        version: version.version,
        author: version.author,
        at: version.at,
        note: version.note,
    };
    Ok(Json(Page::whole(found.await?.into_iter().map(row).collect())))
}

async fn version(
    me: Can<Read>,
    At((bot, id, version)): At<(BotId, FlowId, i64)>,
) -> Result<Json<FlowVersionView>> {
    let found = me.read(move |space| {
        head(space, bot, id)?;
        let flow = flows::version(space, id, version)?;
        flow.ok_or_else(|| Problem::not_found("version of a flow"))
    });
    Ok(Json(FlowVersionView {
        version,
        flow: found.await?,
    }))
}

async fn restore(
    me: Can<Manage>,
    At((bot, id, version)): At<(BotId, FlowId, i64)>,
    Body(FlowRestore { revision }): Body<FlowRestore>,
) -> Result<Json<FlowDraftView>> {
    let restored = me.write(move |work| {
        let draft =
            work.engine_does(|engine, tx, by| engine.restore_flow(tx, by, bot, id, version, revision))?;
        work.tell(Topic::Drawing(id.0), id.0);
        draft_view(draft)
    });
    Ok(Json(restored.await?))
}

async fn presence(
    me: Can<Manage>,
    At((bot, id)): At<(BotId, FlowId)>,
    Body(said): Body<Speak>,
) -> Result<Json<Present>> {
    said.check()?;
    let draft = me.read(move |space| {
        head(space, bot, id)?;
        Ok::<_, Problem>(flows::draft(space, id)?)
    });
    let revision = draft.await?.map(|draft| draft.revision);
    Ok(Json(spoken(&me, Topic::Drawing(id.0), said, revision)))
}
