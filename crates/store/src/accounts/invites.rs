//! Links that let somebody in or set a new password: 32 random bytes that work once and for a while, their hash here.

use super::SecretHash;
use super::error::{AccountError, Result, invalid};
use super::people::{check_way_in, find_person};
use super::teams;
use super::users::{
    NewUser, check_new_here, checked_email, checked_name, create_user, get_user, set_password,
};
use crate::audit::{self, Deed, Kind};
use crate::{Row, Space, Tx};
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::person::{Language, Role, User};
use signalbox_model::{InviteId, Micros, TeamId, UserId, WorkspaceId};

/// How long an invitation works, seconds: a week.
const INVITE_SECS: i64 = 7 * 24 * 3600;
/// How long a link for a new password works, seconds: a day.
const RESET_SECS: i64 = 24 * 3600;
/// So many links wait at most.
const MOST: i64 = 500;

/// A link that waits to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Invite {
    /// Its id.
    pub id: InviteId,
    /// The person whose password it sets; absent for an invitation.
    pub user_id: Option<UserId>,
    /// The name.
    pub name: String,
    /// The e-mail.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// The teams the person joins.
    pub teams: Vec<TeamId>,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Micros,
    /// When it stops working.
    pub expires_at: Micros,
}

/// A link that is to be made.
#[derive(Debug, Clone)]
pub struct NewInvite {
    /// Its id.
    pub id: InviteId,
    /// The hash of its secret.
    pub hash: SecretHash,
    /// What it does.
    pub purpose: Purpose,
    /// Who makes it.
    pub by: User,
}

/// What a link does.
#[derive(Debug, Clone)]
pub enum Purpose {
    /// Lets somebody new in.
    Join {
        /// The name; the person may change it.
        name: String,
        /// The e-mail.
        email: String,
        /// What the person may do.
        role: Role,
        /// The teams the person joins.
        teams: Vec<TeamId>,
    },
    /// Sets a new password of a person.
    Reset(UserId),
}

/// A link that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Where it leads.
    pub workspace: WorkspaceId,
    /// What it says.
    pub invite: Invite,
    /// Whether it invites somebody who signs in on this server already.
    pub known: bool,
}

/// How a link is used up.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// For a new user.
    pub id: UserId,
    /// The name; the one of the link when absent.
    pub name: Option<String>,
    /// The hash of the password, for who has none yet or sets a new one.
    pub password_hash: Option<String>,
    /// The language of the studio.
    pub language: Language,
    /// The e-mail that the session of whoever opened it stands for.
    pub signed_in_as: Option<String>,
}

const COLUMNS: &str = "id, user_id, name, email, role, teams, created_by, created_at, expires_at";

fn invite(row: &Row) -> crate::Result<Invite> {
    let role = Role::from_name(&row.text(4)?);
    Ok(Invite {
        id: InviteId(row.int(0)?),
        user_id: row.opt_int(1)?.map(UserId),
        name: row.text(2)?,
        email: row.text(3)?,
        role: role.ok_or_else(|| crate::StoreError::Broken("a link has an unknown role".into()))?,
        teams: row.json(5)?,
        created_by: UserId(row.int(6)?),
        created_at: Micros(row.int(7)?),
        expires_at: Micros(row.int(8)?),
    })
}

/// Makes a link; an older one of the same kind for the same person stops working.
///
/// # Errors
/// When the person exists already, or only an owner may do this.
pub fn create_invite(space: &mut Space, new: &NewInvite, now: Micros) -> Result<Invite> {
    let made = described(space, new, now)?;
    let waiting = space.one(
        "SELECT COUNT(*) FROM invite WHERE workspace_id = ?1",
        &[],
        |row| row.int(0),
    )?;
    if waiting.unwrap_or(0) >= MOST {
        return Err(invalid(
            "email",
            format!("{MOST} links wait already: withdraw some first"),
        ));
    }
    space.exec(
        "DELETE FROM invite WHERE workspace_id = ?1 AND email = ?2",
        &[(&made.email).into()],
    )?;
    let teams = serde_json::to_string(&made.teams).map_err(crate::StoreError::from)?;
    space.exec(
        "INSERT INTO invite (workspace_id, id, hash, user_id, name, email, role, teams, created_by, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        &[
            made.id.0.into(),
            new.hash.as_slice().into(),
            made.user_id.map(|user| user.0).into(),
            (&made.name).into(),
            (&made.email).into(),
            made.role.as_str().into(),
            (&teams).into(),
            made.created_by.0.into(),
            now.into(),
            made.expires_at.into(),
        ],
    )?;
    note(space, &made, Deed::Created)?;
    Ok(made)
}

fn described(space: &mut Space, new: &NewInvite, now: Micros) -> Result<Invite> {
    let about = |user_id, name: String, email: String, role, teams, secs| Invite {
        id: new.id,
        user_id,
        name,
        email,
        role,
        teams,
        created_by: new.by.id,
        created_at: now,
        expires_at: now.plus_secs(secs),
    };
    match &new.purpose {
        Purpose::Reset(id) => {
            let user = get_user(space, *id)?.ok_or(AccountError::NoSuchUser)?;
            // Who sets the password of an owner becomes that owner.
            if user.role == Role::Owner && new.by.role != Role::Owner {
                return Err(AccountError::OwnersOnly);
            }
            check_way_in(&user)?;
            Ok(about(
                Some(*id),
                user.name,
                user.email,
                user.role,
                Vec::new(),
                RESET_SECS,
            ))
        }
        Purpose::Join {
            name,
            email,
            role,
            teams: wanted,
        } => {
            if *role == Role::Owner && new.by.role != Role::Owner {
                return Err(AccountError::OwnersOnly);
            }
            let email = checked_email(email)?;
            let name = match name.trim() {
                "" => String::new(),
                given => checked_name(given)?.to_owned(),
            };
            check_new_here(space, &email)?;
            let known = teams::list_teams(space)?;
            if wanted.iter().any(|id| known.iter().all(|team| team.id != *id)) {
                return Err(invalid("teams", "one of the teams is gone: load the page anew"));
            }
            Ok(about(None, name, email, *role, wanted.clone(), INVITE_SECS))
        }
    }
}

fn note(space: &mut Space, invite: &Invite, deed: Deed) -> crate::Result<()> {
    let what = if invite.user_id.is_some() {
        "password_link"
    } else {
        "invitation"
    };
    audit::noted(space, Kind::Invite, deed, &invite.email, what)
}

/// The links that wait, newest first.
pub fn list_invites(space: &mut Space, now: Micros) -> crate::Result<Vec<Invite>> {
    let sql =
        format!("SELECT {COLUMNS} FROM invite WHERE workspace_id = ?1 AND expires_at > ?2 ORDER BY id DESC");
    space.all(&sql, &[now.into()], invite)
}

/// Withdraws a link.
pub fn delete_invite(space: &mut Space, id: InviteId, now: Micros) -> Result<()> {
    let known = list_invites(space, now)?
        .into_iter()
        .find(|invite| invite.id == id);
    let gone = known.ok_or(AccountError::NoSuchInvite)?;
    remove(space, id)?;
    Ok(note(space, &gone, Deed::Deleted)?)
}

fn remove(space: &mut Space, id: InviteId) -> crate::Result<bool> {
    let sql = "DELETE FROM invite WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}

/// What a link says: its secret tells which workspace.
pub fn open_any_workspace(tx: &mut Tx, hash: &SecretHash, now: Micros) -> Result<Opened> {
    let sql = format!("SELECT {COLUMNS}, workspace_id FROM invite WHERE hash = ?1 AND expires_at > ?2");
    let found = tx.one(&sql, &[hash.as_slice().into(), now.into()], |row| {
        Ok((WorkspaceId(row.int(9)?), invite(row)?))
    })?;
    let (workspace, invite) = found.ok_or(AccountError::NoSuchInvite)?;
    let known = invite.user_id.is_none() && find_person(tx, &invite.email)?.is_some();
    Ok(Opened {
        workspace,
        invite,
        known,
    })
}

/// Uses a link up: makes its person with this name and password, lets somebody in who signs in on this server already
/// and has proved it, or sets the password of the person it is for. Whoever is new still has to sign in.
///
/// # Errors
/// [`AccountError::SignInFirst`] when the person is known and not the one who asks.
pub fn accept_invite(space: &mut Space, invite: &Invite, accept: Acceptance, now: Micros) -> Result<User> {
    // Two browsers with one link: only one of them removes it.
    if !remove(space, invite.id)? {
        return Err(AccountError::NoSuchInvite);
    }
    let missing = || invalid("password", "choose a password");
    if let Some(id) = invite.user_id {
        let user = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
        // They may have joined another workspace since the link was made.
        check_way_in(&user)?;
        let hash = accept.password_hash.ok_or_else(missing)?;
        set_password(space, id, &hash, None, now)?;
        return Ok(user);
    }
    let known = find_person(space.tx(), &invite.email)?.is_some();
    if known && accept.signed_in_as.as_deref() != Some(&invite.email) {
        return Err(AccountError::SignInFirst(invite.email.clone()));
    }
    let hash = accept.password_hash.or_else(|| known.then(String::new));
    let Acceptance { id, language, .. } = accept;
    let new = NewUser {
        id,
        name: accept.name.unwrap_or_else(|| invite.name.clone()),
        email: invite.email.clone(),
        // Not looked at for somebody known.
        password_hash: hash.ok_or_else(missing)?,
        role: invite.role,
        language,
    };
    let user = create_user(space, &new, None, now)?;
    for team in teams::list_teams(space)? {
        if invite.teams.contains(&team.id) {
            teams::add_member(space, team.id, id)?;
        }
    }
    Ok(user)
}

/// Forgets links that are past their time; how many.
pub(super) fn forget_expired_invites(tx: &mut Tx, now: Micros) -> crate::Result<u64> {
    tx.exec("DELETE FROM invite WHERE expires_at <= ?1", &[now.into()])
}
