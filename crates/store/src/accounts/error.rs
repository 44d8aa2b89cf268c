//! What can go wrong with people and tokens, in words for people.

use crate::StoreError;
use crate::keyring::KeyringError;

/// The result of what is done with people and tokens.
pub type Result<T> = std::result::Result<T, AccountError>;

/// Why a change of people or tokens did not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccountError {
    /// A value that cannot be accepted.
    #[error("{path}: {message}")]
    Invalid {
        /// The field of the request.
        path: &'static str,
        /// What is wrong and what would be right.
        message: String,
    },
    /// The e-mail belongs to somebody of the workspace.
    #[error(
        "somebody of this workspace already signs in with this e-mail: use another, or change that person"
    )]
    EmailTaken,
    /// Whoever sets the password of a person could act for them in every workspace.
    #[error(
        "this person also works in another workspace of the server: only they themselves change their password and second factor, or whoever runs the server with `signalbox user reset`"
    )]
    WorksElsewhere,
    /// The e-mail of an invitation is a login of the server: whoever opens it proves that it is theirs.
    #[error("{0} already signs in on this server: sign in as them first, then open the link again")]
    SignInFirst(String),
    /// A workspace without an owner could not be managed by anybody.
    #[error("this is the last owner of the workspace: make another person owner first")]
    LastOwner,
    /// Only an owner may make, change or remove an owner.
    #[error("only an owner may do this with an owner: ask one")]
    OwnersOnly,
    /// Somebody has set the server up already.
    #[error("this server already has its owner: sign in, or ask the owner for an account")]
    AlreadySetUp,
    /// There is no such person.
    #[error("there is no such person in this workspace")]
    NoSuchUser,
    /// There is no such team.
    #[error("there is no such team in this workspace")]
    NoSuchTeam,
    /// The link was used, withdrawn, or has expired.
    #[error("this link is not valid any more: ask the person who sent it for a new one")]
    NoSuchInvite,
    /// A value that cannot be accepted, at a place made of names.
    #[error("{path}: {message}")]
    Refused {
        /// The field of the request.
        path: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<KeyringError> for AccountError {
    fn from(error: KeyringError) -> Self {
        Self::Store(error.into())
    }
}

/// A refusal of one field.
pub(super) fn invalid(path: &'static str, message: impl Into<String>) -> AccountError {
    AccountError::Invalid {
        path,
        message: message.into(),
    }
}
