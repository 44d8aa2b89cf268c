//! Runs again: dry beside what happened, for real, as tests, and drafts rehearsed on what really came.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::json;
use signalbox_engine::replay::{Rehearsed, Replayed, Understudy};
use signalbox_model::replay::{Difference, Part};
use signalbox_model::run::RunStatus;
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, HookId, RunId, ScenarioId};
use world::{World, wait, worlds};

fn sale(limit: u32, tag: &str) -> serde_json::Value {
    json!({"name": "s", "start": {"on": "hook_received", "hook": "shop"}, "blocks": [
        {"id": "b1", "if": [{"left": "{amount}", "is": "greater", "right": limit}], "do": [
            {"id": "who", "action": "find_record", "kind": "contact", "by": [{"field": "phone", "value": "{phone}"}],
             "create": {"name": "{name}", "phone": "{phone}"}},
            {"id": "lead", "action": "create_lead", "name": "Sale {amount}", "tags": tag},
            {"id": "tell", "action": "send_webhook", "plain": true, "url": "http://127.0.0.1:9/x",
             "body": {"fields": {"lead": "{{lead.id}}", "who": "{{contact.id}}", "amount": "{amount}"}}}]}]})
}

fn document(doc: serde_json::Value) -> Scenario {
    serde_json::from_value(doc).unwrap()
}

fn shop(world: &World) -> (HookId, ScenarioId) {
    let hook = world.hook("shop", json!({}));
    (hook, world.scenario("s", sale(100, "hot")))
}

fn replayed(world: &World, run: RunId, draft: Option<Scenario>, part: Part) -> Replayed {
    let (engine, by) = (world.engine.clone(), world.by());
    let tried = wait(
        world
            .db
            .rehearse(move |tx| engine.replay_dry(tx, by.now, by.workspace, run, draft, &part)),
    );
    tried.unwrap()
}

fn rehearsed(world: &World, scenario: ScenarioId, draft: Scenario, event: EventId) -> Rehearsed {
    let (engine, by) = (world.engine.clone(), world.by());
    let tried = wait(world.db.rehearse(move |tx| {
        engine.rehearse(tx, by.now, by.workspace, &Understudy::new(scenario, draft), event)
    }));
    tried.unwrap().unwrap()
}

/// How many rows each table has.
fn rows(world: &World) -> Vec<usize> {
    use signalbox_model::record::{Contact, Lead, Task};
    let events = world.write(|tx, by| {
        let filter = signalbox_store::events::Filter {
            limit: 500,
            ..Default::default()
        };
        signalbox_store::events::list(&mut tx.space(by.workspace), filter)
    });
    vec![
        events.len(),
        world.all::<Lead>().len(),
        world.all::<Contact>().len(),
        world.all::<Task>().len(),
        world.jobs().len(),
        world.timers().len(),
    ]
}

#[test]
fn the_same_again_differs_in_nothing_although_its_records_exist_by_now() {
    worlds(|world| {
        let (hook, scenario) = shop(world);
        let (event, _) = world.post(
            hook,
            json!({"amount": 250, "name": "Ann", "phone": "+79160000007"}),
        );
        world.pass(3600);
        world.post(
            hook,
            json!({"amount": 300, "name": "Ann", "phone": "+79160000007"}),
        );
        let before = rows(world);
        let run = world.runs(scenario)[0].id;
        let same = replayed(world, run, None, Part::Whole);
        assert_eq!(same.differences, [], "{same:?}");
        assert_eq!(same.after.trace.blocks[0].steps.len(), 3);
        let same = rehearsed(world, scenario, document(sale(100, "hot")), event);
        assert_eq!(same.differences, [], "{same:?}");
        assert_eq!(rows(world), before, "nothing was written");
    });
}

#[test]
fn a_draft_shows_what_it_would_do_otherwise() {
    worlds(|world| {
        let (hook, scenario) = shop(world);
        let (big, _) = world.post(
            hook,
            json!({"amount": 250, "name": "Ann", "phone": "+79160000007"}),
        );
        let (small, _) = world.post(
            hook,
            json!({"amount": 50, "name": "Bob", "phone": "+79160000008"}),
        );
        let run = world.runs(scenario)[0].id;
        let tagged = replayed(world, run, Some(document(sale(100, "cold"))), Part::Whole).differences;
        assert!(
            tagged.is_empty() || tagged.iter().all(|one| matches!(one, Difference::Field { .. })),
            "{tagged:?}"
        );
        let stops = rehearsed(world, scenario, document(sale(400, "hot")), big);
        assert_eq!(
            (stops.before.unwrap().status, stops.after.unwrap().status),
            (RunStatus::Fired, RunStatus::NotMatched)
        );
        assert!(
            stops
                .differences
                .iter()
                .any(|one| matches!(one, Difference::Request { after: None, .. }))
        );
        let fires = rehearsed(world, scenario, document(sale(10, "hot")), small);
        assert_eq!(fires.after.unwrap().status, RunStatus::Fired);
        assert!(fires.differences.iter().any(|one| matches!(
            one,
            Difference::Block {
                after: Some(true),
                ..
            }
        )));
        // A draft with another start would not have run at all.
        let mut other = sale(10, "hot");
        other["start"] = json!({"on": "lead_created"});
        let other = rehearsed(world, scenario, document(other), big);
        assert!(other.after.is_none() && !other.differences.is_empty());
    });
}

#[test]
fn a_person_who_asks_again_is_not_held_up_by_only_once_and_sends_anew() {
    worlds(|world| {
        let mut doc = sale(100, "hot");
        doc["only_once"] = json!(true);
        let hook = world.hook("shop", json!({}));
        let scenario = world.scenario("s", doc);
        world.post(
            hook,
            json!({"amount": 250, "name": "Ann", "phone": "+79160000007"}),
        );
        let run = world.runs(scenario)[0].id;
        let engine = world.engine.clone();
        let (again, done) = world.write(move |tx, by| engine.replay_run(tx, &by, run, &Part::Whole));
        world.settle(done);
        let runs = world.runs(scenario);
        assert_eq!(
            (runs[1].id, runs[1].status, runs[1].trace.repeats),
            (again, RunStatus::Fired, Some(run))
        );
        let jobs = world.jobs();
        assert_eq!(jobs.len(), 2);
        assert_ne!(jobs[0].id, jobs[1].id, "a new idempotency key");
        // From an action on: the lead of the first go is at hand, and no other is made.
        let engine = world.engine.clone();
        let part = Part::From {
            block: "b1".parse().unwrap(),
            step: "tell".parse().unwrap(),
        };
        let (_, done) = world.write(move |tx, by| engine.replay_run(tx, &by, run, &part));
        world.settle(done);
        assert_eq!(world.all::<signalbox_model::record::Lead>().len(), 2);
        assert_eq!(world.jobs()[2].request.body, world.jobs()[0].request.body);
        let engine = world.engine.clone();
        let refused = world.try_write(move |tx, by| engine.replay_run(tx, &by, run, &Part::Failed));
        assert!(refused.is_err(), "nothing of it failed");
    });
}

#[test]
fn a_run_becomes_a_test_that_passes_fails_with_its_differences_and_travels() {
    worlds(|world| {
        let (hook, scenario) = shop(world);
        world.post(
            hook,
            json!({"amount": 250, "name": "Ann", "phone": "+79160000007"}),
        );
        world.post(
            hook,
            json!({"amount": 300, "name": "Ann", "phone": "+79160000007"}),
        );
        // The second run found the contact: the test brings it along.
        let run = world.runs(scenario)[1].id;
        let (engine, by) = (world.engine.clone(), world.by());
        let made =
            wait(world.db.rehearse(move |tx| {
                engine.test_of_run(tx, by.now, by.workspace, run, "A known buyer".into())
            }));
        let (_, test) = made.unwrap();
        let kinds: Vec<_> = test.records.values().map(|record| record.kind).collect();
        assert!(kinds.contains(&signalbox_model::RecordKind::Contact), "{test:?}");
        let text = serde_json::to_string(&test).unwrap();
        assert!(
            !text.contains(&world.all::<signalbox_model::record::Contact>()[0].id.to_string()),
            "{text}"
        );
        let (engine, kept) = (world.engine.clone(), test.clone());
        let key = world.write(move |tx, by| engine.save_test(tx, &by, scenario, None, &kept));
        assert_eq!(key.as_str(), "a-known-buyer");
        let before = rows(world);
        let tried = |draft: Option<Scenario>| {
            let (engine, by) = (world.engine.clone(), world.by());
            let tried = wait(world.db.rehearse(move |tx| -> signalbox_engine::Result<_> {
                let stored =
                    signalbox_store::scenario_tests::list(&mut tx.space(by.workspace), scenario)?.remove(0);
                engine.try_test(tx, by.now, by.workspace, scenario, draft.as_ref(), stored)
            }));
            tried.unwrap()
        };
        let passed = tried(None);
        assert!(passed.has_passed(), "{passed:?}");
        let failed = tried(Some(document(sale(500, "hot"))));
        assert!(
            matches!(failed.differences[0], Difference::Status { .. }),
            "{failed:?}"
        );
        assert_eq!(rows(world), before, "nothing was written");

        let engine = world.engine.clone();
        let account = world.write(move |tx, by| engine.export(tx, &by));
        let text = signalbox_engine::account::print(&account).unwrap();
        assert!(text.contains("A known buyer"));
        let (engine, read) = (
            world.engine.clone(),
            signalbox_engine::account::parse(&text).unwrap(),
        );
        world.write(move |tx, by| engine.apply(tx, &by, &read, &|| "t".into()));
        let engine = world.engine.clone();
        let again = world.write(move |tx, by| engine.export(tx, &by));
        assert_eq!(signalbox_engine::account::print(&again).unwrap(), text);
    });
}
