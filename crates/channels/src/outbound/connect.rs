//! Connections to judged addresses only: resolve, judge every answer, connect to a judged one. Because the socket is
//! opened to the very address that was judged, a name that changes its answer between check and use gains nothing.

use super::guard::{Guard, Refusal};
use http::Uri;
use hyper_util::rt::TokioIo;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

/// How long one address may take, so that a dead one leaves time for the next.
const PER_ADDRESS: Duration = Duration::from_secs(5);

/// The addresses of a name, some time later.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Turns names into addresses. The client uses the system's resolver; tests bring their own.
pub trait Resolve: Send + Sync + 'static {
    /// All addresses of a host name, best first.
    fn resolve(&self, host: String) -> Resolving;
}

/// The resolver of the operating system.
pub(super) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: String) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Why there is no TCP connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectFailure {
    #[error("blocked")]
    Blocked { address: IpAddr, kind: &'static str },
    #[error("not resolved")]
    Dns(String),
    #[error("not connected")]
    Tcp(String),
}

#[derive(Clone)]
pub(super) struct GuardedConnector {
    guard: Arc<Guard>,
    resolver: Arc<dyn Resolve>,
}

impl GuardedConnector {
    pub(super) fn new(guard: Guard, resolver: Arc<dyn Resolve>) -> Self {
        GuardedConnector {
            guard: Arc::new(guard),
            resolver,
        }
    }

    async fn connect(self, uri: Uri) -> Result<TokioIo<TcpStream>, ConnectFailure> {
        let host = uri
            .host()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim_end_matches(']');
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") {
            443
        } else {
            80
        });
        let mut failure = ConnectFailure::Dns("it has no address".to_owned());
        for address in self.judged_addresses(host).await? {
            match timeout(PER_ADDRESS, TcpStream::connect((address, port))).await {
                Ok(Ok(stream)) => {
                    // Requests are written whole, so waiting for more to send only costs time.
                    let _ = stream.set_nodelay(true);
                    return Ok(TokioIo::new(stream));
                }
                Ok(Err(error)) => failure = ConnectFailure::Tcp(error.to_string()),
                Err(_) => failure = ConnectFailure::Tcp(format!("{address} does not answer")),
            }
        }
        Err(failure)
    }

    /// The addresses of a host that may be connected to.
    async fn judged_addresses(&self, host: &str) -> Result<Vec<IpAddr>, ConnectFailure> {
        let mut addresses = match host.parse::<IpAddr>() {
            Ok(literal) => vec![literal],
            Err(_) => {
                let resolved = self.resolver.resolve(host.to_owned()).await;
                resolved.map_err(|error| ConnectFailure::Dns(error.to_string()))?
            }
        };
        let mut refused = None;
        addresses.retain(|address| match self.guard.check(*address) {
            Ok(()) => true,
            Err(Refusal(kind)) => {
                refused.get_or_insert(ConnectFailure::Blocked {
                    address: *address,
                    kind,
                });
                false
            }
        });
        match refused {
            Some(refused) if addresses.is_empty() => Err(refused),
            _ => Ok(addresses),
        }
    }
}

impl Service<Uri> for GuardedConnector {
    type Response = TokioIo<TcpStream>;
    type Error = ConnectFailure;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}
