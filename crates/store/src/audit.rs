//! The audit log: who changed what of the set-up, when and from where, with the old and the new value of every
//! field, written in the transaction of the change (decision 0117).
//!
//! The functions that write definitions, people, tokens and settings note their changes here, so that the API, the
//! commands and whatever comes later cannot forget to. Work of the engine itself has no [`Actor`] and is told by events.

mod diff;
mod list;

pub use diff::{Changed, Diff, MAX_CHANGES};
pub use list::{Entry, Filter, list};

use crate::{Result, Space};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use signalbox_model::id::IdSource;
use signalbox_model::{Micros, TokenId, UserId};
use std::sync::Arc;

/// Who answers for a change, when and from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person; nobody for commands on the server's own machine.
    pub user: Option<UserId>,
    /// How they came in.
    pub via: Via,
    /// The address they came from; empty for commands.
    pub address: String,
    /// When.
    pub at: Micros,
    /// Where the entries get their ids.
    pub ids: Arc<IdSource>,
}

/// How somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Via {
    /// With a browser.
    Session,
    /// With a token.
    Token {
        /// Which one.
        token: TokenId,
    },
    /// With a link that lets in or sets a password.
    Link,
    /// With a command on the server's machine.
    Command,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $text:literal),* $(,)?) => {
        /// What was changed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $name),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name in the database and the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// The kind of a name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
            }
        }
    };
}
kinds! {
    /// A person.
    User "user",
    /// The rights of a role.
    Role "role",
    /// A team.
    Team "team",
    /// A link that lets somebody in or sets a password.
    Invite "invite",
    /// A token.
    Token "token",
    /// A secret, by name only.
    Secret "secret",
    /// A scenario.
    Scenario "scenario",
    /// An incoming hook.
    Hook "hook",
    /// A trigger link.
    Link "link",
    /// A connection to another system.
    Connection "connection",
    /// How a kind of system is spoken with.
    ConnectionKind "connection_kind",
    /// A pipeline with its stages.
    Pipeline "pipeline",
    /// A reason for losing a lead.
    LossReason "loss_reason",
    /// A type of task.
    TaskType "task_type",
    /// A custom field.
    Field "field",
    /// A global variable.
    Global "global",
    /// The settings of the workspace.
    Workspace "workspace",
    /// The rules of signing in.
    Security "security",
    /// How long history is kept.
    Retention "retention",
    /// Backups and their schedule.
    Backup "backup",
    /// An import of records.
    Import "import",
    /// A campaign.
    Campaign "campaign",
    /// An address that partners report to.
    Postback "postback",
    /// An export of records or of the account.
    Export "export",
    /// Personal data: taken out, or erased.
    PersonalData "personal_data",
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It is new.
    Created,
    /// It is different.
    Changed,
    /// It is gone.
    Deleted,
}

impl Deed {
    /// The name in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Created, Self::Changed, Self::Deleted]
            .into_iter()
            .find(|deed| deed.as_str() == name)
    }
}

/// Whether somebody answers for what this transaction changes: only then what was before is worth reading.
pub fn is_watched(space: &mut Space) -> bool {
    space.tx().actor().is_some()
}

/// Notes that something is as `after` now; `before` is what it was, nothing when it is new. Nothing is noted when both
/// are equal, or when nobody answers for it.
pub fn changed(
    space: &mut Space,
    kind: Kind,
    name: &str,
    before: Option<&impl Serialize>,
    after: &impl Serialize,
) -> Result<()> {
    if space.tx().actor().is_none() {
        return Ok(());
    }
    let deed = if before.is_some() {
        Deed::Changed
    } else {
        Deed::Created
    };
    let before = before.map(serde_json::to_value).transpose()?;
    let diff = Diff::between(before.as_ref(), Some(&serde_json::to_value(after)?));
    if deed == Deed::Changed && diff.is_empty() {
        return Ok(());
    }
    write(space, kind, deed, name, &diff)
}

/// Notes that something is gone.
pub fn forgotten(space: &mut Space, kind: Kind, name: &str, before: &impl Serialize) -> Result<()> {
    if space.tx().actor().is_none() {
        return Ok(());
    }
    let diff = Diff::between(Some(&serde_json::to_value(before)?), None);
    write(space, kind, Deed::Deleted, name, &diff)
}

/// Notes something that has no value to show, such as a new password or a backup.
pub fn noted(space: &mut Space, kind: Kind, deed: Deed, name: &str, what: &str) -> Result<()> {
    let diff = Diff::of(what, None, Some(Value::Bool(true)));
    write(space, kind, deed, name, &diff)
}

fn write(space: &mut Space, kind: Kind, deed: Deed, name: &str, diff: &Diff) -> Result<()> {
    let Some(actor) = space.tx().actor().cloned() else {
        return Ok(());
    };
    let (via, changes) = (serde_json::to_string(&actor.via)?, serde_json::to_string(diff)?);
    let folded = format!("{name} {changes}").to_lowercase();
    space.exec(
        "INSERT INTO audit (workspace_id, id, at, user_id, via, address, kind, deed, name, changes, folded)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        &[
            actor.ids.next(actor.at.0).into(),
            actor.at.into(),
            actor.user.map(|user| user.0).into(),
            (&via).into(),
            (&actor.address).into(),
            kind.as_str().into(),
            deed.as_str().into(),
            name.into(),
            (&changes).into(),
            (&folded).into(),
        ],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
