//! Runs again, tests of scenarios, rehearsals.

use crate::harness::{Client, on_both};
use crate::walk::{hook, post, rows, scenario};
use serde_json::{Value, json};

const SALE: &str = "name: Sale\nstart: {on: hook_received, hook: shop}\nblocks: [{if: [{left: '{amount}', is: greater, right: 100}], do: [{action: create_lead, name: 'Sale {amount}'}]}]";

/// How many events, runs and leads there are, and the whole account as text.
async fn everything(anna: &Client<'_>) -> Value {
    json!([
        rows(anna, "/events?limit=500").await.len(),
        rows(anna, "/runs?limit=500").await.len(),
        rows(anna, "/leads").await,
        anna.get("/export").await.text,
    ])
}

#[test]
fn a_draft_is_rehearsed_on_what_came_and_nothing_is_written() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "shop", json!({})).await;
        let id = scenario(&anna, "sale", SALE).await;
        for amount in [50, 150, 250] {
            post(&server, &address, json!({ "amount": amount })).await;
            server.pass(60);
        }
        let before = everything(&anna).await;
        let draft = SALE.replace("100", "200");
        let path = format!("/scenarios/{id}/rehearsals");
        let begun = anna
            .post(&path, json!({ "text": draft, "days": 1 }))
            .await
            .is(202);
        let rehearsal = format!("/rehearsals/{}", begun["id"].as_str().unwrap());
        let over = loop {
            let shown = anna.get(&rehearsal).await.is(200);
            if shown["stage"] != "running" {
                break shown;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(
            (
                &over["stage"],
                &over["events"],
                &over["same"],
                &over["differ"],
                &over["fired_after"]
            ),
            (&json!("over"), &json!(3), &json!(2), &json!(1), &json!(1)),
            "{over}"
        );
        let found = rows(&anna, &format!("{rehearsal}/results?how=stops")).await;
        assert_eq!((found.len(), &found[0]["before"]), (1, &json!("fired")));
        assert!(
            rows(&anna, &format!("{rehearsal}/results?how=fires"))
                .await
                .is_empty()
        );
        let event = found[0]["id"].as_str().unwrap();
        let full = anna.get(&format!("{rehearsal}/results/{event}")).await.is(200);
        assert_eq!(full["after"]["status"], "not_matched", "{full}");
        assert_eq!(full["before_text"]["blocks"][0]["if"][0]["right"], "100");
        assert_eq!(everything(&anna).await, before);
        anna.delete(&rehearsal).await.is(204);
        anna.post(&path, json!({ "days": 0 }))
            .await
            .problem(422, "invalid");
        anna.get("/rehearsals/0000000000000")
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn a_run_is_tried_again_repeated_and_compared() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "shop", json!({})).await;
        scenario(&anna, "sale", SALE).await;
        post(&server, &address, json!({ "amount": 150 })).await;
        let first = rows(&anna, "/runs").await[0]["id"].as_str().unwrap().to_owned();
        let dry = anna
            .post(&format!("/runs/{first}/dry-run"), json!({}))
            .await
            .is(200);
        assert_eq!(dry["differences"], json!([]), "{dry}");
        let draft = json!({ "text": SALE.replace("Sale {amount}", "Big {amount}") });
        let dry = anna.post(&format!("/runs/{first}/dry-run"), draft).await.is(200);
        assert_eq!(dry["after"]["status"], "fired", "{dry}");
        assert_eq!(rows(&anna, "/leads").await.len(), 1);

        let made = anna
            .post(&format!("/runs/{first}/replay"), json!({}))
            .await
            .is(202);
        let again = made["run"].as_str().unwrap();
        let shown = anna.get(&format!("/runs/{again}")).await.is(200);
        assert_eq!(shown["trace"]["repeats"], json!(first), "{shown}");
        assert_eq!(rows(&anna, "/leads").await.len(), 2);
        let compared = anna
            .get(&format!("/runs/compare?before={first}&after={again}"))
            .await
            .is(200);
        assert_eq!(compared["differences"], json!([]), "{compared}");
        let many = json!({ "ids": [first, "0000000000000"], "part": { "of": "failed" } });
        let many = anna.post("/runs/replay", many).await.is(200);
        let refused: Vec<bool> = many["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["refused"].is_string())
            .collect();
        assert_eq!(refused, [true, true], "{many}");
        anna.post("/runs/replay", json!({ "ids": [] }))
            .await
            .problem(422, "invalid");
    });
}

#[test]
fn a_run_becomes_a_test_that_a_draft_is_tried_on() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "shop", json!({})).await;
        let id = scenario(&anna, "sale", SALE).await;
        post(&server, &address, json!({ "amount": 150 })).await;
        let run = rows(&anna, "/runs").await[0]["id"].as_str().unwrap().to_owned();
        let test = format!("/runs/{run}/test");
        let made = anna.post(&test, json!({ "name": "A big sale" })).await.is(201);
        assert_eq!(
            (&made["key"], &made["expected"]),
            (&json!("a-big-sale"), &json!("fired"))
        );
        anna.post(&test, json!({ "name": " " }))
            .await
            .problem(422, "invalid");
        let tests = format!("/scenarios/{id}/tests");
        assert_eq!(rows(&anna, &tests).await.len(), 1);
        let run = format!("{tests}/run");
        let ran = anna.post(&run, json!({})).await.is(200);
        assert_eq!((&ran["passed"], &ran["failed"]), (&json!(1), &json!(0)), "{ran}");
        let ran = anna
            .post(&run, json!({ "text": SALE.replace("100", "200") }))
            .await
            .is(200);
        assert_eq!(ran["items"][0]["differences"][0]["what"], "status", "{ran}");
        assert_eq!(rows(&anna, "/leads").await.len(), 1, "nothing was written");
        anna.delete(&format!("{tests}/a-big-sale")).await.is(204);
        anna.delete(&format!("{tests}/a-big-sale"))
            .await
            .problem(404, "not_found");
    });
}
