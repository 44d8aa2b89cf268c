//! `assign`: gives the dialog to one of several users by their shares, or takes it from them (C-54, Z-163).

use super::split::{draw, drawn};
use crate::error::Result;
use crate::flow::walk::Walk;
use crate::work::Work;
use signalbox_model::dialog::Line;
use signalbox_model::flow::AssignStep;

pub(super) fn assign(work: &mut Work, walk: &mut Walk, settings: &AssignStep) -> Result<()> {
    let author = walk.author();
    if settings.users.is_empty() {
        return work.assign_talk(walk.talk, None, &author);
    }
    let draw = draw(work, walk)?;
    let Some(n) = drawn(settings.users.iter().map(|user| user.share), draw) else {
        return Ok(());
    };
    match work.defs.clone().schema.resolve_user(&settings.users[n].user) {
        Ok(user) => work.assign_talk(walk.talk, Some(user.id), &author),
        Err(error) => {
            let reason = error.to_string();
            work.line(walk.talk, Line::Trouble { reason }, &author)
        }
    }
}
