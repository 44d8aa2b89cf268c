//! One unit of work: a transaction, the definitions it sees, and what it leaves to be done.

use crate::crm::Ctx;
use crate::definitions::Definitions;
use crate::done::{Done, LiveNote, Topic};
use crate::engine::Engine;
use crate::error::Result;
use crate::run::Run;
use crate::scope::RunScope;
use signalbox_expr::{Context, Rendered};
use signalbox_model::event::{Event, EventState};
use signalbox_model::notice::NoticeKind;
use signalbox_model::run::{RowTrace, RunStatus};
use signalbox_model::{Micros, UserId};
use signalbox_store::notices::{self, Notice};
use signalbox_store::{Space, StoreError, Tx, events, runs};
use std::sync::Arc;

/// A unit of work under way.
pub(crate) struct Work<'w, 'a> {
    pub engine: &'w Engine,
    pub tx: &'w mut Tx<'a>,
    pub defs: Arc<Definitions>,
    pub now: Micros,
    pub done: Done,
    /// The moment looked at, when it is not the present.
    pub past: Option<crate::past::Past>,
}

impl<'w, 'a> Work<'w, 'a> {
    pub fn new(engine: &'w Engine, tx: &'w mut Tx<'a>, defs: Arc<Definitions>, now: Micros) -> Self {
        Self {
            engine,
            tx,
            defs,
            now,
            done: Done::default(),
            past: None,
        }
    }

    pub fn space(&mut self) -> Space<'_, 'a> {
        self.tx.space(self.defs.workspace)
    }

    pub fn next_id(&self) -> i64 {
        self.engine.ids().next(self.now.0)
    }

    /// Tells open pages.
    pub fn live(&mut self, topic: Topic, id: i64) {
        self.done.live.push(LiveNote {
            workspace: self.defs.workspace,
            topic,
            id,
        });
    }

    /// Tells open pages of a run, and people when it failed.
    pub fn note_run(&mut self, row: &runs::Stored) -> Result<()> {
        self.live(Topic::Run, row.id.0);
        if row.status == RunStatus::Failed {
            let scenario = row.scenario.to_string();
            self.notice(None, NoticeKind::RunFailed, &scenario, row.id.0)?;
            self.count_failure(row.scenario)?;
        }
        Ok(())
    }

    /// Leaves a line for people; `None`: for everybody.
    pub fn notice(
        &mut self,
        user: Option<UserId>,
        kind: NoticeKind,
        subject: &str,
        latest: i64,
    ) -> Result<()> {
        let notice = Notice {
            id: self.next_id(),
            user,
            kind,
            subject,
            latest,
            at: self.now,
        };
        Ok(notices::note(&mut self.space(), notice)?)
    }

    /// Writes an event and hands it on when a scenario may care; otherwise it is done at once.
    pub fn emit(&mut self, event: &Event) -> Result<()> {
        let state = if self.defs.cares(event) {
            EventState::Waiting
        } else {
            EventState::Done
        };
        events::append(&mut self.space(), event, state)?;
        self.done.hand_on(&self.defs, event);
        Ok(())
    }

    /// What a step needs to change records: the run is the author of every change.
    pub fn ctx<'c>(defs: &'c Definitions, engine: &'c Engine, now: Micros, run: &Run) -> Ctx<'c> {
        let mut ctx = defs.ctx(engine.ids(), now, run.author());
        ctx.cause = Some(run.event.id);
        ctx.depth = run.event.depth + 1;
        ctx.chain = run.chain();
        ctx
    }

    /// Hands on the events that a change of records wrote.
    pub fn emitted(&mut self, emitted: &[Event]) {
        for event in emitted {
            self.done.hand_on(&self.defs, event);
        }
    }

    pub fn judge(
        &mut self,
        run: &Run,
        rows: &[crate::compile::CompiledRow],
    ) -> Result<(bool, Vec<RowTrace>)> {
        if rows.is_empty() {
            return Ok((true, Vec::new()));
        }
        self.with_scope(run, |scope| {
            crate::conditions::judge(rows, scope, &run.event.payload.changes)
        })
    }

    /// Runs `look` with everything the run's templates can see.
    pub fn with_scope<T>(&mut self, run: &Run, look: impl FnOnce(&RunScope) -> T) -> Result<T> {
        let defs = self.defs.clone();
        let scope = RunScope::new(self.tx, &defs, run, self.now, self.engine.links());
        let seen = look(&scope);
        scope.check().map_err(|error: StoreError| error)?;
        Ok(seen)
    }

    /// Renders a template for a run.
    pub fn render(&mut self, run: &Run, source: &str, context: Context) -> Result<Rendered> {
        let template = self.defs.template(source);
        if let Some(text) = template.is_literal()
            && context != Context::Field
        {
            return Ok(Rendered {
                text: text.to_owned(),
                ..Rendered::default()
            });
        }
        self.with_scope(run, |scope| template.render(scope, context))
    }
}
