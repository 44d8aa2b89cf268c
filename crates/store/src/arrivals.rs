//! What came to an incoming hook, in numbers.

use crate::{Result, Space};
use signalbox_model::{HookId, Micros};

/// So many of the newest requests are counted.
const NEWEST: i64 = 1000;

/// What came lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Activity {
    /// When the last request came, ever.
    pub last_at: Option<Micros>,
    /// Requests since the moment asked for, up to a thousand.
    pub total: i64,
    /// Refused ones among them.
    pub rejected: i64,
    /// Ones whose working off failed.
    pub failed: i64,
    /// Ones that wait for the hook to be resumed.
    pub held: i64,
}

/// What came to a hook since a moment.
pub fn activity(space: &mut Space, id: HookId, since: Micros) -> Result<Activity> {
    let sql = "SELECT at FROM event WHERE workspace_id = ?1 AND key = ?2 ORDER BY id DESC LIMIT 1";
    let last_at = space.one(sql, &[id.0.into()], |row| row.int(0))?.map(Micros);
    let states = space.all(
        "SELECT state, COUNT(*) FROM (SELECT state FROM event WHERE workspace_id = ?1 AND key = ?2 AND id >= ?3
         ORDER BY id DESC LIMIT ?4) AS newest GROUP BY state",
        &[id.0.into(), signalbox_model::id::floor_at(since.0).into(), NEWEST.into()],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    let of = |wanted: i64| {
        states
            .iter()
            .find(|(state, _)| *state == wanted)
            .map_or(0, |(_, count)| *count)
    };
    Ok(Activity {
        last_at,
        total: states.iter().map(|(_, count)| count).sum(),
        failed: of(2),
        rejected: of(3),
        held: of(4),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::append;
    use crate::tests::{databases, wait};
    use signalbox_model::event::{Event, EventKind, EventState, Payload};
    use signalbox_model::record::Author;
    use signalbox_model::{EventId, WorkspaceId, id};

    fn request(hook: i64, at: i64, place: i64) -> Event {
        Event {
            id: EventId(id::compose(at / 1000, 0, place)),
            workspace: WorkspaceId(1),
            kind: EventKind::HookReceived,
            subject: None,
            key: Some(hook),
            payload: Payload::default(),
            cause: None,
            depth: 0,
            author: Author::Hook { hook: HookId(hook) },
            at: Micros(at),
        }
    }

    #[test]
    fn requests_are_counted_by_state_from_a_moment_on() {
        databases(|db| {
            let done: Result<()> = wait(db.write(|tx| {
                let (old, new) = (1_700_000_000_000_000, 1_780_000_000_000_000);
                let space = &mut tx.space(WorkspaceId(1));
                append(space, &request(5, old, 0), EventState::Rejected)?;
                append(space, &request(5, new, 1), EventState::Done)?;
                append(space, &request(5, new, 2), EventState::Rejected)?;
                append(space, &request(5, new, 3), EventState::Held)?;
                append(space, &request(6, new, 4), EventState::Failed)?;
                let seen = activity(space, HookId(5), Micros(new))?;
                let expected = Activity {
                    last_at: Some(Micros(new)),
                    total: 3,
                    rejected: 1,
                    failed: 0,
                    held: 1,
                };
                assert_eq!(seen, expected);
                assert_eq!(activity(space, HookId(7), Micros(old))?, Activity::default());
                Ok(())
            }));
            done.unwrap();
        });
    }
}
