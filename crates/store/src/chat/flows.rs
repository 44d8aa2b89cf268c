//! Flows: the draft that is being written and the versions that were published.

use crate::scenarios::key;
use crate::{Result, Row, Space};
use signalbox_model::flow::Flow;
use signalbox_model::record::Author;
use signalbox_model::{BotId, DraftId, FlowId, Key, Micros};

/// A flow without its documents.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its id.
    pub id: FlowId,
    /// The bot.
    pub bot: BotId,
    /// Its key.
    pub key: Key,
    /// Its place in the list.
    pub position: i64,
    /// The published version, 0 before the first.
    pub version: i64,
    /// The draft's save, when there is a draft.
    pub revision: Option<DraftId>,
    /// When it was last saved or published.
    pub updated_at: Micros,
}

const HEAD: &str = "id, bot_id, key, position, version, revision, updated_at";

fn head(row: &Row) -> Result<Head> {
    Ok(Head {
        id: FlowId(row.int(0)?),
        bot: BotId(row.int(1)?),
        key: key(&row.text(2)?)?,
        position: row.int(3)?,
        version: row.int(4)?,
        revision: row.opt_int(5)?.map(DraftId),
        updated_at: Micros(row.int(6)?),
    })
}

/// Every flow of the workspace, in order.
pub fn heads(space: &mut Space) -> Result<Vec<Head>> {
    let sql = format!("SELECT {HEAD} FROM flow WHERE workspace_id = ?1 ORDER BY bot_id, position, id");
    space.all(&sql, &[], head)
}

/// The flows of a bot, in order.
pub fn of_bot(space: &mut Space, bot: BotId) -> Result<Vec<Head>> {
    let sql =
        format!("SELECT {HEAD} FROM flow WHERE workspace_id = ?1 AND bot_id = ?2 ORDER BY position, id");
    space.all(&sql, &[bot.0.into()], head)
}

/// One flow of a bot.
pub fn get(space: &mut Space, bot: BotId, id: FlowId) -> Result<Option<Head>> {
    let sql = format!("SELECT {HEAD} FROM flow WHERE workspace_id = ?1 AND bot_id = ?2 AND id = ?3");
    space.one(&sql, &[bot.0.into(), id.0.into()], head)
}

/// Makes a flow at the end of the bot's list.
pub fn insert(space: &mut Space, id: FlowId, bot: BotId, key: &Key, now: Micros) -> Result<()> {
    space.exec(
        "INSERT INTO flow (workspace_id, id, bot_id, key, position, version, updated_at)
         VALUES (?1, ?2, ?3, ?4, (SELECT COALESCE(MAX(position), 0) + 1 FROM flow WHERE workspace_id = ?1 AND bot_id = ?3), 0, ?5)",
        &[id.0.into(), bot.0.into(), key.as_str().into(), now.into()],
    )?;
    Ok(())
}

/// Gives a flow another key.
pub fn rename(space: &mut Space, id: FlowId, key: &Key) -> Result<()> {
    let sql = "UPDATE flow SET key = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), key.as_str().into()])?;
    Ok(())
}

/// Removes a flow with its versions; dialogs that stand in it have no step any more.
pub fn delete(space: &mut Space, id: FlowId) -> Result<bool> {
    for table in ["flow_version", "flow_schedule", "flow_pass"] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND flow_id = ?2");
        space.exec(&sql, &[id.0.into()])?;
    }
    space.exec(
        "UPDATE dialog SET flow_id = NULL, flow_version = NULL, step = NULL, revision = revision + 1
         WHERE workspace_id = ?1 AND flow_id = ?2",
        &[id.0.into()],
    )?;
    let sql = "DELETE FROM flow WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}

/// A draft as it was last saved.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Which save this is; every save has another.
    pub revision: DraftId,
    /// The published version it began with, 0 for none.
    pub version: i64,
    /// What was written, JSON; it need not be a flow.
    pub document: String,
    /// Who saved it.
    pub author: Author,
    /// When.
    pub at: Micros,
}

/// The draft of a flow.
pub fn draft(space: &mut Space, id: FlowId) -> Result<Option<Draft>> {
    let sql = "SELECT revision, draft_version, draft, draft_author, draft_at FROM flow
               WHERE workspace_id = ?1 AND id = ?2 AND revision IS NOT NULL";
    space.one(sql, &[id.0.into()], |row| {
        Ok(Draft {
            revision: DraftId(row.int(0)?),
            version: row.int(1)?,
            document: row.text(2)?,
            author: row.json(3)?,
            at: Micros(row.int(4)?),
        })
    })
}

/// Saves a draft over the one with the revision `over`, or as the first; false when another one stands there.
pub fn save_draft(space: &mut Space, id: FlowId, over: Option<DraftId>, draft: &Draft) -> Result<bool> {
    let author = serde_json::to_string(&draft.author)?;
    let touched = space.exec(
        "UPDATE flow SET revision = ?4, draft_version = ?5, draft = ?6, draft_author = ?7, draft_at = ?8, updated_at = ?8
         WHERE workspace_id = ?1 AND id = ?2 AND COALESCE(revision, 0) = ?3",
        &[
            id.0.into(),
            over.map_or(0, |revision| revision.0).into(),
            draft.revision.0.into(),
            draft.version.into(),
            (&draft.document).into(),
            (&author).into(),
            draft.at.into(),
        ],
    )?;
    Ok(touched == 1)
}

/// Throws the draft away; with `only`, just that save of it. False when it was not there.
pub fn discard_draft(space: &mut Space, id: FlowId, only: Option<DraftId>) -> Result<bool> {
    let touched = space.exec(
        "UPDATE flow SET revision = NULL, draft_version = NULL, draft = NULL, draft_author = NULL, draft_at = NULL
         WHERE workspace_id = ?1 AND id = ?2 AND revision IS NOT NULL AND (revision = ?3 OR CAST(?3 AS BIGINT) = 0)",
        &[id.0.into(), only.map_or(0, |revision| revision.0).into()],
    )?;
    Ok(touched == 1)
}

/// Publishes the next version; false when `expected` is no longer the published one.
pub fn publish(
    space: &mut Space,
    id: FlowId,
    expected: i64,
    flow: &Flow,
    note: Option<&str>,
    author: &Author,
    now: Micros,
) -> Result<bool> {
    let touched = space.exec(
        "UPDATE flow SET version = version + 1, updated_at = ?4 WHERE workspace_id = ?1 AND id = ?2 AND version = ?3",
        &[id.0.into(), expected.into(), now.into()],
    )?;
    if touched == 0 {
        return Ok(false);
    }
    let (document, author) = (serde_json::to_string(flow)?, serde_json::to_string(author)?);
    space.exec(
        "INSERT INTO flow_version (workspace_id, flow_id, version, document, author, at, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            id.0.into(),
            (expected + 1).into(),
            (&document).into(),
            (&author).into(),
            now.into(),
            note.into(),
        ],
    )?;
    Ok(true)
}

/// What a version does.
pub fn version(space: &mut Space, id: FlowId, version: i64) -> Result<Option<Flow>> {
    let sql = "SELECT document FROM flow_version WHERE workspace_id = ?1 AND flow_id = ?2 AND version = ?3";
    space.one(sql, &[id.0.into(), version.into()], |row| row.json(0))
}

/// A version in the list of versions.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// Who published it.
    pub author: Author,
    /// When.
    pub at: Micros,
    /// What they noted.
    pub note: Option<String>,
}

/// The versions of a flow, newest first.
pub fn versions(space: &mut Space, id: FlowId) -> Result<Vec<Version>> {
    let sql = "SELECT version, author, at, note FROM flow_version WHERE workspace_id = ?1 AND flow_id = ?2
               ORDER BY version DESC LIMIT 500";
    space.all(sql, &[id.0.into()], |row| {
        Ok(Version {
            version: row.int(0)?,
            author: row.json(1)?,
            at: Micros(row.int(2)?),
            note: row.opt_text(3)?,
        })
    })
}

/// How many dialogs stand on each step of a flow, by step and version.
pub fn standing(space: &mut Space, id: FlowId) -> Result<Vec<(String, i64, i64)>> {
    let sql = "SELECT step, flow_version, COUNT(*) FROM dialog
               WHERE workspace_id = ?1 AND flow_id = ?2 AND step IS NOT NULL GROUP BY step, flow_version ORDER BY step, flow_version";
    space.all(sql, &[id.0.into()], |row| {
        Ok((row.text(0)?, row.int(1)?, row.int(2)?))
    })
}
