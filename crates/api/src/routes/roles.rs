//! The rights of roles.

use crate::can::{Can, People, Read};
use crate::doc::Routes;
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::person::Role;
use signalbox_model::rights::Rights;
use signalbox_store::accounts;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("People")
        .get(
            "/roles",
            "role_list",
            "List the roles with their rights, the most powerful first.",
            list,
        )
        .put(
            "/roles/{role}",
            "role_update",
            "Set what the people of a role may see and change.",
            update,
        )
}

/// A role.
#[derive(Debug, Serialize, JsonSchema)]
struct RoleView {
    /// Which one.
    role: Role,
    /// What its people may see and change.
    rights: Rights,
    /// Whether the rights can be changed.
    editable: bool,
}

async fn list(me: Can<Read>) -> Result<Json<Page<RoleView>>> {
    let found = me.read(|space| -> Result<_> {
        Role::ALL
            .into_iter()
            .map(|role| {
                Ok(RoleView {
                    role,
                    rights: accounts::rights(space, role)?,
                    editable: accounts::EDITABLE.contains(&role),
                })
            })
            .collect()
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn update(me: Can<People>, At(name): At<String>, Body(rights): Body<Rights>) -> Result<Json<RoleView>> {
    let role = Role::from_name(&name).ok_or_else(|| Problem::not_found("role"))?;
    let set = rights.clone();
    me.write(move |work| Ok(accounts::set_rights(&mut work.space(), role, &set)?))
        .await?;
    Ok(Json(RoleView {
        role,
        rights,
        editable: true,
    }))
}
