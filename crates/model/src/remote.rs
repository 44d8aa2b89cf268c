//! Remote control: addresses with which other services steer the dialogs of a bot (C-26…C-35).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemoteVerdict {
    /// The dialog was changed.
    Applied = 1,
    /// Nobody has written from this chat yet: it is kept for the first contact (C-32, Z-78).
    Kept = 2,
    /// Nothing was done; the reason says why.
    Refused = 3,
    /// What had been kept was applied at the first contact.
    Caught = 4,
}

impl RemoteVerdict {
    const ALL: [Self; 4] = [Self::Applied, Self::Kept, Self::Refused, Self::Caught];

    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The verdict of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
