//! Teams: people whose records those with the reach `team` share.

use super::error::{AccountError, Result, invalid};
use crate::Space;
use crate::audit::{self, Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::{TeamId, UserId};

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Who belongs to it.
    pub members: Vec<UserId>,
}

/// So many teams a workspace has at most.
const MOST: usize = 200;

/// Every team with its members, by name.
pub fn list_teams(space: &mut Space) -> crate::Result<Vec<Team>> {
    let mut teams = space.all(
        "SELECT id, name FROM team WHERE workspace_id = ?1 ORDER BY name, id",
        &[],
        |row| {
            Ok(Team {
                id: TeamId(row.int(0)?),
                name: row.text(1)?,
                members: Vec::new(),
            })
        },
    )?;
    let members = space.all(
        "SELECT team_id, user_id FROM team_member WHERE workspace_id = ?1 ORDER BY user_id",
        &[],
        |row| Ok((TeamId(row.int(0)?), UserId(row.int(1)?))),
    )?;
    for (team, user) in members {
        if let Some(team) = teams.iter_mut().find(|known| known.id == team) {
            team.members.push(user);
        }
    }
    Ok(teams)
}

/// Writes a team whole, new or known by its id.
///
/// # Errors
/// When the name is empty or taken, there are too many teams, or a member is nobody.
pub fn put_team(space: &mut Space, id: TeamId, name: &str, members: &[UserId]) -> Result<Team> {
    let known = list_teams(space)?;
    let mut members = members.to_vec();
    members.sort_unstable();
    members.dedup();
    let team = Team {
        id,
        name: name.trim().to_owned(),
        members,
    };
    check(space, &team, &known)?;
    let before = known.into_iter().find(|known| known.id == id);
    // Names are read by people, ids by nobody.
    let (was, is) = (before.map(|team| readable(space, &team)), readable(space, &team));
    audit::changed(space, Kind::Team, &team.name, was.transpose()?.as_ref(), &is?)?;
    space.exec(
        "INSERT INTO team (workspace_id, id, name) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        &[id.0.into(), (&team.name).into()],
    )?;
    space.exec(
        "DELETE FROM team_member WHERE workspace_id = ?1 AND team_id = ?2",
        &[id.0.into()],
    )?;
    for user in &team.members {
        add_member(space, id, *user)?;
    }
    Ok(team)
}

/// Puts somebody into a team.
pub(super) fn add_member(space: &mut Space, team: TeamId, user: UserId) -> crate::Result<()> {
    space.exec(
        "INSERT INTO team_member (workspace_id, team_id, user_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        &[team.0.into(), user.0.into()],
    )?;
    Ok(())
}

fn check(space: &mut Space, team: &Team, known: &[Team]) -> Result<()> {
    let name = &team.name;
    if name.is_empty() || name.chars().count() > 100 {
        return Err(invalid("name", "use 1 to 100 characters"));
    }
    let mut others = known.iter().filter(|known| known.id != team.id);
    if others.any(|other| other.name == *name) {
        return Err(invalid(
            "name",
            "another team has this name: choose a different one",
        ));
    }
    if known.len() >= MOST && known.iter().all(|known| known.id != team.id) {
        return Err(invalid("name", format!("a workspace has at most {MOST} teams")));
    }
    let people = super::list_users(space)?;
    if team
        .members
        .iter()
        .any(|member| people.iter().all(|user| user.id != *member))
    {
        return Err(invalid(
            "members",
            "somebody in the list is no person of this workspace",
        ));
    }
    Ok(())
}

fn readable(space: &mut Space, team: &Team) -> crate::Result<serde_json::Value> {
    let people = super::list_users(space)?;
    let members: Vec<&str> = people
        .iter()
        .filter(|user| team.members.contains(&user.id))
        .map(|user| user.email.as_str())
        .collect();
    Ok(serde_json::json!({ "name": team.name, "members": members }))
}

/// Removes a team; its people stay.
pub fn delete_team(space: &mut Space, id: TeamId) -> Result<()> {
    let known = list_teams(space)?.into_iter().find(|team| team.id == id);
    let gone = known.ok_or(AccountError::NoSuchTeam)?;
    let text = readable(space, &gone)?;
    audit::forgotten(space, Kind::Team, &gone.name, &text)?;
    for sql in [
        "DELETE FROM team_member WHERE workspace_id = ?1 AND team_id = ?2",
        "DELETE FROM team WHERE workspace_id = ?1 AND id = ?2",
    ] {
        space.exec(sql, &[id.0.into()])?;
    }
    Ok(())
}

/// The people who share a team with somebody.
pub(super) fn mates(space: &mut Space, user: UserId) -> crate::Result<Vec<UserId>> {
    space.all(
        "SELECT DISTINCT m.user_id FROM team_member m JOIN team_member own ON own.workspace_id = m.workspace_id
         AND own.team_id = m.team_id WHERE m.workspace_id = ?1 AND own.user_id = ?2",
        &[user.0.into()],
        |row| Ok(UserId(row.int(0)?)),
    )
}

/// Takes somebody out of every team.
pub(super) fn leave(space: &mut Space, user: UserId) -> crate::Result<()> {
    space.exec(
        "DELETE FROM team_member WHERE workspace_id = ?1 AND user_id = ?2",
        &[user.0.into()],
    )?;
    Ok(())
}
