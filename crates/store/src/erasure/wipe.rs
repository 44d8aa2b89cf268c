//! Emptying a workspace: records, conversations and history that were there when it began. What was set up stays.

use super::{Erasure, Tally, Went};
use crate::crm::{self, Record};
use crate::{Result, Space, crm::definitions, sample};
use signalbox_model::record::{Company, Contact, Lead, Task};

/// Records deleted in one step.
const RECORDS: i64 = 50;
/// Rows deleted in one step.
const ROWS: i64 = 500;

type Counted = fn(&mut Tally) -> &mut u64;

fn documents(tally: &mut Tally) -> &mut u64 {
    &mut tally.documents
}

/// Tables whose rows carry an id of their own, in an order in which nothing is left pointing at something gone.
const OWN_IDS: [(&str, Counted); 23] = [
    ("remote_call", documents),
    ("postback_call", documents),
    ("conversion", documents),
    ("click", documents),
    ("file_fetch", documents),
    ("log_in", documents),
    ("sender", documents),
    ("message", |tally| &mut tally.messages),
    ("dialog", documents),
    ("identity", documents),
    ("file", documents),
    ("timer", documents),
    ("job", |tally| &mut tally.deliveries),
    ("run", |tally| &mut tally.runs),
    ("event", |tally| &mut tally.events),
    ("pack", documents),
    ("bulk", documents),
    ("record_merge", documents),
    ("rehearsal", documents),
    ("notice", documents),
    ("notification", documents),
    ("announcement", documents),
    ("note", documents),
];

/// Tables that hang on others, with the column that says on which.
const HANGING: [(&str, &str); 17] = [
    // Moments are smaller than any id: all of them go.
    ("dialog_early", "at"),
    // Short addresses have no age at all.
    ("short_link", "CAST(0 AS BIGINT)"),
    ("dialog_draft", "dialog_id"),
    ("flow_pass", "dialog_id"),
    ("import_chunk", "import_id"),
    ("import_row", "import_id"),
    ("import_seen", "import_id"),
    ("import", "id"),
    ("merged_record", "record_id"),
    ("not_duplicate", "a_id"),
    ("link_token", "record_id"),
    ("scenario_mark", "record_id"),
    ("notification_read", "notification_id"),
    ("hook_seen", "event_id"),
    ("announcement_user", "announcement_id"),
    ("announcement_button", "announcement_id"),
    ("stage_stay", "lead_id"),
];

/// One step; `None` when all is done.
pub(super) fn step(space: &mut Space, at: &mut Erasure) -> Result<Option<Went>> {
    let stage = usize::try_from(at.stage).unwrap_or(0);
    Ok(Some(match stage {
        0 => records::<Task>(space, at)?,
        1 => records::<Lead>(space, at)?,
        2 => records::<Contact>(space, at)?,
        3 => records::<Company>(space, at)?,
        _ => match (OWN_IDS.get(stage - 4), stage.checked_sub(4 + OWN_IDS.len())) {
            (Some((table, counted)), _) => rows(space, table, at, *counted)?,
            (None, Some(hanging)) => match HANGING.get(hanging) {
                Some((table, column)) => hanging_rows(space, table, column, at)?,
                None => {
                    sample::remember(space, &[])?;
                    let gone = "NOT EXISTS (SELECT 1 FROM identity AS i WHERE i.workspace_id = ?1
                        AND i.id = operator.identity_id)";
                    space.exec(
                        &format!(
                            "UPDATE operator SET identity_id = NULL, is_joined = FALSE
                             WHERE workspace_id = ?1 AND identity_id IS NOT NULL AND {gone}"
                        ),
                        &[],
                    )?;
                    return Ok(None);
                }
            },
            (None, None) => return Ok(None),
        },
    }))
}

/// Deletes the next records with everything that is kept beside them; nobody is told.
fn records<R: Record>(space: &mut Space, at: &mut Erasure) -> Result<Went> {
    let sql = format!(
        "{} WHERE workspace_id = ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        R::SELECT
    );
    let found = space.all(&sql, &[at.id.0.into(), RECORDS.into()], R::read)?;
    if found.is_empty() {
        return Ok(Went::Through);
    }
    let fields = definitions::fields(space)?;
    let own: Vec<_> = fields
        .into_iter()
        .filter(|field| field.record == R::KIND)
        .collect();
    for record in &found {
        crm::delete(space, record, &own)?;
    }
    at.tally.records += found.len() as u64;
    Ok(Went::On(0))
}

/// Deletes the next rows that are older than the order to do so.
fn rows(space: &mut Space, table: &str, at: &mut Erasure, counted: Counted) -> Result<Went> {
    // The plus keeps SQLite on the primary key.
    let sql = format!(
        "SELECT MAX(id) FROM (SELECT id FROM {table} WHERE +workspace_id = ?1 AND id > ?2 AND id < ?3
         ORDER BY id LIMIT ?4) AS seen"
    );
    let window = [at.after.into(), at.id.0.into(), ROWS.into()];
    let Some(last) = space.one(&sql, &window, |row| row.opt_int(0))?.flatten() else {
        return Ok(Went::Through);
    };
    let sql = format!("DELETE FROM {table} WHERE +workspace_id = ?1 AND id > ?2 AND id <= ?3");
    *counted(&mut at.tally) += space.exec(&sql, &[at.after.into(), last.into()])?;
    Ok(Went::On(last))
}

/// Deletes what hangs on rows that are older than the order to do so.
fn hanging_rows(space: &mut Space, table: &str, column: &str, at: &mut Erasure) -> Result<Went> {
    let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND {column} < ?2");
    at.tally.documents += space.exec(&sql, &[at.id.0.into()])?;
    Ok(Went::Through)
}
