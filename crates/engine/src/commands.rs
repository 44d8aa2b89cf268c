//! What people do to automation besides scenarios: hooks, links, variables, timers, deliveries and bulk runs.
//!
//! One call a command, inside the caller's transaction. A refusal names the reason and the remedy, and nothing of it
//! stays once the transaction is rolled back.

mod announcements;
mod bulk;
mod connections;
mod deliveries;
mod drafts;
mod globals;
mod hooks;
mod links;
mod order;
mod question;
mod structure;
mod timers;

pub use connections::{ConnectionDraft, check_secret};
pub use deliveries::JobsOf;
pub use hooks::{HookDraft, Replayed};
pub use structure::held;
pub use timers::TimersOf;

use crate::done::{Done, LiveNote, Topic};
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;

/// Tells open pages that a row changed.
fn told(by: &By, topic: Topic, id: i64) -> Done {
    let note = LiveNote {
        workspace: by.workspace,
        topic,
        id,
    };
    Done {
        live: vec![note],
        ..Done::default()
    }
}

pub(crate) fn missing(what: &str) -> EngineError {
    EngineError::NotFound(format!("{what} with this id"))
}

fn refuse(faults: Vec<Fault>) -> Result<()> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(EngineError::Invalid(faults))
    }
}

/// A name for people: something in it, and not a novel.
fn check_name(path: &str, name: &str, faults: &mut Vec<Fault>) {
    if name.trim().is_empty() || name.chars().count() > 200 {
        faults.push(Fault::error(path, "use 1 to 200 characters"));
    }
}

/// A manual scenario that something else starts.
fn check_manual(defs: &crate::Definitions, path: &str, key: &signalbox_model::Key, faults: &mut Vec<Fault>) {
    match defs.scenario(key) {
        None => faults.push(Fault::error(
            path,
            format!("there is no scenario `{key}`: make it first, or mend the key"),
        )),
        Some(known) if !known.body.scenario.start.is_manual() => {
            let say =
                format!("scenario `{key}` starts by itself: only manual scenarios can be started from here");
            faults.push(Fault::error(path, say));
        }
        Some(_) => {}
    }
}
