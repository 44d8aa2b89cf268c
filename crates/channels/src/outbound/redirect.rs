//! Where a redirect leads and what goes along. The next address passes the same guard as the first.

use super::client::Hop;
use super::error::OutboundError;
use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION, USER_AGENT,
};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use url::Url;

/// Whether a status sends the request elsewhere.
pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// The request that follows a redirect; `None` when the answer names no place. The method and the body stay, but 303
/// makes it a GET (Z-103). To another origin only headers go along that carry no secret.
pub(super) fn next(hop: Hop, status: StatusCode, answer: &HeaderMap) -> Option<Result<Hop, OutboundError>> {
    let location = answer.get(LOCATION)?;
    let joined = std::str::from_utf8(location.as_bytes())
        .ok()
        .and_then(|text| hop.url.join(text).ok());
    let Some(url) = joined else {
        return Some(Err(OutboundError::BadUrl {
            reason: "the receiver redirects to something that is not an address".to_owned(),
        }));
    };
    Some(follow(hop, url, status))
}

fn follow(mut hop: Hop, url: Url, status: StatusCode) -> Result<Hop, OutboundError> {
    if status == StatusCode::SEE_OTHER && hop.method != Method::HEAD {
        hop.method = Method::GET;
        hop.body = Bytes::new();
        for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE] {
            hop.headers.remove(name);
        }
    }
    if url.origin() != hop.url.origin() {
        let kept = std::mem::take(&mut hop.headers);
        hop.headers = kept
            .into_iter()
            .filter_map(|(name, value)| Some((name?, value)))
            .filter(goes_along)
            .collect();
    }
    super::client::check_url(&url)?;
    hop.url = url;
    Ok(hop)
}

/// Headers that may be shown to another origin. A signature is not a secret, it proves the request.
fn goes_along((name, _): &(HeaderName, http::HeaderValue)) -> bool {
    const HARMLESS: [HeaderName; 6] = [
        ACCEPT,
        ACCEPT_LANGUAGE,
        CONTENT_ENCODING,
        CONTENT_LANGUAGE,
        CONTENT_TYPE,
        USER_AGENT,
    ];
    HARMLESS.contains(name) || name.as_str().starts_with("webhook-") || name == "idempotency-key"
}
