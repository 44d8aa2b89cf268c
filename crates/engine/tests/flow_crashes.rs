//! A crash between any two commits of a talk: between the report, the clocks, the claim of a message, its call and its
//! settling. Nothing that people wrote is lost or counted twice, the flow takes no step twice, and no word leaves twice.

mod world;

use proptest::prelude::*;
use serde_json::json;
use signalbox_model::chat::{Message, Report, Rich};
use signalbox_model::dialog::{Body, MessageState};
use signalbox_model::{MessageId, Micros};
use signalbox_store::chat::messages::{self, Leased, Outcome};
use std::collections::VecDeque;
use world::talk::Room;
use world::{World, owned_worlds};

const CHATS: usize = 3;
const LEASE_SECS: i64 = 300;

/// What happens next. Each is one commit or none.
#[derive(Debug, Clone, Copy)]
enum Move {
    /// Somebody writes.
    Write(usize),
    /// The platform reports what was last written once more: it did not hear that it came.
    Again(usize),
    /// So many clocks fire.
    Fire(i64),
    /// The time goes on.
    Clock(i64),
    /// A message is claimed.
    Claim,
    /// The platform gets the message that was claimed first.
    Call,
    /// Its answer is written.
    Settle,
    /// The process ends here; another begins.
    Crash,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        5 => (0..CHATS).prop_map(Move::Write),
        2 => (0..CHATS).prop_map(Move::Again),
        3 => (1_i64..3).prop_map(Move::Fire),
        3 => prop::sample::select(vec![1, 30, 61]).prop_map(Move::Clock),
        3 => Just(Move::Claim),
        3 => Just(Move::Call),
        3 => Just(Move::Settle),
        3 => Just(Move::Crash),
    ];
    prop::collection::vec(one, 1..60)
}

/// A process over the store, the platform beyond it, and what only the process knows.
struct Life {
    world: World,
    room: Room,
    written: [usize; CHATS],
    claimed: VecDeque<Leased>,
    called: VecDeque<MessageId>,
    /// What the platform got, in order.
    platform: Vec<MessageId>,
}

fn chat(n: usize) -> String {
    format!("c{n}")
}

impl Life {
    fn new(world: World) -> Self {
        let room = Room::new(&world, "shop", json!({}));
        room.publish(
            &world,
            "main",
            json!([
                {"id": "q", "step": "ask", "message": {"text": "What?"}, "variable": "what", "next": "pause"},
                {"id": "pause", "step": "wait", "secs": 60, "next": "told"},
                {"id": "told", "step": "send", "messages": [{"text": "You said {{dialog.what}}"}], "next": "q"},
            ]),
        );
        Self {
            world,
            room,
            written: [0; CHATS],
            claimed: VecDeque::new(),
            called: VecDeque::new(),
            platform: Vec::new(),
        }
    }

    fn report(&self, n: usize, count: usize) {
        let message = Message {
            id: format!("{n}-{count}"),
            text: Rich::plain(format!("t{count}")),
            ..Message::default()
        };
        let key = format!("{n}-{count}");
        self.room
            .report_as(&self.world, &chat(n), &key, Report::Message(message));
    }

    fn step(mut self, step: Move) -> Self {
        match step {
            Move::Write(n) => {
                self.written[n] += 1;
                self.report(n, self.written[n]);
            }
            Move::Again(n) if self.written[n] > 0 => self.report(n, self.written[n]),
            Move::Again(_) => {}
            Move::Fire(limit) => drop(self.fire(limit)),
            Move::Clock(secs) => self.world.turn(secs),
            Move::Claim => self.claim(1),
            Move::Call => {
                if let Some(leased) = self.claimed.pop_front() {
                    self.platform.push(leased.message.id);
                    self.called.push_back(leased.message.id);
                }
            }
            Move::Settle => {
                if let Some(id) = self.called.pop_front() {
                    self.settle(id);
                }
            }
            Move::Crash => {
                self.world = self.world.crash();
                self.claimed.clear();
                self.called.clear();
                self.expire(Micros(i64::MAX));
            }
        }
        self
    }

    fn fire(&self, limit: i64) -> usize {
        let engine = self.world.engine.clone();
        let (fired, done) = self
            .world
            .write(move |tx, by| engine.fire_timers(tx, by.now, limit));
        self.world.settle(done);
        fired
    }

    fn claim(&mut self, limit: i64) {
        let channel = self.room.channel;
        let leased = self
            .world
            .write(move |tx, by| messages::lease(tx, by.now, by.now.plus_secs(LEASE_SECS), channel, limit));
        self.claimed.extend(leased);
    }

    fn settle(&self, id: MessageId) {
        let engine = self.world.engine.clone();
        let outcome = Outcome::Confirmed {
            external: vec![id.to_string()],
        };
        self.world
            .write(move |tx, by| engine.sent(tx, by.now, by.workspace, id, &outcome));
    }

    /// A node that starts alone knows that nobody sends.
    fn expire(&self, ended: Micros) {
        let engine = self.world.engine.clone();
        self.world
            .write(move |tx, by| engine.expire_messages(tx, by.now, ended, 100));
    }

    /// A last life without a crash in which everything that waits comes to its end.
    fn finish(mut self) -> Self {
        self = self.step(Move::Crash);
        loop {
            self.world.turn(61);
            let fired = self.fire(100);
            self.claim(100);
            let claimed = std::mem::take(&mut self.claimed);
            for leased in &claimed {
                self.platform.push(leased.message.id);
                self.settle(leased.message.id);
            }
            if fired == 0 && claimed.is_empty() {
                return self;
            }
        }
    }

    fn check(&self) {
        for n in (0..CHATS).filter(|n| self.written[*n] > 0) {
            self.check_talk(n);
        }
        let mut once = self.platform.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), self.platform.len(), "no word leaves twice");
    }

    fn check_talk(&self, n: usize) {
        let all = self.room.all(&self.world, &chat(n));
        let heard: Vec<_> = all
            .iter()
            .filter_map(|message| match &message.body {
                Body::Received(received) => Some(received.text.text.clone()),
                _ => None,
            })
            .collect();
        let expected: Vec<_> = (1..=self.written[n]).map(|count| format!("t{count}")).collect();
        assert_eq!(heard, expected, "everything written is here, once and in order");
        let said = self.room.said(&self.world, &chat(n));
        let (asked, told): (Vec<_>, Vec<_>) = said.iter().partition(|text| *text == "What?");
        assert_eq!(
            asked.len(),
            told.len() + 1,
            "a question for each answer, and the one that waits"
        );
        for pair in said.chunks(2) {
            assert_eq!(pair[0], "What?");
        }
        let answers: Vec<_> = told
            .iter()
            .filter_map(|text| text.strip_prefix("You said "))
            .collect();
        let mut rest = heard.iter();
        for answer in &answers {
            assert!(
                rest.any(|text| text == answer),
                "{answers:?} of {heard:?}: each answer once and in order"
            );
        }
        let sent: Vec<_> = all
            .iter()
            .filter(|message| matches!(message.body, Body::Sent(_)))
            .collect();
        let left: Vec<_> = self
            .platform
            .iter()
            .filter(|id| sent.iter().any(|message| message.id == **id))
            .collect();
        assert!(left.is_sorted(), "in the order of the talk");
        for message in sent {
            let got = self.platform.contains(&message.id);
            match message.state {
                MessageState::Confirmed => assert!(got, "what is confirmed has arrived"),
                MessageState::Uncertain => {}
                other => panic!("{message:?} is {other:?}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_step_is_taken_twice_and_no_word_lost(moves in moves()) {
        owned_worlds(|world| {
            let life = moves.iter().fold(Life::new(world), |life, step| life.step(*step));
            life.finish().check();
        });
    }
}
