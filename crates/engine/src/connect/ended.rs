//! What follows from a call that ended: its connection remembers the last failure, and a bridge whose calls only fail
//! is stopped and its owner told (L-28).

use crate::done::{Done, LiveNote, Topic};
use crate::engine::Engine;
use crate::error::Result;
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::job::{Attempt, Call, JobState};
use signalbox_model::notice::NoticeKind;
use signalbox_model::record::Author;
use signalbox_model::scenario::Shape;
use signalbox_model::{Micros, ScenarioId, UserId};
use signalbox_store::{Tx, connections, jobs, scenarios};

/// So many failures in a row stop a bridge.
pub const MOST_FAILURES: i64 = 10;

impl Engine {
    /// Notes how a call ended.
    pub(crate) fn call_ended(
        &self,
        tx: &mut Tx,
        now: Micros,
        job: &jobs::Stored,
        call: &Call,
        state: JobState,
        last: Option<&Attempt>,
    ) -> Result<Done> {
        let mut work = self.work(tx, now, job.workspace)?;
        match state {
            JobState::Delivered => {
                if let Some(scenario) = call.scenario {
                    connections::forget_failures(&mut work.space(), scenario)?;
                }
            }
            JobState::Failed | JobState::Uncertain => {
                let why = last
                    .and_then(|attempt| attempt.error.as_deref())
                    .unwrap_or_default();
                connections::failed(&mut work.space(), &call.connection, job.id, why, now)?;
                if let Some(scenario) = call.scenario {
                    work.count_failure(scenario)?;
                }
            }
            _ => {}
        }
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    /// Counts a failure of a scenario; a bridge that only failed is stopped.
    pub(crate) fn count_failure(&mut self, id: ScenarioId) -> Result<()> {
        let Some(known) = self.defs.scenarios.get(&id).cloned() else {
            return Ok(());
        };
        if known.body.scenario.shape != Some(Shape::Bridge) || !known.on {
            return Ok(());
        }
        if connections::count_failure(&mut self.space(), id)? < MOST_FAILURES {
            return Ok(());
        }
        let by = By {
            workspace: self.defs.workspace,
            author: Author::System,
            now: self.now,
        };
        let now = self.now;
        scenarios::switch(&mut self.space(), id, false, None, now)?;
        self.engine.touch_scenario(self.tx, &by, id)?;
        let owner = self.owner_of(id, known.version)?;
        self.notice(owner, NoticeKind::BridgePaused, &id.to_string(), id.0)?;
        self.done.live.push(LiveNote {
            workspace: by.workspace,
            topic: Topic::Definitions,
            id: id.0,
        });
        Ok(())
    }

    /// Who saved the version that runs; nobody in particular when it was no person.
    fn owner_of(&mut self, id: ScenarioId, version: i64) -> Result<Option<UserId>> {
        let author = scenarios::author(&mut self.space(), id, version)?;
        Ok(match author {
            Some(Author::User { user }) => Some(user),
            _ => None,
        })
    }
}
