use crate::harness::on_both;
use serde_json::json;

#[test]
fn the_same_key_and_request_give_the_same_answer_and_one_effect() {
    on_both(|server| async move {
        let anna = server.owner().await.with("idempotency-key", "k-1");
        let new = json!({ "name": "shop", "scopes": ["read"] });
        let first = anna.post("/tokens", new.clone()).await;
        let again = anna.post("/tokens", new.clone()).await;
        assert_eq!((again.status, &again.text), (first.status, &first.text));
        assert_eq!(again.headers["idempotent-replayed"], "true");
        anna.post("/tokens", json!({ "name": "other", "scopes": ["read"] }))
            .await
            .problem(409, "conflict");
        assert_eq!(
            anna.get("/tokens").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        anna.clone()
            .with("idempotency-key", "k-2")
            .post("/tokens", new.clone())
            .await
            .is(201);
        server.pass(25 * 3600);
        anna.post("/tokens", new).await.is(201);
        assert_eq!(
            anna.get("/tokens").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            3
        );
    });
}

#[test]
fn a_refused_request_uses_up_no_key() {
    on_both(|server| async move {
        let anna = server.owner().await.with("idempotency-key", "k");
        anna.post("/tokens", json!({ "name": "", "scopes": ["read"] }))
            .await
            .problem(422, "invalid");
        anna.post("/tokens", json!({ "name": "shop", "scopes": ["read"] }))
            .await
            .is(201);
    });
}

#[test]
fn an_answer_without_a_body_is_remembered_too_and_odd_keys_are_refused() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.put("/secrets/x", json!({ "value": "v" })).await.is(200);
        let once = anna.clone().with("idempotency-key", "k");
        once.delete("/secrets/x").await.is(204);
        once.delete("/secrets/x").await.is(204);
        anna.delete("/secrets/x").await.problem(404, "not_found");
        for key in ["", &"x".repeat(201)] {
            anna.clone()
                .with("idempotency-key", key)
                .delete("/secrets/x")
                .await
                .problem(422, "invalid");
        }
    });
}
