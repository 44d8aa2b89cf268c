//! A transaction of either database.

use crate::audit::Actor;
use crate::row::Row;
use crate::sight::Sight;
use crate::{Result, Space, StoreError};
use signalbox_model::{Micros, WorkspaceId};
use std::collections::HashMap;
use std::sync::Arc;

/// A parameter of a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Val<'a> {
    /// None.
    Null,
    /// BIGINT.
    Int(i64),
    /// BOOLEAN.
    Flag(bool),
    /// TEXT.
    Text(&'a str),
    /// BLOB or BYTEA.
    Bytes(&'a [u8]),
}

macro_rules! val_from {
    ($($ty:ty => $with:expr),* $(,)?) => {$(
        impl<'a> From<$ty> for Val<'a> {
            fn from(value: $ty) -> Self {
                let make: fn($ty) -> Val<'a> = $with;
                make(value)
            }
        }
    )*};
}
val_from! {
    i64 => Val::Int,
    bool => Val::Flag,
    &'a str => Val::Text,
    &'a String => |text| Val::Text(text),
    &'a [u8] => Val::Bytes,
    Micros => |at| Val::Int(at.0),
}

impl<'a, T: Into<Val<'a>>> From<Option<T>> for Val<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Val::Null, Into::into)
    }
}

impl rusqlite::ToSql for Val<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value, ValueRef};
        Ok(match self {
            Val::Null => ToSqlOutput::Owned(Value::Null),
            Val::Int(n) => ToSqlOutput::Owned(Value::Integer(*n)),
            Val::Flag(yes) => ToSqlOutput::Owned(Value::Integer(i64::from(*yes))),
            Val::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Val::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

impl postgres::types::ToSql for Val<'_> {
    fn to_sql(
        &self,
        ty: &postgres::types::Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> std::result::Result<postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Val::Null => Ok(postgres::types::IsNull::Yes),
            // `LIMIT` and arithmetic may infer a narrower type.
            Val::Int(n) if *ty == postgres::types::Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Val::Int(n) => n.to_sql(ty, out),
            Val::Flag(yes) => yes.to_sql(ty, out),
            Val::Text(text) => text.to_sql(ty, out),
            Val::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }
    fn accepts(_: &postgres::types::Type) -> bool {
        true
    }
    postgres::types::to_sql_checked!();
}

/// Prepared statements of a PostgreSQL connection by their source.
pub(crate) type Prepared = HashMap<String, postgres::Statement>;

/// An open transaction. Statements carry `?1`, `?2`, … on both databases.
pub struct Tx<'a> {
    inner: Inner<'a>,
    /// What the person may see and change for whom this is done; the engine's own work sees everything.
    sight: Option<Arc<Sight>>,
    /// Who answers for changes of the set-up; nobody for the engine's own work.
    actor: Option<Arc<Actor>>,
}

enum Inner<'a> {
    Lite(&'a rusqlite::Connection),
    Pg(&'a mut postgres::Client, &'a mut Prepared),
}

impl<'a> Tx<'a> {
    pub(crate) fn lite(conn: &'a rusqlite::Connection) -> Self {
        Self {
            inner: Inner::Lite(conn),
            sight: None,
            actor: None,
        }
    }

    pub(crate) fn pg(client: &'a mut postgres::Client, prepared: &'a mut Prepared) -> Self {
        Self {
            inner: Inner::Pg(client, prepared),
            sight: None,
            actor: None,
        }
    }

    /// Binds the transaction to what one person may see and change of the records; `None` is everything.
    pub fn see_as(&mut self, sight: Option<Arc<Sight>>) {
        self.sight = sight;
    }

    /// What the person may see and change for whom this is done; `None` is everything.
    pub fn sight(&self) -> Option<&Arc<Sight>> {
        self.sight.as_ref()
    }

    /// Says who answers for the changes of the set-up that follow: they are written to the audit log.
    pub fn act_as(&mut self, actor: Arc<Actor>) {
        self.actor = Some(actor);
    }

    /// Who answers for changes of the set-up.
    pub fn actor(&self) -> Option<&Arc<Actor>> {
        self.actor.as_ref()
    }

    /// Whether this is PostgreSQL: for the few places where the dialects differ.
    pub fn is_pg(&self) -> bool {
        matches!(self.inner, Inner::Pg(..))
    }

    /// The same transaction, bound to one workspace: the door for everything that belongs to one.
    pub fn space(&mut self, workspace: WorkspaceId) -> Space<'_, 'a> {
        Space::new(self, workspace)
    }

    /// A full disk makes SQLite undo the whole transaction by itself. Whoever went on would write outside of any.
    fn check_alive(&self) -> Result<()> {
        match &self.inner {
            Inner::Lite(conn) if conn.is_autocommit() => Err(undone()),
            _ => Ok(()),
        }
    }

    /// Runs a statement; the number of rows it touched.
    pub fn exec(&mut self, sql: &str, params: &[Val]) -> Result<u64> {
        self.check_alive()?;
        match &mut self.inner {
            Inner::Lite(conn) => {
                let touched = conn
                    .prepare_cached(sql)?
                    .execute(rusqlite::params_from_iter(params))?;
                Ok(touched as u64)
            }
            Inner::Pg(client, prepared) => {
                let statement = prepare(client, prepared, sql)?;
                Ok(client.execute(&statement, &dynamic(params))?)
            }
        }
    }

    /// Runs a query and reads every row.
    pub fn all<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        mut read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.check_alive()?;
        match &mut self.inner {
            Inner::Lite(conn) => {
                let mut statement = conn.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    out.push(read(&Row::Lite(row))?);
                }
                Ok(out)
            }
            Inner::Pg(client, prepared) => {
                let statement = prepare(client, prepared, sql)?;
                client
                    .query(&statement, &dynamic(params))?
                    .iter()
                    .map(|row| read(&Row::Pg(row)))
                    .collect()
            }
        }
    }

    /// Runs a query and reads its first row.
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, params, read)?.into_iter().next())
    }

    /// Runs `work` inside a savepoint: when it fails nothing of it stays, and the transaction goes on.
    pub fn attempt<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'a>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.exec("SAVEPOINT attempt", &[])?;
        match work(self) {
            Ok(value) => {
                self.exec("RELEASE SAVEPOINT attempt", &[])?;
                Ok(value)
            }
            Err(error) => {
                // When the whole transaction is gone the first error says why.
                if self.check_alive().is_ok() {
                    self.exec("ROLLBACK TO SAVEPOINT attempt", &[])?;
                    self.exec("RELEASE SAVEPOINT attempt", &[])?;
                }
                Err(error)
            }
        }
    }

    /// Holds a lock named by `key` until the transaction ends, so that two nodes do not work on one thing.
    /// SQLite has one writer and needs none.
    pub fn lock(&mut self, key: i64) -> Result<()> {
        if self.is_pg() {
            self.one(
                "SELECT 1::BIGINT FROM (SELECT pg_advisory_xact_lock(?1)) AS held",
                &[key.into()],
                |_| Ok(()),
            )?;
        }
        Ok(())
    }

    /// `FOR UPDATE SKIP LOCKED` where several nodes may claim rows; nothing on SQLite.
    pub fn skip_locked(&self) -> &'static str {
        if self.is_pg() {
            " FOR UPDATE SKIP LOCKED"
        } else {
            ""
        }
    }
}

/// SQLite has undone a transaction before its end.
pub(crate) fn undone() -> StoreError {
    StoreError::DiskFailing("SQLite has undone the transaction".into())
}

fn dynamic<'p>(params: &'p [Val<'p>]) -> Vec<&'p (dyn postgres::types::ToSql + Sync)> {
    params
        .iter()
        .map(|param| param as &(dyn postgres::types::ToSql + Sync))
        .collect()
}

fn prepare(client: &mut postgres::Client, prepared: &mut Prepared, sql: &str) -> Result<postgres::Statement> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(&numbered(sql))?;
    prepared.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}

/// `?1` → `$1`, leaving texts in quotes alone.
fn numbered(sql: &str) -> String {
    let mut quoted = false;
    sql.chars()
        .map(|c| {
            quoted ^= c == '\'';
            if c == '?' && !quoted { '$' } else { c }
        })
        .collect()
}
