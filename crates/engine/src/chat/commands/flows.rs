//! Flows: drafts that are saved by themselves, versions that are published on purpose.

use super::{check_length, missing};
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::{By, free_key};
use signalbox_model::flow::Flow;
use signalbox_model::{BotId, DraftId, FlowId, Key};
use signalbox_store::Tx;
use signalbox_store::chat::flows::{self, Draft};

/// The longest draft, bytes.
const MOST_DOCUMENT: usize = 4 << 20;
/// Flows of one bot, at most.
const MOST_FLOWS: usize = 200;
/// The longest note of a version, characters.
const MOST_NOTE: usize = 500;

/// A flow that was published.
#[derive(Debug)]
pub struct Published {
    /// Its new version.
    pub version: i64,
    /// What may be better.
    pub faults: Vec<Fault>,
    /// What is to be done after the commit.
    pub done: Done,
}

/// Reads a flow from its document. Faults name their place.
pub fn read_flow(document: &serde_json::Value) -> std::result::Result<Flow, Vec<Fault>> {
    serde_path_to_error::deserialize(document).map_err(|error| vec![crate::check::place(&error)])
}

fn another() -> EngineError {
    EngineError::Conflict("somebody else changed the draft meanwhile: load it and put both together".into())
}

impl Engine {
    /// Makes a flow of a bot with a first draft.
    pub fn create_flow(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        key: Option<Key>,
        flow: &Flow,
    ) -> Result<FlowId> {
        let known = self.bot(tx, by, bot)?;
        let mut faults = Vec::new();
        check_length("flow.name", &flow.name, 200, &mut faults);
        super::refuse(faults)?;
        if known.flows.len() >= MOST_FLOWS {
            return Err(EngineError::Conflict(format!(
                "a bot has at most {MOST_FLOWS} flows"
            )));
        }
        let taken = |key: &Key| known.flow(key).is_some();
        let key = match key {
            Some(key) if taken(&key) => {
                return Err(EngineError::Conflict(format!(
                    "the bot has a flow `{key}` already: choose another key"
                )));
            }
            Some(key) => key,
            None => free_key(&flow.name, taken),
        };
        let id = FlowId(self.ids().next(by.now.0));
        flows::insert(&mut tx.space(by.workspace), id, bot, &key, by.now)?;
        self.save_flow_draft(tx, by, bot, id, None, serde_json::to_string(flow)?)?;
        self.touch(tx, by)?;
        Ok(id)
    }

    /// Saves a draft over the revision it was made from, or as the first. It need not be a sound flow; live dialogs keep
    /// the published version.
    pub fn save_flow_draft(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: FlowId,
        over: Option<DraftId>,
        document: String,
    ) -> Result<Draft> {
        if document.len() > MOST_DOCUMENT {
            return Err(EngineError::invalid(
                "flow",
                "this is longer than 4 MiB: split the flow",
            ));
        }
        let mut space = tx.space(by.workspace);
        let head = flows::get(&mut space, bot, id)?.ok_or_else(|| missing("flow"))?;
        let draft = Draft {
            revision: DraftId(self.ids().next(by.now.0)),
            version: head.version,
            document,
            author: by.author.clone(),
            at: by.now,
        };
        if !flows::save_draft(&mut space, id, over, &draft)? {
            return Err(another());
        }
        Ok(draft)
    }

    /// Throws a draft away; with `only`, just when it is still that revision.
    pub fn discard_flow_draft(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: FlowId,
        only: Option<DraftId>,
    ) -> Result<()> {
        let mut space = tx.space(by.workspace);
        flows::get(&mut space, bot, id)?.ok_or_else(|| missing("flow"))?;
        if flows::discard_draft(&mut space, id, only)? {
            return Ok(());
        }
        Err(match flows::draft(&mut space, id)? {
            Some(_) => another(),
            None => missing("draft of a flow"),
        })
    }

    /// Publishes the draft, exactly the revision that was looked at. Dialogs in flight go over at their next step that
    /// waits.
    pub fn publish_flow(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: FlowId,
        revision: DraftId,
        note: Option<String>,
    ) -> Result<Published> {
        let note = note
            .map(|note| note.trim().to_owned())
            .filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > MOST_NOTE) {
            return Err(EngineError::invalid(
                "note",
                format!("use at most {MOST_NOTE} characters"),
            ));
        }
        let mut space = tx.space(by.workspace);
        flows::get(&mut space, bot, id)?.ok_or_else(|| missing("flow"))?;
        let draft = flows::draft(&mut space, id)?.ok_or_else(|| missing("draft of a flow"))?;
        if draft.revision != revision {
            return Err(another());
        }
        let flow = read_flow(&serde_json::from_str(&draft.document)?).map_err(EngineError::Invalid)?;
        let published = self.publish_document(tx, by, bot, id, &flow, note.as_deref())?;
        flows::discard_draft(&mut tx.space(by.workspace), id, Some(revision))?;
        Ok(published)
    }

    /// Publishes a document as the next version of a flow.
    pub(crate) fn publish_document(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: FlowId,
        flow: &Flow,
        note: Option<&str>,
    ) -> Result<Published> {
        let faults = self.check_flow(tx, by, bot, id, flow)?;
        super::refuse(faults.clone())?;
        let mut space = tx.space(by.workspace);
        let head = flows::get(&mut space, bot, id)?.ok_or_else(|| missing("flow"))?;
        if !flows::publish(&mut space, id, head.version, flow, note, &by.author, by.now)? {
            return Err(EngineError::Conflict(
                "somebody else published meanwhile: load the flow again".into(),
            ));
        }
        let mut done = self.changed(tx, by, id.0)?;
        done.merge(self.plan_schedules(tx, by, bot)?);
        Ok(Published {
            version: head.version + 1,
            faults,
            done,
        })
    }

    /// Makes an old version the draft, over the revision that stands there.
    pub fn restore_flow(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: FlowId,
        version: i64,
        over: Option<DraftId>,
    ) -> Result<Draft> {
        let flow = flows::version(&mut tx.space(by.workspace), id, version)?;
        let flow = flow.ok_or_else(|| missing("version of a flow"))?;
        self.save_flow_draft(tx, by, bot, id, over, serde_json::to_string(&flow)?)
    }

    /// Removes a flow. Dialogs that stand in it stay, without a step.
    pub fn delete_flow(&self, tx: &mut Tx, by: &By, bot: BotId, id: FlowId) -> Result<Done> {
        let mut space = tx.space(by.workspace);
        flows::get(&mut space, bot, id)?.ok_or_else(|| missing("flow"))?;
        flows::delete(&mut space, id)?;
        self.changed(tx, by, id.0)
    }

    /// Faults of a flow as a flow of this bot.
    pub fn check_flow(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: FlowId,
        flow: &Flow,
    ) -> Result<Vec<Fault>> {
        let known = self.bot(tx, by, bot)?;
        let defs = self.definitions(tx, by.workspace)?;
        let mut others = Vec::new();
        for head in known
            .flows
            .iter()
            .filter(|head| head.id != id && head.version > 0)
        {
            let version = defs
                .bots
                .version(&mut tx.space(by.workspace), head.id, head.version)?;
            others.extend(version.map(|flow| (head.key.clone(), flow)));
        }
        let own = known
            .flows
            .iter()
            .find(|head| head.id == id)
            .map(|head| head.key.clone());
        Ok(crate::flow::check(&defs, flow, own.as_ref(), &others))
    }
}
