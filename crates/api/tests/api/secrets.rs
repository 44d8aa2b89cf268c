use crate::harness::on_both;
use serde_json::json;

#[test]
fn a_secret_is_set_and_never_shown() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let set = anna
            .put("/secrets/shop", json!({ "value": "whsec_0123456789abcdef" }))
            .await;
        assert!(!set.text.contains("whsec"));
        assert_eq!(set.is(200)["last4"], "cdef");
        let list = anna.get("/secrets").await;
        assert!(!list.text.contains("whsec"));
        assert_eq!(list.is(200)["items"][0]["name"], "shop");
        anna.put("/secrets/Not%20A%20Key", json!({ "value": "x" }))
            .await
            .problem(404, "not_found");
        anna.put("/secrets/shop", json!({ "value": "" }))
            .await
            .problem(422, "invalid");
        anna.delete("/secrets/shop").await.is(204);
        anna.get("/secrets/shop").await.problem(404, "not_found");
        anna.delete("/secrets/shop").await.problem(404, "not_found");
    });
}

#[test]
fn a_secret_that_scenarios_sign_with_stays() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.put("/secrets/shop", json!({ "value": "whsec_0123456789abcdef" }))
            .await
            .is(200);
        let free = anna.get("/uses?of=secret&id=shop").await.is(200);
        assert_eq!(free, json!({ "uses": [], "records": 0 }));
        let scenario = json!({
            "name": "Tell the shop",
            "start": { "on": "lead_created" },
            "blocks": [{ "do": [{ "action": "send_webhook", "url": "https://shop.example/in", "sign_with": "shop" }] }],
        });
        let made = anna
            .post("/scenarios", json!({ "key": "tell", "scenario": scenario }))
            .await
            .is(201);
        let used = anna.get("/uses?of=secret&id=shop").await.is(200);
        assert_eq!(used["uses"][0]["path"], "blocks[0].do[0].sign_with");
        let refused = anna.delete("/secrets/shop").await.problem(409, "conflict");
        assert!(
            refused["detail"].as_str().unwrap().contains("scenario `tell`"),
            "{refused}"
        );
        anna.get("/secrets/shop").await.is(200);
        let id = made["id"].as_str().unwrap();
        anna.delete(&format!("/scenarios/{id}")).await.is(204);
        anna.delete("/secrets/shop").await.is(204);
    });
}
