//! `request`: asks somebody else's server and goes on by its answer (C-100).

use crate::chat::internal::{Cause, Phase, Talk};
use crate::compile::conditions;
use crate::error::Result;
use crate::flow::walk::{After, Spot, Walk};
use crate::steps::{StepFault, send_webhook};
use crate::work::Work;
use signalbox_expr::{Value, flatten};
use signalbox_model::dialog::{Holder, Line};
use signalbox_model::flow::{RequestStep, StepKind};

/// Variables of one answer that are kept, and how long each may be, characters.
const MOST_KEPT: usize = 100;
const MOST_LENGTH: usize = 2_000;

pub(super) fn request(work: &mut Work, walk: &mut Walk, settings: &RequestStep) -> Result<After> {
    let mut warnings = Vec::new();
    let dialog = walk.talk.row.id;
    match send_webhook::ask(work, &walk.run, &settings.request, dialog, &mut warnings) {
        Ok(_) => Ok(After::Stay(Phase::Request)),
        Err(StepFault::Engine(error)) => Err(error),
        Err(fault) => {
            let author = walk.author();
            work.line(
                walk.talk,
                Line::Trouble {
                    reason: fault.to_string(),
                },
                &author,
            )?;
            Ok(After::Go(settings.failed.clone()))
        }
    }
}

impl Work<'_, '_> {
    /// The answer came, or never will; it counts only while the dialog still waits for it.
    pub(in crate::flow) fn answer_request(
        &mut self,
        talk: &mut Talk,
        status: Option<u16>,
        answer: Option<String>,
        cause: &Cause,
    ) -> Result<()> {
        let bot = self.defs.bots.by_id.get(&talk.row.bot).cloned();
        let Some(bot) = bot.filter(|bot| bot.bot.on) else {
            return Ok(());
        };
        if talk.memory.phase != Phase::Request || talk.row.holder != Holder::Flow {
            return Ok(());
        }
        remember(talk, status, answer.as_deref());
        let mut walk = self.walk(talk, &bot, cause)?;
        let Some(spot) = self.waiting_on(&mut walk)? else {
            return Ok(());
        };
        let StepKind::Request(settings) = spot.step().kind.clone() else {
            return Ok(());
        };
        let target = match answer {
            None => settings.failed.clone().or_else(|| spot.step().next.clone()),
            Some(_) => self.way(&mut walk, &spot, &settings)?,
        };
        let next = self.leave(&mut walk, &spot, target.as_ref())?;
        self.go(&mut walk, next)
    }

    fn way(
        &mut self,
        walk: &mut Walk,
        spot: &Spot,
        settings: &RequestStep,
    ) -> Result<Option<signalbox_model::flow::StepRef>> {
        for branch in &settings.branches {
            if self.judge(&walk.run, &conditions(&branch.conditions))?.0 {
                return Ok(branch.next.clone());
            }
        }
        Ok(spot.step().next.clone())
    }
}

/// Keeps the answer's values as variables of the dialog.
fn remember(talk: &mut Talk, status: Option<u16>, answer: Option<&str>) {
    let status = status.map_or_else(String::new, |status| status.to_string());
    talk.memory.vars.insert("webhook_status".into(), status);
    let Some(answer) = answer else { return };
    let short = |text: String| text.chars().take(MOST_LENGTH).collect::<String>();
    talk.memory
        .vars
        .insert("webhook_data".into(), short(answer.to_owned()));
    if let Ok(tree) = Value::from_json(answer.as_bytes()) {
        for (name, value) in flatten(&tree).into_iter().take(MOST_KEPT) {
            talk.memory.vars.insert(name, short(value.to_text()));
        }
    }
}
