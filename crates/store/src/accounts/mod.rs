//! People, their sessions and the tokens of their programs.

mod error;
mod first;
mod limits;
mod password;
mod sessions;
mod tokens;
mod users;

pub use error::{AccountError, Result};
pub use first::{FirstUser, exists_any_workspace, found};
pub use limits::{FREE_FAILURES, failed, forget_failures, forget_old_failures, wait_secs};
pub use password::{hash_password, verify_nobody, verify_password};
pub use sessions::{
    LIFETIME_SECS, SEEN_EVERY_SECS, Signed, end_session, find_session_any_workspace, forget_expired_sessions,
    see_session, start_session,
};
pub use tokens::{
    Granted, NewToken, create_token, delete_token, find_token_any_workspace, list_tokens, see_token,
};
pub use users::{
    Credentials, NewUser, UserPatch, create_user, delete_user, find_credentials_any_workspace, get_user,
    list_users, password_of, set_password, update_user,
};

use crate::Tx;
use sha2::{Digest, Sha256};
use signalbox_model::Micros;

/// What is kept of a cookie or a token.
pub type SecretHash = [u8; 32];

/// The hash under which a cookie or a token is kept. They are 32 random bytes, so a fast hash is enough.
pub fn hash_secret(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// Forgets what is past its time: sessions, failed sign-ins and idempotency keys of all workspaces; how many rows.
pub fn tidy_any_workspace(tx: &mut Tx, now: Micros) -> crate::Result<u64> {
    let sessions = forget_expired_sessions(tx, now)?;
    let failures = forget_old_failures(tx, now)?;
    Ok(sessions + failures + crate::idempotency::forget_any_workspace(tx, now)?)
}

#[cfg(test)]
mod tests;
