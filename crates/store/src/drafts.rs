//! Drafts of scenarios: what is being written and does not run yet.

use crate::{Result, Row, Space};
use signalbox_model::record::Author;
use signalbox_model::{DraftId, Micros, ScenarioId};

/// A draft as it was last saved.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Which save this is; every save has another.
    pub revision: DraftId,
    /// The version it began with.
    pub version: i64,
    /// What was written, which need not be readable.
    pub text: String,
    /// Who saved it.
    pub author: Author,
    /// When.
    pub at: Micros,
}

fn draft(row: &Row) -> Result<Draft> {
    Ok(Draft {
        revision: DraftId(row.int(0)?),
        version: row.int(1)?,
        text: row.text(2)?,
        author: row.json(3)?,
        at: Micros(row.int(4)?),
    })
}

/// The draft of a scenario.
pub fn get(space: &mut Space, id: ScenarioId) -> Result<Option<Draft>> {
    space.one(
        "SELECT revision, version, text, author, at FROM scenario_draft WHERE workspace_id = ?1 AND scenario_id = ?2",
        &[id.0.into()],
        draft,
    )
}

/// Saves a draft over the one with the revision `over`, or as the first; false when another one stands there.
pub fn save(space: &mut Space, id: ScenarioId, over: Option<DraftId>, draft: &Draft) -> Result<bool> {
    let author = serde_json::to_string(&draft.author)?;
    let params = [
        id.0.into(),
        draft.revision.0.into(),
        draft.version.into(),
        draft.text.as_str().into(),
        author.as_str().into(),
        draft.at.into(),
        over.map(|revision| revision.0).into(),
    ];
    let touched = match over {
        Some(_) => space.exec(
            "UPDATE scenario_draft SET revision = ?3, version = ?4, text = ?5, author = ?6, at = ?7
             WHERE workspace_id = ?1 AND scenario_id = ?2 AND revision = ?8",
            &params,
        )?,
        None => space.exec(
            "INSERT INTO scenario_draft (workspace_id, scenario_id, revision, version, text, author, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (workspace_id, scenario_id) DO NOTHING",
            &params[..6],
        )?,
    };
    Ok(touched == 1)
}

/// Removes the draft; with `only`, just that revision of it. False when it was not there.
pub fn delete(space: &mut Space, id: ScenarioId, only: Option<DraftId>) -> Result<bool> {
    let removed = match only {
        Some(revision) => space.exec(
            "DELETE FROM scenario_draft WHERE workspace_id = ?1 AND scenario_id = ?2 AND revision = ?3",
            &[id.0.into(), revision.0.into()],
        )?,
        None => space.exec(
            "DELETE FROM scenario_draft WHERE workspace_id = ?1 AND scenario_id = ?2",
            &[id.0.into()],
        )?,
    };
    Ok(removed == 1)
}
