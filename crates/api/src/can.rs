//! The right to act in a workspace: [`Can`] is the only door to its rows, and a handler without one has none.

use crate::auth::{Caller, Once, Presence, Via};
use crate::doc::{Input, Sketch};
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use crate::work::{Look, Work};
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use signalbox_model::person::{Scope, User};
use signalbox_model::record::Author;
use signalbox_model::{Micros, RecordId, RecordKind, RecordRef, WorkspaceId};
use signalbox_store::audit::{self, Actor};
use signalbox_store::{Space, StoreError, idempotency, workspaces};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What a handler asks for.
pub trait Need: Send + Sync + 'static {
    /// The name in the document.
    const NAME: &'static str;
    /// The least scope.
    const SCOPE: Scope;
    /// Whether the person must also manage people.
    const PEOPLE: bool = false;
    /// Whether also somebody may do it who owes a second factor.
    const OWING: bool = false;
    /// Whether it concerns the whole server: only in its first workspace.
    const SERVER: bool = false;
}

/// Look after the whole server: owners and admins of its first workspace only (decision 0221).
#[derive(Debug, Clone, Copy)]
pub struct Host;

impl Need for Host {
    const NAME: &'static str = "admin";
    const SCOPE: Scope = Scope::Admin;
    const PEOPLE: bool = true;
    const SERVER: bool = true;
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident $text:literal $scope:ident $people:literal $owing:literal),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Need for $name {
            const NAME: &'static str = $text;
            const SCOPE: Scope = Scope::$scope;
            const PEOPLE: bool = $people;
            const OWING: bool = $owing;
        }
    )*};
}
needs! {
    /// Look.
    Read "read" Read false false,
    /// Look after one's own way in.
    Own "read" Read false true,
    /// Work with records, runs, timers and deliveries.
    Write "write" Write false false,
    /// Change definitions and settings.
    Manage "admin" Admin false false,
    /// Manage people and tokens: owners and admins only.
    People "admin" Admin true false
}

/// Marks routes that tell of every record: logs, and what is caught and sent (decision 0115).
#[derive(Debug, Clone, Copy)]
pub(crate) struct TellsAll;

/// Lists that tell of one record alone when they are asked to.
const NARROWED: [&str; 3] = ["/api/v1/runs", "/api/v1/timers", "/api/v1/events"];

/// The right to do `N` in one workspace; the only door to its rows.
pub struct Can<N> {
    server: Shared,
    caller: Arc<Caller>,
    once: Option<Arc<Once>>,
    need: PhantomData<N>,
}

impl<N: Need> FromRequestParts<Shared> for Can<N> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self> {
        let caller = match parts.extensions.get::<Presence>() {
            Some(Presence::Somebody(caller)) => caller.clone(),
            Some(Presence::Refused(problem)) => return Err(problem.clone()),
            Some(Presence::Nobody) | None => {
                return Err(Problem::new(
                    Code::NotSignedIn,
                    "sign in, or send an API token as `Authorization: Bearer sbt_…`",
                ));
            }
        };
        if caller.scope < N::SCOPE || (N::PEOPLE && !caller.user.role.manages_people()) {
            return Err(refusal::<N>(&caller));
        }
        if caller.owes_factor && !N::OWING {
            let say = "your role needs a second factor: set it up under Settings, Security";
            return Err(Problem::new(Code::SecondFactorOwed, say));
        }
        let once = parts.extensions.get::<Arc<Once>>().cloned();
        let can = Self {
            server: server.clone(),
            caller,
            once,
            need: PhantomData,
        };
        if N::SERVER {
            can.check_first_workspace().await?;
        }
        if parts.extensions.get::<TellsAll>().is_some() {
            can.check_telling(parts).await?;
        }
        Ok(can)
    }
}

/// The record a list is narrowed to.
fn narrowed(parts: &Parts) -> Option<RecordRef> {
    #[derive(serde::Deserialize)]
    struct Narrow {
        record_kind: RecordKind,
        record_id: RecordId,
    }
    let path = parts.extensions.get::<MatchedPath>()?;
    if !NARROWED.contains(&path.as_str()) {
        return None;
    }
    let axum::extract::Query(Narrow {
        record_kind,
        record_id,
    }) = axum::extract::Query::try_from_uri(&parts.uri).ok()?;
    Some(RecordRef {
        kind: record_kind,
        id: record_id,
    })
}

impl<N> Can<N> {
    /// Refuses what tells of every record to who may not see all of them.
    async fn check_telling(&self, parts: &Parts) -> Result<()> {
        if self.sees_everything() {
            return Ok(());
        }
        if let Some(record) = narrowed(parts) {
            return self.read(move |space| seen(space, record)).await;
        }
        Err(self.tells_too_much())
    }

    /// Refuses what concerns every workspace to who is not in the first.
    async fn check_first_workspace(&self) -> Result<()> {
        if self.in_first_workspace().await? {
            return Ok(());
        }
        let say = "this concerns the whole server: only owners and admins of its first workspace may do it";
        Err(Problem::new(Code::Forbidden, say))
    }

    /// Whether the request acts in the first workspace of the server.
    pub(crate) async fn in_first_workspace(&self) -> Result<bool> {
        let first = self.read(|space| workspaces::first(space.tx())).await?;
        Ok(first == Some(self.workspace()))
    }

    /// Whether the person may see every record.
    pub(crate) fn sees_everything(&self) -> bool {
        let sight = self.caller.sight.as_ref();
        sight.is_none_or(|sight| sight.sees_everything())
    }

    /// The answer to who may not see all records, where all are told of.
    pub(crate) fn tells_too_much(&self) -> Problem {
        let say = "this tells of everybody's records, and your rights end earlier: look at the record itself, or ask an admin";
        Problem::new(Code::Forbidden, say)
    }

    /// Who asks, with everything that follows from it.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The same, to take along.
    pub(crate) fn caller_shared(&self) -> Arc<Caller> {
        self.caller.clone()
    }

    fn actor(&self, now: Micros) -> Arc<Actor> {
        Arc::new(Actor {
            user: Some(self.caller.user.id),
            via: match self.caller.via {
                Via::Session(_) => audit::Via::Session,
                Via::Token(token) => audit::Via::Token { token },
            },
            address: self.caller.device.address.clone(),
            at: now,
            ids: self.server.app.db.ids().clone(),
        })
    }
}

/// Refuses a record that the person may not see as if it did not exist.
pub(crate) fn seen(space: &mut Space, record: RecordRef) -> Result<()> {
    if space.sight().is_some() && !signalbox_store::crm::exists(space, record)? {
        return Err(Problem::not_found(record.kind.as_str()));
    }
    Ok(())
}

fn refusal<N: Need>(caller: &Caller) -> Problem {
    let detail = match caller.via {
        Via::Token(_) if caller.user.role.scope() >= N::SCOPE && caller.scope < N::SCOPE => {
            format!("this token lacks the scope `{}`: make one that has it", N::NAME)
        }
        _ if N::PEOPLE => "only owners and admins may do this: ask one of them".to_owned(),
        _ => format!(
            "your role ({}) does not allow this: ask an admin",
            caller.user.role.as_str()
        ),
    };
    Problem::new(Code::Forbidden, detail)
}

impl<N: Need> Input for Can<N> {
    fn describe(sketch: &mut Sketch) {
        sketch.endpoint.scope = Some(N::NAME);
    }
}

impl<N> Can<N> {
    /// Where the request acts.
    pub(crate) fn workspace(&self) -> WorkspaceId {
        self.caller.workspace
    }

    /// Who asks.
    pub(crate) fn user(&self) -> &User {
        &self.caller.user
    }

    /// How they proved it.
    pub(crate) fn via(&self) -> Via {
        self.caller.via
    }

    /// What every handler can reach.
    pub(crate) fn server(&self) -> &Shared {
        &self.server
    }

    /// Reads in the workspace.
    pub(crate) async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Space<'_, '_>) -> std::result::Result<T, E> + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        Problem: From<E>,
    {
        let (workspace, sight) = (self.caller.workspace, self.caller.sight.clone());
        let read = self.server.app.db.read(move |tx| {
            tx.see_as(sight);
            work(&mut tx.space(workspace))
        });
        Ok(read.await?)
    }

    /// Reads in the workspace, with its definitions at hand.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Look) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (server, workspace, now) = (self.server.clone(), self.caller.workspace, self.server.now());
        let sight = self.caller.sight.clone();
        let read = self.server.app.db.read(move |tx| -> Result<_> {
            tx.see_as(sight);
            let engine = &*server.app.engine;
            let defs = engine.definitions(tx, workspace)?;
            work(&mut Look {
                tx,
                defs,
                engine,
                now,
            })
        });
        read.await
    }

    /// Like [`write`](Self::write), but nothing stays: dry runs and explanations.
    pub(crate) async fn rehearse<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Work) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (server, workspace, now) = (self.server.clone(), self.caller.workspace, self.server.now());
        let author = Author::User {
            user: self.caller.user.id,
        };
        let sight = self
            .caller
            .sight
            .as_ref()
            .map(|sight| Arc::new(sight.rehearsing()));
        let tried = self.server.app.db.rehearse(move |tx| {
            tx.see_as(sight);
            work(&mut Work::new(tx, &server, workspace, author, now))
        });
        tried.await
    }

    /// Writes in the workspace, and hands on what is to be done after the commit.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Work) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (server, now) = (self.server.clone(), self.server.now());
        let (workspace, once) = (self.caller.workspace, self.once.clone());
        let author = Author::User {
            user: self.caller.user.id,
        };
        let (sight, actor) = (self.caller.sight.clone(), self.actor(now));
        let written = self.server.app.db.write(move |tx| -> Result<_> {
            tx.see_as(sight);
            tx.act_as(actor);
            if let Some(once) = &once {
                take(once, &mut tx.space(workspace), now)?;
            }
            let mut unit = Work::new(tx, &server, workspace, author, now);
            let value = work(&mut unit)?;
            Ok((value, unit.finish()))
        });
        let (value, done) = written.await?;
        if let Some(once) = &self.once {
            once.taken.store(true, Ordering::Relaxed);
        }
        self.server.after(done);
        Ok(value)
    }
}

/// Takes the key in the first write of a request; later ones belong to it.
fn take(once: &Once, space: &mut Space, now: Micros) -> Result<()> {
    if once.taken.load(Ordering::Relaxed) {
        return Ok(());
    }
    idempotency::claim(space, &once.claim, now).map_err(|error| match error {
        StoreError::Conflict(_) => Problem::new(
            Code::Conflict,
            "a request with this Idempotency-Key is being carried out",
        ),
        other => other.into(),
    })
}
