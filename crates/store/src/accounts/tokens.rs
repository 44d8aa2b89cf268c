//! Tokens of programs: `sbt_` and 32 random bytes, their hash here, scopes and an optional end.

use super::SecretHash;
use super::error::{AccountError, invalid};
use super::users::{COLUMNS, USERS, WIDTH, user};
use crate::audit::{self, Kind};
use crate::{Result, Row, Space, Tx};
use signalbox_model::person::{Scope, Token, User};
use signalbox_model::{Micros, TokenId, UserId, WorkspaceId};

/// A token that is to be made.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    /// Its id.
    pub id: TokenId,
    /// The hash of the secret.
    pub hash: &'a SecretHash,
    /// The last characters of the secret.
    pub last4: &'a str,
    /// What it is for.
    pub name: &'a str,
    /// What it may do.
    pub scopes: &'a [Scope],
    /// The person it acts for.
    pub user: UserId,
    /// When it stops working.
    pub expires_at: Option<Micros>,
}

/// A program that has proved itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Granted {
    /// The token.
    pub token: Token,
    /// Where it acts.
    pub workspace: WorkspaceId,
    /// For whom.
    pub user: User,
}

const TOKEN_COLUMNS: &str =
    "t.id, t.name, t.scopes, t.user_id, t.last4, t.created_at, t.used_at, t.expires_at";

fn token(row: &Row, at: usize) -> Result<Token> {
    Ok(Token {
        id: TokenId(row.int(at)?),
        name: row.text(at + 1)?,
        scopes: row.json(at + 2)?,
        user_id: UserId(row.int(at + 3)?),
        last4: row.text(at + 4)?,
        created_at: Micros(row.int(at + 5)?),
        last_used_at: row.opt_int(at + 6)?.map(Micros),
        expires_at: row.opt_int(at + 7)?.map(Micros),
    })
}

/// Makes a token.
///
/// # Errors
/// When it has no name, no scope, or ends before it begins.
pub fn create_token(space: &mut Space, new: &NewToken, now: Micros) -> super::Result<Token> {
    check(new, now)?;
    let scopes = serde_json::to_string(new.scopes).map_err(crate::StoreError::from)?;
    space.exec(
        "INSERT INTO api_token (workspace_id, id, hash, user_id, name, scopes, last4, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            new.id.0.into(),
            new.hash.as_slice().into(),
            new.user.0.into(),
            new.name.trim().into(),
            (&scopes).into(),
            new.last4.into(),
            now.into(),
            new.expires_at.into(),
        ],
    )?;
    let made = Token {
        id: new.id,
        name: new.name.trim().to_owned(),
        scopes: new.scopes.to_vec(),
        user_id: new.user,
        last4: new.last4.to_owned(),
        created_at: now,
        last_used_at: None,
        expires_at: new.expires_at,
    };
    audit::changed(space, Kind::Token, &made.name, None::<&Token>, &made)?;
    Ok(made)
}

fn check(new: &NewToken, now: Micros) -> std::result::Result<(), AccountError> {
    if new.name.trim().is_empty() || new.name.chars().count() > 200 {
        return Err(invalid(
            "name",
            "say in 1 to 200 characters what the token is for",
        ));
    }
    if new.scopes.is_empty() {
        return Err(invalid("scopes", "choose at least one of read, write and admin"));
    }
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(invalid("expires_at", "must lie in the future, UNIX microseconds"));
    }
    Ok(())
}

/// Every token, newest first.
pub fn list_tokens(space: &mut Space) -> Result<Vec<Token>> {
    let sql = format!("SELECT {TOKEN_COLUMNS} FROM api_token t WHERE t.workspace_id = ?1 ORDER BY t.id DESC");
    space.all(&sql, &[], |row| token(row, 0))
}

/// Removes a token; false when there is none.
pub fn delete_token(space: &mut Space, id: TokenId) -> Result<bool> {
    if let Some(gone) = list_tokens(space)?.into_iter().find(|token| token.id == id) {
        audit::forgotten(space, Kind::Token, &gone.name, &gone)?;
    }
    Ok(space.exec(
        "DELETE FROM api_token WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )? == 1)
}

/// The token of a secret: the secret itself says which workspace.
pub fn find_token_any_workspace(tx: &mut Tx, hash: &SecretHash, now: Micros) -> Result<Option<Granted>> {
    let sql = format!(
        "SELECT {COLUMNS}, t.workspace_id, {TOKEN_COLUMNS} FROM {USERS}
         JOIN api_token t ON u.id = t.user_id AND u.workspace_id = t.workspace_id
         WHERE t.hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2) AND u.disabled_at IS NULL"
    );
    tx.one(&sql, &[hash.as_slice().into(), now.into()], |row| {
        Ok(Granted {
            user: user(row)?,
            workspace: WorkspaceId(row.int(WIDTH)?),
            token: token(row, WIDTH + 1)?,
        })
    })
}

/// Whether a token is still there and its person may still sign in, with the role they have now.
pub fn is_token(space: &mut Space, id: TokenId, now: Micros) -> Result<Option<User>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {USERS} JOIN api_token t ON u.id = t.user_id AND u.workspace_id = t.workspace_id
         WHERE t.workspace_id = ?1 AND t.id = ?2 AND (t.expires_at IS NULL OR t.expires_at > ?3)
         AND u.disabled_at IS NULL"
    );
    space.one(&sql, &[id.0.into(), now.into()], user)
}

/// Notes the use of a token.
pub fn see_token(space: &mut Space, id: TokenId, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE api_token SET used_at = ?3 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), now.into()],
    )?;
    Ok(())
}
