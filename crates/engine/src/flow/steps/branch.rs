//! `branch`: the first way whose conditions hold; when none does, people answer (C-52, Z-162).

use crate::chat::internal::Phase;
use crate::compile::conditions;
use crate::error::Result;
use crate::flow::walk::{After, Walk};
use crate::work::Work;
use signalbox_model::flow::BranchStep;

pub(super) fn branch(work: &mut Work, walk: &mut Walk, settings: &BranchStep) -> Result<After> {
    for branch in &settings.branches {
        if work.judge(&walk.run, &conditions(&branch.conditions))?.0 {
            return Ok(After::Go(branch.next.clone()));
        }
    }
    work.trouble(walk, "no branch fitted: somebody has to answer".into())?;
    Ok(After::Stay(Phase::Still))
}
