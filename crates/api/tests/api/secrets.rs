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
