//! Links of `log_in` steps: somebody who is signed in says whether a chat is theirs.

use crate::auth::Via;
use crate::can::{Can, Read};
use crate::doc::{NoContent, Routes};
use crate::extract::Body;
use crate::problem::{Code, Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::Micros;
use signalbox_model::chat::ChannelKind;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Flows")
        .post(
            "/log-ins/open",
            "log_in_open",
            "Say whose chat the link of a `log_in` step ties.",
            open,
        )
        .post(
            "/log-ins/answer",
            "log_in_answer",
            "Use a link up: the chat is the asking person's, or it is not. Only from a signed-in browser.",
            answer,
        )
}

/// The secret of a link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogInSecret {
    /// What stands behind `#` in the link.
    token: String,
}

/// How a link is used up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogInAnswer {
    /// What stands behind `#` in the link.
    token: String,
    /// The chat is the asking person's own.
    own: bool,
}

/// Whose chat it is.
#[derive(Debug, Serialize, JsonSchema)]
struct LogInView {
    /// The bot.
    bot: String,
    /// The platform.
    channel: Option<ChannelKind>,
    /// The person's name there.
    name: String,
    /// The person's public name there, without `@`.
    username: Option<String>,
    /// Until when the link is good.
    expires_at: Micros,
}

async fn open(me: Can<Read>, Body(LogInSecret { token }): Body<LogInSecret>) -> Result<Json<LogInView>> {
    let found = me.rehearse(move |work| {
        let known = work.engine_does(|engine, tx, by| engine.look_at_log_in(tx, by, &token))?;
        Ok(LogInView {
            bot: known.bot,
            channel: known.channel,
            name: known.name,
            username: known.username,
            expires_at: known.expires_at,
        })
    });
    Ok(Json(found.await?))
}

async fn answer(me: Can<Read>, Body(LogInAnswer { token, own }): Body<LogInAnswer>) -> Result<NoContent> {
    if !matches!(me.via(), Via::Session(_)) {
        let say = "a person confirms this in the studio: an API token cannot";
        return Err(Problem::new(Code::Forbidden, say));
    }
    me.write(move |work| work.command(|engine, tx, by| engine.answer_log_in(tx, by, &token, own)))
        .await?;
    Ok(NoContent)
}
