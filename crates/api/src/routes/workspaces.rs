//! The workspaces of a person: which there are, going over to another, making a new one.

use super::session::{Facts, SessionView, new_session, secret};
use super::workspace;
use crate::auth::{Caller, Via};
use crate::can::{Can, Own, Read};
use crate::doc::{Created, Routes};
use crate::extract::{Body, Page};
use crate::problem::{Code, Problem, Result};
use crate::session_cookie::{self, WithCookie};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::{Role, Scope, User};
use signalbox_model::{Micros, SessionId, SignInId, WorkspaceId};
use signalbox_store::accounts::{self, Membership, NewSession, SignInOutcome};
use signalbox_store::{Space, Tx, notices, workspaces};
use std::sync::Arc;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Session")
        .get(
            "/workspaces",
            "workspace_list",
            "List the workspaces one works in, by name.",
            list,
        )
        .post(
            "/session/workspace",
            "session_switch",
            "Go over to another workspace one works in; sets a new cookie, and the old one is over.",
            switch,
        )
        .chapter("Workspace")
        .post(
            "/workspaces",
            "workspace_create",
            "Make a workspace and become its owner; owners of the first workspace only.",
            create,
        )
}

/// A workspace one works in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WorkspaceRow")]
struct Row {
    /// Its id.
    id: WorkspaceId,
    /// Its name.
    name: String,
    /// What one may do there.
    role: Role,
    /// Whether it is the one that was asked in.
    current: bool,
    /// Notifications one has not read there; 100 means that many or more.
    unread: i64,
}

/// The workspace to go to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkspaceSwitch")]
struct Switch {
    /// Its id.
    workspace_id: WorkspaceId,
}

async fn list(me: Can<Own>) -> Result<Json<Page<Row>>> {
    let (user, here) = (me.user().id, me.workspace());
    let rows = me.read(move |space| -> accounts::Result<Vec<Row>> {
        let person = accounts::person_of(space, user)?;
        let all = accounts::memberships_any_workspace(space.tx(), person)?;
        all.into_iter()
            .map(|one| {
                let unread = notices::unread(&mut space.tx().space(one.workspace), one.user)?;
                Ok(row(one, here, unread))
            })
            .collect()
    });
    Ok(Json(Page::whole(rows.await?)))
}

fn row(one: Membership, here: WorkspaceId, unread: i64) -> Row {
    Row {
        current: one.workspace == here,
        id: one.workspace,
        name: one.name,
        role: one.role,
        unread,
    }
}

/// Somebody on the way from one workspace to another.
struct Crossing {
    from: Arc<Caller>,
    session: SessionId,
    to: WorkspaceId,
    /// Of the person as they are known there, filled in once that is known.
    new: NewSession,
    sign_in: SignInId,
    now: Micros,
}

async fn switch(
    me: Can<Own>,
    Body(Switch { workspace_id }): Body<Switch>,
) -> Result<WithCookie<Json<SessionView>>> {
    let Via::Session(session) = me.via() else {
        let say = "a token acts in one workspace: make one in the other";
        return Err(Problem::new(Code::Conflict, say));
    };
    let (server, secret, from) = (me.server().clone(), secret()?, me.caller_shared());
    let crossing = Crossing {
        session,
        to: workspace_id,
        new: new_session(&server, from.user.id, &secret, from.device.clone(), from.proved),
        sign_in: SignInId(server.app.db.next_id(server.now().0)),
        now: server.now(),
        from,
    };
    let (user, facts) = server.write(move |tx| crossing.cross(tx)).await?;
    let cookie = session_cookie::set(&secret, server.app.config.is_https())?;
    Ok(WithCookie {
        cookie,
        answer: Json(facts.of(user, workspace_id)),
    })
}

impl Crossing {
    /// Ends the session here and starts one there: a cookie that was caught before opens nothing afterwards.
    fn cross(mut self, tx: &mut Tx) -> Result<(User, Facts)> {
        let user = self.arriving(tx)?;
        self.check_factor(&mut tx.space(self.to), &user)?;
        if !accounts::end_session(&mut tx.space(self.from.workspace), self.session)? {
            let say = "this session has just ended: load the page anew";
            return Err(Problem::new(Code::NotSignedIn, say));
        }
        self.new.user = user.id;
        let space = &mut tx.space(self.to);
        accounts::start_session(space, &self.new, self.now)?;
        let (outcome, device) = (SignInOutcome::Switched, &self.from.device);
        accounts::remember_sign_in(space, self.sign_in, user.id, outcome, device, self.now)?;
        let facts = Facts::read(space, &user)?.ok_or_else(|| Problem::not_found("workspace"))?;
        Ok((user, facts))
    }

    /// The person as a user of the other workspace.
    fn arriving(&self, tx: &mut Tx) -> Result<User> {
        let here = &mut tx.space(self.from.workspace);
        let person = accounts::person_of(here, self.from.user.id)?;
        let all = accounts::memberships_any_workspace(tx, person)?;
        let there = all.into_iter().find(|one| one.workspace == self.to);
        let found = match there {
            Some(there) => accounts::get_user(&mut tx.space(self.to), there.user)?,
            None => None,
        };
        found.ok_or_else(|| {
            let say = "you work in no such workspace: ask one of its admins to invite you";
            Problem::new(Code::NotFound, say)
        })
    }

    /// A session that began before the second factor was set up has not proved it: where the role needs one, it does
    /// not open the door.
    fn check_factor(&self, there: &mut Space, user: &User) -> Result<()> {
        let rules = accounts::security(there)?;
        if !rules.two_factor_roles.contains(&user.role) || !user.two_factor || self.from.proved {
            return Ok(());
        }
        let say = "this workspace needs a sign-in with your second factor: sign out, sign in with the code, then come back";
        Err(Problem::new(Code::Forbidden, say))
    }
}

async fn create(me: Can<Read>, Body(new): Body<workspace::NewWorkspace>) -> Result<Created<Row>> {
    let settings = new.settings();
    workspace::check(&settings)?;
    let caller = me.caller_shared();
    let engine = me.server().app.engine.clone();
    let made = me.write(move |work| {
        check_maker(&caller, work.tx())?;
        let person = accounts::person_of(&mut work.space(), caller.user.id)?;
        let now = work.now;
        let (id, owner) = engine.open_workspace(work.tx(), now, &settings, person, &caller.user.name)?;
        let WorkspaceSettings { name, .. } = settings;
        Ok(Row {
            id,
            name,
            role: owner.role,
            current: false,
            unread: 0,
        })
    });
    Ok(Created(made.await?))
}

/// Refuses who may not make workspaces. A token never reaches beyond the workspace it was made in.
fn check_maker(caller: &Caller, tx: &mut Tx) -> Result<()> {
    let person = accounts::person_of(&mut tx.space(caller.workspace), caller.user.id)?;
    let token_may = match caller.via {
        Via::Session(_) => true,
        Via::Token(_) => caller.scope == Scope::Admin && workspaces::first(tx)? == Some(caller.workspace),
    };
    if token_may && accounts::may_make_workspaces_any_workspace(tx, person)? {
        return Ok(());
    }
    let say = "only owners of the server's first workspace make new ones: ask one of them";
    Err(Problem::new(Code::Forbidden, say))
}
