//! Messages for open pages: a ring of what changed lately, from which each page reads on where it stopped.
//!
//! A message is only the id of a changed row, so telling costs next to nothing when nobody listens; the rows
//! themselves are read for the pages that want them. A page that was away longer than the ring reaches back is told
//! to load anew.

use parking_lot::Mutex;
use signalbox_engine::{LiveNote, Topic};
use signalbox_model::WorkspaceId;
use std::collections::{HashSet, VecDeque};
use tokio::sync::watch;

/// How many messages are kept for pages that come back.
const ROOM: usize = 8192;

/// The ring.
#[derive(Debug)]
pub struct Live {
    /// Tells the numbers of one run of the server from those of another.
    epoch: u64,
    ring: Mutex<Ring>,
    /// The number of the newest message; `None` once the server stops.
    newest: watch::Sender<Option<u64>>,
}

#[derive(Debug)]
struct Ring {
    /// The number of the first message kept.
    first: u64,
    notes: VecDeque<LiveNote>,
}

/// What a page gets.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// Messages, oldest first, each row once.
    Notes(Vec<LiveNote>),
    /// Too much was missed: load anew.
    Reset,
}

impl Live {
    /// An empty ring. `epoch` must differ between runs of the server: the moment of its start does.
    pub fn new(epoch: u64) -> Self {
        let ring = Ring {
            first: 1,
            notes: VecDeque::with_capacity(ROOM),
        };
        Self {
            epoch,
            ring: Mutex::new(ring),
            newest: watch::Sender::new(Some(0)),
        }
    }

    /// Tells open pages. Never blocks on them.
    pub fn publish(&self, notes: &[LiveNote]) {
        if notes.is_empty() {
            return;
        }
        let newest = {
            let mut ring = self.ring.lock();
            for note in notes {
                if ring.notes.len() == ROOM {
                    ring.notes.pop_front();
                    ring.first += 1;
                }
                ring.notes.push_back(*note);
            }
            ring.first + ring.notes.len() as u64 - 1
        };
        self.newest.send_if_modified(|known| match known {
            Some(known) => {
                *known = newest.max(*known);
                true
            }
            None => false,
        });
    }

    /// Ends every open page's stream: the server stops.
    pub fn close(&self) {
        self.newest.send_replace(None);
    }

    /// Whether the server stops.
    pub(crate) fn is_closed(&self) -> bool {
        self.newest.borrow().is_none()
    }

    /// A reader that starts now, or where `last_id` (of a stream before) left off.
    pub(crate) fn reader(
        &self,
        workspace: WorkspaceId,
        topics: Vec<Wanted>,
        last_id: Option<&str>,
    ) -> Reader {
        let newest = *self.newest.borrow();
        let resumed = last_id.map(|id| self.position(id));
        let (next, missed) = match resumed {
            Some(Some(seen)) => (seen + 1, false),
            Some(None) => (newest.unwrap_or_default() + 1, true),
            None => (newest.unwrap_or_default() + 1, false),
        };
        Reader {
            workspace,
            topics,
            next,
            missed,
            news: self.newest.subscribe(),
        }
    }

    /// The number behind an id of this run of the server.
    fn position(&self, id: &str) -> Option<u64> {
        let (epoch, number) = id.split_once('-')?;
        let number = number.parse().ok()?;
        let newest = (*self.newest.borrow())?;
        (u64::from_str_radix(epoch, 16) == Ok(self.epoch) && number <= newest).then_some(number)
    }
}

/// What a page wants to hear about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// This topic.
    Only(Topic),
    /// Requests to any hook.
    Arrivals,
    /// Any bulk run.
    Bulks,
}

impl Wanted {
    fn covers(self, topic: Topic) -> bool {
        match self {
            Self::Only(only) => only == topic,
            Self::Arrivals => matches!(topic, Topic::Arrival(_)),
            Self::Bulks => matches!(topic, Topic::Bulk(_)),
        }
    }
}

/// One open page's place in the ring.
#[derive(Debug)]
pub(crate) struct Reader {
    workspace: WorkspaceId,
    topics: Vec<Wanted>,
    next: u64,
    missed: bool,
    news: watch::Receiver<Option<u64>>,
}

impl Reader {
    /// Waits for what the page wants; `None` when the server stops.
    pub(crate) async fn next(&mut self, live: &Live) -> Option<News> {
        loop {
            if let Some(news) = self.take(live) {
                return Some(news);
            }
            let next = self.next;
            self.news
                .wait_for(|newest| newest.is_none_or(|newest| newest >= next))
                .await
                .ok()?
                .as_ref()?;
        }
    }

    /// The id from which this page can go on.
    pub(crate) fn id(&self, live: &Live) -> String {
        format!("{:x}-{}", live.epoch, self.next - 1)
    }

    /// What is there for the page already.
    fn take(&mut self, live: &Live) -> Option<News> {
        let ring = live.ring.lock();
        let end = ring.first + ring.notes.len() as u64;
        if std::mem::take(&mut self.missed) || self.next < ring.first {
            self.next = end;
            return Some(News::Reset);
        }
        let skip = usize::try_from(self.next - ring.first).unwrap_or(usize::MAX);
        let mut seen = HashSet::new();
        let mine = |note: &&LiveNote| {
            note.workspace == self.workspace && self.topics.iter().any(|topic| topic.covers(note.topic))
        };
        let mut notes: Vec<LiveNote> = Vec::new();
        // From the newest back, so that a row that changed often is told once, at its last change.
        for note in ring.notes.range(skip.min(ring.notes.len())..).rev().filter(mine) {
            if seen.insert((note.topic, note.id)) {
                notes.push(*note);
            }
        }
        self.next = end.max(self.next);
        notes.reverse();
        (!notes.is_empty()).then_some(News::Notes(notes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: WorkspaceId = WorkspaceId(1);

    fn note(workspace: i64, topic: Topic, id: i64) -> LiveNote {
        LiveNote {
            workspace: WorkspaceId(workspace),
            topic,
            id,
        }
    }

    fn ids(news: Option<News>) -> Vec<i64> {
        match news {
            Some(News::Notes(notes)) => notes.iter().map(|note| note.id).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_page_hears_its_workspace_and_topics_and_each_row_once() {
        let live = Live::new(7);
        let mut page = live.reader(HOME, vec![Wanted::Only(Topic::Run), Wanted::Arrivals], None);
        live.publish(&[
            note(1, Topic::Run, 1),
            note(2, Topic::Run, 2),
            note(1, Topic::Timer, 3),
            note(1, Topic::Arrival(9), 4),
            note(1, Topic::Run, 1),
        ]);
        assert_eq!(ids(page.take(&live)), [4, 1]);
        assert_eq!(page.take(&live), None);
    }

    #[test]
    fn a_page_that_comes_back_goes_on_where_it_stopped() {
        let live = Live::new(7);
        let mut page = live.reader(HOME, vec![Wanted::Only(Topic::Run)], None);
        live.publish(&[note(1, Topic::Run, 1)]);
        assert_eq!(ids(page.take(&live)), [1]);
        let id = page.id(&live);
        live.publish(&[note(1, Topic::Run, 2), note(1, Topic::Run, 3)]);
        let mut again = live.reader(HOME, vec![Wanted::Only(Topic::Run)], Some(&id));
        assert_eq!(ids(again.take(&live)), [2, 3]);
    }

    #[test]
    fn what_cannot_be_resumed_is_told_to_load_anew_once() {
        let live = Live::new(7);
        for id in ["", "7-", "8-0", "7-99", "zz-1", "7-1-1"] {
            let mut page = live.reader(HOME, vec![Wanted::Only(Topic::Run)], Some(id));
            assert_eq!(page.take(&live), Some(News::Reset), "{id}");
            assert_eq!(page.take(&live), None, "{id}");
        }
    }

    #[test]
    fn a_page_that_fell_behind_the_ring_is_told_to_load_anew() {
        let live = Live::new(7);
        let mut page = live.reader(HOME, vec![Wanted::Only(Topic::Run)], None);
        let many: Vec<_> = (0..=i64::try_from(ROOM).unwrap())
            .map(|id| note(1, Topic::Run, id))
            .collect();
        live.publish(&many);
        assert_eq!(page.take(&live), Some(News::Reset));
        live.publish(&[note(1, Topic::Run, 5)]);
        assert_eq!(ids(page.take(&live)), [5]);
    }

    #[tokio::test]
    async fn a_waiting_page_wakes_for_news_and_ends_with_the_server() {
        let live = std::sync::Arc::new(Live::new(7));
        let mut page = live.reader(HOME, vec![Wanted::Only(Topic::Run)], None);
        let (other, told) = (live.clone(), tokio::sync::oneshot::channel());
        let waiting = tokio::spawn(async move {
            let first = page.next(&other).await;
            told.0.send(first).unwrap();
            page.next(&other).await
        });
        tokio::task::yield_now().await;
        live.publish(&[note(1, Topic::Timer, 1)]);
        live.publish(&[note(1, Topic::Run, 2)]);
        assert_eq!(ids(told.1.await.unwrap()), [2]);
        live.close();
        assert_eq!(waiting.await.unwrap(), None);
    }
}
