//! The real router on a fresh database, with a clock that the test moves.

use crate::gate::{Desk, Gate};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use signalbox_api::{ApiConfig, App, Clock, Live, router};
use signalbox_engine::{Done, Engine};
use signalbox_model::Micros;
use signalbox_store::keyring::Keyring;
use signalbox_store::{Db, Options, StoreError, Tx, Url, imports};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use tower::ServiceExt;

/// Where the clock starts: 2026-06-01T00:00:00Z.
pub const START: i64 = 1_780_272_000_000_000;

pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Micros {
        Micros(self.0.load(Ordering::Relaxed))
    }
}

pub struct Server {
    pub router: Router,
    pub db: Db,
    pub engine: Arc<Engine>,
    desk: Arc<Desk>,
    clock: Arc<TestClock>,
    _dir: tempfile::TempDir,
}

/// An answer as a client sees it.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {:?}", self))
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        if self.text.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// A problem document with this status and code; the whole of it.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let kind = self.headers[header::CONTENT_TYPE].clone();
        let problem = self.is(status);
        assert_eq!(
            (kind.as_bytes(), problem["code"].as_str()),
            (&b"application/problem+json"[..], Some(code)),
            "{problem}"
        );
        assert_eq!(problem["status"], status);
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty()),
            "{problem}"
        );
        problem
    }

    pub fn cookie(&self) -> String {
        let set = self.headers[header::SET_COOKIE].to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    }
}

/// Runs a story on SQLite, and on PostgreSQL when `SIGNALBOX_TEST_PG` names a server.
pub fn on_both<F: Future<Output = ()>>(story: impl Fn(Server) -> F) {
    let run = |url| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(story(Server::start(url)));
    };
    run(None);
    if let Ok(server) = std::env::var("SIGNALBOX_TEST_PG") {
        run(Some(server));
    }
}

/// Runs a story on SQLite alone: for those about the API itself.
pub fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Server) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(story(Server::start(None)));
}

fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "api{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let admin = format!("{server}/postgres");
    let create = format!("CREATE DATABASE {name}");
    // The client must not be used inside the runtime's thread.
    std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&admin, postgres::NoTls).unwrap();
        client.batch_execute(&create).unwrap();
    })
    .join()
    .unwrap();
    format!("{server}/{name}")
}

impl Server {
    fn start(pg: Option<String>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match pg {
            Some(server) => Url::Pg(fresh_database(&server)),
            None => Url::Lite(dir.path().join("t.db")),
        };
        let db = Db::open(
            &Options {
                writers: 2,
                ..Options::new(url)
            },
            START,
        )
        .unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let live = Arc::new(Live::new(1));
        let engine = Engine::new(db.ids().clone(), Box::new(Gate), Box::new(Gate), || 0);
        let engine = Arc::new(engine);
        let desk = Arc::new(Desk {
            live: live.clone(),
            left: Default::default(),
        });
        let app = App {
            db: db.clone(),
            engine: engine.clone(),
            after: desk.clone(),
            intake: Arc::new(Gate),
            courier: Arc::new(Gate),
            messenger: Arc::new(Gate),
            live,
            clock: clock.clone(),
            keyring: Arc::new(Keyring::from_bytes([3; 32])),
            config: ApiConfig::new("https://crm.example.com/"),
        };
        let studio = Router::new().fallback(|| async { "studio" });
        Self {
            router: router(app, studio),
            db,
            engine,
            desk,
            clock,
            _dir: dir,
        }
    }

    /// Another server of its own, on SQLite.
    pub async fn alone() -> Self {
        Self::start(None)
    }

    pub fn pass(&self, secs: i64) {
        self.clock.0.fetch_add(secs * 1_000_000, Ordering::Relaxed);
    }

    /// The clock, UNIX seconds.
    pub fn secs(&self) -> i64 {
        self.clock.now().secs()
    }

    /// How many wrong codes of second factors are counted.
    pub async fn failures_of_codes(&self) -> i64 {
        let counted = self.db.read(|tx| {
            tx.one(
                "SELECT CAST(SUM(failures) AS BIGINT) FROM sign_in_failure WHERE subject LIKE ' code %'",
                &[],
                |row| row.int(0),
            )
        });
        counted.await.unwrap().unwrap_or(0)
    }

    /// Calls the engine in a transaction of its own.
    pub async fn does<T: Send + 'static>(
        &self,
        what: impl FnOnce(&Engine, &mut Tx, Micros) -> signalbox_engine::Result<T> + Send + 'static,
    ) -> T {
        let (engine, now) = (self.engine.clone(), self.clock.now());
        self.db.write(move |tx| what(&engine, tx, now)).await.unwrap()
    }

    /// Works off every event that commits left, and what follows from it, as the workers of a server would.
    pub async fn settle(&self) {
        loop {
            let Done { events, .. } = std::mem::take(&mut *self.desk.left.lock());
            if events.is_empty() {
                return;
            }
            for event in events {
                let work = move |engine: &Engine, tx: &mut Tx, now| {
                    engine.work_off(tx, now, event.workspace, event.event)
                };
                let done = self.does(work).await;
                self.desk.left.lock().merge(done);
            }
        }
    }

    /// Works off the imports under way, as the workers of a server would: a few rows at a time.
    pub async fn work_imports(&self) {
        while !self.step_imports(3).await {}
    }

    /// One step of each import under way; whether all are through.
    pub async fn step_imports(&self, limit: i64) -> bool {
        let busy: Result<Vec<_>, StoreError> = self.db.read(imports::busy_any_workspace).await;
        let busy = busy.unwrap();
        for (workspace, id) in &busy {
            let (workspace, id) = (*workspace, *id);
            let step =
                move |engine: &Engine, tx: &mut Tx, now| engine.step_import(tx, now, workspace, id, limit);
            let (_, done) = self.does(step).await;
            self.desk.left.lock().merge(done);
        }
        busy.is_empty()
    }

    /// Fires the timers that are due, and works off what follows.
    pub async fn fire(&self) {
        let (_, done) = self
            .does(|engine, tx, now| engine.fire_timers(tx, now, 100))
            .await;
        self.desk.left.lock().merge(done);
        self.settle().await;
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub fn anyone(&self) -> Client<'_> {
        Client {
            server: self,
            headers: Vec::new(),
        }
    }

    /// Makes the owner; their browser.
    pub async fn owner(&self) -> Client<'_> {
        let owner = json!({ "name": "Anna", "email": "anna@example.com", "password": "correct horse" });
        let made = self.anyone().post("/setup", owner).await;
        assert_eq!(made.status, 201, "{}", made.text);
        self.browser(made.cookie())
    }

    pub fn browser(&self, cookie: String) -> Client<'_> {
        self.anyone().with("cookie", cookie).with("x-signalbox", "1")
    }
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Client<'s> {
    pub server: &'s Server,
    headers: Vec<(String, String)>,
}

impl Client<'_> {
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// The headers of every request.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub async fn send(&self, method: &str, path: &str, kind: Option<&str>, body: impl Into<Body>) -> Reply {
        let path = if path.starts_with("//") {
            path[1..].to_owned()
        } else {
            format!("/api/v1{path}")
        };
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        self.server.send(request.body(body.into()).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None, Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some("application/json"), body.to_string())
            .await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send("PUT", path, Some("application/json"), body.to_string())
            .await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send("PATCH", path, Some("application/json"), body.to_string())
            .await
    }
}
