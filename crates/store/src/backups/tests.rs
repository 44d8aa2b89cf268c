//! Copies by the schedule and by hand, kept, checked and removed.

use super::*;
use crate::tests::wait;
use crate::{Options, workspaces};
use signalbox_model::WorkspaceId;
use signalbox_model::account::WorkspaceSettings;

const DAY: i64 = 86_400;
/// 2026-06-01T12:00:00Z.
const NOON: Micros = Micros(1_780_315_200_000_000);

fn open(dir: &tempfile::TempDir) -> Db {
    let url = Url::Lite(dir.path().join("signalbox.db"));
    let db = Db::open(&Options::new(url), NOON.0).unwrap();
    let settings = WorkspaceSettings {
        name: "Box".into(),
        timezone: "Europe/Kyiv".into(),
        currency: "UAH".into(),
        language: "uk".into(),
    };
    let made: crate::Result<()> =
        wait(db.write(move |tx| workspaces::insert(tx, WorkspaceId(1), &settings, NOON)));
    made.unwrap();
    db
}

fn due(db: &Db, now: Micros) -> bool {
    wait(db.write(move |tx| is_due(tx, now))).unwrap()
}

#[test]
fn a_new_server_waits_for_its_hour_and_makes_up_for_one_it_missed() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&dir);
    assert!(!due(&db, NOON) && !due(&db, NOON.plus_secs(11 * 3600)));
    let night = NOON.plus_secs(12 * 3600);
    assert!(due(&db, night));
    wait(run(&db, night)).unwrap();
    assert!(!due(&db, night.plus_secs(60)));
    // Away for a week: one copy, not seven.
    let back = night.plus_secs(7 * DAY + 3600);
    assert!(due(&db, back));
    wait(run(&db, back)).unwrap();
    assert!(!due(&db, back));
}

#[test]
fn copies_are_checked_kept_by_number_and_told_when_they_fail() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&dir);
    let schedule = Schedule {
        daily_at: None,
        keep: 2,
    };
    let set: crate::Result<()> = wait(db.write(move |tx| set_schedule(tx, &schedule, NOON)));
    set.unwrap();
    for second in 0..3 {
        let copy = wait(run(&db, NOON.plus_secs(second))).unwrap();
        let rows = copy.checked.unwrap().found.unwrap().rows;
        assert_eq!((rows["workspace"], rows["lead"]), (1, 0));
    }
    let copies = db.backups().list().unwrap();
    let times: Vec<Micros> = copies.iter().map(|copy| copy.name.made_at()).collect();
    assert_eq!(times, [NOON.plus_secs(2), NOON.plus_secs(1)]);
    assert!(copies.iter().all(Copy::is_sound));

    // A copy that was damaged afterwards is found by the next check.
    let path = db.backups().path(&copies[0].name).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let length = bytes.len();
    // Most of its pages: one alone could be a free one.
    bytes[length / 4..length / 4 * 3].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    let again = wait(check(&db, copies[0].name.clone(), NOON.plus_secs(9))).unwrap();
    assert!(again.checked.unwrap().found.is_err());

    // The same second twice cannot be: the fault is kept for who looks.
    let twice = wait(run(&db, NOON.plus_secs(2)));
    assert!(matches!(twice, Err(Refused::Failed(BackupError::Exists(_)))));
    let known = wait(db.read(history)).unwrap();
    assert!(known.fault.unwrap().reason.contains("exists"));
    wait(run(&db, NOON.plus_secs(20))).unwrap();
    assert_eq!(wait(db.read(history)).unwrap().fault, None);
}
