//! The whole account as text.

use super::hooks::fresh_token;
use crate::auth::{Can, Manage, Read};
use crate::doc::{Output, Routes, Sketch};
use crate::extract::{Page, TextBody};
use crate::problem::Result;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use signalbox_engine::Done;
use signalbox_engine::account::{PlannedChange, parse, print};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Account as text")
        .get(
            "/export",
            "account_export",
            "Print the whole account as YAML; secrets are left out.",
            export,
        )
        .post(
            "/plan",
            "account_plan",
            "Say what applying a document would change; nothing is changed.",
            plan,
        )
        .post(
            "/apply",
            "account_apply",
            "Make the account like a document, all or nothing.",
            apply,
        )
}

/// An answer in YAML.
#[derive(Debug)]
struct Yaml(String);

impl IntoResponse for Yaml {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "application/yaml")], self.0).into_response()
    }
}

impl Output for Yaml {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(StatusCode::OK, "The account", Some("application/yaml"));
    }
}

async fn export(me: Can<Read>) -> Result<Yaml> {
    let text = me.rehearse(|work| {
        let account = work.engine_does(|engine, tx, by| engine.export(tx, by))?;
        Ok(print(&account)?)
    });
    Ok(Yaml(text.await?))
}

async fn plan(me: Can<Manage>, TextBody(text): TextBody) -> Result<Json<Page<PlannedChange>>> {
    let account = parse(&text)?;
    let changes = me.rehearse(move |work| work.engine_does(|engine, tx, by| engine.plan(tx, by, &account)));
    Ok(Json(Page::whole(changes.await?)))
}

async fn apply(me: Can<Manage>, TextBody(text): TextBody) -> Result<Json<Page<PlannedChange>>> {
    let account = parse(&text)?;
    super::workspace::check(&account.workspace)?;
    // Tokens are drawn before the transaction: the engine has no chance of its own.
    let count = account.hooks.len() + account.links.len();
    let fresh: Vec<String> = (0..count).map(|_| fresh_token()).collect::<Result<_>>()?;
    let changes = me.write(move |work| {
        let left = std::cell::RefCell::new(fresh);
        let token = || left.borrow_mut().pop().unwrap_or_default();
        let changes = work.engine_does(|engine, tx, by| engine.apply(tx, by, &account, &token))?;
        work.definitions_changed()?;
        work.then(Done {
            timers: true,
            ..Done::default()
        });
        Ok(changes)
    });
    Ok(Json(Page::whole(changes.await?)))
}
