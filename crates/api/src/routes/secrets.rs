//! Secrets by name: set and removed here, read by the sender only.

use crate::can::{Can, Manage};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::uses::{self, Thing};
use signalbox_model::{Key, Micros};
use signalbox_store::secrets::{self, Named};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Secrets")
        .get(
            "/secrets",
            "secret_list",
            "List the names of the secrets, in order.",
            list,
        )
        .get(
            "/secrets/{name}",
            "secret_show",
            "Show what may be shown of a secret.",
            show,
        )
        .put(
            "/secrets/{name}",
            "secret_update",
            "Set a secret, making it when it is new.",
            update,
        )
        .delete(
            "/secrets/{name}",
            "secret_delete",
            "Remove a secret that no scenario signs with.",
            delete,
        )
}

/// What may be shown of a secret.
#[derive(Debug, Serialize, JsonSchema)]
struct SecretView {
    /// Its name, by which requests refer to it.
    name: Key,
    /// Its last characters; empty when it is short.
    last4: String,
    /// When it was set.
    updated_at: Micros,
}

impl From<Named> for SecretView {
    fn from(
        Named {
            name,
            last4,
            updated_at,
        }: Named,
    ) -> Self {
        Self {
            name,
            last4,
            updated_at,
        }
    }
}

/// A new value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SecretValue {
    /// The secret, 1 to 4,096 bytes. It cannot be read back.
    value: String,
}

async fn list(me: Can<Manage>) -> Result<Json<Page<SecretView>>> {
    let all = me.read(secrets::list).await?;
    Ok(Json(Page::whole(all.into_iter().map(SecretView::from).collect())))
}

async fn show(me: Can<Manage>, At(name): At<Key>) -> Result<Json<SecretView>> {
    let found = me.read(move |space| secrets::get(space, &name)).await?;
    found
        .map(|named| Json(named.into()))
        .ok_or_else(|| Problem::not_found("secret"))
}

async fn update(
    me: Can<Manage>,
    At(name): At<Key>,
    Body(SecretValue { value }): Body<SecretValue>,
) -> Result<Json<SecretView>> {
    if value.is_empty() || value.len() > 4096 {
        return Err(Problem::invalid("value", "use 1 to 4,096 bytes"));
    }
    let keyring = me.server().app.keyring.clone();
    let named = me.write(move |work| {
        let now = work.now;
        secrets::set(&mut work.space(), &keyring, &name, &value, now)?;
        secrets::get(&mut work.space(), &name)?.ok_or_else(|| Problem::not_found("secret"))
    });
    Ok(Json(named.await?.into()))
}

async fn delete(me: Can<Manage>, At(name): At<Key>) -> Result<NoContent> {
    let removed = me.write(move |work| {
        let defs = work.definitions()?;
        uses::refuse_used(&mut work.space(), &defs, &Thing::Secret(name.clone()))?;
        Ok(secrets::delete(&mut work.space(), &name)?)
    });
    match removed.await? {
        true => Ok(NoContent),
        false => Err(Problem::not_found("secret")),
    }
}
