//! The right to act in a workspace: [`Can`] is the only door to its rows, and a handler without one has none.

use crate::auth::{Caller, Once, Presence, Via};
use crate::doc::{Input, Sketch};
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use crate::work::{Look, Work};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use signalbox_model::person::{Scope, User};
use signalbox_model::record::Author;
use signalbox_model::{Micros, WorkspaceId};
use signalbox_store::{Space, StoreError, idempotency};
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
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident $text:literal $scope:ident $people:literal),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Need for $name {
            const NAME: &'static str = $text;
            const SCOPE: Scope = Scope::$scope;
            const PEOPLE: bool = $people;
        }
    )*};
}
needs! {
    /// Look.
    Read "read" Read false,
    /// Work with records, runs, timers and deliveries.
    Write "write" Write false,
    /// Change definitions and settings.
    Manage "admin" Admin false,
    /// Manage people, tokens and the server: owners and admins only.
    People "admin" Admin true
}

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
        let once = parts.extensions.get::<Arc<Once>>().cloned();
        Ok(Self {
            server: server.clone(),
            caller,
            once,
            need: PhantomData,
        })
    }
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
        let workspace = self.caller.workspace;
        Ok(self
            .server
            .app
            .db
            .read(move |tx| work(&mut tx.space(workspace)))
            .await?)
    }

    /// Reads in the workspace, with its definitions at hand.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Look) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (server, workspace, now) = (self.server.clone(), self.caller.workspace, self.server.now());
        let read = self.server.app.db.read(move |tx| -> Result<_> {
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
        let tried = self
            .server
            .app
            .db
            .rehearse(move |tx| work(&mut Work::new(tx, &server, workspace, author, now)));
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
        let written = self.server.app.db.write(move |tx| -> Result<_> {
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
