//! What operators do by one press: acts on one dialog or on many, and macros of several.

use crate::crm::{self, CrmError, Untag};
use crate::done::Done;
use crate::dryrun::{Sample, Tried};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_expr::{Context, Values};
use signalbox_model::chat::{Content, Rich};
use signalbox_model::desk::{DialogAct, Macro};
use signalbox_model::dialog::NoteBody;
use signalbox_model::record::Author;
use signalbox_model::{DialogId, MacroId, RecordKind, RecordRef, UserId};
use signalbox_store::chat::{dialogs, macros};
use signalbox_store::{StoreError, Tx};

/// Dialogs of one press, at most.
const MOST_DIALOGS: usize = 200;
/// Acts of one press, at most.
const MOST_ACTS: usize = 20;
/// Macros of one person, or of everybody, at most.
const MOST_MACROS: i64 = 200;
/// The longest text of an act, characters.
const MOST_TEXT: usize = 4_000;

/// What became of one dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acted {
    /// The dialog.
    pub dialog: DialogId,
    /// Why nothing of it was done, for people.
    pub refused: Option<String>,
}

/// A macro as people write it.
#[derive(Debug)]
pub struct MacroDraft {
    /// What people call it.
    pub name: String,
    /// Everybody's; one's own otherwise.
    pub shared: bool,
    /// What it does, in order.
    pub acts: Vec<DialogAct>,
}

pub(crate) fn check(acts: &[DialogAct]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !(1..=MOST_ACTS).contains(&acts.len()) {
        faults.push(Fault::error("acts", format!("choose 1 to {MOST_ACTS} of them")));
    }
    for (n, act) in acts.iter().enumerate() {
        let mut wrong =
            |field: &str, say: String| faults.push(Fault::error(format!("acts[{n}].{field}"), say));
        match act {
            DialogAct::Say { text } | DialogAct::Note { text }
                if text.trim().is_empty() || text.chars().count() > MOST_TEXT =>
            {
                wrong("text", format!("use 1 to {MOST_TEXT} characters"));
            }
            DialogAct::Tag { add, remove } if add.is_empty() && remove.is_empty() => {
                wrong("add", "name a tag to add or to remove".into());
            }
            DialogAct::Snooze { secs } if *secs < 60 => {
                wrong("secs", "put it off for a minute at least".into())
            }
            _ => {}
        }
    }
    faults
}

impl Engine {
    /// Does the same to each of these dialogs. Where one act is refused nothing of it stays in that dialog; the others
    /// are worked all the same.
    pub fn act_on_dialogs(
        &self,
        tx: &mut Tx,
        by: &By,
        dialogs: &[DialogId],
        acts: &[DialogAct],
    ) -> Result<(Vec<Acted>, Done)> {
        let mut faults = check(acts);
        if !(1..=MOST_DIALOGS).contains(&dialogs.len()) {
            faults.push(Fault::error(
                "dialogs",
                format!("choose 1 to {MOST_DIALOGS} of them"),
            ));
        }
        if !faults.is_empty() {
            return Err(EngineError::Invalid(faults));
        }
        // In one order for everybody: two who press at once must not wait for each other.
        let mut sorted = dialogs.to_vec();
        sorted.sort();
        sorted.dedup();
        let (mut acted, mut done) = (Vec::with_capacity(sorted.len()), Done::default());
        for dialog in sorted {
            let tried = tx.attempt(|tx| self.act_on_dialog(tx, by, dialog, acts));
            let refused = match tried {
                Ok(own) => {
                    done.merge(own);
                    None
                }
                Err(error) if !is_refusal(&error) => return Err(error),
                Err(refusal) => Some(refusal.to_string()),
            };
            acted.push(Acted { dialog, refused });
        }
        Ok((acted, done))
    }

    fn act_on_dialog(&self, tx: &mut Tx, by: &By, dialog: DialogId, acts: &[DialogAct]) -> Result<Done> {
        let mut done = Done::default();
        for act in acts {
            done.merge(self.act(tx, by, dialog, act)?);
        }
        Ok(done)
    }

    fn act(&self, tx: &mut Tx, by: &By, dialog: DialogId, act: &DialogAct) -> Result<Done> {
        match act {
            DialogAct::Take {} => self.take_dialog(tx, by, dialog, None),
            DialogAct::Release {} => self.release_dialog(tx, by, dialog),
            DialogAct::Close {} => self.close_dialog(tx, by, dialog),
            DialogAct::Read {} => self.read_dialog(tx, by, dialog),
            DialogAct::Assign { user } => self.assign_dialog(tx, by, dialog, *user),
            DialogAct::Status { status } => self.set_dialog_status(tx, by, dialog, *status),
            DialogAct::Snooze { secs } => self.snooze_dialog(tx, by, dialog, Some(by.now.plus_secs(*secs))),
            DialogAct::Move { to } => self.move_dialog(tx, by, dialog, to),
            DialogAct::Say { text } => {
                let text = self.filled(tx, by, dialog, text)?;
                let content = Content {
                    text: Rich::plain(text),
                    ..Content::default()
                };
                Ok(self.say(tx, by, dialog, content, None)?.done)
            }
            DialogAct::Note { text } => {
                let text = self.filled(tx, by, dialog, text)?;
                let note = NoteBody {
                    text,
                    mentions: Vec::new(),
                };
                Ok(self.note_in_dialog(tx, by, dialog, note)?.done)
            }
            DialogAct::Tag { add, remove } => self.tag_contact(tx, by, dialog, add, remove),
            DialogAct::Run { scenario } => {
                let contact = self.contact_of(tx, by, dialog)?;
                // Nobody lets a scenario loose on a record that they may not change themselves.
                signalbox_store::crm::check_edit(&mut tx.space(by.workspace), contact)?;
                let none = serde_json::Map::new();
                Ok(self.request(tx, by, *scenario, Some(contact), none)?.1)
            }
        }
    }

    fn contact_of(&self, tx: &mut Tx, by: &By, dialog: DialogId) -> Result<RecordRef> {
        let row = dialogs::get(&mut tx.space(by.workspace), dialog)?;
        let row = row.ok_or_else(|| EngineError::NotFound("dialog with this id".into()))?;
        let id = row
            .contact
            .ok_or_else(|| EngineError::Conflict("the person is no contact yet: make one first".into()))?;
        Ok(RecordRef {
            kind: RecordKind::Contact,
            id,
        })
    }

    /// A text with its templates filled in for the person.
    fn filled(&self, tx: &mut Tx, by: &By, dialog: DialogId, template: &str) -> Result<String> {
        if !template.contains('{') {
            return Ok(template.to_owned());
        }
        let sample = Sample {
            record: self.contact_of(tx, by, dialog).ok(),
            ..Sample::default()
        };
        let tried = Tried {
            template,
            context: Context::Note,
            values: Values::Plain,
        };
        Ok(self.preview(tx, by.now, by.workspace, tried, &sample)?.text)
    }

    fn tag_contact(
        &self,
        tx: &mut Tx,
        by: &By,
        dialog: DialogId,
        add: &[String],
        remove: &[String],
    ) -> Result<Done> {
        let contact = self.contact_of(tx, by, dialog)?;
        let defs = self.definitions(tx, by.workspace)?;
        let mut ctx = defs.ctx(self.ids(), by.now, by.author.clone());
        let off = match remove.is_empty() {
            true => Untag::None,
            false => Untag::These(remove.to_vec()),
        };
        crm::change_tags(&mut tx.space(by.workspace), &mut ctx, contact, add, &off)?;
        Ok(Done::from_events(&defs, ctx.emitted))
    }

    /// Makes a macro, or writes the one with this id; of one's own ones only their owner.
    pub fn save_macro(&self, tx: &mut Tx, by: &By, id: Option<MacroId>, draft: MacroDraft) -> Result<Macro> {
        let mut faults = check(&draft.acts);
        if draft.name.trim().is_empty() || draft.name.chars().count() > 100 {
            faults.push(Fault::error("name", "use 1 to 100 characters"));
        }
        if !faults.is_empty() {
            return Err(EngineError::Invalid(faults));
        }
        let user = match (draft.shared, &by.author) {
            (true, _) => None,
            (false, Author::User { user }) => Some(*user),
            (false, _) => {
                return Err(EngineError::Conflict(
                    "only a person has macros of their own".into(),
                ));
            }
        };
        let mut space = tx.space(by.workspace);
        match id {
            Some(id) => drop(own(&mut space, by, id)?),
            None if macros::count(&mut space, user)? >= MOST_MACROS => {
                let say = format!("there are {MOST_MACROS} macros already: remove some first");
                return Err(EngineError::Conflict(say));
            }
            None => {}
        }
        let stored = macros::Stored {
            user,
            body: Macro {
                id: id.unwrap_or_else(|| MacroId(self.ids().next(by.now.0))),
                name: draft.name.trim().to_owned(),
                shared: draft.shared,
                acts: draft.acts,
                updated_at: by.now,
            },
        };
        macros::put(&mut space, &stored).map_err(|error| match error {
            StoreError::Conflict(_) => {
                EngineError::invalid("name", "there is a macro with this name already")
            }
            other => other.into(),
        })?;
        Ok(stored.body)
    }

    /// Removes a macro.
    pub fn delete_macro(&self, tx: &mut Tx, by: &By, id: MacroId) -> Result<()> {
        let mut space = tx.space(by.workspace);
        own(&mut space, by, id)?;
        macros::delete(&mut space, id)?;
        Ok(())
    }

    /// What a macro does, for whoever may press it.
    pub fn macro_acts(&self, tx: &mut Tx, by: &By, id: MacroId) -> Result<Vec<DialogAct>> {
        Ok(own(&mut tx.space(by.workspace), by, id)?.body.acts)
    }
}

/// Whether one dialog alone is the reason, and the others can be worked.
fn is_refusal(error: &EngineError) -> bool {
    match error {
        EngineError::Store(fault) | EngineError::Crm(CrmError::Store(fault)) => {
            matches!(fault, StoreError::NotAllowed(_) | StoreError::Conflict(_))
        }
        _ => true,
    }
}

/// A macro that is everybody's or one's own.
fn own(space: &mut signalbox_store::Space, by: &By, id: MacroId) -> Result<macros::Stored> {
    let mine = |owner: UserId| matches!(by.author, Author::User { user } if user == owner);
    let known = macros::get(space, id)?.filter(|known| known.user.is_none_or(mine));
    known.ok_or_else(|| EngineError::NotFound("macro with this id".into()))
}
