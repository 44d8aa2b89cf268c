//! What scenarios tell people of the studio, with buttons of which the first press may count alone (Z-85, Z-86).

use crate::{Result, Row, Space, Tx};
use signalbox_model::id::floor_at;
use signalbox_model::record::RecordRef;
use signalbox_model::{AnnouncementId, Micros, RecordId, RecordKind, RunId, ScenarioId, UserId};

/// The user id of what concerns everybody.
const EVERYBODY: i64 = 0;
/// Kept as long as the notification that tells of it; seconds.
const KEPT_SECS: i64 = 30 * 24 * 3600;

/// Something a scenario tells people.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: AnnouncementId,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// A sound goes with it.
    pub heard: bool,
    /// The browser shows it outside the page.
    pub outside: bool,
    /// A press turns off every button.
    pub one_for_all: bool,
    /// The record it is about.
    pub record: Option<RecordRef>,
    /// The run that tells it.
    pub run: RunId,
    /// What the scenarios of its buttons get, JSON: the engine's own.
    pub context: String,
    /// When.
    pub at: Micros,
    /// Its buttons, in order.
    pub buttons: Vec<Button>,
}

/// A button under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The caption.
    pub text: String,
    /// The scenario it runs.
    pub scenario: ScenarioId,
    /// The first press turns it off for everybody.
    pub once: bool,
    /// Who pressed it first, and when.
    pub taken: Option<(UserId, Micros)>,
}

/// Writes it, for these users; for everybody when none is named.
pub fn insert(space: &mut Space, announcement: &Stored, users: &[UserId]) -> Result<()> {
    space.exec(
        "INSERT INTO announcement (workspace_id, id, title, text, is_heard, is_outside, one_for_all, record_kind, record_id, run_id,
         context, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &[
            announcement.id.0.into(),
            (&announcement.title).into(),
            (&announcement.text).into(),
            announcement.heard.into(),
            announcement.outside.into(),
            announcement.one_for_all.into(),
            announcement.record.map(|record| record.kind.code()).into(),
            announcement.record.map(|record| record.id.0).into(),
            announcement.run.0.into(),
            (&announcement.context).into(),
            announcement.at.into(),
        ],
    )?;
    let everybody = [UserId(EVERYBODY)];
    for user in if users.is_empty() { &everybody } else { users } {
        space.exec(
            "INSERT INTO announcement_user (workspace_id, announcement_id, user_id) VALUES (?1, ?2, ?3)
             ON CONFLICT (workspace_id, announcement_id, user_id) DO NOTHING",
            &[announcement.id.0.into(), user.0.into()],
        )?;
    }
    for (n, button) in (0_i64..).zip(&announcement.buttons) {
        space.exec(
            "INSERT INTO announcement_button (workspace_id, announcement_id, n, text, scenario_id, is_once) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[
                announcement.id.0.into(),
                n.into(),
                (&button.text).into(),
                button.scenario.0.into(),
                button.once.into(),
            ],
        )?;
    }
    Ok(())
}

/// One of them, when it is for this user.
pub fn get(space: &mut Space, id: AnnouncementId, user: UserId) -> Result<Option<Stored>> {
    let sql = "SELECT id, title, text, is_heard, is_outside, one_for_all, record_kind, record_id, run_id, context, at FROM announcement
               WHERE workspace_id = ?1 AND id = ?2 AND EXISTS (SELECT 1 FROM announcement_user u
               WHERE u.workspace_id = ?1 AND u.announcement_id = ?2 AND u.user_id IN (0, ?3))";
    let found = space.one(sql, &[id.0.into(), user.0.into()], stored)?;
    let Some(mut announcement) = found else {
        return Ok(None);
    };
    let sql = "SELECT text, scenario_id, is_once, taken_by, taken_at FROM announcement_button
               WHERE workspace_id = ?1 AND announcement_id = ?2 ORDER BY n";
    announcement.buttons = space.all(sql, &[id.0.into()], button)?;
    Ok(Some(announcement))
}

fn stored(row: &Row) -> Result<Stored> {
    let kind = row.opt_int(6)?.and_then(RecordKind::from_code);
    let record = kind.zip(row.opt_int(7)?);
    Ok(Stored {
        id: AnnouncementId(row.int(0)?),
        title: row.text(1)?,
        text: row.text(2)?,
        heard: row.flag(3)?,
        outside: row.flag(4)?,
        one_for_all: row.flag(5)?,
        record: record.map(|(kind, id)| RecordRef {
            kind,
            id: RecordId(id),
        }),
        run: RunId(row.int(8)?),
        context: row.text(9)?,
        at: Micros(row.int(10)?),
        buttons: Vec::new(),
    })
}

fn button(row: &Row) -> Result<Button> {
    let by = row.opt_int(3)?.map(UserId);
    Ok(Button {
        text: row.text(0)?,
        scenario: ScenarioId(row.int(1)?),
        once: row.flag(2)?,
        taken: by.zip(row.opt_int(4)?.map(Micros)),
    })
}

/// Claims a button for who pressed it first; false when somebody was faster. `all`: every button with it. Hold the lock
/// of the announcement while this is done.
pub fn take(
    space: &mut Space,
    id: AnnouncementId,
    n: i64,
    all: bool,
    user: UserId,
    now: Micros,
) -> Result<bool> {
    let own = "UPDATE announcement_button SET taken_by = ?4, taken_at = ?5
               WHERE workspace_id = ?1 AND announcement_id = ?2 AND n = ?3 AND taken_by IS NULL";
    let params = [id.0.into(), n.into(), user.0.into(), now.into()];
    if space.exec(own, &params)? == 0 {
        return Ok(false);
    }
    if all {
        let others = "UPDATE announcement_button SET taken_by = ?3, taken_at = ?4
                      WHERE workspace_id = ?1 AND announcement_id = ?2 AND taken_by IS NULL";
        space.exec(others, &[id.0.into(), user.0.into(), now.into()])?;
    }
    Ok(true)
}

/// Forgets what is old.
pub fn tidy_any_workspace(tx: &mut Tx, now: Micros) -> Result<u64> {
    let before = floor_at(now.0 - KEPT_SECS * 1_000_000);
    for table in ["announcement_user", "announcement_button"] {
        tx.exec(
            &format!("DELETE FROM {table} WHERE announcement_id < ?1"),
            &[before.into()],
        )?;
    }
    tx.exec("DELETE FROM announcement WHERE id < ?1", &[before.into()])
}
