//! Why the engine did not do what was asked.

use crate::crm::CrmError;
use signalbox_store::StoreError;

/// The engine's result.
pub type Result<T> = std::result::Result<T, EngineError>;

/// A fault in a document, at its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Fault {
    /// Where: `blocks[0].do[1].url`.
    pub path: String,
    /// What is wrong there, and what to do.
    pub message: String,
    /// Whether it keeps the document from being used.
    pub severity: Severity,
    /// The line in the text, from 1, when the text is at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in the text, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Where in the value it is, from and up to, in UTF-16 units as editors in browsers count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<[usize; 2]>,
    /// How many bytes into the value at `path` the fault stands, when that value is a text with a language of its own.
    #[serde(skip)]
    pub(crate) inside: Option<usize>,
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Must be mended first.
    Error,
    /// Works, but probably not as meant.
    Warning,
}

impl Fault {
    /// A fault that must be mended.
    pub fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            severity: Severity::Error,
            line: None,
            column: None,
            span: None,
            inside: None,
        }
    }

    /// A fault that may stay.
    pub fn warning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(path, message)
        }
    }

    /// Whether it keeps the document from being used.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What can go wrong; each variant is something a caller can decide on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no such thing in this workspace.
    #[error("there is no {0}")]
    NotFound(String),
    /// It contradicts what is there.
    #[error("{0}")]
    Conflict(String),
    /// The document has faults.
    #[error("{}", faults(.0))]
    Invalid(Vec<Fault>),
    /// A change of a record was refused.
    #[error(transparent)]
    Crm(#[from] CrmError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EngineError {
    /// A single fault at a place.
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::error(path, message)])
    }

    /// Whether trying again later may help without any change.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) | Self::Crm(CrmError::Store(error)) => error.is_transient(),
            _ => false,
        }
    }
}

fn faults(all: &[Fault]) -> String {
    let lines: Vec<String> = all
        .iter()
        .map(|fault| match (fault.line, fault.column) {
            (Some(line), Some(column)) => {
                format!("line {line}, column {column}: {}: {}", fault.path, fault.message)
            }
            _ => format!("{}: {}", fault.path, fault.message),
        })
        .collect();
    lines.join("; ")
}

impl From<serde_json::Error> for EngineError {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}
