//! Events: written once, read by the engine, the log and the timeline.

use crate::{Result, Row, Space, StoreError, Val};
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::record::Author;
use signalbox_model::{EventId, Micros, RecordId, RecordKind, RecordRef, WorkspaceId};

/// The record of two columns, a kind and an id.
pub fn record_ref(kind: Option<i64>, id: Option<i64>) -> Option<RecordRef> {
    let kind = RecordKind::from_code(kind?)?;
    Some(RecordRef {
        kind,
        id: RecordId(id?),
    })
}

/// A request to a hook, as it came.
#[derive(Debug, Clone, Copy)]
pub struct Arrived<'a> {
    /// Method, path, query, headers and address, JSON.
    pub head: &'a str,
    /// The body as received.
    pub body: &'a [u8],
}

const INSERT: &str = "INSERT INTO event (workspace_id, id, kind, state, key, subject_kind, subject_id, cause, depth, author, at, payload, reason, head, body)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

/// Writes an event.
pub fn append(space: &mut Space, event: &Event, state: EventState) -> Result<()> {
    insert(space, event, state, None, None)
}

/// Writes a request that came to a hook. `reason` says why it was refused.
pub fn append_arrival(
    space: &mut Space,
    event: &Event,
    state: EventState,
    arrived: Arrived,
    reason: Option<&str>,
) -> Result<()> {
    insert(space, event, state, Some(arrived), reason)
}

fn insert(
    space: &mut Space,
    event: &Event,
    state: EventState,
    arrived: Option<Arrived>,
    reason: Option<&str>,
) -> Result<()> {
    let payload = (event.payload != Payload::default())
        .then(|| serde_json::to_string(&event.payload))
        .transpose()?;
    // A hook's own request needs no author: its key says which hook.
    let author = match (&event.author, event.kind) {
        (Author::Hook { .. }, EventKind::HookReceived) => None,
        (author, _) => Some(serde_json::to_string(author)?),
    };
    let subject = event.subject;
    space.exec(
        INSERT,
        &[
            event.id.0.into(),
            event.kind.code().into(),
            state.code().into(),
            event.key.into(),
            subject.map(|s| s.kind.code()).into(),
            subject.map(|s| s.id.0).into(),
            event.cause.map(|c| c.0).into(),
            i64::from(event.depth).into(),
            author.as_deref().into(),
            event.at.into(),
            payload.as_deref().into(),
            reason.into(),
            arrived.map_or(Val::Null, |a| a.head.into()),
            arrived.map_or(Val::Null, |a| a.body.into()),
        ],
    )?;
    Ok(())
}

/// Moves an event on.
pub fn set_state(space: &mut Space, id: EventId, state: EventState, reason: Option<&str>) -> Result<()> {
    space.exec(
        "UPDATE event SET state = ?3, reason = ?4 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), state.code().into(), reason.into()],
    )?;
    Ok(())
}

/// Names the record that a look-up found for an event.
pub fn set_subject(space: &mut Space, id: EventId, subject: RecordRef) -> Result<()> {
    space.exec(
        "UPDATE event SET subject_kind = ?3, subject_id = ?4 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), subject.kind.code().into(), subject.id.0.into()],
    )?;
    Ok(())
}

const COLUMNS: &str = "id, workspace_id, kind, key, subject_kind, subject_id, cause, depth, author, at, payload, state, reason, head, body, pack";

/// An event with what only the log shows.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The event.
    pub event: Event,
    /// How far it has come.
    pub state: EventState,
    /// Why it was refused or failed.
    pub reason: Option<String>,
    /// How a request came, JSON.
    pub head: Option<String>,
    /// The body of a request.
    pub body: Option<Vec<u8>>,
    /// The pack that holds head, body and payload.
    pub pack: Option<i64>,
}

fn stored(row: &Row) -> Result<Stored> {
    let kind = EventKind::from_code(row.int(2)?);
    let state = EventState::from_code(row.int(11)?);
    let (Some(kind), Some(state)) = (kind, state) else {
        return Err(StoreError::Broken(format!(
            "event {} is of a kind this version does not know",
            row.int(0)?
        )));
    };
    let key = row.opt_int(3)?;
    let author = match row.opt_json(8)? {
        Some(author) => author,
        None => key.map_or(Author::System, |hook| Author::Hook {
            hook: signalbox_model::HookId(hook),
        }),
    };
    let event = Event {
        id: EventId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        kind,
        subject: record_ref(row.opt_int(4)?, row.opt_int(5)?),
        key,
        payload: row.opt_json(10)?.unwrap_or_default(),
        cause: row.opt_int(6)?.map(EventId),
        depth: u8::try_from(row.int(7)?).unwrap_or(u8::MAX),
        author,
        at: Micros(row.int(9)?),
    };
    Ok(Stored {
        event,
        state,
        reason: row.opt_text(12)?,
        head: row.opt_text(13)?,
        body: row.opt_bytes(14)?,
        pack: row.opt_int(15)?,
    })
}

/// One event.
pub fn get(space: &mut Space, id: EventId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE workspace_id = ?1 AND id = ?2");
    let found = space.one(&sql, &[id.0.into()], stored)?;
    match found {
        Some(mut event) if event.pack.is_some() => {
            crate::packs::restore_event(space, &mut event)?;
            Ok(Some(event))
        }
        other => Ok(other),
    }
}

/// Which events a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<EventKind>,
    /// Of this hook, scenario or schedule.
    pub key: Option<i64>,
    /// About this record.
    pub subject: Option<RecordId>,
    /// In this state.
    pub state: Option<EventState>,
    /// Older than this id.
    pub before: Option<EventId>,
    /// How many, 1–500.
    pub limit: i64,
}

/// A page of events, newest first, without bodies of packed ones.
pub fn list(space: &mut Space, filter: Filter) -> Result<Vec<Stored>> {
    // Without a key or record the rows are walked by id; the sign keeps the planner from sorting by another index.
    let walks = filter.key.is_none()
        && filter.subject.is_none()
        && filter.state.is_none_or(|s| s == EventState::Done);
    let sign = if walks { "+" } else { "" };
    let mut sql = format!("SELECT {COLUMNS} FROM event WHERE {sign}workspace_id = ?1 AND id < ?2");
    if filter.state.is_some_and(|state| state != EventState::Done) {
        // Says to the planner that the index of what is not done serves.
        sql.push_str(" AND state <> 1");
    }
    let mut params = vec![Val::Int(filter.before.map_or(i64::MAX, |id| id.0))];
    let mut narrow = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            params.push(Val::Int(value));
            sql.push_str(&format!(" AND {column} = ?{}", params.len() + 1));
        }
    };
    narrow("kind", filter.kind.map(EventKind::code));
    narrow("key", filter.key);
    narrow("subject_id", filter.subject.map(|id| id.0));
    narrow("state", filter.state.map(EventState::code));
    params.push(Val::Int(filter.limit.clamp(1, 500)));
    sql.push_str(&format!(" ORDER BY id DESC LIMIT ?{}", params.len() + 1));
    space.all(&sql, &params, stored)
}

/// Which events are walked through, newest first.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'k> {
    /// Of one of these kinds.
    pub kinds: &'k [EventKind],
    /// Of this hook or scenario.
    pub key: Option<i64>,
    /// Not before this moment.
    pub from: Option<Micros>,
    /// Older than this id.
    pub before: Option<EventId>,
    /// How many rows are looked at, at most.
    pub limit: i64,
}

/// The worked-off events of a walk, and where the next step goes on: none at its end.
pub fn walk(space: &mut Space, walk: &Walk) -> Result<(Vec<EventId>, Option<EventId>)> {
    // Without a key the rows are walked by id; the sign keeps the planner from sorting by another index.
    let sign = if walk.key.is_none() { "+" } else { "" };
    let own = if walk.key.is_some() { " AND key = ?5" } else { "" };
    let sql = format!(
        "SELECT id, kind, state, reason IS NOT NULL FROM event WHERE {sign}workspace_id = ?1 AND id < ?2 AND id >= ?3{own}
         ORDER BY id DESC LIMIT ?4"
    );
    let above = walk.from.map_or(0, |from| signalbox_model::id::floor_at(from.0));
    let below = walk.before.map_or(i64::MAX, |id| id.0);
    let mut params = vec![Val::Int(below), Val::Int(above), Val::Int(walk.limit)];
    params.extend(walk.key.map(Val::Int));
    let seen = space.all(&sql, &params, |row| {
        Ok((EventId(row.int(0)?), row.int(1)?, row.int(2)?, row.flag(3)?))
    })?;
    let next = match i64::try_from(seen.len()) == Ok(walk.limit) {
        true => seen.last().map(|(id, ..)| *id),
        false => None,
    };
    let wanted = |kind: i64| EventKind::from_code(kind).is_some_and(|kind| walk.kinds.contains(&kind));
    let worked = EventState::Done.code();
    // Only a test call is done with a remark.
    let found = seen
        .into_iter()
        .filter(|(_, kind, state, remark)| wanted(*kind) && *state == worked && !remark)
        .map(|(id, ..)| id);
    Ok((found.collect(), next))
}

/// What happened to a record after an event, newest first: the way back to how it was then.
pub fn changes_after(
    space: &mut Space,
    record: RecordId,
    after: EventId,
    limit: i64,
) -> Result<Vec<(EventId, EventKind, Payload)>> {
    let sql = "SELECT id, kind, payload FROM event WHERE workspace_id = ?1 AND subject_id = ?2 AND id > ?3 AND kind < 50
         ORDER BY id DESC LIMIT ?4";
    let found = space.all(sql, &[record.0.into(), after.0.into(), limit.into()], |row| {
        let payload = row.opt_json(2)?.unwrap_or_default();
        Ok((EventId(row.int(0)?), EventKind::from_code(row.int(1)?), payload))
    })?;
    Ok(found
        .into_iter()
        .filter_map(|(id, kind, payload)| Some((id, kind?, payload)))
        .collect())
}

/// Events of every workspace that wait for the engine, oldest first: after a restart, or when handed over.
pub fn waiting_any_workspace(
    tx: &mut crate::Tx,
    after: EventId,
    limit: i64,
) -> Result<Vec<(WorkspaceId, EventId)>> {
    tx.all(
        "SELECT workspace_id, id FROM event WHERE state = 0 AND id > ?1 ORDER BY id LIMIT ?2",
        &[after.0.into(), limit.into()],
        |row| Ok((WorkspaceId(row.int(0)?), EventId(row.int(1)?))),
    )
}

/// Claims a waiting event: true for exactly one of several nodes.
pub fn claim(space: &mut Space, id: EventId) -> Result<bool> {
    let touched = space.exec(
        "UPDATE event SET state = 1, reason = NULL WHERE workspace_id = ?1 AND id = ?2 AND state IN (0, 2, 4)",
        &[id.0.into()],
    )?;
    Ok(touched == 1)
}
