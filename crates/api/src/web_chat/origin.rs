//! Which pages may show a chat: exactly the origins its settings name, and the server's own.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// What a browser may keep of a preflight's answer, seconds.
const REMEMBER: &str = "600";

/// What the origin of a request means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// None was told: the server's own page, or no browser. The visitor's token guards the rest.
    Untold,
    /// One that may.
    Allowed(HeaderValue),
    /// Any other.
    Strange,
}

impl Origin {
    /// Judges the `Origin` of a request. Origins compare as text: browsers send them in one form.
    pub fn of(headers: &HeaderMap, allowed: &[String], own: &str) -> Self {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return Self::Untold;
        };
        let fits = |known: &str| known.trim_end_matches('/').as_bytes() == origin.as_bytes();
        if fits(own) || allowed.iter().any(|known| fits(known)) {
            Self::Allowed(origin.clone())
        } else {
            Self::Strange
        }
    }

    /// Tells the browser that this origin may read the answer, and caches that another's may differ.
    pub fn tell(&self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if let Self::Allowed(origin) = self {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            let exposed = HeaderValue::from_static("retry-after");
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }

    /// What a preflight hears besides.
    pub fn tell_preflight(response: &mut Response) {
        let told: [(HeaderName, &str); 3] = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "authorization, content-type, last-event-id",
            ),
            (header::ACCESS_CONTROL_MAX_AGE, REMEMBER),
        ];
        for (name, value) in told {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_origins_may() {
        let allowed = [
            "https://shop.example".to_owned(),
            "http://localhost:3000/".to_owned(),
        ];
        let of = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            Origin::of(&headers, &allowed, "https://crm.example")
        };
        assert_eq!(of(None), Origin::Untold);
        for good in [
            "https://shop.example",
            "http://localhost:3000",
            "https://crm.example",
        ] {
            assert_eq!(of(Some(good)), Origin::Allowed(HeaderValue::from_static(good)));
        }
        for bad in [
            "null",
            "",
            "http://shop.example",
            "https://shop.example:444",
            "https://shop.example.evil",
            "https://evil-shop.example",
            "https://a.shop.example",
        ] {
            assert_eq!(of(Some(bad)), Origin::Strange, "{bad}");
        }
    }
}
