//! What a sender needs of a connection: what proves it, how answers are read, what is tried again. Secrets are still
//! names here; the sender puts them in at the last moment.

use super::Connection;
use crate::connect::call::CallNames;
use crate::error::{EngineError, Result};
use serde_json::Value as Document;
use signalbox_model::connection::{
    AddressPart, Basic, ConnectionCheck, Credential, Given, OAuth, Reading, RetryPolicy,
};
use signalbox_model::job::{Call, Request};
use signalbox_model::{ConnectionId, Key};
use signalbox_wire::fill::{fill, is_secret};
use std::num::NonZeroU16;

/// A connection as its sender sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose secrets are put in.
    pub connection: ConnectionId,
    /// What proves the sender, with `{{secret.name}}` in it.
    pub credentials: Vec<Credential>,
    /// What the addresses of all its requests begin with.
    pub base: String,
    /// How an answer is read.
    pub answer: Option<Reading>,
    /// What is tried again.
    pub retry: RetryPolicy,
    /// How long an answer is waited for, seconds.
    pub timeout_secs: u8,
    /// The most requests a second.
    pub per_second: Option<NonZeroU16>,
}

impl Connection {
    /// What a sender needs.
    ///
    /// # Errors
    /// When the kind is gone, or a text asks for a setting that there is not.
    pub fn line(&self) -> Result<Line> {
        let kind = self.kind.as_ref().ok_or_else(|| self.no_kind())?;
        let mut credentials = Vec::new();
        for credential in &kind.auth {
            let filled = match credential {
                Credential::Header(given) if self.holds(given.when.as_ref()) => {
                    Credential::Header(self.given(given)?)
                }
                Credential::Query(given) if self.holds(given.when.as_ref()) => {
                    Credential::Query(self.given(given)?)
                }
                Credential::Body(given) if self.holds(given.when.as_ref()) => {
                    Credential::Body(self.given(given)?)
                }
                Credential::Path(part) => Credential::Path(AddressPart {
                    value: self.settings_in(&part.value)?,
                }),
                Credential::OAuth(grant) if self.holds(grant.when.as_ref()) => {
                    Credential::OAuth(self.grant(grant)?)
                }
                Credential::Basic(basic) => Credential::Basic(Basic {
                    user: self.settings_in(&basic.user)?,
                    password: self.settings_in(&basic.password)?,
                }),
                _ => continue,
            };
            credentials.push(filled);
        }
        let own = self.stored.settings.headers.iter();
        for (name, value) in own.filter(|(_, value)| is_secret(value)) {
            credentials.push(Credential::Header(Given {
                name: name.clone(),
                value: self.settings_in(value)?,
                when: None,
            }));
        }
        Ok(Line {
            connection: self.stored.id,
            credentials,
            base: self.settings_in(&kind.base_url)?,
            answer: kind.answer.clone(),
            retry: kind.retry.clone(),
            timeout_secs: kind.timeout_secs,
            per_second: kind.per_second,
        })
    }

    /// The request that tells whether the connection works, without its secrets, and what is a good answer.
    ///
    /// # Errors
    /// When the kind has none.
    pub fn check_request(&self) -> Result<(Request, ConnectionCheck)> {
        let kind = self.kind.as_ref().ok_or_else(|| self.no_kind())?;
        let Some(check) = kind.check.clone() else {
            let say = "connections of this kind cannot be checked: send a test over one of its bridges";
            return Err(EngineError::Conflict(say.into()));
        };
        let path = self.settings_in(&check.path)?;
        let body = check.body.as_ref().map(|body| self.settings_within(body));
        let body = body.transpose()?.map(|body| body.to_string());
        let request = Request {
            method: check.method,
            url: self.address(&path).map_err(EngineError::Conflict)?,
            headers: self.headers(&[], &[])?,
            body: body.unwrap_or_default(),
            sign_with: None,
            follow_redirects: false,
            listen: None,
            dialog: None,
            call: Some(Call {
                connection: self.stored.key.clone(),
                operation: crate::scenarios::free_key("check", |_| false),
                scenario: None,
            }),
        };
        Ok((request, check))
    }

    pub(super) fn no_kind(&self) -> EngineError {
        EngineError::Conflict(format!(
            "the kind `{}` of the connection `{}` is gone: add it again, or choose another",
            self.stored.settings.kind, self.stored.key
        ))
    }

    fn grant(&self, grant: &OAuth) -> Result<OAuth> {
        Ok(OAuth {
            token_url: self.settings_in(&grant.token_url)?,
            client_id: self.settings_in(&grant.client_id)?,
            client_secret: self.settings_in(&grant.client_secret)?,
            code: self.settings_in(&grant.code)?,
            redirect_uri: self.settings_in(&grant.redirect_uri)?,
            body: grant.body,
            when: None,
        })
    }

    fn given(&self, given: &Given) -> Result<Given> {
        Ok(Given {
            name: given.name.clone(),
            value: self.settings_in(&given.value)?,
            when: None,
        })
    }

    /// A document with settings put into its texts.
    fn settings_within(&self, document: &Document) -> Result<Document> {
        Ok(match document {
            Document::String(text) => Document::String(self.settings_in(text)?),
            Document::Array(items) => {
                let items = items.iter().map(|item| self.settings_within(item));
                Document::Array(items.collect::<Result<_>>()?)
            }
            Document::Object(members) => {
                let filled =
                    |(name, value): (&String, &Document)| Ok((name.clone(), self.settings_within(value)?));
                Document::Object(members.iter().map(filled).collect::<Result<_>>()?)
            }
            other => other.clone(),
        })
    }

    /// A text with settings put in; secrets stay names.
    pub(super) fn settings_in(&self, text: &str) -> Result<String> {
        self.filled(text, CallNames::default())
    }

    /// A text with settings and what is known of the call put in; secrets stay names.
    pub(super) fn filled(&self, text: &str, call: CallNames) -> Result<String> {
        let look_up = |name: &str| match name.strip_prefix("secret.") {
            Some(secret) => Some(format!("{{{{secret.{secret}}}}}")),
            None => call.get(name).or_else(|| self.setting(name).map(str::to_owned)),
        };
        fill(text, look_up).map_err(|unknown| {
            EngineError::Conflict(format!(
                "the kind `{}` asks for something that is not there: {unknown}",
                self.stored.settings.kind
            ))
        })
    }

    /// Headers of a request over this connection that hold no secret: what is further right hides what is further left.
    pub(super) fn headers(
        &self,
        operation: &[Given],
        call: &[(String, String)],
    ) -> Result<Vec<(String, String)>> {
        let mut all: Vec<(String, String)> = Vec::new();
        let mut put = |name: &str, value: String| {
            all.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            if !value.is_empty() {
                all.push((name.to_owned(), value));
            }
        };
        let of_kind = self.kind.iter().flat_map(|kind| &kind.headers);
        for given in of_kind
            .chain(operation)
            .filter(|given| self.holds(given.when.as_ref()))
        {
            put(&given.name, self.settings_in(&given.value)?);
        }
        let own = self.stored.settings.headers.iter();
        for (name, value) in own.filter(|(_, value)| !is_secret(value)) {
            put(name, self.settings_in(value)?);
        }
        for (name, value) in call {
            put(name, value.clone());
        }
        Ok(all)
    }

    /// The address of a path, or the whole address when it begins like the base. Requests never leave its host:
    /// whoever maps values must not be able to send the credentials elsewhere.
    pub(super) fn address(&self, path: &str) -> std::result::Result<String, String> {
        let base = self
            .kind
            .as_ref()
            .map(|kind| kind.base_url.as_str())
            .unwrap_or_default();
        let base = self.settings_in(base).map_err(|error| error.to_string())?;
        let parsed = url::Url::parse(&base).ok();
        let parsed = parsed.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let parsed = parsed.ok_or_else(|| {
            format!("the base address `{base}` of the connection must begin with http:// or https:// and name a host")
        })?;
        let path = path.trim();
        let whole = match path.starts_with("http://") || path.starts_with("https://") {
            true => path.to_owned(),
            false if path.is_empty() || path.starts_with('?') => format!("{base}{path}"),
            false => format!("{}/{}", base.trim_end_matches('/'), path.trim_start_matches('/')),
        };
        let goes_to =
            url::Url::parse(&whole).map_err(|error| format!("`{whole}` is no web address: {error}"))?;
        if goes_to.origin() != parsed.origin() {
            return Err(format!(
                "`{whole}` leaves the host of the connection ({}): its credentials are sent nowhere else",
                parsed.origin().ascii_serialization()
            ));
        }
        Ok(whole)
    }
}

impl crate::engine::Engine {
    /// What a sender needs of a connection; nothing when it is gone.
    ///
    /// # Errors
    /// When its kind is gone or the store fails.
    pub fn line(
        &self,
        tx: &mut signalbox_store::Tx,
        workspace: signalbox_model::WorkspaceId,
        connection: &Key,
    ) -> Result<Option<Line>> {
        let defs = self.definitions(tx, workspace)?;
        defs.connections
            .get(connection)
            .map(|known| known.line())
            .transpose()
    }
}
