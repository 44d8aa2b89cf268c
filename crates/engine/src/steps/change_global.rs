//! Setting a global variable (F-43, F-55, F-56, Z-212…Z-215).

use super::{Done, Outcome, StepFault, heed};
use crate::globals;
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::Context;
use signalbox_model::action::ChangeGlobal;
use signalbox_model::record::Change;

pub(super) fn change(work: &mut Work, run: &Run, change: &ChangeGlobal) -> Done {
    // Two runs that add to one counter must not read the same old value (Z-213).
    let name = change.name.to_lowercase();
    let lock = name.bytes().fold(run.event.workspace.0, |sum, b| {
        sum.wrapping_mul(31).wrapping_add(i64::from(b))
    });
    work.tx.lock(lock)?;
    let mut warnings = Vec::new();
    let rendered = work.render(run, &change.value.0, Context::Field)?;
    let value = if rendered.clear {
        String::new()
    } else {
        heed(rendered, &mut warnings)
    };
    globals::check(&change.name, &value).map_err(|fault| StepFault::Fail(fault.to_string()))?;
    let now = work.now;
    let old = signalbox_store::globals::get(&mut work.space(), &change.name)?.map(|global| global.value);
    signalbox_store::globals::set(&mut work.space(), &change.name, &value, now)?;
    let changes = vec![Change {
        field: change.name.clone(),
        old: old.into(),
        new: value.into(),
    }];
    Ok(Outcome {
        changes,
        warnings,
        ..Outcome::done()
    })
}
