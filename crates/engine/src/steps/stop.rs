//! Ending a run or a block on purpose. The deed itself is the caller's: here the reason is written.

use super::{Done, Outcome, heed};
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::Context;
use signalbox_model::action::Stop;

pub(super) fn stop(work: &mut Work, run: &Run, settings: &Stop) -> Done {
    let Some(reason) = &settings.reason else {
        return Ok(Outcome::done());
    };
    let mut warnings = Vec::new();
    let rendered = work.render(run, &reason.0, Context::Field)?;
    let note = heed(rendered, &mut warnings);
    Ok(Outcome {
        warnings,
        ..Outcome::done().note(note)
    })
}
