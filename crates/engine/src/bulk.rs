//! Bulk runs: one scenario over a selection or a filter, in small steps.

use crate::crm::{self, CrmError, Ctx, LeadPatch, Untag};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::vars::Vars;
use crate::work::Work;
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::notice::NoticeKind;
use signalbox_model::record::Author;
use signalbox_model::run::RunStatus;
use signalbox_model::{BulkId, EventId, Micros, RecordId, RecordRef, ScenarioId, WorkspaceId};
use signalbox_store::bulk::{self, BulkChange, Over, OverTalks, State};
use signalbox_store::chat::dialogs;
use signalbox_store::{Space, Tx, events};
use std::rc::Rc;

impl Engine {
    /// Starts a bulk run of a manual scenario.
    pub fn start_bulk(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        scenario: ScenarioId,
        over: Over,
        author: Author,
    ) -> Result<(BulkId, Done)> {
        let mut work = self.work(tx, now, workspace)?;
        let compiled = work.defs.scenarios.get(&scenario).cloned();
        let compiled = compiled.ok_or_else(|| EngineError::NotFound("scenario with this id".into()))?;
        if !compiled.body.scenario.start.is_manual() {
            return Err(EngineError::Conflict(format!(
                "scenario `{}` is not a manual one",
                compiled.key
            )));
        }
        let id = work.start_bulk(scenario, over, author)?;
        Ok((id, work.done))
    }

    /// Runs the next few records of a bulk run; whether there is more.
    pub fn step_bulk(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        id: BulkId,
        limit: i64,
    ) -> Result<(bool, Done)> {
        let mut work = self.work(tx, now, workspace)?;
        work.tx.lock(id.0)?;
        let more = match bulk::get(&mut work.space(), id)? {
            Some(bulk) if bulk.state == State::Running => work.bulk_step(&bulk, limit)?,
            _ => false,
        };
        Ok((more, work.done))
    }
}

impl Work<'_, '_> {
    pub(crate) fn start_bulk(&mut self, scenario: ScenarioId, over: Over, author: Author) -> Result<BulkId> {
        let (defs, now) = (self.defs.clone(), self.now);
        let total = match (&over.talks, &over.filter) {
            (Some(talks), _) => dialogs::led(&mut self.space(), talks.bot)?,
            (None, Some(filter)) => crm::count(&mut self.space(), defs.crm(), filter, now)?,
            (None, None) => i64::try_from(over.records.len()).unwrap_or(i64::MAX),
        };
        let row = bulk::Stored {
            id: BulkId(self.next_id()),
            workspace: self.defs.workspace,
            scenario,
            state: State::Running,
            over,
            author,
            total,
            done: 0,
            failed: 0,
            after: 0,
            at: self.now,
        };
        bulk::insert(&mut self.space(), &row)?;
        self.done.bulk = true;
        self.live(Topic::Bulk(row.id.0), row.id.0);
        Ok(row.id)
    }

    fn bulk_step(&mut self, row: &bulk::Stored, limit: i64) -> Result<bool> {
        if let Some(talks) = &row.over.talks {
            return self.talks_step(row, talks, limit);
        }
        let (records, after) = self.bulk_records(row, limit)?;
        let mut failed = 0;
        for record in &records {
            let ok = match &row.over.change {
                Some(change) => self.bulk_change(row, change, *record)?,
                None => self.bulk_one(row, *record)?,
            };
            failed += i64::from(!ok);
        }
        let through = i64::try_from(records.len()).unwrap_or_default();
        bulk::advance(&mut self.space(), row.id, after, through, failed)?;
        let more = through == limit;
        if !more {
            bulk::set_state(&mut self.space(), row.id, &[State::Running], State::Finished)?;
            let by = match row.author {
                Author::User { user } => Some(user),
                _ => None,
            };
            self.notice(by, NoticeKind::BulkFinished, &row.id.to_string(), row.id.0)?;
        }
        self.live(Topic::Bulk(row.id.0), row.id.0);
        Ok(more)
    }

    /// The next dialogs that a schedule step takes along.
    fn talks_step(&mut self, row: &bulk::Stored, talks: &OverTalks, limit: i64) -> Result<bool> {
        let slice = self.take_along(talks, row.after, limit)?;
        let more = slice.as_ref().is_some_and(|slice| slice.through == limit);
        let end = match &slice {
            Some(_) => State::Finished,
            // The step was taken out of the flow meanwhile.
            None => State::Cancelled,
        };
        if let Some(slice) = slice {
            bulk::advance(
                &mut self.space(),
                row.id,
                slice.after,
                slice.through,
                slice.failed,
            )?;
        }
        if !more {
            bulk::set_state(&mut self.space(), row.id, &[State::Running], end)?;
        }
        self.live(Topic::Bulk(row.id.0), row.id.0);
        Ok(more)
    }

    /// The next records, and the place after them: in a selection the index, in a filter the last id.
    fn bulk_records(&mut self, row: &bulk::Stored, limit: i64) -> Result<(Vec<RecordRef>, i64)> {
        if let Some(filter) = &row.over.filter {
            let defs = self.defs.clone();
            let (after, how) = (RecordId(row.after), (limit, self.now));
            let found = crm::after(&mut self.space(), defs.crm(), filter, after, how)?;
            let last = found.last().map_or(row.after, |record| record.id.0);
            return Ok((found, last));
        }
        let start = usize::try_from(row.after).unwrap_or(usize::MAX);
        let taken: Vec<_> = row
            .over
            .records
            .iter()
            .skip(start)
            .take(usize::try_from(limit).unwrap_or(1))
            .copied()
            .collect();
        let after = row.after + i64::try_from(taken.len()).unwrap_or_default();
        Ok((taken, after))
    }

    /// Changes one record as whoever started the bulk run. False when the change was refused; nothing of it stays then.
    fn bulk_change(&mut self, row: &bulk::Stored, change: &BulkChange, record: RecordRef) -> Result<bool> {
        let defs = self.defs.clone();
        let mut ctx = defs.ctx(self.engine.ids(), self.now, row.author.clone());
        let changed = self
            .tx
            .attempt(|tx| carry_out(&mut tx.space(row.workspace), &mut ctx, change, record));
        let emitted = ctx.emitted;
        match changed {
            Ok(()) => {
                self.emitted(&emitted);
                Ok(true)
            }
            Err(CrmError::Store(error)) => Err(error.into()),
            Err(_) => Ok(false),
        }
    }

    /// One record: an event of its own, so that the log tells what happened to it. False when it failed.
    fn bulk_one(&mut self, row: &bulk::Stored, record: RecordRef) -> Result<bool> {
        let Some(compiled) = self.defs.scenarios.get(&row.scenario).cloned() else {
            return Ok(false);
        };
        let event = Event {
            id: EventId(self.next_id()),
            workspace: row.workspace,
            kind: EventKind::RunRequested,
            subject: Some(record),
            key: Some(row.scenario.0),
            payload: Payload {
                variables: row.over.variables.clone(),
                chain: row.over.chain.clone(),
                ..Payload::default()
            },
            cause: None,
            depth: row.over.depth,
            author: row.author.clone(),
            at: self.now,
        };
        events::append(&mut self.space(), &event, EventState::Done)?;
        let (id, mut ok) = (event.id, false);
        let before = std::mem::take(&mut self.done);
        self.guarded(id, |work| {
            let vars = Rc::new(Vars::new(&event.payload));
            let finished = work.start(&compiled, &Rc::new(event), &vars)?;
            ok = finished.row.status != RunStatus::Failed;
            Ok(())
        })?;
        let own = std::mem::replace(&mut self.done, before);
        self.done.merge(own);
        Ok(ok)
    }
}

fn carry_out(
    space: &mut Space,
    ctx: &mut Ctx,
    change: &BulkChange,
    record: RecordRef,
) -> std::result::Result<(), CrmError> {
    match change {
        BulkChange::Move {
            stage,
            loss_reason_id,
        } => {
            let patch = LeadPatch {
                loss_reason_id: loss_reason_id.map(Some),
                ..LeadPatch::default()
            };
            crm::move_leads(space, ctx, &[record.id], *stage, None, &patch)?;
        }
        BulkChange::Assign { responsible_id } => crm::assign(space, ctx, record, *responsible_id)?,
        BulkChange::Tag { add, remove } => {
            let off = match remove.is_empty() {
                true => Untag::None,
                false => Untag::These(remove.clone()),
            };
            crm::change_tags(space, ctx, record, add, &off)?;
        }
        BulkChange::Delete {} => crm::delete(space, ctx, record)?,
    }
    Ok(())
}
