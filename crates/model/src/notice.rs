//! What people are told of without asking.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Runs of a scenario failed; the subject is the scenario.
    RunFailed,
    /// Deliveries to a host were given up; the subject is the host.
    DeliveryFailed,
    /// A bulk run is through; the subject is the bulk run.
    BulkFinished,
    /// A hook was paused: its requests wait; the subject is the hook.
    HookPaused,
    /// A bridge that only failed was stopped; the subject is its scenario.
    BridgePaused,
    /// A task was given to a person by somebody else; the subject is the task.
    TaskAssigned,
    /// A task of a person is due; the subject is the task.
    TaskDue,
    /// A note in a dialog calls a person; the subject is the dialog.
    Mentioned,
    /// A dialog was given to a person by somebody else; the subject is the dialog.
    DialogAssigned,
    /// A scenario tells people something; the subject is the announcement.
    Announcement,
}

impl NoticeKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::RunFailed,
        Self::DeliveryFailed,
        Self::BulkFinished,
        Self::HookPaused,
        Self::BridgePaused,
        Self::TaskAssigned,
        Self::TaskDue,
        Self::Mentioned,
        Self::DialogAssigned,
        Self::Announcement,
    ];

    /// The name the database keeps and the API carries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RunFailed => "run_failed",
            Self::DeliveryFailed => "delivery_failed",
            Self::BulkFinished => "bulk_finished",
            Self::HookPaused => "hook_paused",
            Self::BridgePaused => "bridge_paused",
            Self::TaskAssigned => "task_assigned",
            Self::TaskDue => "task_due",
            Self::Mentioned => "mentioned",
            Self::DialogAssigned => "dialog_assigned",
            Self::Announcement => "announcement",
        }
    }

    /// The kind of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_kept_is_the_name_carried() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::from_name(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!(NoticeKind::from_name("weather"), None);
    }
}
