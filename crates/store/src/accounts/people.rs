//! People with their way in, apart from the workspaces they work in: one e-mail, one password, one second factor
//! (decision 0220).

use super::error::{AccountError, Result};
use super::users::NewUser;
use crate::{Space, Tx};
use signalbox_model::person::{Role, Theme, User};
use signalbox_model::{Micros, PersonId, UserId, WorkspaceId};

/// What a person is in one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its name.
    pub name: String,
    /// The person as its user.
    pub user: UserId,
    /// What they may do there.
    pub role: Role,
}

/// The person behind a user.
pub fn person_of(space: &mut Space, user: UserId) -> Result<PersonId> {
    let sql = "SELECT person_id FROM app_user WHERE workspace_id = ?1 AND id = ?2";
    let found = space.one(sql, &[user.0.into()], |row| row.int(0).map(PersonId))?;
    found.ok_or(AccountError::NoSuchUser)
}

/// The person who signs in with an e-mail, which is lower case already.
pub(super) fn find_person(tx: &mut Tx, email: &str) -> crate::Result<Option<PersonId>> {
    let sql = "SELECT id FROM person WHERE email = ?1";
    tx.one(sql, &[email.into()], |row| row.int(0).map(PersonId))
}

/// Makes the person of a new user; they carry the same number.
pub(super) fn make_person(space: &mut Space, new: &NewUser, email: &str, now: Micros) -> Result<PersonId> {
    let id = PersonId(new.id.0);
    let made_in = space.workspace();
    space.tx().exec(
        "INSERT INTO person (id, email, password, language, theme, made_in, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        &[
            id.0.into(),
            email.into(),
            (&new.password_hash).into(),
            new.language.as_str().into(),
            Theme::default().as_str().into(),
            made_in.0.into(),
            now.into(),
        ],
    )?;
    Ok(id)
}

/// Holds a person until the transaction ends: two workspaces must not both think they let the last user go, or one
/// let in whom the other just forgot.
pub(super) fn hold(tx: &mut Tx, person: PersonId) -> crate::Result<()> {
    tx.lock(person.0)
}

/// Forgets a person who is a user nowhere any more; true when they are gone.
pub(super) fn forget_if_nowhere(tx: &mut Tx, person: PersonId) -> crate::Result<bool> {
    let sql = "DELETE FROM person WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM app_user WHERE person_id = ?1)";
    if tx.exec(sql, &[person.0.into()])? == 0 {
        return Ok(false);
    }
    tx.exec("DELETE FROM person_code WHERE person_id = ?1", &[person.0.into()])?;
    Ok(true)
}

/// Refuses to touch the way in of a person who also works in another workspace: who sets it could walk in there.
///
/// # Errors
/// [`AccountError::WorksElsewhere`].
pub fn check_way_in(user: &User) -> Result<()> {
    if user.elsewhere {
        return Err(AccountError::WorksElsewhere);
    }
    Ok(())
}

/// Where a person may work, by name.
pub fn memberships_any_workspace(tx: &mut Tx, person: PersonId) -> crate::Result<Vec<Membership>> {
    let sql = "SELECT w.id, w.name, u.id, u.role FROM app_user u JOIN workspace w ON w.id = u.workspace_id
         WHERE u.person_id = ?1 AND u.disabled_at IS NULL ORDER BY w.name, w.id";
    tx.all(sql, &[person.0.into()], |row| {
        let role = Role::from_name(&row.text(3)?);
        Ok(Membership {
            workspace: WorkspaceId(row.int(0)?),
            name: row.text(1)?,
            user: UserId(row.int(2)?),
            role: role.ok_or_else(|| crate::StoreError::Broken("a person has an unknown role".into()))?,
        })
    })
}

/// Whether a person may make workspaces: the owners of the first one may (decision 0221).
pub fn may_make_workspaces_any_workspace(tx: &mut Tx, person: PersonId) -> crate::Result<bool> {
    let Some(first) = crate::workspaces::first(tx)? else {
        return Ok(false);
    };
    let all = memberships_any_workspace(tx, person)?;
    Ok(all
        .iter()
        .any(|one| one.workspace == first && one.role == Role::Owner))
}

/// The shortest password by the rules of every workspace a person works in: the strictest holds.
pub fn password_chars_any_workspace(tx: &mut Tx, person: PersonId) -> crate::Result<u8> {
    let mut chars = super::Security::default().password_chars;
    for one in memberships_any_workspace(tx, person)? {
        chars = chars.max(super::security(&mut tx.space(one.workspace))?.password_chars);
    }
    Ok(chars)
}

/// The hash of a person's password.
pub fn password_of(space: &mut Space, id: UserId) -> crate::Result<Option<String>> {
    let sql = "SELECT p.password FROM app_user u JOIN person p ON p.id = u.person_id
         WHERE u.workspace_id = ?1 AND u.id = ?2";
    space.one(sql, &[id.0.into()], |row| row.text(0))
}
