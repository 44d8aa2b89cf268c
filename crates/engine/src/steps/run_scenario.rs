//! Starting a manual scenario: for the record at hand, or for every record that fits (F-29).

use super::{Done, Outcome, StepFault, target};
use crate::run::Run;
use crate::work::Work;
use signalbox_model::action::{RunScenario, Step};
use signalbox_store::bulk::Over;

pub(super) fn run(work: &mut Work, run: &Run, step: &Step, wanted: &RunScenario) -> Done {
    let Some(filter) = &wanted.each else {
        let record = target(work, run, step)?;
        let event = work.request_run(run, &wanted.scenario, record)?;
        let outcome = Outcome {
            record,
            ..Outcome::done()
        };
        return Ok(outcome.note(format!("event {event} starts `{}`", wanted.scenario)));
    };
    let compiled = work.defs.scenario(&wanted.scenario).cloned();
    let compiled =
        compiled.ok_or_else(|| StepFault::Fail(format!("there is no scenario `{}`", wanted.scenario)))?;
    if !compiled.body.scenario.start.is_manual() {
        return Err(StepFault::Fail(format!(
            "scenario `{}` is not a manual one",
            wanted.scenario
        )));
    }
    let over = Over {
        talks: None,
        records: Vec::new(),
        filter: Some((**filter).clone()),
        variables: run.vars.flat_json(),
        chain: run.chain(),
        depth: run.event.depth + 1,
        change: None,
    };
    let bulk = work.start_bulk(compiled.id, over, run.author())?;
    Ok(Outcome::done().note(format!("bulk run {bulk} of `{}`", wanted.scenario)))
}
