//! `signalbox serve`: opens everything, joins it, and ends it in order.

use crate::addresses::Addresses;
use crate::clock::{WallClock, meter, now};
use crate::config::{Place, Server};
use crate::courier::Workshop;
use crate::gate::Gate;
use crate::lock::Lock;
use crate::messenger::Telegram;
use crate::studio;
use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use signalbox_api::{ApiConfig, App, Live};
use signalbox_channels::outbound::{Authorities, Client, Guard};
use signalbox_channels::telegram::Api;
use signalbox_delivery::{Config, Handle, Workers};
use signalbox_engine::Engine;
use signalbox_store::keyring::Keyring;
use signalbox_store::{Db, Options, accounts};
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long requests under way may take after the signal to stop. The workers have their own time after that;
/// together it stays under 30 seconds.
const LAST_REQUESTS: Duration = Duration::from_secs(4);

/// Runs until SIGTERM or SIGINT.
pub fn run(place: &Place, server: &Server) -> Result<()> {
    let _lock = Lock::take(&place.data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(place, server))
}

async fn serve(place: &Place, server: &Server) -> Result<()> {
    let stop = stop_on_signal()?;
    // A limit on the size of files ends a process that does not listen; whoever does gets an error from the write.
    let _limit = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()))?;
    let listener = TcpListener::bind(server.listen).await.with_context(|| {
        format!(
            "cannot listen on {}: choose another address with --listen",
            server.listen
        )
    })?;
    let address = listener.local_addr()?;
    let (app, workers) = open(place, server, address).await?;
    greet(&app, address).await?;
    let live = app.live.clone();
    let router = signalbox_api::router(app, studio::router());
    let listener = listener.tap_io(|stream| {
        // Answers are small: waiting to fill a packet would only delay them.
        drop(stream.set_nodelay(true));
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service)
        .with_graceful_shutdown(stop.clone().cancelled_owned())
        .into_future();
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        done = &mut serving => done?,
        () = stop.cancelled() => {
            tracing::info!("stopping");
            live.close();
            if tokio::time::timeout(LAST_REQUESTS, serving).await.is_err() {
                tracing::warn!("stopped with requests under way: they were not answered");
            }
        }
    }
    workers.stop().await;
    Ok(())
}

/// Opens the store and starts the workers.
async fn open(place: &Place, server: &Server, address: SocketAddr) -> Result<(App, Handle)> {
    let options = Options {
        node: server.node,
        ..Options::new(place.database.clone())
    };
    let db = Db::open(&options, now().0).context("the database does not open")?;
    let key = std::env::var("SIGNALBOX_KEY").ok();
    let keyring = Arc::new(Keyring::open(&db, &place.data.join("secret.key"), key.as_deref()).await?);
    let public_url = match &server.public_url {
        Some(url) => url.to_string().trim_end_matches('/').to_owned(),
        None => format!("http://{address}"),
    };
    let links = Addresses::open(&db, &public_url).await?;
    let engine = Arc::new(Engine::new(
        db.ids().clone(),
        Box::new(Gate),
        Box::new(links),
        meter,
    ));
    let authorities = match &server.ca_file {
        Some(file) => Authorities::read(file).context("the authorities of --ca-file")?,
        None => Authorities::default(),
    };
    let client = Client::trusting(Guard::new(server.allow_internal.clone()), &authorities);
    let messenger = Arc::new(Telegram(Api::new(client.clone(), &server.telegram_url)));
    let live = Arc::new(Live::new(now().0.unsigned_abs()));
    let pages = live.clone();
    let workers = Workers {
        db: db.clone(),
        decider: engine.clone(),
        client,
        secrets: keyring.clone(),
        clock: Arc::new(now),
        live: Arc::new(move |note| pages.publish(&[note])),
        config: Config {
            node: server.node,
            telegram_url: server.telegram_url.clone(),
            chat_limits: server.telegram_limits,
            public_url: server.public_url.as_ref().map(ToString::to_string),
            ..Config::default()
        },
    };
    let workers = workers.start();
    let config = ApiConfig {
        trust_proxy: server.trust_proxy,
        ..ApiConfig::new(public_url)
    };
    let app = App {
        db,
        engine,
        after: Arc::new(workers.clone()),
        intake: Arc::new(Gate),
        courier: Arc::new(Workshop(workers.clone())),
        messenger,
        live,
        clock: Arc::new(WallClock),
        keyring,
        config,
    };
    Ok((app, workers))
}

/// Says on standard output where the server is, and what to do first.
async fn greet(app: &App, address: SocketAddr) -> Result<()> {
    println!(
        "Signalbox {} listens on http://{address}",
        env!("CARGO_PKG_VERSION")
    );
    if !app.db.read(accounts::exists_any_workspace).await? {
        println!("Open it in a browser to create the owner's account.");
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
