//! Signing in and out.

use super::enter::{Attempt, Entered};
use crate::auth::{Via, device};
use crate::can::{Can, Need, Own};
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
use signalbox_model::rights::{Reach, Rights};
use signalbox_model::{RecordKind, SessionId, UserId, WorkspaceId};
use signalbox_store::accounts::{self, AccountError, Credentials, Device, NewSession, Security, UserPatch};
use signalbox_store::{Space, StoreError, keyring, workspaces};

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
    /// What the person's role may see and change.
    rights: Rights,
    /// Whether the person sees every record, and so the logs that tell of them.
    sees_everything: bool,
    /// Whether the person's role needs a second factor that they have not set up: nothing else works before.
    second_factor_owed: bool,
    /// Whether this is the first workspace of the server, whose owners and admins look after all of it.
    first_workspace: bool,
    /// Whether the person may make workspaces.
    may_make_workspaces: bool,
}

/// The workspace of a session.
#[derive(Debug, Serialize, JsonSchema)]
struct WorkspaceView {
    /// Its id.
    id: WorkspaceId,
    #[serde(flatten)]
    settings: WorkspaceSettings,
}

/// What a session is told besides who it is.
#[derive(Debug)]
pub(super) struct Facts {
    settings: WorkspaceSettings,
    rights: Rights,
    security: Security,
    first_workspace: bool,
    may_make_workspaces: bool,
}

impl Facts {
    pub(super) fn read(space: &mut Space, user: &User) -> accounts::Result<Option<Self>> {
        let workspace = space.workspace();
        let Some(settings) = workspaces::get(space.tx(), workspace)? else {
            return Ok(None);
        };
        let person = accounts::person_of(space, user.id)?;
        Ok(Some(Self {
            settings,
            rights: accounts::rights(space, user.role)?,
            security: accounts::security(space)?,
            first_workspace: workspaces::first(space.tx())? == Some(workspace),
            may_make_workspaces: accounts::may_make_workspaces_any_workspace(space.tx(), person)?,
        }))
    }

    pub(super) fn of(self, user: User, id: WorkspaceId) -> SessionView {
        let Self {
            settings,
            rights,
            security,
            first_workspace,
            may_make_workspaces,
        } = self;
        let second_factor_owed = !user.two_factor && security.two_factor_roles.contains(&user.role);
        let kinds = RecordKind::ALL.into_iter().map(|kind| rights.of(kind));
        let sees_everything = kinds
            .chain(rights.pipelines.values().copied())
            .all(|access| access.see == Reach::All);
        SessionView {
            user,
            workspace: WorkspaceView { id, settings },
            rights,
            sees_everything,
            second_factor_owed,
            first_workspace,
            may_make_workspaces,
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
    /// A code of the second factor, or a recovery code; asked for with `code_needed`.
    code: Option<String>,
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
    /// The IANA time zone in which one sees moments; empty for that of the workspace.
    timezone: Option<String>,
    /// A new password; ends every other session.
    password: Option<String>,
    /// The password until now; needed for a new one.
    old_password: Option<String>,
}

/// A secret for a cookie or a token.
pub(super) fn secret() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(keyring::random::<32>()?))
}

/// Starts the session of who has just made the workspace, and gives its cookie.
pub(super) async fn signed_in(
    server: &Shared,
    workspace: WorkspaceId,
    user: UserId,
    device: Device,
) -> Result<HeaderValue> {
    let (secret, now) = (secret()?, server.now());
    let new = new_session(server, user, &secret, device, false);
    server
        .write(move |tx| accounts::start_session(&mut tx.space(workspace), &new, now))
        .await?;
    session_cookie::set(&secret, server.app.config.is_https())
}

pub(super) fn new_session(
    server: &Shared,
    user: UserId,
    secret: &str,
    device: Device,
    proved: bool,
) -> NewSession {
    NewSession {
        id: SessionId(server.app.db.next_id(server.now().0)),
        user,
        hash: accounts::hash_secret(secret),
        device,
        proved,
    }
}

async fn create(
    State(server): State<Shared>,
    headers: HeaderMap,
    extensions: Extensions,
    Body(SignIn {
        email,
        password,
        code,
    }): Body<SignIn>,
) -> Result<WithCookie<Json<SessionView>>> {
    let device = device(&server, &headers, &extensions);
    let email = email.trim().to_lowercase();
    let found = begin_try(&server, &device.address, &email).await?;
    let (checked, found) = server
        .hash(move || {
            let fits = fits(found.as_ref(), &password);
            (fits, found)
        })
        .await?;
    let attempt = Attempt {
        server: server.clone(),
        email,
        code,
        device,
    };
    let Some(known) = found.filter(|_| checked) else {
        return Err(attempt.wrong_password().await?);
    };
    let (secret, user) = (secret()?, known.user.clone());
    let entered = attempt.enter(known, &secret).await?;
    let cookie = session_cookie::set(&secret, server.app.config.is_https())?;
    let Entered { workspace, view } = entered?;
    Ok(WithCookie {
        cookie,
        answer: Json(view.of(user, workspace)),
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
        return Err(slowed(wait));
    }
    Ok(found)
}

pub(super) fn slowed(wait: i64) -> Problem {
    let say = format!("too many failed tries from this address: wait {wait} s, then try again");
    Problem::rate_limited(wait, say)
}

/// Whether the password fits; takes as long when there is no account.
fn fits(found: Option<&Credentials>, password: &str) -> bool {
    match found {
        Some(found) => accounts::verify_password(password, &found.password_hash),
        None => {
            accounts::verify_nobody(password);
            false
        }
    }
}

async fn show(me: Can<Own>) -> Result<Json<SessionView>> {
    let (workspace, user) = (me.workspace(), me.user().clone());
    let asks = user.clone();
    let view = me.read(move |space| Facts::read(space, &asks)).await?;
    let view = view.ok_or_else(|| Problem::not_found("workspace"))?;
    Ok(Json(view.of(user, workspace)))
}

async fn delete(me: Can<Own>) -> Result<WithCookie<NoContent>> {
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

async fn update(me: Can<Own>, Body(patch): Body<SelfPatch>) -> Result<Json<User>> {
    let SelfPatch {
        name,
        language,
        theme,
        timezone,
        password,
        old_password,
    } = patch;
    let named = timezone.as_deref().filter(|zone| !zone.is_empty());
    if named.is_some_and(|zone| jiff::tz::TimeZone::get(zone).is_err()) {
        let say = "use a name of the IANA list, such as Europe/Kyiv, or leave it empty";
        return Err(Problem::invalid("timezone", say));
    }
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
            timezone,
            ..UserPatch::default()
        };
        Ok(accounts::update_user(&mut work.space(), id, &patch, role, now)?)
    });
    Ok(Json(user.await?))
}

/// The hash of a new password, once the old one was proved. It opens every workspace of the person, so the strictest
/// of their rules holds.
async fn changed_password(me: &Can<Own>, password: String, old: Option<String>) -> Result<String> {
    prove_password(me, "old_password", old).await?;
    let id = me.user().id;
    let chars = me.read(move |space| {
        let person = accounts::person_of(space, id)?;
        Ok::<_, AccountError>(accounts::password_chars_any_workspace(space.tx(), person)?)
    });
    hashed(me, password, chars.await?).await
}

/// Refuses who does not know the password of their own account.
pub(super) async fn prove_password<N: Need>(
    me: &Can<N>,
    path: &'static str,
    password: Option<String>,
) -> Result<()> {
    let id = me.user().id;
    let kept = me
        .read(move |space| accounts::password_of(space, id))
        .await?
        .ok_or(AccountError::NoSuchUser)?;
    let fits = move || password.is_some_and(|password| accounts::verify_password(&password, &kept));
    if me.server().hash(fits).await? {
        return Ok(());
    }
    Err(Problem::invalid(path, "is not the password until now"))
}

/// The hash of a new password that follows the rules of the workspace.
pub(super) async fn new_password<N: Need>(me: &Can<N>, password: String) -> Result<String> {
    let rules = me.read(accounts::security).await?;
    hashed(me, password, rules.password_chars).await
}

async fn hashed<N: Need>(me: &Can<N>, password: String, chars: u8) -> Result<String> {
    accounts::check_password(&password, usize::from(chars))?;
    Ok(me
        .server()
        .hash(move || accounts::hash_password(&password))
        .await??)
}
