//! Notes: texts, calls, SMS and e-mails on a record (F-2, F-26).

use super::change::{emit, there};
use super::{CrmError, Ctx};
use signalbox_model::event::{EventKind, Payload};
use signalbox_model::record::{Direction, Note, NoteKind};
use signalbox_model::{NoteId, RecordKind, RecordRef};
use signalbox_store::Space;
use signalbox_store::crm::notes;

/// A note to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewNote {
    /// The record it hangs on: a lead, contact or company.
    pub record: RecordRef,
    /// Its kind.
    pub kind: NoteKind,
    /// The text.
    pub text: String,
    /// Which way a call, SMS or e-mail went.
    pub direction: Option<Direction>,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// How a call ended.
    pub status: Option<String>,
    /// How long a call took, seconds.
    pub duration_secs: Option<u32>,
    /// The other side's phone or address.
    pub address: Option<String>,
}

impl NewNote {
    /// A note of nothing but text.
    pub fn text(record: RecordRef, kind: NoteKind, text: impl Into<String>) -> Self {
        Self {
            record,
            kind,
            text: text.into(),
            direction: None,
            subject: None,
            status: None,
            duration_secs: None,
            address: None,
        }
    }
}

/// Adds a note. The event's subject is the record the note hangs on.
pub fn add_note(space: &mut Space, ctx: &mut Ctx, new: NewNote) -> Result<Note, CrmError> {
    let wordy = matches!(new.kind, NoteKind::Text | NoteKind::System);
    if wordy && new.text.trim().is_empty() {
        return Err(CrmError::invalid("text", "it cannot be empty: write something"));
    }
    if new.record.kind == RecordKind::Task {
        return Err(CrmError::invalid(
            "record",
            "a note hangs on a lead, contact or company",
        ));
    }
    let note = Note {
        id: NoteId(ctx.next_id()),
        record: there(space, new.record)?,
        kind: new.kind,
        text: new.text,
        direction: new.direction,
        subject: new.subject,
        status: new.status,
        duration_secs: new.duration_secs,
        address: new.address,
        created_at: ctx.now,
        created_by: ctx.author.clone(),
    };
    notes::insert(space, &note)?;
    let payload = Payload {
        note: Some(note.id),
        ..Payload::default()
    };
    emit(space, ctx, EventKind::NoteAdded, note.record, payload)?;
    Ok(note)
}
