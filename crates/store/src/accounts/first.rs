//! The first start: one workspace and its owner.

use super::error::{AccountError, Result};
use super::users::{NewUser, create_user};
use crate::{Tx, workspaces};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::{Language, Role, User};
use signalbox_model::{Micros, UserId, WorkspaceId};

/// The lock under which the first person is made: two browsers must not both become owner.
const SETUP_LOCK: i64 = 0x516e_a1b1;

/// The owner that is to be made.
#[derive(Debug, Clone)]
pub struct FirstUser {
    /// The name.
    pub name: String,
    /// The e-mail.
    pub email: String,
    /// What [`hash_password`](super::hash_password) made of the password.
    pub password_hash: String,
}

/// Whether anybody can sign in at all.
pub fn exists_any_workspace(tx: &mut Tx) -> crate::Result<bool> {
    Ok(tx.one("SELECT 1 FROM person LIMIT 1", &[], |_| Ok(()))?.is_some())
}

/// Makes the first workspace, unless it is there already without anybody in it, and its owner.
///
/// # Errors
/// [`AccountError::AlreadySetUp`] when somebody can sign in.
pub fn found(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    settings: &WorkspaceSettings,
    owner: FirstUser,
    now: Micros,
) -> Result<User> {
    tx.lock(SETUP_LOCK)?;
    if exists_any_workspace(tx)? {
        return Err(AccountError::AlreadySetUp);
    }
    if workspaces::get(tx, workspace)?.is_none() {
        workspaces::insert(tx, workspace, settings, now)?;
    }
    let new = NewUser {
        id: user,
        name: owner.name,
        email: owner.email,
        password_hash: owner.password_hash,
        role: Role::Owner,
        language: Language::from_name(&settings.language).unwrap_or(Language::En),
    };
    create_user(&mut tx.space(workspace), &new, None, now)
}
