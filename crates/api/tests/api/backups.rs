//! Copies of the database: made, checked, sent, removed; by whom, and what PostgreSQL says.

use crate::harness::{on_both, on_sqlite};
use axum::body::Body;
use serde_json::json;

#[test]
fn a_copy_is_made_checked_sent_and_removed() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        anna.post("/leads", json!({ "name": "Kept" })).await.is(201);
        let usual = anna.get("/backups").await.is(200);
        assert_eq!(usual["schedule"], json!({ "daily_at": "03:00", "keep": 7 }));
        assert!(usual["folder"].as_str().unwrap().ends_with("backups"), "{usual}");
        assert!(usual["next_at"].as_i64().unwrap() > crate::harness::START);
        assert_eq!(usual["items"], json!([]));

        let made = anna.post("/backups", json!({})).await.is(200);
        let copy = &made["items"][0];
        assert_eq!((&copy["damage"], &made["busy"]), (&json!(null), &json!(null)));
        assert_eq!(copy["contents"]["schema"], made["schema"]);
        let leads = json!({ "table": "lead", "count": 1 });
        assert!(
            copy["contents"]["rows"].as_array().unwrap().contains(&leads),
            "{copy}"
        );
        let name = copy["name"].as_str().unwrap();

        let file = anna.get(&format!("/backups/{name}/file")).await;
        assert_eq!(file.headers["content-type"], "application/vnd.sqlite3");
        assert!(file.text.starts_with("SQLite format 3\0") && file.text.contains("Kept"));

        server.pass(60);
        let again = anna
            .post(&format!("/backups/{name}/check"), json!({}))
            .await
            .is(200);
        let checked_at = |view: &serde_json::Value| view["items"][0]["checked_at"].as_i64().unwrap();
        assert_eq!(checked_at(&again) - checked_at(&made), 60_000_000);

        anna.delete(&format!("/backups/{name}")).await.is(204);
        let gone = anna.get(&format!("/backups/{name}/file")).await;
        gone.problem(404, "not_found");
        for other in ["..%2Fsignalbox.db", "signalbox.db"] {
            let refused = anna.get(&format!("/backups/{other}/file")).await;
            refused.problem(404, "not_found");
        }
        let log = anna.get("/audit?kind=backup").await.is(200);
        assert_eq!(log["items"].as_array().unwrap().len(), 3, "{log}");
    });
}

#[test]
fn only_owners_take_copies_away_and_a_schedule_is_checked() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let admin = json!({ "name": "Adam", "email": "adam@example.com", "password": "long enough 1", "role": "admin" });
        anna.post("/users", admin).await.is(201);
        let entered = server
            .anyone()
            .post(
                "/session",
                json!({ "email": "adam@example.com", "password": "long enough 1" }),
            )
            .await;
        let adam = server.browser(entered.cookie());
        let made = adam.post("/backups", json!({})).await.is(200);
        let name = made["items"][0]["name"].as_str().unwrap();
        adam.get(&format!("/backups/{name}/file"))
            .await
            .problem(403, "forbidden");
        adam.delete(&format!("/backups/{name}"))
            .await
            .problem(403, "forbidden");
        adam.send("POST", "/backup", None, Body::empty())
            .await
            .problem(403, "forbidden");

        let off = json!({ "daily_at": null, "keep": 30 });
        let set = adam.put("/backups/schedule", off.clone()).await.is(200);
        assert_eq!((&set["schedule"], &set["next_at"]), (&off, &json!(null)));
        for (field, wrong) in [
            ("daily_at", json!({ "daily_at": "25:00", "keep": 7 })),
            ("keep", json!({ "daily_at": "03:00", "keep": 0 })),
        ] {
            let refused = adam.put("/backups/schedule", wrong).await.problem(422, "invalid");
            assert_eq!(refused["errors"][0]["path"], field);
        }
        assert_eq!(anna.get("/backups").await.is(200)["schedule"], off);
    });
}

#[test]
fn postgresql_makes_its_own_copies() {
    on_both(|server| async move {
        if !server.db.is_pg() {
            return;
        }
        let anna = server.owner().await;
        let view = anna.get("/backups").await.is(200);
        assert_eq!((&view["folder"], &view["items"]), (&json!(null), &json!([])));
        let refused = anna.post("/backups", json!({})).await.problem(409, "conflict");
        assert!(refused["detail"].as_str().unwrap().contains("pg_dump"));
    });
}
