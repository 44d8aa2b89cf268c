//! Says what is planned in the chats of a channel: claimed before the call, in the order of each chat, dialogs before
//! broadcasts, within the pace of the platform, and never twice (Z-180).

use super::channel::Line;
use crate::pause::Pause;
use crate::workers::Shared;
use signalbox_channels::telegram::plan::plan;
use signalbox_channels::telegram::{Call, Fault, Upload, sent_ids};
use signalbox_engine::EngineError;
use signalbox_model::chat::{ChatKind, Effect};
use signalbox_model::{FileId, MessageId, Micros};
use signalbox_store::chat::messages::{self, Leased, Outcome};
use signalbox_store::{StoreError, files};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Messages claimed at a time: more would only wait in memory before what is more urgent.
const WINDOW: usize = 64;
/// The same without the platform's limits.
const WIDE_WINDOW: usize = 512;
/// How long a claim holds: longer than every call of a message may take.
const CLAIM_SECS: i64 = 300;
/// Who has to wait longer than this goes back to the database.
const HELD: i64 = 1_500_000;
/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Tries while Telegram is not reached, with pauses from 1 s to 5 min in between.
const TRIES: i64 = 12;
/// While a token is unknown.
const UNKNOWN_TOKEN_SECS: i64 = 60;
/// Between two parts of a message when the second is not let through.
const BETWEEN: Duration = Duration::from_secs(2);

/// Sends until the line ends.
pub(super) async fn run(shared: Arc<Shared>, line: Arc<Line>) {
    let mut held: VecDeque<Leased> = VecDeque::new();
    let mut sending = JoinSet::new();
    let mut pause = Pause::new();
    while !line.stop.is_cancelled() {
        match claim(&shared, &line, held.len() + sending.len()).await {
            Ok(leased) => held.extend(leased),
            Err(error) => {
                tracing::warn!(channel = %line.channel.id, %error, "messages wait: the store refuses work");
                pause.wait(&line.stop).await;
                continue;
            }
        }
        pause = Pause::new();
        let next = start(&shared, &line, &mut held, &mut sending).await;
        let wake = next.unwrap_or_else(|| shared.now().plus_secs(shared.config.poll.as_secs().cast_signed()));
        tokio::select! {
            () = line.stop.cancelled() => {}
            () = line.planned.notified() => {}
            Some(_) = sending.join_next() => {}
            _ = line.sleep_until(&shared, wake) => {}
        }
        // All that ended meanwhile make room at once: one claim for many is one commit for many.
        while sending.try_join_next().is_some() {}
    }
    for leased in held {
        put_back(&shared, &leased, shared.now()).await;
    }
    // What is under way is settled: its answer may be on its way.
    while sending.join_next().await.is_some() {}
}

/// Claims what is due, as far as there is room.
async fn claim(shared: &Shared, line: &Line, taken: usize) -> signalbox_store::Result<Vec<Leased>> {
    let window = if shared.config.chat_limits {
        WINDOW
    } else {
        WIDE_WINDOW
    };
    let now = shared.now();
    let room = window.saturating_sub(taken);
    if room == 0 || line.pace.lock().frozen_until() > now {
        return Ok(Vec::new());
    }
    let (channel, limit) = (line.channel.id, i64::try_from(room).unwrap_or(i64::MAX));
    if !shared
        .db
        .read(move |tx| messages::due_any_workspace(tx, channel, now))
        .await?
    {
        return Ok(Vec::new());
    }
    let until = now.plus_secs(CLAIM_SECS);
    shared
        .db
        .write(move |tx| messages::lease(tx, now, until, channel, limit))
        .await
}

/// Starts what the pace lets pass; when to look again.
async fn start(
    shared: &Arc<Shared>,
    line: &Arc<Line>,
    held: &mut VecDeque<Leased>,
    sending: &mut JoinSet<()>,
) -> Option<Micros> {
    let mut next: Option<Micros> = None;
    let now = shared.now();
    // Those of dialogs were claimed first, but an earlier claim may hold a broadcast.
    held.make_contiguous().sort_by_key(|leased| leased.message.bulk);
    for leased in std::mem::take(held) {
        let weight = weight(&leased);
        let passed = if weight == 0 {
            Ok(())
        } else {
            line.pace.lock().pass(&leased.chat, leased.chat_kind, weight, now)
        };
        match passed {
            Ok(()) => {
                sending.spawn(carry(shared.clone(), line.clone(), leased));
            }
            Err(later) if later.0 - now.0 > HELD => {
                put_back(shared, &leased, later).await;
                wake_at(shared, line, later);
            }
            Err(later) => {
                next = Some(next.map_or(later, |next| next.min(later)));
                held.push_back(leased);
            }
        }
    }
    let channel = line.channel.id;
    let soonest = shared
        .db
        .read(move |tx| messages::soonest_any_workspace(tx, channel))
        .await;
    // What is due already waits for room or for its turn, which ends the wait by itself.
    let planned = soonest.ok().flatten().filter(|due| *due > now);
    let thawed = Some(line.pace.lock().frozen_until()).filter(|until| *until > now);
    [next, planned, thawed].into_iter().flatten().min()
}

/// Looks again then. The next message of the chat is due before the one that was put off, and would hide when that is.
fn wake_at(shared: &Arc<Shared>, line: &Arc<Line>, moment: Micros) {
    let (shared, line) = (shared.clone(), line.clone());
    let waker = async move {
        line.sleep_until(&shared, moment).await;
        line.planned.notify_one();
    };
    tokio::spawn(waker);
}

/// How many messages of the platform's count it is.
fn weight(leased: &Leased) -> usize {
    match leased.message.body.clone().effect() {
        Some(Effect::Send { content }) => content.files.len().max(1),
        Some(Effect::Edit { .. }) => 1,
        _ => 0,
    }
}

async fn put_back(shared: &Shared, leased: &Leased, due_at: Micros) {
    let (workspace, id) = (leased.message.workspace, leased.message.id);
    let back = shared
        .db
        .write(move |tx| messages::postpone(&mut tx.space(workspace), id, due_at))
        .await;
    if let Err(error) = back {
        let error: StoreError = error;
        tracing::warn!(message = %id, %error, "a message that was not sent cannot be put back; it becomes uncertain");
    }
}

/// Sends one message and writes how it ended.
async fn carry(shared: Arc<Shared>, line: Arc<Line>, leased: Leased) {
    let Some(outcome) = send(&shared, &line, &leased).await else {
        return put_back(&shared, &leased, shared.now()).await;
    };
    if let Outcome::Later { due_at } = outcome {
        wake_at(&shared, &line, due_at);
    }
    let (workspace, id) = (leased.message.workspace, leased.message.id);
    let mut pause = Pause::new();
    loop {
        let (decider, now, outcome) = (shared.decider.clone(), shared.now(), outcome.clone());
        let written = shared
            .db
            .write(move |tx| decider.sent(tx, now, workspace, id, &outcome))
            .await;
        match written {
            Ok(done) => return shared.done(done),
            Err(error) if error.is_transient() => {
                let error: EngineError = error;
                tracing::warn!(message = %id, %error, "the end of a message cannot be written yet");
                if !pause.wait(&shared.stop).await {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(message = %id, %error, "the end of a message cannot be written; it becomes uncertain");
                return;
            }
        }
    }
}

/// Makes the calls of a message; none when it is no longer wanted.
async fn send(shared: &Shared, line: &Line, leased: &Leased) -> Option<Outcome> {
    let effect = leased.message.body.clone().effect()?;
    let is_private = leased.chat_kind == ChatKind::Private;
    let calls = match plan(&effect, &leased.chat, is_private) {
        Ok(calls) => calls,
        Err(error) => return Some(Outcome::Failed { error }),
    };
    let token = match line.token(shared).await {
        Ok(Some(token)) => token,
        Ok(None) => {
            let error = "the channel has no token".to_owned();
            return Some(Outcome::Failed { error });
        }
        Err(error) => {
            tracing::warn!(channel = %line.channel.id, %error, "the token cannot be read");
            let due_at = shared.now().plus_secs(UNKNOWN_TOKEN_SECS);
            return Some(Outcome::Later { due_at });
        }
    };
    if !is_wanted(shared, leased).await {
        return None;
    }
    let sender = Sender {
        shared,
        line,
        leased,
        token,
        is_repeatable: !matches!(effect, Effect::Send { .. }),
    };
    Some(sender.make(calls).await)
}

/// The holder is asked for once more right before the call: an operator may have taken the dialog meanwhile.
async fn is_wanted(shared: &Shared, leased: &Leased) -> bool {
    let (workspace, id): (_, MessageId) = (leased.message.workspace, leased.message.id);
    let wanted = shared
        .db
        .read(move |tx| messages::still_wanted(&mut tx.space(workspace), id))
        .await;
    wanted.unwrap_or_else(|error: StoreError| {
        tracing::warn!(message = %id, %error, "whether a message is still wanted cannot be read");
        false
    })
}

struct Sender<'a> {
    shared: &'a Shared,
    line: &'a Line,
    leased: &'a Leased,
    token: String,
    /// Doing it twice does no harm: everything but sending.
    is_repeatable: bool,
}

impl Sender<'_> {
    /// Makes the calls one after the other.
    async fn make(&self, calls: Vec<Call>) -> Outcome {
        let mut external: Vec<String> = Vec::new();
        for (made, call) in calls.into_iter().enumerate() {
            let uploads = match self.uploads(&call).await {
                Ok(uploads) => uploads,
                Err(error) if made == 0 => return Outcome::Failed { error },
                Err(error) => return Outcome::Uncertain { error },
            };
            match self.one(&call, &uploads, &external, made > 0).await {
                Ok(ids) => external.extend(ids),
                // The message is there: that it cannot be pinned is no reason to call it failed.
                Err(fault) if call.of_sent => {
                    tracing::info!(message = %self.leased.message.id, %fault, "a message is not pinned");
                }
                Err(fault) if made == 0 => return self.ended(fault).await,
                Err(fault) => {
                    let error = format!("only the first {made} parts were surely sent: {fault}");
                    return Outcome::Uncertain { error };
                }
            }
        }
        Outcome::Confirmed { external }
    }

    /// One call; a later part of a message waits where the first would be put off.
    async fn one(
        &self,
        call: &Call,
        uploads: &[Upload],
        external: &[String],
        is_later: bool,
    ) -> Result<Vec<String>, Fault> {
        let mut call = call.clone();
        if call.of_sent {
            let id = external.first().and_then(|id| id.parse::<i64>().ok());
            call.set("message_id", id.into());
        }
        let mut tries = if is_later { 3 } else { 1 };
        loop {
            tries -= 1;
            let api = &self.shared.chats.api;
            let made = api.call(&self.token, &call, uploads, boundary(), PATIENCE).await;
            let fault = match made {
                Ok(result) => return Ok(sent_ids(&result)),
                Err(fault) => fault,
            };
            let wait = match &fault {
                Fault::Flood { after } => {
                    let mut pace = self.line.pace.lock();
                    pace.freeze(&self.leased.chat, *after, self.shared.now());
                    Some(*after).filter(|after| *after < PATIENCE)
                }
                Fault::Unreached { .. } => Some(BETWEEN),
                _ => None,
            };
            match wait.filter(|_| tries > 0) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(fault),
            }
        }
    }

    /// The files of our own store that go along.
    async fn uploads(&self, call: &Call) -> Result<Vec<Upload>, String> {
        let mut uploads = Vec::with_capacity(call.wants.len());
        for wanted in &call.wants {
            let gone = || format!("the file {} is no longer in the store", wanted.name);
            let id: FileId = wanted.stored.parse().map_err(|_| gone())?;
            let workspace = self.leased.message.workspace;
            let bytes = self
                .shared
                .db
                .read(move |tx| files::bytes(&mut tx.space(workspace), id))
                .await
                .map_err(|error: StoreError| error.to_string())?;
            uploads.push(Upload {
                field: wanted.field.clone(),
                name: wanted.name.clone(),
                mime: wanted.mime.clone(),
                bytes: bytes.ok_or_else(gone)?.into(),
            });
        }
        Ok(uploads)
    }

    /// What a fault of the first call means for the message.
    async fn ended(&self, fault: Fault) -> Outcome {
        let (now, error) = (self.shared.now(), fault.to_string());
        match fault {
            Fault::Flood { after } => {
                let due_at = Micros(
                    now.0
                        .saturating_add(i64::try_from(after.as_micros()).unwrap_or(i64::MAX)),
                );
                Outcome::Later { due_at }
            }
            Fault::Moved { to } => Outcome::Moved { chat: to },
            Fault::Forbidden { .. } => Outcome::Stopped { error },
            Fault::Unauthorized => {
                self.line.troubled(self.shared, &error).await;
                Outcome::Later {
                    due_at: now.plus_secs(UNKNOWN_TOKEN_SECS),
                }
            }
            Fault::Refused { said } if is_done_already(&said) => Outcome::Confirmed { external: Vec::new() },
            Fault::Refused { .. } | Fault::Conflict { .. } => Outcome::Failed { error },
            Fault::Unknown { .. } if !self.is_repeatable => Outcome::Uncertain { error },
            Fault::Unreached { .. } | Fault::Unknown { .. } => self.again(error, now),
        }
    }

    fn again(&self, error: String, now: Micros) -> Outcome {
        let attempt = self.leased.message.attempt;
        if attempt >= TRIES {
            return Outcome::Failed { error };
        }
        let wait = 1_i64 << attempt.clamp(1, 9).saturating_sub(1);
        Outcome::Later {
            due_at: now.plus_secs(wait.min(300)),
        }
    }
}

/// Chance, so that no file holds it.
fn boundary() -> u128 {
    use std::hash::{BuildHasher, RandomState};
    let half = || u128::from(RandomState::new().hash_one(0_u8));
    (half() << 64) | half()
}

/// Telegram refuses to do again what is done.
fn is_done_already(said: &str) -> bool {
    said.contains("message is not modified") || said.contains("query is too old")
}
