//! Who asks: [`authenticate`] runs once per request and leaves a [`Presence`], which
//! [`Can`](crate::can::Can) turns into the right to act.

use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use signalbox_model::person::{Scope, User};
use signalbox_model::{Micros, SessionId, TokenId, WorkspaceId};
use signalbox_store::accounts::{self, Device, SEEN_EVERY_SECS};
use signalbox_store::idempotency::Claim;
use signalbox_store::{Sight, Space, StoreError};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The cookie of a session.
pub(crate) const COOKIE: &str = "sb_session";
/// The header a page sends with what changes something: pages of other sites cannot.
const CSRF_HEADER: &str = "x-signalbox";
/// The header by which a page says in which workspace it thinks it is: another tab may have gone over to another.
const WORKSPACE_HEADER: &str = "x-signalbox-workspace";

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// With a cookie.
    Session(SessionId),
    /// With a token.
    Token(TokenId),
}

/// Somebody who has proved who they are.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) workspace: WorkspaceId,
    pub(crate) user: User,
    pub(crate) via: Via,
    /// The most this request may do.
    pub(crate) scope: Scope,
    /// What of the records they may see and change; `None` is everything.
    pub(crate) sight: Option<Arc<Sight>>,
    /// Their role needs a second factor that they have not set up.
    pub(crate) owes_factor: bool,
    /// Whether the second factor was proved when the session began; false for tokens.
    pub(crate) proved: bool,
    /// From where they ask.
    pub(crate) device: Device,
}

/// What a person may do, beside their scope.
struct Standing {
    sight: Option<Arc<Sight>>,
    owes_factor: bool,
}

impl Standing {
    fn read(space: &mut Space, user: &User) -> std::result::Result<Self, StoreError> {
        let sight = accounts::sight(space, user)?.map(Arc::new);
        let owes_factor =
            !user.two_factor && accounts::security(space)?.two_factor_roles.contains(&user.role);
        Ok(Self { sight, owes_factor })
    }
}

/// What a request says about who asks.
#[derive(Debug, Clone)]
pub(crate) enum Presence {
    /// Nothing.
    Nobody,
    /// Something that is not valid, and why.
    Refused(Problem),
    /// Enough.
    Somebody(Arc<Caller>),
}

/// The claim of a request's Idempotency-Key; taken by its first write.
#[derive(Debug)]
pub(crate) struct Once {
    pub(crate) claim: Claim,
    pub(crate) taken: AtomicBool,
}

/// Finds out who asks.
pub(crate) async fn authenticate(State(server): State<Shared>, mut request: Request, next: Next) -> Response {
    let device = device(&server, request.headers(), request.extensions());
    let presence = match presence(&server, request.method(), request.headers(), device).await {
        Ok(presence) => presence,
        Err(problem) => Presence::Refused(problem),
    };
    request.extensions_mut().insert(presence);
    next.run(request).await
}

/// The longest name of a browser that is kept, characters.
const MAX_AGENT: usize = 300;

/// Where a request comes from.
pub(crate) fn device(server: &Shared, headers: &HeaderMap, extensions: &Extensions) -> Device {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    Device {
        address: client_address(server.app.config.trust_proxy, headers, extensions),
        agent: agent.unwrap_or_default().chars().take(MAX_AGENT).collect(),
    }
}

async fn presence(server: &Shared, method: &Method, headers: &HeaderMap, device: Device) -> Result<Presence> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value
            .to_str()
            .ok()
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::trim);
        let Some(token) = token else {
            return Err(Problem::new(
                Code::NotSignedIn,
                "write the header as `Authorization: Bearer sbt_…`",
            ));
        };
        return by_token(server, token, device).await;
    }
    let Some(cookie) = cookie(headers) else {
        return Ok(Presence::Nobody);
    };
    let presence = by_cookie(server, cookie, device).await?;
    if let (Presence::Somebody(caller), Some(meant)) = (&presence, headers.get(WORKSPACE_HEADER)) {
        check_workspace(caller, meant.to_str().ok())?;
    }
    if !method.is_safe() && matches!(presence, Presence::Somebody(_)) && !headers.contains_key(CSRF_HEADER) {
        return Err(Problem::new(
            Code::Forbidden,
            "requests of a browser that change something need the header `X-Signalbox: 1`",
        ));
    }
    Ok(presence)
}

/// Refuses a page that shows another workspace than the one its cookie leads to: it would read and write in the wrong
/// one (decision 0222).
pub(crate) fn check_workspace(caller: &Caller, meant: Option<&str>) -> Result<()> {
    if meant.and_then(|meant| meant.parse().ok()) == Some(caller.workspace) {
        return Ok(());
    }
    let say = "this browser has gone over to another workspace: nothing was read or changed; load the page anew, or go back";
    Err(Problem::new(Code::OtherWorkspace, say))
}

async fn by_token(server: &Shared, token: &str, device: Device) -> Result<Presence> {
    let (hash, now) = (accounts::hash_secret(token), server.now());
    let found = server
        .read(move |tx| -> std::result::Result<_, StoreError> {
            let Some(granted) = accounts::find_token_any_workspace(tx, &hash, now)? else {
                return Ok(None);
            };
            let standing = Standing::read(&mut tx.space(granted.workspace), &granted.user)?;
            Ok(Some((granted, standing)))
        })
        .await?;
    let Some((granted, standing)) = found else {
        return Err(Problem::new(
            Code::NotSignedIn,
            "this token is not valid or has expired: make a new one in the studio",
        ));
    };
    let (workspace, id) = (granted.workspace, granted.token.id);
    if is_old(granted.token.last_used_at.unwrap_or_default(), now) {
        server
            .write(move |tx| accounts::see_token(&mut tx.space(workspace), id, now))
            .await?;
    }
    let widest = granted.token.scopes.iter().copied().max().unwrap_or(Scope::Read);
    let scope = widest.min(granted.user.role.scope());
    Ok(Presence::Somebody(Arc::new(Caller {
        workspace,
        user: granted.user,
        via: Via::Token(id),
        scope,
        sight: standing.sight,
        // A token was made by somebody who had signed in: a rule that came later holds their browser, not the program.
        owes_factor: false,
        proved: false,
        device,
    })))
}

async fn by_cookie(server: &Shared, cookie: &str, device: Device) -> Result<Presence> {
    let (hash, now) = (accounts::hash_secret(cookie), server.now());
    let found = server
        .read(move |tx| -> std::result::Result<_, StoreError> {
            let Some(signed) = accounts::find_session_any_workspace(tx, &hash, now)? else {
                return Ok(None);
            };
            let standing = Standing::read(&mut tx.space(signed.workspace), &signed.user)?;
            Ok(Some((signed, standing)))
        })
        .await?;
    let Some((signed, standing)) = found else {
        return Ok(Presence::Nobody);
    };
    let (workspace, id) = (signed.workspace, signed.id);
    if is_old(signed.seen_at, now) {
        server
            .write(move |tx| accounts::see_session(&mut tx.space(workspace), id, now))
            .await?;
    }
    let scope = signed.user.role.scope();
    Ok(Presence::Somebody(Arc::new(Caller {
        workspace,
        user: signed.user,
        via: Via::Session(id),
        scope,
        sight: standing.sight,
        owes_factor: standing.owes_factor,
        proved: signed.proved,
        device,
    })))
}

fn is_old(seen: Micros, now: Micros) -> bool {
    now >= seen.plus_secs(SEEN_EVERY_SECS)
}

/// The value of our cookie.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// The address of who asks: what `X-Forwarded-For` says last when a proxy is trusted, else the other end.
pub(crate) fn client_address(trust_proxy: bool, headers: &HeaderMap, extensions: &Extensions) -> String {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok());
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
    match forwarded {
        Some(address) if trust_proxy && !address.is_empty() => address.to_owned(),
        _ => extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or_else(String::new, |info| info.0.ip().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: &'static str, values: &[&'static str]) -> HeaderMap {
        let mut all = HeaderMap::new();
        for value in values {
            all.append(name, HeaderValue::from_static(value));
        }
        all
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let table: &[(&[&str], Option<&str>)] = &[
            (&["a=b; sb_session=xyz; c=d"], Some("xyz")),
            (&["a=b", "sb_session=xyz"], Some("xyz")),
            (&["xsb_session=no; sb_sessions=no"], None),
            (&[], None),
        ];
        for (values, expected) in table {
            let values: Vec<&'static str> = values.to_vec();
            assert_eq!(cookie(&headers("cookie", &values)), *expected, "{values:?}");
        }
    }

    #[test]
    fn a_forwarded_address_counts_only_behind_a_proxy_and_only_its_last() {
        let all = headers("x-forwarded-for", &["6.6.6.6", "1.1.1.1, 2.2.2.2"]);
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([9, 9, 9, 9], 1))));
        assert_eq!(client_address(true, &all, &extensions), "2.2.2.2");
        assert_eq!(client_address(false, &all, &extensions), "9.9.9.9");
        assert_eq!(client_address(true, &HeaderMap::new(), &extensions), "9.9.9.9");
    }
}
