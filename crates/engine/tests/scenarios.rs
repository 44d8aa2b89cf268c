//! Scenarios from the outside: events in, records, runs, timers and requests out.

mod world;

use serde_json::json;
use signalbox_model::event::EventState;
use signalbox_model::reason::Reason;
use signalbox_model::record::{Contact, Lead, Task};
use signalbox_model::run::{RunStatus, StepState};
use signalbox_model::{Micros, RecordKind};
use world::{START, World, worlds};

fn sale_scenario() -> serde_json::Value {
    json!({
        "start": {"on": "hook_received", "hook": "tilda"},
        "blocks": [
            {"name": "who", "do": [
                {"action": "find_record", "kind": "contact", "by": [{"field": "phone", "value": "{phone}"}],
                 "create": {"name": "{name}"}}
            ]},
            {"name": "sale", "if": [
                {"left": "{event}", "is": "equals", "right": "sale"},
                {"left": "{amount}", "is": "greater", "right": 100}
            ], "do": [
                {"action": "create_lead", "name": "Sale {id}", "tags": "hot, site", "fields": {"sale": "{amount}"}},
                {"action": "create_task", "text": "Call {name}", "due": "tomorrow 10:00", "apply_to": "lead"},
                {"action": "send_webhook", "plain": true, "url": "http://127.0.0.1:9/x", "body": {"fields": {
                    "text": "{name} paid {amount}", "phone": "{phone}", "amount": "{amount}", "id": "{id}", "utm.source": "{utm_source}"}}},
                {"action": "run_scenario", "scenario": "later", "apply_to": "lead", "timer": {"after": "3 days"}}
            ]}
        ]
    })
}

fn sale(
    world: &World,
) -> (
    signalbox_model::HookId,
    signalbox_model::ScenarioId,
    signalbox_model::ScenarioId,
) {
    let hook = world.hook("tilda", json!({}));
    let later = world.scenario(
        "later",
        json!({"start": {"on": "manual"}, "blocks": [
            {"if": [{"left": "{{lead.status}}", "is": "not_equals", "right": "Won"}], "do": [
                {"action": "change_tags", "add": "followed-up"}]}
        ]}),
    );
    (hook, world.scenario("sale", sale_scenario()), later)
}

#[test]
fn the_main_job() {
    worlds(|world| {
        let (hook, scenario, later) = sale(world);
        let body = json!({"id": "7", "event": "sale", "amount": 250, "name": "Ann", "phone": "+79160000007", "utm": {"source": "ya"}});
        world.post(hook, body);

        let leads: Vec<Lead> = world.all();
        assert_eq!(leads.len(), 1);
        assert_eq!(
            (leads[0].name.as_str(), leads[0].tags.clone()),
            ("Sale 7", vec!["hot".to_owned(), "site".to_owned()])
        );
        assert_eq!(leads[0].sale.as_ref().unwrap().minor, 25_000);
        let contacts: Vec<Contact> = world.all();
        assert_eq!(
            (contacts.len(), contacts[0].phones[0].as_str()),
            (1, "+79160000007")
        );
        let tasks: Vec<Task> = world.all();
        assert_eq!(tasks[0].record.unwrap().id, leads[0].id);
        // 27 March 10:00 in Moscow.
        assert_eq!(tasks[0].due_at, Micros(1_616_828_400_000_000));

        let jobs = world.jobs();
        let sent =
            r#"{"text":"Ann paid 250","phone":"+79160000007","amount":250,"id":"7","utm":{"source":"ya"}}"#;
        assert_eq!((jobs.len(), jobs[0].request.body.as_str()), (1, sent));

        let run = &world.runs(scenario)[0];
        assert_eq!(run.status, RunStatus::Fired, "{:?}", run.trace);
        let rows = &run.trace.blocks[1].rows;
        assert_eq!(
            (rows[0].ok, rows[0].left.as_deref(), rows[1].left.as_deref()),
            (true, Some("sale"), Some("250"))
        );
        assert_eq!(run.trace.blocks[1].steps[3].state, StepState::Planned);

        // Three days later the other scenario runs for the lead.
        assert_eq!(world.timers().len(), 1);
        world.pass(3 * 86_400);
        assert_eq!(world.statuses(later), [RunStatus::Fired]);
        let leads: Vec<Lead> = world.all();
        assert!(leads[0].tags.contains(&"followed-up".to_owned()));
    });
}

#[test]
fn the_same_person_again_is_found_and_what_does_not_match_makes_nothing() {
    worlds(|world| {
        let (hook, scenario, _) = sale(world);
        let post = |event: &str, amount: u32, phone: &str| {
            world.post(
                hook,
                json!({"id": "1", "event": event, "amount": amount, "name": "Ann", "phone": phone}),
            )
        };
        post("sale", 250, "+79160000007");
        post("sale", 100, "8 (916) 000-00-07");
        post("refund", 500, "89160000007");
        assert_eq!(world.all::<Contact>().len(), 1);
        assert_eq!(world.all::<Lead>().len(), 1);
        assert_eq!(world.statuses(scenario), [RunStatus::Fired; 3]);
        let second = &world.runs(scenario)[1].trace.blocks[1];
        assert_eq!(
            (second.fired, second.rows[0].ok, second.rows[1].ok),
            (false, true, false)
        );
    });
}

#[test]
fn a_scenario_that_demands_a_value_is_found_by_it_and_the_others_leave_no_run() {
    worlds(|world| {
        let hook = world.hook("h", json!({}));
        let ids: Vec<_> = (0..30)
            .map(|n| {
                world.scenario(
                    &format!("s{n}"),
                    json!({"start": {"on": "hook_received", "hook": "h"}, "blocks": [{
                        "if": [
                            {"left": "{event}", "is": "equals", "right": "sale"},
                            {"left": "{offer}", "is": "equals", "right": n}
                        ],
                        "do": [{"action": "change_global", "name": "hits", "value": format!("{{hits}}{n},")}]
                    }]}),
                )
            })
            .collect();
        let (event, _) = world.post(hook, json!({"event": "Sale ", "offer": "07.0"}));
        let statuses: Vec<_> = ids.iter().map(|id| world.statuses(*id).len()).collect();
        assert_eq!(statuses.iter().sum::<usize>(), 1);
        assert_eq!(statuses[7], 1);

        // The proof of a "no" is made again on demand.
        let engine = world.engine.clone();
        let wanted = ids[8];
        let why = world.write(move |tx, by| engine.explain(tx, by.now, by.workspace, event, Some(wanted)));
        assert!(
            matches!(&why[0].reasons[..], [Reason::Demanded { variable, .. }] if variable == "offer"),
            "{why:?}"
        );
        assert_eq!(why[0].trace.blocks[0].rows[1].left.as_deref(), Some("07.0"));
    });
}

#[test]
fn throttle_drops_what_comes_inside_its_window() {
    // (seconds of the events, those that run): the table of 9.3.
    for (throttle, moments, expected) in [
        (60, vec![0, 10, 20, 30, 40, 50, 60, 70], vec![0, 60]),
        (60, vec![0, 59, 60], vec![0, 60]),
        (5, vec![0, 4], vec![0]),
    ] {
        worlds(|world| {
            let scenario = world.scenario(
                "t",
                json!({"start": {"on": "lead_changed"}, "throttle_secs": throttle,
                "blocks": [{"do": [{"action": "change_global", "name": "n", "value": "{n}x"}]}]}),
            );
            let lead = world.lead("L");
            let mut at = 0;
            for (n, moment) in moments.iter().enumerate() {
                world.pass(moment - at);
                at = *moment;
                world.rename(lead.id, &format!("L{n}"));
            }
            let ran: Vec<i64> = world
                .runs(scenario)
                .iter()
                .filter(|run| run.status == RunStatus::Fired)
                .map(|run| (run.at.0 - START) / 1_000_000)
                .collect();
            assert_eq!(ran, expected);
            let dropped = world
                .statuses(scenario)
                .iter()
                .filter(|s| **s == RunStatus::Throttled)
                .count();
            assert_eq!(dropped, moments.len() - expected.len());
        });
    }
}

#[test]
fn only_once_is_used_up_by_a_block_that_fired() {
    worlds(|world| {
        let scenario = world.scenario("once", json!({"start": {"on": "lead_changed"}, "only_once": true, "blocks": [
            {"if": [{"left": "{{lead.name}}", "is": "equals", "right": "go"}], "do": [{"action": "change_tags", "add": "x"}]}]}));
        let lead = world.lead("L");
        for name in ["a", "go", "b", "go"] {
            world.rename(lead.id, name);
        }
        use RunStatus::{AlreadyRan, Fired, NotMatched};
        assert_eq!(world.statuses(scenario)[..2], [NotMatched, Fired]);
        assert!(
            world.statuses(scenario)[2..]
                .iter()
                .all(|status| *status == AlreadyRan || *status == RunStatus::Recursion)
        );
    });
}

#[test]
fn a_scenario_does_not_start_itself_through_its_own_changes() {
    worlds(|world| {
        let scenario = world.scenario(
            "loop",
            json!({"start": {"on": "lead_changed"},
            "blocks": [{"do": [{"action": "change_fields", "fields": {"name": "{{lead.name}}!"}}]}]}),
        );
        let lead = world.lead("L");
        world.rename(lead.id, "M");
        assert_eq!(world.statuses(scenario), [RunStatus::Fired, RunStatus::Recursion]);
        assert_eq!(world.all::<Lead>()[0].name, "M!");
    });
}

#[test]
fn two_scenarios_that_call_each_other_stop() {
    worlds(|world| {
        let ping = world.draft(
            "ping",
            json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "add_note", "text": "ping"}]}]}),
        );
        let pong = world.scenario("pong", json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "run_scenario", "scenario": "ping"}]}]}));
        let engine = world.engine.clone();
        let back = serde_json::from_value(json!({"name": "ping", "start": {"on": "manual"},
            "blocks": [{"do": [{"action": "run_scenario", "scenario": "pong"}]}]}))
        .unwrap();
        world.write(move |tx, by| engine.save_scenario(tx, &by, ping, None, None, back));
        world.switch(ping, true);
        let lead = world.lead("L");
        world.run(ping, Some(lead));
        assert_eq!(world.statuses(ping), [RunStatus::Fired, RunStatus::Recursion]);
        assert_eq!(world.statuses(pong), [RunStatus::Fired]);
    });
}

#[test]
fn the_fallback_runs_when_no_block_fired() {
    worlds(|world| {
        let fallback = world.scenario("fallback", json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "change_global", "name": "f", "value": "{amount}"}]}]}));
        let hook = world.hook("h", json!({}));
        world.scenario("s", json!({"start": {"on": "hook_received", "hook": "h"}, "otherwise": "fallback", "blocks": [
            {"if": [{"left": "{amount}", "is": "greater", "right": 10}], "do": [{"action": "change_global", "name": "g", "value": "1"}]}]}));
        world.post(hook, json!({"amount": 11}));
        assert_eq!(world.statuses(fallback), []);
        world.post(hook, json!({"amount": 9}));
        assert_eq!(world.statuses(fallback), [RunStatus::Fired]);
        let value = world.write(|tx, by| signalbox_store::globals::get(&mut tx.space(by.workspace), "f"));
        assert_eq!(value.unwrap().value, "9", "a child gets its parent's variables");
    });
}

#[test]
fn a_block_with_a_delay_waits_and_sees_fresh_data() {
    worlds(|world| {
        let scenario = world.scenario("d", json!({"start": {"on": "lead_created"}, "blocks": [
            {"do": [{"action": "change_tags", "add": "first"}]},
            {"delay_secs": 10, "if": [{"left": "{{lead.name}}", "is": "equals", "right": "late"}], "do": [{"action": "change_tags", "add": "second"}]}
        ]}));
        let lead = world.lead("early");
        assert_eq!(world.statuses(scenario), [RunStatus::Waiting]);
        world.rename(lead.id, "late");
        world.pass(9);
        assert_eq!(world.statuses(scenario), [RunStatus::Waiting]);
        world.pass(1);
        assert_eq!(world.statuses(scenario), [RunStatus::Fired]);
        assert_eq!(world.all::<Lead>()[0].tags, ["first", "second"]);
        assert_eq!(world.runs(scenario)[0].trace.blocks.len(), 2);
    });
}

#[test]
fn overwriting_keeps_one_pending_action_and_cancelling_removes_all() {
    worlds(|world| {
        let timed = |overwrite: bool| {
            json!({"start": {"on": "lead_changed"}, "blocks": [{"id": "b", "do": [
            {"id": "a", "action": "change_tags", "add": "x", "timer": {"after": "1 hour", "overwrite": overwrite}}]}]})
        };
        world.scenario("piles", timed(false));
        let one = world.scenario("one", timed(true));
        let cancel = world.scenario(
            "cancel",
            json!({"start": {"on": "manual"}, "blocks": [{"do": [
            {"action": "cancel_delayed", "scenario": "piles"}]}]}),
        );
        let lead = world.lead("L");
        world.rename(lead.id, "M");
        world.pass(60);
        world.rename(lead.id, "N");
        let of = |id| world.timers().iter().filter(|timer| timer.scenario == id).count();
        assert_eq!((world.timers().len(), of(one)), (3, 1));
        world.run(cancel, Some(lead));
        assert_eq!((world.timers().len(), of(one)), (1, 1));
    });
}

#[test]
fn timers_of_a_scenario_that_is_off_wait_until_it_is_on() {
    worlds(|world| {
        let scenario = world.scenario(
            "s",
            json!({"start": {"on": "lead_created"}, "blocks": [{"do": [
            {"action": "change_tags", "add": "x", "timer": {"after": "10 minutes"}}]}]}),
        );
        world.lead("L");
        world.switch(scenario, false);
        world.pass(3600);
        assert_eq!(world.timers().len(), 1);
        assert!(world.all::<Lead>()[0].tags.is_empty());
        world.switch(scenario, true);
        world.pass(0);
        assert_eq!(world.timers().len(), 0);
        assert_eq!(world.all::<Lead>()[0].tags, ["x"]);
    });
}

#[test]
fn a_failing_action_does_not_stop_the_next_and_leaves_nothing_half_done() {
    worlds(|world| {
        let scenario = world.scenario(
            "f",
            json!({"start": {"on": "lead_created"}, "blocks": [{"do": [
                {"action": "change_responsible", "user": "nobody@example.com"},
                {"action": "change_tags", "add": "after"},
                {"action": "change_tags", "apply_to": "company", "add": "x"}
            ]}]}),
        );
        world.lead("L");
        let run = &world.runs(scenario)[0];
        let states: Vec<_> = run.trace.blocks[0].steps.iter().map(|step| step.state).collect();
        assert_eq!(states, [StepState::Failed, StepState::Done, StepState::Skipped]);
        assert_eq!(run.status, RunStatus::Failed);
        assert_eq!(world.all::<Lead>()[0].tags, ["after"]);
    });
}

#[test]
fn a_hook_finds_its_record_and_branches() {
    worlds(|world| {
        let note = |text: &str| json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "change_global", "name": "last", "value": text}]}]});
        world.scenario("found", note("found {{contact.name}}"));
        world.scenario(
            "fresh",
            json!({"start": {"on": "manual"}, "blocks": [{"do": [
            {"action": "create_contact", "name": "{name}", "fields": {"email": "{email}"}},
            {"action": "create_lead", "name": "For {{contact.name}}"}]}]}),
        );
        let hook = world.hook(
            "h",
            json!({"find": {"kind": "contact", "found": "found", "not_found": "fresh", "by": [
            {"field": "phone", "value": "{phone}"}, {"field": "email", "value": "{email}"}]}}),
        );
        world.post(
            hook,
            json!({"name": "Ann", "email": "Ann@Example.com", "phone": ""}),
        );
        assert_eq!(world.all::<Contact>().len(), 1);
        assert_eq!(world.all::<Lead>()[0].name, "For Ann");
        world.post(hook, json!({"name": "Other", "email": "ann@example.com"}));
        assert_eq!(world.all::<Contact>().len(), 1);
        let last = world.write(|tx, by| signalbox_store::globals::get(&mut tx.space(by.workspace), "last"));
        assert_eq!(last.unwrap().value, "found Ann");
    });
}

#[test]
fn repeats_are_kept_and_start_nothing_and_a_paused_hook_holds() {
    worlds(|world| {
        let hook = world.hook("h", json!({"dedup": {"by": "body", "window_secs": 60}}));
        let scenario = world.scenario("s", json!({"start": {"on": "hook_received", "hook": "h"}, "blocks": [{"do": [{"action": "change_global", "name": "g", "value": "1"}]}]}));
        let post = |print: &str| world.post_text(hook, "{}", Some(print)).1;
        assert_eq!(
            (post("a"), post("a"), post("b")),
            (EventState::Done, EventState::Duplicate, EventState::Done)
        );
        world.pass(61);
        assert_eq!(post("a"), EventState::Done);
        assert_eq!(world.runs(scenario).len(), 3);

        let paused = world.hook("p", json!({"paused": true}));
        let waiting = world.scenario("w", json!({"start": {"on": "hook_received", "hook": "p"}, "blocks": [{"do": [{"action": "change_global", "name": "g", "value": "1"}]}]}));
        let (event, state) = world.post(paused, json!({"a": 1}));
        assert_eq!((state, world.runs(waiting).len()), (EventState::Held, 0));
        let engine = world.engine.clone();
        let done = world.write(move |tx, by| {
            let hook = engine.definitions(tx, by.workspace)?.hooks[&paused].clone();
            engine.release_held(tx, by.now, &hook)
        });
        world.settle(done);
        assert_eq!(
            (world.event(event).state, world.runs(waiting).len()),
            (EventState::Done, 1)
        );
    });
}

#[test]
fn an_answer_starts_its_scenario_with_its_variables() {
    worlds(|world| {
        world.scenario("answered", json!({"start": {"on": "manual"}, "blocks": [{"do": [
            {"action": "change_global", "name": "got", "value": "{webhook_status} {a_b_0_c} {amount} {{lead.name}}"}]}]}));
        world.scenario("ask", json!({"start": {"on": "manual"}, "blocks": [{"do": [
            {"action": "send_webhook", "url": "http://127.0.0.1:9/x", "listen": {"scenario": "answered"}}]}]}));
        let hook = world.hook("h", json!({}));
        world.scenario(
            "s",
            json!({"start": {"on": "hook_received", "hook": "h"}, "blocks": [{"do": [
            {"action": "create_lead", "name": "L"}, {"action": "run_scenario", "scenario": "ask"}]}]}),
        );
        world.post(hook, json!({"amount": 5}));
        let job = world.jobs().remove(0);
        assert!(
            job.request.body.contains("\"entity_type\":\"lead\""),
            "{}",
            job.request.body
        );
        let engine = world.engine.clone();
        let done = world.write(move |tx, by| {
            let attempt = signalbox_model::job::Attempt {
                at: by.now,
                ms: 3,
                status: Some(201),
                error: None,
                headers: vec![],
                body: String::new(),
                faults: Vec::new(),
            };
            let answer = Some(r#"{"a":{"b":[{"c":1}]}}"#.to_owned());
            let tried = signalbox_engine::Tried {
                attempt,
                state: signalbox_model::job::JobState::Delivered,
                due_at: by.now,
                answer,
            };
            engine.finish_job(tx, by.now, &job, tried)
        });
        world.settle(done);
        let got = world.write(|tx, by| signalbox_store::globals::get(&mut tx.space(by.workspace), "got"));
        assert_eq!(got.unwrap().value, "201 1 5 L");
    });
}

#[test]
fn a_bulk_run_goes_through_a_filter_in_steps() {
    worlds(|world| {
        for n in 0..7 {
            world.lead(&format!("L{n}"));
        }
        let scenario = world.scenario("b", json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "change_tags", "add": "bulk"}]}]}));
        let engine = world.engine.clone();
        let filter = signalbox_model::start::RecordFilter::of(RecordKind::Lead);
        let (bulk, _) = world.write(move |tx, by| {
            let over = signalbox_store::bulk::Over {
                filter: Some(filter),
                ..Default::default()
            };
            engine.start_bulk(tx, by.now, by.workspace, scenario, over, by.author)
        });
        let mut steps = 0;
        loop {
            let engine = world.engine.clone();
            let (more, done) = world.write(move |tx, by| engine.step_bulk(tx, by.now, by.workspace, bulk, 3));
            world.settle(done);
            steps += 1;
            if !more {
                break;
            }
        }
        let row = world
            .write(move |tx, by| signalbox_store::bulk::get(&mut tx.space(by.workspace), bulk))
            .unwrap();
        assert_eq!((steps, row.total, row.done, row.failed), (3, 7, 7, 0));
        assert!(world.all::<Lead>().iter().all(|lead| lead.tags == ["bulk"]));
    });
}

#[test]
fn a_dry_run_tells_and_leaves_nothing() {
    worlds(|world| {
        let (hook, _, _) = sale(world);
        let (arrival, _) = world.post(
            hook,
            json!({"id": "1", "event": "refund", "amount": 500, "name": "Ann", "phone": "+79160000007"}),
        );
        let mut doc = sale_scenario();
        doc["name"] = json!("draft");
        doc["blocks"][1]["if"][0]["right"] = json!("refund");
        let draft = serde_json::from_value(doc).unwrap();
        let (engine, by) = (world.engine.clone(), world.by());
        let sample = signalbox_engine::dryrun::Sample {
            arrival_id: Some(arrival),
            ..Default::default()
        };
        let told = world::wait(
            world
                .db
                .rehearse(move |tx| engine.dry_run(tx, by.now, by.workspace, draft, None, &sample)),
        )
        .unwrap();
        assert_eq!(told.status, RunStatus::Fired, "{:?}", told.trace);
        assert_eq!((told.requests.len(), told.timers.len()), (1, 1));
        assert!(
            told.changes
                .iter()
                .any(|change| change.kind == signalbox_model::event::EventKind::LeadCreated)
        );
        assert_eq!(
            (
                world.all::<Lead>().len(),
                world.jobs().len(),
                world.timers().len()
            ),
            (0, 0, 0)
        );
    });
}

#[test]
fn an_account_goes_through_text_unchanged() {
    worlds(|world| {
        sale(world);
        world.write(|tx, by| {
            signalbox_store::globals::set(&mut tx.space(by.workspace), "report", "1\n2", by.now)
        });
        let print = |world: &World| {
            let engine = world.engine.clone();
            world.write(move |tx, by| signalbox_engine::account::print(&engine.export(tx, &by)?))
        };
        let text = print(world);
        worlds(|other| {
            let account = signalbox_engine::account::parse(&text).unwrap();
            let engine = other.engine.clone();
            let again = account.clone();
            let changes = other
                .write(move |tx, by| engine.apply(tx, &by, &again, &|| format!("t{}", rand(tx_counter()))));
            assert!(changes.iter().any(|change| change.what == "scenario"));
            assert_eq!(print(other), text);
            let engine = other.engine.clone();
            let nothing = other.write(move |tx, by| engine.plan(tx, &by, &account));
            assert_eq!(nothing, []);
        });
    });
}

fn tx_counter() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn rand(n: u64) -> u64 {
    n.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[test]
fn a_broken_account_changes_nothing_and_names_the_places() {
    worlds(|world| {
        sale(world);
        let engine = world.engine.clone();
        let mut account = world.write(move |tx, by| engine.export(tx, &by));
        account.hooks.clear();
        let engine = world.engine.clone();
        let error = world
            .try_write(move |tx, by| engine.apply(tx, &by, &account, &|| "t".into()))
            .unwrap_err();
        assert!(error.to_string().contains("scenarios.sale.start.hook"), "{error}");
        let engine = world.engine.clone();
        assert_eq!(world.write(move |tx, by| engine.export(tx, &by)).hooks.len(), 1);
    });
}
