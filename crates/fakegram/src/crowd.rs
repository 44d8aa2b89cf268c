//! A crowd: people who write to a bot by themselves, so that it can be measured how it keeps up. While there is one, calls
//! are counted and not recorded.

use crate::acts::{Act, Deed};
use crate::server::Shared;
use crate::world::{World, now_us};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Who comes, and how they behave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// The first person's id; the others follow it.
    #[serde(default = "one")]
    pub first: i64,
    /// How many.
    pub people: i64,
    /// Everybody writes again as soon as they are answered.
    #[serde(default)]
    pub answers: bool,
    /// So many texts a second, by one after the other, whatever the bot does; everybody at once when 0.
    #[serde(default)]
    pub rate: f64,
}

fn one() -> i64 {
    1
}

/// A crowd and how it was served.
#[derive(Debug)]
pub(crate) struct Crowd {
    token: String,
    order: Order,
    /// Tells this crowd from one before.
    turn: u64,
    next: i64,
    /// When those wrote who wait for a word.
    waiting: HashMap<i64, u64>,
    updates: u64,
    /// From a text to the first word after it, microseconds.
    waits: Vec<u64>,
}

impl Crowd {
    /// What became of it so far.
    pub fn told(&self) -> Value {
        let mut waits = self.waits.clone();
        waits.sort_unstable();
        let at = |share: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a place in a list"
            )]
            let place = (waits.len() as f64 * share) as usize;
            waits
                .get(place.min(waits.len().saturating_sub(1)))
                .copied()
                .unwrap_or(0)
        };
        json!({
            "at_us": now_us(),
            "updates": self.updates,
            "replies": waits.len(),
            "waiting": self.waiting.len(),
            "p50_us": at(0.5),
            "p95_us": at(0.95),
            "p99_us": at(0.99),
        })
    }
}

impl World {
    /// A crowd comes in place of the one before; its turn.
    pub fn gather(&mut self, token: &str, order: Order) -> Result<u64, String> {
        if !self.bots.contains_key(token) {
            return Err("there is no such bot".to_owned());
        }
        let turn = self.crowd.as_ref().map_or(0, |crowd| crowd.turn) + 1;
        let (first, people, rate) = (order.first, order.people, order.rate);
        self.calls.clear();
        self.crowd = Some(Crowd {
            token: token.to_owned(),
            order,
            turn,
            next: 0,
            waiting: HashMap::new(),
            updates: 0,
            waits: Vec::new(),
        });
        if rate <= 0.0 {
            for person in first..first.saturating_add(people) {
                self.crowd_writes(person);
            }
        }
        Ok(turn)
    }

    /// Somebody of the crowd writes.
    fn crowd_writes(&mut self, person: i64) {
        let Some(crowd) = &mut self.crowd else { return };
        crowd.updates += 1;
        crowd.waiting.insert(person, now_us());
        let (token, text) = (crowd.token.clone(), format!("text {}", crowd.updates));
        let deed = Deed::Text {
            text,
            entities: Vec::new(),
            reply_to: None,
        };
        let act = Act {
            user: person,
            chat: None,
            deed,
        };
        // The bot was there when the crowd came.
        drop(self.act(&token, act));
    }

    /// The next of the crowd who waits for nothing writes; false when this crowd has gone.
    fn next_writes(&mut self, turn: u64) -> bool {
        let Some(crowd) = self.crowd.as_mut().filter(|crowd| crowd.turn == turn) else {
            return false;
        };
        for _ in 0..crowd.order.people {
            let person = crowd.order.first + crowd.next;
            crowd.next = (crowd.next + 1) % crowd.order.people.max(1);
            if !crowd.waiting.contains_key(&person) {
                self.crowd_writes(person);
                break;
            }
        }
        true
    }

    /// The bot said something in a chat.
    pub fn crowd_hears(&mut self, chat: i64) {
        let Some(crowd) = &mut self.crowd else { return };
        let Some(wrote) = crowd.waiting.remove(&chat) else {
            return;
        };
        crowd.waits.push(now_us().saturating_sub(wrote));
        if crowd.order.answers {
            self.crowd_writes(chat);
        }
    }
}

/// Lets one after the other write, at an even pace, until the crowd goes.
pub(crate) async fn pace(shared: Arc<Shared>, turn: u64, rate: f64) {
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / rate));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    loop {
        ticks.tick().await;
        if !shared.world.lock().next_writes(turn) {
            return;
        }
    }
}
