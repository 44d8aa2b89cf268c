//! Saying that a page edits a document, and hearing who else does: of scenarios and of flows.

use crate::can::{Can, Manage};
use crate::presence::Here;
use crate::problem::{Problem, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::{Done, LiveNote, Topic};
use signalbox_model::DraftId;

/// A page that edits.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Speak {
    /// The page, by a name it gives itself; up to 64 characters.
    tab: String,
    /// The id of the block, action or step at hand; up to 64 characters.
    #[serde(default)]
    place: String,
    /// The page is being closed.
    #[serde(default)]
    leaving: bool,
}

/// Who edits.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Present {
    /// The pages, the one that asks among them.
    people: Vec<Here>,
    /// Which save of the draft is the newest: a page that missed a message learns of it here.
    revision: Option<DraftId>,
}

impl Speak {
    pub(super) fn check(&self) -> Result<()> {
        for (name, text) in [("tab", &self.tab), ("place", &self.place)] {
            if text.chars().count() > 64 {
                return Err(Problem::invalid(name, "use at most 64 characters"));
            }
        }
        Ok(())
    }
}

/// Writes down that a page is there, or no longer; the others hear of it when it is news.
pub(super) fn spoken(me: &Can<Manage>, topic: Topic, said: Speak, revision: Option<DraftId>) -> Present {
    let (server, workspace, user) = (me.server(), me.workspace(), me.user());
    let (now, document) = (server.now(), document_of(topic));
    let news = if said.leaving {
        server.presence.leave(workspace, document, user.id, &said.tab);
        true
    } else {
        let here = Here {
            tab: said.tab,
            user: user.id,
            name: user.name.clone(),
            place: said.place,
            at: now,
        };
        server.presence.speak(workspace, document, here)
    };
    if news {
        let note = LiveNote {
            workspace,
            topic,
            id: document,
        };
        server.after(Done {
            live: vec![note],
            ..Done::default()
        });
    }
    Present {
        people: server.presence.list(workspace, document, now),
        revision,
    }
}

/// The id of what is edited.
fn document_of(topic: Topic) -> i64 {
    match topic {
        Topic::Editing(id) | Topic::Drawing(id) => id,
        _ => 0,
    }
}
