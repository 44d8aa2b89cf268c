//! A row of either database.

use crate::{Result, StoreError};
use rusqlite::types::ValueRef;

/// A row; columns count from 0.
#[derive(Debug)]
pub enum Row<'a> {
    /// From SQLite.
    Lite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Pg(&'a postgres::Row),
}

fn unexpected(column: usize, what: &str) -> StoreError {
    StoreError::Broken(format!("column {column} does not hold {what}"))
}

impl Row<'_> {
    /// An integer that may be absent.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self {
            Self::Lite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(n) => Ok(Some(n)),
                _ => Err(unexpected(column, "an integer")),
            },
            Self::Pg(row) => Ok(row.try_get(column)?),
        }
    }

    /// An integer.
    pub fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?
            .ok_or_else(|| unexpected(column, "an integer"))
    }

    /// Yes or no.
    pub fn flag(&self, column: usize) -> Result<bool> {
        match self {
            Self::Lite(_) => Ok(self.int(column)? != 0),
            Self::Pg(row) => Ok(row.try_get(column)?),
        }
    }

    /// A text that may be absent.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>> {
        match self {
            Self::Lite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Text(text) => Ok(Some(
                    String::from_utf8(text.to_vec()).map_err(|_| unexpected(column, "UTF-8 text"))?,
                )),
                _ => Err(unexpected(column, "text")),
            },
            Self::Pg(row) => Ok(row.try_get(column)?),
        }
    }

    /// A text.
    pub fn text(&self, column: usize) -> Result<String> {
        self.opt_text(column)?.ok_or_else(|| unexpected(column, "text"))
    }

    /// Bytes that may be absent.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Lite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(bytes) | ValueRef::Text(bytes) => Ok(Some(bytes.to_vec())),
                _ => Err(unexpected(column, "bytes")),
            },
            Self::Pg(row) => Ok(row.try_get(column)?),
        }
    }

    /// A JSON document.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T> {
        match self {
            Self::Lite(row) => match row.get_ref(column)? {
                ValueRef::Text(text) => Ok(serde_json::from_slice(text)?),
                _ => Err(unexpected(column, "JSON")),
            },
            Self::Pg(_) => Ok(serde_json::from_str(&self.text(column)?)?),
        }
    }

    /// A JSON document that may be absent.
    pub fn opt_json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<Option<T>> {
        self.opt_text(column)?
            .map(|text| Ok(serde_json::from_str(&text)?))
            .transpose()
    }
}
