//! Scenarios: saved, switched, ordered, run by hand.

use crate::harness::{Client, on_both, on_sqlite};
use crate::walk::{LATER, hook, post, rows, scenario};
use serde_json::{Value, json};

async fn draft(anna: &Client<'_>, key: &str, text: &str) -> String {
    let made = anna
        .post("/scenarios", json!({ "key": key, "text": text }))
        .await
        .is(201);
    assert_eq!(
        (&made["key"], &made["on"], &made["version"]),
        (&json!(key), &json!(false), &json!(1))
    );
    made["id"].as_str().unwrap().to_owned()
}

/// A person of a role, and what they send with.
async fn person<'s>(anna: &Client<'s>, role: &str) -> Client<'s> {
    let new = json!({ "name": "B", "email": format!("{role}@example.com"), "password": "battery staple", "role": role });
    anna.post("/users", new).await.is(201);
    let sign_in = json!({ "email": format!("{role}@example.com"), "password": "battery staple" });
    let cookie = anna.server.anyone().post("/session", sign_in).await.cookie();
    anna.server.browser(cookie)
}

#[test]
fn a_text_that_cannot_be_read_is_refused_at_its_place() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let table = [
            ("name: [", ""),
            ("name: A\nstart: {on: nothing}", "start.on"),
            (
                "name: A\nstart: {on: manual}\nblocks: [{do: [{action: add_note}]}]",
                "blocks[0].do[0]",
            ),
            ("name: A\nstart: {on: manual}\nsurprise: 1", ""),
            ("name: ' '\nstart: {on: manual}", "name"),
        ];
        for (text, path) in table {
            let checked = anna
                .post("/scenarios/check", json!({ "text": text }))
                .await
                .is(200);
            let fault = &checked["faults"][0];
            assert_eq!(fault["severity"], "error", "{text}: {checked}");
            let refused = anna
                .post("/scenarios", json!({ "text": text }))
                .await
                .problem(422, "invalid");
            let place = refused["errors"][0]["path"].as_str().unwrap();
            assert!(place.starts_with(path), "{text}: {refused}");
        }
        anna.post("/scenarios", json!({})).await.problem(422, "invalid");
        let both = json!({ "text": LATER, "scenario": { "name": "A", "start": { "on": "manual" } } });
        anna.post("/scenarios", both).await.problem(422, "invalid");
        assert!(rows(&anna, "/scenarios").await.is_empty());
    });
}

#[test]
fn versions_follow_one_another_and_nobody_overwrites_another() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = draft(&anna, "later", LATER).await;
        let path = format!("/scenarios/{id}");
        let shown = anna.get(&path).await.is(200);
        assert!(shown["text"].as_str().unwrap().contains("name: Later"), "{shown}");
        let mut document = shown["scenario"].clone();
        document["name"] = json!("Much later");
        let saved = anna
            .put(&path, json!({ "scenario": document, "expected_version": 1 }))
            .await
            .is(200);
        assert_eq!(
            (&saved["version"], &saved["scenario"]["name"]),
            (&json!(2), &json!("Much later"))
        );
        anna.put(&path, json!({ "text": LATER, "expected_version": 1 }))
            .await
            .problem(409, "conflict");
        anna.put(&path, json!({ "text": LATER, "key": "sooner" }))
            .await
            .is(200);
        let versions = rows(&anna, &format!("{path}/versions")).await;
        let numbers: Vec<_> = versions.iter().map(|row| row["version"].clone()).collect();
        assert_eq!(numbers, [json!(3), json!(2), json!(1)]);
        let second = anna.get(&format!("{path}/versions/2")).await.is(200);
        assert!(second["text"].as_str().unwrap().contains("Much later"));
        anna.get(&format!("{path}/versions/9"))
            .await
            .problem(404, "not_found");
        draft(&anna, "later", LATER).await;
        anna.put(&path, json!({ "text": LATER, "key": "later" }))
            .await
            .problem(409, "conflict");
        anna.delete(&path).await.is(204);
        anna.get(&path).await.problem(404, "not_found");
    });
}

#[test]
fn only_a_sound_scenario_is_switched_on_and_stays_sound() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let text = "name: S\nstart: {on: hook_received, hook: shop}\nblocks: [{do: [{action: run_scenario, scenario: later}]}]";
        let id = draft(&anna, "s", text).await;
        let refused = anna
            .post(&format!("/scenarios/{id}/on"), json!({}))
            .await
            .problem(422, "invalid");
        let paths: Vec<_> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["path"].clone())
            .collect();
        assert_eq!(paths, [json!("start.hook"), json!("blocks[0].do[0].scenario")]);
        assert_eq!(rows(&anna, "/scenarios").await[0]["valid"], false);
        hook(&anna, "shop", json!({})).await;
        let later = scenario(&anna, "later", LATER).await;
        anna.post(&format!("/scenarios/{id}/on"), json!({ "overdue": "run" }))
            .await
            .is(200);
        let broken = text.replace("hook: shop", "hook: none");
        anna.put(&format!("/scenarios/{id}"), json!({ "text": broken }))
            .await
            .problem(422, "invalid");
        let used = anna
            .delete(&format!("/scenarios/{later}"))
            .await
            .problem(409, "conflict");
        assert!(used["detail"].as_str().unwrap().contains("`s`"), "{used}");
        let off = anna
            .post(&format!("/scenarios/{id}/off"), json!({}))
            .await
            .is(200);
        assert_eq!(off["on"], false);
        assert_eq!(
            anna.get(&format!("/scenarios/{id}/on")).await.is(200)["overdue"],
            0
        );
        anna.post("/scenarios/0000000000000/on", json!({}))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn the_list_goes_page_by_page_in_the_order_of_the_runs() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let mut ids = Vec::new();
        for key in ["a", "b", "c"] {
            ids.push(draft(&anna, key, LATER).await);
        }
        let keys = |page: &Value| -> Vec<String> {
            let items = page["items"].as_array().unwrap().iter();
            items.map(|row| row["key"].as_str().unwrap().to_owned()).collect()
        };
        let first = anna.get("/scenarios?limit=2").await.is(200);
        assert_eq!(keys(&first), ["a", "b"]);
        let next = first["next"].as_str().unwrap();
        let second = anna
            .get(&format!("/scenarios?limit=2&cursor={next}"))
            .await
            .is(200);
        assert_eq!(
            (keys(&second), &second["next"]),
            (vec!["c".to_owned()], &Value::Null)
        );
        anna.put(&format!("/scenarios/{}/order", ids[2]), json!({ "after": null }))
            .await
            .is(204);
        anna.put(
            &format!("/scenarios/{}/order", ids[0]),
            json!({ "after": ids[1] }),
        )
        .await
        .is(204);
        assert_eq!(keys(&anna.get("/scenarios").await.is(200)), ["c", "b", "a"]);
        let itself = json!({ "after": ids[0] });
        anna.put(&format!("/scenarios/{}/order", ids[0]), itself)
            .await
            .problem(422, "invalid");
    });
}

#[test]
fn a_manual_scenario_runs_on_one_record_on_some_or_on_all_that_fit() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = scenario(&anna, "later", LATER).await;
        let run = format!("/scenarios/{id}/run");
        let mut leads = Vec::new();
        for name in ["A", "B", "C"] {
            let made = anna.post("/leads", json!({ "name": name })).await.is(201);
            leads.push(json!({ "kind": "lead", "id": made["id"] }));
        }
        let one = anna.post(&run, json!({ "record": leads[0] })).await.is(202);
        server.settle().await;
        let event = one["event"].as_str().unwrap();
        assert_eq!(
            rows(&anna, &format!("/runs?event={event}")).await[0]["status"],
            "fired"
        );

        let some = anna.post(&run, json!({ "records": leads })).await.is(202);
        let bulk = format!("/bulk-runs/{}", some["bulk_id"].as_str().unwrap());
        let shown = anna.get(&bulk).await.is(200);
        assert_eq!(
            (&shown["total"], &shown["done"], &shown["state"]),
            (&json!(3), &json!(0), &json!("running"))
        );
        anna.post(&format!("{bulk}/pause"), json!({})).await.is(200);
        let resumed = anna.post(&format!("{bulk}/resume"), json!({})).await.is(200);
        assert_eq!(resumed["state"], "running");
        anna.post(&format!("{bulk}/cancel"), json!({})).await.is(200);
        anna.post(&format!("{bulk}/resume"), json!({}))
            .await
            .problem(409, "conflict");

        let all = anna
            .post(&run, json!({ "filter": { "kind": "lead" } }))
            .await
            .is(202);
        let listed = rows(&anna, "/bulk-runs").await;
        assert_eq!(
            (listed.len(), &listed[0]["id"], &listed[0]["total"]),
            (2, &all["bulk_id"], &json!(3))
        );

        let two = json!({ "record": leads[0], "filter": { "kind": "lead" } });
        anna.post(&run, two).await.problem(422, "invalid");
        let nobody = json!({ "record": { "kind": "lead", "id": "0000000000000" } });
        anna.post(&run, nobody).await.problem(404, "not_found");
        anna.post(&format!("/scenarios/{id}/off"), json!({}))
            .await
            .is(200);
        anna.post(&run, json!({ "record": leads[0] }))
            .await
            .problem(409, "conflict");
        anna.post(&run, json!({ "filter": { "kind": "lead" } }))
            .await
            .problem(409, "conflict");
    });
}

#[test]
fn who_only_works_with_records_runs_scenarios_but_changes_none() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = scenario(&anna, "later", LATER).await;
        let operator = person(&anna, "operator").await;
        operator
            .post(&format!("/scenarios/{id}/run"), json!({}))
            .await
            .is(202);
        operator
            .put(&format!("/scenarios/{id}"), json!({ "text": LATER }))
            .await
            .problem(403, "forbidden");
        operator
            .post("/hooks", json!({ "settings": { "name": "x" } }))
            .await
            .problem(403, "forbidden");
        operator
            .send("POST", "/apply", Some("application/yaml"), "x")
            .await
            .problem(403, "forbidden");
        let reader = person(&anna, "read_only").await;
        reader.get("/scenarios").await.is(200);
        reader
            .post("/scenarios/check", json!({ "text": LATER }))
            .await
            .is(200);
        reader
            .post(&format!("/scenarios/{id}/run"), json!({}))
            .await
            .problem(403, "forbidden");
        reader
            .post("/timers/cancel", json!({ "ids": [] }))
            .await
            .problem(403, "forbidden");
        let manager = person(&anna, "manager").await;
        manager
            .put(&format!("/scenarios/{id}"), json!({ "text": LATER }))
            .await
            .is(200);
        manager.post("/backup", json!({})).await.problem(403, "forbidden");
        manager
            .put("/retention", json!({ "runs_days": 1 }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn an_event_that_failed_is_explained_and_retried() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = scenario(&anna, "later", LATER).await;
        let asked = anna
            .post(&format!("/scenarios/{id}/run"), json!({}))
            .await
            .is(202);
        let event = format!("/events/{}", asked["event"].as_str().unwrap());
        anna.post(&format!("/scenarios/{id}/off"), json!({}))
            .await
            .is(200);
        server.settle().await;
        let failed = anna.get(&event).await.is(200);
        assert_eq!(failed["state"], "failed");
        assert!(
            failed["reason"].as_str().unwrap().contains("switched off"),
            "{failed}"
        );
        assert_eq!(rows(&anna, "/events?state=failed").await.len(), 1);
        anna.post(&format!("/scenarios/{id}/on"), json!({})).await.is(200);
        anna.post(&format!("{event}/retry"), json!({})).await.is(204);
        server.settle().await;
        let done = anna.get(&event).await.is(200);
        assert_eq!(
            (&done["state"], &done["runs"][0]["scenario"]["key"]),
            (&json!("done"), &json!("later"))
        );
        anna.post(&format!("{event}/retry"), json!({}))
            .await
            .problem(409, "conflict");
    });
}

#[test]
fn why_is_answered_for_an_event_and_for_a_record() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let text = "name: Big\nstart: {on: lead_created}\nblocks: [{if: [{left: '{{lead.sale}}', is: greater, right: 100}], do: [{action: change_tags, add: big}]}]";
        let id = scenario(&anna, "big", text).await;
        let lead = anna
            .post("/leads", json!({ "name": "Small", "sale": "50" }))
            .await
            .is(201);
        server.settle().await;
        let record = json!({ "kind": "lead", "id": lead["id"] });
        let why = anna
            .post("/why", json!({ "scenario": id, "record": record }))
            .await
            .is(200);
        let row = &why["trace"]["blocks"][0]["rows"][0];
        assert_eq!((&row["ok"], &row["left"]), (&json!(false), &json!("50")), "{why}");
        assert_eq!(why["scenario_text"]["blocks"][0]["if"][0]["right"], "100");
        assert_eq!(
            (&why["verdict"], &why["reasons"], &why["version"]),
            (&json!("not_fired"), &json!([{ "code": "conditions" }]), &json!(1)),
            "{why}"
        );
        assert_eq!(why["smallest"]["rows"], json!([[0]]));
        let event = rows(&anna, &format!("/runs?scenario={id}")).await[0]["event"].clone();
        let same = anna
            .post("/why", json!({ "scenario": id, "event": event }))
            .await
            .is(200);
        assert_eq!(same, why);
        anna.post("/why", json!({ "scenario": id }))
            .await
            .problem(422, "invalid");
        let nobody = json!({ "kind": "lead", "id": "0000000000000" });
        anna.post("/why", json!({ "scenario": id, "record": nobody }))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn runs_are_narrowed_by_scenario_status_record_and_time() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "shop", json!({})).await;
        let text = "name: Shop\nstart: {on: hook_received, hook: shop}\nblocks: [{if: [{left: '{a}', is: less, right: 2}], do: [{action: create_lead, name: L}]}]";
        let id = scenario(&anna, "shop", text).await;
        for value in [1, 2, 1] {
            post(&server, &address, json!({ "a": value })).await;
            server.pass(60);
        }
        let count = |query: String| {
            let anna = anna.clone();
            async move { rows(&anna, &format!("/runs?{query}")).await.len() }
        };
        let start = crate::harness::START;
        let table = [
            (String::new(), 3),
            (format!("scenario={id}"), 3),
            ("status=fired".into(), 2),
            (format!("scenario={id}&status=not_matched"), 1),
            (format!("from={}", start + 60_000_000), 2),
            (format!("to={}", start + 60_000_000), 1),
            ("record_id=0000000000000".into(), 0),
            ("status=fired,not_matched".into(), 3),
            ("status=not_matched,failed".into(), 1),
            ("text=shop".into(), 3),
            ("text=other".into(), 0),
            // In what the requests carried.
            ("text=%22a%22:2".into(), 1),
        ];
        for (query, expected) in table {
            assert_eq!(count(query.clone()).await, expected, "{query}");
        }
        let all = anna.get("/runs/histogram?buckets=3").await.is(200);
        let counted: i64 = all["buckets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bucket| {
                let of = |status: &str| bucket["counts"][status].as_i64().unwrap_or(0);
                of("fired") + of("not_matched")
            })
            .sum();
        assert_eq!(counted, 3, "{all}");
        let failed = anna
            .get(&format!(
                "/runs/histogram?status=not_matched&scenario={id}&from={start}"
            ))
            .await
            .is(200);
        let found: Vec<_> = failed["buckets"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|bucket| bucket["counts"] != json!({}))
            .collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["counts"], json!({ "not_matched": 1 }));
        anna.get("/runs/histogram?status=nonsense")
            .await
            .problem(422, "invalid");
        let first = anna.get("/runs?limit=2").await.is(200);
        let next = first["next"].as_str().unwrap();
        assert_eq!(count(format!("limit=2&cursor={next}")).await, 1);
        anna.get("/runs?status=nonsense").await.problem(422, "invalid");
        anna.get("/runs?cursor=nonsense").await.problem(422, "invalid");
        anna.get("/runs/0000000000000").await.problem(404, "not_found");
    });
}

/// A text with one fault of every family, each marked where it stands: `⟦` is where the fault above or below points.
const FAULTY: &str = r#"name: Sale
start: {on: hook_received, hook: ⟦nowhere}
throttle_secs: ⟦2
otherwise: ⟦missing
blocks:
  - id: a
    delay_secs: ⟦99
    if:
      - {left: "{{lead.sale:⟦shrink}}", is: greater, right: 1}
    do:
      - action: create_lead
        name: 'it''s {{lead.name:⟦nonsense}}'
        pipeline: ⟦nope
        fields:
          sale: |
            100
            {{lead.sale:⟦other}}
          colour: ⟦red
      - {id: ⟦a, action: run_scenario, scenario: ⟦gone}
      - action: send_webhook
        url: ⟦ftp://x
        body: {fields: {utm.source: "⟦{{lead.id"}}
"#;

#[test]
fn every_fault_has_its_line_and_column() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let mut marks = Vec::new();
        for (line, text) in (1..).zip(FAULTY.lines()) {
            let mut rest = text;
            let mut column = 1;
            while let Some((before, after)) = rest.split_once('⟦') {
                column += before.chars().count();
                marks.push((line, column));
                rest = after;
            }
        }
        let text = FAULTY.replace('⟦', "");
        let checked = anna
            .post("/scenarios/check", json!({ "text": text }))
            .await
            .is(200);
        let faults = checked["faults"].as_array().unwrap();
        let mut found: Vec<_> = faults
            .iter()
            .map(|fault| (fault["line"].as_u64().unwrap(), fault["column"].as_u64().unwrap()))
            .collect();
        found.sort_unstable();
        let marks: Vec<_> = marks
            .iter()
            .map(|(line, column)| (*line, *column as u64))
            .collect();
        assert_eq!(found, marks, "{faults:#?}");
        // What is refused names the same places.
        let problem = anna
            .post("/scenarios", json!({ "text": text }))
            .await
            .problem(422, "invalid");
        let first = &problem["errors"][0];
        assert_eq!(
            (&first["path"], &first["line"], &first["column"]),
            (&json!("throttle_secs"), &json!(3), &json!(16)),
            "{problem}"
        );
    });
}

#[test]
fn a_text_that_is_no_scenario_says_where_it_breaks() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let cases = [
            ("name: [", 2, 1),
            ("name: Sale\nstart: {on: manual, recrd: lead}", 2, 21),
            ("name: Sale\nstart: {on: manual}\nname: Again", 3, 1),
            ("name: Sale", 1, 1),
        ];
        for (text, line, column) in cases {
            let checked = anna
                .post("/scenarios/check", json!({ "text": text }))
                .await
                .is(200);
            let fault = &checked["faults"][0];
            assert_eq!(
                (&fault["line"], &fault["column"]),
                (&json!(line), &json!(column)),
                "{text}: {fault}"
            );
            assert!(!fault["message"].as_str().unwrap().is_empty());
        }
    });
}
