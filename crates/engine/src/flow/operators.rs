//! Operators: who gets a chat, what they and the client are told, and the clocks of silence (9.14).

use super::clock;
use super::texts::{self, Said};
use super::walk::Walk;
use crate::chat::internal::{Cause, Saying, Talk};
use crate::error::Result;
use crate::work::Work;
use signalbox_model::bot::{BotText, OperatorRules};
use signalbox_model::chat::{Button, Content, Keyboard, Press, Rich};
use signalbox_model::dialog::{Approval, Body, DialogStatus, Holder, Line};
use signalbox_model::record::{Author, Contact};
use signalbox_model::{BotId, Micros, UserId};
use signalbox_store::chat::{dialogs, operators};

/// One node at a time gives chats to operators (Z-134).
const GIVING: i64 = 0x516e_a1b4;

/// Somebody who may get a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub bot: BotId,
    pub user: UserId,
    pub chats: i64,
    pub limit: i64,
    pub last_given_at: Option<Micros>,
    pub from_messenger: bool,
    pub own_only: bool,
    pub studio_only: bool,
}

impl Candidate {
    fn may_take(&self, responsible: Option<UserId>) -> bool {
        // A messenger operator talks to one client at a time, whatever the limit (Z-130).
        let limit = if self.from_messenger { 1 } else { self.limit };
        self.chats < limit
            && !(self.studio_only && self.from_messenger)
            && (!self.own_only || responsible == Some(self.user))
    }
}

/// Who gets a new chat: the responsible when free, else the one with the fewest chats; of equals the one who got one
/// longest ago (Z-129…Z-132).
pub(crate) fn pick(candidates: &[Candidate], responsible: Option<UserId>) -> Option<&Candidate> {
    let free = candidates
        .iter()
        .filter(|candidate| candidate.may_take(responsible));
    free.min_by_key(|candidate| {
        let mine = responsible == Some(candidate.user);
        (
            !mine,
            candidate.chats,
            candidate.last_given_at.map_or(i64::MIN, |at| at.0),
            candidate.user,
        )
    })
}

impl Work<'_, '_> {
    /// Gives the dialog to an operator of one of these bots; false when nobody is free.
    pub(crate) fn give_to_operator(&mut self, walk: &mut Walk, bots: &[BotId]) -> Result<bool> {
        self.tx.lock(GIVING)?;
        let candidates = self.candidates(bots)?;
        let responsible = match walk.talk.row.contact {
            Some(id) => signalbox_store::crm::get::<Contact>(&mut self.space(), id)?
                .and_then(|contact| contact.responsible_id),
            None => None,
        };
        let Some(chosen) = pick(&candidates, responsible).cloned() else {
            return Ok(false);
        };
        let (id, now) = (self.next_id(), self.now);
        let known = operators::get(&mut self.space(), chosen.bot, chosen.user)?;
        if let Some(known) = known.clone() {
            let given = operators::Stored {
                last_given_at: Some(now),
                ..known
            };
            operators::put(&mut self.space(), id, &given)?;
        }
        let author = walk.author();
        walk.talk.row.holder = Holder::Operator { user: chosen.user };
        walk.talk.row.user = Some(chosen.user);
        walk.talk.row.status = DialogStatus::Manual;
        walk.talk.row.unread = walk.talk.row.unread.max(1);
        self.line(
            walk.talk,
            Line::Assigned {
                user: Some(chosen.user),
            },
            &author,
        )?;
        self.greet(walk.talk, chosen.user)?;
        self.client_spoke(walk.talk)?;
        if let Some(operator) = known {
            self.connect_messenger(walk.talk, &operator)?;
        }
        Ok(true)
    }

    fn candidates(&mut self, bots: &[BotId]) -> Result<Vec<Candidate>> {
        let defs = self.defs.clone();
        let mut out: Vec<Candidate> = Vec::new();
        for id in bots {
            let Some(bot) = defs.bots.by_id.get(id) else {
                continue;
            };
            let rules = &bot.bot.settings.operators;
            for operator in operators::of_bot(&mut self.space(), *id)? {
                let active = defs
                    .schema
                    .user(operator.user)
                    .is_some_and(|user| user.disabled_at.is_none());
                if !operator.joined || operator.approval != Approval::Approved || !active {
                    continue;
                }
                let chats = dialogs::held_by(&mut self.space(), operator.user)?;
                out.push(candidate(&operator, rules, chats));
            }
        }
        Ok(out)
    }

    /// What the client reads when an operator comes: the name and the greeting are two switches (Z-141).
    pub(crate) fn greet(&mut self, talk: &mut Talk, user: UserId) -> Result<()> {
        let defs = self.defs.clone();
        let Some(bot) = defs.bots.by_id.get(&talk.row.bot) else {
            return Ok(());
        };
        if bot.bot.settings.operators.say_name
            && let Some(user) = defs.schema.user(user)
        {
            self.say_text(talk, Said::Joined, Some(&user.name))?;
        }
        self.say_text(talk, Said::Connected, None)?;
        self.say_text(talk, Said::HowToEnd, None)
    }

    /// Says one of the bot's own texts, when it is switched on. People hear it whoever holds the dialog.
    pub(crate) fn say_text(&mut self, talk: &mut Talk, said: Said, name: Option<&str>) -> Result<()> {
        let defs = self.defs.clone();
        let Some(bot) = defs.bots.by_id.get(&talk.row.bot) else {
            return Ok(());
        };
        let texts = &bot.bot.settings.texts;
        let on = BotText::default();
        let text = match said {
            Said::Start => &texts.start,
            Said::Connected => &texts.connected,
            Said::NoOperator => &texts.no_operator,
            Said::HowToEnd => &texts.how_to_end,
            Said::Over => &texts.over,
            Said::AfterWait => &texts.after_wait,
            Said::NotUnderstood => &texts.not_understood,
            Said::Moderation => &texts.moderation,
            Said::Approved => &texts.approved,
            Said::Rejected => &texts.rejected,
            Said::Joined
            | Said::NoClient
            | Said::OnShift
            | Said::OffShift
            | Said::JoinShift
            | Said::LeaveShift
            | Said::FileTooLarge
            | Said::FileLost
            | Said::SharePhone
            | Said::ShareLocation
            | Said::LogIn => &on,
        };
        if !text.on {
            return Ok(());
        }
        let text = if text.text.is_empty() {
            Rich::plain(texts::usual(said, defs.locale).replace("{name}", name.unwrap_or_default()))
        } else {
            let cause = Cause::by(Author::Dialog { dialog: talk.row.id });
            let bot = bot.clone();
            let mut walk = self.walk(talk, &bot, &cause)?;
            self.flow_text(&mut walk, &text.text)?
        };
        let content = Content {
            text,
            keyboard: shift_keys(said, defs.locale),
            ..Content::default()
        };
        self.say(talk, Saying::new(Body::Sent(Box::new(content))))
            .map(drop)
    }

    fn rules(&self, talk: &Talk) -> OperatorRules {
        let bot = self.defs.bots.by_id.get(&talk.row.bot);
        bot.map_or_else(OperatorRules::default, |bot| bot.bot.settings.operators.clone())
    }

    /// The operator wrote: from here on the client's silence counts (Z-137).
    pub(crate) fn operator_spoke(&mut self, talk: &mut Talk) -> Result<()> {
        let rules = self.rules(talk);
        for kind in [clock::OPERATOR_SILENT, clock::CLIENT_SILENT, clock::CLIENT_GONE] {
            self.stop_timers(talk.row.id, Some(kind))?;
        }
        talk.memory.trouble = None;
        self.silence_clock(talk, clock::CLIENT_SILENT, rules.wait_minutes)?;
        self.silence_clock(talk, clock::CLIENT_GONE, rules.close_minutes)
    }

    /// The client wrote: their silence is over, and the operator's begins (Z-138).
    pub(crate) fn client_spoke(&mut self, talk: &mut Talk) -> Result<()> {
        let rules = self.rules(talk);
        for kind in [clock::CLIENT_SILENT, clock::CLIENT_GONE, clock::OPERATOR_SILENT] {
            self.stop_timers(talk.row.id, Some(kind))?;
        }
        self.silence_clock(talk, clock::OPERATOR_SILENT, rules.alarm_minutes)
    }

    fn silence_clock(&mut self, talk: &Talk, kind: &str, minutes: u32) -> Result<()> {
        if minutes == 0 || !matches!(talk.row.holder, Holder::Operator { .. }) {
            return Ok(());
        }
        let due = self.now.plus_secs(i64::from(minutes) * 60);
        self.set_clock(talk, kind, "", due, &Cause::by(Author::System), 0)
    }

    /// The client has been silent for long: said once (Z-137).
    pub(crate) fn say_after_wait(&mut self, talk: &mut Talk) -> Result<()> {
        match talk.row.holder {
            Holder::Operator { .. } => self.say_text(talk, Said::AfterWait, None),
            _ => Ok(()),
        }
    }
}

/// The button by which an operator in their own chat leaves the shift, or joins it.
fn shift_keys(said: Said, locale: signalbox_expr::Locale) -> Option<Keyboard> {
    let button = match said {
        Said::Approved | Said::OnShift | Said::NoClient => Said::LeaveShift,
        Said::OffShift => Said::JoinShift,
        Said::Rejected => return Some(Keyboard::Remove),
        _ => return None,
    };
    let button = Button {
        text: texts::usual(button, locale).to_owned(),
        press: Press::Say,
    };
    Some(Keyboard::Reply {
        rows: vec![vec![button]],
        once: false,
    })
}

fn candidate(operator: &operators::Stored, rules: &OperatorRules, chats: i64) -> Candidate {
    Candidate {
        bot: operator.bot,
        user: operator.user,
        chats,
        limit: rules.max_chats.into(),
        last_given_at: operator.last_given_at,
        from_messenger: operator.identity.is_some(),
        own_only: rules.own_clients_only || operator.own_only,
        studio_only: rules.studio_only,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: UserId = UserId(1);
    const B: UserId = UserId(2);

    fn one(user: UserId, chats: i64, last: i64) -> Candidate {
        Candidate {
            bot: BotId(1),
            user,
            chats,
            limit: 2,
            last_given_at: Some(Micros(last)),
            from_messenger: false,
            own_only: false,
            studio_only: false,
        }
    }

    #[test]
    fn a_new_chat_goes_to_the_least_busy_of_those_who_may() {
        let messenger = |candidate| Candidate {
            from_messenger: true,
            ..candidate
        };
        let own = |candidate| Candidate {
            own_only: true,
            ..candidate
        };
        let table = [
            ("A 1, B 0", vec![one(A, 1, 0), one(B, 0, 0)], None, Some(B)),
            (
                "A 1 (10:00), B 1 (09:00)",
                vec![one(A, 1, 10), one(B, 1, 9)],
                None,
                Some(B),
            ),
            ("A 2, B 2", vec![one(A, 2, 0), one(B, 2, 0)], None, None),
            (
                "A messenger with a client, B 1",
                vec![messenger(one(A, 1, 0)), one(B, 1, 0)],
                None,
                Some(B),
            ),
            (
                "A 0 own clients, foreign client, B 1",
                vec![own(one(A, 0, 0)), one(B, 1, 0)],
                Some(UserId(9)),
                Some(B),
            ),
            ("none joined", vec![], None, None),
            (
                "own client goes to A first",
                vec![own(one(A, 1, 9)), one(B, 0, 0)],
                Some(A),
                Some(A),
            ),
            (
                "A is full, others may take it",
                vec![own(one(A, 2, 9)), one(B, 1, 0)],
                Some(A),
                Some(B),
            ),
            (
                "studio only leaves messengers out",
                vec![Candidate {
                    studio_only: true,
                    ..messenger(one(A, 0, 0))
                }],
                None,
                None,
            ),
        ];
        for (case, candidates, responsible, expected) in table {
            assert_eq!(
                pick(&candidates, responsible).map(|chosen| chosen.user),
                expected,
                "{case}"
            );
        }
    }
}
