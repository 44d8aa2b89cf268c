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

/// How long the first token lasts: so short that it is renewed before it is used again.
const FIRST_SECS: u32 = 30;
/// How long the others last.
const EXPIRES_SECS: u32 = 86_400;

#[derive(Default)]
struct World {
    asked: VecDeque<Instant>,
    next_id: i64,
    /// What proves a request.
    token: String,
    /// What brings the next token, once.
    refresh: String,
    /// Tokens given so far.
    given: usize,
    /// What the first token is given for, once.
    code: String,
}

impl World {
    fn give(&mut self) -> Verdict {
        let lasts = if self.given == 0 { FIRST_SECS } else { EXPIRES_SECS };
        self.given += 1;
        self.token = format!("canary-access-{:03}", self.given);
        self.refresh = format!("canary-refresh-{:03}", self.given);
        Verdict {
            status: 200,
            body: json!({ "token_type": "Bearer", "expires_in": lasts,
                "access_token": self.token, "refresh_token": self.refresh }),
            done: false,
        }
    }
}

impl Amocrm {
    /// The secret key of the integration it knows.
    pub const CLIENT_SECRET: &str = "canary-client-secret";

    /// Starts it with one long-lived token.
    pub fn start(token: &str) -> Self {
        Self::with(World {
            token: token.to_owned(),
            ..World::default()
        })
    }

    /// Starts it with an authorisation code; each token it gives makes the one before worth nothing.
    pub fn start_oauth(code: &str) -> Self {
        Self::with(World {
            code: code.to_owned(),
            ..World::default()
        })
    }

    fn with(world: World) -> Self {
        let world = Mutex::new(world);
        Self(Double::start(Box::new(move |call| judge(call, &world))))
    }
}

fn refused(status: u16, title: &str) -> Verdict {
    Verdict {
        status,
        body: json!({ "title": title, "status": status, "detail": title }),
        done: false,
    }
}

/// The address of tokens: a code or a refresh token is good for one.
fn tokens(body: &Value, world: &mut World) -> Verdict {
    let (spent, given) = match body["grant_type"].as_str() {
        Some("authorization_code") => (&mut world.code, &body["code"]),
        Some("refresh_token") => (&mut world.refresh, &body["refresh_token"]),
        _ => return refused(400, "the grant is unknown"),
    };
    if spent.is_empty() || given != spent.as_str() || body["client_secret"] != Amocrm::CLIENT_SECRET {
        return refused(400, "Authorization code has been revoked");
    }
    spent.clear();
    world.give()
}

fn judge(call: &Call, world: &Mutex<World>) -> Verdict {
    let mut world = world.lock();
    if call.path == "/oauth2/access_token" {
        return tokens(&call.body, &mut world);
    }
    let now = Instant::now();
    world
        .asked
        .retain(|at| now.duration_since(*at) < Duration::from_secs(1));
    if world.asked.len() >= PER_SECOND {
        return refused(429, "Too Many Requests");
    }
    world.asked.push_back(now);
    let bearer = format!("Bearer {}", world.token);
    if world.token.is_empty() || call.header("authorization") != Some(bearer.as_str()) {
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
