//! amoCRM: leads with their contacts over the API of version 4, at most seven requests in a second, and faults that name
//! their field.

use super::{Call, Double, Verdict};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::ops::Deref;
use std::time::{Duration, Instant};

/// Requests in any second.
const PER_SECOND: usize = 7;

/// A double of amoCRM.
#[derive(Debug)]
pub struct Amocrm(Double);

impl Deref for Amocrm {
    type Target = Double;
    fn deref(&self) -> &Double {
        &self.0
    }
}

#[derive(Default)]
struct World {
    asked: VecDeque<Instant>,
    next_id: i64,
}

impl Amocrm {
    /// Starts it with one long-lived token.
    pub fn start(token: &str) -> Self {
        let bearer = format!("Bearer {token}");
        let world = Mutex::new(World::default());
        Self(Double::start(Box::new(move |call| judge(call, &bearer, &world))))
    }
}

fn refused(status: u16, title: &str) -> Verdict {
    Verdict {
        status,
        body: json!({ "title": title, "status": status, "detail": title }),
        done: false,
    }
}

fn judge(call: &Call, bearer: &str, world: &Mutex<World>) -> Verdict {
    let mut world = world.lock();
    let now = Instant::now();
    world
        .asked
        .retain(|at| now.duration_since(*at) < Duration::from_secs(1));
    if world.asked.len() >= PER_SECOND {
        return refused(429, "Too Many Requests");
    }
    world.asked.push_back(now);
    if call.header("authorization") != Some(bearer) {
        return refused(401, "Unauthorized");
    }
    match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/api/v4/account") => Verdict {
            status: 200,
            body: json!({ "id": 1, "name": "Shop" }),
            done: false,
        },
        ("POST", "/api/v4/leads" | "/api/v4/leads/complex") => leads(&call.body, &mut world),
        _ => refused(404, "Not Found"),
    }
}

fn leads(body: &Value, world: &mut World) -> Verdict {
    let Some(leads) = body.as_array() else {
        return refused(400, "a list of leads is expected");
    };
    let faulty = |lead: &Value| lead.get("price").is_some_and(|price| !price.is_i64());
    if let Some(at) = leads.iter().position(faulty) {
        let errors = json!([{ "code": "InvalidType", "path": "price", "detail": "This value should be of type int." }]);
        return Verdict {
            status: 400,
            body: json!({
                "validation-errors": [{ "request_id": at.to_string(), "errors": errors }],
                "title": "Bad Request", "status": 400
            }),
            done: false,
        };
    }
    let made = leads.iter().map(|_| {
        world.next_id += 1;
        json!({ "id": world.next_id, "contact_id": world.next_id + 1000 })
    });
    Verdict {
        status: 200,
        body: Value::from(made.collect::<Vec<_>>()),
        done: true,
    }
}
