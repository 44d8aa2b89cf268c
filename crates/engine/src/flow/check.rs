//! Faults of a flow, each at its place: what keeps it from being published, and what is probably not as meant.

use super::schedule::{local, shortest};
use super::targets;
use crate::definitions::Definitions;
use crate::error::Fault;
use signalbox_model::Key;
use signalbox_model::action::Action;
use signalbox_model::flow::{
    Answer, AskStep, Flow, FlowMessage, FlowPress, FlowStep, MAX_STEPS, Push, ScheduleStep, StepKind,
    StepRef, WaitStep,
};
use signalbox_model::start::Schedule;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The longest text a message may have before it is split (T-3), characters.
const MOST_TEXT: usize = 4096;
/// The longest caption of files, characters.
const MOST_CAPTION: usize = 1024;
/// The longest text that is kept at all, characters.
const MOST_SPLIT: usize = 16_384;
/// Buttons of one message.
const MOST_BUTTONS: usize = 100;
/// Files of one message (T-6).
const MOST_FILES: usize = 10;
/// Messages of one step.
const MOST_MESSAGES: usize = 20;
/// The longest comment of a step, characters.
const MOST_COMMENT: usize = 2_000;
/// The longest wait or delay, seconds: a year.
const MOST_SECS: u32 = 366 * 86_400;
/// The shortest distance between two runs of a schedule step, seconds.
const LEAST_EVERY: u64 = 600;
/// The longest show of writing, seconds.
const MOST_TYPING: u32 = 60;

struct Checker<'c> {
    defs: &'c Definitions,
    flow: &'c Flow,
    own: Option<&'c Key>,
    others: &'c [(Key, Arc<Flow>)],
    faults: Vec<Fault>,
}

/// An alias as it is compared (Z-145): trimmed, inner spaces collapsed, case does not count.
pub(crate) fn folded(text: &str) -> String {
    signalbox_store::crm::fold::text(text)
}

/// Faults of a flow. `others` are the bot's published flows besides this one.
pub(crate) fn check(
    defs: &Definitions,
    flow: &Flow,
    own: Option<&Key>,
    others: &[(Key, Arc<Flow>)],
) -> Vec<Fault> {
    let mut checker = Checker {
        defs,
        flow,
        own,
        others,
        faults: Vec::new(),
    };
    checker.whole();
    for (n, step) in flow.steps.iter().enumerate() {
        checker.step(&format!("steps[{n}]"), step);
    }
    checker.aliases();
    checker.reached();
    checker.faults
}

impl Checker<'_> {
    fn error(&mut self, path: impl Into<String>, say: impl Into<String>) {
        self.faults.push(Fault::error(path, say));
    }

    fn warn(&mut self, path: impl Into<String>, say: impl Into<String>) {
        self.faults.push(Fault::warning(path, say));
    }

    fn whole(&mut self) {
        if self.flow.name.trim().is_empty() || self.flow.name.chars().count() > 200 {
            self.error("name", "use 1 to 200 characters");
        }
        if self.flow.steps.is_empty() {
            self.error("steps", "draw at least one step");
        }
        if self.flow.steps.len() > MAX_STEPS {
            self.error(
                "steps",
                format!("a flow has at most {MAX_STEPS} steps: move some into another flow"),
            );
        }
        let mut seen = HashSet::new();
        for (n, step) in self.flow.steps.iter().enumerate() {
            if !seen.insert(&step.id) {
                self.faults.push(Fault::error(
                    format!("steps[{n}].id"),
                    format!("`{}` names two steps: give each an id of its own", step.id),
                ));
            }
        }
        if let Some(start) = &self.flow.start
            && !seen.contains(start)
        {
            self.error("start", format!("there is no step `{start}`"));
        }
        self.pushes("pushes", &self.flow.pushes);
    }

    fn pushes(&mut self, path: &str, pushes: &[Push]) {
        if pushes.len() > MOST_MESSAGES {
            self.error(path, format!("use at most {MOST_MESSAGES} pushes"));
        }
        for (n, push) in pushes.iter().enumerate() {
            if !(1..=MOST_SECS).contains(&push.after_secs) {
                self.error(
                    format!("{path}[{n}].after_secs"),
                    "wait at least a second, and at most a year",
                );
            }
        }
    }

    fn step(&mut self, path: &str, step: &FlowStep) {
        if step.comment.chars().count() > MOST_COMMENT {
            self.error(
                format!("{path}.comment"),
                format!("use at most {MOST_COMMENT} characters"),
            );
        }
        if step.delay_secs > MOST_SECS {
            self.error(format!("{path}.delay_secs"), "wait at most a year");
        }
        self.pushes(&format!("{path}.pushes"), &step.pushes);
        for (field, target) in targets::of(step) {
            self.target(&format!("{path}.{field}"), target);
        }
        for (field, message) in targets::messages(step) {
            self.message(&format!("{path}.{field}"), message);
        }
        self.kind(path, step);
        if self.is_dead_end(step) {
            self.warn(
                format!("{path}.next"),
                "nothing follows: the dialog stays here until somebody moves it; end it with a `finish` step if that is meant",
            );
        }
    }

    /// A step that goes on by itself and leads nowhere.
    fn is_dead_end(&self, step: &FlowStep) -> bool {
        let ends = matches!(
            step.kind,
            StepKind::Finish(_) | StepKind::Return(_) | StepKind::Branch(_) | StepKind::Split(_)
        );
        !ends
            && step.finish.is_none()
            && targets::of(step).is_empty()
            && !matches!(&step.kind, StepKind::SubFlow(sub) if !sub.come_back)
    }

    fn target(&mut self, path: &str, target: &StepRef) {
        let flow = match &target.flow {
            Some(key) if Some(key) != self.own => match self.others.iter().find(|(known, _)| known == key) {
                Some((_, flow)) => flow.as_ref(),
                None => return self.error(path, format!("the bot has no published flow `{key}`")),
            },
            _ => self.flow,
        };
        if let Some(step) = &target.step
            && !flow.steps.iter().any(|known| known.id == *step)
        {
            self.error(path, format!("there is no step `{step}`"));
        }
    }

    fn message(&mut self, path: &str, message: &FlowMessage) {
        let length = message.text.0.chars().count();
        if message.text.0.trim().is_empty() && message.files.is_empty() {
            self.error(format!("{path}.text"), "write something, or add a file");
        }
        let most = if message.files.is_empty() {
            MOST_TEXT
        } else {
            MOST_CAPTION
        };
        if length > MOST_SPLIT {
            self.error(
                format!("{path}.text"),
                format!("use at most {MOST_SPLIT} characters"),
            );
        } else if length > most {
            self.warn(
                format!("{path}.text"),
                format!("longer than {most} characters: it will be sent in parts"),
            );
        }
        if message.files.len() > MOST_FILES {
            self.error(
                format!("{path}.files"),
                format!("use at most {MOST_FILES} files in one message"),
            );
        }
        if message.typing_secs > MOST_TYPING {
            self.error(
                format!("{path}.typing_secs"),
                format!("use 0 to {MOST_TYPING} seconds"),
            );
        }
        let buttons = message.buttons.iter().map(Vec::len).sum::<usize>();
        if buttons > MOST_BUTTONS {
            self.error(
                format!("{path}.buttons"),
                format!("use at most {MOST_BUTTONS} buttons"),
            );
        }
        for (row, buttons) in message.buttons.iter().enumerate() {
            for (n, button) in buttons.iter().enumerate() {
                self.button(&format!("{path}.buttons[{row}][{n}]"), message.keyboard, button);
            }
        }
    }

    fn button(&mut self, path: &str, keyboard: bool, button: &signalbox_model::flow::FlowButton) {
        if button.text.0.trim().is_empty() {
            self.error(format!("{path}.text"), "write what the button says");
        }
        let fits_keyboard = !matches!(button.press, FlowPress::Url(_) | FlowPress::Query(_));
        if keyboard && !fits_keyboard {
            let say = "only a button under a message can do this: switch `keyboard` off";
            self.error(format!("{path}.press"), say);
        }
        if !keyboard && button.press.needs_keyboard() {
            let say = "only a button in place of the keyboard can do this: switch `keyboard` on";
            self.error(format!("{path}.press"), say);
        }
        if let FlowPress::Scenario(key) = &button.press {
            match self.defs.scenario(key) {
                None => self.error(format!("{path}.press"), format!("there is no scenario `{key}`")),
                Some(known) if !known.body.scenario.start.is_manual() => {
                    self.error(
                        format!("{path}.press"),
                        format!("scenario `{key}` starts by itself: choose a manual one"),
                    );
                }
                Some(_) => {}
            }
        }
    }

    fn kind(&mut self, path: &str, step: &FlowStep) {
        match &step.kind {
            StepKind::Send(send) => self.count(&format!("{path}.messages"), send.messages.len()),
            StepKind::Schedule(schedule) => {
                self.count(&format!("{path}.messages"), schedule.messages.len());
                self.schedule(path, schedule);
            }
            StepKind::Ask(ask) => self.ask(path, ask),
            StepKind::Branch(branch) if branch.branches.is_empty() => {
                self.error(format!("{path}.branches"), "draw at least one branch");
            }
            StepKind::Split(split) => {
                self.shares(
                    &format!("{path}.ways"),
                    split.ways.iter().map(|way| way.share).collect(),
                );
            }
            StepKind::Assign(assign) if !assign.users.is_empty() => {
                self.shares(
                    &format!("{path}.users"),
                    assign.users.iter().map(|user| user.share).collect(),
                );
                for (n, share) in assign.users.iter().enumerate() {
                    if let Err(error) = self.defs.schema.resolve_user(&share.user) {
                        self.error(format!("{path}.users[{n}].user"), error.to_string());
                    }
                }
            }
            StepKind::Wait(wait) => self.wait(path, wait),
            StepKind::Act(act) => self.act(path, act),
            StepKind::LogIn(log_in) if log_in.failed.is_none() => self.warn(
                format!("{path}.failed"),
                "nothing follows when nobody logs in: the dialog stays here until somebody moves it",
            ),
            StepKind::SubFlow(sub) if !self.others.iter().any(|(key, _)| *key == sub.flow) => {
                self.error(
                    format!("{path}.flow"),
                    format!("the bot has no published flow `{}`", sub.flow),
                );
            }
            StepKind::Operator(operator) => {
                for (n, key) in operator.bots.iter().enumerate() {
                    if self.defs.bots.by_key(key).is_none() {
                        self.error(format!("{path}.bots[{n}]"), format!("there is no bot `{key}`"));
                    }
                }
            }
            _ => {}
        }
    }

    fn schedule(&mut self, path: &str, step: &ScheduleStep) {
        let times = [("starts_at", &step.starts_at), ("ends_at", &step.ends_at)];
        for (name, text) in times
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.as_ref()?)))
        {
            if local(text).is_none() {
                self.error(
                    format!("{path}.{name}"),
                    "write a date and a time like 2027-01-31T10:00",
                );
            }
        }
        if let (Some(starts), Some(ends)) = (&step.starts_at, &step.ends_at)
            && ends < starts
        {
            self.error(format!("{path}.ends_at"), "it ends before it starts");
        }
        match (&step.schedule, step.every) {
            (Some(_), Some(_)) | (None, None) => self.error(
                format!("{path}.schedule"),
                "say either on which days, `schedule`, or how often, `every`",
            ),
            (Some(schedule), None) => self.days(&format!("{path}.schedule"), schedule),
            (None, Some(every)) => {
                if shortest(every.unit) * u64::from(every.count) < LEAST_EVERY {
                    self.error(
                        format!("{path}.every"),
                        "let at least 10 minutes pass between two runs",
                    );
                }
                if step.starts_at.is_none() {
                    let say = "say when the first run is: the others are counted from it";
                    self.error(format!("{path}.starts_at"), say);
                }
            }
        }
    }

    fn days(&mut self, path: &str, schedule: &Schedule) {
        if schedule.weekdays.iter().any(|day| !(1..=7).contains(day)) {
            let say = "days of the week are 1 (Monday) to 7 (Sunday)";
            self.error(format!("{path}.weekdays"), say);
        }
        if schedule.days.iter().any(|day| !(1..=31).contains(day)) {
            self.error(format!("{path}.days"), "days of the month are 1 to 31");
        }
        if schedule.each.is_some() {
            let say = "a step goes to the participants of the bot: choose among them with `if`";
            self.error(format!("{path}.each"), say);
        }
    }

    fn act(&mut self, path: &str, act: &signalbox_model::flow::ActStep) {
        for (n, action) in act.actions.iter().enumerate() {
            if let Some(instead) = crate::steps::step_instead(&action.action) {
                let say = format!("`{}` is for scenarios: {instead}", action.action.kind());
                self.error(format!("{path}.do[{n}].action"), say);
            }
            if let Action::SetDialogValue(set) = &action.action
                && set.bot.is_some()
            {
                let say = "a flow sets values of its own dialog: leave the bot out";
                self.error(format!("{path}.do[{n}].bot"), say);
            }
            if action.timer.is_some() {
                let say = "an action of a flow has no timer: put a `wait` step before it";
                self.error(format!("{path}.do[{n}].timer"), say);
            }
        }
    }

    fn count(&mut self, path: &str, messages: usize) {
        if !(1..=MOST_MESSAGES).contains(&messages) {
            self.error(path, format!("write 1 to {MOST_MESSAGES} messages"));
        }
    }

    fn shares(&mut self, path: &str, shares: Vec<u8>) {
        let sum: u32 = shares.iter().map(|share| u32::from(*share)).sum();
        if sum != 100 {
            self.error(path, format!("the shares are {sum} together: make them 100"));
        }
    }

    fn ask(&mut self, path: &str, ask: &AskStep) {
        if ask.answer == Answer::Choice && ask.message.buttons.is_empty() && !ask.options {
            self.error(
                format!("{path}.message.buttons"),
                "add the buttons to choose from",
            );
        }
        if ask.gave_up.is_some() && ask.tries == 0 {
            self.warn(
                format!("{path}.tries"),
                "nobody ever gives up: say after how many answers",
            );
        }
        if let Some(field) = &ask.field
            && !matches!(field.as_str(), "phone" | "email" | "name")
            && !self.defs.has_field(signalbox_model::RecordKind::Contact, field)
        {
            self.error(
                format!("{path}.field"),
                format!("a contact has no field `{field}`"),
            );
        }
    }

    fn wait(&mut self, path: &str, wait: &WaitStep) {
        match wait {
            WaitStep::Secs(secs) if !(1..=MOST_SECS).contains(secs) => {
                self.error(
                    format!("{path}.secs"),
                    "wait at least a second, and at most a year",
                );
            }
            WaitStep::Until(clock) if clock_of(clock).is_none() => {
                self.error(format!("{path}.until"), "write a time of day like 09:30");
            }
            _ => {}
        }
    }

    /// Equal aliases on two steps of a bot would be a guess (Z-145).
    fn aliases(&mut self) {
        let mut known: HashMap<String, String> = HashMap::new();
        for (key, flow) in self.others {
            for step in flow.steps.iter().filter(|step| !step.off) {
                for alias in &step.aliases {
                    known.insert(folded(alias), format!("{key}/{}", step.id));
                }
            }
        }
        for (n, step) in self.flow.steps.iter().enumerate().filter(|(_, step)| !step.off) {
            for (m, alias) in step.aliases.iter().enumerate() {
                let path = format!("steps[{n}].aliases[{m}]");
                let alias = folded(alias);
                if alias.is_empty() {
                    self.faults.push(Fault::error(path, "write a word or a command"));
                } else if let Some(other) = known.insert(alias, step.id.to_string()) {
                    let say = format!("step `{other}` has the same alias: one of them must change");
                    self.faults.push(Fault::error(path, say));
                }
            }
        }
    }

    /// Steps that nothing leads to.
    fn reached(&mut self) {
        let places: HashMap<&Key, usize> = self
            .flow
            .steps
            .iter()
            .enumerate()
            .map(|(n, step)| (&step.id, n))
            .collect();
        let start = self
            .flow
            .start
            .as_ref()
            .and_then(|start| places.get(start).copied())
            .unwrap_or(0);
        let inward = |flow: &Flow| -> Vec<Key> {
            let targets = flow.steps.iter().flat_map(targets::of);
            let mine =
                targets.filter(|(_, target)| target.flow.is_some() && target.flow.as_ref() == self.own);
            mine.filter_map(|(_, target)| target.step.clone()).collect()
        };
        let mut todo: Vec<usize> = vec![start];
        let named = |step: &&FlowStep| !step.aliases.is_empty() || matches!(step.kind, StepKind::Schedule(_));
        todo.extend(
            self.flow
                .steps
                .iter()
                .filter(named)
                .filter_map(|step| places.get(&step.id).copied()),
        );
        for (_, other) in self.others {
            todo.extend(inward(other).iter().filter_map(|key| places.get(key).copied()));
        }
        let mut reached = HashSet::new();
        while let Some(place) = todo.pop() {
            let Some(step) = self.flow.steps.get(place).filter(|_| reached.insert(place)) else {
                continue;
            };
            for (_, target) in targets::of(step) {
                if target.flow.is_none() || target.flow.as_ref() == self.own {
                    todo.extend(target.step.as_ref().and_then(|key| places.get(key)).copied());
                }
            }
        }
        for n in (0..self.flow.steps.len()).filter(|n| !reached.contains(n)) {
            self.faults.push(Fault::warning(
                format!("steps[{n}]"),
                "nothing leads here: connect it, give it an alias, or remove it",
            ));
        }
    }
}

/// Hours and minutes of `HH:MM`.
pub(crate) fn clock_of(text: &str) -> Option<(i8, i8)> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i8, i8) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes) && text.len() == 5).then_some((hours, minutes))
}
