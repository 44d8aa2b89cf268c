//! People of the workspace.

use super::session::new_password;
use crate::can::{Can, People, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_model::UserId;
use signalbox_model::person::{Language, Role, User};
use signalbox_store::accounts::{self, AccountError, NewUser, UserPatch};
use signalbox_store::workspaces;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("People")
        .get(
            "/users",
            "user_list",
            "List the people of the workspace, in the order they came.",
            list,
        )
        .post(
            "/users",
            "user_create",
            "Make a person a user of the workspace; whoever signs in on this server already keeps their password.",
            create,
        )
        .patch(
            "/users/{id}",
            "user_update",
            "Change a person; a new password signs them out everywhere.",
            update,
        )
        .post(
            "/users/{id}/two-factor/remove",
            "user_two_factor_remove",
            "Turn off the second factor of a person who has lost their phone.",
            no_factor,
        )
        .delete(
            "/users/{id}",
            "user_delete",
            "Remove a person from the workspace with their sessions and tokens there; what they did stays.",
            delete,
        )
}

/// A person that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UserNew {
    /// The name.
    name: String,
    /// The e-mail: one person on the whole server.
    email: String,
    /// 8 characters or more. Whoever signs in on this server already keeps their own.
    password: String,
    /// What the person may do.
    role: Role,
    /// The language of the studio; the workspace's when absent.
    language: Option<Language>,
}

/// A change of a person; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UserChange {
    /// The name.
    name: Option<String>,
    /// What the person may do.
    role: Option<Role>,
    /// A new password.
    password: Option<String>,
    /// Whether the person is shut out: their sessions and tokens end at once.
    disabled: Option<bool>,
}

async fn list(me: Can<Read>) -> Result<Json<Page<User>>> {
    Ok(Json(Page::whole(me.read(accounts::list_users).await?)))
}

async fn create(me: Can<People>, Body(new): Body<UserNew>) -> Result<Created<User>> {
    let UserNew {
        name,
        email,
        password,
        role,
        language,
    } = new;
    let password_hash = new_password(&me, password).await?;
    let (by, workspace) = (me.user().role, me.workspace());
    let made = me.write(move |work| {
        let usual = workspaces::get(work.tx(), workspace)?
            .and_then(|settings| Language::from_name(&settings.language));
        let language = language.or(usual).unwrap_or(Language::En);
        let new = NewUser {
            id: UserId(work.id()),
            name,
            email,
            password_hash,
            role,
            language,
        };
        let now = work.now;
        let user = accounts::create_user(&mut work.space(), &new, Some(by), now)?;
        work.definitions_changed()?;
        Ok(user)
    });
    Ok(Created(made.await?))
}

async fn update(me: Can<People>, At(id): At<UserId>, Body(change): Body<UserChange>) -> Result<Json<User>> {
    let UserChange {
        name,
        role,
        password,
        disabled,
    } = change;
    let new_hash = match password {
        Some(password) => Some(new_password(&me, password).await?),
        None => None,
    };
    let by = me.user().role;
    let changed = me.write(move |work| {
        let now = work.now;
        let patch = UserPatch {
            name,
            role,
            password_hash: new_hash,
            disabled,
            ..UserPatch::default()
        };
        let user = accounts::update_user(&mut work.space(), id, &patch, by, now)?;
        work.definitions_changed()?;
        Ok(user)
    });
    Ok(Json(changed.await?))
}

/// For a phone that is lost together with the recovery codes. Only an owner helps an owner.
async fn no_factor(me: Can<People>, At(id): At<UserId>) -> Result<NoContent> {
    let by = me.user().role;
    me.write(move |work| {
        let user = accounts::get_user(&mut work.space(), id)?.ok_or(AccountError::NoSuchUser)?;
        if user.role == Role::Owner && by != Role::Owner {
            return Err(AccountError::OwnersOnly.into());
        }
        accounts::check_way_in(&user)?;
        Ok(accounts::remove_factor(&mut work.space(), id)?)
    })
    .await?;
    Ok(NoContent)
}

async fn delete(me: Can<People>, At(id): At<UserId>) -> Result<NoContent> {
    let by = me.user().role;
    me.write(move |work| {
        accounts::delete_user(&mut work.space(), id, by)?;
        work.definitions_changed()
    })
    .await?;
    Ok(NoContent)
}
