//! What people do by hand to hooks, links, timers, deliveries and bulk runs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::{Value, json};
use signalbox_engine::commands::{HookDraft, JobsOf, TimersOf};
use signalbox_engine::{By, Done, Engine, EngineError, Result};
use signalbox_model::event::EventState;
use signalbox_model::job::JobState;
use signalbox_model::link::LinkSettings;
use signalbox_model::run::RunStatus;
use signalbox_model::{HookId, Key, Micros, ScenarioId};
use signalbox_store::bulk::{self, Over, State};
use signalbox_store::{Tx, jobs};
use std::collections::BTreeSet;
use world::{START, World, worlds};

/// Calls the engine in a transaction.
fn does<T: Send + 'static>(
    world: &World,
    what: impl FnOnce(&Engine, &mut Tx, &By) -> Result<T> + Send + 'static,
) -> Result<T> {
    let engine = world.engine.clone();
    world.try_write(move |tx, by| what(&engine, tx, &by))
}

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn draft(given: Option<&str>, settings: Value) -> HookDraft {
    HookDraft {
        key: given.map(key),
        settings: serde_json::from_value(settings).unwrap(),
    }
}

fn create(world: &World, given: Option<&str>, settings: Value) -> Result<HookId> {
    let draft = draft(given, settings);
    let token = format!("token-{}", world.db.next_id(START));
    does(world, move |engine, tx, by| {
        engine.create_hook(tx, by, draft, token)
    })
}

fn key_of(world: &World, id: HookId) -> String {
    let defs = does(world, |engine, tx, by| engine.definitions(tx, by.workspace)).unwrap();
    defs.hooks[&id].key.to_string()
}

/// The places of the faults.
fn places<T: std::fmt::Debug>(refused: Result<T>) -> BTreeSet<String> {
    match refused {
        Err(EngineError::Invalid(faults)) => faults.into_iter().map(|fault| fault.path).collect(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn conflicts<T: std::fmt::Debug>(refused: Result<T>, part: &str) {
    match refused {
        Err(EngineError::Conflict(say)) if say.contains(part) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_hook_gets_a_free_key_and_keeps_its_place_in_scenarios() {
    worlds(|world| {
        let first = create(world, None, json!({"name": "Заявки с сайта"})).unwrap();
        let second = create(world, None, json!({"name": "Заявки с сайта"})).unwrap();
        assert_eq!(key_of(world, second), format!("{}-2", key_of(world, first)));
        conflicts(
            create(world, Some(&key_of(world, first)), json!({"name": "x"})),
            "already is a hook",
        );

        let shop = create(world, Some("shop"), json!({"name": "Shop"})).unwrap();
        let scenario = world.scenario("s", json!({"start": {"on": "hook_received", "hook": "shop"}}));
        conflicts(
            does(world, move |engine, tx, by| engine.delete_hook(tx, by, shop)),
            "`s` start on it",
        );
        let renamed = draft(Some("store"), json!({"name": "Shop"}));
        conflicts(
            does(world, move |engine, tx, by| {
                engine.update_hook(tx, by, shop, renamed)
            }),
            "renamed",
        );
        world.switch(scenario, false);
        let renamed = draft(Some("store"), json!({"name": "Shop"}));
        does(world, move |engine, tx, by| {
            engine.update_hook(tx, by, shop, renamed)
        })
        .unwrap();
        assert_eq!(key_of(world, shop), "store");
        does(world, move |engine, tx, by| engine.delete_hook(tx, by, shop)).unwrap();
        let gone = does(world, move |engine, tx, by| engine.delete_hook(tx, by, shop));
        assert!(matches!(gone, Err(EngineError::NotFound(_))), "{gone:?}");
    });
}

#[test]
fn every_fault_of_a_hook_is_told_at_its_place() {
    worlds(|world| {
        world.scenario("auto", json!({"start": {"on": "lead_created"}}));
        let refused = create(
            world,
            None,
            json!({
                "name": " ",
                "answer": {"status": 302, "content_type": "a\nb", "body": ""},
                "max_body_bytes": 0,
                "security": {"kind": "header", "header": "X Secret"},
                "dedup": {"by": {"path": " "}, "window_secs": 0},
                "find": {"kind": "contact", "by": [{"field": "nope", "value": "x"}], "found": "auto", "not_found": "none"},
            }),
        );
        let expected = [
            "settings.answer.content_type",
            "settings.answer.status",
            "settings.dedup.by.path",
            "settings.dedup.window_secs",
            "settings.find.by[0].field",
            "settings.find.found",
            "settings.find.not_found",
            "settings.max_body_bytes",
            "settings.name",
            "settings.security.header",
        ];
        assert_eq!(places(refused), expected.map(str::to_owned).into());
        let none = create(
            world,
            None,
            json!({"name": "x", "find": {"kind": "lead", "by": []}}),
        );
        assert_eq!(places(none), ["settings.find.by".to_owned()].into());
    });
}

#[test]
fn a_paused_hook_holds_requests_back_until_it_goes_on() {
    worlds(|world| {
        let hook = world.hook("shop", json!({}));
        let scenario = world.scenario("s", json!({"start": {"on": "hook_received", "hook": "shop"}}));
        does(world, move |engine, tx, by| engine.pause_hook(tx, by, hook, true)).unwrap();
        assert_eq!(world.post(hook, json!({})).1, EventState::Held);
        assert!(world.runs(scenario).is_empty());
        let done = does(world, move |engine, tx, by| {
            engine.pause_hook(tx, by, hook, false)
        })
        .unwrap();
        assert_eq!(done.events.len(), 1);
        world.settle(done);
        assert_eq!(world.runs(scenario).len(), 1);
        assert_eq!(world.post(hook, json!({})).1, EventState::Done);
    });
}

/// Replays everything of a hook; how many requests.
fn replay(world: &World, hook: HookId, from: i64, to: i64) -> u64 {
    let (mut count, mut after) = (0, None);
    loop {
        let range = (Micros(from), Micros(to));
        let part = does(world, move |engine, tx, by| {
            engine.replay_hook(tx, by, hook, range, after)
        })
        .unwrap();
        count += part.count;
        world.settle(part.done);
        after = part.last;
        if after.is_none() {
            return count;
        }
    }
}

#[test]
fn a_range_is_replayed_once_however_many_requests_it_holds() {
    worlds(|world| {
        let hook = world.hook("shop", json!({"dedup": {"by": "body"}}));
        let scenario = world.scenario("s", json!({"start": {"on": "hook_received", "hook": "shop"}}));
        for n in 0..205 {
            world.post_text(hook, &json!({"n": n}).to_string(), Some(&n.to_string()));
        }
        let repeat = world.post_text(hook, "{}", Some("0"));
        assert_eq!(repeat.1, EventState::Duplicate);
        world.pass(60);
        assert_eq!(replay(world, hook, START, START + 3_600_000_000), 205);
        // Those that were replayed are not replayed again with the others.
        world.pass(60);
        assert_eq!(replay(world, hook, START, START + 3_600_000_000), 205);
        assert_eq!(replay(world, hook, START + 1_000_000, START + 2_000_000), 0);
        let ran = does(world, move |_, tx, by| {
            let filter = signalbox_store::runs::Filter {
                scenario: Some(scenario),
                limit: 500,
                ..Default::default()
            };
            Ok(signalbox_store::runs::list(&mut tx.space(by.workspace), filter)?.len())
        });
        assert_eq!(ran.unwrap(), 500);
    });
}

fn link(target: &str, scenario: &str) -> LinkSettings {
    let settings = json!({"name": "Offer", "target": target, "scenario": scenario});
    serde_json::from_value(settings).unwrap()
}

#[test]
fn a_link_starts_a_manual_scenario_and_leads_somewhere() {
    worlds(|world| {
        world.scenario("manual", json!({"start": {"on": "manual"}}));
        world.scenario("auto", json!({"start": {"on": "lead_created"}}));
        let make = |settings: LinkSettings, number: Option<u32>| {
            does(world, move |engine, tx, by| {
                let token = format!("t{}", engine.ids().next(by.now.0));
                engine.create_link(tx, by, number, &settings, &token)
            })
        };
        let both = ["settings.scenario".to_owned(), "settings.target".to_owned()].into();
        assert_eq!(places(make(link("javascript:alert(1)", "auto"), None)), both);
        assert_eq!(
            places(make(link("https://x", "none"), None)),
            ["settings.scenario".to_owned()].into()
        );
        assert_eq!(
            places(make(link("https://x", "manual"), Some(0))),
            ["number".to_owned()].into()
        );
        let id = make(link("https://x", "manual"), Some(5)).unwrap();
        conflicts(make(link("https://x", "manual"), Some(5)), "this number");
        let changed = link("{{lead.cf(site)}}", "manual");
        does(world, move |engine, tx, by| {
            engine.update_link(tx, by, id, &changed)
        })
        .unwrap();
        does(world, move |engine, tx, by| engine.delete_link(tx, by, id)).unwrap();
        let gone = does(world, move |engine, tx, by| engine.delete_link(tx, by, id));
        assert!(matches!(gone, Err(EngineError::NotFound(_))), "{gone:?}");
    });
}

#[test]
fn variables_are_checked_and_told_apart_whatever_their_case() {
    worlds(|world| {
        let set = |name: &'static str, value: &'static str| {
            does(world, move |engine, tx, by| {
                engine.set_global(tx, by, name, value)
            })
        };
        assert_eq!(set("Rate", "90").unwrap().name, "Rate");
        assert_eq!(set("rate", "91").unwrap().value, "91");
        assert_eq!(places(set("1st", "x")), ["name".to_owned()].into());
        does(world, |engine, tx, by| engine.delete_global(tx, by, "RATE")).unwrap();
        let gone = does(world, |engine, tx, by| engine.delete_global(tx, by, "rate"));
        assert!(matches!(gone, Err(EngineError::NotFound(_))), "{gone:?}");
    });
}

/// A scenario whose action waits for an hour, and the timer of one run.
fn delayed(world: &World) -> (ScenarioId, signalbox_model::TimerId) {
    let scenario = world.scenario(
        "later",
        json!({"start": {"on": "manual"}, "blocks": [{"id": "b", "do": [
            {"id": "tag", "action": "change_tags", "add": "late", "timer": {"after": "1 hour"}}]}]}),
    );
    let lead = world.lead("A");
    world.run(scenario, Some(lead));
    (scenario, world.timers()[0].id)
}

fn tags(world: &World) -> Vec<String> {
    world.all::<signalbox_model::record::Lead>().remove(0).tags
}

#[test]
fn a_timer_runs_now_or_moves_or_is_called_off() {
    worlds(|world| {
        let (scenario, id) = delayed(world);
        let far = Micros(START).plus_secs(100 * 366 * 86_400);
        let refused = does(world, move |engine, tx, by| engine.move_timer(tx, by, id, far));
        assert_eq!(places(refused), ["due_at".to_owned()].into());
        let soon = Micros(START).plus_secs(10);
        let moved = does(world, move |engine, tx, by| engine.move_timer(tx, by, id, soon)).unwrap();
        assert!(moved.timers);
        world.switch(scenario, false);
        conflicts(
            does(world, move |engine, tx, by| engine.run_timer(tx, by, id)),
            "switched off",
        );
        world.switch(scenario, true);
        let done = does(world, move |engine, tx, by| engine.run_timer(tx, by, id)).unwrap();
        world.settle(done);
        assert_eq!((tags(world), world.timers().len()), (vec!["late".to_owned()], 0));
        let gone = does(world, move |engine, tx, by| engine.cancel_timer(tx, by, id));
        assert!(matches!(gone, Err(EngineError::NotFound(_))), "{gone:?}");
    });
}

#[test]
fn timers_are_called_off_together() {
    worlds(|world| {
        let (scenario, id) = delayed(world);
        let lead = world.lead("B");
        world.run(scenario, Some(lead));
        let by_ids = does(world, move |engine, tx, by| {
            engine.cancel_timers(tx, by, TimersOf::Ids(vec![id, id]))
        });
        assert_eq!(by_ids.unwrap().0, 1);
        let rest = does(world, move |engine, tx, by| {
            engine.cancel_timers(tx, by, TimersOf::Scenario(scenario))
        });
        assert_eq!((rest.unwrap().0, world.timers().len()), (1, 0));
    });
}

#[test]
fn a_run_that_waits_for_its_block_ends_as_cancelled() {
    worlds(|world| {
        let doc = json!({"start": {"on": "manual"}, "blocks": [{"delay_secs": 10, "do": [
            {"action": "change_tags", "add": "x"}]}]});
        let scenario = world.scenario("wait", doc);
        let lead = world.lead("A");
        world.run(scenario, Some(lead));
        let id = world.timers()[0].id;
        does(world, move |engine, tx, by| engine.cancel_timer(tx, by, id)).unwrap();
        assert_eq!(world.statuses(scenario), [RunStatus::Cancelled]);
        world.pass(60);
        assert!(tags(world).is_empty());
    });
}

#[test]
fn deliveries_are_called_off_and_sent_again() {
    worlds(|world| {
        let doc = json!({"start": {"on": "manual"}, "blocks": [{"do": [
            {"action": "send_webhook", "url": "http://127.0.0.1:9/x"}]}]});
        let scenario = world.scenario("send", doc);
        world.run(scenario, None);
        let id = world.jobs()[0].id;
        conflicts(
            does(world, move |engine, tx, by| engine.cancel_job(tx, by, id)),
            "being sent",
        );
        does(world, move |_, tx, by| {
            let mut space = tx.space(by.workspace);
            jobs::finish_attempt(&mut space, id, JobState::Planned, by.now.plus_secs(60), &[])?;
            Ok(())
        })
        .unwrap();
        does(world, move |engine, tx, by| engine.cancel_job(tx, by, id)).unwrap();
        conflicts(
            does(world, move |engine, tx, by| engine.cancel_job(tx, by, id)),
            "ended already",
        );
        let again = |which: JobsOf| does(world, move |engine, tx, by| engine.retry_jobs(tx, by, which));
        assert_eq!(
            places(again(JobsOf::State(JobState::Delivered))),
            ["state".to_owned()].into()
        );
        let (count, done): (u64, Done) = again(JobsOf::State(JobState::Failed)).unwrap();
        assert_eq!((count, done.jobs_planned), (0, false));
        let (count, done) = again(JobsOf::State(JobState::Cancelled)).unwrap();
        assert_eq!(
            (count, done.jobs_planned, world.jobs()[0].state),
            (1, true, JobState::Planned)
        );
        assert_eq!(
            again(JobsOf::Ids(vec![id, signalbox_model::JobId(1)])).unwrap().0,
            1
        );
    });
}

#[test]
fn a_bulk_run_is_refused_where_it_makes_no_sense_and_steered_where_it_does() {
    worlds(|world| {
        let manual = world.scenario("manual", json!({"start": {"on": "manual", "record": "contact"}}));
        let auto = world.scenario("auto", json!({"start": {"on": "lead_created"}}));
        let lead = world.lead("A");
        let start = |id: ScenarioId, over: Over| {
            does(world, move |engine, tx, by| engine.request_bulk(tx, by, id, over))
        };
        let chosen = || Over {
            records: vec![lead],
            ..Over::default()
        };
        conflicts(start(auto, chosen()), "starts by itself");
        conflicts(start(manual, chosen()), "not on a lead");
        world.switch(manual, false);
        conflicts(start(manual, Over::default()), "switched off");
        world.switch(manual, true);
        let many = Over {
            records: vec![lead; 10_001],
            ..Over::default()
        };
        assert_eq!(places(start(manual, many)), ["records".to_owned()].into());
        let (id, done) = start(manual, Over::default()).unwrap();
        assert!(done.bulk);
        let steer = |to: State| does(world, move |engine, tx, by| engine.steer_bulk(tx, by, id, to));
        let table = [
            (State::Paused, Some(false)),
            (State::Paused, Some(false)),
            (State::Running, Some(true)),
            (State::Cancelled, Some(false)),
            (State::Running, None),
        ];
        for (to, wakes) in table {
            match (steer(to), wakes) {
                (Ok(done), Some(wakes)) => assert_eq!(done.bulk, wakes, "{to:?}"),
                (refused, None) => conflicts(refused, "cancelled already"),
                (other, _) => panic!("{to:?}: {other:?}"),
            }
        }
        let state = does(world, move |_, tx, by| {
            Ok(bulk::get(&mut tx.space(by.workspace), id)?.unwrap().state)
        });
        assert_eq!(state.unwrap(), State::Cancelled);
    });
}

#[test]
fn scenarios_are_put_in_order() {
    worlds(|world| {
        let doc = || json!({"start": {"on": "manual"}});
        let ids: Vec<_> = ["a", "b", "c"]
            .into_iter()
            .map(|key| world.draft(key, doc()))
            .collect();
        let (a, b, c) = (ids[0], ids[1], ids[2]);
        let order = || {
            let heads = does(world, |_, tx, by| {
                Ok(signalbox_store::scenarios::heads(&mut tx.space(by.workspace))?)
            });
            heads.unwrap().into_iter().map(|head| head.id).collect::<Vec<_>>()
        };
        let put = |id: ScenarioId, after: Option<ScenarioId>| {
            does(world, move |engine, tx, by| {
                engine.order_scenario(tx, by, id, after).map(drop)
            })
        };
        put(c, None).unwrap();
        assert_eq!(order(), [c, a, b]);
        put(c, Some(a)).unwrap();
        assert_eq!(order(), [a, c, b]);
        assert_eq!(places(put(a, Some(a))), ["after".to_owned()].into());
        assert!(matches!(put(ScenarioId(1), None), Err(EngineError::NotFound(_))));
    });
}

#[test]
fn a_question_about_a_record_finds_the_event_the_scenario_waits_for() {
    worlds(|world| {
        let created = world.draft("created", json!({"start": {"on": "lead_created"}}));
        let staged = world.draft("staged", json!({"start": {"on": "lead_stage_changed"}}));
        let contact = world.draft("contact", json!({"start": {"on": "contact_created"}}));
        let lead = world.lead("A");
        world.pass(60);
        world.rename(lead.id, "B");
        let ask = |scenario: ScenarioId, at: Option<Micros>| {
            let found = does(world, move |engine, tx, by| {
                engine.event_in_question(tx, by, scenario, lead, at)
            });
            found.map(|id| serde_json::to_value(world.event(id).event.kind).unwrap())
        };
        assert_eq!(ask(created, None).unwrap(), "lead_created");
        assert_eq!(ask(staged, None).unwrap(), "lead_changed");
        assert_eq!(
            ask(staged, Some(Micros(START).plus_secs(30))).unwrap(),
            "lead_created"
        );
        assert_eq!(ask(contact, None).unwrap(), "lead_changed");
        assert!(matches!(
            ask(created, Some(Micros(START))),
            Err(EngineError::NotFound(_))
        ));
    });
}

/// What a save takes over from the version before must be what reading everything anew would give.
#[test]
fn definitions_that_follow_each_other_are_those_read_anew() {
    worlds(|world| {
        let hook = world.hook("shop", json!({}));
        let doc = |event: &str| {
            json!({"name": event, "start": {"on": "hook_received", "hook": "shop"},
                   "blocks": [{"if": [{"left": "{event}", "is": "equals", "right": event}]}]})
        };
        let same = |world: &World| {
            does(world, |engine, tx, by| {
                let known = engine.definitions(tx, by.workspace)?;
                let anew =
                    signalbox_engine::Definitions::load(&mut tx.space(by.workspace), known.version, None)?;
                let heads = |defs: &signalbox_engine::Definitions| {
                    let mut heads: Vec<_> = defs
                        .scenarios
                        .values()
                        .map(|one| {
                            (
                                one.id,
                                one.key.clone(),
                                one.on,
                                one.version,
                                one.position,
                                one.body.scenario.clone(),
                            )
                        })
                        .collect();
                    heads.sort_by_key(|head| head.0);
                    let mut keys: Vec<_> = defs
                        .scenario_keys
                        .iter()
                        .map(|(key, id)| (key.clone(), *id))
                        .collect();
                    keys.sort();
                    (heads, keys)
                };
                assert_eq!(heads(&known), heads(&anew));
                Ok(())
            })
            .unwrap();
        };
        let fired = |world: &World, event: &str| {
            let before = world.all_runs();
            world.post(hook, json!({"event": event}));
            world.all_runs() - before
        };
        let one = world.scenario("one", doc("a"));
        let two = world.scenario("two", doc("a"));
        same(world);
        assert_eq!(fired(world, "a"), 2);
        world.save(one, None, doc("b"));
        same(world);
        assert_eq!((fired(world, "a"), fired(world, "b")), (1, 1));
        world.switch(two, false);
        same(world);
        assert_eq!((fired(world, "a"), fired(world, "b")), (0, 1));
        // Two keys change hands.
        world.save(one, Some("three"), doc("b"));
        world.save(two, Some("one"), doc("c"));
        world.switch(two, true);
        same(world);
        assert_eq!((fired(world, "b"), fired(world, "c")), (1, 1));
        // What is rolled back leaves nothing behind, although its version number comes again.
        let document = serde_json::from_value(doc("d")).unwrap();
        let failed: Result<()> = does(world, move |engine, tx, by| {
            engine.save_scenario(tx, by, one, None, None, document)?;
            engine.definitions(tx, by.workspace)?;
            Err(EngineError::Conflict("no".into()))
        });
        assert!(failed.is_err());
        same(world);
        assert_eq!((fired(world, "b"), fired(world, "d")), (1, 0));
        world.save(one, None, doc("e"));
        same(world);
        assert_eq!(
            (fired(world, "b"), fired(world, "d"), fired(world, "e")),
            (0, 0, 1)
        );
        does(world, move |engine, tx, by| engine.delete_scenario(tx, by, one)).unwrap();
        same(world);
        assert_eq!((fired(world, "e"), fired(world, "c")), (0, 1));
    });
}
