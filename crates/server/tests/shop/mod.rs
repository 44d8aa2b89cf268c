//! A shop behind the real binary: a hook, a scenario that makes a lead and two deliveries of each sale.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test file uses a part of it"
)]

use serde_json::json;
use signalbox_testkit::{Client, Signalbox, Sink, until};
use std::collections::{HashMap, HashSet};

/// A lead for each request, a delivery for each lead, and a timer that delivers again.
pub fn scenario(sink: &str) -> serde_json::Value {
    json!({
        "name": "Sale",
        "start": {"on": "hook_received", "hook": "shop"},
        "blocks": [{
            "if": [
                {"left": "{event}", "is": "equals", "right": "sale"},
                {"left": "{amount}", "is": "greater", "right": "100"}
            ],
            "do": [
                {"action": "create_lead", "name": "Order {number}", "fields": {"sale": "{amount}"}},
                {"action": "send_webhook", "url": format!("{sink}now"), "body": {"fields": {"number": "{number}"}}},
                {
                    "action": "send_webhook",
                    "url": format!("{sink}later"),
                    "body": {"fields": {"later": "{number}"}},
                    "timer": {"after": "1 second"}
                }
            ]
        }]
    })
}

/// `more` are flags a command needs to find the database.
pub fn set_up(server: &Signalbox, sink: &Sink, more: &[&str]) -> (String, Client) {
    let owner = json!({"name": "Ann", "email": "ann@example.com", "password": "correct horse"});
    server.client().post("/api/v1/setup", owner);
    let mut token = server.command(&["token", "create", "--name", "test", "--scope", "admin"]);
    let token = token.args(more).output().unwrap();
    let client = server
        .client()
        .with_token(String::from_utf8_lossy(&token.stdout).trim());
    let hook = client.post(
        "/api/v1/hooks",
        json!({"key": "shop", "settings": {"name": "Shop"}}),
    );
    let path = format!(
        "/in/{}",
        hook["url"].as_str().unwrap().rsplit('/').next().unwrap()
    );
    let made = client.post(
        "/api/v1/scenarios",
        json!({"key": "sale", "scenario": scenario(sink.url())}),
    );
    let id = made["id"].as_str().unwrap();
    client.post(&format!("/api/v1/scenarios/{id}/on"), json!({"overdue": "run"}));
    (path, client)
}

/// All numbers that appear after `field` in what the sink got, with the ids they came under.
pub fn deliveries(sink: &Sink, field: &str) -> HashMap<usize, Vec<Option<String>>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for one in sink.received() {
        let body: serde_json::Value = serde_json::from_str(&one.body).unwrap();
        let number = &body[field];
        let number = number.as_u64().or_else(|| number.as_str()?.parse().ok());
        if let Some(number) = number {
            found
                .entry(usize::try_from(number).unwrap())
                .or_default()
                .push(one.webhook_id);
        }
    }
    found
}

/// Names of all leads.
pub fn leads(client: &Client) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("/api/v1/leads?limit=200{cursor}"));
        let items = page["items"].as_array().unwrap();
        names.extend(items.iter().map(|lead| lead["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return names,
        }
    }
}

/// What must be true in the end: of every number that was answered 2xx there is one lead and both deliveries, of no
/// number two, and what was sent again came under the same id.
pub fn check(client: &Client, sink: &Sink, accepted: &HashSet<usize>) {
    until("every delivery came", || {
        let (now, later) = (deliveries(sink, "number"), deliveries(sink, "later"));
        accepted
            .iter()
            .all(|number| now.contains_key(number) && later.contains_key(number))
    });
    let names = leads(client);
    let different: HashSet<_> = names.iter().collect();
    assert_eq!(names.len(), different.len(), "a lead was made twice");
    let missing: Vec<_> = accepted
        .iter()
        .filter(|number| !different.contains(&format!("Order {number}")))
        .collect();
    assert!(
        missing.is_empty(),
        "{} leads of {} accepted; none for {missing:?}",
        names.len(),
        accepted.len()
    );
    for field in ["number", "later"] {
        for (number, ids) in deliveries(sink, field) {
            assert!(ids[0].is_some(), "delivery {number} has no webhook-id");
            assert!(
                ids.iter().all(|id| *id == ids[0]),
                "delivery {number} was repeated under other ids: {ids:?}"
            );
        }
    }
}
