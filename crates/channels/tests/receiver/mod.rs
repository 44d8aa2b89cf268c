//! A small HTTP server that remembers what it saw and answers as told.

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// What the server does with a request.
pub enum Answer {
    Reply(Response<Full<Bytes>>),
    /// Never answers.
    Silence,
    /// Closes the connection without an answer.
    HangUp,
}

impl Answer {
    pub fn text(status: u16, text: &str) -> Answer {
        let body = Full::new(Bytes::copy_from_slice(text.as_bytes()));
        Answer::Reply(Response::builder().status(status).body(body).unwrap())
    }

    pub fn redirect(status: u16, location: &str) -> Answer {
        let builder = Response::builder().status(status).header("location", location);
        Answer::Reply(builder.body(Full::default()).unwrap())
    }
}

type Script = dyn Fn(&Seen) -> Answer + Send + Sync;

pub struct Receiver {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
}

impl Receiver {
    pub async fn start(script: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Receiver {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            connections: Arc::default(),
        };
        let (script, seen) = (Arc::new(script) as Arc<Script>, receiver.seen.clone());
        let connections = receiver.connections.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream, script.clone(), seen.clone()));
            }
        });
        receiver
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn serve(stream: TcpStream, script: Arc<Script>, seen: Arc<Mutex<Vec<Seen>>>) {
    let service = service_fn(move |req: Request<Incoming>| answer(req, script.clone(), seen.clone()));
    // A connection that the client or the script breaks off is part of the tests.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    req: Request<Incoming>,
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Seen>>>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = req.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let request = Seen {
        method: head.method.to_string(),
        target: head.uri.to_string(),
        headers: head.headers,
        body,
    };
    let answer = script(&request);
    seen.lock().unwrap().push(request);
    match answer {
        Answer::Reply(response) => Ok(response),
        Answer::Silence => std::future::pending().await,
        Answer::HangUp => Err(io::Error::other("told to hang up")),
    }
}
