//! A crash between any two commits, under a clock that jumps: what the process knew is gone, the store is opened anew,
//! and what it had committed goes on, once.

mod world;

use proptest::prelude::*;
use serde_json::json;
use signalbox_engine::{Arrival, Done, Vars, Verdict, Waiting};
use signalbox_model::event::EventState;
use signalbox_model::record::{Contact, Lead};
use signalbox_model::{EventId, HookId};
use signalbox_store::{events, jobs};
use std::collections::VecDeque;
use world::{World, owned_worlds};

/// What happens next. Each is one commit, but for the crash, which is none.
#[derive(Debug, Clone, Copy)]
enum Move {
    /// A request comes in.
    Accept,
    /// The next event that was handed on in memory is worked off.
    WorkOff,
    /// An event that waits in the database is worked off, whoever else holds it: the one at this place.
    TakeUp(usize),
    /// So many timers fire.
    Fire(i64),
    /// The clock moves, seconds, also back.
    Clock(i64),
    /// The process ends here; another begins.
    Crash,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => Just(Move::Accept),
        4 => Just(Move::WorkOff),
        2 => (0_usize..4).prop_map(Move::TakeUp),
        3 => (1_i64..3).prop_map(Move::Fire),
        3 => prop::sample::select(vec![1, 300, 900, 86_400 * 400, -1, -900, -86_400 * 30]).prop_map(Move::Clock),
        4 => Just(Move::Crash),
    ];
    prop::collection::vec(one, 1..40)
}

/// A process over the store, with what it knows beside it.
struct Life {
    world: World,
    hook: HookId,
    /// Events handed on after a commit and not yet worked off: lost in a crash.
    memory: VecDeque<Waiting>,
    accepted: usize,
}

impl Life {
    fn take(&mut self, done: Done) {
        self.memory.extend(done.events);
    }

    fn step(mut self, step: Move) -> Self {
        match step {
            Move::Accept => {
                let done = accept(&self.world, self.hook, self.accepted);
                self.accepted += 1;
                self.take(done);
            }
            Move::WorkOff => {
                if let Some(event) = self.memory.pop_front() {
                    let done = work_off(&self.world, event.workspace, event.event);
                    self.take(done);
                }
            }
            Move::TakeUp(place) => {
                let waiting = waiting(&self.world);
                if let Some((workspace, event)) = waiting.get(place) {
                    let done = work_off(&self.world, *workspace, *event);
                    self.take(done);
                }
            }
            Move::Fire(limit) => {
                let engine = self.world.engine.clone();
                let (_, done) = self
                    .world
                    .write(move |tx, by| engine.fire_timers(tx, by.now, limit));
                self.take(done);
            }
            Move::Clock(secs) => self.world.turn(secs),
            Move::Crash => {
                self.world = self.world.crash();
                self.memory.clear();
            }
        }
        self
    }

    /// A last life without a crash, long enough for everything that was planned.
    fn finish(mut self) -> Self {
        self = self.step(Move::Crash);
        self.world.turn(86_400 * 400 * 50);
        loop {
            let left = waiting(&self.world);
            for (workspace, event) in &left {
                work_off(&self.world, *workspace, *event);
            }
            // What was worked off just now may have planned something for later.
            self.world.turn(86_400);
            let engine = self.world.engine.clone();
            let (fired, _) = self
                .world
                .write(move |tx, by| engine.fire_timers(tx, by.now, 100));
            if fired == 0 && left.is_empty() {
                return self;
            }
        }
    }
}

fn accept(world: &World, hook: HookId, id: usize) -> Done {
    let engine = world.engine.clone();
    world.write(move |tx, by| -> signalbox_engine::Result<Done> {
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
    })
}

fn work_off(world: &World, workspace: signalbox_model::WorkspaceId, event: EventId) -> Done {
    let engine = world.engine.clone();
    world.write(move |tx, by| engine.work_off(tx, by.now, workspace, event))
}

fn waiting(world: &World) -> Vec<(signalbox_model::WorkspaceId, EventId)> {
    world.write(|tx, _| events::waiting_any_workspace(tx, EventId(0), 100))
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
            {"action": "change_global", "name": "later", "value": "{{ ({later}+1):calc }}", "timer": {"after": "10 minutes"}},
            {"action": "run_scenario", "scenario": "tag"}]}]}),
    );
    world.scenario(
        "take",
        json!({"start": {"on": "hook_received", "hook": "h"}, "blocks": [{"do": [
            {"action": "find_record", "kind": "contact", "by": [{"field": "phone", "value": "{phone}"}], "create": {"name": "c"}},
            {"action": "create_lead", "name": "L{id}"},
            {"action": "send_webhook", "url": "http://127.0.0.1:9/x"},
            {"action": "send_webhook", "url": "http://127.0.0.1:9/later", "timer": {"after": "1 hour"}}]}]}),
    );
    hook
}

/// What must be true of so many accepted requests, whatever happened between.
fn check(world: &World, accepted: usize) {
    let leads: Vec<Lead> = world.all();
    let mut names: Vec<_> = leads.iter().map(|lead| lead.name.clone()).collect();
    names.sort();
    names.dedup();
    assert_eq!(
        (leads.len(), names.len()),
        (accepted, accepted),
        "a lead for each, and none twice"
    );
    assert!(leads.iter().all(|lead| lead.tags == ["seen"]), "{leads:?}");
    let count = |name: &'static str| {
        world
            .write(move |tx, by| signalbox_store::globals::get(&mut tx.space(by.workspace), name))
            .map_or(0, |global| global.value.parse().unwrap_or(usize::MAX))
    };
    assert_eq!(
        (count("made"), count("later")),
        (accepted, accepted),
        "each counted once, at once and later"
    );
    let requests = world.write(|tx, by| {
        let filter = jobs::Filter {
            limit: 500,
            ..Default::default()
        };
        jobs::list(&mut tx.space(by.workspace), filter)
    });
    assert_eq!(requests.len(), 2 * accepted, "a request at once and one later");
    let failed = world.write(|tx, by| {
        let filter = events::Filter {
            state: Some(EventState::Failed),
            limit: 500,
            ..Default::default()
        };
        events::list(&mut tx.space(by.workspace), filter)
    });
    assert!(failed.is_empty());
    assert!(world.timers().is_empty());
    assert_eq!(world.all::<Contact>().len(), accepted.min(3));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_doubled(moves in moves()) {
        owned_worlds(|world| {
            let hook = build(&world);
            let life = Life { world, hook, memory: VecDeque::new(), accepted: 0 };
            let life = moves.iter().fold(life, |life, step| life.step(*step)).finish();
            check(&life.world, life.accepted);
        });
    }
}

/// A timer leaves a run and no event: the next life must not give the run's id again in the same millisecond.
#[test]
fn a_crash_right_after_a_timer() {
    use Move::{Accept, Clock, Crash, Fire, TakeUp, WorkOff};
    let moves = [
        Accept,
        Accept,
        WorkOff,
        Clock(300),
        Accept,
        Clock(300),
        Fire(1),
        Crash,
        TakeUp(0),
    ];
    owned_worlds(|world| {
        let hook = build(&world);
        let life = Life {
            world,
            hook,
            memory: VecDeque::new(),
            accepted: 0,
        };
        let life = moves.iter().fold(life, |life, step| life.step(*step)).finish();
        check(&life.world, life.accepted);
    });
}

/// A clock that runs a year ahead and is set right again fires what was due once, keeps what is not, and holds nothing
/// up for a year.
#[test]
fn a_clock_that_jumps() {
    owned_worlds(|world| {
        let lead = world.lead("L");
        let timed = world.scenario(
            "timed",
            json!({"start": {"on": "manual"}, "blocks": [{"do": [
                {"action": "change_global", "name": "fired", "value": "{{ ({fired}+1):calc }}", "timer": {"after": "1 day"}}]}]}),
        );
        let rare = world.scenario(
            "rare",
            json!({"start": {"on": "manual"}, "throttle_secs": 60, "blocks": [{"do": [
                {"action": "change_global", "name": "rare", "value": "{{ ({rare}+1):calc }}"}]}]}),
        );
        let global = |name: &'static str| {
            let found =
                world.write(move |tx, by| signalbox_store::globals::get(&mut tx.space(by.workspace), name));
            found.map_or_else(|| "0".to_owned(), |global| global.value)
        };
        world.run(timed, Some(lead));
        const YEAR: i64 = 365 * 86_400;
        world.pass(YEAR);
        assert_eq!(global("fired"), "1", "what was due by the wrong clock fired");
        world.run(rare, Some(lead));
        world.run(timed, Some(lead));
        world.pass(-YEAR);
        assert_eq!(
            global("fired"),
            "1",
            "nothing fires twice when the clock is set back"
        );
        // The throttle counts from a run in a future that will not be for a year: it must not hold the scenario.
        world.run(rare, Some(lead));
        assert_eq!(global("rare"), "2");
        world.run(rare, Some(lead));
        assert_eq!(global("rare"), "2", "within a minute it is still dropped");
        world.run(timed, Some(lead));
        world.pass(86_400);
        assert_eq!(global("fired"), "2", "what the right clock planned fires by it");
        world.pass(YEAR);
        assert_eq!(global("fired"), "3", "what the wrong clock planned is not lost");
    });
}
