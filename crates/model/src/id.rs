//! Sortable 64-bit ids: 42 bits of milliseconds since 2020, 6 bits of node, 15 bits of sequence.
//!
//! One integer is the primary key in both databases, sorts by birth and prints as 13 lower-case characters,
//! so logs, URLs and page cursors stay short (decision 0001).

use std::fmt;
use std::str::FromStr;

/// 2020-01-01T00:00:00Z in milliseconds since 1970: ids count from here.
pub const EPOCH_MS: i64 = 1_577_836_800_000;
/// Nodes that may share one database.
pub const NODES: i64 = 64;
const SEQUENCE_BITS: u32 = 15;
const NODE_BITS: u32 = 6;
/// Crockford's alphabet in lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LEN: usize = 13;

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: ids are 13 characters of 0-9 and a-z without i, l, o, u")]
pub struct IdError(pub String);

/// Composes a raw id. `at_ms` is UNIX milliseconds; `node` and `sequence` are cut to their bits.
pub fn compose(at_ms: i64, node: i64, sequence: i64) -> i64 {
    ((at_ms - EPOCH_MS) << (NODE_BITS + SEQUENCE_BITS))
        | ((node & (NODES - 1)) << SEQUENCE_BITS)
        | (sequence & ((1 << SEQUENCE_BITS) - 1))
}

/// The smallest raw id that can be born at `at_us` (UNIX microseconds): a bound for "since" filters.
pub fn floor_at(at_us: i64) -> i64 {
    compose(at_us.div_euclid(1000).max(EPOCH_MS), 0, 0)
}

/// When a raw id was born, UNIX microseconds (to the millisecond).
pub fn born_at(raw: i64) -> i64 {
    ((raw >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MS) * 1000
}

/// The node that gave a raw id.
pub fn node_of(raw: i64) -> i64 {
    (raw >> SEQUENCE_BITS) & (NODES - 1)
}

fn encode(raw: i64) -> [u8; TEXT_LEN] {
    let mut left = raw.cast_unsigned();
    let mut out = [b'0'; TEXT_LEN];
    for place in out.iter_mut().rev() {
        *place = ALPHABET[(left & 31) as usize];
        left >>= 5;
    }
    out
}

fn decode(text: &str) -> Option<i64> {
    if text.len() != TEXT_LEN {
        return None;
    }
    let mut raw: u64 = 0;
    for (place, byte) in text.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|c| *c == byte)? as u64;
        if place == 0 && digit > 15 {
            return None;
        }
        raw = (raw << 5) | digit;
    }
    i64::try_from(raw).ok()
}

/// Hands out ids that grow, also when the clock steps back.
#[derive(Debug)]
pub struct IdSource {
    node: i64,
    last: std::sync::atomic::AtomicI64,
}

impl IdSource {
    /// `after` is the greatest id already used by this node, so that a clock set back cannot repeat one.
    pub fn new(node: i64, after: i64) -> Self {
        Self {
            node,
            last: (after >> (NODE_BITS + SEQUENCE_BITS) << SEQUENCE_BITS)
                .saturating_add(1 << SEQUENCE_BITS)
                .into(),
        }
    }

    /// A source for rows that never stay, such as those of a trial that runs ahead of the clock: it goes on after this one's
    /// last id without moving it, under the number of a node that no server has.
    pub fn aside(&self) -> Self {
        let last = self.last.load(std::sync::atomic::Ordering::Relaxed);
        Self {
            node: NODES - 1,
            last: last.into(),
        }
    }

    /// The next raw id at `now_us` (UNIX microseconds).
    pub fn next(&self, now_us: i64) -> i64 {
        use std::sync::atomic::Ordering::Relaxed;
        // Without the node bits an id is one counter: milliseconds above, sequence below.
        let floor = (now_us.div_euclid(1000) - EPOCH_MS) << SEQUENCE_BITS;
        let mut seen = self.last.load(Relaxed);
        loop {
            let next = floor.max(seen + 1);
            match self.last.compare_exchange_weak(seen, next, Relaxed, Relaxed) {
                Ok(_) => {
                    let (ms, sequence) = (next >> SEQUENCE_BITS, next & ((1 << SEQUENCE_BITS) - 1));
                    return compose(ms + EPOCH_MS, self.node, sequence);
                }
                Err(other) => seen = other,
            }
        }
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// When it was made, UNIX microseconds.
            pub fn born_at(self) -> i64 {
                born_at(self.0)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(std::str::from_utf8(&encode(self.0)).map_err(|_| fmt::Error)?)
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                decode(text).map(Self).ok_or_else(|| IdError(text.to_owned()))
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{13}$" })
            }
        }
    )*};
}

ids! {
    /// A workspace: one business with its own records, scenarios and people.
    WorkspaceId,
    /// A person who signs in.
    UserId,
    /// A person with their way in, whatever workspaces they work in.
    PersonId,
    /// A saved view of a list.
    ViewId,
    /// A signed-in browser.
    SessionId,
    /// A token for the API.
    TokenId,
    /// Something a person is told of.
    NotificationId,
    /// Something a scenario tells people.
    AnnouncementId,
    /// A team of people.
    TeamId,
    /// An invitation, or a link that sets a new password.
    InviteId,
    /// A try to sign in.
    SignInId,
    /// An entry of the audit log.
    AuditId,
    /// A pipeline of leads.
    PipelineId,
    /// A stage of a pipeline.
    StageId,
    /// A reason for losing a lead.
    LossReasonId,
    /// A custom field.
    FieldId,
    /// A lead, contact, company or task; which one, [`RecordKind`](crate::RecordKind) tells.
    RecordId,
    /// A note on a record.
    NoteId,
    /// A merge of records.
    MergeId,
    /// A scenario.
    ScenarioId,
    /// One save of a scenario's draft.
    DraftId,
    /// An incoming hook.
    HookId,
    /// A trigger link.
    LinkId,
    /// A connection to another system.
    ConnectionId,
    /// An event.
    EventId,
    /// A run of a scenario.
    RunId,
    /// A pending timer.
    TimerId,
    /// A job of the outbox.
    JobId,
    /// A bulk run.
    BulkId,
    /// An import.
    ImportId,
    /// An erasure of a person, or of everything in a workspace.
    ErasureId,
    /// A bot: flows, operators and channels of one kind of talk.
    BotId,
    /// A connection of a bot to a platform: a Telegram bot, a web page's chat.
    ChannelId,
    /// A person as one channel knows them.
    IdentityId,
    /// A talk of one person in one channel.
    DialogId,
    /// A message of a dialog.
    MessageId,
    /// A flow of a bot.
    FlowId,
    /// An answer kept ready.
    ReplyId,
    /// A file of a conversation.
    FileId,
    /// A link with which another service steers the dialogs of a bot.
    RemoteId,
    /// A call of such a link.
    RemoteCallId,
    /// Somebody who wants to answer from their own messenger.
    SenderId,
    /// Several acts on a dialog by one press.
    MacroId,
    /// A campaign.
    CampaignId,
    /// A person's entry, known by its click id.
    ClickId,
    /// An address that partners report to.
    PostbackId,
    /// A report of a partner, as it was received.
    PostbackCallId,
    /// An event of the person behind a click: a registration, a deposit.
    ConversionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_aside_runs_ahead_and_moves_nothing() {
        let ids = IdSource::new(0, 0);
        let now = (EPOCH_MS + 1_000) * 1000;
        let before = ids.next(now);
        let aside = ids.aside();
        let ahead = aside.next(now + 86_400_000_000);
        assert_eq!(
            (born_at(ahead), node_of(ahead)),
            (born_at(before) + 86_400_000_000, NODES - 1)
        );
        assert_eq!(born_at(ids.next(now)), born_at(before));
    }

    #[test]
    fn text_and_back() {
        for raw in [0, 1, 31, 32, i64::MAX, compose(EPOCH_MS + 1, 3, 7)] {
            assert_eq!(EventId(raw).to_string().parse(), Ok(EventId(raw)));
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "123",
            "g000000000000",
            "000000000000i",
            "0000000000000000",
            "ABCDEFGHJKMNP",
        ] {
            assert!(text.parse::<EventId>().is_err(), "{text}");
        }
    }

    #[test]
    fn text_sorts_like_the_number() {
        let ids = IdSource::new(1, 0);
        let texts: Vec<String> = (0..1000)
            .map(|n| EventId(ids.next(1_780_000_000_000_000 + n * 400)).to_string())
            .collect();
        assert!(texts.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn a_clock_set_back_repeats_nothing() {
        let ids = IdSource::new(0, 0);
        let before = ids.next(1_780_000_000_000_000);
        let after = ids.next(1_700_000_000_000_000);
        assert!(after > before);
        let restarted = IdSource::new(0, after);
        assert!(restarted.next(1_600_000_000_000_000) > after);
    }

    #[test]
    fn birth_is_kept() {
        let at = 1_780_000_000_123_000;
        assert_eq!(born_at(IdSource::new(5, 0).next(at)), at);
        assert!(floor_at(at) <= IdSource::new(5, 0).next(at));
    }
}
