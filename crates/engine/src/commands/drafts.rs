//! Drafts: what is written and does not run yet, shared by all who edit a scenario.

use super::{missing, told};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::{By, Written};
use signalbox_model::{DraftId, ScenarioId};
use signalbox_store::drafts::{self, Draft};
use signalbox_store::{Tx, scenarios};

/// The longest draft, bytes: twenty times what a person writes.
const MOST_TEXT: usize = 1 << 20;

fn another() -> EngineError {
    EngineError::Conflict("somebody else changed the draft meanwhile: load it and put both together".into())
}

impl Engine {
    /// Saves a draft over the revision it was made from, or as the first. The text need not be readable; what runs
    /// stays as it is.
    pub fn save_draft(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ScenarioId,
        over: Option<DraftId>,
        version: i64,
        text: String,
    ) -> Result<(Draft, Done)> {
        if text.len() > MOST_TEXT {
            let fault = Fault::error("text", "this is longer than 1 MiB: split the scenario");
            return Err(EngineError::Invalid(vec![fault]));
        }
        let mut space = tx.space(by.workspace);
        let stored = scenarios::get(&mut space, id)?.ok_or_else(|| missing("scenario"))?;
        if !(1..=stored.version).contains(&version) {
            let say = format!("there are versions 1 to {}", stored.version);
            return Err(EngineError::Invalid(vec![Fault::error("version", say)]));
        }
        let draft = Draft {
            revision: DraftId(self.ids().next(by.now.0)),
            version,
            text,
            author: by.author.clone(),
            at: by.now,
        };
        if !drafts::save(&mut space, id, over, &draft)? {
            return Err(another());
        }
        Ok((draft, told(by, Topic::Editing(id.0), id.0)))
    }

    /// Throws a draft away; with `only`, just when it is still that revision.
    pub fn discard_draft(&self, tx: &mut Tx, by: &By, id: ScenarioId, only: Option<DraftId>) -> Result<Done> {
        let mut space = tx.space(by.workspace);
        if !drafts::delete(&mut space, id, only)? {
            return Err(match drafts::get(&mut space, id)? {
                Some(_) => another(),
                None => missing("draft of a scenario"),
            });
        }
        Ok(told(by, Topic::Editing(id.0), id.0))
    }

    /// Makes a draft the next version, exactly the revision that was looked at. Refused when a newer version runs than
    /// the one it began with.
    pub fn publish_draft(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ScenarioId,
        revision: DraftId,
        note: Option<String>,
    ) -> Result<Done> {
        let draft =
            drafts::get(&mut tx.space(by.workspace), id)?.ok_or_else(|| missing("draft of a scenario"))?;
        if draft.revision != revision {
            return Err(another());
        }
        let written = Written::read(draft.text)
            .map_err(EngineError::Invalid)?
            .noted(note);
        let (_, mut done) = self.save_written(tx, by, id, Some(draft.version), None, written)?;
        done.merge(self.discard_draft(tx, by, id, Some(revision))?);
        Ok(done)
    }
}
