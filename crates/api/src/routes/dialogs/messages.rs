//! Messages of a dialog: read both ways, written, noted, sent again.

use crate::can::{Can, Read, Write};
use crate::doc::{Created, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::chat::{Content, File, Rich};
use signalbox_model::dialog::{self, MessageAuthor, MessageState, NoteBody, Past};
use signalbox_model::{DialogId, MessageId, Micros, RunId, UserId};
use signalbox_store::Space;
use signalbox_store::chat::dialogs;
use signalbox_store::chat::messages::{self, Part, Stored};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(
            "/dialogs/{id}/messages",
            "message_list",
            "Read a dialog: its newest messages, or those before or after one; oldest first.",
            list,
        )
        .get(
            "/dialogs/{id}/messages/search",
            "message_search",
            "Look for a text in a dialog, newest first.",
            search,
        )
        .post(
            "/dialogs/{id}/messages",
            "message_send",
            "Say something; a person who writes holds the dialog from then on.",
            send,
        )
        .post(
            "/dialogs/{id}/notes",
            "dialog_note",
            "Leave a note among operators.",
            note,
        )
        .get(
            "/messages/search",
            "message_search_all",
            "Look for a text in every dialog, newest first; a page looks through 20,000 messages at most.",
            search_all,
        )
        .get(
            "/messages/troubled",
            "message_troubled",
            "List messages that failed, or of which nobody knows whether they arrived.",
            troubled,
        )
        .patch(
            "/messages/{id}",
            "message_edit",
            "Rewrite what one said oneself; the person's platform shows it rewritten.",
            edit,
        )
        .delete(
            "/messages/{id}",
            "message_remove",
            "Take back what one said oneself, at the person's too; on Telegram within 48 hours.",
            remove,
        )
        .post(
            "/messages/{id}/retry",
            "message_retry",
            "Send a message again that failed or is uncertain.",
            retry,
        )
        .post(
            "/messages/{id}/cancel",
            "message_cancel",
            "Take back a message that has not left yet.",
            cancel,
        )
}

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct MessageRow {
    /// Its id.
    id: MessageId,
    /// The dialog.
    dialog: DialogId,
    /// Who wrote it.
    author: MessageAuthor,
    /// The operator who wrote it.
    user: Option<UserId>,
    /// How far it has come.
    state: MessageState,
    /// What it consists of.
    body: dialog::Body,
    /// Why it failed or is uncertain.
    error: Option<String>,
    /// The run that wrote it.
    run: Option<RunId>,
    /// When it was written.
    at: Micros,
    /// Until when it waits, while it is planned.
    due_at: Option<Micros>,
    /// When it was rewritten.
    edited_at: Option<Micros>,
    /// When it was taken back.
    removed_at: Option<Micros>,
    /// What it said before it was rewritten, oldest first; at most 20.
    past: Vec<Past>,
}

impl From<Stored> for MessageRow {
    fn from(message: Stored) -> Self {
        Self {
            id: message.id,
            dialog: message.dialog,
            author: message.author,
            user: message.user,
            state: message.state,
            body: message.body,
            error: message.error,
            run: message.run,
            at: message.at,
            due_at: (message.state == MessageState::Planned).then_some(message.due_at),
            edited_at: message.edited_at,
            removed_at: message.removed_at,
            past: message.past,
        }
    }
}

/// A message for live pages; none when it is gone, or its dialog is not to be seen.
pub(in crate::routes) fn row_of(look: &mut Look, id: MessageId) -> Result<Option<MessageRow>> {
    let mut space = look.space();
    let Some(message) = messages::get(&mut space, id)? else {
        return Ok(None);
    };
    let seen = dialogs::get(&mut space, message.dialog)?.is_some();
    Ok(seen.then(|| message.into()))
}

/// A page of a dialog.
#[derive(Debug, Serialize, JsonSchema)]
struct MessagePage {
    /// The messages, oldest first.
    items: Vec<MessageRow>,
    /// Whether there are older ones: ask with `before` of the first.
    older: bool,
    /// Whether there are newer ones: ask with `after` of the last.
    newer: bool,
}

/// Which part of a dialog.
#[derive(Debug, Deserialize, JsonSchema)]
struct WhichPart {
    /// Those before this message.
    before: Option<MessageId>,
    /// Those after this message.
    after: Option<MessageId>,
    /// This message and those on both sides of it.
    around: Option<MessageId>,
    /// How many, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
}

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
struct SearchText {
    /// The text; case does not count.
    q: String,
    /// Only before this message: `reached` of the page before.
    before: Option<MessageId>,
}

/// What a search in a dialog found.
#[derive(Debug, Serialize, JsonSchema)]
struct MessagesFound {
    /// The messages, newest first; at most 50.
    items: Vec<MessageRow>,
    /// How far back it has looked: ask again with `before` of it. Absent when everything was looked through.
    reached: Option<MessageId>,
}

/// A message that was found, with whom it was said.
#[derive(Debug, Serialize, JsonSchema)]
struct FoundMessage {
    /// Who the talk is with.
    name: String,
    /// The message.
    message: MessageRow,
}

/// What a search over all dialogs found.
#[derive(Debug, Serialize, JsonSchema)]
struct DialogsFound {
    /// The messages, newest first; at most 50.
    items: Vec<FoundMessage>,
    /// How far back it has looked: ask again with `before` of it. Absent when everything was looked through.
    reached: Option<MessageId>,
}

/// A message that is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MessageWrite {
    /// The text, with its formatting.
    #[serde(default)]
    text: Rich,
    /// Files, at most 10.
    #[serde(default)]
    files: Vec<File>,
    /// The message it answers.
    reply_to: Option<MessageId>,
    /// Leaves at this moment; now when absent.
    send_at: Option<Micros>,
}

fn check_dialog(space: &mut Space, id: DialogId) -> Result<()> {
    dialogs::get(space, id)?
        .map(drop)
        .ok_or_else(|| Problem::not_found("dialog"))
}

/// The message itself, when its dialog may be seen.
fn check_message(space: &mut Space, id: MessageId) -> Result<()> {
    let message = messages::get(space, id)?.ok_or_else(|| Problem::not_found("message"))?;
    check_dialog(space, message.dialog)
}

async fn list(
    me: Can<Read>,
    At(id): At<DialogId>,
    Query(which): Query<WhichPart>,
) -> Result<Json<MessagePage>> {
    let limit = i64::from(which.limit.unwrap_or(50).clamp(1, 200));
    let part = match (which.before, which.after, which.around) {
        (None, None, None) => Some(Part::Newest),
        (Some(before), None, None) => Some(Part::Before(before)),
        (None, Some(after), None) => Some(Part::After(after)),
        (None, None, Some(_)) => None,
        _ => {
            return Err(Problem::invalid(
                "before",
                "ask `before`, `after` or `around` a message, one of them",
            ));
        }
    };
    let page = me.read(move |space| {
        check_dialog(space, id)?;
        Ok::<_, Problem>(match (part, which.around) {
            (Some(part), _) => page_of(space, id, part, limit)?,
            (None, Some(middle)) => around(space, id, middle, limit)?,
            (None, None) => page_of(space, id, Part::Newest, limit)?,
        })
    });
    Ok(Json(page.await?))
}

fn page_of(space: &mut Space, id: DialogId, part: Part, limit: i64) -> Result<MessagePage> {
    let found = messages::list(space, id, part, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let is_after = matches!(part, Part::After(_));
    Ok(MessagePage {
        older: is_after || full,
        newer: matches!(part, Part::Before(_)) || (is_after && full),
        items: found.into_iter().map(MessageRow::from).collect(),
    })
}

/// A message in the middle of its page.
fn around(space: &mut Space, id: DialogId, middle: MessageId, limit: i64) -> Result<MessagePage> {
    let half = (limit / 2).max(1);
    let before = page_of(
        space,
        id,
        Part::Before(MessageId(middle.0.saturating_add(1))),
        half,
    )?;
    let after = page_of(space, id, Part::After(middle), half)?;
    Ok(MessagePage {
        older: before.older,
        newer: after.newer,
        items: before.items.into_iter().chain(after.items).collect(),
    })
}

fn check_text(q: &str) -> Result<()> {
    if q.trim().is_empty() || q.chars().count() > 200 {
        return Err(Problem::invalid("q", "use 1 to 200 characters"));
    }
    Ok(())
}

async fn search(
    me: Can<Read>,
    At(id): At<DialogId>,
    Query(SearchText { q, before }): Query<SearchText>,
) -> Result<Json<MessagesFound>> {
    check_text(&q)?;
    let found = me.read(move |space| {
        check_dialog(space, id)?;
        Ok::<_, Problem>(messages::search(space, Some(id), &q, before)?)
    });
    let found = found.await?;
    Ok(Json(MessagesFound {
        items: found.messages.into_iter().map(MessageRow::from).collect(),
        reached: found.reached,
    }))
}

async fn search_all(
    me: Can<Read>,
    Query(SearchText { q, before }): Query<SearchText>,
) -> Result<Json<DialogsFound>> {
    check_text(&q)?;
    let found = me.look(move |look| {
        let found = messages::search(&mut look.space(), None, &q, before)?;
        let mut items = Vec::with_capacity(found.messages.len());
        for message in found.messages {
            // A dialog that the person may not see is not found either.
            if let Some(dialog) = dialogs::get(&mut look.space(), message.dialog)? {
                items.push(FoundMessage {
                    name: dialog.name,
                    message: message.into(),
                });
            }
        }
        Ok(DialogsFound {
            items,
            reached: found.reached,
        })
    });
    Ok(Json(found.await?))
}

async fn send(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(new): Body<MessageWrite>,
) -> Result<Created<MessageRow>> {
    let sent = me.write(move |work| {
        let reply_to = match new.reply_to {
            None => None,
            Some(to) => {
                let known = messages::get(&mut work.space(), to)?.filter(|known| known.dialog == id);
                let known = known
                    .ok_or_else(|| Problem::invalid("reply_to", "this message is not of this dialog"))?;
                known
                    .external
                    .and_then(|ids| ids.split(' ').next().map(str::to_owned))
            }
        };
        let content = Content {
            text: new.text,
            files: new.files,
            reply_to,
            ..Content::default()
        };
        let said = work.engine_does(|engine, tx, by| engine.say(tx, by, id, content, new.send_at))?;
        work.then(said.done);
        shown(&mut work.space(), said.message)
    });
    Ok(Created(sent.await?))
}

fn shown(space: &mut Space, id: MessageId) -> Result<MessageRow> {
    Ok(messages::get(space, id)?
        .ok_or_else(|| Problem::not_found("message"))?
        .into())
}

async fn note(
    me: Can<Write>,
    At(id): At<DialogId>,
    Body(note): Body<NoteBody>,
) -> Result<Created<MessageRow>> {
    let noted = me.write(move |work| {
        let said = work.engine_does(|engine, tx, by| engine.note_in_dialog(tx, by, id, note))?;
        work.then(said.done);
        shown(&mut work.space(), said.message)
    });
    Ok(Created(noted.await?))
}

async fn troubled(me: Can<Read>, Query(paging): Query<Paging>) -> Result<Json<Page<MessageRow>>> {
    if !me.sees_everything() {
        return Err(me.tells_too_much());
    }
    let (before, limit) = (paging.before::<MessageId>()?, paging.limit().min(200));
    let found = me
        .read(move |space| messages::troubled(space, before, limit))
        .await?;
    let rows = found.into_iter().map(MessageRow::from).collect();
    Ok(Json(Page::new(rows, limit, |row: &MessageRow| {
        row.id.to_string()
    })))
}

/// What a message says from now on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MessageEdit {
    /// The text, with its formatting.
    text: Rich,
}

async fn edit(
    me: Can<Write>,
    At(id): At<MessageId>,
    Body(MessageEdit { text }): Body<MessageEdit>,
) -> Result<Json<MessageRow>> {
    let edited = me.write(move |work| {
        check_message(&mut work.space(), id)?;
        work.command(|engine, tx, by| engine.edit_message(tx, by, id, text))?;
        shown(&mut work.space(), id)
    });
    Ok(Json(edited.await?))
}

async fn remove(me: Can<Write>, At(id): At<MessageId>) -> Result<Json<MessageRow>> {
    let removed = me.write(move |work| {
        check_message(&mut work.space(), id)?;
        work.command(|engine, tx, by| engine.remove_message(tx, by, id))?;
        shown(&mut work.space(), id)
    });
    Ok(Json(removed.await?))
}

async fn retry(me: Can<Write>, At(id): At<MessageId>) -> Result<Json<MessageRow>> {
    let sent = me.write(move |work| {
        check_message(&mut work.space(), id)?;
        work.command(|engine, tx, by| engine.retry_message(tx, by, id))?;
        shown(&mut work.space(), id)
    });
    Ok(Json(sent.await?))
}

async fn cancel(me: Can<Write>, At(id): At<MessageId>) -> Result<Json<MessageRow>> {
    let cancelled = me.write(move |work| {
        check_message(&mut work.space(), id)?;
        work.command(|engine, tx, by| engine.cancel_message(tx, by, id))?;
        shown(&mut work.space(), id)
    });
    Ok(Json(cancelled.await?))
}
