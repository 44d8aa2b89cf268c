//! What a client is told when something goes wrong: RFC 9457 problem documents with a stable `code`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_engine::crm::CrmError;
use signalbox_engine::{EngineError, Fault};
use signalbox_store::StoreError;
use signalbox_store::accounts::AccountError;
use signalbox_store::keyring::KeyringError;
use std::borrow::Cow;

/// The name of a problem. Clients may rely on it for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No session and no token, or one that is over.
    NotSignedIn,
    /// The password is right: send the code of the second factor with it.
    CodeNeeded,
    /// The role needs a second factor: nothing else can be done before it is set up.
    SecondFactorOwed,
    /// Signed in, but this is not allowed.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The address knows other methods.
    MethodNotAllowed,
    /// It contradicts what is there.
    Conflict,
    /// The browser has gone over to another workspace than the one the page shows.
    OtherWorkspace,
    /// The request is not what it should be; `errors` says where.
    Invalid,
    /// The stage asks for fields that are empty; `errors` names each.
    FieldsRequired,
    /// The body has another content type than this address takes.
    UnsupportedMedia,
    /// The body is too large.
    TooLarge,
    /// Too many requests; `Retry-After` says when to come back.
    RateLimited,
    /// Cannot be done now; trying again later may help.
    Unavailable,
    /// A defect of the server; its log says more.
    Internal,
}

impl Code {
    fn status(self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::CodeNeeded => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::SecondFactorOwed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict | Self::OtherWorkspace => StatusCode::CONFLICT,
            Self::Invalid | Self::FieldsRequired => StatusCode::UNPROCESSABLE_ENTITY,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::NotSignedIn => "Not signed in",
            Self::CodeNeeded => "Code needed",
            Self::SecondFactorOwed => "Second factor needed",
            Self::Forbidden => "Not allowed",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Conflict => "Conflict",
            Self::OtherWorkspace => "Another workspace",
            Self::Invalid => "Invalid request",
            Self::FieldsRequired => "Fields required",
            Self::UnsupportedMedia => "Unsupported content type",
            Self::TooLarge => "Too large",
            Self::RateLimited => "Too many requests",
            Self::Unavailable => "Not available now",
            Self::Internal => "Something went wrong on our side",
        }
    }
}

/// A fault at a place of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldFault {
    /// Where: `blocks[0].do[1].url`; empty for the whole body.
    pub path: String,
    /// What is wrong there, and what would be right.
    pub message: String,
    /// The line, from 1, when the request carried a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl FieldFault {
    /// A fault at a path.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            line: None,
            column: None,
        }
    }
}

/// The document itself.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
struct Document<'a> {
    /// A name of the kind of problem, not an address to visit.
    #[serde(rename = "type")]
    kind: String,
    /// The kind of problem in words.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// The kind of problem for programs.
    code: Code,
    /// What happened here, and what to do.
    detail: &'a str,
    /// Faults by place.
    #[serde(skip_serializing_if = "<[FieldFault]>::is_empty")]
    errors: &'a [FieldFault],
}

/// A problem on its way to the client.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: Cow<'static, str>,
    errors: Vec<FieldFault>,
    retry_after_secs: Option<i64>,
}

/// What a handler answers.
pub type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    /// A problem in words.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_secs: None,
        }
    }

    /// There is no such thing: "hook", "lead".
    pub fn not_found(what: &str) -> Self {
        Self::new(
            Code::NotFound,
            format!("there is no such {what} in this workspace"),
        )
    }

    /// One fault of the request.
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::faults(vec![FieldFault::new(path, message)])
    }

    /// Faults of the request.
    pub fn faults(errors: Vec<FieldFault>) -> Self {
        let detail = errors.first().map_or_else(
            || "the request cannot be accepted".to_owned(),
            |first| {
                if first.path.is_empty() {
                    first.message.clone()
                } else {
                    format!("{}: {}", first.path, first.message)
                }
            },
        );
        Self {
            errors,
            ..Self::new(Code::Invalid, detail)
        }
    }

    /// Come back later.
    pub fn rate_limited(after_secs: i64, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            retry_after_secs: Some(after_secs),
            ..Self::new(Code::RateLimited, detail)
        }
    }

    /// A defect: the log gets the cause, the client only that there was one.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::new(
            Code::Internal,
            "the server's log says what happened; trying again may help",
        )
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What happened, in words.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The place of the first fault.
    #[cfg(test)]
    pub(crate) fn first_path(&self) -> Option<&str> {
        self.errors.first().map(|fault| fault.path.as_str())
    }

    /// The schema of the document.
    pub(crate) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Document>()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.code.status();
        let code = serde_json::to_value(self.code).ok();
        let document = Document {
            kind: format!(
                "urn:signalbox:{}",
                code.as_ref().and_then(|code| code.as_str()).unwrap_or("problem")
            ),
            title: self.code.title(),
            status: status.as_u16(),
            code: self.code,
            detail: &self.detail,
            errors: &self.errors,
        };
        let mut response = (status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(secs) = self.retry_after_secs {
            headers.insert(header::RETRY_AFTER, secs.into());
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(_) => Self::new(
                Code::Conflict,
                "this exists already, or is still needed by something else: load the page anew and try again",
            ),
            StoreError::DiskFull
            | StoreError::DiskFailing(_)
            | StoreError::Unavailable(_)
            | StoreError::Closed => {
                tracing::warn!(%error, "the store refuses work");
                let detail = match error {
                    // The text of a driver may name hosts and users.
                    StoreError::Unavailable(_) => {
                        "the database is not reachable: try again in a moment".to_owned()
                    }
                    // Neither does a client need to know paths and codes of the system.
                    StoreError::DiskFailing(_) => {
                        StoreError::DiskFailing("the log says more".into()).to_string()
                    }
                    other => other.to_string(),
                };
                Self {
                    retry_after_secs: Some(5),
                    ..Self::new(Code::Unavailable, detail)
                }
            }
            StoreError::NotAllowed(detail) => Self::new(Code::Forbidden, detail),
            StoreError::NewerSchema { .. } | StoreError::Address(_) | StoreError::Broken(_) => {
                Self::internal(&error)
            }
        }
    }
}

impl From<KeyringError> for Problem {
    fn from(error: KeyringError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        let code = match error {
            AccountError::Store(error) => return error.into(),
            AccountError::Invalid { path, message } => return Self::invalid(path, message),
            AccountError::Refused { path, message } => return Self::invalid(path, message),
            AccountError::EmailTaken => return Self::invalid("email", error.to_string()),
            AccountError::LastOwner | AccountError::AlreadySetUp | AccountError::SignInFirst(_) => {
                Code::Conflict
            }
            AccountError::OwnersOnly | AccountError::WorksElsewhere => Code::Forbidden,
            AccountError::NoSuchUser | AccountError::NoSuchTeam | AccountError::NoSuchInvite => {
                Code::NotFound
            }
        };
        Self::new(code, error.to_string())
    }
}

impl From<CrmError> for Problem {
    fn from(error: CrmError) -> Self {
        match error {
            CrmError::Store(error) => error.into(),
            CrmError::NotFound(_) => Self::new(Code::NotFound, error.to_string()),
            CrmError::Refused(_) => Self::new(Code::Conflict, error.to_string()),
            CrmError::Invalid(faults) => Self::faults(places(faults)),
            CrmError::Required(faults) => Self {
                code: Code::FieldsRequired,
                ..Self::faults(places(faults))
            },
        }
    }
}

fn places(faults: Vec<signalbox_engine::crm::FieldFault>) -> Vec<FieldFault> {
    let place = |fault: signalbox_engine::crm::FieldFault| FieldFault::new(fault.field, fault.message);
    faults.into_iter().map(place).collect()
}

impl From<Vec<Fault>> for Problem {
    fn from(faults: Vec<Fault>) -> Self {
        let place = |fault: Fault| FieldFault {
            line: fault.line,
            column: fault.column,
            ..FieldFault::new(fault.path, fault.message)
        };
        Self::faults(faults.into_iter().map(place).collect())
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(error) => error.into(),
            EngineError::Crm(error) => error.into(),
            EngineError::NotFound(_) => Self::new(Code::NotFound, error.to_string()),
            EngineError::Conflict(detail) => Self::new(Code::Conflict, detail),
            EngineError::Invalid(faults) => faults.into(),
        }
    }
}
