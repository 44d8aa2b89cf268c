//! Who looks at a dialog and who writes in it at this moment: kept in memory for as long as their pages say so.

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::{DialogId, Micros, UserId, WorkspaceId};
use std::collections::HashMap;

/// A page that is silent for so long is gone, microseconds. Pages speak every ten seconds.
const SILENT: i64 = 30_000_000;
/// Somebody who wrote a letter is writing for so long, microseconds. Pages tell it every four seconds.
const WRITES: i64 = 6_000_000;
/// So many pages are told of at most for one dialog.
const MOST: usize = 50;

/// An operator who has a dialog open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Looker {
    /// The page, by a name it gave itself.
    pub tab: String,
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// They are writing an answer.
    pub writing: bool,
    /// When the page last spoke.
    #[serde(skip)]
    at: Micros,
}

/// What goes on in a dialog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scene {
    /// Operators who have it open.
    pub people: Vec<Looker>,
    /// The person is writing.
    pub contact_writing: bool,
}

#[derive(Debug, Default)]
struct Room {
    lookers: Vec<Looker>,
    contact_at: Option<Micros>,
}

impl Room {
    fn tidy(&mut self, now: Micros) {
        self.lookers.retain(|looker| now.0 - looker.at.0 < SILENT);
        self.contact_at = self.contact_at.filter(|at| now.0 - at.0 < WRITES);
    }
}

/// All dialogs somebody looks at. Each node knows its own pages.
#[derive(Debug, Default)]
pub(crate) struct Talking(Mutex<HashMap<(WorkspaceId, DialogId), Room>>);

impl Talking {
    fn room<T>(
        &self,
        workspace: WorkspaceId,
        dialog: DialogId,
        now: Micros,
        act: impl FnOnce(&mut Room) -> T,
    ) -> T {
        let mut all = self.0.lock();
        all.retain(|_, room| {
            room.tidy(now);
            !room.lookers.is_empty() || room.contact_at.is_some()
        });
        act(all.entry((workspace, dialog)).or_default())
    }

    /// A page speaks. Answers whether the others should hear of it.
    pub fn speak(
        &self,
        workspace: WorkspaceId,
        dialog: DialogId,
        (tab, user, name): (String, UserId, String),
        writing: bool,
        now: Micros,
    ) -> bool {
        let looker = Looker {
            tab,
            user,
            name,
            writing,
            at: now,
        };
        self.room(workspace, dialog, now, |room| {
            let known = room
                .lookers
                .iter_mut()
                .find(|known| known.tab == looker.tab && known.user == user);
            if let Some(known) = known {
                let told = known.writing != writing || writing;
                *known = looker;
                return told;
            }
            if room.lookers.len() < MOST {
                room.lookers.push(looker);
            }
            true
        })
    }

    /// A page is closed.
    pub fn leave(&self, workspace: WorkspaceId, dialog: DialogId, user: UserId, tab: &str) {
        if let Some(room) = self.0.lock().get_mut(&(workspace, dialog)) {
            room.lookers
                .retain(|looker| looker.tab != tab || looker.user != user);
        }
    }

    /// The person writes.
    pub fn visitor_writes(&self, workspace: WorkspaceId, dialog: DialogId, now: Micros) {
        self.room(workspace, dialog, now, |room| room.contact_at = Some(now));
    }

    /// What goes on, the first to come first.
    pub fn scene(&self, workspace: WorkspaceId, dialog: DialogId, now: Micros) -> Scene {
        self.room(workspace, dialog, now, |room| {
            let mut people = room.lookers.clone();
            for looker in &mut people {
                looker.writing &= now.0 - looker.at.0 < WRITES;
            }
            Scene {
                people,
                contact_writing: room.contact_at.is_some(),
            }
        })
    }

    /// Whether an operator is writing.
    pub fn is_answered(&self, workspace: WorkspaceId, dialog: DialogId, now: Micros) -> bool {
        let scene = self.scene(workspace, dialog, now);
        scene.people.iter().any(|looker| looker.writing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_write_and_go() {
        let (all, home, one) = (Talking::default(), WorkspaceId(1), DialogId(2));
        let at = |secs: i64| Micros(secs * 1_000_000);
        let ann = || ("a".to_owned(), UserId(1), "Ann".to_owned());
        assert!(all.speak(home, one, ann(), false, at(0)));
        assert!(!all.speak(home, one, ann(), false, at(10)));
        assert!(all.speak(home, one, ann(), true, at(11)));
        assert!(all.is_answered(home, one, at(12)) && !all.is_answered(home, DialogId(3), at(12)));
        assert!(!all.is_answered(home, one, at(18)));
        all.visitor_writes(home, one, at(18));
        assert!(all.scene(home, one, at(19)).contact_writing);
        assert!(!all.scene(home, one, at(25)).contact_writing);
        all.leave(home, one, UserId(2), "a");
        assert_eq!(all.scene(home, one, at(26)).people.len(), 1);
        assert_eq!(all.scene(home, one, at(60)), Scene::default());
    }
}
