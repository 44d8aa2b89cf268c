//! Events on their way to the decider: those of one record in one lane and in order, workspaces in turn.

pub(crate) mod catch_up;
mod turns;
pub(crate) mod work;

use parking_lot::Mutex;
use signalbox_engine::Waiting;
use signalbox_model::{EventId, WorkspaceId};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use tokio::sync::Notify;
use turns::Turns;

/// The events held in memory.
pub(crate) struct Lanes {
    lanes: Vec<Lane>,
    intake: Mutex<Intake>,
    /// The most that is held.
    room: usize,
    /// Events were left to the database.
    pub spilled: Notify,
}

#[derive(Default)]
struct Lane {
    turns: Mutex<Turns>,
    wake: Notify,
}

struct Intake {
    mode: Mode,
    /// Everything held: waiting in a lane, or being worked off.
    known: HashSet<EventId>,
}

/// Where new events go. Once one is left to the database all that follow are, until those before them have been
/// read back: else a later event of a record would overtake an earlier one.
#[derive(Debug, PartialEq)]
enum Mode {
    /// Into the lanes.
    Open,
    /// Nowhere: the database has them, this one and what follows.
    Spilled(EventId),
    /// Aside, while the last of those before them are read.
    Closing(Vec<Waiting>),
}

impl Lanes {
    /// Starts with everything that waits in the database before anything new.
    pub fn new(count: usize, room: usize) -> Self {
        Self {
            lanes: (0..count).map(|_| Lane::default()).collect(),
            intake: Mutex::new(Intake {
                mode: Mode::Spilled(EventId(1)),
                known: HashSet::new(),
            }),
            room,
            spilled: Notify::new(),
        }
    }

    /// How many events are held.
    pub fn held(&self) -> usize {
        self.intake.lock().known.len()
    }

    /// Takes events that were just written.
    pub fn push(&self, events: Vec<Waiting>) {
        if events.is_empty() {
            return;
        }
        let mut intake = self.intake.lock();
        for event in events {
            self.admit(&mut intake, event);
        }
    }

    fn admit(&self, intake: &mut Intake, event: Waiting) {
        let held = intake.known.len();
        match &mut intake.mode {
            Mode::Open if held < self.room => self.place(intake, event),
            Mode::Closing(aside) if held + aside.len() < self.room => aside.push(event),
            Mode::Open => self.spill(intake, event.event),
            Mode::Closing(aside) => {
                let first = aside.iter().map(|aside| aside.event).min();
                let first = first.map_or(event.event, |first| first.min(event.event));
                self.spill(intake, first);
            }
            Mode::Spilled(first) => *first = event.event.min(*first),
        }
    }

    fn spill(&self, intake: &mut Intake, first: EventId) {
        intake.mode = Mode::Spilled(first);
        self.spilled.notify_one();
    }

    fn place(&self, intake: &mut Intake, event: Waiting) {
        if intake.known.insert(event.event) {
            let lane = &self.lanes[self.lane_of(&event)];
            lane.turns.lock().push(event.workspace, event.event);
            lane.wake.notify_one();
        }
    }

    fn lane_of(&self, event: &Waiting) -> usize {
        if self.lanes.len() == 1 {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        let about = event.subject.map_or(event.event.0, |subject| subject.id.0);
        (event.workspace, about).hash(&mut hasher);
        usize::try_from(hasher.finish() % self.lanes.len() as u64).unwrap_or(0)
    }

    /// Places events that were read back from the database, whatever the mode.
    fn place_all(&self, events: Vec<Waiting>) {
        let mut intake = self.intake.lock();
        for event in events {
            self.place(&mut intake, event);
        }
    }

    /// Whether an event is held.
    fn knows(&self, event: EventId) -> bool {
        self.intake.lock().known.contains(&event)
    }

    /// Ends the work on events.
    fn forget(&self, events: &[(WorkspaceId, EventId)]) {
        let mut intake = self.intake.lock();
        for (_, event) in events {
            intake.known.remove(event);
        }
    }

    /// The first event that was left to the database.
    fn spilled_from(&self) -> Option<EventId> {
        match self.intake.lock().mode {
            Mode::Spilled(first) => Some(first),
            _ => None,
        }
    }

    /// Puts new events aside from now on: the reader is about to read the last page.
    fn close(&self) {
        self.intake.lock().mode = Mode::Closing(Vec::new());
    }

    /// Places what was put aside, and lets new events in.
    fn open(&self) {
        let mut intake = self.intake.lock();
        // A spill in between stays one.
        if let Mode::Closing(_) = intake.mode
            && let Mode::Closing(aside) = std::mem::replace(&mut intake.mode, Mode::Open)
        {
            for event in aside {
                self.place(&mut intake, event);
            }
        }
    }

    /// Goes back to leaving events to the database: there were more than a page. They are read from `first` on.
    fn reopen_later(&self, first: EventId) {
        self.intake.lock().mode = Mode::Spilled(first);
    }
}

#[cfg(test)]
mod tests;
