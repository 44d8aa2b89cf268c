//! Answers kept ready: everybody's and one's own.

use super::{check_length, missing, refuse};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::record::Author;
use signalbox_model::{ReplyId, UserId};
use signalbox_store::chat::replies::{self, Stored};
use signalbox_store::{StoreError, Tx};

/// Answers of one person, or of everybody, at most.
const MOST: i64 = 1000;

/// An answer as people write it.
#[derive(Debug)]
pub struct ReplyDraft {
    /// What calls it, without the colon.
    pub shortcut: String,
    /// Its title; the shortcut when empty.
    pub name: String,
    /// What it says, a template.
    pub text: String,
    /// Everybody's; one's own otherwise.
    pub shared: bool,
}

fn check(draft: &ReplyDraft) -> Result<()> {
    let mut faults = Vec::new();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if !(1..=50).contains(&draft.shortcut.chars().count()) || !draft.shortcut.chars().all(fits) {
        faults.push(Fault::error(
            "shortcut",
            "use 1 to 50 letters, digits and - _ . /, without spaces",
        ));
    }
    if draft.name.chars().count() > 200 {
        faults.push(Fault::error("name", "use at most 200 characters"));
    }
    check_length("text", &draft.text, 16_384, &mut faults);
    refuse(faults)
}

fn owner(by: &By, shared: bool) -> Result<Option<UserId>> {
    match (shared, &by.author) {
        (true, _) => Ok(None),
        (false, Author::User { user }) => Ok(Some(*user)),
        (false, _) => Err(EngineError::Conflict(
            "only a person has answers of their own".into(),
        )),
    }
}

fn taken(error: StoreError, shortcut: &str) -> EngineError {
    match error {
        StoreError::Conflict(_) => {
            EngineError::Conflict(format!("`:{shortcut}` is taken: choose another shortcut"))
        }
        other => other.into(),
    }
}

impl Engine {
    /// Makes an answer.
    pub fn create_reply(&self, tx: &mut Tx, by: &By, draft: ReplyDraft) -> Result<ReplyId> {
        check(&draft)?;
        let user = owner(by, draft.shared)?;
        let mut space = tx.space(by.workspace);
        if replies::count(&mut space, user)? >= MOST {
            return Err(EngineError::Conflict(format!(
                "there are {MOST} answers already: remove some first"
            )));
        }
        let id = ReplyId(self.ids().next(by.now.0));
        let reply = row(id, user, draft, by);
        replies::insert(&mut space, &reply).map_err(|error| taken(error, &reply.shortcut))?;
        Ok(id)
    }

    /// Writes an answer; of one's own ones only their owner.
    pub fn update_reply(&self, tx: &mut Tx, by: &By, id: ReplyId, draft: ReplyDraft) -> Result<()> {
        check(&draft)?;
        self.own_reply(tx, by, id)?;
        let reply = row(id, owner(by, draft.shared)?, draft, by);
        let written = replies::update(&mut tx.space(by.workspace), &reply);
        written.map(drop).map_err(|error| taken(error, &reply.shortcut))
    }

    /// Removes an answer.
    pub fn delete_reply(&self, tx: &mut Tx, by: &By, id: ReplyId) -> Result<()> {
        self.own_reply(tx, by, id)?;
        replies::delete(&mut tx.space(by.workspace), id)?;
        Ok(())
    }

    fn own_reply(&self, tx: &mut Tx, by: &By, id: ReplyId) -> Result<()> {
        let known = replies::get(&mut tx.space(by.workspace), id)?;
        let mine = |owner: UserId| matches!(by.author, Author::User { user } if user == owner);
        let known = known.filter(|known| known.user.is_none_or(mine));
        known.map(drop).ok_or_else(|| missing("answer"))
    }
}

fn row(id: ReplyId, user: Option<UserId>, draft: ReplyDraft, by: &By) -> Stored {
    let name = draft.name.trim();
    Stored {
        id,
        user,
        name: if name.is_empty() {
            draft.shortcut.clone()
        } else {
            name.to_owned()
        },
        shortcut: draft.shortcut,
        text: draft.text,
        updated_at: by.now,
    }
}
