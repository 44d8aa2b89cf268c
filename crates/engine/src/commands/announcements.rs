//! Presses of the buttons under what a scenario told people: the first one counts (Z-85).

use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::event::{Event, EventKind, Payload};
use signalbox_model::record::Author;
use signalbox_model::{AnnouncementId, EventId, UserId};
use signalbox_store::{Tx, announcements};

impl Engine {
    /// Presses a button for whoever asks: its scenario runs with `{user_id}`, `{user_name}` and `{button}` (F-38).
    ///
    /// # Errors
    /// `Conflict` when somebody was faster, `NotFound` when it is not for them.
    pub fn press_announcement(&self, tx: &mut Tx, by: &By, id: AnnouncementId, n: usize) -> Result<Done> {
        let Author::User { user } = by.author else {
            return Err(EngineError::Conflict("only a person can press a button".into()));
        };
        let mut work = self.work(tx, by.now, by.workspace)?;
        // Of ten who press at the same moment one is the first.
        work.tx.lock(id.0)?;
        let announcement = announcements::get(&mut work.space(), id, user)?;
        let announcement =
            announcement.ok_or_else(|| EngineError::NotFound("notification with this id".into()))?;
        let button = announcement.buttons.get(n);
        let button = button.ok_or_else(|| EngineError::NotFound("button of this notification".into()))?;
        let scenario = work
            .defs
            .scenarios
            .get(&button.scenario)
            .filter(|known| known.on)
            .cloned();
        let scenario = scenario.ok_or_else(|| {
            EngineError::Conflict("the scenario of this button is switched off or deleted".into())
        })?;
        let name = |user: UserId| {
            work.defs
                .schema
                .user(user)
                .map_or_else(String::new, |user| user.name.clone())
        };
        if let Some((first, _)) = button.taken {
            return Err(taken(&name(first)));
        }
        let mut payload: Payload = serde_json::from_str(&announcement.context)?;
        for (key, value) in [
            ("user_id", user.to_string()),
            ("user_name", name(user)),
            ("button", button.text.clone()),
        ] {
            payload.variables.insert(key.to_owned(), value.into());
        }
        let at = i64::try_from(n).unwrap_or(i64::MAX);
        if (button.once || announcement.one_for_all)
            && !announcements::take(&mut work.space(), id, at, announcement.one_for_all, user, by.now)?
        {
            return Err(taken("somebody else"));
        }
        let event = Event {
            id: EventId(work.next_id()),
            workspace: by.workspace,
            kind: EventKind::RunRequested,
            subject: announcement.record,
            key: Some(scenario.id.0),
            payload,
            cause: None,
            depth: 0,
            author: by.author.clone(),
            at: by.now,
        };
        work.emit(&event)?;
        work.live(Topic::Notification, id.0);
        Ok(work.done)
    }
}

fn taken(name: &str) -> EngineError {
    EngineError::Conflict(format!("already taken by {name}"))
}
