//! Parts of a request, read once and refused with a problem document.

use crate::doc::{Input, Sketch};
use crate::problem::{Code, Problem};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// What stands in the path: an id, a name or a tuple of them. What is no id names nothing: 404.
#[derive(Debug)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(Problem::new(
                Code::NotFound,
                format!("nothing stands at this address: {rejection}"),
            )),
        }
    }
}

impl<T> Input for At<T> {}

/// The query.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(Problem::invalid("query", rejection.body_text())),
        }
    }
}

impl<T: JsonSchema> Input for Query<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.query::<T>();
    }
}

/// A JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let bytes = bytes_of(request, state).await?;
        if bytes.is_empty() {
            return Err(Problem::invalid("", "the body is empty: send a JSON document"));
        }
        if !is_json {
            return Err(not_json());
        }
        Ok(Self(parse(&bytes)?))
    }
}

impl<T: JsonSchema> Input for Body<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.body::<T>(true);
    }
}

/// A JSON body that may be left out.
#[derive(Debug)]
pub struct MaybeBody<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let bytes = bytes_of(request, state).await?;
        match bytes.is_empty() {
            true => Ok(Self(T::default())),
            false if !is_json => Err(not_json()),
            false => Ok(Self(parse(&bytes)?)),
        }
    }
}

impl<T: JsonSchema> Input for MaybeBody<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.body::<T>(false);
    }
}

/// A body of plain text, such as YAML.
#[derive(Debug)]
pub struct TextBody(pub String);

impl<S: Send + Sync> FromRequest<S> for TextBody {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        // A page of another site may send plain text without asking; anything else it may not.
        if request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
        {
            return Err(Problem::new(
                Code::UnsupportedMedia,
                "send the text with `Content-Type: application/yaml`",
            ));
        }
        let bytes = bytes_of(request, state).await?;
        match String::from_utf8(bytes.into()) {
            Ok(text) => Ok(Self(text)),
            Err(_) => Err(Problem::invalid("", "the text is not UTF-8: save it as UTF-8")),
        }
    }
}

impl Input for TextBody {
    fn describe(sketch: &mut Sketch) {
        let schema = schemars::json_schema!({ "type": "string" });
        sketch.endpoint.body = Some(crate::doc::Body {
            schema,
            content_type: "application/yaml",
            required: true,
        });
    }
}

async fn bytes_of<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection.status() {
            axum::http::StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            _ => Problem::invalid("", "the body broke off: send it again"),
        })
}

/// The answer to a body beyond the limit.
pub(crate) fn too_large() -> Problem {
    Problem::new(Code::TooLarge, "the body is larger than this address takes")
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn not_json() -> Problem {
    Problem::new(
        Code::UnsupportedMedia,
        "send the body with `Content-Type: application/json`",
    )
}

/// Reads JSON; a fault names its place.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|fault| {
        let path = fault.path().to_string();
        // `?` is where the text broke off, which its line and column say better.
        let path = if matches!(path.as_str(), "." | "?") {
            String::new()
        } else {
            path
        };
        Problem::invalid(path, signalbox_engine::in_words(&fault.into_inner().to_string()))
    })?;
    reader
        .end()
        .map_err(|fault| Problem::invalid("", fault.to_string()))?;
    Ok(value)
}

/// How much of a list is wanted.
#[derive(Debug, Clone, Default, serde::Deserialize, JsonSchema)]
#[serde(default)]
pub struct Paging {
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    pub limit: Option<u16>,
    /// Where the last page ended: its `next`.
    pub cursor: Option<String>,
}

impl Paging {
    /// How many rows a page has.
    pub fn limit(&self) -> i64 {
        i64::from(self.limit.unwrap_or(50).clamp(1, 500))
    }

    /// The id before which the page starts.
    pub fn before<I: std::str::FromStr>(&self) -> Result<Option<I>, Problem> {
        let wrong = |_| Problem::invalid("cursor", "is no cursor of ours: take `next` of the page before");
        self.cursor.as_deref().map(str::parse).transpose().map_err(wrong)
    }
}

/// A page of a list.
#[derive(Debug, serde::Serialize, JsonSchema)]
pub struct Page<T> {
    /// The rows, newest first unless said otherwise.
    pub items: Vec<T>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of at most `limit` rows; a full one has a next.
    pub fn new(items: Vec<T>, limit: i64, id: impl Fn(&T) -> String) -> Self {
        let full = i64::try_from(items.len()).is_ok_and(|count| count >= limit);
        let next = if full { items.last().map(id) } else { None };
        Self { items, next }
    }

    /// A list that has only one page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_place() {
        #[derive(Debug, serde::Deserialize)]
        struct Inner {
            #[expect(dead_code, reason = "only read by serde")]
            count: u8,
        }
        let table = [
            (r#"[{"count":1},{"count":"x"}]"#, "[1].count"),
            (r#"[{"count":1}"#, ""),
            (r#"[{}]"#, "[0]"),
            (r#"[] []"#, ""),
        ];
        for (text, path) in table {
            let problem = parse::<Vec<Inner>>(text.as_bytes()).unwrap_err();
            assert_eq!(problem.first_path(), Some(path), "{text}");
        }
    }

    #[test]
    fn json_is_told_by_its_content_type() {
        let of = |kind: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, axum::http::HeaderValue::from_static(kind));
            is_json(&headers)
        };
        assert!(of("application/json") && of("Application/JSON; charset=utf-8") && of("application/ld+json"));
        assert!(!of("text/plain") && !of("application/x-www-form-urlencoded") && !of("json"));
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn only_a_full_page_has_a_next() {
        let page = |rows: Vec<u8>| Page::new(rows, 2, ToString::to_string).next;
        assert_eq!(
            (page(vec![]), page(vec![1]), page(vec![1, 2])),
            (None, None, Some("2".into()))
        );
    }
}
