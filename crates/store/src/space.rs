//! A transaction bound to one workspace.

use crate::crm::Record;
use crate::{Result, Row, Sight, Tx, Val};
use signalbox_model::{RecordKind, WorkspaceId};

/// A transaction that sees one workspace: `?1` of every statement is its id, and a statement that does not
/// mention `workspace_id` is refused, so that no query can forget it.
pub struct Space<'t, 'a> {
    tx: &'t mut Tx<'a>,
    workspace: WorkspaceId,
}

/// Parameters with the workspace in front, without an allocation for the usual lengths.
fn with_workspace<'v, R>(workspace: WorkspaceId, params: &[Val<'v>], run: impl FnOnce(&[Val<'v>]) -> R) -> R {
    const ROOM: usize = 24;
    let count = params.len() + 1;
    if count <= ROOM {
        let mut all = [Val::Null; ROOM];
        all[0] = Val::Int(workspace.0);
        all[1..count].copy_from_slice(params);
        return run(&all[..count]);
    }
    let mut all = Vec::with_capacity(count);
    all.push(Val::Int(workspace.0));
    all.extend_from_slice(params);
    run(&all)
}

impl<'t, 'a> Space<'t, 'a> {
    pub(crate) fn new(tx: &'t mut Tx<'a>, workspace: WorkspaceId) -> Self {
        Self { tx, workspace }
    }

    /// The workspace.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// The transaction without the binding, for what spans workspaces (queues, leases, sign-in).
    pub fn tx(&mut self) -> &mut Tx<'a> {
        self.tx
    }

    /// What the person may see and change for whom this is done; `None` is everything.
    pub fn sight(&self) -> Option<&Sight> {
        self.tx.sight().map(AsRef::as_ref)
    }

    /// Whether the person for whom this is done may see a record.
    pub(crate) fn sees<R: Record>(&self, record: &R) -> bool {
        self.sight().is_none_or(|sight| sight.sees(record))
    }

    /// ` AND (…)`: the rows of a kind of record that the person may see for whom this is done; empty for everything.
    /// `table` is the table or its alias. Every statement that reads records for people carries it.
    pub fn seen(&self, kind: RecordKind, table: &str) -> String {
        let condition = self.sight().and_then(|sight| sight.condition(kind, table));
        condition.map_or_else(String::new, |condition| format!(" AND ({condition})"))
    }

    /// Runs `work` on everything, whoever asked: for what a change of definitions does to records.
    pub fn beyond_sight<T>(&mut self, work: impl FnOnce(&mut Space<'_, 'a>) -> T) -> T {
        let sight = self.tx.sight().cloned();
        self.tx.see_as(None);
        let done = work(&mut Space::new(self.tx, self.workspace));
        self.tx.see_as(sight);
        done
    }

    /// Runs a statement with the workspace as `?1` and `params` from `?2` on; the number of rows it touched.
    pub fn exec(&mut self, sql: &str, params: &[Val]) -> Result<u64> {
        bound(sql)?;
        with_workspace(self.workspace, params, |all| self.tx.exec(sql, all))
    }

    /// Runs a query with the workspace as `?1` and reads every row.
    pub fn all<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        bound(sql)?;
        with_workspace(self.workspace, params, |all| self.tx.all(sql, all, read))
    }

    /// Runs a query with the workspace as `?1` and reads its first row.
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        bound(sql)?;
        with_workspace(self.workspace, params, |all| self.tx.one(sql, all, read))
    }
}

fn bound(sql: &str) -> Result<()> {
    if sql.contains("workspace_id") {
        return Ok(());
    }
    Err(crate::StoreError::Broken(format!(
        "a statement forgets its workspace: {sql}"
    )))
}
