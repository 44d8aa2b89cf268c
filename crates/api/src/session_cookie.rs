//! The cookie of a session.

use crate::auth::COOKIE;
use crate::doc::{Output, Sketch};
use crate::problem::{Problem, Result};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use signalbox_store::accounts::LIFETIME_SECS;

/// An answer that sets or removes the cookie.
#[derive(Debug)]
pub(crate) struct WithCookie<T> {
    /// The header.
    pub cookie: HeaderValue,
    /// The answer.
    pub answer: T,
}

impl<T: IntoResponse> IntoResponse for WithCookie<T> {
    fn into_response(self) -> Response {
        let mut response = self.answer.into_response();
        response.headers_mut().append(header::SET_COOKIE, self.cookie);
        response
    }
}

impl<T: Output> Output for WithCookie<T> {
    fn describe(sketch: &mut Sketch) {
        T::describe(sketch);
    }
}

/// The header that signs a browser in.
pub(crate) fn set(secret: &str, is_https: bool) -> Result<HeaderValue> {
    header_value(&format!("{COOKIE}={secret}; Max-Age={LIFETIME_SECS}"), is_https)
}

/// The header that signs a browser out.
pub(crate) fn remove(is_https: bool) -> Result<HeaderValue> {
    header_value(&format!("{COOKIE}=; Max-Age=0"), is_https)
}

fn header_value(start: &str, is_https: bool) -> Result<HeaderValue> {
    let secure = if is_https { "; Secure" } else { "" };
    let text = format!("{start}; Path=/; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).map_err(|error| Problem::internal(&error))
}
