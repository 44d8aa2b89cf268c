//! Where one is signed in, and who tried to.

use crate::auth::Via;
use crate::can::{Can, People, Read};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Page, Paging, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::{SessionId, UserId};
use signalbox_store::accounts::{self, AccountError, Session, SignIn};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Session")
        .get(
            "/sessions",
            "session_list",
            "List the browsers one is signed in with, in whatever workspace, newest first.",
            list,
        )
        .delete(
            "/sessions/{id}",
            "session_end",
            "Sign one of one's browsers out.",
            end,
        )
        .post(
            "/sessions/end-others",
            "session_end_others",
            "Sign out every browser but this one.",
            end_others,
        )
        .get(
            "/sign-ins",
            "sign_in_list",
            "List one's own tries to sign in, newest first.",
            sign_ins,
        )
        .get(
            "/users/{id}/sign-ins",
            "user_sign_in_list",
            "List a person's tries to sign in, newest first.",
            of_user,
        )
}

/// A browser one is signed in with.
#[derive(Debug, Serialize, JsonSchema)]
struct SessionRow {
    #[serde(flatten)]
    session: Session,
    /// Whether it is the one that asks.
    current: bool,
}

fn own(via: Via) -> Option<SessionId> {
    match via {
        Via::Session(id) => Some(id),
        Via::Token(_) => None,
    }
}

async fn list(me: Can<Read>) -> Result<Json<Page<SessionRow>>> {
    let (user, mine, now) = (me.user().id, own(me.via()), me.server().now());
    let found = me
        .read(move |space| accounts::list_sessions(space, user, now))
        .await?;
    let row = |session: Session| SessionRow {
        current: mine == Some(session.id),
        session,
    };
    Ok(Json(Page::whole(found.into_iter().map(row).collect())))
}

async fn end(me: Can<Read>, At(id): At<SessionId>) -> Result<NoContent> {
    let user = me.user().id;
    let ended = me.write(move |work| Ok(accounts::end_own_session(&mut work.space(), user, id)?));
    match ended.await? {
        true => Ok(NoContent),
        false => Err(Problem::not_found("session")),
    }
}

async fn end_others(me: Can<Read>) -> Result<NoContent> {
    let (user, mine) = (me.user().id, own(me.via()));
    me.write(move |work| Ok(accounts::end_other_sessions(&mut work.space(), user, mine)?))
        .await?;
    Ok(NoContent)
}

async fn sign_ins(me: Can<Read>, Query(paging): Query<Paging>) -> Result<Json<Page<SignIn>>> {
    let (user, before, limit) = (me.user().id, paging.before()?, paging.limit());
    let found = me
        .read(move |space| accounts::list_own_sign_ins(space, user, before, limit))
        .await?;
    Ok(Json(Page::new(found, limit, |row| row.id.to_string())))
}

async fn of_user(
    me: Can<People>,
    At(user): At<UserId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<SignIn>>> {
    let (before, limit) = (paging.before()?, paging.limit());
    let found = me
        .read(move |space| -> accounts::Result<_> {
            accounts::get_user(space, user)?.ok_or(AccountError::NoSuchUser)?;
            Ok(accounts::list_sign_ins(space, Some(user), before, limit)?)
        })
        .await?;
    Ok(Json(Page::new(found, limit, |row| row.id.to_string())))
}
