//! Trying a flow: a talk with nobody, in a transaction that is rolled back.

use super::commands::channels::ChannelDraft;
use super::memory::{Memory, Phase};
use super::talk::Cause;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use serde::{Deserialize, Serialize};
use signalbox_model::bot::{ChannelSettings, WebChatSettings};
use signalbox_model::chat::{
    ChatKind, Content, Inbound, Keyboard, Location, Message, Press, Report, Rich, Sender, SharedContact,
};
use signalbox_model::dialog::{Body, DialogStatus, Holder, Line};
use signalbox_model::flow::{Flow, StepRef};
use signalbox_model::record::Author;
use signalbox_model::{BotId, ChannelId, DialogId, FlowId, Key, Micros, UserId};
use signalbox_store::chat::messages::{self, Part};
use signalbox_store::chat::{dialogs, flows};
use signalbox_store::{Tx, timers};
use std::collections::BTreeMap;

/// Things a person does in one trial, at most.
pub const MOST_INPUTS: usize = 200;
/// The chat of a trial.
const CHAT: &str = "trial";

/// What the person does in a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TryInput {
    /// Writes.
    Text(String),
    /// Presses a button of a message: both count from 0, messages as the trial lists them.
    Press {
        /// Which of the trial's messages.
        message: usize,
        /// Which of its buttons, row by row.
        button: usize,
    },
    /// Shares their phone.
    Phone(String),
    /// Shares where they are.
    Location(Location),
    /// Lets the time pass until the next delay, wait or push.
    Wait,
    /// Opens the link of a `log_in` step and says whether the chat is theirs.
    LogIn(bool),
    /// The server that the flow asked answers.
    Answer {
        /// Its status.
        status: u16,
        /// Its body.
        #[serde(default)]
        body: String,
    },
}

/// A line of a trial.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum TryLine {
    /// The person wrote.
    Person {
        /// What.
        text: String,
    },
    /// The bot said.
    Bot {
        /// What.
        content: Box<Content>,
    },
    /// Something happened.
    Line {
        /// What.
        line: Line,
    },
}

/// What the dialog of a trial waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TryClock {
    /// `delay`, `wait`, `push`, `gather`.
    pub kind: String,
    /// The step.
    pub step: String,
    /// In so many seconds.
    pub in_secs: i64,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Trial {
    /// What was said and what happened, in order.
    pub messages: Vec<TryLine>,
    /// The flow in which the dialog stands.
    pub flow: Option<Key>,
    /// The step on which it stands.
    pub step: Option<Key>,
    /// The steps it went through, in order.
    pub steps: Vec<Key>,
    /// How it is worked now.
    pub status: DialogStatus,
    /// Who speaks now.
    pub holder: Holder,
    /// Whether it waits for the answer to a request.
    pub asks: bool,
    /// What flows remember.
    pub variables: BTreeMap<String, String>,
    /// What it waits for.
    pub clocks: Vec<TryClock>,
}

struct Room {
    channel: ChannelId,
    dialog: DialogId,
    now: Micros,
    steps: Vec<Key>,
    count: usize,
}

impl Engine {
    /// Talks with a flow as it is written. Run it in a transaction that is rolled back: nothing of it may stay.
    pub fn try_flow(
        &self,
        tx: &mut Tx,
        by: &By,
        (bot, id): (BotId, FlowId),
        flow: &Flow,
        from: Option<&Key>,
        inputs: &[TryInput],
    ) -> Result<Trial> {
        self.aside().talk(tx, by, (bot, id), flow, from, inputs)
    }

    fn talk(
        &self,
        tx: &mut Tx,
        by: &By,
        (bot, id): (BotId, FlowId),
        flow: &Flow,
        from: Option<&Key>,
        inputs: &[TryInput],
    ) -> Result<Trial> {
        if inputs.len() > MOST_INPUTS {
            return Err(EngineError::invalid(
                "inputs",
                format!("use at most {MOST_INPUTS}"),
            ));
        }
        let mut space = tx.space(by.workspace);
        let head = flows::get(&mut space, bot, id)?
            .ok_or_else(|| EngineError::NotFound("flow with this id".into()))?;
        flows::publish(&mut space, id, head.version, flow, None, &by.author, by.now)?;
        // An off bot can be tried as well.
        self.switch_bot(tx, by, bot, true)?;
        let mut room = self.room(tx, by, bot)?;
        let to = StepRef {
            flow: Some(head.key.clone()),
            step: from.cloned(),
        };
        let moved = self.move_dialog(tx, by, room.dialog, &to)?;
        room.steps.extend(moved.steps.into_iter().map(|(_, step)| step));
        for (n, input) in inputs.iter().enumerate() {
            self.try_input(tx, by, &mut room, input)
                .map_err(|error| at_input(n, error))?;
        }
        self.trial(tx, by, room)
    }

    /// A channel and a dialog that exist for the trial alone.
    fn room(&self, tx: &mut Tx, by: &By, bot: BotId) -> Result<Room> {
        let settings = ChannelSettings::WebChat(WebChatSettings::default());
        let token = format!("trial-{}", self.ids().next(by.now.0));
        let channel = self.create_channel(tx, by, bot, ChannelDraft { settings, on: true }, token)?;
        let dialog = self.open_trial(tx, by, bot, channel, CHAT)?;
        Ok(Room {
            channel,
            dialog,
            now: by.now,
            steps: Vec::new(),
            count: 0,
        })
    }

    fn try_input(&self, tx: &mut Tx, by: &By, room: &mut Room, input: &TryInput) -> Result<()> {
        let message = |message: Message| Report::Message(message);
        let report = match input {
            TryInput::Text(text) => message(written(room, text)),
            TryInput::Phone(phone) => message(Message {
                contact: Some(SharedContact {
                    phone: phone.clone(),
                    name: String::new(),
                    own: true,
                }),
                ..written(room, "")
            }),
            TryInput::Location(location) => message(Message {
                location: Some(*location),
                ..written(room, "")
            }),
            TryInput::Press { message, button } => self.pressed(tx, by, room, *message, *button)?,
            TryInput::Wait => return self.let_pass(tx, by, room),
            TryInput::LogIn(own) => return self.try_log_in(tx, by, room, *own),
            TryInput::Answer { status, body } => {
                let answer = Some(body.clone());
                let done =
                    self.flow_answered(tx, room.now, by.workspace, room.dialog, Some(*status), answer)?;
                room.steps.extend(done.steps.into_iter().map(|(_, step)| step));
                return Ok(());
            }
        };
        room.count += 1;
        let inbound = Inbound {
            key: room.count.to_string(),
            chat: CHAT.into(),
            chat_kind: ChatKind::Private,
            chat_name: None,
            sender: Some(trial_person()),
            at: room.now,
            report,
        };
        let received = self.receive(tx, room.now, by.workspace, room.channel, inbound)?;
        room.steps
            .extend(received.done.steps.into_iter().map(|(_, step)| step));
        Ok(())
    }

    fn pressed(&self, tx: &mut Tx, by: &By, room: &Room, message: usize, button: usize) -> Result<Report> {
        let all = messages::list(&mut tx.space(by.workspace), room.dialog, Part::Newest, 200)?;
        let wrong = || EngineError::invalid("press", "there is no such button");
        let pressed = match &all.get(message).ok_or_else(wrong)?.body {
            Body::Sent(content) => content
                .keyboard
                .as_ref()
                .and_then(|keyboard| nth(keyboard, button)),
            _ => None,
        };
        Ok(match pressed.ok_or_else(wrong)? {
            (_, Press::Data(data)) => Report::Pressed {
                callback: String::new(),
                data,
                message: None,
            },
            (text, _) => Report::Message(written(room, &text)),
        })
    }

    /// The link is used by whoever tries the flow.
    fn try_log_in(&self, tx: &mut Tx, by: &By, room: &mut Room, own: bool) -> Result<()> {
        let mut work = self.work(tx, room.now, by.workspace)?;
        let mut talk = work.talk(room.dialog)?;
        let user = match by.author {
            Author::User { user } => user,
            _ => UserId(0),
        };
        if talk.memory.phase != Phase::LogIn {
            return Err(EngineError::invalid("log_in", "the dialog waits for no link"));
        }
        work.end_log_in(&mut talk, own.then_some(user))?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        room.steps
            .extend(work.done.steps.into_iter().map(|(_, step)| step));
        Ok(())
    }

    /// Turns the clock to the next thing the dialog waits for.
    fn let_pass(&self, tx: &mut Tx, by: &By, room: &mut Room) -> Result<()> {
        let waiting = timers::of_dialog(&mut tx.space(by.workspace), room.dialog)?;
        let Some(next) = waiting.first() else {
            return Err(EngineError::invalid("wait", "the dialog waits for no moment"));
        };
        room.now = room.now.max(next.due_at);
        let done = self.fire(tx, room.now, next)?;
        room.steps.extend(done.steps.into_iter().map(|(_, step)| step));
        Ok(())
    }

    fn trial(&self, tx: &mut Tx, by: &By, room: Room) -> Result<Trial> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut space = tx.space(by.workspace);
        let row = dialogs::get(&mut space, room.dialog)?;
        let row = row.ok_or_else(|| EngineError::NotFound("dialog of the trial".into()))?;
        let memory = Memory::read(&row.memory);
        let said = messages::list(&mut space, room.dialog, Part::Newest, 200)?;
        let clocks = timers::of_dialog(&mut space, room.dialog)?;
        Ok(Trial {
            messages: said.into_iter().filter_map(line_of).collect(),
            flow: row
                .position
                .as_ref()
                .and_then(|at| Some(defs.bots.flow(at.flow)?.1.key.clone())),
            step: row.position.map(|at| at.step),
            steps: room.steps,
            status: row.status,
            holder: row.holder,
            asks: memory.phase == Phase::Request,
            variables: memory.vars,
            clocks: clocks
                .into_iter()
                .map(|clock| TryClock {
                    kind: clock.block,
                    step: clock.step,
                    in_secs: (clock.due_at.0 - room.now.0).max(0) / 1_000_000,
                })
                .collect(),
        })
    }
}

fn at_input(n: usize, error: EngineError) -> EngineError {
    match error {
        EngineError::Invalid(faults) => EngineError::Invalid(
            faults
                .into_iter()
                .map(|fault| crate::Fault {
                    path: format!("inputs[{n}].{}", fault.path),
                    ..fault
                })
                .collect(),
        ),
        other => other,
    }
}

pub(super) fn trial_person() -> Sender {
    Sender {
        id: CHAT.into(),
        name: "Test".into(),
        ..Sender::default()
    }
}

fn written(room: &Room, text: &str) -> Message {
    Message {
        id: format!("trial-{}", room.count),
        text: Rich::plain(text),
        ..Message::default()
    }
}

fn nth(keyboard: &Keyboard, n: usize) -> Option<(String, Press)> {
    let rows = match keyboard {
        Keyboard::Inline(rows) | Keyboard::Reply { rows, .. } => rows,
        Keyboard::Remove => return None,
    };
    let button = rows.iter().flatten().nth(n)?;
    Some((button.text.clone(), button.press.clone()))
}

/// What the talk shows of a message; every message has a line, so that presses can count them.
fn line_of(message: messages::Stored) -> Option<TryLine> {
    Some(match message.body {
        Body::Received(received) => TryLine::Person {
            text: received.text.text,
        },
        Body::Sent(content) => TryLine::Bot { content },
        Body::Line(line) => TryLine::Line { line },
        Body::Note(_) | Body::Deed(_) => return None,
    })
}
