//! A workspace in numbers.

use crate::{Result, Space, Tx};
use signalbox_model::{Micros, id};

/// Counting stops here: beyond, a number says no more than "many".
pub const MOST: i64 = 100_000;

/// A workspace in numbers, each up to [`MOST`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Events that wait for the engine.
    pub waiting: i64,
    /// When the oldest of them came.
    pub oldest_waiting_at: Option<Micros>,
    /// Deliveries planned or under way.
    pub jobs: i64,
    /// Pending timers.
    pub timers: i64,
    /// Events since the moment asked for.
    pub events: i64,
    /// Runs since the moment asked for.
    pub runs: i64,
}

/// The numbers of a workspace; what happened counts from `since` on.
pub fn numbers(space: &mut Space, since: Micros) -> Result<Numbers> {
    let first = id::floor_at(since.0);
    let oldest = "SELECT at FROM event WHERE workspace_id = ?1 AND state = 0 ORDER BY id LIMIT 1";
    Ok(Numbers {
        waiting: count(
            space,
            "FROM event WHERE workspace_id = ?1 AND state = 0 AND id >= ?2",
            0,
        )?,
        oldest_waiting_at: space.one(oldest, &[], |row| row.int(0))?.map(Micros),
        jobs: count(
            space,
            "FROM job WHERE workspace_id = ?1 AND state IN (0, 1) AND id >= ?2",
            0,
        )?,
        timers: count(space, "FROM timer WHERE workspace_id = ?1 AND id >= ?2", 0)?,
        events: count(space, "FROM event WHERE workspace_id = ?1 AND id >= ?2", first)?,
        runs: count(space, "FROM run WHERE workspace_id = ?1 AND id >= ?2", first)?,
    })
}

fn count(space: &mut Space, from: &str, first: i64) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 {from} LIMIT ?3) AS counted");
    let counted = space.one(&sql, &[first.into(), MOST.into()], |row| row.int(0))?;
    Ok(counted.unwrap_or(0))
}

/// Events of every workspace that wait for the engine, up to [`MOST`].
pub fn waiting_any_workspace(tx: &mut Tx) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM event WHERE state = 0 LIMIT ?1) AS counted";
    Ok(tx.one(sql, &[MOST.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Pending timers of every workspace, up to [`MOST`].
pub fn timers_any_workspace(tx: &mut Tx) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM timer LIMIT ?1) AS counted";
    Ok(tx.one(sql, &[MOST.into()], |row| row.int(0))?.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::append;
    use crate::tests::{databases, wait};
    use signalbox_model::event::{Event, EventKind, EventState, Payload};
    use signalbox_model::record::Author;
    use signalbox_model::{EventId, WorkspaceId};

    fn event(at: i64, place: i64) -> Event {
        Event {
            id: EventId(id::compose(at / 1000, 0, place)),
            workspace: WorkspaceId(1),
            kind: EventKind::RunRequested,
            subject: None,
            key: None,
            payload: Payload::default(),
            cause: None,
            depth: 0,
            author: Author::System,
            at: Micros(at),
        }
    }

    #[test]
    fn what_waits_and_what_is_new_is_counted() {
        databases(|db| {
            let done: Result<()> = wait(db.write(|tx| {
                let (old, new) = (1_700_000_000_000_000, 1_780_000_000_000_000);
                let space = &mut tx.space(WorkspaceId(1));
                append(space, &event(old, 0), EventState::Waiting)?;
                append(space, &event(new, 1), EventState::Done)?;
                append(space, &event(new, 2), EventState::Waiting)?;
                let expected = Numbers {
                    waiting: 2,
                    oldest_waiting_at: Some(Micros(old)),
                    events: 2,
                    ..Numbers::default()
                };
                assert_eq!(numbers(space, Micros(new))?, expected);
                assert_eq!(
                    numbers(&mut tx.space(WorkspaceId(2)), Micros(0))?,
                    Numbers::default()
                );
                assert_eq!((waiting_any_workspace(tx)?, timers_any_workspace(tx)?), (2, 0));
                Ok(())
            }));
            done.unwrap();
        });
    }
}
