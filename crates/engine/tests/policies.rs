//! What follows a failed action, a stop, and a second event for a record whose run is under way.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::{Value, json};
use signalbox_engine::explain::Verdict;
use signalbox_model::RecordRef;
use signalbox_model::action::StopScope;
use signalbox_model::reason::Reason;
use signalbox_model::record::Lead;
use signalbox_model::run::{RunStatus, StepState};
use world::{World, worlds};

const BAD: &str = "nobody@example.com";

fn tags(world: &World) -> Vec<String> {
    world.all::<Lead>()[0].tags.clone()
}

fn tag(name: &str) -> Value {
    json!({"action": "change_tags", "add": name})
}

/// A scenario of two blocks whose first action is given.
fn begins_with(world: &World, key: &str, first: Value) -> signalbox_model::ScenarioId {
    world.scenario(
        key,
        json!({"start": {"on": "lead_created"}, "blocks": [
            {"do": [first, tag("same-block")]},
            {"do": [tag("next-block")]}
        ]}),
    )
}

#[test]
fn an_action_that_fails_ends_what_it_says() {
    let failing = |on_error: &str| json!({"action": "change_responsible", "user": BAD, "on_error": on_error});
    let cases: [(&str, &[&str], Option<StopScope>); 3] = [
        ("continue", &["same-block", "next-block"], None),
        ("stop_block", &["next-block"], Some(StopScope::Block)),
        ("stop_run", &[], Some(StopScope::Run)),
    ];
    for (policy, left, stopped) in cases {
        worlds(|world| {
            let scenario = begins_with(world, "s", failing(policy));
            world.lead("L");
            let run = &world.runs(scenario)[0];
            assert_eq!(run.status, RunStatus::Failed, "{policy}");
            assert_eq!(run.trace.blocks[0].steps[0].stopped, stopped, "{policy}");
            assert_eq!(tags(world), left, "{policy}");
        });
    }
}

#[test]
fn a_stop_ends_the_block_or_the_run_and_is_no_failure() {
    for (scope, left) in [("block", &["next-block"][..]), ("run", &[])] {
        worlds(|world| {
            let stop = json!({"action": "stop", "scope": scope, "reason": "enough of {{lead.name}}"});
            let scenario = begins_with(world, "s", stop);
            world.lead("L");
            let run = &world.runs(scenario)[0];
            assert_eq!(run.status, RunStatus::Fired, "{scope}");
            let step = &run.trace.blocks[0].steps[0];
            assert_eq!(step.note.as_deref(), Some("enough of L"));
            assert_eq!(tags(world), left, "{scope}");
        });
    }
}

/// An action that fails as long as the variable is too long to be copied.
fn tried_again(world: &World, times: u8) -> signalbox_model::ScenarioId {
    let copy = json!({"action": "change_global", "name": "copy", "value": "x{text}", "on_error": "stop_run",
        "retry": {"times": times, "pause_secs": 30}});
    begins_with(world, "s", copy)
}

fn set_text(world: &World, chars: usize) {
    let text = "y".repeat(chars);
    world.write(move |tx, by| {
        signalbox_store::globals::set(&mut tx.space(by.workspace), "text", &text, by.now)
    });
}

#[test]
fn an_action_is_tried_again_and_the_run_goes_on_where_it_stood() {
    worlds(|world| {
        let scenario = tried_again(world, 3);
        set_text(world, 30_000);
        world.lead("L");
        assert_eq!(world.statuses(scenario), [RunStatus::Waiting]);
        world.pass(30);
        let run = &world.runs(scenario)[0];
        assert_eq!(run.status, RunStatus::Waiting);
        let step = &run.trace.blocks[0].steps[0];
        assert_eq!((step.state, step.failures.len()), (StepState::Retrying, 1));
        let (reason, verdict) = explained(world, run.event, scenario);
        assert!(matches!(reason, Reason::Retrying { .. }), "{reason:?}");
        assert_eq!(verdict, Verdict::Waits);
        assert!(tags(world).is_empty());

        set_text(world, 3);
        world.pass(30);
        let run = &world.runs(scenario)[0];
        assert_eq!(run.status, RunStatus::Fired);
        let steps = &run.trace.blocks[0].steps;
        assert_eq!((steps[0].state, steps[0].failures.len()), (StepState::Done, 2));
        assert_eq!(tags(world), ["same-block", "next-block"]);
        assert!(world.timers().is_empty());
    });
}

#[test]
fn when_all_tries_failed_the_policy_holds() {
    worlds(|world| {
        let scenario = tried_again(world, 2);
        set_text(world, 30_000);
        world.lead("L");
        world.pass(30);
        assert_eq!(world.statuses(scenario), [RunStatus::Waiting]);
        world.pass(30);
        let run = &world.runs(scenario)[0];
        assert_eq!(run.status, RunStatus::Failed);
        let step = &run.trace.blocks[0].steps[0];
        assert_eq!((step.state, step.failures.len()), (StepState::Failed, 2));
        assert_eq!(step.stopped, Some(StopScope::Run));
        assert!(tags(world).is_empty() && world.timers().is_empty());
    });
}

#[test]
fn an_action_that_was_put_off_is_tried_again_by_itself() {
    worlds(|world| {
        let scenario = begins_with(
            world,
            "s",
            json!({"action": "change_responsible", "user": BAD, "timer": {"after": "1 minute"},
                "retry": {"times": 1, "pause_secs": 30}}),
        );
        world.lead("L");
        assert_eq!(tags(world), ["same-block", "next-block"]);
        world.pass(60);
        assert_eq!(world.statuses(scenario), [RunStatus::Fired, RunStatus::Waiting]);
        world.pass(30);
        assert_eq!(world.statuses(scenario), [RunStatus::Fired, RunStatus::Failed]);
        // What stood after it in the block is none of the later run's.
        assert_eq!(world.runs(scenario)[1].trace.blocks[0].steps.len(), 1);
    });
}

fn explained(
    world: &World,
    event: signalbox_model::EventId,
    scenario: signalbox_model::ScenarioId,
) -> (Reason, Verdict) {
    let engine = world.engine.clone();
    let by = world.by();
    let all = world::wait(
        world
            .db
            .rehearse(move |tx| engine.explain(tx, by.now, by.workspace, event, Some(scenario))),
    );
    let all = all.unwrap();
    (all[0].reasons[0].clone(), all[0].verdict)
}

/// Waits ten seconds, then leaves the variable as a tag.
fn slow(world: &World, mode: &str) -> signalbox_model::ScenarioId {
    world.scenario(
        "slow",
        json!({"start": {"on": "lead_changed", "fields": ["name"]}, "mode": mode, "blocks": [
            {"delay_secs": 10, "do": [{"action": "add_note", "text": "done"}]}
        ]}),
    )
}

fn twice(world: &World) -> RecordRef {
    let lead = world.lead("L");
    world.rename(lead.id, "M");
    world.turn(4);
    world.rename(lead.id, "N");
    lead
}

#[test]
fn a_second_event_runs_beside_waits_replaces_or_is_skipped() {
    use RunStatus::{Cancelled, Fired, Skipped, Waiting};
    let cases = [
        ("parallel", [Waiting, Waiting], [Fired, Waiting], [Fired, Fired]),
        ("queue", [Waiting, Waiting], [Fired, Waiting], [Fired, Waiting]),
        (
            "restart",
            [Cancelled, Waiting],
            [Cancelled, Waiting],
            [Cancelled, Fired],
        ),
        ("skip", [Waiting, Skipped], [Fired, Skipped], [Fired, Skipped]),
    ];
    for (mode, at_once, after_ten, after_fourteen) in cases {
        worlds(|world| {
            let scenario = slow(world, mode);
            twice(world);
            assert_eq!(world.statuses(scenario), at_once, "{mode}");
            world.pass(6);
            assert_eq!(world.statuses(scenario), after_ten, "{mode}");
            world.pass(4);
            assert_eq!(world.statuses(scenario), after_fourteen, "{mode}");
            world.pass(10);
            assert!(world.timers().is_empty(), "{mode}");
        });
    }
}

#[test]
fn a_line_is_worked_off_in_turn_and_says_what_it_waits_for() {
    worlds(|world| {
        let scenario = slow(world, "queue");
        let lead = twice(world);
        world.rename(lead.id, "O");
        let runs = world.runs(scenario);
        assert_eq!(runs[1].trace.reason, Some(Reason::Queued { behind: runs[0].id }));
        assert_eq!(runs[2].trace.reason, Some(Reason::Queued { behind: runs[1].id }));
        let why = explained(world, runs[2].event, scenario);
        assert_eq!(why, (Reason::Queued { behind: runs[1].id }, Verdict::Waits));
        let fired = |world: &World| {
            let all = world.statuses(scenario);
            all.iter().filter(|status| **status == RunStatus::Fired).count()
        };
        for (secs, count) in [(6, 1), (10, 2), (10, 3)] {
            world.pass(secs);
            assert_eq!(fired(world), count);
        }
        assert!(world.runs(scenario).iter().all(|run| run.trace.reason.is_none()));
    });
}

#[test]
fn a_line_survives_a_crash_and_calling_off_the_first_wakes_the_next() {
    world::owned_worlds(|world| {
        let scenario = slow(&world, "queue");
        twice(&world);
        let world = world.crash();
        let first = world
            .timers()
            .into_iter()
            .find(|timer| !timer.block.is_empty())
            .unwrap();
        let engine = world.engine.clone();
        let done = world.write(move |tx, by| engine.cancel_timer(tx, &by, first.id));
        world.settle(done);
        world.pass(0);
        assert_eq!(
            world.statuses(scenario),
            [RunStatus::Cancelled, RunStatus::Waiting]
        );
        world.pass(10);
        assert_eq!(world.statuses(scenario), [RunStatus::Cancelled, RunStatus::Fired]);
    });
}

#[test]
fn once_for_a_record_holds_for_those_in_line() {
    worlds(|world| {
        let scenario = world.scenario(
            "once",
            json!({"start": {"on": "lead_changed", "fields": ["name"]}, "mode": "queue", "only_once": true,
                "blocks": [{"delay_secs": 10, "do": [{"action": "add_note", "text": "done"}]}]}),
        );
        twice(world);
        world.pass(30);
        assert_eq!(
            world.statuses(scenario),
            [RunStatus::Fired, RunStatus::AlreadyRan]
        );
    });
}

#[test]
fn limits_of_tries_and_stops_are_faults_at_their_place() {
    worlds(|world| {
        let doc = json!({"name": "s", "start": {"on": "lead_created"}, "blocks": [{"do": [
            {"action": "stop", "timer": {"after": "1 hour"}},
            {"action": "change_tags", "add": "x", "retry": {"times": 11, "pause_secs": 1}}
        ]}]});
        let scenario = serde_json::from_value(doc).unwrap();
        let found = signalbox_engine::check::limits(&scenario);
        let paths: Vec<&str> = found.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "blocks[0].do[0].timer",
                "blocks[0].do[1].retry.times",
                "blocks[0].do[1].retry.pause_secs"
            ]
        );
        let engine = world.engine.clone();
        let all = world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let defs = engine.definitions(tx, by.workspace)?;
            Ok(signalbox_engine::check::check(&defs, &scenario))
        });
        assert!(
            all.iter()
                .any(|fault| fault.path == "blocks[0].do[1]" && fault.message.contains("never reached"))
        );
    });
}
