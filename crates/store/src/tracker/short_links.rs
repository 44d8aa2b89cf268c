//! Short addresses of long ones.

use crate::{Result, Space, Tx};

/// Keeps an address under a token; false when the token stands for another one.
pub fn keep(space: &mut Space, token: &str, url: &str) -> Result<bool> {
    space.exec(
        "INSERT INTO short_link (workspace_id, token, url) VALUES (?1, ?2, ?3) ON CONFLICT (token) DO NOTHING",
        &[token.into(), url.into()],
    )?;
    let sql = "SELECT 1 FROM short_link WHERE workspace_id = ?1 AND token = ?2 AND url = ?3";
    Ok(space.one(sql, &[token.into(), url.into()], |_| Ok(()))?.is_some())
}

/// The address behind a token.
pub fn find_any_workspace(tx: &mut Tx, token: &str) -> Result<Option<String>> {
    tx.one(
        "SELECT url FROM short_link WHERE token = ?1",
        &[token.into()],
        |row| row.text(0),
    )
}
