//! Why scenarios fired or did not fire, as things were when the event came.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::json;
use signalbox_engine::explain::{Explanation, Verdict};
use signalbox_model::condition::Test;
use signalbox_model::reason::{Reason, Unknown};
use signalbox_model::{EventId, ScenarioId};
use signalbox_store::events;
use world::{World, wait, worlds};

fn why(world: &World, event: EventId, scenario: ScenarioId) -> Explanation {
    let (engine, by) = (world.engine.clone(), world.by());
    let explained = wait(world.db.rehearse(move |tx| -> signalbox_engine::Result<_> {
        engine.explain(tx, by.now, by.workspace, event, Some(scenario))
    }));
    explained.unwrap().pop().unwrap()
}

/// The newest event about a record.
fn newest(world: &World, record: signalbox_model::RecordRef) -> EventId {
    let found = world.write(move |tx, by| {
        events::list(
            &mut tx.space(by.workspace),
            events::Filter {
                subject: Some(record.id),
                limit: 1,
                ..Default::default()
            },
        )
    });
    found[0].event.id
}

fn renamed(name: &str) -> serde_json::Value {
    json!({"start": {"on": "lead_changed"}, "blocks": [
        {"if": [{"left": "{{lead.name}}", "is": "equals", "right": name}],
         "do": [{"action": "change_tags", "add": "seen"}]}]})
}

#[test]
fn a_record_is_judged_as_it_was_and_stays_as_it_is() {
    worlds(|world| {
        let scenario = world.draft("s", renamed("Third"));
        let lead = world.lead("First");
        world.pass(60);
        world.rename(lead.id, "Second");
        let event = newest(world, lead);
        world.pass(60);
        world.rename(lead.id, "Third");
        let why = why(world, event, scenario);
        assert_eq!(why.verdict, Verdict::NotFired);
        assert_eq!(
            why.reasons,
            [Reason::SwitchedOff { since: None }, Reason::Conditions],
            "the scenario was never on, and the name was another"
        );
        assert_eq!(why.trace.blocks[0].rows[0].left.as_deref(), Some("Second"));
        assert_eq!(why.unknown, []);
        assert_eq!(why.smallest.unwrap().rows, [[0]]);
        let leads: Vec<signalbox_model::record::Lead> = world.all();
        assert_eq!(leads[0].name, "Third");
    });
}

#[test]
fn switching_and_versions_are_those_of_the_moment() {
    worlds(|world| {
        let scenario = world.scenario("s", renamed("B"));
        let lead = world.lead("A");
        world.pass(10);
        world.switch(scenario, false);
        let off_since = world.now();
        world.pass(10);
        world.rename(lead.id, "B");
        let event = newest(world, lead);
        world.pass(10);
        world.switch(scenario, true);
        let (engine, mut doc) = (world.engine.clone(), renamed("Z"));
        doc["name"] = json!("s");
        let doc = serde_json::from_value(doc).unwrap();
        world.write(move |tx, by| engine.save_scenario(tx, &by, scenario, None, None, doc));
        let why = why(world, event, scenario);
        assert_eq!(why.version, Some(1));
        let Test::Compare(row) = &why.document.blocks[0].conditions[0].test else {
            panic!("{:?}", why.document);
        };
        assert_eq!(row.right.as_ref().unwrap().0, "B");
        assert_eq!(
            why.reasons,
            [Reason::SwitchedOff {
                since: Some(off_since)
            }]
        );
    });
}

#[test]
fn what_the_index_left_out_says_which_value_differs() {
    worlds(|world| {
        let hook = world.hook("shop", json!({}));
        let scenario = world.scenario(
            "s",
            json!({"start": {"on": "hook_received", "hook": "shop"}, "blocks": [
                {"if": [{"left": "{event}", "is": "equals", "right": "sale"},
                        {"left": "{amount}", "is": "greater", "right": 100}], "do": []}]}),
        );
        let (event, _) = world.post(hook, json!({"event": "visit", "amount": 250}));
        let why = why(world, event, scenario);
        assert_eq!(
            why.reasons,
            [Reason::Demanded {
                variable: "event".into(),
                wanted: vec!["sale".into()],
                found: Some("visit".into())
            }]
        );
        assert_eq!(why.smallest.unwrap().rows, [[0]]);
    });
}

#[test]
fn a_run_tells_its_own_reason_with_its_arguments() {
    worlds(|world| {
        let mut doc = renamed("B");
        doc["throttle_secs"] = json!(60);
        let scenario = world.scenario("s", doc);
        let lead = world.lead("A");
        world.rename(lead.id, "B");
        let fired = newest_change(world, lead, scenario, 0);
        assert!(matches!(
            why(world, fired, scenario).reasons[..],
            [Reason::Fired { .. }]
        ));
        world.pass(20);
        world.rename(lead.id, "C");
        let throttled = newest(world, lead);
        let why = why(world, throttled, scenario);
        assert_eq!(
            (why.verdict, &why.reasons[..]),
            (
                Verdict::NotFired,
                &[Reason::Throttled {
                    secs: 60,
                    ago_secs: Some(20)
                }][..]
            )
        );
        assert!(
            !why.trace.blocks.is_empty(),
            "the conditions are shown all the same"
        );
    });
}

/// The event of a scenario's first run for a record.
fn newest_change(
    world: &World,
    _: signalbox_model::RecordRef,
    scenario: ScenarioId,
    place: usize,
) -> EventId {
    world.runs(scenario)[place].event
}

#[test]
fn other_starts_other_hooks_and_changed_variables_are_told() {
    worlds(|world| {
        let hook = world.hook("shop", json!({}));
        world.hook("other", json!({}));
        let on_other = world.scenario(
            "on-other",
            json!({"start": {"on": "hook_received", "hook": "other"}, "blocks": [{"do": []}]}),
        );
        let on_stage = world.scenario(
            "on-stage",
            json!({"start": {"on": "lead_stage_changed", "stage": "won"}, "blocks": [
                {"if": [{"left": "{limit}", "is": "equals", "right": 1}], "do": []}]}),
        );
        let (event, _) = world.post(hook, json!({}));
        let reasons = why(world, event, on_other).reasons;
        assert!(
            matches!(&reasons[..], [Reason::OtherHook { wanted, called: Some(called) }]
            if wanted.as_str() == "other" && called.as_str() == "shop"),
            "{reasons:?}"
        );
        assert!(matches!(
            why(world, event, on_stage).reasons[0],
            Reason::OtherStart { .. }
        ));
        let lead = world.lead("A");
        world.rename(lead.id, "B");
        let event = newest(world, lead);
        world.pass(5);
        world
            .write(|tx, by| signalbox_store::globals::set(&mut tx.space(by.workspace), "limit", "1", by.now));
        let why = why(world, event, on_stage);
        assert!(
            matches!(&why.reasons[0], Reason::OtherStage { moved_to: None, .. }),
            "{why:?}"
        );
        assert!(matches!(&why.unknown[..], [Unknown::Global { name, .. }] if name == "limit"));
    });
}
