//! What people are told: once, with a number, each for themselves.

use crate::harness::{Client, Server, on_both};
use crate::walk::{hook, post, rows, scenario};
use serde_json::{Value, json};
use signalbox_store::notices;

const FAILS: &str = r#"
name: Fails
start: {on: hook_received, hook: orders}
blocks:
  - do: [{action: create_task, text: "Call", due: "{when}"}]
"#;

/// Folds what waits, as the workers of a server do every few seconds.
pub async fn fold(server: &Server) {
    let db = server.db.clone();
    server
        .does(move |_, tx, now| Ok(notices::fold_any_workspace(tx, now, 500, || db.next_id(now.0))?))
        .await;
}

async fn unread(by: &Client<'_>) -> i64 {
    by.get("/notifications/unread").await.is(200)["count"]
        .as_i64()
        .unwrap()
}

pub async fn person<'s>(anna: &Client<'s>, name: &str) -> (Client<'s>, String) {
    let email = format!("{name}@example.com");
    let new = json!({ "name": name, "email": email, "password": "battery staple", "role": "operator" });
    let made = anna.post("/users", new).await.is(201);
    let sign_in = json!({ "email": email, "password": "battery staple" });
    let cookie = anna.server.anyone().post("/session", sign_in).await.cookie();
    (
        anna.server.browser(cookie),
        made["id"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn many_failures_of_one_scenario_are_told_once_with_their_number() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (_, address) = hook(&anna, "orders", json!({})).await;
        let id = scenario(&anna, "fails", FAILS).await;
        for _ in 0..3 {
            post(&server, &address, json!({ "when": "no day at all" })).await;
        }
        server.settle().await;
        assert!(
            rows(&anna, "/notifications").await.is_empty(),
            "told before the fold"
        );
        fold(&server).await;
        let told = rows(&anna, "/notifications").await;
        assert_eq!(told.len(), 1, "{told:?}");
        let (kind, subject, title) = (&told[0]["kind"], &told[0]["subject"], &told[0]["title"]);
        assert_eq!(
            (kind, subject, title),
            (&json!("run_failed"), &json!(id), &json!("Fails"))
        );
        assert_eq!((&told[0]["count"], &told[0]["read"]), (&json!(3), &json!(false)));
        let newest = rows(&anna, "/runs").await[0]["id"].clone();
        assert_eq!(told[0]["latest"], newest);
        assert_eq!(unread(&anna).await, 1);

        anna.post("/notifications/read", json!({ "ids": [told[0]["id"]] }))
            .await
            .is(204);
        assert_eq!(unread(&anna).await, 0);
        // A repeat within a day joins it and makes it unread; after a day it is told anew.
        post(&server, &address, json!({ "when": "never" })).await;
        server.settle().await;
        fold(&server).await;
        assert_eq!(
            (
                rows(&anna, "/notifications").await[0]["count"].clone(),
                unread(&anna).await
            ),
            (json!(4), 1)
        );
        server.pass(25 * 3600);
        post(&server, &address, json!({ "when": "never" })).await;
        server.settle().await;
        fold(&server).await;
        let counts: Vec<Value> = rows(&anna, "/notifications")
            .await
            .iter()
            .map(|row| row["count"].clone())
            .collect();
        assert_eq!(counts, [json!(1), json!(4)]);
        assert_eq!(unread(&anna).await, 2);
    });
}

#[test]
fn a_task_is_told_to_whom_it_was_given_and_when_it_is_due() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (boris, id) = person(&anna, "boris").await;
        let own = anna.get("/session").await.is(200)["user"]["id"].clone();
        fold(&server).await;
        let due = crate::harness::START + 3_600_000_000;
        for who in [json!(id), own] {
            let task = json!({ "text": "Call back", "due_at": due, "responsible_id": who });
            anna.post("/tasks", task).await.is(201);
        }
        fold(&server).await;
        let told = rows(&boris, "/notifications").await;
        assert_eq!(
            (told.len(), &told[0]["kind"], &told[0]["title"]),
            (1, &json!("task_assigned"), &json!("Call back"))
        );
        assert!(
            rows(&anna, "/notifications").await.is_empty(),
            "nobody is told of what they did themselves"
        );

        server.pass(3601);
        fold(&server).await;
        let kinds: Vec<Value> = rows(&boris, "/notifications")
            .await
            .iter()
            .map(|row| row["kind"].clone())
            .collect();
        assert_eq!(kinds, [json!("task_due"), json!("task_assigned")]);
        fold(&server).await;
        assert_eq!(unread(&boris).await, 2, "a due task is told once");
        assert_eq!(unread(&anna).await, 1);
        // What one has read, the other has not; all up to the newest are read at once.
        let newest = rows(&boris, "/notifications").await[0]["id"].clone();
        boris
            .post("/notifications/read", json!({ "until": newest }))
            .await
            .is(204);
        assert_eq!((unread(&boris).await, unread(&anna).await), (0, 1));
    });
}

#[test]
fn a_kind_can_be_left_out_and_pages_follow_each_other() {
    on_both(|server| async move {
        let anna = server.owner().await;
        for name in ["a", "b", "c"] {
            let (id, _) = hook(&anna, name, json!({})).await;
            anna.post(&format!("/hooks/{id}/pause"), json!({})).await.is(200);
        }
        fold(&server).await;
        let first = anna.get("/notifications?limit=2").await.is(200);
        let titles = |page: &Value| -> Vec<String> {
            let items = page["items"].as_array().unwrap().iter();
            items
                .map(|row| row["title"].as_str().unwrap().to_owned())
                .collect()
        };
        let next = first["next"].as_str().unwrap();
        let second = anna
            .get(&format!("/notifications?limit=2&cursor={next}"))
            .await
            .is(200);
        let mut all = [titles(&first), titles(&second)].concat();
        all.sort();
        assert_eq!(all, ["a", "b", "c"]);

        let kinds = json!({ "muted": ["hook_paused"] });
        anna.put("/notifications/choices", kinds.clone()).await.is(200);
        assert_eq!(anna.get("/notifications/choices").await.is(200), kinds);
        assert_eq!(
            (rows(&anna, "/notifications").await.len(), unread(&anna).await),
            (0, 0)
        );
        anna.put("/notifications/choices", json!({ "muted": ["weather"] }))
            .await
            .problem(422, "invalid");
        anna.post(
            "/notifications/read",
            json!({ "ids": vec!["0000000000001"; 501] }),
        )
        .await
        .problem(422, "invalid");
        server
            .anyone()
            .get("/notifications")
            .await
            .problem(401, "not_signed_in");
    });
}
