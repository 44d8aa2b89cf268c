//! A receiver of webhooks that remembers what came.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use parking_lot::Mutex;
use std::sync::Arc;

/// One request that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// The header `webhook-id`.
    pub webhook_id: Option<String>,
    /// The body.
    pub body: String,
}

/// Answers every request with 200 and keeps it.
#[derive(Debug)]
pub struct Sink {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Sink {
    /// Listens on a free port.
    pub fn start() -> Self {
        let received = Arc::default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("there is a free port");
        let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
        let app = Router::new().fallback(take).with_state(Arc::clone(&received));
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self {
            url,
            received,
            _runtime: runtime,
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What came so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().clone()
    }
}

async fn take(
    State(received): State<Arc<Mutex<Vec<Received>>>>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let webhook_id = headers
        .get("webhook-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    received.lock().push(Received { webhook_id, body });
    StatusCode::OK
}
