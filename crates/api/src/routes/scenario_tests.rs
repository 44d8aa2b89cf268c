//! Tests of scenarios: made from runs, tried before a draft goes live.

use super::scenarios::document;
use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::cases::Tried;
use signalbox_model::event::EventKind;
use signalbox_model::replay::{Difference, RunResult, ScenarioTest};
use signalbox_model::run::RunStatus;
use signalbox_model::scenario::Scenario;
use signalbox_model::{Key, Micros, RunId, ScenarioId};
use signalbox_store::scenario_tests::{self, Stored};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Scenarios")
        .get(
            "/scenarios/{id}/tests",
            "scenario_test_list",
            "List the tests of a scenario.",
            list,
        )
        .post(
            "/scenarios/{id}/tests/run",
            "scenario_test_run",
            "Try a scenario, or a draft in its place, on its tests; nothing is stored or sent.",
            run,
        )
        .delete(
            "/scenarios/{id}/tests/{key}",
            "scenario_test_delete",
            "Delete a test.",
            delete,
        )
        .post(
            "/runs/{id}/test",
            "run_test",
            "Make a test of a run: its event, the records it found, and what it came to.",
            create,
        )
}

/// A test in a list.
#[derive(Debug, Serialize, JsonSchema)]
struct TestRow {
    /// Its key.
    key: Key,
    /// What it is about.
    name: String,
    /// What happened in it.
    event: EventKind,
    /// How the scenario has to end.
    expected: RunStatus,
    /// When it was last written.
    updated_at: Micros,
    /// The whole case.
    test: ScenarioTest,
}

impl From<Stored> for TestRow {
    fn from(stored: Stored) -> Self {
        let Stored {
            key,
            test,
            updated_at,
        } = stored;
        Self {
            key,
            name: test.name.clone(),
            event: test.event.kind,
            expected: test.expected.status,
            updated_at,
            test,
        }
    }
}

async fn list(me: Can<Read>, At(id): At<ScenarioId>) -> Result<Json<Page<TestRow>>> {
    let found = me.look(move |look| {
        known(look.defs.scenarios.contains_key(&id))?;
        Ok(scenario_tests::list(&mut look.space(), id)?)
    });
    let rows = found.await?.into_iter().map(TestRow::from).collect();
    Ok(Json(Page::whole(rows)))
}

fn known(is_known: bool) -> Result<()> {
    match is_known {
        true => Ok(()),
        false => Err(Problem::not_found("scenario")),
    }
}

/// What is tried on the tests.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct OnTests {
    /// A draft as YAML, instead of the version that is live.
    text: Option<String>,
    /// A draft.
    scenario: Option<Scenario>,
    /// Only this test.
    key: Option<Key>,
}

/// How the tests ended.
#[derive(Debug, Serialize, JsonSchema)]
struct TestsRun {
    /// How many came as expected.
    passed: usize,
    /// How many did not.
    failed: usize,
    /// Each of them.
    items: Vec<TestResult>,
}

/// How one test ended.
#[derive(Debug, Serialize, JsonSchema)]
struct TestResult {
    /// The test.
    key: Key,
    /// What it is about.
    name: String,
    /// Whether it came as expected.
    passed: bool,
    /// What differs.
    differences: Vec<Difference>,
    /// What was expected.
    expected: RunResult,
    /// What came.
    result: Option<RunResult>,
    /// Why it could not be tried.
    fault: Option<String>,
}

impl From<Tried> for TestResult {
    fn from(tried: Tried) -> Self {
        Self {
            passed: tried.has_passed(),
            key: tried.key,
            name: tried.name,
            differences: tried.differences,
            expected: tried.expected,
            result: tried.result,
            fault: tried.fault,
        }
    }
}

async fn run(me: Can<Read>, At(id): At<ScenarioId>, Body(on): Body<OnTests>) -> Result<Json<TestsRun>> {
    let OnTests { text, scenario, key } = on;
    let draft = match text.is_some() || scenario.is_some() {
        true => Some(document(text, scenario)?),
        false => None,
    };
    let stored = me.look(move |look| {
        known(look.defs.scenarios.contains_key(&id))?;
        Ok(scenario_tests::list(&mut look.space(), id)?)
    });
    let mut items: Vec<TestResult> = Vec::new();
    // Each in a transaction of its own that is undone: none sees what another did.
    for test in stored.await? {
        if key.as_ref().is_some_and(|key| *key != test.key) {
            continue;
        }
        let draft = draft.clone();
        let tried = me.rehearse(move |work| {
            work.engine_does(|engine, tx, by| {
                engine.try_test(tx, by.now, by.workspace, id, draft.as_ref(), test)
            })
        });
        items.push(tried.await?.into());
    }
    let passed = items.iter().filter(|item| item.passed).count();
    Ok(Json(TestsRun {
        passed,
        failed: items.len() - passed,
        items,
    }))
}

async fn delete(me: Can<Manage>, At((id, key)): At<(ScenarioId, Key)>) -> Result<NoContent> {
    me.write(
        move |work| match scenario_tests::delete(&mut work.space(), id, &key)? {
            true => Ok(()),
            false => Err(Problem::not_found("test")),
        },
    )
    .await?;
    Ok(NoContent)
}

/// A test to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewTest {
    /// What it is about.
    name: String,
    /// Its key; made from the name when absent. A test with this key is replaced.
    key: Option<Key>,
}

async fn create(
    me: Can<Manage>,
    At(id): At<RunId>,
    Body(NewTest { name, key }): Body<NewTest>,
) -> Result<Created<TestRow>> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Problem::invalid("name", "use 1 to 200 characters"));
    }
    // Records are put back to what they were: that is undone before the test is kept.
    let (scenario, test) = me
        .rehearse(move |work| {
            work.engine_does(|engine, tx, by| engine.test_of_run(tx, by.now, by.workspace, id, name))
        })
        .await?;
    let kept = test.clone();
    let key = me
        .write(move |work| work.engine_does(|engine, tx, by| engine.save_test(tx, by, scenario, key, &kept)))
        .await?;
    Ok(Created(TestRow::from(Stored {
        key,
        test,
        updated_at: me.server().now(),
    })))
}
