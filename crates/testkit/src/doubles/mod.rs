//! Small faithful doubles of other systems, with their limits and their error answers, as the catalogue of wire formats
//! has them. What a test wants to go wrong next, it says beforehand.

mod amocrm;
mod mindbox;

pub use amocrm::Amocrm;
pub use mindbox::Mindbox;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// The largest body a double reads, bytes.
const MOST_BYTES: usize = 1 << 20;

/// Something that goes wrong instead of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The system is in trouble.
    Status(u16),
    /// Nothing is answered for so long.
    Silent(Duration),
    /// The request is worked off, and the connection breaks before the answer is through.
    LostAnswer,
    /// The refusal says back what came, the credentials too.
    SaysBack,
}

/// One request that came.
#[derive(Debug, Clone)]
pub struct Call {
    /// `POST`, …
    pub method: String,
    /// The path.
    pub path: String,
    /// Parameters of the address, decoded.
    pub query: Vec<(String, String)>,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as JSON; null when it is none.
    pub body: Value,
    /// Whether it had an effect.
    pub done: bool,
}

impl Call {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// A parameter of the address.
    pub fn query(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }
}

fn find<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    let found = pairs.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// What a system answers, and whether it did what it was asked.
struct Verdict {
    status: u16,
    body: Value,
    done: bool,
}

type Judge = Box<dyn Fn(&Call) -> Verdict + Send + Sync>;

struct State {
    judge: Judge,
    calls: Mutex<Vec<Call>>,
    mishaps: Mutex<VecDeque<Mishap>>,
}

/// A running double.
pub struct Double {
    base: String,
    state: Arc<State>,
    _runtime: tokio::runtime::Runtime,
}

impl std::fmt::Debug for Double {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Double")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Double {
    fn start(judge: Judge) -> Self {
        let state = Arc::new(State {
            judge,
            calls: Mutex::default(),
            mishaps: Mutex::default(),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("there is a free port");
        let base = format!("http://{}", listener.local_addr().expect("it is bound"));
        let app = Router::new().fallback(answer).with_state(state.clone());
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self {
            base,
            state,
            _runtime: runtime,
        }
    }

    /// Its address, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What came so far.
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.lock().clone()
    }

    /// What came and had an effect.
    pub fn done(&self) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.done).collect()
    }

    /// What goes wrong with the next requests, one each.
    pub fn goes_wrong(&self, mishaps: impl IntoIterator<Item = Mishap>) {
        self.state.mishaps.lock().extend(mishaps);
    }
}

async fn answer(axum::extract::State(state): axum::extract::State<Arc<State>>, request: Request) -> Response {
    let call = read(request).await;
    let mishap = state.mishaps.lock().pop_front();
    let refused = |status: u16, body: String| {
        let status = StatusCode::from_u16(status).expect("a status of the test");
        (status, body).into_response()
    };
    match mishap {
        Some(Mishap::Status(status)) => {
            state.calls.lock().push(call);
            return refused(status, "in trouble".to_owned());
        }
        Some(Mishap::Silent(pause)) => {
            state.calls.lock().push(call);
            tokio::time::sleep(pause).await;
            return refused(200, String::new());
        }
        Some(Mishap::SaysBack) => {
            let said = format!("what came: {:?} {:?}", call.headers, call.query);
            let body = serde_json::json!({ "status": "ProtocolError", "errorMessage": said, "detail": said });
            state.calls.lock().push(call);
            return refused(400, body.to_string());
        }
        Some(Mishap::LostAnswer) | None => {}
    }
    let verdict = (state.judge)(&call);
    let call = Call {
        done: verdict.done,
        ..call
    };
    state.calls.lock().push(call);
    let status = StatusCode::from_u16(verdict.status).expect("a status of the double");
    let body = verdict.body.to_string();
    if mishap == Some(Mishap::LostAnswer) {
        // More is promised than comes.
        let promised = (body.len() + 100).to_string();
        let some: Result<Bytes, std::io::Error> = Ok(body.into());
        let broken = Err(std::io::Error::other("the connection breaks"));
        let body = axum::body::Body::from_stream(futures_util::stream::iter([some, broken]));
        return (status, [("content-length", promised)], body).into_response();
    }
    (status, [("content-type", "application/json")], body).into_response()
}

async fn read(request: Request) -> Call {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, MOST_BYTES).await.unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let headers = parts.headers.iter();
    Call {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: pairs.into_owned().collect(),
        headers: headers
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
        done: false,
    }
}
