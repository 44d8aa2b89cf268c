//! What follows from a try: delivered, tried again, uncertain or failed. Pure.

use super::host::Verdict;
use signalbox_channels::outbound::{OutboundError, OutboundResponse, backoff, retriable_status, retry_after};
use signalbox_model::connection::RetryPolicy;
use signalbox_model::job::{Attempt, JobState};
use signalbox_model::{JobId, Micros};
use signalbox_wire::answer::Said;

/// What a try brought.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    pub attempt: Attempt,
    pub state: JobState,
    /// When it is tried again, for a job that is planned.
    pub due_at: Micros,
    /// The whole answer, for a scenario that waits for it.
    pub answer: Option<String>,
}

/// The job as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Try<'r> {
    pub job: JobId,
    /// Which try this was, from 1.
    pub number: usize,
    /// How many there are in all.
    pub tries: usize,
    /// A scenario waits for the answer: it is not repeated (Z-97).
    pub listens: bool,
    /// What its connection says is tried again.
    pub retry: Option<&'r RetryPolicy>,
    /// When it ended.
    pub now: Micros,
}

/// State, next moment, and what to tell people.
pub(super) type Judged = (JobState, Micros, Option<String>);

impl Try<'_> {
    fn is_last(&self) -> bool {
        self.listens || self.number >= self.tries
    }

    /// Judges an answer.
    pub fn answered(&self, answer: &OutboundResponse) -> Judged {
        let status = answer.status;
        if (200..300).contains(&status) {
            return (JobState::Delivered, self.now, None);
        }
        if !self.is_repeated(status) {
            return (JobState::Failed, self.now, Some(refused(status)));
        }
        if self.is_last() {
            let error = format!("the receiver answered {status}{}", self.no_more());
            return (JobState::Failed, self.now, Some(error));
        }
        let wish = retry_after(&answer.headers, self.now.secs()).filter(|wish| !wish.is_zero());
        let pause = match wish {
            // A little later than asked for, and not all at the same moment.
            Some(wish) => wish.mul_f64(1.0 + 0.1 * self.chance()),
            None => self.backoff(),
        };
        let due_at = self.after(pause);
        (
            JobState::Planned,
            due_at,
            Some(format!("the receiver answered {status}")),
        )
    }

    /// Judges that there was no answer.
    pub fn unanswered(&self, error: &OutboundError) -> Judged {
        let may_repeat = self.retry.is_none_or(|retry| retry.unanswered) || !error.outcome_unknown();
        if !self.is_last() && error.retriable() && may_repeat {
            return (
                JobState::Planned,
                self.after(self.backoff()),
                Some(error.to_string()),
            );
        }
        let state = if error.outcome_unknown() {
            JobState::Uncertain
        } else {
            JobState::Failed
        };
        let text = match error {
            OutboundError::TimedOut { after, .. } if self.listens => {
                format!("answer not received in {} s", after.as_secs_f64())
            }
            _ if error.retriable() => format!("{error}{}", self.no_more()),
            _ => error.to_string(),
        };
        (state, self.now, Some(text))
    }

    /// Judges an answer by what it says, where its status alone does not tell (Z-197).
    pub fn said(&self, (state, due_at, error): Judged, status: u16, said: &Said) -> Judged {
        let is_fine = (200..300).contains(&status);
        match said {
            Said::Nothing => (state, due_at, error),
            // Trouble of the receiver is trouble, whatever it says.
            Said::Success if status < 500 => (JobState::Delivered, self.now, None),
            Said::Success => (state, due_at, error),
            Said::Failure { message, .. } if is_fine => {
                let say = format!(
                    "the receiver refuses the request: {message}. Mend the values, then send it again"
                );
                (JobState::Failed, self.now, Some(say))
            }
            Said::Failure { message, .. } => (
                state,
                due_at,
                error.map(|error| format!("{error} The receiver says: {message}")),
            ),
        }
    }

    fn is_repeated(&self, status: u16) -> bool {
        match self.retry {
            Some(retry) if !retry.statuses.is_empty() => retry.statuses.contains(&status),
            _ => retriable_status(status),
        }
    }

    /// Judges a refusal of what proved the sender, when the next try has something better: once is enough.
    pub fn unproved(&self, (state, due_at, error): Judged) -> Judged {
        match self.number == 1 && !self.is_last() {
            true => (JobState::Planned, self.now, error),
            false => (state, due_at, error),
        }
    }

    /// Judges that the request could not be made for a reason that may pass.
    pub fn hindered(&self, reason: String) -> Judged {
        if self.is_last() {
            return (JobState::Failed, self.now, Some(reason));
        }
        (JobState::Planned, self.after(self.backoff()), Some(reason))
    }

    fn no_more(&self) -> String {
        if self.listens {
            "; a request whose answer a scenario waits for is not repeated".to_owned()
        } else {
            format!(
                "; that was try {} of {}. Retry it by hand once the receiver works",
                self.number, self.tries
            )
        }
    }

    fn backoff(&self) -> std::time::Duration {
        backoff(u32::try_from(self.number).unwrap_or(u32::MAX), self.chance())
    }

    fn after(&self, pause: std::time::Duration) -> Micros {
        let pause = i64::try_from(pause.as_micros()).unwrap_or(i64::MAX);
        Micros(self.now.0.saturating_add(pause))
    }

    /// A number from 0 to 1 that differs from job to job and from try to try; it only spreads moments.
    fn chance(&self) -> f64 {
        // The finalizer of SplitMix64.
        let seed = self.job.0.cast_unsigned() ^ (self.number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let top = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(u32::MAX);
        f64::from(top) / f64::from(u32::MAX)
    }
}

fn refused(status: u16) -> String {
    if (300..400).contains(&status) {
        return format!(
            "the receiver redirects ({status}): allow redirects in the action, or use the address it leads to"
        );
    }
    format!(
        "the receiver refuses the request ({status}): mend the address, the headers or the body, then retry"
    )
}

/// What a try tells about the host.
pub(super) fn verdict(answer: Result<u16, &OutboundError>) -> Verdict {
    match answer {
        Ok(429) => Verdict::Unknown,
        Ok(status) if status >= 500 => Verdict::Failing,
        Ok(_) => Verdict::Alive,
        Err(error) if error.retriable() => Verdict::Failing,
        Err(_) => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests;
