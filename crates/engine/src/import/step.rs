//! A few rows at a time, in one transaction.

use super::apply::{Row, RowError};
use super::plan::{self, fault};
use super::undo;
use crate::crm::Ctx;
use crate::done::{Done, LiveNote, Topic};
use crate::engine::Engine;
use crate::error::Result;
use crate::work::Work;
use signalbox_model::event::Event;
use signalbox_model::import::{
    Example, ImportState, Outcome, Problem, ProblemCode, RowDetail, RowFault, Tally,
};
use signalbox_model::{ImportId, Micros, WorkspaceId};
use signalbox_store::imports::{self, FileRow, Stored};
use signalbox_store::{StoreError, Tx};

/// So many rows are shown with each kind of problem.
const EXAMPLES: usize = 5;
/// So many kinds of problems are told.
const PROBLEMS: usize = 100;

impl Engine {
    /// Works off the next rows of an import, its trial or its taking back, at most `limit`; whether there is more.
    ///
    /// # Errors
    /// When the store fails; what is wrong with a row is kept with it.
    pub fn step_import(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        id: ImportId,
        limit: i64,
    ) -> Result<(bool, Done)> {
        let mut work = self.work(tx, now, workspace)?;
        work.tx.lock(id.0)?;
        let Some(mut import) = imports::get_for_update(&mut work.space(), id)? else {
            return Ok((false, work.done));
        };
        let more = match import.state {
            ImportState::Checking | ImportState::Running => work.import_rows(&mut import, limit)?,
            ImportState::Undoing => work.undo_rows(&mut import, limit)?,
            _ => return Ok((false, work.done)),
        };
        imports::save(&mut work.space(), &import, now)?;
        Ok((more, work.done))
    }

    /// Stops an import whose step fails by a defect of ours: it would fail for ever.
    pub fn halt_import(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, id: ImportId) -> Result<()> {
        let mut space = tx.space(workspace);
        let Some(mut import) = imports::get_for_update(&mut space, id)? else {
            return Ok(());
        };
        import.state = match import.state {
            ImportState::Checking => ImportState::Ready,
            ImportState::Running => ImportState::Paused,
            ImportState::Undoing => ImportState::Cancelled,
            other => other,
        };
        Ok(imports::save(&mut space, &import, now)?)
    }
}

/// What came of a row inside its savepoint.
struct Tried {
    outcome: Outcome,
    detail: RowDetail,
    warnings: Vec<RowFault>,
    seen: Vec<(signalbox_model::RecordKind, String)>,
    emitted: Vec<Event>,
}

/// Why nothing of a row stays: it was a trial, it was refused, or the store failed.
enum Undo {
    Trial(Box<Tried>),
    Row(RowError),
}

impl From<StoreError> for Undo {
    fn from(error: StoreError) -> Self {
        Self::Row(RowError::Store(error))
    }
}

impl Work<'_, '_> {
    fn import_rows(&mut self, import: &mut Stored, limit: i64) -> Result<bool> {
        let limit = usize::try_from(limit).unwrap_or(1);
        let rows = imports::file_rows(&mut self.space(), import.id, import.done, limit)?;
        for (place, row) in &rows {
            if *place > 0 || !import.settings.header {
                self.import_row(import, *place, row)?;
            }
            import.done = place + 1;
        }
        let more = rows.len() == limit && import.done < import.total;
        if !more {
            import.state = match import.state {
                ImportState::Checking => ImportState::Checked,
                _ => ImportState::Finished,
            };
        }
        Ok(more)
    }

    fn import_row(&mut self, import: &mut Stored, place: i64, (line, cells): &FileRow) -> Result<()> {
        let tried = match self.try_row(import, cells) {
            Ok(tried) | Err(Undo::Trial(tried)) => *tried,
            Err(Undo::Row(RowError::Store(error))) => return Err(error.into()),
            Err(Undo::Row(RowError::Refused(faults))) => Tried {
                outcome: Outcome::Refused,
                detail: RowDetail {
                    faults,
                    ..RowDetail::default()
                },
                warnings: Vec::new(),
                seen: Vec::new(),
                emitted: Vec::new(),
            },
        };
        import.tally.count(tried.outcome, &tried.detail);
        for found in tried.detail.faults.iter().chain(&tried.warnings) {
            import.tally.note(*line, found);
        }
        let space = &mut self.space();
        for (kind, key) in &tried.seen {
            imports::see(space, import.id, *kind, key)?;
        }
        let detail = if import.state == ImportState::Checking {
            RowDetail {
                created: Vec::new(),
                updated: Vec::new(),
                links: Vec::new(),
                ..tried.detail
            }
        } else {
            tried.detail
        };
        imports::put_row(space, import.id, place, tried.outcome, &detail)?;
        self.tell(import.settings.start_scenarios, &tried.emitted);
        Ok(())
    }

    /// Imports a row inside a savepoint, which a trial always undoes.
    fn try_row(&mut self, import: &Stored, cells: &[String]) -> std::result::Result<Box<Tried>, Undo> {
        let (defs, engine, now) = (self.defs.clone(), self.engine, self.now);
        let is_trial = import.state == ImportState::Checking;
        let workspace = defs.workspace;
        let warnings = ragged(import, cells).map_err(|fault| Undo::Row(RowError::Refused(vec![fault])))?;
        let plan = plan::read(&defs, import.kind, &import.settings, cells, is_trial)
            .map_err(|faults| Undo::Row(RowError::Refused(faults)))?;
        self.tx.attempt(|tx| {
            let mut ctx = defs.ctx(engine.ids(), now, import.author.clone());
            ctx.quiet = is_trial || !import.settings.start_scenarios;
            let mut row = Row {
                import: import.id,
                kind: import.kind,
                settings: &import.settings,
                space: &mut tx.space(workspace),
                ctx: &mut ctx,
                is_trial,
                detail: RowDetail::default(),
                seen: Vec::new(),
            };
            let outcome = row.import(&plan).map_err(Undo::Row)?;
            let (detail, seen) = (row.detail, row.seen);
            let tried = Box::new(Tried {
                outcome,
                detail,
                seen,
                warnings: warnings.into_iter().chain(plan.warnings).collect(),
                emitted: std::mem::take(&mut ctx.emitted),
            });
            if is_trial {
                Err(Undo::Trial(tried))
            } else {
                Ok(tried)
            }
        })
    }

    fn undo_rows(&mut self, import: &mut Stored, limit: i64) -> Result<bool> {
        let rows = imports::to_undo(&mut self.space(), import.id, limit)?;
        let (defs, engine) = (self.defs.clone(), self.engine);
        for row in &rows {
            let mut ctx: Ctx = defs.ctx(engine.ids(), self.now, import.author.clone());
            ctx.quiet = true;
            let (outcome, told) = undo::row(&mut self.space(), &mut ctx, row)?;
            import.tally.undone += told.undone;
            import.tally.kept += told.kept;
            imports::put_row(&mut self.space(), import.id, row.place, outcome, &row.detail)?;
            let emitted = ctx.emitted;
            self.tell(false, &emitted);
        }
        let more = i64::try_from(rows.len()).unwrap_or(0) == limit;
        if !more {
            import.state = ImportState::Undone;
        }
        Ok(more)
    }

    /// Hands events on when scenarios are to start; open pages are told either way.
    fn tell(&mut self, starts: bool, emitted: &[Event]) {
        if starts {
            return self.emitted(emitted);
        }
        let workspace = self.defs.workspace;
        self.done.live.extend(emitted.iter().map(|event| LiveNote {
            workspace,
            topic: Topic::Record,
            id: event.id.0,
        }));
    }
}

/// A row with more cells than the header has shifted; one with fewer ends early, which table programs do as well.
fn ragged(import: &Stored, cells: &[String]) -> std::result::Result<Vec<RowFault>, RowFault> {
    let heads = import.file.first.len();
    if !import.settings.header || heads == 0 {
        return Ok(Vec::new());
    }
    let filled = cells
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |last| last + 1);
    if filled > heads {
        let extra = cells.get(heads).map_or("", String::as_str);
        let message = format!(
            "the row has {filled} cells, the header {heads}: most likely the delimiter stands in a cell without quotes; \
             put that cell in quotes"
        );
        return Err(fault(ProblemCode::TooManyCells, None, extra, message));
    }
    if cells.len() < heads && import.file.format == "csv" {
        let message = format!(
            "the row has {} cells, the header {heads}: the missing ones count as empty",
            cells.len()
        );
        return Ok(vec![fault(ProblemCode::TooFewCells, None, "", message)]);
    }
    Ok(Vec::new())
}

/// Counting what became of rows.
trait Counting {
    fn count(&mut self, outcome: Outcome, detail: &RowDetail);
    fn note(&mut self, line: i64, found: &RowFault);
}

impl Counting for Tally {
    fn count(&mut self, outcome: Outcome, detail: &RowDetail) {
        let made = i64::try_from(detail.created.len()).unwrap_or(0);
        match outcome {
            Outcome::Created => {
                self.created += 1;
                self.linked += (made - 1).max(0);
            }
            Outcome::Updated => {
                self.updated += 1;
                self.linked += made;
            }
            Outcome::Skipped => self.skipped += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Undone | Outcome::Kept => {}
        }
    }

    fn note(&mut self, line: i64, found: &RowFault) {
        let fits = |known: &Problem| known.code == found.code && known.column == found.column;
        let example = Example {
            line,
            value: found.value.clone(),
            message: found.message.clone(),
        };
        match self.problems.iter().position(fits) {
            Some(place) => {
                let known = &mut self.problems[place];
                known.count += 1;
                if known.first.len() < EXAMPLES {
                    known.first.push(example);
                }
            }
            None if self.problems.len() < PROBLEMS => self.problems.push(Problem {
                code: found.code,
                column: found.column,
                count: 1,
                first: vec![example],
            }),
            None => {}
        }
    }
}
