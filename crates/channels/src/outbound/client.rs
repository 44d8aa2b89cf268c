//! Sending: one request out, one answer in, within one time limit that covers resolving, connecting, every redirect
//! and the last byte of the answer.

use super::authorities::Authorities;
use super::connect::{ConnectFailure, GuardedConnector, Resolve, SystemResolver};
use super::error::OutboundError;
use super::guard::Guard;
use super::redirect;
use bytes::Bytes;
use http::header::{
    ACCEPT, CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TE, TRAILER, TRANSFER_ENCODING,
    UPGRADE, USER_AGENT,
};
use http::uri::Authority;
use http::{Method, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::capture_connection;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::Url;

/// No request follows more redirects than this, whatever it asks for (Z-103).
pub const MAX_REDIRECTS: u8 = 3;

const MAX_IDLE_PER_HOST: usize = 64;
const IDLE: Duration = Duration::from_secs(60);
const AGENT: &str = concat!("Signalbox/", env!("CARGO_PKG_VERSION"));

/// A request to be sent. Taken apart on sending, so that nothing is copied.
#[derive(Clone)]
pub struct OutboundRequest {
    pub method: Method,
    /// `http` or `https`; a fragment is ignored.
    pub url: String,
    /// In order; names may repeat. `User-Agent` and `Accept` have defaults.
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    /// From the start of sending to the last byte of the answer (Z-97).
    pub timeout: Duration,
    /// 0: an answer that redirects is the answer. At most [`MAX_REDIRECTS`].
    pub max_redirects: u8,
    /// What is longer is cut off.
    pub max_response_bytes: usize,
}

/// Shows what carries no secret: tokens hide in addresses, headers and bodies.
impl fmt::Debug for OutboundRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("OutboundRequest")
            .field("method", &self.method)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundResponse {
    pub status: u16,
    /// Names in lower case; bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    /// The body was longer than allowed.
    pub truncated: bool,
    pub elapsed: Duration,
}

/// The guarded client. Clones share the pool of connections; one for the whole process is enough.
#[derive(Clone)]
pub struct Client {
    http: legacy::Client<HttpsConnector<GuardedConnector>, Full<Bytes>>,
}

/// One request of a chain of redirects.
#[derive(Clone)]
pub(super) struct Hop {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    /// A client that resolves names as the operating system does.
    pub fn new(guard: Guard) -> Client {
        Client::with_resolver(guard, Arc::new(SystemResolver))
    }

    /// The same, for receivers whose certificates come from authorities of the house, too.
    pub fn trusting(guard: Guard, authorities: &Authorities) -> Client {
        Client::build(guard, Arc::new(SystemResolver), authorities)
    }

    /// A client with another resolver. Its answers pass the guard like any other.
    pub fn with_resolver(guard: Guard, resolver: Arc<dyn Resolve>) -> Client {
        Client::build(guard, resolver, &Authorities::default())
    }

    fn build(guard: Guard, resolver: Arc<dyn Resolve>, authorities: &Authorities) -> Client {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(authorities.config())
            .https_or_http()
            .enable_http1()
            .wrap_connector(GuardedConnector::new(guard, resolver));
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(MAX_IDLE_PER_HOST)
            .build(connector);
        Client { http }
    }

    /// Sends a request and reads the answer. Any status is an answer.
    ///
    /// # Errors
    /// No answer, or none within the limits; [`OutboundError::outcome_unknown`] tells whether the receiver may have
    /// acted all the same.
    pub async fn send(&self, req: OutboundRequest) -> Result<OutboundResponse, OutboundError> {
        let started = Instant::now();
        let limits = Limits {
            started,
            timeout: req.timeout,
            max_response_bytes: req.max_response_bytes,
        };
        let allowed = req.max_redirects.min(MAX_REDIRECTS);
        let mut hop = Hop::first(req)?;
        let mut left = allowed;
        loop {
            let kept = (left > 0).then(|| hop.clone());
            let (authority, answer) = self.perform(hop, &limits).await?;
            if allowed == 0 || !redirect::is_redirect(answer.status()) {
                return read(answer, &authority, &limits).await;
            }
            let Some(kept) = kept else {
                let host = authority.host().to_owned();
                return Err(OutboundError::TooManyRedirects { host, limit: allowed });
            };
            hop = match redirect::next(kept, answer.status(), answer.headers()) {
                Some(next) => next?,
                None => return read(answer, &authority, &limits).await,
            };
            left -= 1;
        }
    }

    async fn perform(
        &self,
        hop: Hop,
        limits: &Limits,
    ) -> Result<(Authority, Response<Incoming>), OutboundError> {
        let mut request = hop.into_request()?;
        let authority = request.uri().authority().cloned().ok_or_else(no_host)?;
        // Once a connection is handed to the request, any part of it may be on its way.
        let connection = capture_connection(&mut request);
        match timeout_at(limits.deadline(), self.http.request(request)).await {
            Ok(Ok(answer)) => Ok((authority, answer)),
            Ok(Err(error)) => Err(explain(&error, &authority)),
            Err(_) => Err(limits.timed_out(&authority, connection.connection_metadata().is_some())),
        }
    }
}

struct Limits {
    started: Instant,
    timeout: Duration,
    max_response_bytes: usize,
}

impl Limits {
    fn deadline(&self) -> Instant {
        // A limit beyond what the clock can count is no limit; a day is more than any receiver needs.
        self.started
            .checked_add(self.timeout)
            .unwrap_or(self.started + Duration::from_secs(86_400))
    }

    fn timed_out(&self, authority: &Authority, request_sent: bool) -> OutboundError {
        OutboundError::TimedOut {
            host: authority.host().to_owned(),
            after: self.timeout,
            request_sent,
        }
    }
}

impl Hop {
    fn first(req: OutboundRequest) -> Result<Hop, OutboundError> {
        let url = Url::parse(&req.url).map_err(|error| OutboundError::BadUrl {
            reason: error.to_string(),
        })?;
        check_url(&url)?;
        let mut headers = HeaderMap::with_capacity(req.headers.len() + 3);
        for (name, value) in req.headers {
            let (name, value) = header(name, value)?;
            headers.append(name, value);
        }
        headers
            .entry(USER_AGENT)
            .or_insert(HeaderValue::from_static(AGENT));
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        Ok(Hop {
            method: req.method,
            url,
            headers,
            body: req.body,
        })
    }

    fn into_request(mut self) -> Result<Request<Full<Bytes>>, OutboundError> {
        self.url.set_fragment(None);
        let uri = Uri::try_from(String::from(self.url)).map_err(|error| OutboundError::BadUrl {
            reason: error.to_string(),
        })?;
        let mut request = Request::new(Full::new(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

/// Only web addresses with a host and without a password, which would end up in logs.
pub(super) fn check_url(url: &Url) -> Result<(), OutboundError> {
    let reason = match url.scheme() {
        "http" | "https" if !url.username().is_empty() || url.password().is_some() => {
            "it contains a user name or a password. Send them in the header `Authorization`"
        }
        "http" | "https" => return url.host_str().map(|_| ()).ok_or_else(no_host),
        _ => "it must start with http:// or https://",
    };
    Err(OutboundError::BadUrl {
        reason: reason.to_owned(),
    })
}

fn no_host() -> OutboundError {
    OutboundError::BadUrl {
        reason: "it has no host".to_owned(),
    }
}

fn header(name: String, value: String) -> Result<(HeaderName, HeaderValue), OutboundError> {
    const OWN: [HeaderName; 6] = [
        CONNECTION,
        CONTENT_LENGTH,
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
    ];
    let Ok(parsed) = HeaderName::from_bytes(name.trim().as_bytes()) else {
        let reason = "its name may only have letters, digits and dashes";
        return Err(OutboundError::BadHeader { name, reason });
    };
    if OWN.contains(&parsed) {
        let reason = "it belongs to the connection and is set by the client itself. Leave it out";
        return Err(OutboundError::BadHeader { name, reason });
    }
    match HeaderValue::from_maybe_shared(Bytes::from(value.into_bytes())) {
        Ok(value) => Ok((parsed, value)),
        Err(_) => {
            let reason = "its value has a line break or another control character. Remove it";
            Err(OutboundError::BadHeader { name, reason })
        }
    }
}

/// Turns the client's error into ours by looking for what lies beneath.
fn explain(error: &legacy::Error, authority: &Authority) -> OutboundError {
    let host = authority.host().to_owned();
    match find::<ConnectFailure>(error) {
        Some(ConnectFailure::Blocked { address, kind }) => {
            return OutboundError::Blocked {
                host,
                address: *address,
                kind,
            };
        }
        Some(ConnectFailure::Dns(reason)) => {
            return OutboundError::Dns {
                host,
                reason: reason.clone(),
            };
        }
        Some(ConnectFailure::Tcp(reason)) => {
            return OutboundError::Connect {
                host,
                reason: reason.clone(),
            };
        }
        None => {}
    }
    if error.is_connect() {
        let reason = find::<rustls::Error>(error).map(ToString::to_string);
        return OutboundError::Tls {
            host,
            reason: reason.unwrap_or_else(|| innermost(error).to_string()),
        };
    }
    let request_sent = find::<hyper::Error>(error).is_none_or(|error| !error.is_canceled());
    OutboundError::Broken {
        host,
        reason: innermost(error).to_string(),
        request_sent,
    }
}

/// What an error is made of, one layer down. An `io::Error` hides its content from `source`.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let hidden = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    hidden
        .map(|inner| inner as &(dyn Error + 'static))
        .or_else(|| error.source())
}

fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut layers = std::iter::successors(Some(error), |error| beneath(*error));
    layers.find_map(|error| error.downcast_ref())
}

fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    std::iter::successors(Some(error), |error| beneath(*error))
        .last()
        .unwrap_or(error)
}

/// Reads an answer whose head has come.
async fn read(
    answer: Response<Incoming>,
    authority: &Authority,
    limits: &Limits,
) -> Result<OutboundResponse, OutboundError> {
    let (head, body) = answer.into_parts();
    let (body, truncated) =
        match timeout_at(limits.deadline(), collect(body, limits.max_response_bytes)).await {
            Ok(Ok(read)) => read,
            Ok(Err(error)) => {
                let reason = innermost(&error).to_string();
                return Err(OutboundError::Broken {
                    host: authority.host().to_owned(),
                    reason,
                    request_sent: true,
                });
            }
            Err(_) => return Err(limits.timed_out(authority, true)),
        };
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let status = head.status.as_u16();
    Ok(OutboundResponse {
        status,
        headers,
        body,
        truncated,
        elapsed: limits.started.elapsed(),
    })
}

/// The body up to the limit, and whether there was more. A body in one piece is not copied.
async fn collect(mut body: Incoming, limit: usize) -> Result<(Bytes, bool), hyper::Error> {
    let mut pieces: Vec<Bytes> = Vec::new();
    let mut room = limit;
    let mut truncated = false;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        truncated = data.len() > room;
        let piece = data.slice(..data.len().min(room));
        room -= piece.len();
        pieces.push(piece);
        if truncated {
            break;
        }
    }
    let whole = match pieces.len() {
        1 => pieces.swap_remove(0),
        _ => Bytes::from(pieces.concat()),
    };
    Ok((whole, truncated))
}
