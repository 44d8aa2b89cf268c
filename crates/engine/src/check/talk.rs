//! Faults of what a scenario has to do with dialogs: bots, flows and steps that are not there.

use super::Finder;
use signalbox_model::Key;
use signalbox_model::action::{Action, MOST_NOTIFY_BUTTONS, Notify, SendMessage};
use signalbox_model::dialog::DialogStatus;
use signalbox_model::flow::FlowPress;
use signalbox_model::start::Start;

/// Files of one message (T-6).
const MOST_FILES: usize = 10;
/// Buttons of one message.
const MOST_BUTTONS: usize = 100;
/// The longest text that is kept, characters.
const MOST_TEXT: usize = 16_384;

impl Finder<'_> {
    pub(super) fn talk_start(&mut self, start: &Start) {
        let bot = match start {
            Start::MessageReceived(wanted) => &wanted.bot,
            Start::ButtonPressed(wanted) => &wanted.bot,
            Start::MessageFailed(wanted) => &wanted.bot,
            Start::DialogOpened(wanted) | Start::DialogAssigned(wanted) => &wanted.bot,
            Start::DialogMoved(wanted) => {
                self.flow("start.flow", wanted.bot.as_ref(), wanted.flow.as_ref());
                &wanted.bot
            }
            Start::DialogStatusChanged(wanted) => &wanted.bot,
            Start::DialogHolderChanged(wanted) => &wanted.bot,
            Start::DialogEnded(wanted) => &wanted.bot,
            _ => return,
        };
        self.bot("start.bot", bot.as_ref());
    }

    /// Faults of an action on a dialog, at `path`.
    pub(super) fn talk_action(&mut self, path: &str, action: &Action) {
        let own = |name: &str| format!("{path}.{name}");
        match action {
            Action::SendMessage(message) => {
                self.bot(&own("bot"), message.bot.as_ref());
                self.message(path, message);
            }
            Action::RunFlow(run) => {
                self.bot(&own("bot"), run.bot.as_ref());
                self.flow(&own("flow"), run.bot.as_ref(), Some(&run.flow));
            }
            Action::SetDialogStatus(set) => {
                self.bot(&own("bot"), set.bot.as_ref());
                if set.status == DialogStatus::Stopped {
                    let say = "only the platform stops a dialog: choose `finished` or `blocked`";
                    self.error(&own("status"), say);
                }
            }
            Action::AssignOperator(assign) => {
                self.bot(&own("bot"), assign.bot.as_ref());
                if assign.keep_flow && assign.user.is_none() {
                    self.warn(
                        &own("keep_flow"),
                        "this is for a named user: a free operator speaks at once",
                    );
                }
            }
            Action::ReleaseDialog(release) => self.bot(&own("bot"), release.bot.as_ref()),
            Action::SetDialogValue(set) => self.bot(&own("bot"), set.bot.as_ref()),
            Action::SendTelegram(send) => {
                self.bot(&own("bot"), Some(&send.bot));
                let bot = self.defs.bots.by_key(&send.bot);
                if bot.is_some_and(|bot| !self.defs.bots.has_telegram(bot.bot.id)) {
                    self.error(&own("bot"), "this bot has no Telegram channel: connect one");
                }
                for (name, text) in [("chat", &send.chat), ("text", &send.text)] {
                    if text.0.trim().is_empty() {
                        self.error(&own(name), "this must not be empty");
                    }
                }
            }
            Action::Notify(notify) => self.notify(path, notify),
            _ => {}
        }
    }

    fn notify(&mut self, path: &str, notify: &Notify) {
        for (name, text) in [("users", &notify.users), ("headline", &notify.headline)] {
            if text.0.trim().is_empty() {
                self.error(&format!("{path}.{name}"), "this must not be empty");
            }
        }
        if notify.buttons.len() > MOST_NOTIFY_BUTTONS {
            let say = format!("use at most {MOST_NOTIFY_BUTTONS} buttons");
            self.error(&format!("{path}.buttons"), say);
        }
        for (n, button) in notify.buttons.iter().enumerate() {
            if button.text.0.trim().is_empty() {
                self.error(&format!("{path}.buttons[{n}].text"), "write what the button says");
            }
            self.manual(&format!("{path}.buttons[{n}].scenario"), &button.scenario);
        }
    }

    fn message(&mut self, path: &str, message: &SendMessage) {
        if message.text.0.trim().is_empty() && message.files.is_empty() {
            self.error(&format!("{path}.text"), "write something, or add a file");
        }
        if message.text.0.chars().count() > MOST_TEXT {
            self.error(
                &format!("{path}.text"),
                format!("use at most {MOST_TEXT} characters"),
            );
        }
        if message.files.len() > MOST_FILES {
            self.error(
                &format!("{path}.files"),
                format!("use at most {MOST_FILES} files in one message"),
            );
        }
        if message.buttons.iter().map(Vec::len).sum::<usize>() > MOST_BUTTONS {
            self.error(
                &format!("{path}.buttons"),
                format!("use at most {MOST_BUTTONS} buttons"),
            );
        }
        for (row, buttons) in message.buttons.iter().enumerate() {
            for (n, button) in buttons.iter().enumerate() {
                let path = format!("{path}.buttons[{row}][{n}]");
                if button.text.0.trim().is_empty() {
                    self.error(&format!("{path}.text"), "write what the button says");
                }
                match &button.press {
                    FlowPress::Scenario(key) => self.manual(&format!("{path}.press"), key),
                    FlowPress::GoTo(to) | FlowPress::Run(to) if to.flow.is_some() => {
                        self.flow(&format!("{path}.press"), message.bot.as_ref(), to.flow.as_ref());
                    }
                    press if press.needs_keyboard() => {
                        let say = "a button under a message cannot share this: ask for it in a flow";
                        self.error(&format!("{path}.press"), say);
                    }
                    _ => {}
                }
            }
        }
    }

    pub(super) fn bot(&mut self, path: &str, key: Option<&Key>) {
        if let Some(key) = key
            && self.defs.bots.by_key(key).is_none()
        {
            self.error(
                path,
                format!("there is no bot `{key}`: make it under Bots, or mend the name"),
            );
        }
    }

    /// A flow of a bot, or of any when none is named.
    pub(super) fn flow(&mut self, path: &str, bot: Option<&Key>, flow: Option<&Key>) {
        let Some(flow) = flow else { return };
        let mut bots = self.defs.bots.by_id.values();
        let known =
            bots.any(|known| bot.is_none_or(|key| known.bot.key == *key) && known.flow(flow).is_some());
        if !known {
            self.error(path, format!("there is no flow `{flow}`: mend the name"));
        }
    }
}
