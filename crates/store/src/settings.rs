//! Settings of the whole server, by name.

use crate::{Result, Tx};

/// The value of a setting.
pub fn get(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    tx.one(
        "SELECT value FROM setting WHERE name = ?1",
        &[name.into()],
        |row| row.text(0),
    )
}

/// Sets a setting.
pub fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[name.into(), value.into()],
    )?;
    Ok(())
}

/// Sets a setting unless it is set; the value that stands then.
pub fn set_once(tx: &mut Tx, name: &str, value: &str) -> Result<String> {
    tx.exec(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
        &[name.into(), value.into()],
    )?;
    Ok(get(tx, name)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{databases, wait};

    #[test]
    fn a_setting_is_set_changed_and_kept() {
        databases(|db| {
            let done: Result<()> = wait(db.write(|tx| {
                assert_eq!(get(tx, "a")?, None);
                assert_eq!(set_once(tx, "a", "1")?, "1");
                assert_eq!(set_once(tx, "a", "2")?, "1");
                set(tx, "a", "3")?;
                assert_eq!(get(tx, "a")?.as_deref(), Some("3"));
                Ok(())
            }));
            done.unwrap();
        });
    }
}
