//! Custom fields: what they are, and the canonical form of their values.

use crate::id::FieldId;
use crate::record::RecordKind;
use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A custom field of a kind of record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// Its id.
    pub id: FieldId,
    /// The kind of record it belongs to.
    pub record: RecordKind,
    /// Its name in documents and templates: `{{lead.cf(budget)}}`.
    pub key: Key,
    /// Its name for people.
    pub name: String,
    /// What it holds.
    #[serde(flatten)]
    pub kind: FieldKind,
}

/// What a field holds, and the JSON its values have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// A line of text: string.
    Text,
    /// Several lines: string.
    LongText,
    /// A decimal number: string with a plain decimal such as `"12.50"`.
    Number,
    /// Money: `{minor, currency}`.
    Money,
    /// A date: `"YYYY-MM-DD"`.
    Date,
    /// A moment: UNIX microseconds, number.
    DateTime,
    /// Yes or no: boolean.
    Flag,
    /// One of the options: string, the option's text.
    Select {
        /// The options in order.
        options: Vec<String>,
    },
    /// Several of the options: array of strings in the order of the options.
    Multiselect {
        /// The options in order.
        options: Vec<String>,
    },
    /// Phones: array of strings, E.164 where possible.
    Phone,
    /// E-mails: array of strings.
    Email,
    /// A web address: string.
    Url,
    /// A file: `{name, size, url}`.
    File,
    /// Computed from a template when read: string; never stored.
    Formula {
        /// The template.
        template: String,
    },
    /// A link to a record: `{kind, id}`.
    Link {
        /// The kind of record it points to.
        to: RecordKind,
    },
}
