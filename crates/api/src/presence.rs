//! Who has a document open for editing, and where: kept in memory for as long as their pages say so. Ids of scenarios and
//! of flows are never the same, so both stand in one map.

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::{Micros, UserId, WorkspaceId};
use std::collections::HashMap;

/// A page that is silent for so long is gone, microseconds. Pages speak every ten seconds.
const SILENT: i64 = 30_000_000;
/// So many pages are told of at most for one document.
const MOST: usize = 50;

/// A page that edits a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Here {
    /// The page, by a name it gave itself.
    pub tab: String,
    /// Whose page it is.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// The id of the block, action or step at hand; empty when there is none.
    pub place: String,
    /// When the page last spoke.
    #[serde(skip)]
    pub at: Micros,
}

/// All pages that edit. Each node knows its own.
#[derive(Debug, Default)]
pub struct Presence(Mutex<HashMap<(WorkspaceId, i64), Vec<Here>>>);

impl Presence {
    /// A page speaks. Answers whether the others should hear of it: it is new, moved, or somebody is gone.
    pub fn speak(&self, workspace: WorkspaceId, document: i64, here: Here) -> bool {
        let mut all = self.0.lock();
        let now = here.at;
        all.retain(|_, pages| pages.iter().any(|page| now.0 - page.at.0 < SILENT));
        let pages = all.entry((workspace, document)).or_default();
        let before = pages.len();
        pages.retain(|page| now.0 - page.at.0 < SILENT);
        let gone = pages.len() != before;
        if let Some(known) = pages
            .iter_mut()
            .find(|page| page.tab == here.tab && page.user == here.user)
        {
            let moved = known.place != here.place;
            *known = here;
            return gone || moved;
        }
        if pages.len() < MOST {
            pages.push(here);
        }
        true
    }

    /// A page is closed.
    pub fn leave(&self, workspace: WorkspaceId, document: i64, user: UserId, tab: &str) {
        if let Some(pages) = self.0.lock().get_mut(&(workspace, document)) {
            pages.retain(|page| page.tab != tab || page.user != user);
        }
    }

    /// The pages that spoke lately, the first to come first.
    pub fn list(&self, workspace: WorkspaceId, document: i64, now: Micros) -> Vec<Here> {
        let all = self.0.lock();
        let pages = all.get(&(workspace, document)).into_iter().flatten();
        pages.filter(|page| now.0 - page.at.0 < SILENT).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(tab: &str, place: &str, secs: i64) -> Here {
        Here {
            tab: tab.into(),
            user: UserId(1),
            name: "Anna".into(),
            place: place.into(),
            at: Micros(secs * 1_000_000),
        }
    }

    #[test]
    fn pages_come_move_and_go() {
        let (all, home, one) = (Presence::default(), WorkspaceId(1), 2);
        assert!(all.speak(home, one, page("a", "", 0)));
        assert!(!all.speak(home, one, page("a", "", 10)));
        assert!(all.speak(home, one, page("a", "b1", 11)));
        assert!(all.speak(home, one, page("b", "", 12)));
        assert_eq!(all.list(home, one, Micros(13_000_000)).len(), 2);
        assert!(all.list(WorkspaceId(9), one, Micros(13_000_000)).is_empty());
        all.leave(home, one, UserId(7), "b");
        all.leave(home, one, UserId(1), "b");
        assert_eq!(all.list(home, one, Micros(13_000_000)), [page("a", "b1", 11)]);
        assert!(all.list(home, one, Micros(60_000_000)).is_empty());
    }

    #[test]
    fn a_document_has_room_for_a_bounded_number_of_pages() {
        let (all, home, one) = (Presence::default(), WorkspaceId(1), 2);
        for n in 0..MOST + 10 {
            all.speak(home, one, page(&n.to_string(), "", 1));
        }
        assert_eq!(all.list(home, one, Micros(1_000_000)).len(), MOST);
    }
}
