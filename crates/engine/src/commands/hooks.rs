//! Incoming hooks: made, changed, moved to another address, paused, removed; their requests replayed.

use super::{check_manual, check_name, missing, refuse, told};
use crate::definitions::Definitions;
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::{By, free_key};
use signalbox_model::event::EventState;
use signalbox_model::hook::{
    Answer, Dedup, DedupBy, Find, HookSettings, Limit, MAX_BURST, MAX_PER_MINUTE, Security,
};
use signalbox_model::notice::NoticeKind;
use signalbox_model::start::Start;
use signalbox_model::{EventId, HookId, Key, Micros, RecordKind, id};
use signalbox_store::notices::{self, Notice};
use signalbox_store::{Tx, events, hooks};
use std::sync::Arc;

/// The largest body a hook can be made to take, bytes.
const MAX_BODY_BYTES: u32 = 64 * 1024 * 1024;
/// The longest body of an answer, bytes.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// The longest time repeats are remembered, seconds: 30 days.
const MAX_WINDOW_SECS: u32 = 30 * 86_400;
/// How many requests one call replays, so that the writer is held for moments only.
const REPLAYED_AT_ONCE: i64 = 100;

/// A hook as people write it.
#[derive(Debug)]
pub struct HookDraft {
    /// Its key; made from the name, or kept, when none is given.
    pub key: Option<Key>,
    /// Its settings.
    pub settings: HookSettings,
}

/// How far a replay of a range came.
#[derive(Debug)]
pub struct Replayed {
    /// How many requests were played again.
    pub count: u64,
    /// The last request looked at; `None` when the range is through.
    pub last: Option<EventId>,
    /// What is to be done after the commit.
    pub done: Done,
}

impl Engine {
    /// Makes a hook. `token` is the unguessable part of its address.
    pub fn create_hook(&self, tx: &mut Tx, by: &By, draft: HookDraft, token: String) -> Result<HookId> {
        let HookDraft { key, settings } = draft;
        let defs = self.definitions(tx, by.workspace)?;
        refuse(faults_of(&defs, &settings))?;
        let taken = |key: &Key| defs.hook(key).is_some();
        let key = match key {
            Some(key) if taken(&key) => return Err(key_taken(&key)),
            Some(key) => key,
            None => free_key(&settings.name, taken),
        };
        let id = HookId(self.ids().next(by.now.0));
        let row = hooks::Stored {
            id,
            workspace: by.workspace,
            key,
            token,
            settings,
            secret: None,
            created_at: by.now,
        };
        hooks::insert(&mut tx.space(by.workspace), &row)?;
        self.touch(tx, by)?;
        Ok(id)
    }

    /// Writes a hook's key and settings. Requests that were held go on when it is no longer paused.
    pub fn update_hook(&self, tx: &mut Tx, by: &By, id: HookId, draft: HookDraft) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let old = defs.hooks.get(&id).cloned().ok_or_else(|| missing("hook"))?;
        let HookDraft { key, settings } = draft;
        refuse(faults_of(&defs, &settings))?;
        let key = key.unwrap_or_else(|| old.key.clone());
        if key != old.key {
            if defs.hook(&key).is_some() {
                return Err(key_taken(&key));
            }
            refuse_used(&defs, &old.key, "renamed")?;
        }
        hooks::update(&mut tx.space(by.workspace), id, &key, &settings, by.now)?;
        self.touch(tx, by)?;
        let mut done = told(by, Topic::Definitions, id.0);
        self.note_pause(tx, by, &old, settings.paused)?;
        if old.settings.paused && !settings.paused {
            done.merge(self.release_held(tx, by.now, &old)?);
        }
        Ok(done)
    }

    /// Pauses a hook, or lets it and what it held back go on.
    pub fn pause_hook(&self, tx: &mut Tx, by: &By, id: HookId, paused: bool) -> Result<Done> {
        let old = self.hook(tx, by, id)?;
        let settings = HookSettings {
            paused,
            ..old.settings.clone()
        };
        hooks::update(&mut tx.space(by.workspace), id, &old.key, &settings, by.now)?;
        self.touch(tx, by)?;
        self.note_pause(tx, by, &old, paused)?;
        let mut done = told(by, Topic::Definitions, id.0);
        if !paused {
            done.merge(self.release_held(tx, by.now, &old)?);
        }
        Ok(done)
    }

    /// Tells people of a hook whose requests wait from now on.
    fn note_pause(&self, tx: &mut Tx, by: &By, old: &hooks::Stored, paused: bool) -> Result<()> {
        if old.settings.paused || !paused {
            return Ok(());
        }
        let notice = Notice {
            id: self.ids().next(by.now.0),
            user: None,
            kind: NoticeKind::HookPaused,
            subject: &old.id.to_string(),
            latest: old.id.0,
            at: by.now,
        };
        Ok(notices::note(&mut tx.space(by.workspace), notice)?)
    }

    /// Sets or removes the sender's secret, sealed by the caller.
    pub fn set_hook_secret(&self, tx: &mut Tx, by: &By, id: HookId, sealed: Option<&[u8]>) -> Result<()> {
        if !hooks::set_secret(&mut tx.space(by.workspace), id, sealed)? {
            return Err(missing("hook"));
        }
        self.touch(tx, by)
    }

    /// Gives a hook another address; the old one is unknown from now on.
    pub fn rotate_hook(&self, tx: &mut Tx, by: &By, id: HookId, token: &str) -> Result<Done> {
        if !hooks::set_token(&mut tx.space(by.workspace), id, token)? {
            return Err(missing("hook"));
        }
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, id.0))
    }

    /// Removes a hook. Its requests stay readable until retention.
    pub fn delete_hook(&self, tx: &mut Tx, by: &By, id: HookId) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let hook = defs.hooks.get(&id).ok_or_else(|| missing("hook"))?;
        refuse_used(&defs, &hook.key, "deleted")?;
        hooks::delete(&mut tx.space(by.workspace), id)?;
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, id.0))
    }

    /// Plays again the requests that came between two moments, a hundred at a time: call it with `after` until
    /// nothing is left. Repeats, refused requests and earlier replays are left out.
    pub fn replay_hook(
        &self,
        tx: &mut Tx,
        by: &By,
        id: HookId,
        range: (Micros, Micros),
        after: Option<EventId>,
    ) -> Result<Replayed> {
        self.hook(tx, by, id)?;
        // What is born from now on are the replays themselves.
        let to = EventId(id::floor_at(range.1.0.min(by.now.0)) - 1);
        let from = EventId(id::floor_at(range.0.0));
        let from = after.map_or(from, |seen| EventId(seen.0 + 1));
        let found = hooks::events_between(&mut tx.space(by.workspace), id, from, to, REPLAYED_AT_ONCE)?;
        let full = i64::try_from(found.len()).is_ok_and(|count| count == REPLAYED_AT_ONCE);
        let last = found.last().copied().filter(|_| full);
        let (mut count, mut done) = (0, Done::default());
        for event in found {
            let stored = events::get(&mut tx.space(by.workspace), event)?;
            let wanted = stored.is_some_and(|stored| {
                stored.event.cause.is_none() && matches!(stored.state, EventState::Done | EventState::Failed)
            });
            if wanted {
                done.merge(self.retry_event(tx, by, event)?);
                count += 1;
            }
        }
        Ok(Replayed { count, last, done })
    }

    fn hook(&self, tx: &mut Tx, by: &By, id: HookId) -> Result<Arc<hooks::Stored>> {
        self.definitions(tx, by.workspace)?
            .hooks
            .get(&id)
            .cloned()
            .ok_or_else(|| missing("hook"))
    }
}

fn key_taken(key: &Key) -> EngineError {
    EngineError::Conflict(format!("there already is a hook `{key}`: choose another key"))
}

/// Scenarios name hooks by key: one that is on must not lose its start.
fn refuse_used(defs: &Definitions, key: &Key, what: &str) -> Result<()> {
    let starts = |start: &Start| matches!(start, Start::HookReceived(wanted) if wanted.hook == *key);
    let on = defs
        .scenarios
        .values()
        .filter(|known| known.on && starts(&known.body.scenario.start));
    let mut users: Vec<String> = on.map(|known| format!("`{}`", known.key)).collect();
    if users.is_empty() {
        return Ok(());
    }
    users.sort();
    users.truncate(10);
    let say = format!(
        "hook `{key}` cannot be {what}: {} start on it; switch them off first",
        users.join(", ")
    );
    Err(EngineError::Conflict(say))
}

fn faults_of(defs: &Definitions, settings: &HookSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_name("settings.name", &settings.name, &mut faults);
    check_answer(&settings.answer, &mut faults);
    if settings
        .max_body_bytes
        .is_some_and(|bytes| !(1..=MAX_BODY_BYTES).contains(&bytes))
    {
        faults.push(Fault::error(
            "settings.max_body_bytes",
            format!("use 1 to {MAX_BODY_BYTES} bytes"),
        ));
    }
    if let Some(limit) = &settings.limit {
        check_limit(*limit, &mut faults);
    }
    match &settings.security {
        Security::Header { header } | Security::Hmac { header, .. } => {
            check_header("settings.security.header", header, &mut faults);
        }
        Security::None | Security::StandardWebhooks => {}
    }
    if let Some(dedup) = &settings.dedup {
        check_dedup(dedup, &mut faults);
    }
    if let Some(find) = &settings.find {
        check_find(defs, find, &mut faults);
    }
    faults
}

fn check_answer(answer: &Answer, faults: &mut Vec<Fault>) {
    if !(200..=299).contains(&answer.status) {
        faults.push(Fault::error(
            "settings.answer.status",
            "use 200 to 299: anything else makes senders try again",
        ));
    }
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !plain(&answer.content_type) {
        faults.push(Fault::error(
            "settings.answer.content_type",
            "write a content type such as application/json",
        ));
    }
    if answer.body.len() > MAX_ANSWER_BYTES {
        faults.push(Fault::error(
            "settings.answer.body",
            format!("the answer is longer than {MAX_ANSWER_BYTES} bytes"),
        ));
    }
}

fn check_limit(limit: Limit, faults: &mut Vec<Fault>) {
    let mut most = |name: &str, value: u32, most: u32| {
        if value > most {
            let say = format!("use 1 to {most}, or leave `limit` out to take as many as come");
            faults.push(Fault::error(format!("settings.limit.{name}"), say));
        }
    };
    most("per_minute", limit.per_minute.get(), MAX_PER_MINUTE);
    most("burst", limit.burst(), MAX_BURST);
}

fn check_header(path: &str, name: &str, faults: &mut Vec<Fault>) {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || name.len() > 100 || !name.bytes().all(token) {
        faults.push(Fault::error(
            path,
            format!("`{name}` cannot name a header: write one such as X-Signature"),
        ));
    }
}

fn check_dedup(dedup: &Dedup, faults: &mut Vec<Fault>) {
    if !(1..=MAX_WINDOW_SECS).contains(&dedup.window_secs) {
        faults.push(Fault::error(
            "settings.dedup.window_secs",
            format!("use 1 to {MAX_WINDOW_SECS} seconds"),
        ));
    }
    match &dedup.by {
        DedupBy::Header(name) => check_header("settings.dedup.by.header", name, faults),
        DedupBy::Path(path) if path.trim().is_empty() => {
            faults.push(Fault::error(
                "settings.dedup.by.path",
                "write a path into the body such as order.id",
            ));
        }
        DedupBy::Path(_) | DedupBy::Body => {}
    }
}

fn check_find(defs: &Definitions, find: &Find, faults: &mut Vec<Fault>) {
    if find.by.is_empty() {
        faults.push(Fault::error(
            "settings.find.by",
            "say by which field the record is found",
        ));
    }
    for (n, by) in find.by.iter().enumerate() {
        if !is_findable(defs, find.kind, &by.field) {
            let say = format!("a {} has no field `{}`", find.kind, by.field);
            faults.push(Fault::error(format!("settings.find.by[{n}].field"), say));
        }
    }
    let asked = [
        ("found", &find.found),
        ("not_found", &find.not_found),
        ("ambiguous", &find.ambiguous),
    ];
    for (name, key) in asked
        .into_iter()
        .filter_map(|(name, key)| Some((name, key.as_ref()?)))
    {
        check_manual(defs, &format!("settings.find.{name}"), key, faults);
    }
}

fn is_findable(defs: &Definitions, kind: RecordKind, field: &Key) -> bool {
    matches!(field.as_str(), "id" | "phone" | "email") || defs.has_field(kind, field)
}
