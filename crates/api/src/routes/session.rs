//! Signing in and out.

use crate::auth::{Via, client_address};
use crate::can::{Can, Read};
use crate::doc::{NoContent, Routes};
use crate::extract::Body;
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use crate::session_cookie::{self, WithCookie};
use axum::Json;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::{Language, Theme, User};
use signalbox_model::{SessionId, UserId, WorkspaceId};
use signalbox_store::accounts::{self, AccountError, Credentials, UserPatch};
use signalbox_store::{StoreError, keyring, workspaces};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Session")
        .post("/session", "session_create", "Sign in; sets the cookie.", create)
        .get(
            "/session",
            "session_show",
            "Say who is signed in, and where.",
            show,
        )
        .delete(
            "/session",
            "session_delete",
            "Sign out and remove the cookie.",
            delete,
        )
        .patch(
            "/session/user",
            "session_user_update",
            "Change one's own name, language, colours or password.",
            update,
        )
}

/// Who is signed in, and where.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SessionView {
    user: User,
    workspace: WorkspaceView,
}

/// The workspace of a session.
#[derive(Debug, Serialize, JsonSchema)]
struct WorkspaceView {
    /// Its id.
    id: WorkspaceId,
    #[serde(flatten)]
    settings: WorkspaceSettings,
}

impl SessionView {
    pub(super) fn new(user: User, id: WorkspaceId, settings: WorkspaceSettings) -> Self {
        Self {
            user,
            workspace: WorkspaceView { id, settings },
        }
    }
}

/// What proves who somebody is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The e-mail, in any case.
    email: String,
    /// The password.
    password: String,
}

/// A change of one's own account; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SelfPatch {
    /// The name.
    name: Option<String>,
    /// The language of the studio.
    language: Option<Language>,
    /// The colours of the studio.
    theme: Option<Theme>,
    /// A new password; ends every other session.
    password: Option<String>,
    /// The password until now; needed for a new one.
    old_password: Option<String>,
}

/// A secret for a cookie or a token.
pub(super) fn secret() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(keyring::random::<32>()?))
}

/// Starts a session and gives its cookie.
pub(super) async fn signed_in(server: &Shared, workspace: WorkspaceId, user: UserId) -> Result<HeaderValue> {
    let (secret, now) = (secret()?, server.now());
    let (hash, id) = (
        accounts::hash_secret(&secret),
        SessionId(server.app.db.next_id(now.0)),
    );
    server
        .write(move |tx| accounts::start_session(&mut tx.space(workspace), id, user, &hash, now))
        .await?;
    session_cookie::set(&secret, server.app.config.is_https())
}

async fn create(
    State(server): State<Shared>,
    headers: HeaderMap,
    extensions: Extensions,
    Body(SignIn { email, password }): Body<SignIn>,
) -> Result<WithCookie<Json<SessionView>>> {
    let address = client_address(server.app.config.trust_proxy, &headers, &extensions);
    let email = email.trim().to_lowercase();
    let found = begin_try(&server, &address, &email).await?;
    let checked = server.hash(move || fitting(found, &password)).await?;
    let Some(Credentials { workspace, user, .. }) = checked else {
        return Err(Problem::new(
            Code::NotSignedIn,
            "no account has this e-mail and password: check both",
        ));
    };
    let settings = server
        .write(move |tx| {
            accounts::forget_failures(tx, &address, &email)?;
            workspaces::get(tx, workspace)
        })
        .await?;
    let cookie = signed_in(&server, workspace, user.id).await?;
    let settings = settings.ok_or_else(|| Problem::not_found("workspace"))?;
    Ok(WithCookie {
        cookie,
        answer: Json(SessionView::new(user, workspace, settings)),
    })
}

/// Counts the try as failed before it is looked at, so that many at once gain nothing.
async fn begin_try(server: &Shared, address: &str, email: &str) -> Result<Option<Credentials>> {
    let (address, email, now) = (address.to_owned(), email.to_owned(), server.now());
    let (wait, found) = server
        .write(move |tx| {
            let wait = accounts::wait_secs(tx, &address, &email, now)?;
            if wait > 0 {
                return Ok::<_, StoreError>((wait, None));
            }
            accounts::failed(tx, &address, &email, now)?;
            Ok((0, accounts::find_credentials_any_workspace(tx, &email)?))
        })
        .await?;
    if wait > 0 {
        let say = format!("too many failed tries from this address: wait {wait} s, then try again");
        return Err(Problem::rate_limited(wait, say));
    }
    Ok(found)
}

/// The account if the password fits; takes as long when there is none.
fn fitting(found: Option<Credentials>, password: &str) -> Option<Credentials> {
    match found {
        Some(found) => accounts::verify_password(password, &found.password_hash).then_some(found),
        None => {
            accounts::verify_nobody(password);
            None
        }
    }
}

async fn show(me: Can<Read>) -> Result<Json<SessionView>> {
    let workspace = me.workspace();
    let settings = me
        .read(move |space| workspaces::get(space.tx(), workspace))
        .await?;
    let settings = settings.ok_or_else(|| Problem::not_found("workspace"))?;
    Ok(Json(SessionView::new(me.user().clone(), workspace, settings)))
}

async fn delete(me: Can<Read>) -> Result<WithCookie<NoContent>> {
    let Via::Session(id) = me.via() else {
        return Err(Problem::new(
            Code::Conflict,
            "a token has no session to end: delete the token instead",
        ));
    };
    me.write(move |work| Ok(accounts::end_session(&mut work.space(), id)?))
        .await?;
    let cookie = session_cookie::remove(me.server().app.config.is_https())?;
    Ok(WithCookie {
        cookie,
        answer: NoContent,
    })
}

async fn update(me: Can<Read>, Body(patch): Body<SelfPatch>) -> Result<Json<User>> {
    let SelfPatch {
        name,
        language,
        theme,
        password,
        old_password,
    } = patch;
    let new_hash = match password {
        Some(password) => Some(changed_password(&me, password, old_password).await?),
        None => None,
    };
    let (id, role) = (me.user().id, me.user().role);
    let keep = match me.via() {
        Via::Session(id) => Some(id),
        Via::Token(_) => None,
    };
    let user = me.write(move |work| {
        let now = work.now;
        if let Some(hash) = new_hash {
            accounts::set_password(&mut work.space(), id, &hash, keep, now)?;
        }
        let patch = UserPatch {
            name,
            language,
            theme,
            ..UserPatch::default()
        };
        Ok(accounts::update_user(&mut work.space(), id, &patch, role, now)?)
    });
    Ok(Json(user.await?))
}

/// The hash of a new password, once the old one was proved.
async fn changed_password(me: &Can<Read>, password: String, old: Option<String>) -> Result<String> {
    let id = me.user().id;
    let kept = me
        .read(move |space| accounts::password_of(space, id))
        .await?
        .ok_or(AccountError::NoSuchUser)?;
    let fits = move || old.is_some_and(|old| accounts::verify_password(&old, &kept));
    if !me.server().hash(fits).await? {
        return Err(Problem::invalid("old_password", "is not the password until now"));
    }
    Ok(me
        .server()
        .hash(move || accounts::hash_password(&password))
        .await??)
}
