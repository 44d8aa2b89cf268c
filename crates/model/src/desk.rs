//! What operators do to dialogs by one press: over one or over many, alone or several together as a macro.

use crate::dialog::DialogStatus;
use crate::flow::StepRef;
use crate::id::{MacroId, ScenarioId, UserId};
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that is done to a dialog. In the text of an account people and scenarios stand by other names than their ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "act", deny_unknown_fields)]
#[schemars(rename = "DialogAct")]
pub enum DialogAct<U = UserId, S = ScenarioId> {
    /// Takes it over; the flow is silent at once. A dialog that somebody else holds stays theirs.
    Take {},
    /// Gives it back to the flow.
    Release {},
    /// Ends the talk; the flow goes on where its operator step leads.
    Close {},
    /// Says that everything was seen.
    Read {},
    /// Gives it to an operator.
    Assign {
        /// To whom; takes it from everybody when null.
        user: Option<U>,
    },
    /// Sets its status.
    Status {
        /// The status.
        status: DialogStatus,
    },
    /// Puts it off.
    Snooze {
        /// For so many seconds, a year at most.
        secs: i64,
    },
    /// Moves it to a step, which begins at once.
    Move {
        /// A step of the flow it stands in, or `flow/step`, or `flow/` for a flow's beginning.
        to: StepRef,
    },
    /// Says something to the person.
    Say {
        /// What, a template.
        text: String,
    },
    /// Leaves a note among operators.
    Note {
        /// What it says, a template.
        text: String,
    },
    /// Changes the tags of its contact.
    Tag {
        /// Tags it gets.
        #[serde(default)]
        add: Vec<String>,
        /// Tags it loses.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Runs a manual scenario for its contact.
    Run {
        /// The scenario.
        scenario: S,
    },
}

impl<U, S> DialogAct<U, S> {
    /// The same act with other names of the people and scenarios in it.
    ///
    /// # Errors
    /// What the naming says.
    pub fn renamed<V, T, E>(
        self,
        user: impl FnOnce(U) -> Result<V, E>,
        scenario: impl FnOnce(S) -> Result<T, E>,
    ) -> Result<DialogAct<V, T>, E> {
        Ok(match self {
            Self::Take {} => DialogAct::Take {},
            Self::Release {} => DialogAct::Release {},
            Self::Close {} => DialogAct::Close {},
            Self::Read {} => DialogAct::Read {},
            Self::Assign { user: to } => DialogAct::Assign {
                user: to.map(user).transpose()?,
            },
            Self::Status { status } => DialogAct::Status { status },
            Self::Snooze { secs } => DialogAct::Snooze { secs },
            Self::Move { to } => DialogAct::Move { to },
            Self::Say { text } => DialogAct::Say { text },
            Self::Note { text } => DialogAct::Note { text },
            Self::Tag { add, remove } => DialogAct::Tag { add, remove },
            Self::Run { scenario: which } => DialogAct::Run {
                scenario: scenario(which)?,
            },
        })
    }
}

/// Several acts by one press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Macro {
    /// Its id.
    pub id: MacroId,
    /// What people call it.
    pub name: String,
    /// Everybody's; one's own otherwise.
    pub shared: bool,
    /// What it does, in order.
    pub acts: Vec<DialogAct>,
    /// When it last changed.
    pub updated_at: Micros,
}
