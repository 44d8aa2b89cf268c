//! What comes back from the outbox: the try is written, and a listener gets the answer as an event.

use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::work::Work;
use signalbox_model::event::{Event, EventKind, Payload};
use signalbox_model::job::{Attempt, JobState, Listening};
use signalbox_model::notice::NoticeKind;
use signalbox_model::record::Author;
use signalbox_model::{EventId, JobId, Micros, WorkspaceId};
use signalbox_store::notices::{self, Notice};
use signalbox_store::{Tx, jobs};

/// How one try ended.
pub struct Tried {
    /// The try, its answer cut to what the log keeps.
    pub attempt: Attempt,
    /// Where the job stands now.
    pub state: JobState,
    /// When it is tried again, if it is.
    pub due_at: Micros,
    /// The whole answer, for a listener.
    pub answer: Option<String>,
}

impl Engine {
    /// Writes how a try ended.
    pub fn finish_job(&self, tx: &mut Tx, now: Micros, job: &jobs::Stored, tried: Tried) -> Result<Done> {
        let Tried {
            attempt,
            state,
            due_at,
            answer,
        } = tried;
        let status = attempt.status;
        let mut attempts = job.attempts.clone();
        attempts.push(attempt);
        let mut space = tx.space(job.workspace);
        let mut done = Done::default();
        if !jobs::finish_attempt(&mut space, job.id, state, due_at, &attempts)? {
            return Ok(done);
        }
        done.live.push(crate::done::LiveNote {
            workspace: job.workspace,
            topic: Topic::Delivery,
            id: job.id.0,
        });
        done.jobs_planned = state == JobState::Planned;
        if matches!(state, JobState::Failed | JobState::Uncertain) {
            let notice = Notice {
                id: self.ids().next(now.0),
                user: None,
                kind: NoticeKind::DeliveryFailed,
                subject: &job.host,
                latest: job.id.0,
                at: now,
            };
            notices::note(&mut space, notice)?;
        }
        if let (Some(call), true) = (&job.request.call, state.is_final()) {
            done.merge(self.call_ended(tx, now, job, call, state, attempts.last())?);
        }
        if let (Some(dialog), true) = (job.request.dialog, state.is_final()) {
            let answer = (state == JobState::Delivered).then(|| answer.clone().unwrap_or_default());
            done.merge(self.flow_answered(tx, now, job.workspace, dialog, status, answer)?);
        }
        if let (Some(listen), Some(answer), true) = (&job.request.listen, answer, state.is_final()) {
            let mut work = self.work(tx, now, job.workspace)?;
            work.answered(job, listen, answer, status)?;
            done.merge(work.done);
        }
        Ok(done)
    }

    /// Sends a job again.
    pub fn retry_job(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, id: JobId) -> Result<Done> {
        if !jobs::retry(&mut tx.space(workspace), id, now)? {
            let say =
                "this delivery is under way, unknown, or packed away by retention: it cannot be sent again";
            return Err(EngineError::Conflict(say.into()));
        }
        Ok(Done {
            jobs_planned: true,
            ..Done::default()
        })
    }
}

impl Work<'_, '_> {
    /// The answer's variables hide the parent's of the same name (Z-102).
    fn answered(
        &mut self,
        job: &jobs::Stored,
        listen: &Listening,
        answer: String,
        status: Option<u16>,
    ) -> Result<()> {
        if answer.is_empty() && !listen.also_without_data {
            return Ok(());
        }
        let mut variables = listen.parent.variables.clone();
        variables.insert(
            "webhook_status".into(),
            status
                .map_or_else(String::new, |status| status.to_string())
                .into(),
        );
        let event = Event {
            id: EventId(self.next_id()),
            workspace: job.workspace,
            kind: EventKind::RunRequested,
            subject: listen.subject,
            key: Some(listen.scenario.0),
            payload: Payload {
                variables,
                body: Some(answer),
                ..listen.parent.clone()
            },
            cause: job.event,
            depth: listen.depth,
            author: job.run.map_or(Author::System, |run| Author::Run { run }),
            at: self.now,
        };
        self.emit(&event)
    }
}
