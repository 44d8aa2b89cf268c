//! Live pages: server-sent events with the rows that changed.

use super::{arrivals, bulk, deliveries, dialogs, postbacks, remotes, runs, timers};
use crate::auth::{Via, check_workspace};
use crate::can::{Can, Read};
use crate::doc::{Output, Routes, Sketch};
use crate::extract::Query;
use crate::live::{News, Reader, Wanted};
use crate::problem::{Problem, Result};
use crate::server::Shared;
use crate::work::Look;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use signalbox_engine::{LiveNote, Topic};
use signalbox_model::{
    BotId, BulkId, DialogId, EventId, FlowId, HookId, JobId, MessageId, NotificationId, PostbackCallId,
    RemoteCallId, RunId, ScenarioId, TimerId,
};
use signalbox_store::{accounts, drafts};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.chapter("Live pages").get(
        "/stream",
        "stream_show",
        "Listen to what changes, as server-sent events; Last-Event-ID resumes, `event: reset` says to load anew.",
        show,
    )
}

/// Rows are read at most this often for one page.
const PAUSE: Duration = Duration::from_millis(100);
/// So many rows are sent at once; of more the newest.
const MOST: usize = 100;
/// A stream ends after this long, so that a right that was taken away ends too; browsers come back by themselves.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// What to listen to.
#[derive(Debug, Deserialize, JsonSchema)]
struct Topics {
    /// Separated by commas: `arrivals`, `arrivals:{hook}`, `runs`, `deliveries`, `timers`, `bulk`, `bulk:{id}`,
    /// `records`, `definitions`, `notifications`, `editing:{scenario}`, `drawing:{flow}`,
    /// `dialogs`, `messages:{dialog}`, `talking:{dialog}`, `remote:{bot}`,
    /// `postbacks`.
    topics: String,
    /// The workspace the page shows: a browser cannot send it in a header here.
    workspace: Option<String>,
}

fn wanted(name: &str) -> Result<Wanted> {
    let unknown = || Problem::invalid("topics", format!("there is no topic `{name}`"));
    let (kind, id) = name
        .split_once(':')
        .map_or((name, None), |(kind, id)| (kind, Some(id)));
    Ok(match (kind, id) {
        ("arrivals", None) => Wanted::Arrivals,
        ("arrivals", Some(id)) => {
            Wanted::Only(Topic::Arrival(id.parse::<HookId>().map_err(|_| unknown())?.0))
        }
        ("bulk", None) => Wanted::Bulks,
        ("bulk", Some(id)) => Wanted::Only(Topic::Bulk(id.parse::<BulkId>().map_err(|_| unknown())?.0)),
        ("editing", Some(id)) => {
            Wanted::Only(Topic::Editing(id.parse::<ScenarioId>().map_err(|_| unknown())?.0))
        }
        ("drawing", Some(id)) => Wanted::Only(Topic::Drawing(id.parse::<FlowId>().map_err(|_| unknown())?.0)),
        ("messages", Some(id)) => {
            Wanted::Only(Topic::Message(id.parse::<DialogId>().map_err(|_| unknown())?.0))
        }
        ("talking", Some(id)) => {
            Wanted::Only(Topic::Talking(id.parse::<DialogId>().map_err(|_| unknown())?.0))
        }
        ("remote", Some(id)) => {
            Wanted::Only(Topic::RemoteCall(id.parse::<BotId>().map_err(|_| unknown())?.0))
        }
        ("postbacks", None) => Wanted::Only(Topic::Postback),
        ("dialogs", None) => Wanted::Only(Topic::Dialog),
        ("runs", None) => Wanted::Only(Topic::Run),
        ("deliveries", None) => Wanted::Only(Topic::Delivery),
        ("timers", None) => Wanted::Only(Topic::Timer),
        ("records", None) => Wanted::Only(Topic::Record),
        ("definitions", None) => Wanted::Only(Topic::Definitions),
        ("notifications", None) => Wanted::Only(Topic::Notification),
        _ => return Err(unknown()),
    })
}

/// A stream of events.
struct Events(Response);

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        self.0
    }
}

impl Output for Events {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(
            StatusCode::OK,
            "Rows as they change: `{topic, …row}`",
            Some("text/event-stream"),
        );
    }
}

async fn show(
    me: Can<Read>,
    headers: HeaderMap,
    Query(Topics { topics, workspace }): Query<Topics>,
) -> Result<Events> {
    if workspace.is_some() {
        check_workspace(me.caller(), workspace.as_deref())?;
    }
    let topics = topics.split(',').map(str::trim).filter(|name| !name.is_empty());
    let topics = topics.map(wanted).collect::<Result<Vec<_>>>()?;
    if topics.is_empty() {
        return Err(Problem::invalid("topics", "name at least one topic"));
    }
    let plain = |topic: &Wanted| {
        matches!(
            topic,
            Wanted::Only(
                Topic::Record
                    | Topic::Definitions
                    | Topic::Editing(_)
                    | Topic::Drawing(_)
                    | Topic::Dialog
                    | Topic::Message(_)
                    | Topic::Talking(_)
            )
        )
    };
    if !me.sees_everything() && !topics.iter().all(plain) {
        return Err(me.tells_too_much());
    }
    let last_id = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let reader = me.server().app.live.reader(me.workspace(), topics, last_id);
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(20));
    Ok(Events(
        Sse::new(events(me, reader))
            .keep_alive(keep_alive)
            .into_response(),
    ))
}

/// A page that listens.
struct Listener {
    me: Can<Read>,
    reader: Reader,
    ready: VecDeque<Event>,
    until: Instant,
}

fn events(me: Can<Read>, reader: Reader) -> impl Stream<Item = std::result::Result<Event, Infallible>> {
    let hello = Event::default()
        .event("ready")
        .id(reader.id(&me.server().app.live))
        .data("{}");
    let listener = Listener {
        me,
        reader,
        ready: VecDeque::from([hello]),
        until: Instant::now() + LONGEST,
    };
    futures_util::stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    })
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        while self.ready.is_empty() {
            let live = self.me.server().app.live.clone();
            let news = timeout_at(self.until, self.reader.next(&live)).await.ok()??;
            let id = self.reader.id(&live);
            match news {
                News::Reset => self
                    .ready
                    .push_back(Event::default().event("reset").id(id).data("{}")),
                News::Notes(notes) => {
                    let rows = self.rows(notes, &id).await;
                    self.ready.extend(rows);
                    // What comes meanwhile is told together.
                    sleep(PAUSE).await;
                }
            }
        }
        self.ready.pop_front()
    }

    /// Whether the session or token still stands, with the role it had when the stream began.
    async fn is_welcome(&self) -> bool {
        let (via, now, role) = (self.me.via(), self.me.server().now(), self.me.user().role);
        let found = self.me.read(move |space| match via {
            Via::Session(id) => accounts::is_session(space, id),
            Via::Token(id) => accounts::is_token(space, id, now),
        });
        matches!(found.await, Ok(Some(user)) if user.role == role)
    }

    /// The rows behind the messages; a page loads anew when they cannot be read.
    async fn rows(&mut self, mut notes: Vec<LiveNote>, id: &str) -> Vec<Event> {
        if !self.is_welcome().await {
            self.until = Instant::now();
            return Vec::new();
        }
        let older = notes.len().saturating_sub(MOST);
        notes.drain(..older);
        let id = id.to_owned();
        let server = self.me.server().clone();
        let rows = self.me.look(move |look| {
            notes
                .iter()
                .map(|note| row(look, &server, note))
                .collect::<Result<Vec<_>>>()
        });
        match rows.await {
            Ok(rows) => rows
                .into_iter()
                .map(|row| Event::default().id(id.clone()).data(row.to_string()))
                .collect(),
            Err(_) => vec![Event::default().event("reset").id(id).data("{}")],
        }
    }
}

/// A message: the topic and the row, or the id of what is gone.
fn row(look: &mut Look, server: &Shared, note: &LiveNote) -> Result<Value> {
    let raw = note.id;
    Ok(match note.topic {
        Topic::Arrival(hook) => {
            let topic = format!("arrivals:{}", HookId(hook));
            told(&topic, EventId(raw), arrivals::row_of(look, EventId(raw))?)
        }
        Topic::Run => told("runs", RunId(raw), runs::RunRow::of(look, RunId(raw))?),
        Topic::Delivery => told("deliveries", JobId(raw), deliveries::row_of(look, JobId(raw))?),
        Topic::Timer => told("timers", TimerId(raw), timers::row_of(look, TimerId(raw))?),
        Topic::Bulk(id) => told(
            &format!("bulk:{}", BulkId(id)),
            BulkId(id),
            bulk::row_of(look, BulkId(id))?,
        ),
        Topic::Record => told::<Value>("records", EventId(raw), Some(json!({}))),
        Topic::Editing(id) => {
            let (workspace, now) = (look.defs.workspace, look.now);
            let draft = drafts::get(&mut look.space(), ScenarioId(id))?;
            let row = json!({
                "revision": draft.map(|draft| draft.revision),
                "people": server.presence.list(workspace, id, now),
            });
            told(&format!("editing:{}", ScenarioId(id)), ScenarioId(id), Some(row))
        }
        Topic::Drawing(id) => {
            let (workspace, now) = (look.defs.workspace, look.now);
            let draft = signalbox_store::chat::flows::draft(&mut look.space(), FlowId(id))?;
            let row = json!({
                "revision": draft.map(|draft| draft.revision),
                "people": server.presence.list(workspace, id, now),
            });
            told(&format!("drawing:{}", FlowId(id)), FlowId(id), Some(row))
        }
        Topic::Dialog => told("dialogs", DialogId(raw), dialogs::row_of(look, DialogId(raw))?),
        Topic::Message(dialog) => told(
            &format!("messages:{}", DialogId(dialog)),
            MessageId(raw),
            dialogs::message_row(look, MessageId(raw))?,
        ),
        Topic::Talking(id) => {
            let seen = signalbox_store::chat::dialogs::get(&mut look.space(), DialogId(id))?.is_some();
            let scene = seen.then(|| server.talking.scene(look.defs.workspace, DialogId(id), look.now));
            told(&format!("talking:{}", DialogId(id)), DialogId(id), scene)
        }
        Topic::RemoteCall(bot) => told(
            &format!("remote:{}", BotId(bot)),
            RemoteCallId(raw),
            remotes::row_of(look, RemoteCallId(raw))?,
        ),
        Topic::Postback => told(
            "postbacks",
            PostbackCallId(raw),
            postbacks::row_of(look, PostbackCallId(raw))?,
        ),
        Topic::Definitions => told::<Value>("definitions", EventId(raw), Some(json!({}))),
        Topic::Notification => told::<Value>("notifications", NotificationId(raw), Some(json!({}))),
    })
}

fn told<T: Serialize>(topic: &str, id: impl std::fmt::Display, row: Option<T>) -> Value {
    let row = row.and_then(|row| serde_json::to_value(row).ok());
    let mut message = row.unwrap_or_else(|| json!({ "gone": true }));
    if let Some(map) = message.as_object_mut() {
        map.entry("id").or_insert_with(|| id.to_string().into());
        map.insert("topic".into(), topic.into());
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_read() {
        let hook = HookId(5);
        let table = [
            ("runs".to_owned(), Some(Wanted::Only(Topic::Run))),
            ("arrivals".to_owned(), Some(Wanted::Arrivals)),
            (format!("arrivals:{hook}"), Some(Wanted::Only(Topic::Arrival(5)))),
            ("arrivals:zzz".to_owned(), None),
            ("runs:1".to_owned(), None),
            (
                format!("editing:{}", ScenarioId(7)),
                Some(Wanted::Only(Topic::Editing(7))),
            ),
            ("editing".to_owned(), None),
            ("weather".to_owned(), None),
        ];
        for (name, expected) in table {
            assert_eq!(wanted(&name).ok(), expected, "{name}");
        }
    }
}
