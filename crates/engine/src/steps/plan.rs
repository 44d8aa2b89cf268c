//! Putting a step off: a timer row instead of the deed (F-50…F-52).

use super::{Done, Outcome, StepFault, target};
use crate::compile::id_of;
use crate::run::Run;
use crate::timing::{self, DateInput, Planned};
use crate::work::Work;
use jiff::tz::TimeZone;
use signalbox_expr::Value;
use signalbox_model::action::Step;
use signalbox_model::run::StepState;
use signalbox_model::scenario::Block;
use signalbox_model::timer::{Timer, When, Zone};
use signalbox_model::{Micros, RecordKind, RecordRef, TimerId};
use signalbox_store::timers;

/// Plans a step for later, or says why there is nothing to plan.
pub(crate) fn planned(work: &mut Work, run: &mut Run, block: &Block, step: &Step) -> Done {
    let Some(timer) = &step.timer else {
        return Err(StepFault::Skip("it has no timer".into()));
    };
    let record = target(work, run, step)?;
    let when = moment(work, run, timer)?;
    if timer.overwrite {
        // Also when no date comes out: a cleared birthday must not greet (Z-37).
        let which = timers::Which {
            scenario: Some(run.scenario),
            block: block.id.as_ref().map(signalbox_model::Key::as_str),
            step: step.id.as_ref().map(signalbox_model::Key::as_str),
            record: record.map(|record| record.id),
        };
        timers::cancel(&mut work.space(), &which)?;
    }
    match when {
        Planned::At(due_at) => set(work, run, block, step, record, due_at),
        Planned::Now => work.perform_planned(run, block, step),
        Planned::Past => Err(StepFault::Skip("not planned: the date has passed".into())),
        Planned::NoDate(why) => Err(StepFault::Skip(format!("not planned: {why}"))),
    }
}

fn moment(work: &mut Work, run: &Run, timer: &Timer) -> Result<Planned, StepFault> {
    let source = match &timer.at {
        When::After(_) => None,
        When::OnDate(date) => Some(&date.date),
        When::OnDayOfYear(day) => Some(&day.date),
        When::At(phrase) => Some(phrase),
    };
    let date = match source {
        None => None,
        Some(source) => {
            let template = work.defs.template(&source.0);
            let (value, _) = work.with_scope(run, |scope| template.value(scope))?;
            Some(date_input(value))
        }
    };
    let zone = zone(work, run, timer.zone)?;
    Ok(timing::plan(timer, date.as_ref(), work.now, &zone))
}

fn date_input(value: Value) -> DateInput {
    match value {
        Value::Date(date) => DateInput::Date(date),
        Value::DateTime(at, _) => DateInput::Moment(Micros(at.timestamp().as_microsecond())),
        other => DateInput::Text(other.to_text()),
    }
}

fn zone(work: &mut Work, run: &Run, zone: Zone) -> Result<TimeZone, StepFault> {
    let own = work.defs.zone.clone();
    if zone == Zone::Workspace {
        return Ok(own);
    }
    let contact = work.with_scope(run, |scope| scope.record(RecordKind::Contact))?;
    let Some(contact) = contact else { return Ok(own) };
    let name = crate::crm::contact_timezone(&mut work.space(), contact.id)?;
    Ok(name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(own))
}

fn set(
    work: &mut Work,
    run: &Run,
    block: &Block,
    step: &Step,
    record: Option<RecordRef>,
    due_at: Micros,
) -> Done {
    let timer = timers::Stored {
        id: TimerId(work.next_id()),
        workspace: work.defs.workspace,
        scenario: run.scenario,
        block: id_of(block.id.as_ref()).to_string(),
        step: id_of(step.id.as_ref()).to_string(),
        run: run.id,
        record,
        dialog: None,
        due_at,
        state: timers::State::Waiting,
        context: run.context()?,
    };
    timers::insert(&mut work.space(), &timer)?;
    work.done.timers = true;
    work.live(crate::done::Topic::Timer, timer.id.0);
    let mut outcome = Outcome::new(StepState::Planned);
    outcome.timer = Some(timer.id);
    outcome.record = record;
    let at = jiff::Timestamp::from_microsecond(due_at.0)
        .unwrap_or_default()
        .to_zoned(work.defs.zone.clone());
    Ok(outcome.note(at.strftime("%Y-%m-%d %H:%M:%S %:z").to_string()))
}

impl Work<'_, '_> {
    /// A planned step whose moment is now.
    fn perform_planned(&mut self, run: &mut Run, block: &Block, step: &Step) -> Done {
        super::perform(self, run, block, step)
    }
}
