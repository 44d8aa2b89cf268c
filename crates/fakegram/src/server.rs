//! The server: connections, routes, and the faults that need a hand on the connection.

use crate::acts::Act;
use crate::call::{Answer, Params, Refusal, document};
use crate::control;
use crate::fault::{Fault, Rule};
use crate::limits::Limits;
use crate::methods;
use crate::push;
use crate::world::{Bot, Call, World, now_us};
use bytes::Bytes;
use futures_util::stream;
use http::{Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use serde_json::Value;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// What the server begins with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Bots by token, `NUMBER:SECRET`.
    pub tokens: Vec<String>,
    /// Limits of sending; off by default.
    pub limits: Limits,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub world: Mutex<World>,
}

/// A running server in this process. Dropping it ends it.
#[derive(Debug)]
pub struct Fakegram {
    shared: Arc<Shared>,
    address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Fakegram {
    /// Listens on a free port of this machine. Panics when there is none: it is made for tests.
    pub fn start(options: &Options) -> Self {
        Self::listen(options, SocketAddr::from(([127, 0, 0, 1], 0)))
            .unwrap_or_else(|error| panic!("the Bot API server cannot start: {error}"))
    }

    /// Listens where it is told.
    ///
    /// # Errors
    /// The address is taken, or a token is none.
    pub fn listen(options: &Options, address: SocketAddr) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let shared = Arc::new(Shared {
            world: Mutex::new(World {
                limits: options.limits,
                ..World::default()
            }),
        });
        for token in &options.tokens {
            add_bot(&mut shared.world.lock(), token).map_err(io::Error::other)?;
        }
        // Without waiting, so that a test which runs in a runtime of its own can start it.
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        runtime.spawn(accept(listener, shared.clone()));
        Ok(Self {
            shared,
            address,
            runtime: Some(runtime),
        })
    }

    /// `http://HOST:PORT`, what clients take for `https://api.telegram.org`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a bot of a token. Panics when the token has not the form `NUMBER:SECRET`.
    pub fn add_bot(&self, token: &str) {
        add_bot(&mut self.shared.world.lock(), token).unwrap_or_else(|why| panic!("{why}"));
    }

    /// Makes a token worthless, as when its owner asks for a new one.
    pub fn revoke(&self, token: &str) {
        if let Some(bot) = self.shared.world.lock().bots.get_mut(token) {
            bot.is_revoked = true;
            bot.changed.notify_waiters();
        }
    }

    /// Somebody does something; the ids of the updates it made. Panics when it cannot be done.
    pub fn act(&self, token: &str, act: Act) -> Vec<i64> {
        let done = self.shared.world.lock().act(token, act);
        done.unwrap_or_else(|why| panic!("{why}"))
    }

    /// A fault to come.
    pub fn fail(&self, rule: Rule) {
        self.shared.world.lock().faults.0.push(rule);
    }

    /// Enforces other limits from now on.
    pub fn limit(&self, limits: Limits) {
        self.shared.world.lock().limits = limits;
    }

    /// The calls of a method so far; all when it is empty.
    pub fn calls(&self, method: &str) -> Vec<Call> {
        let world = self.shared.world.lock();
        let fits = |call: &&Call| method.is_empty() || call.method.eq_ignore_ascii_case(method);
        world.calls.iter().filter(fits).cloned().collect()
    }

    /// Updates that wait for a bot.
    pub fn waiting(&self, token: &str) -> usize {
        let world = self.shared.world.lock();
        world.bots.get(token).map_or(0, |bot| bot.updates.len())
    }
}

impl Drop for Fakegram {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Makes a bot of a token.
pub(crate) fn add_bot(world: &mut World, token: &str) -> Result<(), String> {
    let parts = token.split_once(':').filter(|(_, secret)| !secret.is_empty());
    let id = parts.and_then(|(id, _)| id.parse().ok());
    let id: i64 = id.ok_or_else(|| format!("{token:?} is no token: it must be NUMBER:SECRET"))?;
    let bot = Bot::new(id, &format!("bot{id}_bot"));
    world.bots.entry(token.to_owned()).or_insert(bot);
    Ok(())
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        drop(stream.set_nodelay(true));
        let shared = shared.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| serve(shared.clone(), request));
            let mut http = hyper::server::conn::http1::Builder::new();
            let serving = http
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            // A broken connection is what some tests ask for.
            drop(serving.await);
        });
    }
}

/// Answers a request. An error closes the connection without an answer.
async fn serve(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<Body>, io::Error> {
    let path = request.uri().path().to_owned();
    if let Some(rest) = path.strip_prefix("/_fake/") {
        return control::serve(&shared, rest, request).await;
    }
    if let Some((token, file)) = path
        .strip_prefix("/file/bot")
        .and_then(|rest| rest.split_once('/'))
    {
        return Ok(download(&shared.world.lock(), token, file));
    }
    let called = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/'));
    let Some((token, method)) = called else {
        return Ok(answer(&Err(Refusal::new(404, "Not Found")), None));
    };
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    match Params::read(&parts, body).await {
        Ok(params) => call(&shared, token, method, &params).await,
        Err(refusal) => Ok(answer(&Err(refusal), None)),
    }
}

fn download(world: &World, token: &str, path: &str) -> Response<Body> {
    let known = world.bots.get(token).is_some_and(|bot| !bot.is_revoked);
    let file = path.strip_prefix("files/").and_then(|id| world.files.get(id));
    match file.filter(|_| known) {
        Some(file) => whole(StatusCode::OK, "application/octet-stream", file.bytes.clone()),
        None => answer(&Err(Refusal::new(404, "Not Found")), None),
    }
}

async fn call(
    shared: &Arc<Shared>,
    token: &str,
    method: &str,
    params: &Params,
) -> Result<Response<Body>, io::Error> {
    let name = method.to_ascii_lowercase();
    let at_us = now_us();
    let fault = {
        let mut world = shared.world.lock();
        let fault = world.faults.take(method, params.int("chat_id"));
        match world.bots.get(token) {
            Some(bot) if !bot.is_revoked => fault,
            _ => return Ok(answer(&Err(Refusal::new(401, "Unauthorized")), None)),
        }
    };
    let performed = match &fault {
        Some(Fault::Close { done: false }) => Err(Refusal::new(0, "closed")),
        Some(Fault::Status {
            code,
            description,
            retry_after,
        }) => Err(match retry_after {
            Some(seconds) => Refusal::flood(*seconds),
            None => Refusal::new(*code, description.clone()),
        }),
        _ => perform(shared, token, &name, params).await,
    };
    record(shared, token, method, params, at_us, &performed, fault.as_ref());
    if name == "setwebhook" && performed.is_ok() {
        push::start(shared, token);
    }
    give(performed, fault).await
}

async fn perform(shared: &Shared, token: &str, method: &str, params: &Params) -> Answer {
    if method == "getupdates" {
        return methods::updates::poll(&shared.world, token, params).await;
    }
    methods::perform(&mut shared.world.lock(), token, method, params, Instant::now())
}

fn record(
    shared: &Shared,
    token: &str,
    method: &str,
    params: &Params,
    at_us: u64,
    performed: &Answer,
    fault: Option<&Fault>,
) {
    let broken = matches!(fault, Some(Fault::Hang | Fault::Close { .. } | Fault::Truncate));
    let id = |message: &Value| message["message_id"].as_i64();
    let messages = match performed {
        Ok(Value::Array(list)) if method.eq_ignore_ascii_case("sendMediaGroup") => {
            list.iter().filter_map(id).collect()
        }
        Ok(message) => id(message).into_iter().collect(),
        Err(_) => Vec::new(),
    };
    shared.world.lock().record(Call {
        n: 0,
        at_us,
        bot: token.to_owned(),
        method: method.to_owned(),
        params: params.recorded(),
        done: performed.is_ok(),
        error: performed.as_ref().err().map(|refusal| refusal.code),
        messages,
        broken,
    });
}

/// Gives the answer, or breaks it as asked.
async fn give(performed: Answer, fault: Option<Fault>) -> Result<Response<Body>, io::Error> {
    match fault {
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::Close { .. }) => Err(io::Error::other("closed as asked")),
        Some(Fault::Slow { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Ok(answer(&performed, None))
        }
        fault => Ok(answer(&performed, fault.as_ref())),
    }
}

fn answer(performed: &Answer, fault: Option<&Fault>) -> Response<Body> {
    let (code, mut body) = document(performed);
    match (fault, body["result"].as_array_mut()) {
        (Some(Fault::Repeat), Some(updates)) => {
            *updates = updates
                .iter()
                .flat_map(|update| [update.clone(), update.clone()])
                .collect();
        }
        (Some(Fault::Reverse), Some(updates)) => updates.reverse(),
        _ => {}
    }
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let bytes = Bytes::from(body.to_string());
    if fault == Some(&Fault::Truncate) {
        return cut(status, bytes);
    }
    whole(status, "application/json", bytes)
}

pub(crate) fn whole(status: StatusCode, kind: &str, bytes: Bytes) -> Response<Body> {
    let full = Full::new(bytes).map_err(|never| match never {});
    let mut response = Response::new(full.boxed_unsync());
    *response.status_mut() = status;
    if let Ok(kind) = kind.parse() {
        response.headers_mut().insert("content-type", kind);
    }
    response
}

/// Half of the bytes, after which the connection breaks.
fn cut(status: StatusCode, bytes: Bytes) -> Response<Body> {
    let half = bytes.slice(..bytes.len() / 2);
    let pieces = [Ok(Frame::data(half)), Err(io::Error::other("cut as asked"))];
    let body = StreamBody::new(stream::iter(pieces));
    let mut response = whole(status, "application/json", Bytes::new());
    response
        .headers_mut()
        .insert("content-length", bytes.len().into());
    *response.body_mut() = body.boxed_unsync();
    response
}
