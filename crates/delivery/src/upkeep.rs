//! Tidies now and then, whenever nothing else waits: timers that waited too long, sessions that are over, and history by its
//! retention.

use crate::workers::Shared;
use signalbox_store::retention::{self, Upkeep};
use signalbox_store::{Result, accounts, chat, files, imports, jobs, notices, tracker};
use std::sync::Arc;

/// Runs until the workers stop. A round under way is broken off between two units of work.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut upkeep = Upkeep::default();
    let rounds = async {
        loop {
            tidy_timers(&shared).await;
            tidy_accounts(&shared).await;
            bring_back(&shared).await;
            tidy_notifications(&shared).await;
            tidy_imports(&shared).await;
            tidy_files(&shared).await;
            tidy_reports(&shared).await;
            tidy_calls(&shared).await;
            tidy_history(&shared, &mut upkeep).await;
            tokio::time::sleep(shared.config.upkeep).await;
        }
    };
    shared.stop.run_until_cancelled(rounds).await;
}

async fn tidy_timers(shared: &Arc<Shared>) {
    let (decider, now) = (shared.decider.clone(), shared.now());
    let tidied = shared
        .db
        .write_later(move |tx| decider.tidy_timers(tx, now))
        .await;
    match tidied {
        Ok(done) => shared.done(done),
        Err(error) => tracing::warn!(%error, "timers cannot be tidied; they are at the next round"),
    }
}

/// No pause between tries comes near this, seconds: what is planned beyond it was planned by a clock that ran ahead.
const BEYOND_ANY_PAUSE: i64 = 2 * 86_400;

async fn bring_back(shared: &Arc<Shared>) {
    let now = shared.now();
    let brought = shared
        .db
        .write_later(move |tx| jobs::bring_back_any_workspace(tx, now, now.plus_secs(BEYOND_ANY_PAUSE), 500));
    let brought: Result<u64> = brought.await;
    match brought {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "deliveries planned by a clock that ran ahead are due now"),
        Err(error) => {
            tracing::warn!(%error, "deliveries cannot be looked through; they are at the next round")
        }
    }
}

async fn tidy_accounts(shared: &Arc<Shared>) {
    let now = shared.now();
    let tidied = shared
        .db
        .write_later(move |tx| accounts::tidy_any_workspace(tx, now));
    if let Err(error) = tidied.await {
        tracing::warn!(%error, "old sessions cannot be tidied; they are at the next round");
    }
}

async fn tidy_notifications(shared: &Arc<Shared>) {
    let now = shared.now();
    let tidied = shared
        .db
        .write_later(move |tx| notices::tidy_any_workspace(tx, now));
    if let Err(error) = tidied.await {
        tracing::warn!(%error, "old notifications cannot be tidied; they are at the next round");
    }
}

/// Files that stopped coming in are forgotten after this time.
const STALE_SECS: i64 = 24 * 60 * 60;

async fn tidy_imports(shared: &Arc<Shared>) {
    let before = shared.now().plus_secs(-STALE_SECS);
    let tidied = shared
        .db
        .write_later(move |tx| imports::tidy_any_workspace(tx, before));
    if let Err(error) = tidied.await {
        tracing::warn!(%error, "files that stopped coming in cannot be tidied; they are at the next round");
    }
}

async fn tidy_files(shared: &Arc<Shared>) {
    let before = shared.now().plus_secs(-STALE_SECS);
    let tidied = shared
        .db
        .write_later(move |tx| files::tidy_any_workspace(tx, before));
    if let Err(error) = tidied.await {
        tracing::warn!(%error, "files that no message names cannot be tidied; they are at the next round");
    }
}

/// A report cannot come again after this time: Telegram keeps updates for a day, a widget what it could not send for
/// as long as its page is visited.
const REPORTS_SECS: i64 = 30 * 86_400;

async fn tidy_reports(shared: &Arc<Shared>) {
    let before = shared.now().plus_secs(-REPORTS_SECS);
    let tidied = shared
        .db
        .write_later(move |tx| chat::reports::tidy_any_workspace(tx, before, 5_000));
    if let Err(error) = tidied.await {
        tracing::warn!(%error, "old reports of channels cannot be forgotten; they are at the next round");
    }
}

/// Rows forgotten in one round.
const MOST_CALLS: i64 = 5_000;

/// Calls of links go with the runs of their age; what they said of people who never came, after its own time.
async fn tidy_calls(shared: &Arc<Shared>) {
    let now = shared.now();
    let tidied = shared.db.write_later(move |tx| -> Result<()> {
        let days = i64::from(retention::settings(tx)?.runs_days);
        if days > 0 {
            let before = now.plus_secs(-days * 86_400);
            chat::remote_calls::tidy_any_workspace(tx, before, MOST_CALLS)?;
            tracker::calls::tidy_any_workspace(tx, before, MOST_CALLS)?;
        }
        chat::early::tidy_any_workspace(
            tx,
            now.plus_secs(-signalbox_engine::remote::KEPT_SECS),
            MOST_CALLS,
        )?;
        Ok(())
    });
    if let Err(error) = tidied.await {
        tracing::warn!(%error, "old calls of links cannot be forgotten; they are at the next round");
    }
}

async fn tidy_history(shared: &Arc<Shared>, upkeep: &mut Upkeep) {
    match retention::tidy(&shared.db, upkeep, shared.now()).await {
        Ok(tidied) => tracing::debug!(?tidied, "history is tidied"),
        Err(error) => tracing::warn!(%error, "history cannot be tidied; it is at the next round"),
    }
}
