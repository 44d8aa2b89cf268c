//! Links that let somebody in, or set a new password; no mail is sent.

use super::session::secret;
use crate::auth::{self, Presence, device};
use crate::can::{Can, People};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::Result;
use crate::server::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::person::{Language, Role};
use signalbox_model::{InviteId, Micros, TeamId, UserId, WorkspaceId};
use signalbox_store::accounts::{self, Acceptance, Invite, NewInvite, Opened, Purpose, SecretHash};
use signalbox_store::audit::{Actor, Via};
use signalbox_store::workspaces;
use std::sync::Arc;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("People")
        .get(
            "/invites",
            "invite_list",
            "List the links that wait to be opened, newest first.",
            list,
        )
        .post(
            "/invites",
            "invite_create",
            "Invite somebody; the link is shown this once.",
            create,
        )
        .delete(
            "/invites/{id}",
            "invite_delete",
            "Withdraw a link: it stops working.",
            delete,
        )
        .post(
            "/users/{id}/password-link",
            "user_password_link",
            "Make a link that sets a new password; it is shown this once.",
            reset,
        )
        .post("/invites/open", "invite_open", "Say what a link is for.", open)
        .post(
            "/invites/accept",
            "invite_accept",
            "Use a link up: join, or set the new password. Signing in comes after.",
            accept,
        )
}

/// Somebody who is to be invited.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InviteNew {
    /// The name; the person may change it.
    #[serde(default)]
    name: String,
    /// The e-mail: one person on the whole server.
    email: String,
    /// What the person may do.
    role: Role,
    /// The teams the person joins.
    #[serde(default)]
    teams: Vec<TeamId>,
}

/// A link with its secret.
#[derive(Debug, Serialize, JsonSchema)]
struct InviteMade {
    /// The address to send to the person: it cannot be shown again.
    link: String,
    #[serde(flatten)]
    about: Invite,
}

/// The secret of a link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InviteSecret {
    /// What stands behind `#` in the link.
    token: String,
}

/// What a link is for.
#[derive(Debug, Serialize, JsonSchema)]
struct InviteView {
    /// Whether it sets a new password of somebody known.
    reset: bool,
    /// Whether it lets somebody in who signs in on this server already: they sign in first, then accept without a
    /// password.
    known: bool,
    /// The workspace.
    workspace: String,
    /// The name.
    name: String,
    /// The e-mail to sign in with.
    email: String,
    /// What the person may do.
    role: Role,
    /// When it stops working.
    expires_at: Micros,
    /// The shortest password, characters.
    password_chars: u8,
}

/// How a link is used up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InviteAccept {
    /// What stands behind `#` in the link.
    token: String,
    /// The name; the one of the link when absent.
    name: Option<String>,
    /// The password to sign in with; absent for who signs in on this server already, and is signed in.
    password: Option<String>,
    /// The language of the studio; the workspace's when absent.
    language: Option<Language>,
}

/// Who can sign in now.
#[derive(Debug, Serialize, JsonSchema)]
struct InviteAccepted {
    /// The e-mail to sign in with.
    email: String,
    /// The workspace the link leads to.
    workspace_id: WorkspaceId,
}

async fn list(me: Can<People>) -> Result<Json<Page<Invite>>> {
    let now = me.server().now();
    let found = me.read(move |space| accounts::list_invites(space, now));
    Ok(Json(Page::whole(found.await?)))
}

/// Makes a link. The secret stands behind `#`: browsers send that part to nobody, so no log keeps it.
async fn make(me: &Can<People>, purpose: Purpose) -> Result<InviteMade> {
    let secret = secret()?;
    let link = format!("{}/join#{secret}", me.server().app.config.public_url);
    let by = me.user().clone();
    let about = me.write(move |work| {
        let new = NewInvite {
            id: InviteId(work.id()),
            hash: accounts::hash_secret(&secret),
            purpose,
            by,
        };
        let now = work.now;
        Ok(accounts::create_invite(&mut work.space(), &new, now)?)
    });
    Ok(InviteMade {
        link,
        about: about.await?,
    })
}

async fn create(me: Can<People>, Body(new): Body<InviteNew>) -> Result<Created<InviteMade>> {
    let InviteNew {
        name,
        email,
        role,
        teams,
    } = new;
    let purpose = Purpose::Join {
        name,
        email,
        role,
        teams,
    };
    Ok(Created(make(&me, purpose).await?))
}

async fn reset(me: Can<People>, At(id): At<UserId>) -> Result<Created<InviteMade>> {
    Ok(Created(make(&me, Purpose::Reset(id)).await?))
}

async fn delete(me: Can<People>, At(id): At<InviteId>) -> Result<NoContent> {
    me.write(move |work| {
        let now = work.now;
        Ok(accounts::delete_invite(&mut work.space(), id, now)?)
    })
    .await?;
    Ok(NoContent)
}

async fn open(
    State(server): State<Shared>,
    Body(InviteSecret { token }): Body<InviteSecret>,
) -> Result<Json<InviteView>> {
    let (hash, now) = (accounts::hash_secret(&token), server.now());
    let view = server.read(move |tx| -> accounts::Result<_> {
        let Opened {
            workspace,
            invite,
            known,
        } = accounts::open_any_workspace(tx, &hash, now)?;
        let settings = workspaces::get(tx, workspace)?.unwrap_or_default();
        let rules = accounts::security(&mut tx.space(workspace))?;
        Ok(InviteView {
            reset: invite.user_id.is_some(),
            known,
            workspace: settings.name,
            name: invite.name,
            email: invite.email,
            role: invite.role,
            expires_at: invite.expires_at,
            password_chars: rules.password_chars,
        })
    });
    Ok(Json(view.await?))
}

async fn accept(
    State(server): State<Shared>,
    headers: HeaderMap,
    extensions: Extensions,
    Body(accept): Body<InviteAccept>,
) -> Result<Json<InviteAccepted>> {
    let InviteAccept {
        token,
        name,
        password,
        language,
    } = accept;
    let hash = accounts::hash_secret(&token);
    let password_hash = hashed(&server, hash, password).await?;
    let signed_in_as = signed_in_as(&extensions);
    let (now, address) = (server.now(), device(&server, &headers, &extensions).address);
    let (id, ids) = (UserId(server.app.db.next_id(now.0)), server.app.db.ids().clone());
    let stamp = server.app.db.next_id(now.0);
    let (email, workspace_id) = server
        .write(move |tx| -> accounts::Result<_> {
            let Opened {
                workspace, invite, ..
            } = accounts::open_any_workspace(tx, &hash, now)?;
            tx.act_as(Arc::new(Actor {
                user: Some(invite.user_id.unwrap_or(id)),
                via: Via::Link,
                address,
                at: now,
                ids,
            }));
            let usual =
                workspaces::get(tx, workspace)?.and_then(|settings| Language::from_name(&settings.language));
            let language = language.or(usual).unwrap_or(Language::En);
            let acceptance = Acceptance {
                id,
                name,
                password_hash,
                language,
                signed_in_as,
            };
            let user = accounts::accept_invite(&mut tx.space(workspace), &invite, acceptance, now)?;
            // People are among the definitions: every node reads them anew.
            workspaces::touch(tx, workspace, stamp)?;
            Ok((user.email, workspace))
        })
        .await?;
    Ok(Json(InviteAccepted { email, workspace_id }))
}

/// The e-mail of whoever is signed in with this browser. A token does not prove a person.
fn signed_in_as(extensions: &Extensions) -> Option<String> {
    match extensions.get::<Presence>() {
        Some(Presence::Somebody(caller)) if matches!(caller.via, auth::Via::Session(_)) => {
            Some(caller.user.email.clone())
        }
        _ => None,
    }
}

/// The hash of a password that came with a link.
async fn hashed(server: &Shared, link: SecretHash, password: Option<String>) -> Result<Option<String>> {
    let Some(password) = password else {
        return Ok(None);
    };
    check(server, link, &password).await?;
    // Only now the costly part: nobody without a link keeps the server busy with it.
    let hash = server.hash(move || accounts::hash_password(&password)).await??;
    Ok(Some(hash))
}

/// Refuses a link that is over, and a password that the workspace's rules refuse.
async fn check(server: &Shared, hash: SecretHash, password: &str) -> Result<()> {
    let now = server.now();
    let rules = server.read(move |tx| -> accounts::Result<_> {
        let opened = accounts::open_any_workspace(tx, &hash, now)?;
        Ok(accounts::security(&mut tx.space(opened.workspace))?)
    });
    let rules = rules.await?;
    Ok(accounts::check_password(
        password,
        usize::from(rules.password_chars),
    )?)
}
