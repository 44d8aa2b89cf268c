//! What dialogs wait for: delays, pushes, silence of operators; all of them visible timers.

use super::walk::{Spot, Walk};
use crate::chat::internal::{Cause, Input, Phase, Talk};
use crate::error::Result;
use crate::work::Work;
use serde::{Deserialize, Serialize};
use signalbox_model::dialog::{DialogStatus, Holder, Line};
use signalbox_model::flow::Push;
use signalbox_model::record::Author;
use signalbox_model::{DialogId, EventId, Micros, RunId, ScenarioId, TimerId};
use signalbox_store::timers;

/// A step's delay.
pub(crate) const DELAY: &str = "delay";
/// A `wait` step.
pub(crate) const WAIT: &str = "wait";
/// A message to somebody who is silent.
pub(crate) const PUSH: &str = "push";
/// A link that ties the chat to a user is good until then.
pub(crate) const LOG_IN: &str = "log_in";
/// Messages that come in pieces.
pub(crate) const GATHER: &str = "gather";
/// A dialog that was put off.
pub(crate) const SNOOZE: &str = "snooze";
/// The client is silent: `after_wait` is said.
pub(crate) const CLIENT_SILENT: &str = "client_silent";
/// The client is silent: the chat is closed.
pub(crate) const CLIENT_GONE: &str = "client_gone";
/// The operator is silent.
pub(crate) const OPERATOR_SILENT: &str = "operator_silent";

/// What a clock knows when it fires.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Known {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<EventId>,
    #[serde(default)]
    n: usize,
}

impl Work<'_, '_> {
    /// Sets a clock of a dialog.
    pub(crate) fn set_clock(
        &mut self,
        talk: &Talk,
        kind: &str,
        step: &str,
        due_at: Micros,
        cause: &Cause,
        n: usize,
    ) -> Result<()> {
        let known = Known {
            event: cause.event,
            n,
        };
        let timer = timers::Stored {
            id: TimerId(self.next_id()),
            workspace: self.defs.workspace,
            scenario: ScenarioId(0),
            block: kind.to_owned(),
            step: step.to_string(),
            run: RunId(0),
            record: talk.contact(),
            dialog: Some(talk.row.id),
            due_at,
            state: timers::State::Waiting,
            context: serde_json::to_string(&known)?,
        };
        timers::insert(&mut self.space(), &timer)?;
        self.done.timers = true;
        self.live(crate::Topic::Timer, timer.id.0);
        Ok(())
    }

    /// The pushes of a step, else those of its flow (C-50).
    fn pushes(spot: &Spot) -> &[Push] {
        let own = &spot.step().pushes;
        if own.is_empty() { &spot.doc.pushes } else { own }
    }

    /// Sets the clock of the first push.
    pub(crate) fn first_push(&mut self, walk: &mut Walk, spot: &Spot) -> Result<()> {
        self.next_push(walk, spot, 0)
    }

    fn next_push(&mut self, walk: &mut Walk, spot: &Spot, n: usize) -> Result<()> {
        let Some(push) = Self::pushes(spot).get(n) else {
            return Ok(());
        };
        let due = walk.due.max(self.now).plus_secs(push.after_secs.into());
        self.set_clock(walk.talk, PUSH, spot.step().id.as_str(), due, &walk.cause, n)
    }

    /// A clock of a dialog has come due.
    pub(crate) fn fire_clock(&mut self, timer: &timers::Stored, dialog: DialogId) -> Result<()> {
        let mut talk = match self.talk(dialog) {
            Err(crate::EngineError::NotFound(_)) => return Ok(()),
            other => other?,
        };
        let known: Known = serde_json::from_str(&timer.context).unwrap_or_default();
        let cause = Cause {
            event: known.event,
            depth: 1,
            ..Cause::by(Author::Dialog { dialog })
        };
        match timer.block.as_str() {
            SNOOZE => talk.row.snoozed_until = None,
            CLIENT_SILENT => self.say_after_wait(&mut talk)?,
            CLIENT_GONE => {
                if matches!(talk.row.holder, Holder::Operator { .. }) {
                    self.close_talk(&mut talk, &Author::System)?;
                }
            }
            OPERATOR_SILENT => self.alarm(&mut talk)?,
            _ => self.fire_flow_clock(&mut talk, timer, &cause, known.n)?,
        }
        self.keep(talk, &cause)?;
        Ok(())
    }

    /// A clock of the flow: it counts only while the flow speaks and stands where the clock was set.
    fn fire_flow_clock(
        &mut self,
        talk: &mut Talk,
        timer: &timers::Stored,
        cause: &Cause,
        n: usize,
    ) -> Result<()> {
        let bot = self.defs.bots.by_id.get(&talk.row.bot).cloned();
        let Some(bot) = bot.filter(|bot| bot.bot.on) else {
            return Ok(());
        };
        if talk.row.holder != Holder::Flow
            || !matches!(talk.row.status, DialogStatus::Auto | DialogStatus::Waiting)
        {
            return Ok(());
        }
        if timer.block == GATHER {
            let text = std::mem::take(&mut talk.memory.gathered).join("\n");
            return self.drive(talk, &bot, Input::text(text), cause);
        }
        if timer.block == LOG_IN && talk.memory.phase == Phase::LogIn {
            return self.end_log_in(talk, None);
        }
        let mut walk = self.walk(talk, &bot, cause)?;
        let Some(spot) = self
            .waiting_on(&mut walk)?
            .filter(|spot| spot.step().id.as_str() == timer.step)
        else {
            return Ok(());
        };
        match (timer.block.as_str(), walk.talk.memory.phase) {
            (DELAY, Phase::Delay) => {
                let next = self.enter(&mut walk, &spot, true)?;
                self.go(&mut walk, next)
            }
            (WAIT, Phase::Moment) => {
                let target = spot.step().next.clone();
                let next = self.leave(&mut walk, &spot, target.as_ref())?;
                self.go(&mut walk, next)
            }
            (PUSH, Phase::Answer) => {
                if let Some(push) = Self::pushes(&spot).get(n).cloned() {
                    self.send(&mut walk, &spot, &push.message)?;
                    self.next_push(&mut walk, &spot, n + 1)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Sets the clock that brings a dialog back.
    pub(crate) fn snooze_timer(&mut self, talk: &Talk, until: Option<Micros>) -> Result<()> {
        self.stop_timers(talk.row.id, Some(SNOOZE))?;
        match until {
            Some(due) => self.set_clock(talk, SNOOZE, "", due, &Cause::by(Author::System), 0),
            None => Ok(()),
        }
    }

    fn alarm(&mut self, talk: &mut Talk) -> Result<()> {
        if matches!(talk.row.holder, Holder::Operator { .. }) {
            let reason = "the operator has not answered in time".to_owned();
            talk.memory.trouble = Some(reason.clone());
            talk.row.unread = talk.row.unread.max(1);
            self.line(talk, Line::Trouble { reason }, &Author::System)?;
        }
        Ok(())
    }
}
