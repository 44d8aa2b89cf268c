//! Notes and the timeline of a record.

use crate::can::{Can, Read, Write, seen};
use crate::doc::{Created, Routes};
use crate::extract::{Body, Page, Paging, Query};
use crate::problem::{Code, Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::crm::{self, NewNote};
use signalbox_model::event::EventKind;
use signalbox_model::record::{Author, Change, Direction, Note, NoteKind};
use signalbox_model::{EventId, Micros, RecordId, RecordKind, RecordRef};
use signalbox_store::crm::notes;
use signalbox_store::events::{self, Filter};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Notes and timeline")
        .get(
            "/notes",
            "note_list",
            "List the notes of a record, or all, newest first.",
            list,
        )
        .post(
            "/notes",
            "note_create",
            "Add a note, call, SMS or e-mail to a record.",
            create,
        )
        .get(
            "/timeline",
            "timeline_show",
            "List what happened to a record, newest first.",
            timeline,
        )
}

/// Which record.
#[derive(Debug, Deserialize, JsonSchema)]
struct OfRecord {
    /// Its kind.
    record_kind: RecordKind,
    /// Its id.
    record_id: RecordId,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

impl OfRecord {
    fn record(&self) -> RecordRef {
        RecordRef {
            kind: self.record_kind,
            id: self.record_id,
        }
    }

    fn paging(&self) -> Paging {
        Paging {
            limit: self.limit,
            cursor: self.cursor.clone(),
        }
    }
}

/// A note that is to be added.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoteNew {
    /// The record.
    record: RecordRef,
    /// Its kind; text when absent.
    kind: Option<NoteKind>,
    /// The text.
    text: String,
    /// Which way a call, SMS or e-mail went.
    direction: Option<Direction>,
    /// The subject of an e-mail.
    subject: Option<String>,
    /// How a call ended.
    status: Option<String>,
    /// How long a call took, seconds.
    duration_secs: Option<u32>,
    /// The other side's phone or address.
    address: Option<String>,
}

/// Something that happened to a record.
#[derive(Debug, Serialize, JsonSchema)]
struct TimelineItem {
    /// The event.
    id: EventId,
    /// When.
    at: Micros,
    /// What.
    kind: EventKind,
    /// Who made it happen.
    author: Author,
    /// The values that changed.
    changes: Vec<Change>,
    /// The note that was added.
    note: Option<Note>,
}

/// Which notes.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// On a record of this kind; only together with `record_id`.
    record_kind: Option<RecordKind>,
    /// On this record; on every record when absent.
    record_id: Option<RecordId>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

async fn list(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<Note>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let record = match (which.record_kind, which.record_id) {
        (Some(kind), Some(id)) => Some(RecordRef { kind, id }),
        (None, None) => None,
        _ => {
            let say = "give `record_kind` and `record_id` together";
            return Err(Problem::invalid("record_kind", say));
        }
    };
    let page = me.read(move |space| -> Result<_> {
        let Some(record) = record else {
            let page = Page::new(notes::all(space, before, limit)?, limit, |note: &Note| {
                note.id.to_string()
            });
            return only_seen(space, page);
        };
        seen(space, record)?;
        let found = notes::list(space, record.id, before, limit)?;
        Ok(Page::new(found, limit, |note| note.id.to_string()))
    });
    Ok(Json(page.await?))
}

/// Leaves out the notes of records that the person may not see.
fn only_seen(space: &mut signalbox_store::Space, mut page: Page<Note>) -> Result<Page<Note>> {
    let mut shown = Vec::with_capacity(page.items.len());
    for note in page.items {
        match seen(space, note.record) {
            Ok(()) => shown.push(note),
            Err(problem) if problem.code() == Code::NotFound => {}
            Err(problem) => return Err(problem),
        }
    }
    page.items = shown;
    Ok(page)
}

async fn create(me: Can<Write>, Body(new): Body<NoteNew>) -> Result<Created<Note>> {
    let NoteNew {
        record,
        kind,
        text,
        direction,
        subject,
        status,
        duration_secs,
        address,
    } = new;
    let kind = kind.unwrap_or(NoteKind::Text);
    let new = NewNote {
        record,
        kind,
        text,
        direction,
        subject,
        status,
        duration_secs,
        address,
    };
    Ok(Created(
        me.write(move |work| work.change(|space, ctx| crm::add_note(space, ctx, new)))
            .await?,
    ))
}

async fn timeline(me: Can<Read>, Query(of): Query<OfRecord>) -> Result<Json<Page<TimelineItem>>> {
    let paging = of.paging();
    let (before, limit) = (paging.before()?, paging.limit());
    let page = me.look(move |look| {
        seen(&mut look.space(), of.record())?;
        let filter = Filter {
            subject: Some(of.record_id),
            before,
            limit,
            ..Filter::default()
        };
        let found = events::list(&mut look.space(), filter)?;
        let page = Page::new(found, limit, |stored| stored.event.id.to_string());
        let mut items = Vec::with_capacity(page.items.len());
        for stored in page.items {
            let event = stored.event;
            let note = match event.payload.note {
                Some(id) => notes::get(&mut look.space(), id)?,
                None => None,
            };
            items.push(TimelineItem {
                id: event.id,
                at: event.at,
                kind: event.kind,
                author: event.author,
                changes: event.payload.changes,
                note,
            });
        }
        Ok(Page {
            items,
            next: page.next,
        })
    });
    Ok(Json(page.await?))
}
