//! `send_message`: what a scenario says to the person, through the outbox of chats.

use super::{Done, StepFault, changing, done_in, heed, left_to_operator};
use crate::chat::internal::{Loose, LoosePress, Saying, check_content};
use crate::flow::data_of;
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::{ButtonTarget, Context, Rendered};
use signalbox_model::MessageId;
use signalbox_model::action::{SendMessage, Step};
use signalbox_model::chat::{Button, Content, Keyboard, Press};
use signalbox_model::dialog::Body;
use signalbox_model::flow::FlowButton;
use signalbox_wire::rich;

pub(in crate::steps) fn send_message(
    work: &mut Work,
    run: &mut Run,
    step: &Step,
    settings: &SendMessage,
) -> Done {
    let mut warnings = Vec::new();
    let id = MessageId(work.next_id());
    let mut content = Content::default();
    for file in &settings.files {
        content.files.extend(work.file(run, file)?);
    }
    let presses = write(
        work,
        run,
        &settings.text.0,
        &settings.buttons,
        id,
        &mut content,
        &mut warnings,
    )?;
    if content.text.is_empty() && content.files.is_empty() {
        return Err(StepFault::Skip(
            "the message is empty once its templates are filled in".into(),
        ));
    }
    check_content(&content)?;
    let (sender, while_held) = (run.id, settings.while_held);
    let ((), row) = changing(work, run, step, settings.bot.as_ref(), |work, talk, _| {
        if !while_held {
            left_to_operator(work, talk)?;
        }
        let saying = Saying {
            id: Some(id),
            presses,
            // Who holds the dialog is asked again when it leaves.
            yields: !while_held,
            run: Some(sender),
            ..Saying::new(Body::Sent(Box::new(content)))
        };
        work.say(talk, saying)?;
        Ok(())
    })?;
    let mut outcome = done_in(&row, format!("message {id} in the dialog {}", row.id));
    outcome.warnings = warnings;
    Ok(outcome)
}

/// Writes the text with its buttons into a message; what its buttons do, to be kept beside it.
pub(super) fn write(
    work: &mut Work,
    run: &mut Run,
    text: &str,
    buttons: &[Vec<FlowButton>],
    id: MessageId,
    content: &mut Content,
    warnings: &mut Vec<String>,
) -> Result<Option<String>, StepFault> {
    let mut rows = work.rows(run, buttons, false, id)?;
    let mut loose: Vec<LoosePress> = buttons
        .iter()
        .flatten()
        .map(|button| LoosePress::Flow(button.press.clone()))
        .collect();
    run.draws += 1;
    let rendered = work.render(run, text, Context::Telegram)?;
    inline(&rendered, id, &mut rows, &mut loose);
    content.text = rich::from_html(heed(rendered, warnings).trim());
    if rows.is_empty() {
        return Ok(None);
    }
    content.keyboard = Some(Keyboard::Inline(rows));
    let kept = Loose {
        loose,
        record: run.subject,
    };
    let kept = serde_json::to_string(&kept).map_err(crate::error::EngineError::from)?;
    Ok(Some(kept))
}

/// Buttons that stand in the text itself: `[button url="…" text="…"]`.
fn inline(rendered: &Rendered, id: MessageId, rows: &mut Vec<Vec<Button>>, loose: &mut Vec<LoosePress>) {
    for buttons in &rendered.buttons {
        let mut row = Vec::with_capacity(buttons.len());
        for button in buttons {
            let (press, does) = match &button.target {
                ButtonTarget::Url(url) => (
                    Press::Url(url.clone()),
                    LoosePress::Flow(signalbox_model::flow::FlowPress::Next),
                ),
                ButtonTarget::Callback(number) => (
                    Press::Data(data_of(id, loose.len())),
                    LoosePress::Link(number.parse().unwrap_or_default()),
                ),
            };
            loose.push(does);
            row.push(Button {
                text: button.text.clone(),
                press,
            });
        }
        rows.push(row);
    }
}
