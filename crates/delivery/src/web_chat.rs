//! Lets the words of web chats out. Nobody has to be called: a message is said once it may be read, so it is claimed and
//! confirmed in one transaction and a crash leaves it planned or said, never between.

use crate::workers::Shared;
use signalbox_engine::{Done, LiveNote, Topic};
use signalbox_model::chat::{ChannelKind, Effect};
use signalbox_model::dialog::Body;
use signalbox_model::{MessageId, Micros};
use signalbox_store::chat::channels;
use signalbox_store::chat::messages::{self, Outcome};
use signalbox_store::{Result, Space, Tx};
use std::sync::Arc;
use std::time::Duration;

/// Looked at so often even when nobody called: words may have been planned by another node.
const IDLE: Duration = Duration::from_secs(2);
/// Messages of one channel let out at once.
const BATCH: i64 = 100;
/// A claim is settled in the transaction that made it.
const NO_LEASE: i64 = 60;

/// What a round left.
struct Round {
    live: Vec<LiveNote>,
    /// There is more that is due.
    full: bool,
    /// When the next words are due.
    next: Option<Micros>,
}

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    let rounds = async {
        loop {
            let pause = round(&shared).await;
            if !pause.is_zero() {
                let _ = tokio::time::timeout(pause, shared.web_chats.notified()).await;
            }
        }
    };
    shared.stop.run_until_cancelled(rounds).await;
}

/// Lets out what is due. Answers how long there is nothing to do.
async fn round(shared: &Arc<Shared>) -> Duration {
    let now = shared.now();
    let waits = shared.db.read(move |tx| waiting(tx, now)).await;
    let due = match waits {
        Ok(Round { full: true, .. }) => shared.db.write(move |tx| say(tx, now)).await,
        other => other,
    };
    match due {
        Ok(round) => {
            let full = round.full;
            shared.done(Done {
                live: round.live,
                ..Done::default()
            });
            let until = round.next.map_or(IDLE, |at| {
                Duration::from_micros(u64::try_from(at.0 - now.0).unwrap_or(0))
            });
            if full { Duration::ZERO } else { until.min(IDLE) }
        }
        Err(error) => {
            tracing::warn!(%error, "web chats cannot speak; they try again");
            IDLE
        }
    }
}

/// Whether something is due, without the writer's turn.
fn waiting(tx: &mut Tx, now: Micros) -> Result<Round> {
    let mut next: Option<Micros> = None;
    for channel in channels::on_any_workspace(tx, ChannelKind::WebChat)? {
        if let Some(at) = messages::soonest_any_workspace(tx, channel.id)? {
            next = Some(next.map_or(at, |known| known.min(at)));
        }
    }
    Ok(Round {
        live: Vec::new(),
        full: next.is_some_and(|at| at <= now),
        next,
    })
}

fn say(tx: &mut Tx, now: Micros) -> Result<Round> {
    let mut round = Round {
        live: Vec::new(),
        full: false,
        next: None,
    };
    for channel in channels::on_any_workspace(tx, ChannelKind::WebChat)? {
        let leased = messages::lease(tx, now, now.plus_secs(NO_LEASE), channel.id, BATCH)?;
        // The first of each dialog was claimed: what follows it is claimed in the next round.
        round.full |= !leased.is_empty();
        for leased in leased {
            let message = leased.message;
            let outcome = Outcome::Confirmed {
                external: vec![message.id.to_string()],
            };
            let mut space = tx.space(message.workspace);
            if let Some(changed) = deed(&mut space, &message, now)? {
                round.live.push(note(&message, changed));
            }
            messages::settle(&mut space, message.id, &outcome)?;
            round.live.push(note(&message, message.id));
        }
    }
    Ok(round)
}

fn note(message: &messages::Stored, changed: MessageId) -> LiveNote {
    LiveNote {
        workspace: message.workspace,
        topic: Topic::Message(message.dialog.0),
        id: changed.0,
    }
}

/// Carries out what is no message: answers the message that changed. Signs of life need nothing here.
fn deed(space: &mut Space, message: &messages::Stored, now: Micros) -> Result<Option<MessageId>> {
    let Body::Deed(effect) = &message.body else {
        return Ok(None);
    };
    let (Effect::Edit { message: target, .. } | Effect::Delete { message: target }) = &**effect else {
        return Ok(None);
    };
    let Some(known) = messages::by_external(space, message.dialog, target)? else {
        return Ok(None);
    };
    match &**effect {
        Effect::Edit { content, .. } => messages::edit(space, &known, &Body::Sent(content.clone()), now)?,
        _ => messages::remove(space, known.id, now)?,
    }
    Ok(Some(known.id))
}
