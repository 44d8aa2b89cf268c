//! What people are told: causes leave a [`Notice`] in their own transaction, [`fold_any_workspace`] makes one
//! notification of all that say the same, and each person has read some and muted some.

use crate::{Result, Row, Space, StoreError, Tx, Val, settings};
use signalbox_model::id::floor_at;
use signalbox_model::notice::NoticeKind;
use signalbox_model::{Micros, NotificationId, UserId, WorkspaceId};
use std::collections::{BTreeMap, BTreeSet};

/// The same subject within this time is told once, with a number; seconds.
const SAME_SECS: i64 = 24 * 3600;
/// Notifications are kept this long; seconds.
const KEPT_SECS: i64 = 30 * 24 * 3600;
/// An unread count beyond this is told as this.
pub const MOST_UNREAD: i64 = 100;
/// Two nodes must not fold the same notices.
const FOLD_LOCK: i64 = 0x516e_a1b2;
/// Up to which moment and task due tasks were told: `{due_at}:{id}`.
const DUE_MARK: &str = "notices.due";
/// The user id of what concerns everybody.
const EVERYBODY: i64 = 0;

/// One cause.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'n> {
    /// A fresh id.
    pub id: i64,
    /// Whom it concerns; `None`: everybody.
    pub user: Option<UserId>,
    /// What happened.
    pub kind: NoticeKind,
    /// What it is about: an id as text, or a host.
    pub subject: &'n str,
    /// The raw id of the run, delivery, bulk run or task behind it.
    pub latest: i64,
    /// When.
    pub at: Micros,
}

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id; a repeat gives it a fresh one.
    pub id: NotificationId,
    /// What happened.
    pub kind: NoticeKind,
    /// What it is about.
    pub subject: String,
    /// The raw id of the newest run, delivery, bulk run or task behind it.
    pub latest: i64,
    /// How often it happened.
    pub count: i64,
    /// When first.
    pub first_at: Micros,
    /// When last.
    pub at: Micros,
    /// Whether the person who asks has read it.
    pub is_read: bool,
}

/// Leaves a notice; it is told once it is folded.
pub fn note(space: &mut Space, notice: Notice) -> Result<()> {
    space.exec(
        "INSERT INTO notice (workspace_id, id, user_id, kind, subject, latest, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            notice.id.into(),
            notice.user.map_or(EVERYBODY, |user| user.0).into(),
            notice.kind.as_str().into(),
            notice.subject.into(),
            notice.latest.into(),
            notice.at.into(),
        ],
    )?;
    Ok(())
}

/// Whether notices wait to be folded, or tasks have come due since they were last told.
pub fn waiting_any_workspace(tx: &mut Tx, now: Micros) -> Result<bool> {
    if tx.one("SELECT 1 FROM notice LIMIT 1", &[], |_| Ok(()))?.is_some() {
        return Ok(true);
    }
    // Before the first look nothing is late: the mark is set by the first fold.
    let Some((due, id)) = due_mark(tx)? else {
        return Ok(true);
    };
    Ok(!due_after(tx, due, id, now, 1)?.is_empty())
}

/// What notices say in common.
type Same = (WorkspaceId, i64, String, String);

#[derive(Debug, Clone, Copy)]
struct Sum {
    latest: i64,
    count: i64,
    first_at: Micros,
    at: Micros,
}

/// Folds at most `limit` notices and as many due tasks into notifications; where something is new. `next_id` hands out
/// fresh ids.
pub fn fold_any_workspace(
    tx: &mut Tx,
    now: Micros,
    limit: i64,
    mut next_id: impl FnMut() -> i64,
) -> Result<BTreeSet<WorkspaceId>> {
    tx.lock(FOLD_LOCK)?;
    let mut sums: BTreeMap<Same, Sum> = BTreeMap::new();
    let mut add = |same: Same, latest: i64, at: Micros| {
        let sum = sums.entry(same).or_insert(Sum {
            latest,
            count: 0,
            first_at: at,
            at,
        });
        sum.count += 1;
        sum.latest = sum.latest.max(latest);
        sum.first_at = sum.first_at.min(at);
        sum.at = sum.at.max(at);
    };
    for (same, latest, at) in take(tx, limit)? {
        add(same, latest, at);
    }
    for due in take_due(tx, now, limit)? {
        let subject = signalbox_model::RecordId(due.task).to_string();
        let kind = NoticeKind::TaskDue.as_str().to_owned();
        add((due.workspace, due.user, kind, subject), due.task, due.due_at);
    }
    let mut told = BTreeSet::new();
    for ((workspace, user, kind, subject), sum) in sums {
        let id = next_id();
        tell(&mut tx.space(workspace), id, user, &kind, &subject, sum, now)?;
        told.insert(workspace);
    }
    Ok(told)
}

/// Takes notices out of the table.
fn take(tx: &mut Tx, limit: i64) -> Result<Vec<(Same, i64, Micros)>> {
    let sql = "DELETE FROM notice WHERE id IN (SELECT id FROM notice ORDER BY id LIMIT ?1)
               RETURNING workspace_id, user_id, kind, subject, latest, at";
    tx.all(sql, &[limit.into()], |row| {
        let same = (WorkspaceId(row.int(0)?), row.int(1)?, row.text(2)?, row.text(3)?);
        Ok((same, row.int(4)?, Micros(row.int(5)?)))
    })
}

/// A task that has come due.
#[derive(Debug, Clone, Copy)]
struct Due {
    workspace: WorkspaceId,
    task: i64,
    user: i64,
    due_at: Micros,
}

fn due_mark(tx: &mut Tx) -> Result<Option<(i64, i64)>> {
    let mark = settings::get(tx, DUE_MARK)?;
    Ok(mark.as_deref().and_then(|mark| {
        let (due, id) = mark.split_once(':')?;
        Some((due.parse().ok()?, id.parse().ok()?))
    }))
}

fn due_after(tx: &mut Tx, due: i64, id: i64, now: Micros, limit: i64) -> Result<Vec<Due>> {
    let sql = "SELECT workspace_id, id, responsible_id, due_at FROM task
               WHERE done_at IS NULL AND responsible_id IS NOT NULL
               AND (due_at > ?1 OR (due_at = ?1 AND id > ?2)) AND due_at >= ?1 AND due_at <= ?3
               ORDER BY due_at, id LIMIT ?4";
    tx.all(sql, &[due.into(), id.into(), now.into(), limit.into()], |row| {
        Ok(Due {
            workspace: WorkspaceId(row.int(0)?),
            task: row.int(1)?,
            user: row.int(2)?,
            due_at: Micros(row.int(3)?),
        })
    })
}

/// The tasks that have come due since the last look, which moves on behind them.
fn take_due(tx: &mut Tx, now: Micros, limit: i64) -> Result<Vec<Due>> {
    let Some((due, id)) = due_mark(tx)? else {
        settings::set(tx, DUE_MARK, &format!("{}:{}", now.0, i64::MAX))?;
        return Ok(Vec::new());
    };
    let found = due_after(tx, due, id, now, limit)?;
    if let Some(last) = found.last() {
        settings::set(tx, DUE_MARK, &format!("{}:{}", last.due_at.0, last.task))?;
    }
    Ok(found)
}

/// Adds to what is told of the same subject, or tells it anew.
fn tell(
    space: &mut Space,
    id: i64,
    user: i64,
    kind: &str,
    subject: &str,
    sum: Sum,
    now: Micros,
) -> Result<()> {
    let sql =
        "SELECT id FROM notification WHERE workspace_id = ?1 AND kind = ?2 AND subject = ?3 AND user_id = ?4
               AND at >= ?5 ORDER BY id DESC LIMIT 1";
    let since = Micros(now.0 - SAME_SECS * 1_000_000);
    let params: &[Val] = &[kind.into(), subject.into(), user.into(), since.into()];
    if let Some(known) = space.one(sql, params, |row| row.int(0))? {
        space.exec(
            "UPDATE notification SET id = ?3, latest = ?4, count = count + ?5, at = ?6 WHERE workspace_id = ?1 AND id = ?2",
            &[known.into(), id.into(), sum.latest.into(), sum.count.into(), sum.at.into()],
        )?;
        return Ok(());
    }
    space.exec(
        "INSERT INTO notification (workspace_id, id, user_id, kind, subject, latest, count, first_at, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            id.into(),
            user.into(),
            kind.into(),
            subject.into(),
            sum.latest.into(),
            sum.count.into(),
            sum.first_at.into(),
            sum.at.into(),
        ],
    )?;
    Ok(())
}

/// Forgets what is old; how many notifications.
pub fn tidy_any_workspace(tx: &mut Tx, now: Micros) -> Result<u64> {
    let before = floor_at(now.0 - KEPT_SECS * 1_000_000);
    tx.exec(
        "DELETE FROM notification_read WHERE notification_id < ?1",
        &[before.into()],
    )?;
    crate::announcements::tidy_any_workspace(tx, now)?;
    tx.exec("DELETE FROM notification WHERE id < ?1", &[before.into()])
}

/// What concerns a person (`?2`) and is not muted by them.
const MINE: &str =
    "n.workspace_id = ?1 AND n.user_id IN (0, ?2) AND NOT EXISTS (SELECT 1 FROM notification_mute m
    WHERE m.workspace_id = ?1 AND m.user_id = ?2 AND m.kind = n.kind)";
/// Whether they have read it.
const READ: &str = "(n.id <= COALESCE((SELECT seen_id FROM notification_seen s WHERE s.workspace_id = ?1 AND s.user_id = ?2), 0)
    OR EXISTS (SELECT 1 FROM notification_read r WHERE r.workspace_id = ?1 AND r.user_id = ?2 AND r.notification_id = n.id))";

fn stored(row: &Row) -> Result<Stored> {
    let kind = row.text(1)?;
    let unknown = || StoreError::Broken(format!("a notification is of an unknown kind `{kind}`"));
    Ok(Stored {
        id: NotificationId(row.int(0)?),
        kind: NoticeKind::from_name(&kind).ok_or_else(unknown)?,
        subject: row.text(2)?,
        latest: row.int(3)?,
        count: row.int(4)?,
        first_at: Micros(row.int(5)?),
        at: Micros(row.int(6)?),
        is_read: row.int(7)? == 1,
    })
}

/// A page of what a person is told, newest first.
pub fn list(
    space: &mut Space,
    user: UserId,
    before: Option<NotificationId>,
    limit: i64,
) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT n.id, n.kind, n.subject, n.latest, n.count, n.first_at, n.at, CAST(CASE WHEN {READ} THEN 1 ELSE 0 END AS BIGINT)
         FROM notification n WHERE {MINE} AND n.id < ?3 ORDER BY n.id DESC LIMIT ?4"
    );
    let before = before.map_or(i64::MAX, |id| id.0);
    space.all(
        &sql,
        &[user.0.into(), before.into(), limit.clamp(1, 500).into()],
        stored,
    )
}

/// How many a person has not read, counted up to [`MOST_UNREAD`].
pub fn unread(space: &mut Space, user: UserId) -> Result<i64> {
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notification n WHERE {MINE} AND NOT {READ}
         ORDER BY n.id DESC LIMIT {MOST_UNREAD}) AS counted"
    );
    Ok(space.one(&sql, &[user.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Marks these as read by a person.
pub fn read(space: &mut Space, user: UserId, ids: &[NotificationId]) -> Result<()> {
    for id in ids {
        space.exec(
            "INSERT INTO notification_read (workspace_id, user_id, notification_id) VALUES (?1, ?2, ?3)
             ON CONFLICT (workspace_id, user_id, notification_id) DO NOTHING",
            &[user.0.into(), id.0.into()],
        )?;
    }
    Ok(())
}

/// Marks everything up to an id as read by a person.
pub fn read_until(space: &mut Space, user: UserId, until: NotificationId) -> Result<()> {
    space.exec(
        "INSERT INTO notification_seen (workspace_id, user_id, seen_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (workspace_id, user_id) DO UPDATE SET seen_id = CASE
         WHEN excluded.seen_id > notification_seen.seen_id THEN excluded.seen_id ELSE notification_seen.seen_id END",
        &[user.0.into(), until.0.into()],
    )?;
    space.exec(
        "DELETE FROM notification_read WHERE workspace_id = ?1 AND user_id = ?2 AND notification_id <= ?3",
        &[user.0.into(), until.0.into()],
    )?;
    Ok(())
}

/// The kinds a person does not want to hear of.
pub fn muted(space: &mut Space, user: UserId) -> Result<BTreeSet<NoticeKind>> {
    let sql = "SELECT kind FROM notification_mute WHERE workspace_id = ?1 AND user_id = ?2";
    let names = space.all(sql, &[user.0.into()], |row| row.text(0))?;
    Ok(names
        .iter()
        .filter_map(|name| NoticeKind::from_name(name))
        .collect())
}

/// Sets the kinds a person does not want to hear of.
pub fn mute(space: &mut Space, user: UserId, kinds: &BTreeSet<NoticeKind>) -> Result<()> {
    space.exec(
        "DELETE FROM notification_mute WHERE workspace_id = ?1 AND user_id = ?2",
        &[user.0.into()],
    )?;
    for kind in kinds {
        space.exec(
            "INSERT INTO notification_mute (workspace_id, user_id, kind) VALUES (?1, ?2, ?3)",
            &[user.0.into(), kind.as_str().into()],
        )?;
    }
    Ok(())
}
