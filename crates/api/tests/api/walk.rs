//! What a newcomer does on the first day, from the hook to the account as text.

use crate::harness::{Client, Server, on_both};
use serde_json::{Value, json};

/// The scenario of the walk as people write it.
pub const SALE: &str = r#"
name: Sale
start: {on: hook_received, hook: tilda}
blocks:
  - id: who
    do:
      - action: find_record
        kind: contact
        by: [{field: phone, value: "{phone}"}]
        create: {name: "{name}"}
  - id: sale
    if:
      - {left: "{event}", is: equals, right: sale}
      - {left: "{amount}", is: greater, right: 100}
    do:
      - {action: create_lead, name: "Sale {id}", tags: hot, fields: {sale: "{amount}"}}
      - {action: create_task, text: "Call {name}", due: "tomorrow 10:00", apply_to: lead}
      - id: tell
        action: send_webhook
        url: https://shop.example/paid
        body: {fields: {id: "{id}", name: "{name}", phone: "{phone}", amount: "{amount}", utm.source: "{utm_source}"}}
      - {id: later, action: run_scenario, scenario: later, apply_to: lead, timer: {after: 3 days}}
"#;

pub const LATER: &str = r#"
name: Later
start: {on: manual}
blocks:
  - if: [{left: "{{lead.is_closed}}", is: not_equals, right: 1}]
    do: [{action: change_tags, add: followed-up}]
"#;

/// Makes a hook with its key; its id and the path of its address.
pub async fn hook(anna: &Client<'_>, key: &str, mut settings: Value) -> (String, String) {
    settings["name"] = json!(key);
    let made = anna
        .post("/hooks", json!({ "key": key, "settings": settings }))
        .await
        .is(201);
    let url = made["url"].as_str().unwrap();
    let path = url.strip_prefix("https://crm.example.com").unwrap();
    (made["id"].as_str().unwrap().to_owned(), format!("/{path}"))
}

/// Makes a scenario and switches it on; its id.
pub async fn scenario(anna: &Client<'_>, key: &str, text: &str) -> String {
    let made = anna
        .post("/scenarios", json!({ "key": key, "text": text }))
        .await
        .is(201);
    let id = made["id"].as_str().unwrap().to_owned();
    anna.post(&format!("/scenarios/{id}/on"), json!({})).await.is(200);
    id
}

pub fn sale(id: &str, amount: i64) -> Value {
    json!({
        "id": id, "event": "sale", "amount": amount, "name": "Ann", "phone": "+7 916 000-00-07",
        "utm": { "source": "ya" },
    })
}

/// The rows of a list.
pub async fn rows(anna: &Client<'_>, path: &str) -> Vec<Value> {
    let page = anna.get(path).await.is(200);
    page["items"].as_array().unwrap().clone()
}

/// Posts JSON to a hook and works off what follows.
pub async fn post(server: &Server, address: &str, body: Value) {
    server.anyone().post(address, body).await.is(200);
    server.settle().await;
}

#[test]
fn a_request_is_caught_with_every_variable_and_a_draft_is_tried_on_it() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (hook, address) = hook(&anna, "tilda", json!({})).await;
        post(&server, &address, sale("7", 250)).await;
        let arrivals = rows(&anna, &format!("/hooks/{hook}/arrivals")).await;
        assert_eq!((arrivals.len(), &arrivals[0]["state"]), (1, &json!("done")));
        assert_eq!(arrivals[0]["method"], "POST");
        let arrival = arrivals[0]["id"].as_str().unwrap();
        let caught = anna.get(&format!("/arrivals/{arrival}")).await.is(200);
        assert_eq!(caught["encoding"], "text");
        let sent: Value = serde_json::from_str(caught["body"].as_str().unwrap()).unwrap();
        assert_eq!(sent, sale("7", 250));
        let variables = caught["variables"].as_array().unwrap();
        let named = |name: &str| {
            variables
                .iter()
                .find(|variable| variable["name"] == name)
                .unwrap()
        };
        assert_eq!(named("utm_source")["value"], "ya");
        assert_eq!(named("amount")["value"], "250");

        let faulty = SALE.replace("action: create_lead", "action: create_leed");
        let checked = anna
            .post("/scenarios/check", json!({ "text": faulty }))
            .await
            .is(200);
        let fault = &checked["faults"][0];
        assert_eq!(fault["path"], "blocks[1].do[0].action", "{checked}");
        assert!(
            fault["message"].as_str().unwrap().contains("create_lead"),
            "{checked}"
        );
        let checked = anna
            .post("/scenarios/check", json!({ "text": SALE }))
            .await
            .is(200);
        assert_eq!(
            checked["faults"][0]["path"], "blocks[1].do[3].scenario",
            "{checked}"
        );
        scenario(&anna, "later", LATER).await;
        let checked = anna
            .post("/scenarios/check", json!({ "text": SALE }))
            .await
            .is(200);
        assert_eq!(checked["faults"], json!([]));

        let tried = anna
            .post(
                "/scenarios/dry-run",
                json!({ "text": SALE, "arrival_id": arrival }),
            )
            .await
            .is(200);
        assert_eq!(tried["runs"][0]["status"], "fired", "{tried}");
        assert_eq!(tried["requests"][0]["url"], "https://shop.example/paid");
        assert_eq!(tried["timers"].as_array().unwrap().len(), 1);
        assert!(
            tried["changes"]
                .as_array()
                .unwrap()
                .iter()
                .any(|change| change["kind"] == "lead_created")
        );
        for path in ["/leads", "/contacts", "/tasks", "/timers", "/deliveries"] {
            assert!(rows(&anna, path).await.is_empty(), "{path}");
        }
    });
}

#[test]
fn a_scenario_that_is_on_does_its_work_and_proves_it() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "tilda", json!({})).await;
        scenario(&anna, "later", LATER).await;
        let id = scenario(&anna, "sale", SALE).await;
        post(&server, &address, sale("7", 250)).await;
        post(&server, &address, sale("8", 50)).await;

        let leads = rows(&anna, "/leads").await;
        assert_eq!((leads.len(), &leads[0]["name"]), (1, &json!("Sale 7")));
        assert_eq!(rows(&anna, "/contacts").await.len(), 1);
        let runs = rows(&anna, &format!("/runs?scenario={id}")).await;
        assert_eq!(runs.len(), 2);
        assert_eq!(
            (&runs[0]["scenario"]["key"], &runs[0]["scenario"]["name"]),
            (&json!("sale"), &json!("Sale"))
        );
        // The newest first: the sale of 50 found its contact, and no more.
        let small = anna
            .get(&format!("/runs/{}", runs[0]["id"].as_str().unwrap()))
            .await
            .is(200);
        let block = &small["trace"]["blocks"][1];
        assert_eq!(
            (&block["fired"], &block["rows"][1]["left"]),
            (&json!(false), &json!("50"))
        );
        assert_eq!(small["scenario_text"]["blocks"][1]["id"], "sale");
        let large = anna
            .get(&format!("/runs/{}", runs[1]["id"].as_str().unwrap()))
            .await
            .is(200);
        assert_eq!(large["trace"]["blocks"][1]["fired"], true);
        assert_eq!(large["event_summary"]["kind"], "hook_received");
        assert_eq!(large["jobs"][0]["url"], "https://shop.example/paid");
        assert_eq!(rows(&anna, "/runs?status=not_matched").await.len(), 0);
        let event = runs[0]["event"].as_str().unwrap();
        let explained = anna.get(&format!("/events/{event}")).await.is(200);
        assert_eq!(explained["why"][0]["scenario"]["key"], "sale", "{explained}");
        assert_eq!(explained["runs"].as_array().unwrap().len(), 1);

        let listed = &rows(&anna, "/scenarios").await[1];
        assert_eq!(
            (&listed["key"], &listed["fired_today"], &listed["pending"]),
            (&json!("sale"), &json!(2), &json!(1))
        );
        assert_eq!((&listed["valid"], &listed["on"]), (&json!(true), &json!(true)));
    });
}

#[test]
fn a_pending_action_is_seen_moved_run_and_called_off() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "tilda", json!({})).await;
        scenario(&anna, "later", LATER).await;
        let id = scenario(&anna, "sale", SALE).await;
        for number in ["1", "2", "3"] {
            post(&server, &address, sale(number, 500)).await;
        }
        let timers = rows(&anna, &format!("/timers?scenario={id}")).await;
        assert_eq!(timers.len(), 3);
        assert_eq!(
            (&timers[0]["step"], &timers[0]["state"]),
            (&json!("later"), &json!("waiting"))
        );
        assert_eq!(timers[0]["scenario"]["key"], "sale");
        let path = |n: usize| format!("/timers/{}", timers[n]["id"].as_str().unwrap());

        let soon = crate::harness::START + 60_000_000;
        let moved = anna.patch(&path(0), json!({ "due_at": soon })).await.is(200);
        assert_eq!(moved["due_at"], soon);
        server.pass(61);
        server.fire().await;
        let tagged = |leads: &[Value]| {
            leads
                .iter()
                .filter(|lead| lead["tags"].to_string().contains("followed-up"))
                .count()
        };
        assert_eq!(tagged(&rows(&anna, "/leads").await), 1);

        anna.post(&format!("{}/run-now", path(1)), json!({}))
            .await
            .is(204);
        server.settle().await;
        assert_eq!(tagged(&rows(&anna, "/leads").await), 2);
        anna.delete(&path(2)).await.is(204);
        anna.delete(&path(2)).await.problem(404, "not_found");
        anna.post(&format!("{}/run-now", path(1)), json!({}))
            .await
            .problem(404, "not_found");
        assert!(rows(&anna, "/timers").await.is_empty());
    });
}

#[test]
fn deliveries_are_listed_and_shown_with_what_is_sent() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "tilda", json!({})).await;
        scenario(&anna, "later", LATER).await;
        scenario(&anna, "sale", SALE).await;
        post(&server, &address, sale("7", 250)).await;
        let found = rows(&anna, "/deliveries?host=shop.example").await;
        assert_eq!((found.len(), &found[0]["state"]), (1, &json!("sending")));
        assert!(rows(&anna, "/deliveries?state=failed").await.is_empty());
        assert!(rows(&anna, "/deliveries?host=other.example").await.is_empty());
        let path = format!("/deliveries/{}", found[0]["id"].as_str().unwrap());
        let shown = anna.get(&path).await.is(200);
        let body: Value = serde_json::from_str(shown["request"]["body"].as_str().unwrap()).unwrap();
        assert_eq!((&body["id"], &body["utm"]["source"]), (&json!("7"), &json!("ya")));
        assert_eq!(shown["idempotency_key"], found[0]["id"]);
        anna.post(&format!("{path}/cancel"), json!({}))
            .await
            .problem(409, "conflict");
        anna.post("/deliveries/retry", json!({ "state": "delivered" }))
            .await
            .problem(422, "invalid");
        let none = anna
            .post("/deliveries/retry", json!({ "state": "failed" }))
            .await
            .is(200);
        assert_eq!(none["count"], 0);
    });
}

#[test]
fn an_account_goes_into_an_empty_workspace_and_comes_out_the_same() {
    on_both(|server| async move {
        let anna = server.owner().await;
        hook(
            &anna,
            "tilda",
            json!({ "find": { "kind": "contact", "by": [{ "field": "phone", "value": "{phone}" }] } }),
        )
        .await;
        scenario(&anna, "later", LATER).await;
        scenario(&anna, "sale", SALE).await;
        anna.put("/globals/Rate", json!({ "value": "90.5" }))
            .await
            .is(200);
        let link =
            json!({ "name": "Offer", "target": "https://shop.example/{{lead.id}}", "scenario": "later" });
        anna.post("/links", json!({ "settings": link })).await.is(201);
        let exported = anna.get("/export").await;
        assert_eq!(exported.status, 200);
        assert_eq!(exported.headers["content-type"], "application/yaml");

        let yaml = Some("application/yaml");
        let empty = anna.get("/export").await.text;
        let same = anna.send("POST", "/plan", yaml, empty).await.is(200);
        assert_eq!(same["items"], json!([]));
        let other = crate::harness::Server::alone().await;
        let boris = other.owner().await;
        let planned = boris
            .send("POST", "/plan", yaml, exported.text.clone())
            .await
            .is(200);
        assert!(planned["items"].to_string().contains("\"sale\""), "{planned}");
        assert!(rows(&boris, "/scenarios").await.is_empty());
        let applied = boris
            .send("POST", "/apply", yaml, exported.text.clone())
            .await
            .is(200);
        assert_eq!(applied, planned);
        assert_eq!(boris.get("/export").await.text, exported.text);

        let refused = boris
            .send("POST", "/apply", yaml, "format: 99\nworkspace: {}")
            .await;
        refused.problem(422, "invalid");
        let broken = exported.text.replace("hook: tilda", "hook: nobody");
        for route in ["/plan", "/apply"] {
            let refused = boris.send("POST", route, yaml, broken.clone()).await;
            let refused = refused.problem(422, "invalid");
            let place = refused["errors"][0]["path"].as_str().unwrap();
            assert!(place.starts_with("scenarios.sale.start"), "{route}: {refused}");
        }
        assert_eq!(boris.get("/export").await.text, exported.text);
        boris
            .send("POST", "/apply", Some("text/plain"), exported.text)
            .await
            .problem(415, "unsupported_media");
    });
}
