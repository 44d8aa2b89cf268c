//! The tables, and the lists that show them: an export is its list, page by page, with the rights and filters the list
//! has.

use crate::doc::Input;
use crate::extract::Page;
use crate::problem::{Code, Problem, Result};
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use axum::{Extension, Router};
use serde_json::Value;
use signalbox_model::{HookId, RecordKind};
use std::collections::BTreeMap;
use std::str::FromStr;
use tower::ServiceExt;

/// The routes of the API as an export asks them.
#[derive(Clone)]
pub(crate) struct Lists(pub Router);

impl Input for Extension<Lists> {}

/// A table that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Leads,
    Contacts,
    Companies,
    Tasks,
    Notes,
    Runs,
    Deliveries,
    Events,
    Arrivals,
    Audit,
}

impl Kind {
    pub const ALL: [Self; 10] = [
        Self::Leads,
        Self::Contacts,
        Self::Companies,
        Self::Tasks,
        Self::Notes,
        Self::Runs,
        Self::Deliveries,
        Self::Events,
        Self::Arrivals,
        Self::Audit,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Contacts => "contacts",
            Self::Companies => "companies",
            Self::Tasks => "tasks",
            Self::Notes => "notes",
            Self::Runs => "runs",
            Self::Deliveries => "deliveries",
            Self::Events => "events",
            Self::Arrivals => "arrivals",
            Self::Audit => "audit",
        }
    }

    /// The kind of record whose table it is.
    pub fn record(self) -> Option<RecordKind> {
        match self {
            Self::Leads => Some(RecordKind::Lead),
            Self::Contacts => Some(RecordKind::Contact),
            Self::Companies => Some(RecordKind::Company),
            Self::Tasks => Some(RecordKind::Task),
            _ => None,
        }
    }

    /// The address of its list; requests are listed by their hook.
    fn path(self, narrow: &mut BTreeMap<String, String>) -> Result<String> {
        if self != Self::Arrivals {
            return Ok(format!("/{}", self.name()));
        }
        let hook = narrow.remove("hook").and_then(|text| text.parse::<HookId>().ok());
        hook.map(|hook| format!("/hooks/{hook}/arrivals"))
            .ok_or_else(|| Problem::invalid("hook", "name the hook whose requests are to be exported"))
    }
}

impl FromStr for Kind {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(())
    }
}

/// A page of a table, asked with the caller's own headers.
pub(super) async fn page(
    lists: &Lists,
    caller: &HeaderMap,
    kind: Kind,
    mut narrow: BTreeMap<String, String>,
) -> Result<Page<Value>> {
    let mut address = kind.path(&mut narrow)? + "?";
    for (name, value) in &narrow {
        address += &format!("{}={}&", encoded(name), encoded(value));
    }
    let mut request = Request::builder()
        .uri(address.trim_end_matches('&'))
        .body(Body::empty())
        .map_err(|error| Problem::internal(&error))?;
    for name in [
        header::COOKIE,
        header::AUTHORIZATION,
        header::HeaderName::from_static("x-signalbox"),
    ] {
        if let Some(value) = caller.get(&name) {
            request.headers_mut().insert(name, value.clone());
        }
    }
    let Ok(answer) = lists.0.clone().oneshot(request).await;
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let told: Value = serde_json::from_slice(&bytes).map_err(|error| Problem::internal(&error))?;
    if !status.is_success() {
        return Err(refused(&told));
    }
    Ok(Page {
        next: told["next"].as_str().map(str::to_owned),
        items: match told {
            Value::Object(mut page) => match page.remove("items") {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        },
    })
}

/// What the list said against the filter is said of the export.
fn refused(told: &Value) -> Problem {
    let detail = told["detail"].as_str().unwrap_or("the list cannot be read");
    if let Some(fault) = told["errors"].as_array().and_then(|errors| errors.first()) {
        let text = |name: &str| fault[name].as_str().unwrap_or_default().to_owned();
        return Problem::invalid(text("path"), text("message"));
    }
    let code = match told["code"].as_str() {
        Some("not_found") => Code::NotFound,
        Some("forbidden") => Code::Forbidden,
        Some("invalid") => Code::Invalid,
        Some("not_signed_in") => Code::NotSignedIn,
        _ => Code::Unavailable,
    };
    Problem::new(code, detail.to_owned())
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
