//! Saved views: lists as people like to see them.

use crate::id::{UserId, ViewId};
use crate::record::RecordKind;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A list that views are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ViewList {
    Lead,
    Contact,
    Company,
    Task,
    Run,
    Dialog,
}

impl ViewList {
    /// All lists.
    pub const ALL: [Self; 6] = [
        Self::Lead,
        Self::Contact,
        Self::Company,
        Self::Task,
        Self::Run,
        Self::Dialog,
    ];

    /// The name the database keeps.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Task => "task",
            Self::Run => "run",
            Self::Dialog => "dialog",
        }
    }

    /// The list of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == name)
    }

    /// The kind of records it shows; runs and dialogs are none.
    pub fn kind(self) -> Option<RecordKind> {
        match self {
            Self::Lead => Some(RecordKind::Lead),
            Self::Contact => Some(RecordKind::Contact),
            Self::Company => Some(RecordKind::Company),
            Self::Task => Some(RecordKind::Task),
            Self::Run | Self::Dialog => None,
        }
    }
}

/// How a view shows its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewLayout {
    /// Rows.
    #[default]
    Table,
    /// Columns of cards, for leads.
    Board,
}

/// A view as text: what is saved, exported and applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewText {
    /// Its name, unique among the views of its list that one person sees as theirs, or everybody sees.
    pub name: String,
    /// Rows or cards.
    #[serde(default, skip_serializing_if = "is_table")]
    pub layout: ViewLayout,
    /// The list's parameters, as its address has them: `{"stage": "new", "responsible": "me"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filter: BTreeMap<String, String>,
    /// The columns of the table in order: core fields by name, custom ones as `fields.KEY`. The list's own when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The order of board columns by the stage's key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sort: BTreeMap<String, String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_table(layout: &ViewLayout) -> bool {
    *layout == ViewLayout::Table
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// The list.
    pub list: ViewList,
    /// Whose it is; everybody's when absent.
    pub owner_id: Option<UserId>,
    /// What it shows.
    pub view: ViewText,
    /// When it was made.
    pub created_at: Micros,
}
