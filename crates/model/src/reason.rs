//! Why a scenario fired or did not fire, as codes with their arguments: every language makes its own sentence of them.

use crate::event::EventKind;
use crate::id::{EventId, RunId, TimerId};
use crate::record::{RecordKind, RecordRef};
use crate::start::LookupOutcome;
use crate::text::Key;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that decided. Several may have stood in the way of one run; the first is what stopped it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// It ran, and at least one block fired.
    Fired {
        /// The run.
        run: RunId,
    },
    /// It ran, a block fired, and an action in it failed.
    ActionFailed {
        /// The run.
        run: RunId,
    },
    /// It ran, and waits for the delay of a block.
    Delayed {
        /// The block.
        block: Option<Key>,
        /// Until when.
        until: Option<Micros>,
        /// The timer that wakes it.
        timer: Option<TimerId>,
    },
    /// It ran, an action failed, and it waits to try it again.
    Retrying {
        /// The block.
        block: Option<Key>,
        /// The action.
        step: Option<Key>,
        /// Until when.
        until: Option<Micros>,
        /// The timer that wakes it.
        timer: Option<TimerId>,
    },
    /// It waits for its turn: an earlier run for the same record is under way.
    Queued {
        /// The run ahead of it.
        behind: RunId,
    },
    /// An earlier run for the same record was under way.
    Busy {
        /// That run.
        run: RunId,
    },
    /// Too many runs for the same record waited already.
    QueueFull {
        /// So many may wait.
        most: usize,
    },
    /// A later run for the same record took its place while it waited.
    Restarted {
        /// That run.
        by: RunId,
    },
    /// It was called off while it waited.
    Cancelled,
    /// The request was refused on arrival.
    Rejected {
        /// Why, as the hook said it.
        detail: String,
    },
    /// The hook is paused: the request waits.
    Held,
    /// The request repeats an earlier one.
    Duplicate {
        /// What the hook said.
        detail: String,
    },
    /// A test call of the sender.
    Probe,
    /// The request was split: each of its parts is an event of its own.
    Split,
    /// Working the event off failed.
    EventFailed {
        /// The fault.
        detail: String,
    },
    /// The event still waits for its turn.
    EventWaits,
    /// Its start waits for events of another kind.
    OtherStart {
        /// The start it has, e.g. `lead_created`.
        start: String,
        /// What happened.
        happened: EventKind,
    },
    /// Its start waits for another hook.
    OtherHook {
        /// The hook it waits for.
        wanted: Key,
        /// The hook that was called.
        called: Option<Key>,
    },
    /// None of the fields its start names changed.
    OtherFields {
        /// The fields it names.
        wanted: Vec<String>,
        /// The fields that changed.
        changed: Vec<String>,
    },
    /// The lead went to another stage than its start names.
    OtherStage {
        /// `pipeline/stage` of the start, as far as it names them.
        wanted: String,
        /// `pipeline/stage` the lead went to; absent when the stage stayed.
        moved_to: Option<String>,
    },
    /// The hook's look-up ended otherwise.
    OtherOutcome {
        /// How it has to end.
        wanted: LookupOutcome,
        /// How it ended.
        ended: Option<LookupOutcome>,
    },
    /// The partner reported another event, or of somebody who came by another campaign.
    OtherReport {
        /// The campaign and event its start names.
        wanted: String,
        /// What was reported.
        came: String,
    },
    /// The event is about another kind of record.
    OtherRecord {
        /// The kind its start names.
        wanted: RecordKind,
        /// The kind of the event's record.
        found: Option<RecordKind>,
    },
    /// What its start asks for was otherwise: another bot, text, step.
    Narrowed {
        /// The setting of the start, e.g. `bot`.
        setting: String,
        /// What it asks for, any of these.
        wanted: Vec<String>,
        /// What it was; absent when there was none.
        found: Option<String>,
    },
    /// It was made after the event.
    NotMadeYet {
        /// When it was made.
        made_at: Micros,
    },
    /// It was switched off at that moment.
    SwitchedOff {
        /// Since when; absent when that is not known.
        since: Option<Micros>,
    },
    /// Every block demands a value that the event does not have, so it was not even looked at.
    Demanded {
        /// The variable.
        variable: String,
        /// The values that would do.
        wanted: Vec<String>,
        /// The value it had; absent when it was not there.
        found: Option<String>,
    },
    /// It has no block that is on.
    NoBlocks,
    /// No block's conditions held.
    Conditions,
    /// It ran too recently for this record (F-10).
    Throttled {
        /// Once in so many seconds.
        secs: u32,
        /// It had run so many seconds before.
        ago_secs: Option<i64>,
    },
    /// It runs once for a record, and had (Z-30).
    AlreadyRan,
    /// Too many events had caused one another (Z-14).
    TooDeep {
        /// So many are allowed.
        most: u8,
    },
    /// It had already run for this record in the same chain of causes (Z-14).
    Loop,
    /// Nothing that is known stood in its way; its run may have been deleted with age.
    Unexplained,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Fired { run } => write!(f, "it fired: run {run} tells what it did"),
            Self::ActionFailed { run } => write!(f, "it fired, and an action failed: run {run} tells which"),
            Self::Delayed { .. } => f.write_str("it waits for the delay of a block"),
            Self::Retrying { .. } => f.write_str("an action failed and is tried again: it waits for that"),
            Self::Queued { behind } => write!(f, "it waits until run {behind} for the same record has ended"),
            Self::Busy { run } => write!(f, "run {run} for the same record was under way"),
            Self::QueueFull { most } => {
                write!(f, "{most} runs for the same record were already waiting in line")
            }
            Self::Restarted { by } => write!(f, "run {by} for the same record took its place"),
            Self::Cancelled => f.write_str("it was called off while it waited"),
            Self::Rejected { detail } => write!(f, "the request was refused on arrival: {detail}"),
            Self::Held => f.write_str("the hook is paused: the request waits until it is resumed"),
            Self::Duplicate { .. } => {
                f.write_str("the request repeats an earlier one and was not worked off")
            }
            Self::Probe => f.write_str("the request is a test call of the sender: nothing was started"),
            Self::Split => f.write_str("the request was split: ask about the events of its parts"),
            Self::EventFailed { detail } => {
                write!(
                    f,
                    "working off the event failed ({detail}): mend the reason and retry"
                )
            }
            Self::EventWaits => f.write_str("the event still waits for its turn"),
            Self::OtherStart { start, .. } => write!(f, "it starts on `{start}`, this event is another"),
            Self::OtherHook { wanted, .. } => {
                write!(f, "it waits for the hook `{wanted}`, another was called")
            }
            Self::OtherFields { wanted, .. } => {
                write!(
                    f,
                    "its start asks for a change of {}, which did not change",
                    wanted.join(", ")
                )
            }
            Self::OtherStage { wanted, .. } => {
                write!(
                    f,
                    "its start asks for a move to {wanted}, which this event is not"
                )
            }
            Self::OtherOutcome { .. } => {
                f.write_str("its start asks for another outcome of the hook's look-up")
            }
            Self::OtherReport { wanted, came } => {
                write!(f, "its start asks for {wanted}, and {came} was reported")
            }
            Self::OtherRecord { wanted, .. } => write!(f, "its start asks for a {wanted}"),
            Self::Narrowed { setting, wanted, .. } => {
                write!(f, "its start asks for the {setting} {}", wanted.join(" or "))
            }
            Self::NotMadeYet { .. } => f.write_str("it was made after this event"),
            Self::SwitchedOff { .. } => f.write_str("it was switched off when the event came"),
            Self::Demanded { variable, wanted, .. } => write!(
                f,
                "every block demands {{{variable}}} to be {}",
                wanted.join(" or ")
            ),
            Self::NoBlocks => f.write_str("it has no block that is on"),
            Self::Conditions => f.write_str("no block's conditions hold"),
            Self::Throttled { secs, .. } => {
                write!(
                    f,
                    "it ran too recently for this record: at most once in {secs} s is allowed"
                )
            }
            Self::AlreadyRan => f.write_str("it runs only once for a record, and already did"),
            Self::TooDeep { most } => write!(f, "{most} events already caused one another"),
            Self::Loop => f.write_str("it already ran for this record in the same chain of causes"),
            Self::Unexplained => {
                f.write_str("nothing that is known stood in its way; its run may have been deleted with age")
            }
        }
    }
}

/// What is not known of a moment in the past: the judgement took what is there now.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Unknown {
    /// A record was deleted since.
    RecordDeleted {
        /// Which one.
        record: RecordRef,
    },
    /// A record changed more often since than is looked through.
    TooManyChanges {
        /// Which one.
        record: RecordRef,
    },
    /// A value of a record changed since, and the old one can no longer be put back.
    Value {
        /// Which record.
        record: RecordRef,
        /// Which field.
        field: String,
    },
    /// A global variable changed since.
    Global {
        /// Its name.
        name: String,
        /// When it last changed.
        changed_at: Micros,
    },
    /// What the event carried was deleted with age.
    Body {
        /// The event.
        event: EventId,
    },
}
