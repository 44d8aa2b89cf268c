//! Teams of people.

use crate::can::{Can, People, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_model::{TeamId, UserId};
use signalbox_store::accounts::{self, AccountError, Team};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("People")
        .get(
            "/teams",
            "team_list",
            "List teams with their people, by name.",
            list,
        )
        .post("/teams", "team_create", "Make a team.", create)
        .put("/teams/{id}", "team_update", "Write a team whole.", update)
        .delete(
            "/teams/{id}",
            "team_delete",
            "Remove a team; its people stay.",
            delete,
        )
}

/// A team as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TeamText {
    /// Its name.
    name: String,
    /// Who belongs to it.
    #[serde(default)]
    members: Vec<UserId>,
}

async fn list(me: Can<Read>) -> Result<Json<Page<Team>>> {
    Ok(Json(Page::whole(me.read(accounts::list_teams).await?)))
}

async fn create(me: Can<People>, Body(text): Body<TeamText>) -> Result<Created<Team>> {
    let made = me.write(move |work| {
        let id = TeamId(work.id());
        Ok(accounts::put_team(
            &mut work.space(),
            id,
            &text.name,
            &text.members,
        )?)
    });
    Ok(Created(made.await?))
}

async fn update(me: Can<People>, At(id): At<TeamId>, Body(text): Body<TeamText>) -> Result<Json<Team>> {
    let written = me.write(move |work| {
        let known = accounts::list_teams(&mut work.space())?;
        if known.iter().all(|team| team.id != id) {
            return Err(AccountError::NoSuchTeam.into());
        }
        Ok(accounts::put_team(
            &mut work.space(),
            id,
            &text.name,
            &text.members,
        )?)
    });
    Ok(Json(written.await?))
}

async fn delete(me: Can<People>, At(id): At<TeamId>) -> Result<NoContent> {
    me.write(move |work| Ok(accounts::delete_team(&mut work.space(), id)?))
        .await?;
    Ok(NoContent)
}
