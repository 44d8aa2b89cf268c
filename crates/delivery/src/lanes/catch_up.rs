//! Reads events back from the database: those that waited at the start, those that found no room in memory, and
//! those whose node died between the commit and the work.

use super::Lanes;
use crate::workers::Shared;
use signalbox_engine::Waiting;
use signalbox_model::{EventId, Micros, WorkspaceId};
use signalbox_store::{Result, Tx, events};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

const PAGE: i64 = 500;
/// An event that nobody has worked off for so long has no owner, microseconds.
const ORPHAN_US: i64 = 5_000_000;
/// How often a full memory is looked at again.
const ROOM_CHECK: Duration = Duration::from_millis(20);

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    while !shared.stop.is_cancelled() {
        let looked = match shared.lanes.spilled_from() {
            Some(first) => catch_up(&shared, first).await,
            None => orphans(&shared).await,
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "waiting events cannot be read; they are read later");
        }
        // The first look after a failure comes soon: nothing new gets in before it.
        let behind = shared.lanes.spilled_from().is_some();
        let pause = if behind {
            shared.config.recheck
        } else {
            shared.config.poll
        };
        tokio::select! {
            () = shared.stop.cancelled() => {}
            () = shared.lanes.spilled.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Reads page after page until nothing is left to the database.
async fn catch_up(shared: &Arc<Shared>, first: EventId) -> Result<()> {
    let lanes = &shared.lanes;
    let mut after = EventId(first.0 - 1);
    while has_room(shared).await {
        let page = read(shared, after, None).await?;
        lanes.place_all(page.events);
        if let Some(last) = page.more_after {
            after = last;
            continue;
        }
        lanes.close();
        let last_page = read(shared, after, None)
            .await
            .inspect_err(|_| lanes.reopen_later(first))?;
        lanes.place_all(last_page.events);
        let Some(last) = last_page.more_after else {
            lanes.open();
            return Ok(());
        };
        lanes.reopen_later(EventId(last.0 + 1));
        after = last;
    }
    Ok(())
}

/// Waits until half of the memory is free; false when the workers stop.
async fn has_room(shared: &Shared) -> bool {
    while shared.lanes.held() > shared.lanes.room / 2 {
        let checked = shared.stop.run_until_cancelled(tokio::time::sleep(ROOM_CHECK));
        if checked.await.is_none() {
            return false;
        }
    }
    !shared.stop.is_cancelled()
}

async fn orphans(shared: &Arc<Shared>) -> Result<()> {
    let now = shared.now();
    // Ids of a burst run a little ahead of the clock, so the young reach as far beyond it.
    let young = Micros(now.0 - ORPHAN_US)..Micros(now.0.saturating_add(ORPHAN_US));
    let page = read(shared, EventId(0), Some(young)).await?;
    if !page.events.is_empty() {
        tracing::info!(count = page.events.len(), "events without an owner are taken up");
    }
    shared.lanes.place_all(page.events);
    Ok(())
}

/// Waiting events that are not held.
struct Page {
    events: Vec<Waiting>,
    /// The last id of a full page.
    more_after: Option<EventId>,
}

/// Reads a page; events born in `young` are left to whoever has just handed them over. What a clock that ran ahead has
/// dated into the future is not young: it would have no owner until then.
async fn read(shared: &Arc<Shared>, after: EventId, young: Option<Range<Micros>>) -> Result<Page> {
    let held = shared.clone();
    let read = move |tx: &mut Tx| {
        let ids = events::waiting_any_workspace(tx, after, PAGE)?;
        let is_full = i64::try_from(ids.len()) == Ok(PAGE);
        let more_after = ids.last().filter(|_| is_full).map(|(_, id)| *id);
        let events = unknown(tx, &held.lanes, ids, young.as_ref())?;
        Ok(Page { events, more_after })
    };
    shared.db.read(read).await
}

fn unknown(
    tx: &mut Tx,
    lanes: &Lanes,
    ids: Vec<(WorkspaceId, EventId)>,
    young: Option<&Range<Micros>>,
) -> Result<Vec<Waiting>> {
    let mut found = Vec::new();
    for (workspace, event) in ids {
        let too_young = young.is_some_and(|young| young.contains(&Micros(event.born_at())));
        if too_young || lanes.knows(event) {
            continue;
        }
        if let Some(stored) = events::get(&mut tx.space(workspace), event)? {
            found.push(Waiting {
                workspace,
                event,
                subject: stored.event.subject,
            });
        }
    }
    Ok(found)
}
