//! Reports tell what happened to the leads of a period.

use crate::harness::{Client, START, on_both};
use serde_json::{Value, json};

const HOUR: i64 = 3_600;

async fn stages(by: &Client<'_>) -> Vec<Value> {
    let pipelines = by.get("/pipelines").await.is(200);
    pipelines["items"][0]["stages"].as_array().unwrap().clone()
}

fn of<'r>(rows: &'r Value, field: &str, value: &str) -> &'r Value {
    let rows = rows.as_array().unwrap();
    rows.iter()
        .find(|row| row[field] == value)
        .unwrap_or_else(|| panic!("no {value} in {rows:?}"))
}

#[test]
fn a_funnel_tells_how_far_leads_came_and_how_long_they_stood() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let stages = stages(&anna).await;
        let id = |place: usize| stages[place]["id"].clone();
        let kind = |kind: &str| stages.iter().position(|stage| stage["kind"] == kind).unwrap();
        let (won, lost) = (kind("won"), kind("lost"));
        let mut leads = Vec::new();
        for n in 0..4 {
            let lead = anna
                .post("/leads", json!({ "name": format!("Lead {n}"), "sale": "100" }))
                .await
                .is(201);
            leads.push(format!("/leads/{}", lead["id"].as_str().unwrap()));
        }
        server.pass(10 * HOUR);
        for (lead, stage) in [(0, 1), (1, won), (2, lost)] {
            anna.patch(&leads[lead], json!({ "stage": id(stage) }))
                .await
                .is(200);
        }
        server.pass(5 * HOUR);
        // There and back again: both stays count.
        anna.patch(&leads[0], json!({ "stage": id(0) })).await.is(200);
        server.pass(HOUR);
        let funnel = anna.get("/reports/funnel").await.is(200);
        let told = funnel["stages"].as_array().unwrap();
        assert_eq!(funnel["leads"], 4);
        let reached: Vec<_> = told
            .iter()
            .map(|stage| stage["reached"].as_i64().unwrap())
            .collect();
        // Who was won had come to every stage before; who was lost counts where it stood.
        let mut expected = vec![2; told.len()];
        (expected[0], expected[won], expected[lost]) = (4, 1, 1);
        expected[2..won].fill(1);
        assert_eq!(reached, expected, "{funnel}");
        assert_eq!((&told[0]["entered"], &told[0]["here"]), (&json!(4), &json!(2)));
        // 10 + 1 h, 10 h, 10 h and 16 h.
        assert_eq!(told[0]["average_us"], json!(47 * HOUR * 1_000_000 / 4));
        assert_eq!(
            (&told[1]["average_us"], &told[won]["average_us"]),
            (&json!(5 * HOUR * 1_000_000), &Value::Null)
        );
        let before = format!("/reports/funnel?from={}&to={}", START - 1000, START);
        assert_eq!(anna.get(&before).await.is(200)["leads"], 0);
        anna.delete(&leads[3]).await.is(204);
        assert_eq!(anna.get("/reports/funnel").await.is(200)["leads"], 3);
        for (query, place) in [("from=5&to=4", "from"), ("pipeline=none", "pipeline")] {
            let told = anna
                .get(&format!("/reports/funnel?{query}"))
                .await
                .problem(422, "invalid");
            assert_eq!(told["errors"][0]["path"], place);
        }
    });
}

#[test]
fn sources_people_and_outcomes_are_told() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let me = anna.get("/session").await.is(200)["user"]["id"].clone();
        anna.post(
            "/fields",
            json!({ "record": "lead", "key": "utm-source", "name": "utm_source", "type": "text" }),
        )
        .await
        .is(201);
        let reason = anna
            .post("/loss-reasons", json!({ "name": "Price" }))
            .await
            .is(201);
        let stages = stages(&anna).await;
        let id = |kind: &str| stages.iter().find(|stage| stage["kind"] == kind).unwrap()["id"].clone();
        for (stage, source) in [("won", "site"), ("won", "site"), ("lost", "site"), ("open", "")] {
            let lead = anna
                .post("/leads", json!({
                    "name": "A", "sale": "10.50", "source": source, "responsible_id": me, "fields": { "utm-source": "Google" },
                    "stage": id("open"),
                }))
                .await
                .is(201);
            let path = format!("/leads/{}", lead["id"].as_str().unwrap());
            let reason = if stage == "lost" {
                reason["id"].clone()
            } else {
                Value::Null
            };
            anna.patch(&path, json!({ "stage": id(stage), "loss_reason_id": reason }))
                .await
                .is(200);
        }
        let due = START / 1000 * 1000 - 1;
        anna.post(
            "/tasks",
            json!({ "text": "late", "due_at": due, "responsible_id": me }),
        )
        .await
        .is(201);
        let done = anna
            .post(
                "/tasks",
                json!({ "text": "done", "due_at": due, "responsible_id": me }),
            )
            .await
            .is(201);
        anna.patch(
            &format!("/tasks/{}", done["id"].as_str().unwrap()),
            json!({ "done": true }),
        )
        .await
        .is(200);
        server.pass(1);
        let sources = anna.get("/reports/sources").await.is(200)["items"].clone();
        let site = of(&sources, "value", "site");
        assert_eq!(
            (&site["leads"], &site["won"], &site["lost"]),
            (&json!(3), &json!(2), &json!(1))
        );
        assert_eq!(site["won_sum"], json!({ "minor": 2100, "currency": "RUB" }));
        assert_eq!(of(&sources, "value", "")["leads"], 1);
        let utm = anna.get("/reports/sources?by=utm-source").await.is(200)["items"].clone();
        assert_eq!(of(&utm, "value", "Google")["leads"], 4);
        let makers = anna.get("/reports/sources?by=maker").await.is(200)["items"].clone();
        assert_eq!(of(&makers, "value", "user")["leads"], 4);
        anna.get("/reports/sources?by=no-such")
            .await
            .problem(422, "invalid");
        let people = anna.get("/reports/people").await.is(200)["items"].clone();
        let told = of(&people, "name", "Anna");
        let counts: Vec<_> = [
            "open_leads",
            "won",
            "lost",
            "open_tasks",
            "overdue_tasks",
            "done_tasks",
        ]
        .iter()
        .map(|name| told[*name].as_i64().unwrap())
        .collect();
        assert_eq!(counts, [1, 2, 1, 1, 1, 1], "{told}");
        let outcomes = anna.get("/reports/outcomes").await.is(200);
        assert_eq!((&outcomes["won"], &outcomes["lost"]), (&json!(2), &json!(1)));
        assert_eq!(
            (&outcomes["reasons"][0]["name"], &outcomes["reasons"][0]["leads"]),
            (&json!("Price"), &json!(1))
        );
    });
}

#[test]
fn runs_are_counted_by_day_and_scenario() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let text = "name: Greet\nstart: {on: lead_created}\nblocks:\n  - do:\n      - action: add_note\n        text: hello\n";
        let scenario = anna.post("/scenarios", json!({ "text": text })).await.is(201);
        anna.post(
            &format!("/scenarios/{}/on", scenario["id"].as_str().unwrap()),
            json!({}),
        )
        .await;
        for _ in 0..3 {
            anna.post("/leads", json!({ "name": "A" })).await.is(201);
            server.settle().await;
            server.pass(12 * HOUR);
        }
        let usage = anna.get("/reports/usage").await.is(200);
        let days: Vec<_> = usage["days"]
            .as_array()
            .unwrap()
            .iter()
            .map(|day| (day["day"].clone(), day["runs"].clone()))
            .collect();
        // The workspace is three hours ahead of UTC, where the clock starts at midnight.
        assert_eq!(
            days,
            [(json!("2026-06-01"), json!(2)), (json!("2026-06-02"), json!(1))]
        );
        assert_eq!(
            (
                &usage["scenarios"][0]["scenario"]["name"],
                &usage["scenarios"][0]["fired"]
            ),
            (&json!("Greet"), &json!(3))
        );
        let actions = |rows: &Value| -> i64 {
            let rows = rows.as_array().unwrap().iter();
            rows.map(|row| row["actions"].as_i64().unwrap()).sum()
        };
        assert_eq!((actions(&usage["days"]), actions(&usage["scenarios"])), (3, 3));
    });
}
