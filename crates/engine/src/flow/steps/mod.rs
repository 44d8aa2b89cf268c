//! What each kind of step does, one file each.

mod act;
pub(super) mod ask;
mod assign;
mod branch;
mod log_in;
mod operator;
mod request;
mod schedule;
mod send;
mod split;
mod sub_flow;
mod wait;

use super::walk::{After, Spot, Walk};
use crate::error::Result;
use crate::work::Work;
use signalbox_model::dialog::DialogStatus;
use signalbox_model::flow::StepKind;

/// Carries a step out.
pub(super) fn perform(work: &mut Work, walk: &mut Walk, spot: &Spot) -> Result<After> {
    let doc = spot.doc.clone();
    let step = &doc.steps[spot.at];
    let next = step.next.clone();
    match &step.kind {
        StepKind::Send(settings) => send::send(work, walk, spot, settings),
        StepKind::Ask(settings) => ask::ask(work, walk, spot, settings),
        StepKind::Branch(settings) => branch::branch(work, walk, settings),
        StepKind::Split(settings) => split::split(work, walk, settings),
        StepKind::Wait(settings) => wait::wait(work, walk, spot, settings),
        StepKind::Act(settings) => act::act(work, walk, settings).map(|()| After::Go(next)),
        StepKind::Request(settings) => request::request(work, walk, settings),
        StepKind::Operator(settings) => operator::operator(work, walk, spot, settings),
        StepKind::Assign(settings) => assign::assign(work, walk, settings).map(|()| After::Go(next)),
        StepKind::SubFlow(settings) => sub_flow::enter(work, walk, spot, settings),
        StepKind::Return(_) => Ok(After::Return),
        StepKind::LogIn(settings) => log_in::ask(work, walk, spot, settings),
        StepKind::Schedule(settings) => schedule::say(work, walk, spot, settings),
        StepKind::Finish(_) => {
            let author = walk.author();
            work.change_status(walk.talk, DialogStatus::Finished, &author)?;
            walk.talk.memory.back.clear();
            Ok(After::Stay(crate::chat::internal::Phase::Still))
        }
    }
}
