//! Units of work on behalf of a request: one that looks, one that writes.

use crate::problem::Result;
use crate::server::Server;
use signalbox_engine::crm::{CrmError, Ctx};
use signalbox_engine::{By, Definitions, Done, Engine, LiveNote, Topic};
use signalbox_model::record::Author;
use signalbox_model::{Micros, RecordKind, UserId, WorkspaceId};
use signalbox_store::{Space, Tx};
use std::sync::Arc;

/// A transaction that reads in one workspace, with its definitions.
pub struct Look<'w, 'a> {
    /// The transaction.
    pub tx: &'w mut Tx<'a>,
    /// What is configured.
    pub defs: Arc<Definitions>,
    /// The engine.
    pub engine: &'w Engine,
    /// When.
    pub now: Micros,
}

impl<'a> Look<'_, 'a> {
    /// The rows of the workspace.
    pub fn space(&mut self) -> Space<'_, 'a> {
        self.tx.space(self.defs.workspace)
    }
}

/// A transaction that writes in one workspace, and what it leaves to be done.
pub struct Work<'w, 'a> {
    tx: &'w mut Tx<'a>,
    server: &'w Server,
    workspace: WorkspaceId,
    author: Author,
    done: Done,
    /// When.
    pub now: Micros,
}

impl<'w, 'a> Work<'w, 'a> {
    pub(crate) fn new(
        tx: &'w mut Tx<'a>,
        server: &'w Server,
        workspace: WorkspaceId,
        author: Author,
        now: Micros,
    ) -> Self {
        Self {
            tx,
            server,
            workspace,
            author,
            done: Done::default(),
            now,
        }
    }

    /// The rows of the workspace.
    pub fn space(&mut self) -> Space<'_, 'a> {
        self.tx.space(self.workspace)
    }

    /// The transaction, for what takes the workspace as an argument.
    pub fn tx(&mut self) -> &mut Tx<'a> {
        self.tx
    }

    /// Who a new record belongs to when nobody is given: the person who makes it, if they would not see it otherwise.
    pub fn owner(&self, kind: RecordKind, given: Option<UserId>) -> Option<UserId> {
        let own = self.tx.sight().filter(|sight| sight.keeps_own(kind));
        given.or_else(|| own.map(|sight| sight.user()))
    }

    /// A fresh id.
    pub fn id(&self) -> i64 {
        self.server.app.db.next_id(self.now.0)
    }

    /// The engine.
    pub fn engine(&self) -> &'w Engine {
        &self.server.app.engine
    }

    /// Who does it, where and when.
    pub fn by(&self) -> By {
        By {
            workspace: self.workspace,
            author: self.author.clone(),
            now: self.now,
        }
    }

    /// What is configured, as this transaction sees it.
    pub fn definitions(&mut self) -> Result<Arc<Definitions>> {
        Ok(self.engine().definitions(self.tx, self.workspace)?)
    }

    /// The same unit as one that looks.
    pub fn look(&mut self) -> Result<Look<'_, 'a>> {
        let (defs, engine, now) = (self.definitions()?, self.engine(), self.now);
        Ok(Look {
            tx: self.tx,
            defs,
            engine,
            now,
        })
    }

    /// Calls the engine with the transaction and who does it.
    pub fn engine_does<T>(
        &mut self,
        what: impl FnOnce(&Engine, &mut Tx<'a>, &By) -> signalbox_engine::Result<T>,
    ) -> Result<T> {
        let by = self.by();
        Ok(what(self.engine(), self.tx, &by)?)
    }

    /// Calls a command of the engine, and hands on what it leaves to be done.
    pub fn command(
        &mut self,
        what: impl FnOnce(&Engine, &mut Tx<'a>, &By) -> signalbox_engine::Result<Done>,
    ) -> Result<()> {
        let done = self.engine_does(what)?;
        self.done.merge(done);
        Ok(())
    }

    /// Changes records; the events this causes are handed on.
    pub fn change<T>(
        &mut self,
        what: impl FnOnce(&mut Space<'_, 'a>, &mut Ctx) -> std::result::Result<T, CrmError>,
    ) -> Result<T> {
        let defs = self.definitions()?;
        let mut ctx = defs.ctx(self.engine().ids(), self.now, self.author.clone());
        let changed = what(&mut self.tx.space(self.workspace), &mut ctx)?;
        let emitted = ctx.emitted;
        self.done.merge(Done::from_events(&defs, emitted));
        Ok(changed)
    }

    /// Tells open pages.
    pub fn tell(&mut self, topic: Topic, id: i64) {
        self.done.live.push(LiveNote {
            workspace: self.workspace,
            topic,
            id,
        });
    }

    /// Adds to what is to be done after the commit.
    pub fn then(&mut self, done: Done) {
        self.done.merge(done);
    }

    /// Says that something changed which the engine compiles: every node reads it anew.
    pub fn definitions_changed(&mut self) -> Result<()> {
        let (workspace, stamp) = (self.workspace, self.id());
        self.tell(Topic::Definitions, stamp);
        Ok(signalbox_store::workspaces::touch(self.tx, workspace, stamp)?)
    }

    pub(crate) fn finish(self) -> Done {
        self.done
    }
}
