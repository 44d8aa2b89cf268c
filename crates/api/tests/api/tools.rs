//! What helps people: variables, previews, completions, numbers, checks, copies.

use crate::harness::{on_both, on_sqlite};
use crate::walk::{LATER, hook, post, rows, scenario};
use axum::body::Body;
use serde_json::{Value, json};

#[test]
fn variables_are_set_and_removed_whatever_their_case() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.put("/globals/Rate", json!({ "value": "90" })).await.is(200);
        let set = anna.put("/globals/RATE", json!({ "value": "91" })).await.is(200);
        assert_eq!((&set["name"], &set["value"]), (&json!("Rate"), &json!("91")));
        assert_eq!(rows(&anna, "/globals").await.len(), 1);
        for name in ["1st", "reset", "a-b"] {
            let refused = anna
                .put(&format!("/globals/{name}"), json!({ "value": "x" }))
                .await
                .problem(422, "invalid");
            assert_eq!(refused["errors"][0]["path"], "name");
        }
        let long = json!({ "value": "x".repeat(30_001) });
        let refused = anna.put("/globals/Rate", long).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "value");
        anna.delete("/globals/rate").await.is(204);
        anna.delete("/globals/rate").await.problem(404, "not_found");
    });
}

#[test]
fn a_template_is_tried_on_a_fixture_a_record_and_a_request() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        post(&server, &address, json!({ "order": { "id": 7 } })).await;
        let arrival = rows(&anna, &format!("/hooks/{id}/arrivals")).await[0]["id"].clone();
        let lead = anna.post("/leads", json!({ "name": "A & B" })).await.is(201);
        let record = json!({ "kind": "lead", "id": lead["id"] });
        let table = [
            (
                json!({ "template": "{order_id}", "context": "note", "arrival_id": arrival }),
                "7",
            ),
            (
                json!({ "template": "//x/{{lead.name}}", "context": "url", "record": record }),
                "//x/A%20%26%20B",
            ),
            (
                json!({ "template": "{x}!", "context": "note", "variables": { "x": "1" } }),
                "1!",
            ),
            (
                json!({ "template": "{{lead.name}}", "context": "note", "fixture": { "lead": { "name": "F" } } }),
                "F",
            ),
        ];
        for (body, text) in table {
            let preview = anna.post("/templates/preview", body.clone()).await.is(200);
            assert_eq!(preview["text"], text, "{body}");
        }
        let broken = json!({ "template": "{\"a\": }", "context": "json", "variables": {} });
        let preview = anna.post("/templates/preview", broken).await.is(200);
        assert_eq!(preview["notices"][0]["level"], "error", "{preview}");
        let nowhere = json!({ "template": "x", "context": "moon" });
        let refused = anna
            .post("/templates/preview", nowhere)
            .await
            .problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "context");
        let nothing = json!({ "template": "x", "context": "note", "arrival_id": "0000000000000" });
        anna.post("/templates/preview", nothing)
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn an_editor_learns_what_can_be_written() {
    on_both(|server| async move {
        let anna = server.owner().await;
        hook(&anna, "shop", json!({})).await;
        scenario(&anna, "later", LATER).await;
        anna.put("/globals/Rate", json!({ "value": "90" })).await.is(200);
        let schema = anna.get("/schema/scenario").await.is(200);
        assert!(schema["properties"]["blocks"].is_object(), "{schema}");
        let (_, address) = hook(&anna, "sample", json!({})).await;
        post(&server, &address, json!({ "order": { "id": 7 } })).await;
        let own = anna.get("/schema/completions?hook=sample").await.is(200);
        let first: Vec<_> = own["variables"].as_array().unwrap().iter().take(2).collect();
        assert!(
            first.contains(&&json!({ "name": "{order_id}", "help": "7" })),
            "{first:?}"
        );
        let unused = anna.get("/schema/completions?hook=shop").await.is(200);
        assert_eq!(
            unused["variables"].as_array().unwrap().len() + 2,
            own["variables"].as_array().unwrap().len()
        );
        anna.get("/schema/completions?hook=nobody")
            .await
            .problem(404, "not_found");
        let all = anna.get("/schema/completions").await.is(200);
        assert_eq!(all["variables"], unused["variables"]);
        let named = |list: &Value, name: &str| list.as_array().unwrap().iter().any(|one| one["name"] == name);
        assert!(named(&all["actions"], "send_webhook") && named(&all["starts"], "hook_received"));
        assert!(named(&all["operators"], "not_equals") && named(&all["modifiers"], "round"));
        for (family, key) in [("hooks", "sample"), ("scenarios", "later"), ("globals", "Rate")] {
            assert_eq!(all["keys"][family][0]["key"], key, "{family}");
        }
    });
}

#[test]
fn numbers_tell_what_waits_and_what_happened_today() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "shop", json!({})).await;
        let text = "name: N\nstart: {on: hook_received, hook: shop}\nblocks: [{do: [{action: create_lead, name: L, timer: {after: 1 day}}]}]";
        scenario(&anna, "n", text).await;
        post(&server, &address, json!({})).await;
        let id = scenario(&anna, "later", LATER).await;
        anna.post(&format!("/scenarios/{id}/run"), json!({}))
            .await
            .is(202);
        let numbers = anna.get("/stats").await.is(200);
        assert_eq!(
            (
                &numbers["queue"],
                &numbers["runs_today"],
                &numbers["timers_pending"]
            ),
            (&json!(1), &json!(1), &json!(1))
        );
        assert!(
            numbers["db_bytes"].as_u64().unwrap() > 0 && numbers["sizes"]["events"].is_u64(),
            "{numbers}"
        );
        server.settle().await;
        assert_eq!(anna.get("/stats").await.is(200)["queue"], 0);
    });
}

#[test]
fn retention_is_set_within_reason() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let usual = anna.get("/retention").await.is(200);
        assert_eq!(
            (&usual["runs_days"], &usual["bodies_days"]),
            (&json!(90), &json!(30))
        );
        let wanted = json!({ "runs_days": 7, "bodies_days": 1, "max_bytes": 0 });
        assert_eq!(anna.put("/retention", wanted.clone()).await.is(200), wanted);
        assert_eq!(anna.get("/retention").await.is(200), wanted);
        for (field, value) in [("runs_days", 40_000), ("max_bytes", 5)] {
            let refused = anna
                .put("/retention", json!({ field: value }))
                .await
                .problem(422, "invalid");
            assert_eq!(refused["errors"][0]["path"], field);
        }
        assert_eq!(anna.get("/stats").await.is(200)["retention"], wanted);
    });
}

#[test]
fn the_doctor_finds_a_healthy_server_healthy() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let checks = rows(&anna, "/doctor").await;
        // The server's clock stands still here, PostgreSQL's does not: that they differ is seen rightly.
        let healthy = |check: &&Value| check["ok"] == true || check["check"] == "clock";
        let sick: Vec<_> = checks.iter().filter(|check| !healthy(check)).collect();
        assert!(sick.is_empty() && checks.len() >= 5, "{checks:?}");
    });
}

#[test]
fn a_copy_of_the_database_is_sent_whole() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        anna.post("/leads", json!({ "name": "Kept" })).await.is(201);
        let copy = anna.send("POST", "/backup", None, Body::empty()).await;
        assert_eq!(copy.status, 200);
        assert_eq!(copy.headers["content-type"], "application/vnd.sqlite3");
        assert!(copy.text.starts_with("SQLite format 3\0") && copy.text.contains("Kept"));
    });
}
