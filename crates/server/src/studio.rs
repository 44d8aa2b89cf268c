//! The studio: static files that lie inside the binary.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::{Arc, OnceLock};

/// Shown when the binary was built without the studio.
const NOT_BUILT: &str = include_str!("studio/not-built.html");

/// The chat of other people's pages: each of their visitors loads it, so it may be a little old.
const WIDGET: &str = "widget.js";

/// The build script packs the files of a release, which makes it two megabytes smaller; other builds read the folder.
#[derive(RustEmbed)]
#[cfg_attr(debug_assertions, folder = "$CARGO_MANIFEST_DIR/../../web/dist")]
#[cfg_attr(not(debug_assertions), folder = "$OUT_DIR/studio")]
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
        let hash = file.metadata.sha256_hash();
        Some(match path.strip_suffix(PACKED) {
            Some(name) => (name.to_owned(), Asset::packed(bytes, &hash)),
            None => (path.into_owned(), Asset::plain(bytes, &hash)),
        })
    });
    over(files.collect())
}

fn over(assets: Assets) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(assets))
}

type Assets = HashMap<String, Asset>;

/// How the name of a packed file ends. The studio itself has none that does.
const PACKED: &str = ".gz";

/// A file in one of its two forms; the other is made when somebody first asks for it.
struct Asset {
    etag: HeaderValue,
    plain: OnceLock<Bytes>,
    /// The gzip form; `None` when it would not be smaller.
    packed: OnceLock<Option<Bytes>>,
}

impl Asset {
    fn new(hash: &[u8], plain: OnceLock<Bytes>, packed: OnceLock<Option<Bytes>>) -> Self {
        let etag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let etag = HeaderValue::from_str(&format!("\"{etag}\"")).expect("hexadecimal digits fit a header");
        Self { etag, plain, packed }
    }

    /// A file as it is.
    fn plain(bytes: Bytes, hash: &[u8]) -> Self {
        Self::new(hash, OnceLock::from(bytes), OnceLock::new())
    }

    /// A file in its gzip form.
    fn packed(bytes: Bytes, hash: &[u8]) -> Self {
        Self::new(hash, OnceLock::new(), OnceLock::from(Some(bytes)))
    }

    /// The file as it is.
    fn bytes(&self) -> &Bytes {
        self.plain.get_or_init(|| {
            let packed = self.packed.get().cloned().flatten().unwrap_or_default();
            let mut out = Vec::new();
            // What the build packed can be unpacked; a broken binary gives an empty file.
            if let Err(error) = flate2::read::GzDecoder::new(&*packed).read_to_end(&mut out) {
                tracing::error!(%error, "a file of the studio in this binary is broken");
            }
            out.into()
        })
    }

    /// The gzip form; `None` when it would not be smaller.
    fn gzip(&self) -> Option<&Bytes> {
        let pack = || {
            let plain = self.bytes();
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            out.write_all(plain).ok()?;
            let packed = out.finish().ok()?;
            (packed.len() < plain.len()).then(|| packed.into())
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
    let packed = if takes_gzip && is_text { asset.gzip() } else { None };
    let mut response = with_type(kind, packed.unwrap_or_else(|| asset.bytes()).clone().into());
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
