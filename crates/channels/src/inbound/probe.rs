//! Requests that look like events and are none: Tilda's probe of a new address and the previews of links.

use super::{RawRequest, header};
use signalbox_wire::json;

/// Whether the request is Tilda's check of an address being saved: `test=test` and nothing else (Z-114). It is to be
/// answered 200 and to start nothing. `json` is the decoded document.
pub fn is_tilda_probe(req: &RawRequest, json: &str) -> bool {
    if req.body.trim_ascii() == b"test=test" {
        return true;
    }
    let in_query = |name: &str| {
        let query = req.query.as_deref().unwrap_or_default();
        query.split('&').any(|pair| pair.split('=').next() == Some(name))
    };
    let mut sent = json::members(json)
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| name == "test" || !in_query(name));
    let is_probe = sent
        .next()
        .is_some_and(|(name, value)| name == "test" && value.get() == "\"test\"");
    is_probe && sent.next().is_none()
}

/// Words in the `User-Agent` of programs that open links to show a preview or to scan mail, lower case.
const PREVIEW_AGENTS: [&str; 31] = [
    "telegrambot",
    "whatsapp/",
    "viber/",
    "vkshare",
    "facebookexternalhit",
    "facebot",
    "twitterbot",
    "slackbot",
    "slack-imgproxy",
    "discordbot",
    "skypeuripreview",
    "microsoft office",
    "ms-office",
    "linkedinbot",
    "pinterestbot",
    "redditbot",
    "applebot",
    "googlebot",
    "google-safety",
    "googleimageproxy",
    "yandexbot",
    "yandex.com/bots",
    "mail.ru_bot",
    "bingbot",
    "bingpreview",
    "odklbot",
    "embedly",
    "proofpoint",
    "mimecast",
    "barracuda",
    "cloudmark",
];

const PREFETCH_HEADERS: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// Whether a link is opened by a program rather than a person: HEAD, a prefetch, or a known preview agent (Z-91).
/// Such openings must not run scenarios.
pub fn is_link_preview(method: &str, headers: &[(String, String)]) -> bool {
    let prefetches = |name: &str| {
        header(headers, name)
            .map(str::to_ascii_lowercase)
            .is_some_and(|purpose| {
                ["prefetch", "prerender", "preview"]
                    .iter()
                    .any(|word| purpose.contains(word))
            })
    };
    method.eq_ignore_ascii_case("HEAD")
        || PREFETCH_HEADERS.iter().any(|name| prefetches(name))
        || header(headers, "user-agent")
            .map(str::to_ascii_lowercase)
            .is_some_and(|agent| PREVIEW_AGENTS.iter().any(|known| agent.contains(known)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::decode;

    fn request(query: Option<&str>, content_type: &str, body: &'static str) -> RawRequest {
        RawRequest {
            method: "POST".to_owned(),
            query: query.map(str::to_owned),
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
            ..RawRequest::default()
        }
    }

    #[test]
    fn the_probe_of_tilda_is_recognised() {
        let form = "application/x-www-form-urlencoded";
        let table = [
            (None, form, "test=test", true),
            (Some("token=1"), form, "test=test", true),
            (None, "application/json", r#"{"test":"test"}"#, true),
            (Some("token=1"), "application/json", r#"{"test": "test"}"#, true),
            (Some("test=test"), form, "", true),
            (None, form, "test=test&name=x", false),
            (None, form, "test=1", false),
            (None, form, "", false),
        ];
        for (query, content_type, body, expected) in table {
            let req = request(query, content_type, body);
            let json = decode(&req).unwrap().json;
            assert_eq!(is_tilda_probe(&req, &json), expected, "{query:?} {body}");
        }
    }

    #[test]
    fn previews_are_told_from_people() {
        let table = [
            ("HEAD", "user-agent", "Mozilla/5.0", true),
            ("GET", "User-Agent", "TelegramBot (like TwitterBot)", true),
            ("GET", "User-Agent", "WhatsApp/2.23.20.0", true),
            (
                "GET",
                "User-Agent",
                "Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)",
                true,
            ),
            ("GET", "Sec-Purpose", "prefetch;prerender", true),
            ("GET", "Purpose", "prefetch", true),
            ("GET", "X-Moz", "prefetch", true),
            (
                "GET",
                "User-Agent",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36",
                false,
            ),
            ("GET", "Accept", "text/html", false),
        ];
        for (method, name, value, expected) in table {
            let headers = [(name.to_owned(), value.to_owned())];
            assert_eq!(
                is_link_preview(method, &headers),
                expected,
                "{method} {name}: {value}"
            );
        }
    }
}
