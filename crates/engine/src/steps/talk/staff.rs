//! `send_telegram`: a message to a chat of staff (F-34), whose buttons run trigger links (F-35).

use super::message::write;
use super::{Done, Outcome, StepFault, bot_id, cause_of, heed};
use crate::chat::internal::{Saying, check_content};
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::Context;
use signalbox_model::MessageId;
use signalbox_model::action::SendTelegram;
use signalbox_model::chat::Content;
use signalbox_model::dialog::Body;

pub(in crate::steps) fn send_telegram(work: &mut Work, run: &mut Run, settings: &SendTelegram) -> Done {
    let mut warnings = Vec::new();
    let chat = heed(work.render(run, &settings.chat.0, Context::Note)?, &mut warnings);
    let chat = chat.trim();
    if !is_chat_id(chat) {
        return Err(StepFault::Fail(format!(
            "«{chat}» is no id of a chat: it is a number like 123456789, or -1001234567890 for a group"
        )));
    }
    let bot = bot_id(work, &settings.bot)?;
    let channel = work.telegram_of(bot).ok_or_else(|| {
        StepFault::Fail(format!(
            "the bot `{}` has no Telegram channel that is on",
            settings.bot
        ))
    })?;
    let id = MessageId(work.next_id());
    let mut content = Content {
        no_preview: settings.no_preview,
        ..Content::default()
    };
    let presses = write(work, run, &settings.text.0, &[], id, &mut content, &mut warnings)?;
    if content.text.is_empty() {
        return Err(StepFault::Skip(
            "the message is empty once its templates are filled in".into(),
        ));
    }
    check_content(&content)?;
    let talk = work.staff_talk(bot, channel, chat)?;
    let saying = Saying {
        id: Some(id),
        presses,
        run: Some(run.id),
        ..Saying::new(Body::Sent(Box::new(content)))
    };
    work.put_message(&talk, saying)?;
    work.keep(talk, &cause_of(run))?;
    let outcome = Outcome {
        warnings,
        ..Outcome::done()
    };
    Ok(outcome.note(format!("message {id} to the chat {chat}")))
}

/// A number of Telegram, signed, of at most 64 bits.
fn is_chat_id(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|id| id != 0) && !text.starts_with('+')
}
