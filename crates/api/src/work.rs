//! A unit of work that a request writes.

use crate::engine_stub::Done;
use crate::server::Server;
use signalbox_model::{Micros, WorkspaceId};
use signalbox_store::{Space, Tx};

pub use signalbox_model::record::Author;

/// A transaction on behalf of somebody, in one workspace.
pub struct Work<'w, 'a> {
    tx: &'w mut Tx<'a>,
    server: &'w Server,
    workspace: WorkspaceId,
    done: Done,
    /// Who does it.
    pub author: Author,
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
            done: Done::default(),
            author,
            now,
        }
    }

    /// The rows of the workspace.
    pub fn space(&mut self) -> Space<'_, 'a> {
        self.tx.space(self.workspace)
    }

    /// The transaction, for what spans workspaces.
    pub fn tx(&mut self) -> &mut Tx<'a> {
        self.tx
    }

    /// A fresh id.
    pub fn id(&self) -> i64 {
        self.server.app.db.next_id(self.now.0)
    }

    /// Says that something changed which the engine compiles: every node reads it anew.
    pub fn definitions_changed(&mut self) -> crate::problem::Result<()> {
        let (workspace, stamp) = (self.workspace, self.id());
        Ok(signalbox_store::workspaces::touch(self.tx, workspace, stamp)?)
    }

    pub(crate) fn finish(self) -> Done {
        self.done
    }
}
