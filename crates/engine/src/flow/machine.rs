//! What the person does, judged: commands, buttons, answers, words that enter a step.

use super::check::folded;
use super::clock;
use super::send::{Presses, read_data};
use super::steps::ask;
use super::texts::Said;
use super::walk::{Spot, Walk};
use crate::chat::Bot;
use crate::chat::internal::{Cause, Input, Loose, LoosePress, Phase, Talk};
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::work::Work;
use signalbox_model::chat::Message;
use signalbox_model::dialog::{DialogStatus, Holder, Line};
use signalbox_model::flow::{FlowPress, StepKind, StepRef};
use signalbox_model::record::Author;
use signalbox_model::{DialogId, Micros, WorkspaceId};
use signalbox_store::Tx;
use signalbox_store::chat::dialogs::Position;
use signalbox_store::chat::messages;
use std::sync::Arc;

/// What ends a talk with an operator (Z-140).
const END: &str = "/end";

impl Work<'_, '_> {
    /// Lets the flow answer what the person did.
    pub(crate) fn drive(
        &mut self,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        input: Input,
        cause: &Cause,
    ) -> Result<()> {
        if let Holder::Operator { .. } = talk.row.holder {
            return self.heard_by_operator(talk, &input);
        }
        match talk.row.status {
            DialogStatus::Auto | DialogStatus::Waiting => {}
            // Whoever writes has let us in again.
            DialogStatus::Stopped => {
                talk.row.status = DialogStatus::Auto;
                talk.row.holder = Holder::Flow;
            }
            DialogStatus::Manual | DialogStatus::Blocked | DialogStatus::Finished => return Ok(()),
        }
        if self.gathers(talk, bot, &input, cause)? {
            return Ok(());
        }
        let mut walk = self.walk(talk, bot, cause)?;
        match input {
            Input::Message(message) => self.hear_message(&mut walk, &message),
            Input::Press(data) => self.hear_press(&mut walk, &data),
        }
    }

    /// What comes in pieces is answered as one, counted from the last piece (Z-164).
    fn gathers(&mut self, talk: &mut Talk, bot: &Bot, input: &Input, cause: &Cause) -> Result<bool> {
        let secs = bot.bot.settings.gather_secs;
        let Input::Message(message) = input else {
            return Ok(false);
        };
        let is_text = !message.text.text.is_empty() && message.files.is_empty() && message.contact.is_none();
        if secs == 0 || !is_text || message.id.is_empty() || message.text.text.starts_with('/') {
            return Ok(false);
        }
        talk.memory.gathered.push(message.text.text.clone());
        self.stop_timers(talk.row.id, Some(clock::GATHER))?;
        self.set_clock(talk, clock::GATHER, "", self.now.plus_secs(secs.into()), cause, 0)?;
        Ok(true)
    }

    fn hear_message(&mut self, walk: &mut Walk, message: &Message) -> Result<()> {
        let text = message.text.text.trim().to_owned();
        if let Some(start) = &message.start {
            walk.talk
                .memory
                .vars
                .insert("start_payload".into(), start.clone());
            self.refresh(walk)?;
        }
        walk.talk.memory.vars.insert("message_text".into(), text.clone());
        self.refresh(walk)?;
        let word = if message.start.is_some() {
            "/start"
        } else {
            text.as_str()
        };
        // Commands work at every step (Z-146).
        if word.starts_with('/')
            && let Some(spot) = self.alias(walk, word)?
        {
            return self.begin_at(walk, spot);
        }
        if !walk.talk.memory.started {
            return self.first_message(walk, word);
        }
        let Some(spot) = self.waiting_on(walk)? else {
            return self.by_alias(walk, word);
        };
        match walk.talk.memory.phase {
            // Kept, and starts nothing (Z-160).
            Phase::Delay => Ok(()),
            Phase::Answer => self.answer(walk, &spot, message, word),
            Phase::Silent => self.begin_at(walk, spot),
            Phase::Still | Phase::Moment | Phase::Request | Phase::Operator | Phase::LogIn => {
                self.by_alias(walk, word)
            }
        }
    }

    /// Before the flow has begun: `/start`, a word that enters a step, or any message (Z-147).
    fn first_message(&mut self, walk: &mut Walk, word: &str) -> Result<()> {
        let spot = match self.alias(walk, word)? {
            Some(spot) => Some(spot),
            None if walk.bot.bot.settings.wait_for_start && word != "/start" => {
                return self.say_text(walk.talk, Said::Start, None);
            }
            None => match walk.bot.first_flow().cloned() {
                Some(head) => self.spot_in(&head, None)?,
                None => None,
            },
        };
        match spot {
            Some(spot) => self.begin_at(walk, spot),
            // A bot without a flow is a room where people answer.
            None => {
                let author = walk.author();
                self.change_status(walk.talk, DialogStatus::Manual, &author)?;
                walk.talk.row.unread += 1;
                Ok(())
            }
        }
    }

    pub(crate) fn begin_at(&mut self, walk: &mut Walk, spot: Spot) -> Result<()> {
        walk.talk.memory.started = true;
        walk.talk.memory.back.clear();
        walk.talk.row.status = DialogStatus::Auto;
        self.go(walk, Some(spot))
    }

    fn by_alias(&mut self, walk: &mut Walk, word: &str) -> Result<()> {
        if let Some(spot) = self.alias(walk, word)? {
            return self.begin_at(walk, spot);
        }
        // Somebody who waits for any message goes on (C-47, Z-161).
        if walk.talk.row.status == DialogStatus::Waiting
            && let Some(spot) = self.waiting_on(walk)?
        {
            return self.go_on(walk, &spot);
        }
        Ok(())
    }

    /// The step of the bot's flows that a word enters (O-31, Z-145).
    fn alias(&mut self, walk: &Walk, word: &str) -> Result<Option<Spot>> {
        let word = folded(word);
        if word.is_empty() {
            return Ok(None);
        }
        for head in walk.bot.flows.clone() {
            let Some(doc) = (match head.version {
                0 => None,
                version => self.version_of(head.id, version)?,
            }) else {
                continue;
            };
            let is_it = |step: &signalbox_model::flow::FlowStep| {
                !step.off && step.aliases.iter().any(|alias| folded(alias) == word)
            };
            if let Some(at) = doc.steps.iter().position(is_it) {
                return Ok(Some(Spot {
                    flow: head.id,
                    version: head.version,
                    doc,
                    at,
                }));
            }
        }
        Ok(None)
    }

    /// The person answered on a step that waits for it.
    fn answer(&mut self, walk: &mut Walk, spot: &Spot, message: &Message, word: &str) -> Result<()> {
        let step = spot.step().clone();
        if walk.talk.row.status == DialogStatus::Waiting {
            return self.go_on(walk, spot);
        }
        match &step.kind {
            StepKind::Ask(asked) => {
                // Free input: an alias of any step leads there (O-36, Z-145).
                if let Some(other) = self.alias(walk, word)? {
                    return self.begin_at(walk, other);
                }
                let next = ask::take(self, walk, spot, asked, message)?;
                self.go(walk, next)
            }
            StepKind::Send(send) => {
                // An old keyboard sends plain text: the current step's buttons first, then aliases (Z-152).
                if let Some(press) = self.pressed_by_text(walk, &send.messages, word)? {
                    return self.press(walk, spot, &press);
                }
                if let Some(other) = self.alias(walk, word)? {
                    return self.begin_at(walk, other);
                }
                if send.wait {
                    return self.go_on(walk, spot);
                }
                self.say_text(walk.talk, Said::NotUnderstood, None)
            }
            _ => self.by_alias(walk, word),
        }
    }

    /// Leaves a waiting step by its `next`.
    fn go_on(&mut self, walk: &mut Walk, spot: &Spot) -> Result<()> {
        self.stop_timers(walk.talk.row.id, Some(clock::PUSH))?;
        walk.talk.row.status = DialogStatus::Auto;
        let target = spot.step().next.clone();
        // A step that waited by its status has set it already.
        let next = match spot.step().finish {
            Some(DialogStatus::Waiting) => self.follow(walk, spot, target.as_ref())?,
            _ => self.leave(walk, spot, target.as_ref())?,
        };
        self.go(walk, next)
    }

    fn pressed_by_text(
        &mut self,
        walk: &mut Walk,
        messages: &[signalbox_model::flow::FlowMessage],
        word: &str,
    ) -> Result<Option<FlowPress>> {
        let word = folded(word);
        for button in messages
            .iter()
            .flat_map(|message| message.buttons.iter().flatten())
        {
            let caption = self.flow_text(walk, &button.text.0)?.text;
            if !word.is_empty() && folded(&caption) == word {
                return Ok(Some(button.press.clone()));
            }
        }
        Ok(None)
    }

    /// A button under a message was pressed, perhaps long after: what it did then it does now.
    fn hear_press(&mut self, walk: &mut Walk, data: &str) -> Result<()> {
        let Some((message, n)) = read_data(data) else {
            return Ok(());
        };
        let known = messages::get(&mut self.space(), message)?;
        let Some(known) = known.filter(|known| known.dialog == walk.talk.row.id) else {
            return Ok(());
        };
        let kept = known.presses.as_deref().unwrap_or_default();
        if let Ok(loose) = serde_json::from_str::<Loose>(kept) {
            return self.hear_loose(walk, loose.loose.into_iter().nth(n));
        }
        let Ok(presses) = serde_json::from_str::<Presses>(kept) else {
            return Ok(());
        };
        let Some(press) = presses.presses.get(n).cloned() else {
            return Ok(());
        };
        if walk.talk.memory.phase == Phase::Delay
            && !matches!(press, FlowPress::Run(_) | FlowPress::Scenario(_))
        {
            return Ok(());
        }
        let position = Position {
            flow: presses.flow,
            version: presses.version,
            step: presses.step,
        };
        let here = walk.talk.row.position.as_ref();
        let on_it = here.is_some_and(|here| here.flow == position.flow && here.step == position.step);
        let spot = match on_it {
            true => self.waiting_on(walk)?,
            false => self.standing(Some(&position))?,
        };
        match spot {
            Some(spot) => self.press(walk, &spot, &press),
            None => Ok(()),
        }
    }

    /// A button that a scenario sent: steps are those of the flow the dialog stands in, or named with theirs. What it
    /// runs was asked for already.
    fn hear_loose(&mut self, walk: &mut Walk, press: Option<LoosePress>) -> Result<()> {
        let Some(LoosePress::Flow(press)) = press else {
            return Ok(());
        };
        let here = self.waiting_on(walk)?;
        match press {
            FlowPress::GoTo(target) => match self.spot_of(walk, here.as_ref(), &target)? {
                Some(spot) => {
                    self.stop_timers(walk.talk.row.id, None)?;
                    self.begin_at(walk, spot)
                }
                None => {
                    let say = format!("there is no step `{}` any more", String::from(target));
                    self.trouble(walk, say)
                }
            },
            FlowPress::Run(target) => match self.spot_of(walk, here.as_ref(), &target)? {
                Some(other) => self.say_aside(walk, &other),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// What a button does (C-49, O-37).
    fn press(&mut self, walk: &mut Walk, spot: &Spot, press: &FlowPress) -> Result<()> {
        match press {
            FlowPress::Next => {
                if let StepKind::Ask(_) = &spot.step().kind
                    && walk.talk.memory.phase == Phase::Answer
                {
                    return self.choose(walk, spot, press);
                }
                self.go_on(walk, spot)
            }
            FlowPress::GoTo(target) => {
                self.stop_timers(walk.talk.row.id, None)?;
                let next = self.follow(walk, spot, Some(target))?;
                self.go(walk, next)
            }
            FlowPress::Run(target) => self.run_aside(walk, spot, target),
            FlowPress::Scenario(key) => {
                let subject = walk.run.subject;
                match self.request_run(&walk.run, key, subject) {
                    Ok(_) => Ok(()),
                    Err(crate::steps::StepFault::Engine(error)) => Err(error),
                    Err(fault) => {
                        let author = walk.author();
                        let reason = fault.to_string();
                        self.line(walk.talk, Line::Trouble { reason }, &author)
                    }
                }
            }
            FlowPress::Url(_)
            | FlowPress::WebApp(_)
            | FlowPress::Query(_)
            | FlowPress::SharePhone
            | FlowPress::ShareLocation => Ok(()),
        }
    }

    /// The caption of a pressed button is the answer to the question above it.
    fn choose(&mut self, walk: &mut Walk, spot: &Spot, press: &FlowPress) -> Result<()> {
        let StepKind::Ask(asked) = spot.step().kind.clone() else {
            return Ok(());
        };
        let mut buttons = asked.message.buttons.iter().flatten();
        let caption = buttons
            .find(|button| button.press == *press)
            .map(|button| button.text.0.clone());
        let text = self.flow_text(walk, &caption.unwrap_or_default())?;
        let message = Message {
            text,
            ..Message::default()
        };
        let next = ask::take(self, walk, spot, &asked, &message)?;
        self.go(walk, next)
    }

    /// Sends the messages of another step; the dialog stays where it is (Z-165).
    fn run_aside(&mut self, walk: &mut Walk, spot: &Spot, target: &StepRef) -> Result<()> {
        let Some(other) = self.spot_of(walk, Some(spot), target)? else {
            return Ok(());
        };
        self.say_aside(walk, &other)
    }

    fn say_aside(&mut self, walk: &mut Walk, other: &Spot) -> Result<()> {
        let doc = other.doc.clone();
        if let StepKind::Send(send) = &doc.steps[other.at].kind {
            for message in &send.messages {
                self.send(walk, other, message)?;
            }
        }
        Ok(())
    }

    /// Goes on where an operator gave the dialog back: the step begins anew, so that the person sees where they are.
    pub(crate) fn resume_flow(&mut self, talk: &mut Talk, cause: &Cause) -> Result<()> {
        let Some(bot) = self
            .defs
            .bots
            .by_id
            .get(&talk.row.bot)
            .cloned()
            .filter(|bot| bot.bot.on)
        else {
            return Ok(());
        };
        let mut walk = self.walk(talk, &bot, cause)?;
        let spot = self.waiting_on(&mut walk)?;
        let Some(spot) = spot else { return Ok(()) };
        if matches!(spot.step().kind, StepKind::Operator(_)) {
            let target = spot.step().next.clone();
            let next = self.leave(&mut walk, &spot, target.as_ref())?;
            return self.go(&mut walk, next);
        }
        match walk.talk.memory.phase {
            // The link of then may have expired.
            Phase::Operator if matches!(spot.step().kind, StepKind::LogIn(_)) => {
                self.go(&mut walk, Some(spot))
            }
            // It waits again for what it had waited for.
            Phase::Operator => {
                walk.talk.memory.phase = Phase::Answer;
                self.first_push(&mut walk, &spot)
            }
            Phase::Silent => self.begin_at(&mut walk, spot),
            _ => Ok(()),
        }
    }

    /// Closes the talk with an operator; the flow goes on where the `operator` step leads (Z-139).
    pub(crate) fn close_talk(&mut self, talk: &mut Talk, author: &Author) -> Result<()> {
        let held = matches!(talk.row.holder, Holder::Operator { .. });
        if talk.row.status == DialogStatus::Stopped {
            return Err(EngineError::Conflict(
                "the platform has ended this talk already".into(),
            ));
        }
        self.stop_timers(talk.row.id, None)?;
        if held {
            self.say_text(talk, Said::Over, None)?;
        }
        let bot = self.defs.bots.by_id.get(&talk.row.bot).cloned();
        let spot = self.standing(talk.row.position.as_ref())?;
        let goes_on = spot
            .filter(|spot| matches!(spot.step().kind, StepKind::Operator(_)) && spot.step().next.is_some());
        if let (Some(spot), Some(bot), true) = (goes_on, bot.filter(|bot| bot.bot.on), held) {
            (talk.row.holder, talk.row.user) = (Holder::Flow, None);
            let from = talk.row.status;
            talk.row.status = DialogStatus::Auto;
            let to = DialogStatus::Auto;
            self.line(talk, Line::Status { from, to }, author)?;
            let cause = Cause::by(author.clone());
            let mut walk = self.walk(talk, &bot, &cause)?;
            let target = spot.step().next.clone();
            let next = self.leave(&mut walk, &spot, target.as_ref())?;
            return self.go(&mut walk, next);
        }
        talk.memory.trouble = None;
        self.change_status(talk, DialogStatus::Finished, author)
    }

    /// The person wrote while an operator holds the dialog.
    fn heard_by_operator(&mut self, talk: &mut Talk, input: &Input) -> Result<()> {
        if let Input::Message(message) = input
            && folded(&message.text.text) == END
        {
            let author = Author::Dialog { dialog: talk.row.id };
            return self.close_talk(talk, &author);
        }
        if let Input::Message(message) = input {
            self.pass_to_operator(talk, message)?;
        }
        self.client_spoke(talk)
    }
}

impl Engine {
    /// The answer to a request of a flow has come, or will never come.
    pub(crate) fn flow_answered(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        dialog: DialogId,
        status: Option<u16>,
        answer: Option<String>,
    ) -> Result<Done> {
        let mut work = self.work(tx, now, workspace)?;
        let mut talk = match work.talk(dialog) {
            Err(EngineError::NotFound(_)) => return Ok(work.done),
            other => other?,
        };
        let cause = Cause {
            depth: 1,
            ..Cause::by(Author::Dialog { dialog })
        };
        work.answer_request(&mut talk, status, answer, &cause)?;
        work.keep(talk, &cause)?;
        Ok(work.done)
    }
}
