//! People, their sessions and the tokens of their programs.

mod error;
mod first;
mod invites;
mod limits;
mod password;
mod people;
mod roles;
mod security;
mod sessions;
mod sign_ins;
mod teams;
mod tokens;
mod two_factor;
mod users;

pub use error::{AccountError, Result};
pub use first::{FirstUser, exists_any_workspace, found};
pub use invites::{
    Acceptance, Invite, NewInvite, Opened, Purpose, accept_invite, create_invite, delete_invite,
    list_invites, open_any_workspace,
};
pub use limits::{FREE_FAILURES, failed, forget_failures, forget_old_failures, take_back_failure, wait_secs};
pub use password::{check_password, hash_password, verify_nobody, verify_password};
pub use people::{
    Membership, check_way_in, may_make_workspaces_any_workspace, memberships_any_workspace,
    password_chars_any_workspace, password_of, person_of,
};
pub use roles::{EDITABLE, own_rights, rights, set_rights, sight};
pub use security::{Security, security, set_security};
pub use sessions::{
    LIFETIME_SECS, NewSession, SEEN_EVERY_SECS, Session, Signed, end_other_sessions, end_own_session,
    end_session, find_session_any_workspace, forget_expired_sessions, is_session, list_sessions,
    prove_session, see_session, start_session,
};
pub use sign_ins::{Device, SignIn, SignInOutcome, list_own_sign_ins, list_sign_ins, remember_sign_in};
pub use teams::{Team, delete_team, list_teams, put_team};
pub use tokens::{
    Granted, NewToken, create_token, delete_token, find_token_any_workspace, is_token, list_tokens, see_token,
};
pub use two_factor::{
    NewFactor, Proof, begin_factor, confirm_factor, recovery_left, remove_factor, renew_recovery, take_code,
};
pub use users::{
    Credentials, NewUser, UserPatch, add_user, create_user, delete_user, find_credentials_any_workspace,
    get_user, list_users, set_password, update_user,
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

/// Forgets what is past its time: sessions, sign-ins, links that let in and idempotency keys of all workspaces; how many rows.
pub fn tidy_any_workspace(tx: &mut Tx, now: Micros) -> crate::Result<u64> {
    let sessions = forget_expired_sessions(tx, now)?;
    let failures = forget_old_failures(tx, now)?;
    let sign_ins = sign_ins::forget_old_sign_ins(tx, now)?;
    let invites = invites::forget_expired_invites(tx, now)?;
    let keys = crate::idempotency::forget_any_workspace(tx, now)?;
    Ok(sessions + failures + sign_ins + invites + keys)
}

#[cfg(test)]
mod tests;
