//! The other end of a `log_in` step: somebody signed in opened its link (O-40, Z-157).

use super::clock::LOG_IN;
use super::walk::{Spot, Walk};
use crate::chat::internal::{Cause, Phase, Talk};
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::chat::ChannelKind;
use signalbox_model::dialog::{Holder, Line};
use signalbox_model::flow::{FlowMessage, LogInStep, StepKind};
use signalbox_model::record::Author;
use signalbox_model::text::Scalar;
use signalbox_model::{Micros, UserId};
use signalbox_store::Tx;
use signalbox_store::accounts::{SecretHash, hash_secret};
use signalbox_store::chat::{identities, log_ins};

/// Whose chat a link ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogIn {
    /// The bot's name.
    pub bot: String,
    /// The platform.
    pub channel: Option<ChannelKind>,
    /// The person's name there.
    pub name: String,
    /// The person's public name there.
    pub username: Option<String>,
    /// Until when the link is good.
    pub expires_at: Micros,
}

fn over() -> EngineError {
    EngineError::NotFound(
        "link any more: it was used, has expired, or the talk went on without it. Ask the bot for a new one"
            .into(),
    )
}

impl Engine {
    /// Whose chat a link ties, for the person who is to confirm it.
    pub fn look_at_log_in(&self, tx: &mut Tx, by: &By, secret: &str) -> Result<LogIn> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let (talk, expires_at) = work.log_in_of(&hash_secret(secret))?;
        let who = match talk.row.identity {
            Some(id) => identities::get(&mut work.space(), id)?,
            None => None,
        };
        let bot = work.defs.bots.by_id.get(&talk.row.bot);
        Ok(LogIn {
            bot: bot.map_or_else(String::new, |bot| bot.bot.settings.name.clone()),
            channel: work
                .defs
                .bots
                .channels
                .get(&talk.row.channel)
                .map(|head| head.kind),
            name: talk.row.name,
            username: who.and_then(|who| who.username),
            expires_at,
        })
    }

    /// Uses a link up: the chat is the asking user's from now on, or they say that it is not theirs.
    pub fn answer_log_in(&self, tx: &mut Tx, by: &By, secret: &str, own: bool) -> Result<Done> {
        let Author::User { user } = by.author else {
            return Err(EngineError::Conflict("only a person can log in".into()));
        };
        let hash = hash_secret(secret);
        let mut work = self.work(tx, by.now, by.workspace)?;
        let (mut talk, _) = work.log_in_of(&hash)?;
        if !log_ins::take(&mut work.space(), &hash)? {
            return Err(over());
        }
        work.end_log_in(&mut talk, own.then_some(user))?;
        let cause = Cause::by(by.author.clone());
        work.keep(talk, &cause)?;
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    /// The dialog of a link that is good and still waited for, held until the transaction ends.
    fn log_in_of(&mut self, hash: &SecretHash) -> Result<(Talk, Micros)> {
        let now = self.now;
        let link = log_ins::find(&mut self.space(), hash, now)?.ok_or_else(over)?;
        let talk = self.talk(link.dialog)?;
        if talk.memory.phase != Phase::LogIn || talk.row.holder != Holder::Flow {
            return Err(over());
        }
        Ok((talk, link.expires_at))
    }

    /// The person proved to be a user, or nobody did; the flow goes on.
    pub(crate) fn end_log_in(&mut self, talk: &mut Talk, user: Option<UserId>) -> Result<()> {
        let bot = self.defs.bots.by_id.get(&talk.row.bot).cloned();
        let bot = bot.filter(|bot| bot.bot.on).ok_or_else(|| {
            EngineError::Conflict("the bot is switched off: ask for a link again when it is on".into())
        })?;
        log_ins::forget(&mut self.space(), talk.row.id)?;
        self.stop_timers(talk.row.id, Some(LOG_IN))?;
        let cause = Cause::by(Author::Dialog { dialog: talk.row.id });
        let mut walk = self.walk(talk, &bot, &cause)?;
        let spot = self.waiting_on(&mut walk)?;
        let Some(spot) = spot else { return Ok(()) };
        let doc = spot.doc.clone();
        let StepKind::LogIn(settings) = &doc.steps[spot.at].kind else {
            return Err(over());
        };
        match user {
            Some(user) => self.logged_in(&mut walk, &spot, settings, user),
            None => self.not_logged_in(&mut walk, &spot, settings),
        }
    }

    fn logged_in(&mut self, walk: &mut Walk, spot: &Spot, settings: &LogInStep, user: UserId) -> Result<()> {
        if let Some(identity) = walk.talk.row.identity {
            identities::set_user(&mut self.space(), identity, Some(user))?;
        }
        if let Some(known) = self.defs.schema.user(user) {
            let vars = &mut walk.talk.memory.vars;
            vars.insert("user_name".into(), known.name.clone());
            vars.insert("user_email".into(), known.email.clone());
        }
        self.line(walk.talk, Line::LoggedIn { user }, &Author::User { user })?;
        self.refresh(walk)?;
        self.say_of_log_in(walk, spot, &settings.done)?;
        let audience = crate::compile::conditions(&spot.step().audience);
        let fits = self.judge(&walk.run, &audience)?.0;
        let next = spot.step().next.clone();
        let next = if fits {
            self.leave(walk, spot, next.as_ref())?
        } else {
            let otherwise = spot.step().otherwise.clone().or(next);
            self.follow(walk, spot, otherwise.as_ref())?
        };
        self.go(walk, next)
    }

    fn not_logged_in(&mut self, walk: &mut Walk, spot: &Spot, settings: &LogInStep) -> Result<()> {
        walk.talk.memory.phase = Phase::Still;
        self.say_of_log_in(walk, spot, &settings.refused)?;
        let next = self.follow(walk, spot, settings.failed.as_ref())?;
        self.go(walk, next)
    }

    fn say_of_log_in(&mut self, walk: &mut Walk, spot: &Spot, text: &Scalar) -> Result<()> {
        let message = FlowMessage {
            text: text.clone(),
            ..FlowMessage::default()
        };
        self.send(walk, spot, &message)
    }
}
