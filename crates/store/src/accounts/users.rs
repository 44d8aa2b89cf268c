//! People of a workspace.

use super::error::{AccountError, Result, invalid};
use super::{people, sessions, teams};
use crate::audit::{self, Deed, Kind};
use crate::{Row, Space, StoreError, Tx};
use signalbox_model::person::{Language, Role, Theme, User};
use signalbox_model::{Micros, PersonId, SessionId, UserId, WorkspaceId};

/// Columns of `app_user u JOIN person p`, read by [`user`].
pub(super) const COLUMNS: &str = "u.id, u.name, p.email, u.role, p.language, p.theme, u.created_at, u.disabled_at, p.totp IS NOT NULL, p.timezone,
     EXISTS (SELECT 1 FROM app_user o WHERE o.person_id = u.person_id AND o.id <> u.id)";
/// How many columns these are.
pub(super) const WIDTH: usize = 11;
/// The tables these columns are of.
pub(super) const USERS: &str = "app_user u JOIN person p ON p.id = u.person_id";

pub(super) fn user(row: &Row) -> crate::Result<User> {
    let unknown =
        |what: &str| StoreError::Broken(format!("a person has a {what} this version does not know"));
    Ok(User {
        id: UserId(row.int(0)?),
        name: row.text(1)?,
        email: row.text(2)?,
        role: Role::from_name(&row.text(3)?).ok_or_else(|| unknown("role"))?,
        language: Language::from_name(&row.text(4)?).ok_or_else(|| unknown("language"))?,
        theme: Theme::from_name(&row.text(5)?).ok_or_else(|| unknown("theme"))?,
        created_at: Micros(row.int(6)?),
        disabled_at: row.opt_int(7)?.map(Micros),
        two_factor: row.flag(8)?,
        timezone: row.opt_text(9)?,
        elsewhere: row.flag(10)?,
    })
}

/// A person that is to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Its id.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The e-mail, in any case.
    pub email: String,
    /// What [`hash_password`](super::hash_password) made of the password; whoever signs in on this server already
    /// keeps their own.
    pub password_hash: String,
    /// What the person may do.
    pub role: Role,
    /// The language of the studio; whoever signs in on this server already keeps their own.
    pub language: Language,
}

/// What is to change of a person.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    /// The name.
    pub name: Option<String>,
    /// What the person may do.
    pub role: Option<Role>,
    /// The language of the studio.
    pub language: Option<Language>,
    /// The colours of the studio.
    pub theme: Option<Theme>,
    /// The time zone in which the person sees moments; empty takes that of the workspace.
    pub timezone: Option<String>,
    /// The hash of a new password, set by somebody else: every session of the person ends.
    pub password_hash: Option<String>,
    /// Whether the person is shut out: every session and token of theirs ends at once.
    pub disabled: Option<bool>,
}

/// What a sign-in is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Who.
    pub person: PersonId,
    /// Where the person goes: where they were last.
    pub workspace: WorkspaceId,
    /// The person there.
    pub user: User,
    /// The hash of the password.
    pub password_hash: String,
    /// The sealed secret of the second factor.
    pub totp: Option<Vec<u8>>,
}

pub(super) fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(invalid("name", "use 1 to 200 characters"));
    }
    Ok(name)
}

/// The e-mail as it is kept. Only its form is looked at: whether it is right, its owner knows.
pub(super) fn checked_email(email: &str) -> Result<String> {
    let email = email.trim().to_lowercase();
    let fits = email.len() <= 254
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if fits {
        Ok(email)
    } else {
        Err(invalid("email", "write it like name@example.com"))
    }
}

/// Everybody, in the order they came.
pub fn list_users(space: &mut Space) -> crate::Result<Vec<User>> {
    let sql = format!("SELECT {COLUMNS} FROM {USERS} WHERE u.workspace_id = ?1 ORDER BY u.id");
    space.all(&sql, &[], user)
}

/// One person.
pub fn get_user(space: &mut Space, id: UserId) -> crate::Result<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM {USERS} WHERE u.workspace_id = ?1 AND u.id = ?2");
    space.one(&sql, &[id.0.into()], user)
}

/// Who signs in with an e-mail: into the workspace they came into last, of those that do not shut them out.
pub fn find_credentials_any_workspace(tx: &mut Tx, email: &str) -> crate::Result<Option<Credentials>> {
    let email = email.trim().to_lowercase();
    let sql = format!(
        "SELECT {COLUMNS}, u.workspace_id, p.password, p.totp, p.id FROM {USERS} WHERE p.email = ?1
         ORDER BY CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END, u.entered_at DESC, u.id LIMIT 1"
    );
    tx.one(&sql, &[(&email).into()], |row| {
        Ok(Credentials {
            user: user(row)?,
            workspace: WorkspaceId(row.int(WIDTH)?),
            password_hash: row.text(WIDTH + 1)?,
            totp: row.opt_bytes(WIDTH + 2)?,
            person: PersonId(row.int(WIDTH + 3)?),
        })
    })
}

/// Makes a person a user of the workspace: somebody new, or somebody who signs in on this server already and keeps
/// their password, language and second factor. `by` is the role of who does it, `None` for the server itself.
pub fn create_user(space: &mut Space, new: &NewUser, by: Option<Role>, now: Micros) -> Result<User> {
    if new.role == Role::Owner && by.is_some_and(|by| by != Role::Owner) {
        return Err(AccountError::OwnersOnly);
    }
    let (name, email) = (checked_name(&new.name)?, checked_email(&new.email)?);
    let person = match people::find_person(space.tx(), &email)? {
        Some(known) => {
            people::hold(space.tx(), known)?;
            check_new_here(space, &email)?;
            known
        }
        None => people::make_person(space, new, &email, now)?,
    };
    add_user(space, new.id, person, name, new.role, now)
}

/// Refuses somebody who is a user of the workspace already. Asked first: on PostgreSQL a broken constraint would end
/// the whole transaction.
pub(super) fn check_new_here(space: &mut Space, email: &str) -> Result<()> {
    let sql = format!("SELECT 1 FROM {USERS} WHERE u.workspace_id = ?1 AND p.email = ?2");
    if space.one(&sql, &[email.into()], |_| Ok(()))?.is_some() {
        return Err(AccountError::EmailTaken);
    }
    Ok(())
}

/// Adds a user of a person who is none of the workspace yet.
pub fn add_user(
    space: &mut Space,
    id: UserId,
    person: PersonId,
    name: &str,
    role: Role,
    now: Micros,
) -> Result<User> {
    space.exec(
        "INSERT INTO app_user (workspace_id, id, person_id, name, role, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        &[
            id.0.into(),
            person.0.into(),
            name.into(),
            role.as_str().into(),
            now.into(),
        ],
    )?;
    let made = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    audit::changed(space, Kind::User, &made.email, None::<&Told>, &Told::of(&made))?;
    Ok(made)
}

/// What the audit log tells of a person: not how they like their studio.
#[derive(serde::Serialize)]
struct Told {
    name: String,
    email: String,
    role: Role,
    disabled: bool,
}

impl Told {
    fn of(user: &User) -> Self {
        Self {
            name: user.name.clone(),
            email: user.email.clone(),
            role: user.role,
            disabled: user.disabled_at.is_some(),
        }
    }
}

/// Changes a person.
pub fn update_user(space: &mut Space, id: UserId, patch: &UserPatch, by: Role, now: Micros) -> Result<User> {
    let before = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    let role = patch.role.unwrap_or(before.role);
    let disabled = patch.disabled.unwrap_or(before.disabled_at.is_some());
    if role != before.role || (disabled && before.disabled_at.is_none()) {
        guard_owner(space, &before, by, role == Role::Owner)?;
    } else if disabled != before.disabled_at.is_some() && before.role == Role::Owner && by != Role::Owner {
        return Err(AccountError::OwnersOnly);
    }
    if let Some(hash) = &patch.password_hash {
        // Who sets the password of an owner becomes that owner.
        if before.role == Role::Owner && by != Role::Owner {
            return Err(AccountError::OwnersOnly);
        }
        people::check_way_in(&before)?;
        set_password(space, id, hash, None, now)?;
    }
    let name = patch
        .name
        .as_deref()
        .map_or(Ok(before.name.as_str()), checked_name)?;
    let disabled_at = disabled.then(|| before.disabled_at.unwrap_or(now));
    space.exec(
        "UPDATE app_user SET name = ?3, role = ?4, updated_at = ?5, disabled_at = ?6
         WHERE workspace_id = ?1 AND id = ?2",
        &[
            id.0.into(),
            name.into(),
            role.as_str().into(),
            now.into(),
            disabled_at.into(),
        ],
    )?;
    set_taste(space, &before, patch, now)?;
    if disabled {
        shut_out(space, id)?;
    }
    let after = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    let (was, is) = (Told::of(&before), Told::of(&after));
    audit::changed(space, Kind::User, &after.email, Some(&was), &is)?;
    Ok(after)
}

/// Changes what a person takes along into every workspace: language, colours, time zone.
fn set_taste(space: &mut Space, before: &User, patch: &UserPatch, now: Micros) -> Result<()> {
    if patch.language.is_none() && patch.theme.is_none() && patch.timezone.is_none() {
        return Ok(());
    }
    let person = people::person_of(space, before.id)?;
    let timezone = patch.timezone.as_deref().or(before.timezone.as_deref());
    let timezone = timezone.filter(|zone| !zone.is_empty());
    space.tx().exec(
        "UPDATE person SET language = ?2, theme = ?3, timezone = ?4, updated_at = ?5 WHERE id = ?1",
        &[
            person.0.into(),
            patch.language.unwrap_or(before.language).as_str().into(),
            patch.theme.unwrap_or(before.theme).as_str().into(),
            timezone.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Ends every session and removes every token of a person in this workspace; others are none of its business.
fn shut_out(space: &mut Space, id: UserId) -> crate::Result<()> {
    sessions::end_here(space, id)?;
    space.exec(
        "DELETE FROM api_token WHERE workspace_id = ?1 AND user_id = ?2",
        &[id.0.into()],
    )?;
    Ok(())
}

/// Refuses what would make an owner without an owner's will, or leave no owner.
fn guard_owner(space: &mut Space, before: &User, by: Role, becomes_owner: bool) -> Result<()> {
    if (before.role == Role::Owner || becomes_owner) && by != Role::Owner {
        return Err(AccountError::OwnersOnly);
    }
    if before.role != Role::Owner || before.disabled_at.is_some() {
        return Ok(());
    }
    // Two owners who step down at once must not both succeed.
    let workspace = space.workspace();
    space.tx().lock(workspace.0)?;
    let sql =
        "SELECT COUNT(*) FROM app_user WHERE workspace_id = ?1 AND role = 'owner' AND disabled_at IS NULL";
    match space.one(sql, &[], |row| row.int(0))? {
        Some(owners) if owners > 1 => Ok(()),
        _ => Err(AccountError::LastOwner),
    }
}

/// Removes a person from the workspace with their sessions and tokens there; what they did stays. Their password and
/// second factor are forgotten with the last workspace.
pub fn delete_user(space: &mut Space, id: UserId, by: Role) -> Result<()> {
    let before = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    let person = people::person_of(space, id)?;
    people::hold(space.tx(), person)?;
    guard_owner(space, &before, by, false)?;
    audit::forgotten(space, Kind::User, &before.email, &Told::of(&before))?;
    shut_out(space, id)?;
    teams::leave(space, id)?;
    for table in ["invite", "sign_in"] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND user_id = ?2");
        space.exec(&sql, &[id.0.into()])?;
    }
    space.exec(
        "DELETE FROM app_user WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )?;
    people::forget_if_nowhere(space.tx(), person)?;
    Ok(())
}

/// Sets the hash of a new password and ends every other session of the person, in whatever workspace.
pub fn set_password(
    space: &mut Space,
    id: UserId,
    password_hash: &str,
    keep: Option<SessionId>,
    now: Micros,
) -> Result<()> {
    let user = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    let person = people::person_of(space, id)?;
    space.tx().exec(
        "UPDATE person SET password = ?2, updated_at = ?3 WHERE id = ?1",
        &[person.0.into(), password_hash.into(), now.into()],
    )?;
    audit::noted(space, Kind::User, Deed::Changed, &user.email, "password")?;
    Ok(sessions::end_others(space, id, keep)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_has_a_name_and_a_host() {
        for good in ["a@b.co", " Anna.K+x@Example.COM ", "имя@почта.рф"] {
            assert_eq!(checked_email(good).unwrap(), good.trim().to_lowercase());
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a b@c.de",
            "a@b@c.de",
            &format!("{}@b.co", "x".repeat(260)),
        ] {
            assert!(checked_email(bad).is_err(), "{bad}");
        }
    }
}
