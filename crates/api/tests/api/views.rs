//! Saved views: one's own, everybody's, and in the account's document.

use crate::harness::on_both;
use serde_json::json;

#[test]
fn views_are_saved_seen_by_whom_they_are_for_and_exported() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let view = |name: &str| json!({ "name": name, "layout": "board", "filter": { "responsible": "me", "tag": "vip" }, "columns": ["name", "fields.budget"], "sort": { "new": "amount" } });
        let own = anna
            .post("/views", json!({ "list": "lead", "view": view("Mine") }))
            .await
            .is(201);
        let shared = json!({ "list": "lead", "shared": true, "view": view("Ours") });
        let ours = anna.post("/views", shared.clone()).await.is(201);
        assert_eq!(
            (&ours["owner_id"], own["owner_id"].is_string()),
            (&json!(null), true)
        );
        anna.post("/views", shared).await.problem(422, "invalid");
        for (body, path) in [
            (json!({ "list": "contact", "view": view("Board") }), "layout"),
            (json!({ "list": "lead", "view": { "name": " " } }), "name"),
        ] {
            let problem = anna.post("/views", body).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], path);
        }

        let invite = json!({ "name": "Boris", "email": "boris@example.com", "password": "correct horse 2", "role": "operator" });
        anna.post("/users", invite).await.is(201);
        let signed = server
            .anyone()
            .with("x-signalbox", "1")
            .post(
                "/session",
                json!({ "email": "boris@example.com", "password": "correct horse 2" }),
            )
            .await;
        let boris = server.browser(signed.cookie());
        let seen = boris.get("/views?list=lead").await.is(200);
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        let ours = format!("/views/{}", ours["id"].as_str().unwrap());
        boris.delete(&ours).await.problem(409, "conflict");
        let own = format!("/views/{}", own["id"].as_str().unwrap());
        boris.delete(&own).await.problem(404, "not_found");

        let text = anna.get("/export").await;
        assert!(
            text.text.contains("Ours") && !text.text.contains("Mine"),
            "{}",
            text.text
        );
        anna.put(
            &ours,
            json!({ "list": "lead", "shared": true, "view": view("All of ours") }),
        )
        .await
        .is(200);
        anna.delete(&own).await.is(204);
        let left = anna.get("/views?list=lead").await.is(200);
        assert_eq!(left["items"][0]["view"]["name"], "All of ours");
    });
}
