//! Limits on failed sign-ins, by address and e-mail, kept in the database so that every node counts alike.

use crate::{Result, Tx};
use signalbox_model::Micros;

/// Failures that cost nothing but a hint.
pub const FREE_FAILURES: i64 = 5;
/// The longest wait, seconds.
const LONGEST_SECS: i64 = 15 * 60;
/// A failure is forgotten after so many seconds of quiet.
const FORGOTTEN_SECS: i64 = 24 * 3600;

fn subject(address: &str, email: &str) -> String {
    format!("{address} {email}")
}

/// How many seconds must pass before the next try is looked at: none for the first failures, then doubling from
/// one second to a quarter of an hour.
pub fn wait_secs(tx: &mut Tx, address: &str, email: &str, now: Micros) -> Result<i64> {
    let found = tx.one(
        "SELECT failures, at FROM sign_in_failure WHERE subject = ?1",
        &[(&subject(address, email)).into()],
        |row| Ok((row.int(0)?, Micros(row.int(1)?))),
    )?;
    Ok(found.map_or(0, |(failures, at)| left_secs(failures, at, now)))
}

fn left_secs(failures: i64, at: Micros, now: Micros) -> i64 {
    if failures < FREE_FAILURES {
        return 0;
    }
    let doubled = u32::try_from(failures - FREE_FAILURES)
        .ok()
        .and_then(|n| 1_i64.checked_shl(n));
    let wait = doubled.map_or(LONGEST_SECS, |secs| secs.clamp(1, LONGEST_SECS));
    // A clock set back must not lock anybody out for longer than the longest wait.
    (at.plus_secs(wait).0 - now.0)
        .div_euclid(1_000_000)
        .clamp(0, wait)
}

/// Counts a failure.
pub fn failed(tx: &mut Tx, address: &str, email: &str, now: Micros) -> Result<()> {
    tx.exec(
        "INSERT INTO sign_in_failure (subject, failures, at) VALUES (?1, 1, ?2)
         ON CONFLICT (subject) DO UPDATE SET at = excluded.at,
         failures = CASE WHEN sign_in_failure.at < ?3 THEN 1 ELSE sign_in_failure.failures + 1 END",
        &[
            (&subject(address, email)).into(),
            now.into(),
            now.plus_secs(-FORGOTTEN_SECS).into(),
        ],
    )?;
    Ok(())
}

/// Takes back a failure that was counted before the try was looked at, and was none.
pub fn take_back_failure(tx: &mut Tx, address: &str, email: &str) -> Result<()> {
    tx.exec(
        "UPDATE sign_in_failure SET failures = failures - 1 WHERE subject = ?1 AND failures > 0",
        &[(&subject(address, email)).into()],
    )?;
    Ok(())
}

/// Forgets the failures of who has signed in.
pub fn forget_failures(tx: &mut Tx, address: &str, email: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM sign_in_failure WHERE subject = ?1",
        &[(&subject(address, email)).into()],
    )?;
    Ok(())
}

/// Forgets failures that are past their time; how many.
pub fn forget_old_failures(tx: &mut Tx, now: Micros) -> Result<u64> {
    tx.exec(
        "DELETE FROM sign_in_failure WHERE at < ?1",
        &[now.plus_secs(-FORGOTTEN_SECS).into()],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_ends() {
        let at = Micros(1_000_000_000);
        let table = [
            (0, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (8, 8),
            (14, 512),
            (15, 900),
            (70, 900),
            (5000, 900),
        ];
        for (failures, wait) in table {
            assert_eq!(left_secs(failures, at, at), wait, "{failures} failures");
            assert_eq!(
                left_secs(failures, at, at.plus_secs(wait)),
                0,
                "{failures} failures, waited"
            );
        }
        assert_eq!(left_secs(5, at, Micros(0)), 1, "a clock set back");
    }
}
