//! The second factor of one's own account.

use super::session::prove_password;
use crate::auth::Via;
use crate::can::{Can, Own};
use crate::doc::{NoContent, Routes};
use crate::extract::Body;
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_store::accounts;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Session")
        .get(
            "/session/two-factor",
            "two_factor_show",
            "Say whether signing in takes a code too, and how many recovery codes are left.",
            show,
        )
        .post(
            "/session/two-factor",
            "two_factor_begin",
            "Make a secret for an app that makes codes; it counts once confirmed.",
            begin,
        )
        .post(
            "/session/two-factor/confirm",
            "two_factor_confirm",
            "Turn the second factor on with the first code; answers the recovery codes, this once.",
            confirm,
        )
        .post(
            "/session/two-factor/recovery-codes",
            "two_factor_renew",
            "Make new recovery codes; the old ones stop working.",
            renew,
        )
        .post(
            "/session/two-factor/remove",
            "two_factor_remove",
            "Turn the second factor off.",
            remove,
        )
}

/// One's second factor.
#[derive(Debug, Serialize, JsonSchema)]
struct TwoFactorView {
    /// Whether signing in takes a code.
    on: bool,
    /// Whether one's role needs it.
    required: bool,
    /// How many recovery codes are left.
    recovery_left: i64,
}

/// A secret that waits for its first code.
#[derive(Debug, Serialize, JsonSchema)]
struct TwoFactorSecret {
    /// For typing, base32.
    secret: String,
    /// For scanning.
    url: String,
}

/// What proves who somebody is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Proven {
    /// The password.
    password: String,
}

/// A first code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FirstCode {
    /// What the app shows.
    code: String,
}

/// Recovery codes.
#[derive(Debug, Serialize, JsonSchema)]
struct RecoveryCodes {
    /// Keep them now, they cannot be shown again. Each opens once.
    codes: Vec<String>,
}

async fn show(me: Can<Own>) -> Result<Json<TwoFactorView>> {
    let (id, on, role) = (me.user().id, me.user().two_factor, me.user().role);
    let view = me.read(move |space| -> Result<_> {
        Ok(TwoFactorView {
            on,
            required: accounts::security(space)?.two_factor_roles.contains(&role),
            recovery_left: accounts::recovery_left(space, id)?,
        })
    });
    Ok(Json(view.await?))
}

async fn begin(me: Can<Own>, Body(Proven { password }): Body<Proven>) -> Result<Json<TwoFactorSecret>> {
    prove_password(&me, "password", Some(password)).await?;
    let (id, keyring) = (me.user().id, me.server().app.keyring.clone());
    let new = me.write(move |work| Ok(accounts::begin_factor(&mut work.space(), &keyring, id)?));
    let accounts::NewFactor { secret, url } = new.await?;
    Ok(Json(TwoFactorSecret { secret, url }))
}

async fn confirm(me: Can<Own>, Body(FirstCode { code }): Body<FirstCode>) -> Result<Json<RecoveryCodes>> {
    let (id, keyring) = (me.user().id, me.server().app.keyring.clone());
    let via = me.via();
    let codes = me.write(move |work| {
        let now = work.now;
        let codes = accounts::confirm_factor(&mut work.space(), &keyring, id, &code, now)?;
        if let Via::Session(session) = via {
            accounts::prove_session(&mut work.space(), session)?;
        }
        Ok(codes)
    });
    Ok(Json(RecoveryCodes { codes: codes.await? }))
}

async fn renew(me: Can<Own>, Body(Proven { password }): Body<Proven>) -> Result<Json<RecoveryCodes>> {
    prove_password(&me, "password", Some(password)).await?;
    let id = me.user().id;
    let codes = me.write(move |work| Ok(accounts::renew_recovery(&mut work.space(), id)?));
    Ok(Json(RecoveryCodes { codes: codes.await? }))
}

async fn remove(me: Can<Own>, Body(Proven { password }): Body<Proven>) -> Result<NoContent> {
    prove_password(&me, "password", Some(password)).await?;
    let id = me.user().id;
    me.write(move |work| Ok(accounts::remove_factor(&mut work.space(), id)?))
        .await?;
    Ok(NoContent)
}
