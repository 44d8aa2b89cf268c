//! What can go wrong in the store, as decisions a caller can make.

/// The store's result.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why a transaction did not happen. Nothing of it was kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A row with this key exists, or a row that is still needed was to be deleted.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The disk is full.
    #[error(
        "the disk that holds the data is full: free some space on the server, then try again; work goes on by itself, \
         and nothing accepted so far is lost"
    )]
    DiskFull,
    /// The disk does not take or give data, for another reason than being full.
    #[error(
        "the disk that holds the data refuses to work: look at the server's disk, its quota and its log, then try again; \
         nothing accepted so far is lost ({0})"
    )]
    DiskFailing(String),
    /// The address of the database cannot be used.
    #[error("the address of the database: {0}")]
    Address(String),
    /// The database cannot be reached; trying again later may help.
    #[error("the database is not reachable: {0}")]
    Unavailable(String),
    /// The data was written by a newer version.
    #[error(
        "the data is at schema {found}, this version knows up to {known}: start the version that wrote it, or a newer one"
    )]
    NewerSchema {
        /// The version in the database.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// A statement failed or a stored value is not what it should be: a defect of ours.
    #[error("store: {0}")]
    Broken(String),
    /// The person for whom this is done may not do it.
    #[error("{0}")]
    NotAllowed(String),
    /// The server is stopping.
    #[error("the store is closed: the server is stopping")]
    Closed,
}

impl StoreError {
    /// Whether the same call may succeed later without any change.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::DiskFull | Self::DiskFailing(_) | Self::Unavailable(_) | Self::Closed
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, ConstraintViolation, DatabaseBusy, DatabaseLocked, DiskFull, SystemIoFailure,
        };
        match error.sqlite_error_code() {
            Some(ConstraintViolation) => Self::Conflict(error.to_string()),
            Some(DiskFull) => Self::DiskFull,
            Some(SystemIoFailure) => Self::DiskFailing(error.to_string()),
            Some(DatabaseBusy | DatabaseLocked | CannotOpen) => Self::Unavailable(error.to_string()),
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        let Some(fault) = error.as_db_error() else {
            return Self::Unavailable(whole(&error));
        };
        // SQLSTATE classes: 23 constraints, 40 serialization and deadlock, 53 resources, 57 shut-down, 08 connection.
        match fault.code().code() {
            "53100" => Self::DiskFull,
            code if code.starts_with("23") => Self::Conflict(fault.message().to_owned()),
            code if ["08", "40", "53", "57"]
                .iter()
                .any(|class| code.starts_with(class)) =>
            {
                Self::Unavailable(fault.message().to_owned())
            }
            _ => Self::Broken(fault.to_string()),
        }
    }
}

/// An error with what lies beneath it: the driver says "TLS handshake", the layer below says why.
fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut layer = error.source();
    while let Some(beneath) = layer {
        let said = beneath.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        layer = beneath.source();
    }
    text
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(format!("a stored document cannot be read: {error}"))
    }
}
