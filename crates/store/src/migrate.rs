//! Numbered, embedded, transactional migrations; data of a newer version is refused.

use crate::{Result, StoreError, Tx};
use sha2::{Digest, Sha256};

/// Statements of one file are separated by `;` at the end of a line. `ROWID_PK`, `BYTES` and `PG_ONLY`/`LITE_ONLY`
/// line prefixes are the only differences between the dialects.
const MIGRATIONS: &[(&str, &str)] = &[
    (
        "0001_automation",
        include_str!("../migrations/0001_automation.sql"),
    ),
    ("0002_crm", include_str!("../migrations/0002_crm.sql")),
    ("0003_accounts", include_str!("../migrations/0003_accounts.sql")),
    ("0004_debugger", include_str!("../migrations/0004_debugger.sql")),
    ("0005_board", include_str!("../migrations/0005_board.sql")),
    (
        "0006_notifications",
        include_str!("../migrations/0006_notifications.sql"),
    ),
    ("0007_access", include_str!("../migrations/0007_access.sql")),
    (
        "0008_phone_ends",
        include_str!("../migrations/0008_phone_ends.sql"),
    ),
    ("0009_imports", include_str!("../migrations/0009_imports.sql")),
    ("0010_reports", include_str!("../migrations/0010_reports.sql")),
    ("0011_people", include_str!("../migrations/0011_people.sql")),
    (
        "0012_scenario_drafts",
        include_str!("../migrations/0012_scenario_drafts.sql"),
    ),
    ("0013_chat", include_str!("../migrations/0013_chat.sql")),
    ("0014_files", include_str!("../migrations/0014_files.sql")),
    (
        "0015_runs_of_a_record",
        include_str!("../migrations/0015_runs_of_a_record.sql"),
    ),
    (
        "0016_scenario_positions",
        include_str!("../migrations/0016_scenario_positions.sql"),
    ),
    ("0017_own_zones", include_str!("../migrations/0017_own_zones.sql")),
    (
        "0018_rehearsals",
        include_str!("../migrations/0018_rehearsals.sql"),
    ),
    (
        "0019_actions_of_runs",
        include_str!("../migrations/0019_actions_of_runs.sql"),
    ),
    ("0033_remote", include_str!("../migrations/0033_remote.sql")),
    ("0029_erasures", include_str!("../migrations/0029_erasures.sql")),
    (
        "0030_tag_colors",
        include_str!("../migrations/0030_tag_colors.sql"),
    ),
    (
        "0023_flow_steps",
        include_str!("../migrations/0023_flow_steps.sql"),
    ),
    (
        "0024_file_fetch",
        include_str!("../migrations/0024_file_fetch.sql"),
    ),
    ("0025_senders", include_str!("../migrations/0025_senders.sql")),
    ("0026_desk", include_str!("../migrations/0026_desk.sql")),
    ("0027_seen", include_str!("../migrations/0027_seen.sql")),
    (
        "0020_announcements",
        include_str!("../migrations/0020_announcements.sql"),
    ),
    ("0034_tracker", include_str!("../migrations/0034_tracker.sql")),
    (
        "0035_short_links",
        include_str!("../migrations/0035_short_links.sql"),
    ),
    ("0040_edits", include_str!("../migrations/0040_edits.sql")),
    (
        "0041_own_clients",
        include_str!("../migrations/0041_own_clients.sql"),
    ),
    ("0042_places", include_str!("../migrations/0042_places.sql")),
    (
        "0038_workspaces",
        include_str!("../migrations/0038_workspaces.sql"),
    ),
    (
        "0037_connections",
        include_str!("../migrations/0037_connections.sql"),
    ),
    (
        "0039_connection_tokens",
        include_str!("../migrations/0039_connection_tokens.sql"),
    ),
];

/// The schema this program writes.
pub const LATEST: i64 = MIGRATIONS.len() as i64;

/// The schema of the database, 0 when it is empty.
pub fn version(tx: &mut Tx) -> Result<i64> {
    Ok(tx
        .one(
            "SELECT COALESCE(MAX(version), 0) FROM schema_version",
            &[],
            |row| row.int(0),
        )?
        .unwrap_or(0))
}

/// Brings the database up to [`LATEST`] in the transaction at hand.
pub(crate) fn run(tx: &mut Tx, now_us: i64) -> Result<()> {
    tx.exec(
        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
        &[],
    )?;
    // Two nodes that start together must not both migrate.
    tx.lock(0x516e_a1b0)?;
    let found = version(tx)?;
    if found > LATEST {
        return Err(StoreError::NewerSchema { found, known: LATEST });
    }
    for (number, (name, source)) in (1_i64..).zip(MIGRATIONS) {
        let checksum = checksum(source);
        if number <= found {
            same_as_applied(tx, number, name, &checksum)?;
            continue;
        }
        for statement in statements(source, tx.is_pg()) {
            tx.exec(&statement, &[])
                .map_err(|error| StoreError::Broken(format!("migration {name}: {error} in: {statement}")))?;
        }
        tx.exec(
            "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
            &[number.into(), (*name).into(), (&checksum).into(), now_us.into()],
        )?;
    }
    Ok(())
}

/// The greatest id that any row carries, whichever node gave it; 0 in an empty database.
///
/// Every table counts, not only events: a timer leaves runs that no event is written for, and an id must not be given
/// again after a restart, also when the clock was set back.
pub(crate) fn greatest_id(tx: &mut Tx) -> Result<i64> {
    let mut greatest = 0;
    for table in keyed_by_id() {
        // The primary key answers this without a walk.
        let sql = format!("SELECT COALESCE(MAX(id), 0) FROM {table}");
        greatest = greatest.max(tx.one(&sql, &[], |row| row.int(0))?.unwrap_or(0));
    }
    Ok(greatest)
}

/// Tables whose rows carry an id of an [`signalbox_model::id::IdSource`] as their key.
fn keyed_by_id() -> impl Iterator<Item = &'static str> {
    let tables = |source: &'static str| {
        source
            .lines()
            .zip(source.lines().skip(1))
            .filter_map(|(head, first)| {
                let table = head.strip_prefix("CREATE TABLE ")?.strip_suffix(" (")?;
                first.trim_start().starts_with("id ROWID_PK").then_some(table)
            })
    };
    MIGRATIONS.iter().flat_map(move |(_, source)| tables(source))
}

fn same_as_applied(tx: &mut Tx, number: i64, name: &str, checksum: &str) -> Result<()> {
    let applied = tx.one(
        "SELECT checksum FROM schema_version WHERE version = ?1",
        &[number.into()],
        |row| row.text(0),
    )?;
    if applied.as_deref() == Some(checksum) {
        return Ok(());
    }
    Err(StoreError::Broken(format!(
        "migration {name} is not the one that was applied to this database"
    )))
}

fn checksum(source: &str) -> String {
    Sha256::digest(source.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn statements(source: &str, pg: bool) -> Vec<String> {
    let (mine, other) = if pg {
        ("PG_ONLY ", "LITE_ONLY ")
    } else {
        ("LITE_ONLY ", "PG_ONLY ")
    };
    let text: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("--") && !line.starts_with(other))
        .map(|line| format!("{}\n", line.strip_prefix(mine).unwrap_or(line)))
        .collect();
    let (key, bytes) = if pg {
        ("BIGINT PRIMARY KEY", "BYTEA")
    } else {
        ("INTEGER PRIMARY KEY", "BLOB")
    };
    let text = text.replace("ROWID_PK", key).replace("BYTES", bytes);
    text.split(";\n")
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{self, AccountError, Proof};
    use crate::keyring::Keyring;
    use crate::tests::{databases, wait};
    use signalbox_model::person::{Role, Theme};
    use signalbox_model::{Micros, UserId, WorkspaceId};

    const SPLIT: &str = "0038_workspaces";

    /// Puts the tables of people back to what they were before they could work in several workspaces.
    fn put_back(tx: &mut Tx) -> Result<()> {
        for sql in [
            "DROP TABLE person",
            "DROP TABLE person_code",
            "DROP TABLE app_user",
            "ALTER TABLE session DROP COLUMN proved",
        ] {
            tx.exec(sql, &[])?;
        }
        let before = MIGRATIONS.iter().take_while(|(name, _)| *name != SPLIT);
        let all: Vec<String> = before
            .flat_map(|(_, source)| statements(source, tx.is_pg()))
            .collect();
        for sql in all {
            if sql.contains("app_user") || sql.contains("recovery_code") {
                tx.exec(&sql, &[])?;
            }
        }
        Ok(())
    }

    #[test]
    fn people_keep_everything_when_they_become_able_to_work_in_several_workspaces() {
        databases(|db| {
            let keys = Keyring::from_bytes([7; 32]);
            let (home, anna) = (WorkspaceId(7), UserId(1));
            let sealed = keys
                .seal(&format!("totp:{home}:{anna}"), b"12345678901234567890")
                .unwrap();
            let done: std::result::Result<(), AccountError> = wait(db.write(move |tx| {
                put_back(tx)?;
                tx.exec(
                    "INSERT INTO app_user (id, workspace_id, name, email, password, role, language, theme, created_at, updated_at, disabled_at, totp, totp_step, timezone)
                     VALUES (1, 7, 'Anna', 'anna@example.com', 'h', 'owner', 'uk', 'dark', 5, 6, NULL, ?1, 0, 'Europe/Kyiv'),
                            (2, 7, 'Boris', 'boris@example.com', 'h2', 'operator', 'ru', 'system', 7, 8, 9, NULL, 0, NULL)",
                    &[sealed.as_slice().into()],
                )?;
                tx.exec(
                    "INSERT INTO recovery_code (hash, workspace_id, user_id) VALUES (?1, 7, 1)",
                    &[accounts::hash_secret("abcd").as_slice().into()],
                )?;
                let (_, source) = MIGRATIONS.iter().find(|(name, _)| *name == SPLIT).unwrap();
                for sql in statements(source, tx.is_pg()) {
                    tx.exec(&sql, &[])?;
                }
                let known = accounts::find_credentials_any_workspace(tx, "anna@example.com")?.unwrap();
                assert_eq!((known.workspace, known.password_hash.as_str()), (home, "h"));
                let user = &known.user;
                assert_eq!((user.id, user.role, user.theme), (anna, Role::Owner, Theme::Dark));
                assert_eq!((user.created_at, user.timezone.as_deref()), (Micros(5), Some("Europe/Kyiv")));
                assert!(user.two_factor && !user.elsewhere);
                let space = &mut tx.space(home);
                let now = Micros(59_000_000);
                assert_eq!(accounts::take_code(space, &keys, anna, "287082", now)?, Some(Proof::Code));
                assert_eq!(accounts::take_code(space, &keys, anna, "AB-CD", now)?, Some(Proof::Recovery));
                let boris = accounts::get_user(space, UserId(2))?.unwrap();
                assert_eq!((boris.disabled_at, boris.two_factor), (Some(Micros(9)), false));
                Ok(())
            }));
            done.unwrap();
        });
    }
}
