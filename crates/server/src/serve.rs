//! `signalbox serve`: opens everything, joins it, and ends it in order.

use crate::clock::now;
use crate::config::{Place, Server};
use crate::lock::Lock;
use crate::studio;
use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use signalbox_store::{Db, Options};
use std::future::IntoFuture;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long requests under way may take after the signal to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Runs until SIGTERM or SIGINT.
pub fn run(place: &Place, server: &Server) -> Result<()> {
    let _lock = Lock::take(&place.data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(place, server))
}

async fn serve(place: &Place, server: &Server) -> Result<()> {
    let options = Options {
        node: server.node,
        ..Options::new(place.database.clone())
    };
    let _db = Db::open(&options, now().0).context("the database does not open")?;
    let listener = TcpListener::bind(server.listen).await.with_context(|| {
        format!(
            "cannot listen on {}: choose another address with --listen",
            server.listen
        )
    })?;
    println!(
        "Signalbox {} listens on http://{}",
        env!("CARGO_PKG_VERSION"),
        listener.local_addr()?
    );
    let stop = stop_on_signal()?;
    let listener = listener.tap_io(|stream| {
        // Answers are small: waiting to fill a packet would only delay them.
        drop(stream.set_nodelay(true));
    });
    let serving = axum::serve(listener, studio::router())
        .with_graceful_shutdown(stop.clone().cancelled_owned())
        .into_future();
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        done = &mut serving => done?,
        () = stop.cancelled() => {
            tracing::info!("stopping");
            // Live pages hold their connection open and are cut off.
            drop(tokio::time::timeout(LAST_REQUESTS, serving).await);
        }
    }
    Ok(())
}

fn stop_on_signal() -> Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}
