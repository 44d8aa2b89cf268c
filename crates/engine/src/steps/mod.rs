//! The catalogue of actions: one file each, and what they have in common.

mod call_operation;
mod cancel_delayed;
mod change_global;
mod notify;
mod plan;
mod records;
mod run_scenario;
pub(crate) mod send_webhook;
mod stop;
mod talk;

use crate::crm::CrmError;
use crate::error::EngineError;
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::{Level, Rendered};
use signalbox_model::action::{Action, Step};
use signalbox_model::record::Change;
use signalbox_model::run::StepState;
use signalbox_model::scenario::Block;
use signalbox_model::{JobId, RecordRef, TimerId};
use signalbox_store::StoreError;

pub(crate) use plan::planned;
pub(crate) use talk::remember;

/// What a step did.
pub(crate) struct Outcome {
    pub state: StepState,
    pub note: Option<String>,
    pub record: Option<RecordRef>,
    pub changes: Vec<Change>,
    pub job: Option<JobId>,
    pub timer: Option<TimerId>,
    pub warnings: Vec<String>,
}

impl Outcome {
    pub fn new(state: StepState) -> Self {
        Self {
            state,
            note: None,
            record: None,
            changes: Vec::new(),
            job: None,
            timer: None,
            warnings: Vec::new(),
        }
    }

    pub fn done() -> Self {
        Self::new(StepState::Done)
    }

    pub fn note(self, note: impl Into<String>) -> Self {
        Self {
            note: Some(note.into()),
            ..self
        }
    }

    pub fn on(self, record: RecordRef) -> Self {
        Self {
            record: Some(record),
            ..self
        }
    }
}

/// Why a step did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepFault {
    /// It does not apply here (Z-15).
    #[error("{0}")]
    Skip(String),
    /// It failed; the next steps go on (Z-17), unless the step says otherwise.
    #[error("{0}")]
    Fail(String),
    /// The transaction cannot go on.
    #[error(transparent)]
    Engine(EngineError),
}

impl From<EngineError> for StepFault {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(_) => Self::Engine(error),
            EngineError::Crm(error) => error.into(),
            other => Self::Fail(other.to_string()),
        }
    }
}

impl From<StoreError> for StepFault {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<CrmError> for StepFault {
    fn from(error: CrmError) -> Self {
        match error {
            CrmError::Store(error) => error.into(),
            other => Self::Fail(other.to_string()),
        }
    }
}

pub(crate) type Done = Result<Outcome, StepFault>;

/// Carries a step out now.
pub(crate) fn perform(work: &mut Work, run: &mut Run, block: &Block, step: &Step) -> Done {
    match &step.action {
        Action::SendWebhook(webhook) => send_webhook::send(work, run, block, step, webhook),
        Action::CallOperation(call) => call_operation::call(work, run, step, call),
        Action::RunScenario(wanted) => run_scenario::run(work, run, step, wanted),
        Action::CancelDelayed(which) => cancel_delayed::cancel(work, run, step, which),
        Action::ChangeGlobal(change) => change_global::change(work, run, change),
        Action::Stop(settings) => stop::stop(work, run, settings),
        Action::SendMessage(settings) => talk::send_message(work, run, step, settings),
        Action::RunFlow(settings) => talk::run_flow(work, run, step, settings),
        Action::SetDialogStatus(settings) => talk::set_status(work, run, step, settings),
        Action::AssignOperator(settings) => talk::assign(work, run, step, settings),
        Action::ReleaseDialog(settings) => talk::release(work, run, step, settings),
        Action::SetDialogValue(settings) => talk::set_value(work, run, step, settings),
        Action::Notify(settings) => notify::notify(work, run, step, settings),
        Action::SendTelegram(settings) => talk::send_telegram(work, run, settings),
        _ => records::perform(work, run, step),
    }
}

/// What a flow has for an action on a dialog; none for an action that stands in flows too. A flow goes on behind its
/// actions, so none may move the dialog, speak in it or give it away at their back (decision 0231).
pub(crate) fn step_instead(action: &Action) -> Option<&'static str> {
    Some(match action {
        Action::SendMessage(_) => "put a `send` step",
        Action::RunFlow(_) => "put a `flow` step, or name `flow/step` where a step leads",
        Action::SetDialogStatus(_) => "put a `finish` step, or let a step set the status when it is done",
        Action::AssignOperator(_) => "put an `operator` or `assign` step",
        Action::ReleaseDialog(_) => "a flow that goes on holds its dialog already",
        _ => return None,
    })
}

/// A block for steps that stand in none.
pub(crate) fn no_block() -> Block {
    Block {
        id: None,
        name: String::new(),
        off: false,
        delay_secs: 0,
        conditions: Vec::new(),
        steps: Vec::new(),
    }
}

/// Whether a step writes several rows and needs a savepoint of its own.
pub(crate) fn writes_records(action: &Action) -> bool {
    !matches!(
        action,
        Action::SendWebhook(_)
            | Action::CallOperation(_)
            | Action::RunScenario(_)
            | Action::CancelDelayed(_)
            | Action::ChangeGlobal(_)
            | Action::Stop(_)
    )
}

/// The record a step acts on: the one it names, else the run's own.
pub(crate) fn target(work: &mut Work, run: &Run, step: &Step) -> Result<Option<RecordRef>, StepFault> {
    let Some(target) = step.apply_to else {
        return Ok(run.subject.or_else(|| run.records.last().copied()));
    };
    Ok(work.with_scope(run, |scope| scope.record(target.kind()))?)
}

/// Adds the notices of a rendered template to a step's warnings; an error among them fails the step.
pub(crate) fn heed(rendered: Rendered, warnings: &mut Vec<String>) -> String {
    warnings.extend(rendered.notices.into_iter().map(|notice| match notice.level {
        Level::Warning => notice.message,
        Level::Error => format!("error: {}", notice.message),
    }));
    rendered.text
}
