//! The first start: making the owner.

use super::session::{Facts, SessionView, signed_in};
use super::workspace::NewWorkspace;
use crate::auth::device;
use crate::doc::{Created, Routes};
use crate::extract::Body;
use crate::problem::{Problem, Result};
use crate::server::Shared;
use crate::session_cookie::WithCookie;
use axum::Json;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_store::accounts::{self, FirstUser};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Session")
        .get(
            "/setup",
            "setup_show",
            "Say whether the server still needs its owner.",
            show,
        )
        .post(
            "/setup",
            "setup_create",
            "Make the workspace and its owner, once.",
            create,
        )
}

/// Whether the server has its owner.
#[derive(Debug, Serialize, JsonSchema)]
struct Setup {
    /// Nobody can sign in yet: make the owner.
    needed: bool,
    /// The version of the server.
    version: &'static str,
}

/// The owner that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewOwner {
    /// The name.
    name: String,
    /// The e-mail.
    email: String,
    /// 8 characters or more.
    password: String,
    /// The workspace; the usual settings when absent.
    workspace: Option<NewWorkspace>,
}

async fn show(State(server): State<Shared>) -> Result<Json<Setup>> {
    let needed = !server.read(accounts::exists_any_workspace).await?;
    Ok(Json(Setup {
        needed,
        version: env!("CARGO_PKG_VERSION"),
    }))
}

async fn create(
    State(server): State<Shared>,
    headers: HeaderMap,
    extensions: Extensions,
    Body(new): Body<NewOwner>,
) -> Result<WithCookie<Created<SessionView>>> {
    // Asked before the costly hash; the transaction asks again.
    if server.read(accounts::exists_any_workspace).await? {
        return Err(accounts::AccountError::AlreadySetUp.into());
    }
    let NewOwner {
        name,
        email,
        password,
        workspace,
    } = new;
    let settings = workspace.unwrap_or_default().settings();
    super::workspace::check(&settings)?;
    let password_hash = server.hash(move || accounts::hash_password(&password)).await??;
    let now = server.now();
    let owner = FirstUser {
        name,
        email,
        password_hash,
    };
    let engine = server.app.engine.clone();
    let (home, user, view) = server
        .write(move |tx| {
            let (home, user) = engine.found(tx, now, &settings, owner)?;
            let view = Facts::read(&mut tx.space(home), &user)?;
            accounts::Result::Ok((home, user, view))
        })
        .await?;
    let view = view.ok_or_else(|| Problem::not_found("workspace"))?;
    let device = device(&server, &headers, &extensions);
    let cookie = signed_in(&server, home, user.id, device).await?;
    Ok(WithCookie {
        cookie,
        answer: Created(view.of(user, home)),
    })
}
