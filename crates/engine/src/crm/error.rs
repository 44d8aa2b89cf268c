//! Why a record was not changed, said so that a person can mend it.

use signalbox_model::RecordRef;
use signalbox_store::StoreError;

/// A value that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field: `sale`, `responsible`, or `fields.budget` for a custom one.
    pub field: String,
    /// What is wrong with the value, and what to write instead.
    pub message: String,
}

impl FieldFault {
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// Why a change of records did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CrmError {
    /// There is no such thing in this workspace.
    #[error("there is no {0}: it may have been deleted; reload and choose again")]
    NotFound(String),
    /// Values were refused.
    #[error("{}", joined(.0))]
    Invalid(Vec<FieldFault>),
    /// The stage asks for fields that are empty.
    #[error("{}", joined(.0))]
    Required(Vec<FieldFault>),
    /// The state of the record forbids it.
    #[error("{0}")]
    Refused(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CrmError {
    pub(crate) fn no_record(record: RecordRef) -> Self {
        Self::NotFound(format!("{} {}", record.kind, record.id))
    }

    pub(crate) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault::new(field, message)])
    }

    /// `Ok` when there are no faults.
    pub(crate) fn none_of(faults: Vec<FieldFault>) -> Result<(), Self> {
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Self::Invalid(faults))
        }
    }
}

fn joined(faults: &[FieldFault]) -> String {
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.message))
        .collect();
    lines.join("; ")
}
