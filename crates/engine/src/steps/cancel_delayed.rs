//! Cancelling pending delayed actions of the record (F-42, Z-38).

use super::{Done, Outcome, StepFault, target};
use crate::run::Run;
use crate::work::Work;
use signalbox_model::action::{CancelDelayed, Step};
use signalbox_store::timers;

pub(super) fn cancel(work: &mut Work, run: &Run, step: &Step, which: &CancelDelayed) -> Done {
    let record = target(work, run, step)?.ok_or_else(|| StepFault::Skip("the run has no record".into()))?;
    let scenario = work.defs.scenario(&which.scenario).map(|compiled| compiled.id);
    let scenario =
        scenario.ok_or_else(|| StepFault::Fail(format!("there is no scenario `{}`", which.scenario)))?;
    let wanted = timers::Which {
        scenario: Some(scenario),
        block: which.block.as_ref().map(signalbox_model::Key::as_str),
        step: which.step.as_ref().map(signalbox_model::Key::as_str),
        record: Some(record.id),
    };
    let cancelled = timers::cancel(&mut work.space(), &wanted)?;
    work.live(crate::done::Topic::Timer, record.id.0);
    Ok(Outcome::done()
        .on(record)
        .note(format!("{cancelled} pending actions cancelled")))
}
