//! The whole account as text.

use super::hooks::fresh_token;
use crate::can::{Can, Manage, Read};
use crate::doc::{Output, Routes, Sketch};
use crate::extract::{Page, TextBody};
use crate::problem::{Code, Problem, Result};
use crate::work::Work;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use signalbox_engine::Done;
use signalbox_engine::account::{PlannedChange, parse, print};
use signalbox_engine::places::placed;
use signalbox_model::account::Account;
use signalbox_store::audit::{self, Deed, Kind};
use std::cell::RefCell;

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
    me.write(|work| {
        let what = "account";
        Ok(audit::noted(
            &mut work.space(),
            Kind::Export,
            Deed::Created,
            what,
            what,
        )?)
    })
    .await?;
    let text = me.rehearse(|work| {
        let account = work.engine_does(|engine, tx, by| engine.export(tx, by))?;
        Ok(print(&account)?)
    });
    Ok(Yaml(text.await?))
}

/// Applied and undone, so that what would be refused is told too.
async fn plan(me: Can<Manage>, TextBody(text): TextBody) -> Result<Json<Page<PlannedChange>>> {
    let given = Given::read(&text)?;
    let changes = me.rehearse(move |work| given.apply(work)).await?;
    Ok(Json(Page::whole(changes)))
}

async fn apply(me: Can<Manage>, TextBody(text): TextBody) -> Result<Json<Page<PlannedChange>>> {
    let given = Given::read(&text)?;
    let may_people = me.user().role.manages_people();
    let changes = me.write(move |work| {
        let changes = given.apply(work)?;
        if !may_people && changes.iter().any(|change| change.what == "role") {
            let say = "the document changes rights of roles: ask an owner or admin to apply it";
            return Err(Problem::new(Code::Forbidden, say));
        }
        work.definitions_changed()?;
        work.then(Done {
            timers: true,
            ..Done::default()
        });
        Ok(changes)
    });
    Ok(Json(Page::whole(changes.await?)))
}

/// A document that is to be applied.
struct Given {
    /// As it was written, for the places of faults.
    text: String,
    account: Account,
    /// As many unguessable parts of addresses as could be needed. Drawn before the transaction: the engine has no
    /// chance of its own.
    tokens: RefCell<Vec<String>>,
}

impl Given {
    fn read(text: &str) -> Result<Self> {
        let account = parse(text)?;
        super::workspace::check(&account.workspace)?;
        let count = account.hooks.len() + account.links.len();
        let tokens: Vec<String> = (0..count).map(|_| fresh_token()).collect::<Result<_>>()?;
        let tokens = RefCell::new(tokens);
        let text = text.to_owned();
        Ok(Self {
            text,
            account,
            tokens,
        })
    }

    fn apply(&self, work: &mut Work) -> Result<Vec<PlannedChange>> {
        let token = || self.tokens.borrow_mut().pop().unwrap_or_default();
        work.engine_does(|engine, tx, by| {
            engine
                .apply(tx, by, &self.account, &token)
                .map_err(|error| placed(&self.text, error))
        })
    }
}
