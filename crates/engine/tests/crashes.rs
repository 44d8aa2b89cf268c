//! A crash between any two commits: what the process knew is gone, what it had committed goes on.

mod world;

use proptest::prelude::*;
use serde_json::json;
use signalbox_engine::{Arrival, Done, Vars, Verdict};
use signalbox_model::event::EventState;
use signalbox_model::record::Lead;
use signalbox_model::{EventId, HookId};
use signalbox_store::{events, jobs};
use std::collections::BTreeMap;
use world::{World, worlds};

/// Takes a request and loses what was to be done after the commit when `crash`.
fn accept(world: &World, hook: HookId, id: usize, crash: bool) -> Done {
    let engine = world.engine.clone();
    let done = world.write(move |tx, by| -> signalbox_engine::Result<Done> {
        let hook = engine.definitions(tx, by.workspace)?.hooks[&hook].clone();
        let body = json!({"id": id, "phone": format!("+7916000{:04}", id % 3)}).to_string();
        let arrival = Arrival {
            head: "{}".into(),
            verdict: Verdict::Take(vec![Vars::from_document(body.clone())]),
            body: body.into_bytes(),
            fingerprint: None,
        };
        let accepted = engine.accept(tx, by.now, &hook, arrival)?;
        Ok(accepted.expect("the hook stands").done)
    });
    if crash { Done::default() } else { done }
}

/// Works off up to `steps` of what waits in the database, as a restarted server does.
fn recover(world: &World, steps: usize) -> bool {
    let waiting = world.write(move |tx, _| events::waiting_any_workspace(tx, EventId(0), steps as i64));
    for (workspace, event) in &waiting {
        let (engine, workspace, event) = (world.engine.clone(), *workspace, *event);
        // What the unit hands on is lost each time: only the database counts.
        world.write(move |tx, by| engine.work_off(tx, by.now, workspace, event));
    }
    !waiting.is_empty()
}

fn build(world: &World) -> HookId {
    let hook = world.hook("h", json!({}));
    world.scenario(
        "tag",
        json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "change_tags", "add": "seen"}]}]}),
    );
    world.scenario(
        "count",
        json!({"start": {"on": "lead_created"}, "blocks": [{"do": [
            {"action": "change_global", "name": "made", "value": "{{ ({made}+1):calc }}"},
            {"action": "run_scenario", "scenario": "tag"}]}]}),
    );
    world.scenario(
        "take",
        json!({"start": {"on": "hook_received", "hook": "h"}, "blocks": [{"do": [
            {"action": "find_record", "kind": "contact", "by": [{"field": "phone", "value": "{phone}"}], "create": {"name": "c"}},
            {"action": "create_lead", "name": "L{id}"},
            {"action": "send_webhook", "url": "http://127.0.0.1:9/x"}]}]}),
    );
    hook
}

fn outcome(world: &World) -> (BTreeMap<String, Vec<String>>, Option<String>, usize, i64) {
    let leads: Vec<Lead> = world.all();
    let mut by_name = BTreeMap::new();
    for lead in &leads {
        assert!(
            by_name.insert(lead.name.clone(), lead.tags.clone()).is_none(),
            "{} exists twice",
            lead.name
        );
    }
    let made = world.write(|tx, by| signalbox_store::globals::get(&mut tx.space(by.workspace), "made"));
    let requests = world.write(|tx, by| {
        jobs::list(
            &mut tx.space(by.workspace),
            jobs::Filter {
                limit: 500,
                ..Default::default()
            },
        )
    });
    let failed = world.write(|tx, by| {
        events::list(
            &mut tx.space(by.workspace),
            events::Filter {
                state: Some(EventState::Failed),
                limit: 500,
                ..Default::default()
            },
        )
    });
    (
        by_name,
        made.map(|global| global.value),
        requests.len(),
        failed.len() as i64,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_doubled(moves in prop::collection::vec((any::<bool>(), 0_usize..4), 1..12)) {
        worlds(|world| {
            let hook = build(world);
            for (id, (crash, steps)) in moves.iter().enumerate() {
                let done = accept(world, hook, id, *crash);
                world.settle(done);
                recover(world, *steps);
            }
            while recover(world, 100) {}
            let (leads, made, requests, failed) = outcome(world);
            assert_eq!(leads.len(), moves.len());
            assert!(leads.values().all(|tags| tags == &["seen"]), "{leads:?}");
            assert_eq!(made, Some(moves.len().to_string()));
            assert_eq!((requests, failed), (moves.len(), 0));
            assert_eq!(world.all::<signalbox_model::record::Contact>().len(), moves.len().min(3));
        });
    }
}
