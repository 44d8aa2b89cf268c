//! Checks of the server that the studio and the command line share: what was found, whether it is as it should be, and
//! what to do if not.

use crate::backups::{self, Backups, Copy, Fault, History, Schedule};
use crate::{LATEST, Result, Tx, jobs, retention, schema_version};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use signalbox_model::job::JobState;
use signalbox_model::{Micros, id};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Check")]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// What was found, as a word for programs: each check has its own.
    pub state: &'static str,
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was found, in words.
    pub detail: String,
    /// What to do.
    pub remedy: Option<String>,
    /// The numbers and names in `detail`.
    pub facts: BTreeMap<&'static str, Value>,
}

impl Finding {
    /// Something that is as it should be.
    pub fn good(check: &'static str, state: &'static str, detail: impl Into<String>) -> Self {
        Self {
            check,
            state,
            ok: true,
            detail: detail.into(),
            remedy: None,
            facts: BTreeMap::new(),
        }
    }

    /// Something that is to be mended, and how.
    pub fn bad(
        check: &'static str,
        state: &'static str,
        detail: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            ok: false,
            remedy: Some(remedy.into()),
            ..Self::good(check, state, detail)
        }
    }

    /// The same with a number or name of its detail.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.facts.insert(name, value.into());
        self
    }
}

/// Less free space than this is worth a word, bytes: a day of a busy server.
const LITTLE_SPACE: u64 = 1 << 30;

/// How much room the disk of the data has.
pub fn disk(data: &Path) -> Finding {
    let Some(free) = backups::free_bytes(data) else {
        return Finding::good("disk", "unknown", "its free space is not known");
    };
    let detail = format!("{:.1} GiB free", free as f64 / f64::from(1 << 30));
    let found = if free >= LITTLE_SPACE {
        Finding::good("disk", "ok", detail)
    } else {
        let remedy = "free some space, keep fewer copies, or keep history for a shorter time";
        Finding::bad("disk", "little", detail, remedy)
    };
    found.fact("free_bytes", free).fact("least_bytes", LITTLE_SPACE)
}

/// A clock that is off by more than this makes timers fire at the wrong time, seconds.
const SKEW_SECS: i64 = 5;

/// Whether the clock of the server agrees with the database: on PostgreSQL with its clock, on SQLite with the newest event,
/// which cannot be younger than now.
pub fn clock(tx: &mut Tx, now: Micros) -> Result<Finding> {
    let ahead = if tx.is_pg() {
        let sql = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
        let theirs = tx.one(sql, &[], |row| row.int(0))?.unwrap_or(now.0);
        (now.0 - theirs) / 1_000_000
    } else {
        let newest = tx
            .one("SELECT COALESCE(MAX(id), 0) FROM event", &[], |row| row.int(0))?
            .unwrap_or(0);
        let born = if newest == 0 { now.0 } else { id::born_at(newest) };
        ((now.0 - born) / 1_000_000).min(0)
    };
    let found = if ahead.abs() < SKEW_SECS {
        Finding::good("clock", "ok", "the clock agrees with the database")
    } else if ahead < 0 {
        Finding::bad(
            "clock",
            "behind",
            format!(
                "the clock is {} s behind what the database knows: it was set back",
                -ahead
            ),
            "switch on time synchronisation (NTP) on the server",
        )
    } else {
        Finding::bad(
            "clock",
            "ahead",
            format!("the clock is {ahead} s ahead of the database's"),
            "switch on time synchronisation (NTP) on both machines",
        )
    };
    Ok(found.fact("secs", ahead.abs()).fact("now", now.0))
}

/// An event that has waited longer says that the engine does not keep up, seconds.
const LONG_WAIT_SECS: i64 = 60;

/// How long the oldest event has waited; `since` is when it came.
pub fn queue(since: Option<Micros>, now: Micros) -> Finding {
    let waited = since.map_or(0, |at| ((now.0 - at.0) / 1_000_000).max(0));
    let found = if waited < LONG_WAIT_SECS {
        Finding::good("queue", "ok", "nothing waits for long")
    } else {
        Finding::bad(
            "queue",
            "slow",
            format!("an event has waited for {waited} s"),
            "start the server, or look at its log and processor: a scenario may be too slow",
        )
    };
    found.fact("secs", waited)
}

/// Whether deliveries of any workspace have failed.
pub fn deliveries(tx: &mut Tx) -> Result<Finding> {
    let failed = jobs::count_any_workspace(tx, JobState::Failed)?;
    let detail = format!("{failed} failed deliveries");
    let found = if failed == 0 {
        Finding::good("deliveries", "ok", detail)
    } else {
        let remedy = "look at them in the studio under Deliveries: mend the address or the receiver, then send them again";
        Finding::bad("deliveries", "failed", detail, remedy)
    };
    Ok(found.fact("count", failed))
}

/// Whether the database has the schema of this program.
pub fn schema(tx: &mut Tx) -> Result<Finding> {
    let version = schema_version(tx)?;
    let detail = format!("schema {version} of {LATEST}");
    let found = if version == LATEST {
        Finding::good("schema", "ok", detail)
    } else {
        Finding::bad("schema", "old", detail, "start the newest version of the server")
    };
    Ok(found.fact("version", version))
}

/// Whether the database is within its limit.
pub fn size(tx: &mut Tx) -> Result<Finding> {
    let (bytes, limit) = (retention::sizes(tx)?.total, retention::settings(tx)?.max_bytes);
    let detail = match limit {
        0 => format!("{bytes} bytes, without a limit"),
        _ => format!("{bytes} bytes, the limit is {limit}"),
    };
    let found = if limit == 0 {
        Finding::good("size", "unlimited", detail)
    } else if bytes <= limit {
        Finding::good("size", "ok", detail)
    } else {
        let remedy = "wait for the next round of upkeep, or keep history for a shorter time";
        Finding::bad("size", "large", detail, remedy)
    };
    Ok(found.fact("bytes", bytes).fact("limit", limit))
}

/// A write that takes longer is felt by senders and people.
const SLOW_WRITE: Duration = Duration::from_millis(500);

/// How long a small write took, or why there was none.
pub fn writing(took: Duration, refused: Option<String>) -> Finding {
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let found = if let Some(reason) = refused {
        let remedy = "free some disk space, check the permissions, look whether PostgreSQL runs, read the server's log";
        Finding::bad("writing", "failed", reason.clone(), remedy).fact("reason", reason)
    } else if took < SLOW_WRITE {
        Finding::good("writing", "ok", format!("a row was written in {ms} ms"))
    } else {
        let remedy = "look what else uses the disk: a slow or busy disk makes everybody wait";
        Finding::bad("writing", "slow", format!("a row was written in {ms} ms"), remedy)
    };
    found.fact("ms", ms)
}

/// A night's copy may be this late before it counts as missing, seconds.
const LATE_SECS: i64 = 26 * 3600;

/// How old the last copy of the database is.
pub fn backup(tx: &mut Tx, copies: &Backups, now: Micros) -> Result<Finding> {
    if copies.folder().is_none() {
        let detail = "the database is PostgreSQL's: pg_dump or its archiving make the copies, which nobody checks from here";
        return Ok(Finding::good("backup", "postgresql", detail));
    }
    let (schedule, history) = (backups::schedule(tx)?, backups::history(tx)?);
    let list = match copies.list() {
        Ok(list) => list,
        Err(refused) => {
            let remedy = "give the folder of the copies to the user the server runs as";
            return Ok(Finding::bad("backup", "unreadable", refused.to_string(), remedy));
        }
    };
    Ok(judge(
        &schedule,
        &history,
        list.iter().find(|copy| copy.is_sound()),
        now,
    ))
}

fn judge(schedule: &Schedule, history: &History, newest: Option<&Copy>, now: Micros) -> Finding {
    if let Some(Fault { at, reason }) = &history.fault {
        let remedy = "do what the reason says, then make a copy under Settings, Backups";
        return Finding::bad("backup", "failed", reason.clone(), remedy)
            .fact("at", at.0)
            .fact("reason", reason.clone());
    }
    let age = |since: Micros| ((now.0 - since.0) / 1_000_000).max(0);
    let last = newest.map(|copy| copy.name.made_at());
    let hours = |secs: i64| secs / 3600;
    let found = match (last, schedule.daily_at.is_some()) {
        (None, false) => Finding::good("backup", "off", "no copy is here, and none is made by itself"),
        (None, true) if history.since.0 == 0 || age(history.since) < LATE_SECS => {
            Finding::good("backup", "first", "the first copy is made tonight")
        }
        (None, true) => Finding::bad(
            "backup",
            "none",
            "there is no copy of the database",
            "make one under Settings, Backups, or with `signalbox backup`",
        ),
        (Some(last), false) => {
            let detail = format!(
                "the last copy is {} h old; none is made by itself",
                hours(age(last))
            );
            Finding::good("backup", "manual", detail)
        }
        (Some(last), true) if age(last) > LATE_SECS => Finding::bad(
            "backup",
            "old",
            format!("the last good copy is {} h old", hours(age(last))),
            "look at Settings, Backups: the server may have been off, or the check of the copies fails",
        ),
        (Some(last), true) => Finding::good(
            "backup",
            "ok",
            format!("the last copy is {} h old and checked", hours(age(last))),
        ),
    };
    match last {
        Some(last) => found.fact("at", last.0),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::Contents;
    use crate::backups::{Checked, Name};
    use crate::tests::{databases, wait};
    use signalbox_model::event::{Event, EventKind, EventState, Payload};
    use signalbox_model::record::Author;
    use signalbox_model::{EventId, WorkspaceId};

    const NOW: Micros = Micros(1_780_315_200_000_000);
    const HOUR: i64 = 3600;

    fn copy(name: &str) -> Copy {
        let name: Name = name.parse().unwrap();
        let found = Ok(Contents {
            schema: LATEST,
            rows: BTreeMap::new(),
        });
        Copy {
            bytes: 1,
            checked: Some(Checked {
                at: name.made_at(),
                bytes: 1,
                found,
            }),
            name,
        }
    }

    #[test]
    fn a_copy_is_missed_only_when_one_was_to_be_made() {
        let daily = Schedule::default();
        let off = Schedule {
            daily_at: None,
            keep: 7,
        };
        let since = |hours: i64| History {
            since: NOW.plus_secs(-hours * HOUR),
            ..History::default()
        };
        let failed = History {
            fault: Some(Fault {
                at: NOW,
                reason: "no room".into(),
            }),
            ..since(100)
        };
        let (fresh, stale) = (
            copy("signalbox-20260601-030000.db"),
            copy("signalbox-20260530-030000.db"),
        );
        let table = [
            (&off, since(100), None, "off", true),
            (&off, since(100), Some(&stale), "manual", true),
            (&daily, History::default(), None, "first", true),
            (&daily, since(20), None, "first", true),
            (&daily, since(30), None, "none", false),
            (&daily, since(30), Some(&fresh), "ok", true),
            (&daily, since(30), Some(&stale), "old", false),
            (&daily, failed, Some(&fresh), "failed", false),
        ];
        for (schedule, history, newest, state, ok) in table {
            let found = judge(schedule, &history, newest, NOW);
            assert_eq!(
                (found.state, found.ok, found.remedy.is_some()),
                (state, ok, !ok),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_clock_that_was_set_back_is_noticed() {
        databases(|db| {
            let is_pg = db.is_pg();
            let done: Result<()> = wait(db.write(move |tx| {
                let event = Event {
                    id: EventId(id::compose(NOW.0 / 1000, 0, 0)),
                    workspace: WorkspaceId(1),
                    kind: EventKind::RunRequested,
                    subject: None,
                    key: None,
                    payload: Payload::default(),
                    cause: None,
                    depth: 0,
                    author: Author::System,
                    at: NOW,
                };
                crate::events::append(&mut tx.space(WorkspaceId(1)), &event, EventState::Done)?;
                if is_pg {
                    // Whatever the day of this test, it is not the first of 1970.
                    assert_eq!(clock(tx, Micros(0))?.state, "behind");
                    return Ok(());
                }
                assert_eq!(clock(tx, NOW.plus_secs(3600))?.state, "ok");
                let back = clock(tx, NOW.plus_secs(-600))?;
                assert_eq!((back.state, back.facts["secs"].as_i64()), ("behind", Some(600)));
                Ok(())
            }));
            done.unwrap();
        });
    }

    #[test]
    fn slow_and_failed_writes_are_told_apart() {
        let ms = Duration::from_millis;
        assert_eq!(writing(ms(3), None).state, "ok");
        assert_eq!(writing(ms(900), None).state, "slow");
        let failed = writing(ms(3), Some("the disk is full".into()));
        assert_eq!(
            (failed.state, failed.detail.as_str()),
            ("failed", "the disk is full")
        );
        assert_eq!(queue(Some(NOW), NOW.plus_secs(90)).state, "slow");
        assert_eq!(queue(None, NOW).state, "ok");
    }
}
