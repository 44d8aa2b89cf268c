//! `act`: actions of the automation, for the dialog's contact (O-38, C-54).

use crate::error::Result;
use crate::flow::walk::Walk;
use crate::steps::{no_block, remember};
use crate::work::Work;
use signalbox_model::action::Action;
use signalbox_model::dialog::Line;
use signalbox_model::flow::ActStep;
use signalbox_model::run::StepState;

pub(super) fn act(work: &mut Work, walk: &mut Walk, settings: &ActStep) -> Result<()> {
    let block = no_block();
    for action in settings.actions.iter().filter(|action| !action.off) {
        let trace = match &action.action {
            Action::SetDialogValue(set) => {
                let done = remember(work, &walk.run, walk.talk, set);
                work.refresh(walk)?;
                work.traced(action, done)?
            }
            _ => work.perform(&mut walk.run, &block, action)?,
        };
        // One that fails does not stop the next (Z-17); people read why.
        if trace.state == StepState::Failed {
            let author = walk.author();
            let reason = trace
                .note
                .into_iter()
                .chain(trace.warnings)
                .collect::<Vec<_>>()
                .join("; ");
            work.line(walk.talk, Line::Trouble { reason }, &author)?;
        }
    }
    work.refresh(walk)
}
