//! Who came through which step of a flow, on which day.

use crate::{Result, Space, Val};
use signalbox_model::{DialogId, FlowId, Key, Micros};
use std::collections::BTreeMap;

/// What happened to a dialog on a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pass {
    /// It came there.
    pub entered: i64,
    /// It went on to another step.
    pub gone: i64,
    /// It could not go on.
    pub failed: i64,
}

/// What happened to a dialog on several steps.
pub type Passes = BTreeMap<(FlowId, Key), Pass>;

/// One of the numbers of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// Came there.
    Entered,
    /// Went on to another step.
    Gone,
    /// Could not go on.
    Failed,
}

impl Passed {
    /// The column that counts it.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }
}

/// The day of a moment: days since 1970, UTC.
pub fn day_of(at: Micros) -> i64 {
    at.0.div_euclid(86_400_000_000)
}

/// Counts what happened to a dialog, all steps in one statement.
pub fn add(space: &mut Space, dialog: DialogId, now: Micros, passes: &Passes) -> Result<()> {
    if passes.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Val> = vec![dialog.0.into(), day_of(now).into()];
    let mut rows = Vec::with_capacity(passes.len());
    for ((flow, step), pass) in passes {
        let n = params.len() + 2;
        params.extend([
            Val::Int(flow.0),
            Val::Text(step.as_str()),
            Val::Int(pass.entered),
            Val::Int(pass.gone),
            Val::Int(pass.failed),
        ]);
        rows.push(format!(
            "(?1, ?{n}, ?{}, ?2, ?3, ?{}, ?{}, ?{})",
            n + 1,
            n + 2,
            n + 3,
            n + 4
        ));
    }
    let sql = format!(
        "INSERT INTO flow_pass (workspace_id, flow_id, step, dialog_id, day, entered, gone, failed) VALUES {}
         ON CONFLICT (workspace_id, flow_id, step, dialog_id, day) DO UPDATE SET
         entered = flow_pass.entered + excluded.entered, gone = flow_pass.gone + excluded.gone,
         failed = flow_pass.failed + excluded.failed",
        rows.join(", ")
    );
    space.exec(&sql, &params)?;
    Ok(())
}

/// The people and the passes of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The step.
    pub step: String,
    /// How many dialogs came there.
    pub people: i64,
    /// All passes together.
    pub pass: Pass,
}

/// The numbers of every step of a flow from a day on.
pub fn counts(space: &mut Space, flow: FlowId, from_day: i64) -> Result<Vec<Count>> {
    let sql =
        "SELECT step, COUNT(DISTINCT dialog_id), CAST(SUM(entered) AS BIGINT), CAST(SUM(gone) AS BIGINT),
               CAST(SUM(failed) AS BIGINT) FROM flow_pass
               WHERE workspace_id = ?1 AND flow_id = ?2 AND day >= ?3 GROUP BY step ORDER BY step";
    space.all(sql, &[flow.0.into(), from_day.into()], |row| {
        Ok(Count {
            step: row.text(0)?,
            people: row.int(1)?,
            pass: Pass {
                entered: row.int(2)?,
                gone: row.int(3)?,
                failed: row.int(4)?,
            },
        })
    })
}
