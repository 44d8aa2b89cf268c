//! `operator`: hands the dialog to a person and goes on when they close it (O-35, Z-133, Z-136, Z-139).

use crate::chat::internal::Phase;
use crate::error::Result;
use crate::flow::texts::Said;
use crate::flow::walk::{After, Spot, Walk};
use crate::work::Work;
use signalbox_model::dialog::{DialogStatus, Line};
use signalbox_model::flow::OperatorStep;

pub(super) fn operator(
    work: &mut Work,
    walk: &mut Walk,
    spot: &Spot,
    settings: &OperatorStep,
) -> Result<After> {
    if let Some(message) = &settings.message {
        work.send(walk, spot, message)?;
    }
    let bots = if settings.bots.is_empty() {
        vec![walk.bot.bot.id]
    } else {
        let defs = work.defs.clone();
        let known = settings.bots.iter().filter_map(|key| defs.bots.by_key(key));
        known.map(|bot| bot.bot.id).collect()
    };
    if work.give_to_operator(walk, &bots)? {
        return Ok(After::Stay(Phase::Operator));
    }
    let author = walk.author();
    work.line(walk.talk, Line::NobodyFree, &author)?;
    work.say_text(walk.talk, Said::NoOperator, None)?;
    if settings.nobody.is_some() {
        return Ok(After::Go(settings.nobody.clone()));
    }
    // It waits among the unassigned ones until somebody takes it.
    work.change_status(walk.talk, DialogStatus::Manual, &author)?;
    walk.talk.row.unread = walk.talk.row.unread.max(1);
    Ok(After::Stay(Phase::Operator))
}
