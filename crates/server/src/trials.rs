//! `signalbox test`: scenarios tried on the tests kept from their runs.

use crate::account::{at_home, read};
use crate::cli::Test;
use crate::config::Place;
use crate::open::Opened;
use anyhow::{Result, anyhow, bail};
use signalbox_engine::cases::Tried;
use signalbox_engine::{Definitions, Engine, EngineError};
use signalbox_model::replay::Difference;
use signalbox_model::{Key, Micros, ScenarioId, WorkspaceId};
use signalbox_store::{StoreError, Tx, scenario_tests};
use std::fmt::Write;

/// Tries the scenarios of the account, or of a document in its place, and prints how each test ended. Nothing is kept.
pub fn run(place: &Place, flags: Test) -> Result<()> {
    let document = flags.file.as_deref().map(read).transpose()?;
    let opened = match document {
        Some(_) => Opened::open(place)?,
        None => Opened::existing(place)?,
    };
    let engine = opened.engine();
    let prepared = at_home(&opened, document)?;
    let wanted = flags.scenario;
    let tried = opened.rehearse(move |tx, now| {
        let workspace = prepared(&engine, tx, now)?;
        let defs = engine.definitions(tx, workspace)?;
        let mut all = Vec::new();
        for (key, id) in chosen(&defs, wanted.as_deref())? {
            for test in scenario_tests::list(&mut tx.space(workspace), id)? {
                let tried = one(&engine, tx, now, (workspace, id), test)?;
                all.push((key.clone(), tried));
            }
        }
        Ok(all)
    })?;
    print(&tried)
}

/// The scenarios that are tried, by key.
fn chosen(defs: &Definitions, wanted: Option<&str>) -> Result<Vec<(Key, ScenarioId)>> {
    let known = defs.scenario_keys.iter().map(|(key, id)| (key.clone(), *id));
    let mut all: Vec<_> = known
        .filter(|(key, _)| wanted.is_none_or(|wanted| key.as_str() == wanted))
        .collect();
    if let Some(wanted) = wanted.filter(|_| all.is_empty()) {
        bail!("there is no scenario `{wanted}`: `signalbox export` shows the keys");
    }
    all.sort();
    Ok(all)
}

/// A result carried out of an attempt that is undone.
struct Undone(Box<std::result::Result<Tried, EngineError>>);

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self(Box::new(Err(error.into())))
    }
}

/// One test. What it made is undone at once, so that the next does not see it.
fn one(
    engine: &Engine,
    tx: &mut Tx,
    now: Micros,
    (workspace, scenario): (WorkspaceId, ScenarioId),
    test: scenario_tests::Stored,
) -> Result<Tried> {
    let tried = tx.attempt(|tx| {
        let tried = engine.try_test(tx, now, workspace, scenario, None, test);
        Err::<(), Undone>(Undone(Box::new(tried)))
    });
    match tried {
        Err(Undone(tried)) => Ok((*tried)?),
        Ok(()) => Err(anyhow!("a test was not undone")),
    }
}

fn print(all: &[(Key, Tried)]) -> Result<()> {
    for (scenario, tried) in all {
        let mark = if tried.has_passed() { "ok  " } else { "FAIL" };
        println!("{mark} {scenario}/{}: {}", tried.key, tried.name);
        if let Some(fault) = &tried.fault {
            println!("     {fault}");
        }
        for difference in &tried.differences {
            print!("{}", lines(difference));
        }
    }
    let failed = all.iter().filter(|(_, tried)| !tried.has_passed()).count();
    println!("{} passed, {failed} failed", all.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} tests failed", all.len());
    }
    Ok(())
}

/// A difference: where, what was expected, what came.
fn lines(difference: &Difference) -> String {
    let (place, before, after) = match difference {
        Difference::Status { before, after } => ("the run".to_owned(), word(before), word(after)),
        Difference::Block { block, before, after } => {
            let fired = |fired: &Option<bool>| match fired {
                Some(true) => "fired".to_owned(),
                Some(false) => "did not fire".to_owned(),
                None => "not there".to_owned(),
            };
            (format!("block {block}"), fired(before), fired(after))
        }
        Difference::Step {
            block,
            step,
            before,
            after,
        } => (format!("{block}/{step}"), word(before), word(after)),
        Difference::Field {
            block,
            step,
            field,
            before,
            after,
        } => (format!("{block}/{step}, {field}"), word(before), word(after)),
        Difference::Request {
            block,
            step,
            before,
            after,
        } => (format!("{block}/{step}, request"), word(before), word(after)),
    };
    let mut text = format!("     {place}\n");
    // Writing to a text does not fail.
    let _ = writeln!(text, "       - {before}");
    let _ = writeln!(text, "       + {after}");
    text
}

/// A value as one line of text; a name without its quotes.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::Null) | Err(_) => "nothing".to_owned(),
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use signalbox_model::run::RunStatus;

    #[test]
    fn a_difference_says_where_what_was_expected_and_what_came() {
        let difference = Difference::Status {
            before: Some(RunStatus::Fired),
            after: None,
        };
        assert_eq!(
            lines(&difference),
            "     the run\n       - fired\n       + nothing\n"
        );
    }
}
