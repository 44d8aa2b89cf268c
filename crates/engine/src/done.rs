//! What a committed unit of work leaves for the others to do.

use signalbox_model::{ChannelId, EventId, FlowId, Key, RecordRef, WorkspaceId};
use signalbox_store::jobs;

/// What happened, for pages that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A request came to this hook.
    Arrival(i64),
    /// A run was written.
    Run,
    /// A delivery changed.
    Delivery,
    /// A timer was set, moved or taken.
    Timer,
    /// This bulk run went on.
    Bulk(i64),
    /// A record changed.
    Record,
    /// A definition changed.
    Definitions,
    /// People are told something new.
    Notification,
    /// Somebody works on the draft of this scenario.
    Editing(i64),
    /// Somebody works on the draft of this flow.
    Drawing(i64),
    /// A dialog changed.
    Dialog,
    /// A message of this dialog came or changed.
    Message(i64),
    /// Somebody looks at this dialog, or writes in it.
    Talking(i64),
    /// A link that steers the dialogs of this bot was called.
    RemoteCall(i64),
    /// A postback came, or one that had waited was matched.
    Postback,
}

/// One message for open pages: the id of the row that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveNote {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// What happened.
    pub topic: Topic,
    /// The raw id of the row.
    pub id: i64,
}

/// An event that waits for the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its id.
    pub event: EventId,
    /// The record it is about: events of one record are worked off in order.
    pub subject: Option<RecordRef>,
}

/// What is to be done once a unit of work is on disk. Losing it loses nothing: all of it can be read again.
#[derive(Debug, Default)]
pub struct Done {
    /// Requests to send, already leased.
    pub jobs: Vec<jobs::Stored>,
    /// Jobs were planned for later, or made due by hand.
    pub jobs_planned: bool,
    /// Events to work off.
    pub events: Vec<Waiting>,
    /// Timers or schedules were set or moved.
    pub timers: bool,
    /// A bulk run was started or resumed.
    pub bulk: bool,
    /// An import was started or goes on.
    pub imports: bool,
    /// An erasure was begun.
    pub erasures: bool,
    /// Steps of flows that dialogs went through, in order.
    pub steps: Vec<(FlowId, Key)>,
    /// Channels that have something to say.
    pub chats: Vec<ChannelId>,
    /// Channels whose files are to be fetched.
    pub fetches: Vec<ChannelId>,
    /// Messages for open pages.
    pub live: Vec<LiveNote>,
}

impl Done {
    /// What the events of a change by hand leave to be done: those that a scenario may care about are worked off.
    pub fn from_events(defs: &crate::Definitions, emitted: Vec<signalbox_model::event::Event>) -> Self {
        let mut done = Self::default();
        for event in emitted {
            done.hand_on(defs, &event);
        }
        done
    }

    /// Hands on an event that was written.
    pub(crate) fn hand_on(&mut self, defs: &crate::Definitions, event: &signalbox_model::event::Event) {
        if defs.cares(event) {
            self.events.push(Waiting {
                workspace: event.workspace,
                event: event.id,
                subject: event.subject,
            });
        }
        if event.subject.is_some() {
            self.live.push(LiveNote {
                workspace: event.workspace,
                topic: Topic::Record,
                id: event.id.0,
            });
        }
    }

    /// Puts another's after this one's.
    pub fn merge(&mut self, other: Self) {
        self.jobs.extend(other.jobs);
        self.events.extend(other.events);
        self.live.extend(other.live);
        self.chats.extend(other.chats);
        self.fetches.extend(other.fetches);
        self.steps.extend(other.steps);
        self.jobs_planned |= other.jobs_planned;
        self.timers |= other.timers;
        self.bulk |= other.bulk;
        self.imports |= other.imports;
        self.erasures |= other.erasures;
    }
}

/// Takes what is to be done after a commit.
pub trait AfterCommit: Send + Sync {
    /// Called once the unit of work is on disk. Must not block.
    fn done(&self, done: Done);
}
