//! Tokens of programs.

use super::session::secret;
use crate::can::{Can, People};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::person::{Scope, Token};
use signalbox_model::{Micros, TokenId};
use signalbox_store::accounts::{self, NewToken};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("People")
        .get(
            "/tokens",
            "token_list",
            "List the tokens of programs, newest first.",
            list,
        )
        .post(
            "/tokens",
            "token_create",
            "Make a token; its secret is shown this once.",
            create,
        )
        .delete(
            "/tokens/{id}",
            "token_delete",
            "Remove a token: programs that use it are refused from now on.",
            delete,
        )
}

/// A token that is to be made. It acts for who makes it, and never can do more than they.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenNew {
    /// What it is for.
    name: String,
    /// What it may do.
    scopes: Vec<Scope>,
    /// When it stops working, UNIX microseconds; never when absent.
    expires_at: Option<Micros>,
}

/// A new token with its secret.
#[derive(Debug, Serialize, JsonSchema)]
struct TokenMade {
    /// The secret: keep it now, it cannot be shown again.
    token: String,
    #[serde(flatten)]
    about: Token,
}

async fn list(me: Can<People>) -> Result<Json<Page<Token>>> {
    Ok(Json(Page::whole(me.read(accounts::list_tokens).await?)))
}

async fn create(
    me: Can<People>,
    Body(TokenNew {
        name,
        scopes,
        expires_at,
    }): Body<TokenNew>,
) -> Result<Created<TokenMade>> {
    let secret = format!("sbt_{}", secret()?);
    let (token, user) = (secret.clone(), me.user().id);
    let about = me.write(move |work| {
        let hash = accounts::hash_secret(&secret);
        let last4 = &secret[secret.len() - 4..];
        let new = NewToken {
            id: TokenId(work.id()),
            hash: &hash,
            last4,
            name: &name,
            scopes: &scopes,
            user,
            expires_at,
        };
        let now = work.now;
        Ok(accounts::create_token(&mut work.space(), &new, now)?)
    });
    Ok(Created(TokenMade {
        token,
        about: about.await?,
    }))
}

async fn delete(me: Can<People>, At(id): At<TokenId>) -> Result<NoContent> {
    match me
        .write(move |work| Ok(accounts::delete_token(&mut work.space(), id)?))
        .await?
    {
        true => Ok(NoContent),
        false => Err(Problem::not_found("token")),
    }
}
