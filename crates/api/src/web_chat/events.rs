//! What is said while a visitor looks on, as server-sent events that go on where they left off.

use super::limits::Act;
use super::talk::{Whose, names};
use super::wire;
use super::{Channel, Guest};
use crate::live::{News, Reader, Wanted};
use crate::problem::Result;
use crate::server::Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use serde_json::json;
use signalbox_engine::{LiveNote, Topic};
use signalbox_model::{DialogId, MessageId};
use signalbox_store::chat::messages;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// A stream ends after this long, so that a token that is over ends too; the widget comes back by itself.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Rows are read at most this often for one visitor.
const PAUSE: Duration = Duration::from_millis(100);
/// How often an idle stream says that it lives.
const ALIVE: Duration = Duration::from_secs(20);

/// Before the visitor's first word there is nothing to listen to: 204.
pub(super) async fn show(guest: Guest, headers: HeaderMap) -> Result<Response> {
    guest.count(Act::Look)?;
    let (server, channel, whose) = (guest.server.clone(), guest.channel.clone(), Whose::of(&guest));
    let workspace = whose.workspace;
    let dialog = server
        .read(move |tx| whose.dialog(&mut tx.space(workspace)))
        .await?;
    let Some(dialog) = dialog else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let topics = [Topic::Message(dialog.id.0), Topic::Talking(dialog.id.0)];
    let topics = topics.into_iter().map(Wanted::Only).collect();
    let last_id = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let reader = server.app.live.reader(workspace, topics, last_id);
    let listener = Listener {
        server,
        channel,
        dialog: dialog.id,
        reader,
        ready: VecDeque::new(),
        until: Instant::now() + LONGEST,
    };
    let keep_alive = KeepAlive::new().interval(ALIVE);
    Ok(Sse::new(listener.events()).keep_alive(keep_alive).into_response())
}

struct Listener {
    server: Shared,
    channel: Arc<Channel>,
    dialog: DialogId,
    reader: Reader,
    ready: VecDeque<Event>,
    until: Instant,
}

impl Listener {
    fn events(mut self) -> impl Stream<Item = std::result::Result<Event, Infallible>> {
        let id = self.reader.id(&self.server.app.live);
        self.ready
            .push_back(Event::default().event("ready").id(id).data("{}"));
        futures_util::stream::unfold(self, |mut listener| async move {
            let event = listener.next().await?;
            Some((Ok(event), listener))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        while self.ready.is_empty() {
            let live = self.server.app.live.clone();
            let news = timeout_at(self.until, self.reader.next(&live)).await.ok()??;
            let id = self.reader.id(&live);
            let reset = || Event::default().event("reset").id(id.clone()).data("{}");
            match news {
                News::Reset => self.ready.push_back(reset()),
                News::Notes(notes) => match self.told(notes).await {
                    Ok(events) => self
                        .ready
                        .extend(events.into_iter().map(|event| event.id(id.clone()))),
                    Err(_) => self.ready.push_back(reset()),
                },
            }
            sleep(PAUSE).await;
        }
        self.ready.pop_front()
    }

    async fn told(&self, notes: Vec<LiveNote>) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        if notes.iter().any(|note| matches!(note.topic, Topic::Talking(_))) {
            events.extend(self.writing());
        }
        let said = notes
            .into_iter()
            .filter(|note| matches!(note.topic, Topic::Message(_)));
        let ids: Vec<_> = said.map(|note| MessageId(note.id)).collect();
        let channel = self.channel.clone();
        let dialog = self.dialog;
        let said = self.server.read(move |tx| -> Result<_> {
            let mut space = tx.space(channel.stored.workspace);
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                found.extend(messages::get(&mut space, id)?.filter(|message| message.dialog == dialog));
            }
            let names = names(&mut space, &channel, &found)?;
            let said = found.iter().filter_map(|message| wire::said(message, &names));
            Ok(said.map(|said| json!(said)).collect::<Vec<_>>())
        });
        for message in said.await? {
            events.push(Event::default().event("message").data(message.to_string()));
        }
        Ok(events)
    }

    /// An operator is writing. Their name is not told: the bot may keep it to itself.
    fn writing(&self) -> Option<Event> {
        let (workspace, now) = (self.channel.stored.workspace, self.server.now());
        let writes = self.server.talking.is_answered(workspace, self.dialog, now);
        writes.then(|| {
            Event::default()
                .event("typing")
                .data(json!({ "name": "" }).to_string())
        })
    }
}
