//! The queue of a lane: first come, first served within a workspace, workspaces in turn.

use signalbox_model::{EventId, WorkspaceId};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

/// Events of several workspaces. One that has a thousand waiting delays another's single event by one turn.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// Workspaces with waiting events, each once.
    order: VecDeque<WorkspaceId>,
    queues: HashMap<WorkspaceId, VecDeque<EventId>>,
}

impl Turns {
    pub fn push(&mut self, workspace: WorkspaceId, event: EventId) {
        match self.queues.entry(workspace) {
            Entry::Occupied(mut queue) => queue.get_mut().push_back(event),
            Entry::Vacant(free) => {
                free.insert(VecDeque::from([event]));
                self.order.push_back(workspace);
            }
        }
    }

    /// Takes at most `limit` events, one of each workspace in turn.
    pub fn take(&mut self, limit: usize) -> Vec<(WorkspaceId, EventId)> {
        std::iter::from_fn(|| self.next()).take(limit).collect()
    }

    fn next(&mut self) -> Option<(WorkspaceId, EventId)> {
        let workspace = self.order.pop_front()?;
        let queue = self.queues.get_mut(&workspace)?;
        let event = queue.pop_front()?;
        if queue.is_empty() {
            self.queues.remove(&workspace);
        } else {
            self.order.push_back(workspace);
        }
        Some((workspace, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_single_event_waits_for_one_turn_only() {
        let mut turns = Turns::default();
        for event in 0..1000 {
            turns.push(WorkspaceId(1), EventId(event));
        }
        turns.push(WorkspaceId(2), EventId(5000));
        let taken = turns.take(2);
        assert_eq!(
            taken,
            [(WorkspaceId(1), EventId(0)), (WorkspaceId(2), EventId(5000))]
        );
        assert_eq!(turns.take(2000).len(), 999);
        assert_eq!(turns.take(1), []);
        assert!(turns.queues.is_empty() && turns.order.is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_each_workspace_keeps_its_order(
            moves in prop::collection::vec((0i64..5, 0usize..4), 1..200)
        ) {
            let mut turns = Turns::default();
            let mut taken = Vec::new();
            for (n, (workspace, take)) in moves.iter().enumerate() {
                turns.push(WorkspaceId(*workspace), EventId(i64::try_from(n).unwrap()));
                taken.extend(turns.take(*take));
            }
            taken.extend(turns.take(usize::MAX));
            prop_assert_eq!(taken.len(), moves.len());
            for workspace in (0..5).map(WorkspaceId) {
                let own: Vec<_> = taken.iter().filter(|(of, _)| *of == workspace).map(|(_, id)| *id).collect();
                prop_assert!(own.is_sorted());
            }
        }
    }
}
