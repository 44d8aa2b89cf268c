//! The studio: static files that lie inside the binary.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// Shown when the binary was built without the studio.
const NOT_BUILT: &str = include_str!("studio/not-built.html");

/// The chat of other people's pages: each of their visitors loads it, so it may be a little old.
const WIDGET: &str = "widget.js";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Files;

/// Serves the studio at every address that nothing else answers.
pub fn router() -> Router {
    let files = Files::iter().filter_map(|path| {
        let file = Files::get(&path)?;
        let bytes = match file.data {
            std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            std::borrow::Cow::Owned(bytes) => bytes.into(),
        };
        Some((path.into_owned(), Asset::new(bytes, &file.metadata.sha256_hash())))
    });
    over(files.collect())
}

fn over(assets: Assets) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(assets))
}

type Assets = HashMap<String, Asset>;

struct Asset {
    bytes: Bytes,
    etag: HeaderValue,
    packed: OnceLock<Option<Bytes>>,
}

impl Asset {
    fn new(bytes: Bytes, hash: &[u8]) -> Self {
        let etag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Self {
            bytes,
            etag: HeaderValue::from_str(&format!("\"{etag}\"")).expect("hexadecimal digits fit a header"),
            packed: OnceLock::new(),
        }
    }

    /// The gzip form, made once; `None` when it would not be smaller.
    fn packed(&self) -> Option<&Bytes> {
        let pack = || {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            out.write_all(&self.bytes).ok()?;
            let packed = out.finish().ok()?;
            (packed.len() < self.bytes.len()).then(|| packed.into())
        };
        self.packed.get_or_init(pack).as_ref()
    }
}

async fn answer(
    State(assets): State<Arc<Assets>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    if method != Method::GET && method != Method::HEAD {
        return status(StatusCode::METHOD_NOT_ALLOWED);
    }
    let path = uri.path().trim_start_matches('/');
    match assets.get(path) {
        Some(asset) => file(path, asset, &headers),
        // A missing file must not look like a page; any other address is a page of the studio.
        None if path.starts_with("assets/") || path == WIDGET => status(StatusCode::NOT_FOUND),
        None => match assets.get("index.html") {
            Some(asset) => file("index.html", asset, &headers),
            None => with_type("text/html; charset=utf-8", NOT_BUILT.into()),
        },
    }
}

fn file(path: &str, asset: &Asset, asked: &HeaderMap) -> Response<Body> {
    if asked.get(header::IF_NONE_MATCH) == Some(&asset.etag) {
        return status(StatusCode::NOT_MODIFIED);
    }
    let kind = content_type(path);
    let takes_gzip = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    let is_text = kind.starts_with("text/") || kind.contains("json") || kind.contains("svg");
    let packed = if takes_gzip && is_text {
        asset.packed()
    } else {
        None
    };
    let mut response = with_type(kind, packed.unwrap_or(&asset.bytes).clone().into());
    let headers = response.headers_mut();
    if packed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, asset.etag.clone());
    // Names under assets/ carry a hash of the content, so they may be kept for ever.
    let keep = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else if path == WIDGET {
        "public, max-age=600"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn with_type(kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
