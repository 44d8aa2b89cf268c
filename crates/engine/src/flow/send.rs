//! What a flow says: texts rendered for the person, with what their buttons do.

use super::walk::{Spot, Walk};
use crate::chat::internal::Saying;
use crate::error::Result;
use crate::run::Run;
use crate::work::Work;
use serde::{Deserialize, Serialize};
use signalbox_expr::Context;
use signalbox_model::chat::{Button, Content, Effect, File, FileSource, Keyboard, Press, Rich};
use signalbox_model::dialog::{Body, MessageAuthor};
use signalbox_model::flow::{FlowButton, FlowFile, FlowMessage, FlowPress};
use signalbox_model::{FlowId, Key, MessageId};
use signalbox_wire::rich;

/// What the buttons under a message do, kept beside it: what travels is a short id (T-5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Presses {
    /// The flow the message came from.
    pub flow: FlowId,
    /// Its version then.
    pub version: i64,
    /// The step.
    pub step: Key,
    /// What each button does, row by row.
    pub presses: Vec<FlowPress>,
}

/// What a button carries: the message and which of its buttons.
pub(crate) fn data_of(message: MessageId, n: usize) -> String {
    format!("{message}.{n}")
}

/// The message and button that a press names.
pub(crate) fn read_data(data: &str) -> Option<(MessageId, usize)> {
    let (message, n) = data.split_once('.')?;
    Some((message.parse().ok()?, n.parse().ok()?))
}

impl Work<'_, '_> {
    /// Says one message of a step; nothing when it is empty after rendering.
    pub(crate) fn send(&mut self, walk: &mut Walk, spot: &Spot, message: &FlowMessage) -> Result<()> {
        let text = self.flow_text(walk, &message.text.0)?;
        let mut files = Vec::with_capacity(message.files.len());
        for file in &message.files {
            files.extend(self.file(&mut walk.run, file)?);
        }
        if text.is_empty() && files.is_empty() {
            return Ok(());
        }
        if message.typing_secs > 0 {
            let typing = Saying {
                yields: true,
                bulk: walk.bulk,
                author: MessageAuthor::Flow,
                due_at: Some(walk.due),
                ..Saying::new(Body::Deed(Box::new(Effect::Typing)))
            };
            self.put_message(walk.talk, typing)?;
            walk.due = walk.due.plus_secs(message.typing_secs.into());
        }
        let id = MessageId(self.next_id());
        let keyboard = self.keyboard(walk, message, id)?;
        let presses = Presses {
            flow: spot.flow,
            version: spot.version,
            step: spot.step().id.clone(),
            presses: message
                .buttons
                .iter()
                .flatten()
                .map(|button| button.press.clone())
                .collect(),
        };
        let presses = (!presses.presses.is_empty())
            .then(|| serde_json::to_string(&presses))
            .transpose()?;
        let content = Content {
            text,
            files,
            keyboard,
            pin: message.pin,
            ..Content::default()
        };
        let saying = Saying {
            id: Some(id),
            author: MessageAuthor::Flow,
            yields: true,
            bulk: walk.bulk,
            presses,
            due_at: Some(walk.due),
            ..Saying::new(Body::Sent(Box::new(content)))
        };
        self.say(walk.talk, saying)?;
        Ok(())
    }

    /// A text of the flow as the person gets it.
    pub(crate) fn flow_text(&mut self, walk: &mut Walk, source: &str) -> Result<Rich> {
        walk.run.draws += 1;
        let rendered = self.render(&walk.run, source, Context::Telegram)?;
        Ok(rich::from_html(rendered.text.trim()))
    }

    fn plain(&mut self, run: &mut Run, source: &str, context: Context) -> Result<String> {
        run.draws += 1;
        Ok(self.render(run, source, context)?.text.trim().to_owned())
    }

    /// A file of a message as it is sent; none when its name is empty after rendering.
    pub(crate) fn file(&mut self, run: &mut Run, file: &FlowFile) -> Result<Option<File>> {
        let source = self.plain(run, &file.source.0, Context::Note)?;
        if source.is_empty() {
            return Ok(None);
        }
        let name = source.rsplit('/').next().unwrap_or_default().to_owned();
        let is_address = source.starts_with("https://") || source.starts_with("http://");
        Ok(Some(File {
            kind: file.kind,
            source: if is_address {
                FileSource::Url(source)
            } else {
                FileSource::Stored(source)
            },
            name,
            mime: None,
            size: None,
            trouble: None,
        }))
    }

    fn keyboard(
        &mut self,
        walk: &mut Walk,
        message: &FlowMessage,
        id: MessageId,
    ) -> Result<Option<Keyboard>> {
        if message.buttons.is_empty() {
            return Ok(message.hide_keyboard.then_some(Keyboard::Remove));
        }
        let rows = self.rows(&mut walk.run, &message.buttons, message.keyboard, id)?;
        Ok(Some(match message.keyboard {
            true => Keyboard::Reply { rows, once: true },
            false => Keyboard::Inline(rows),
        }))
    }

    /// Buttons as they are sent, each with what names it.
    pub(crate) fn rows(
        &mut self,
        run: &mut Run,
        buttons: &[Vec<FlowButton>],
        keyboard: bool,
        id: MessageId,
    ) -> Result<Vec<Vec<Button>>> {
        let mut rows = Vec::with_capacity(buttons.len());
        let mut n = 0;
        for buttons in buttons {
            let mut row = Vec::with_capacity(buttons.len());
            for button in buttons {
                row.push(self.button(run, button, keyboard, data_of(id, n))?);
                n += 1;
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn button(&mut self, run: &mut Run, button: &FlowButton, keyboard: bool, data: String) -> Result<Button> {
        let text = self.plain(run, &button.text.0, Context::Note)?;
        let press = match &button.press {
            FlowPress::Url(source) => Press::Url(self.plain(run, &source.0, Context::Url)?),
            FlowPress::WebApp(source) => Press::WebApp(self.plain(run, &source.0, Context::Url)?),
            FlowPress::Query(source) => Press::Query(self.plain(run, &source.0, Context::Note)?),
            other => match other.plain() {
                Some(press) => press,
                None if keyboard => Press::Say,
                None => Press::Data(data),
            },
        };
        Ok(Button { text, press })
    }
}
