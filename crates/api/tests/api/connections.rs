use crate::harness::{on_both, on_sqlite};
use serde_json::{Value, json};

fn shop(name: &str) -> Value {
    json!({ "name": name, "kind": "http", "settings": { "base_url": "https://shop.example/api" },
        "headers": { "Authorization": "Bearer {{secret.token}}" } })
}

#[test]
fn a_connection_keeps_its_secrets_and_stays_while_it_is_called() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let made = anna
            .post("/connections", json!({ "settings": shop("Shop") }))
            .await
            .is(201);
        assert_eq!((&made["key"], &made["hook_url"]), (&json!("shop"), &Value::Null));
        let id = made["id"].as_str().unwrap().to_owned();
        let path = format!("/connections/{id}");
        let set = anna
            .put(
                &format!("{path}/secrets/token"),
                json!({ "value": "tok_0123456789" }),
            )
            .await;
        assert!(!set.text.contains("tok_"), "{}", set.text);
        assert_eq!(set.is(200)["secrets"][0]["last4"], "6789");
        let call = json!({ "connection": "shop", "operation": "request", "path": "/orders", "values": { "n": "{n}" } });
        let bridge = json!({ "name": "Orders", "start": { "on": "lead_created" }, "call": call });
        let bridge = anna.post("/bridges", json!({ "bridge": bridge })).await.is(201);
        assert_eq!(bridge["faults"], json!([]));
        let refused = anna.delete(&path).await.problem(409, "conflict");
        assert!(
            refused["detail"].as_str().unwrap().contains("scenario `orders`"),
            "{refused}"
        );
        let shown = anna.get(&path).await.is(200);
        assert_eq!(shown["used_by"][0]["path"], "blocks[0].do[0].connection");
        anna.delete(&format!("/scenarios/{}", bridge["id"].as_str().unwrap()))
            .await
            .is(204);
        anna.delete(&path).await.is(204);
        anna.get(&path).await.problem(404, "not_found");
    });
}

#[test]
fn faults_of_a_connection_stand_at_their_place() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let paths = |problem: Value| -> Vec<String> {
            let errors = problem["errors"].as_array().unwrap().iter();
            errors
                .map(|error| error["path"].as_str().unwrap().to_owned())
                .collect()
        };
        for (settings, path) in [
            (json!({ "name": "x", "kind": "unheard-of" }), "settings.kind"),
            (
                json!({ "name": "x", "kind": "mindbox" }),
                "settings.settings.endpoint_id",
            ),
            (
                json!({ "name": "x", "kind": "http", "settings": { "base_url": "https://a.example" },
                    "headers": { "Authorization": "Bearer open" } }),
                "settings.headers.Authorization",
            ),
        ] {
            let refused = anna.post("/connections", json!({ "settings": settings })).await;
            assert_eq!(paths(refused.problem(422, "invalid")), [path]);
        }
        let made = anna
            .post("/connections", json!({ "settings": shop("Shop") }))
            .await
            .is(201);
        let id = made["id"].as_str().unwrap();
        let mindbox = json!({ "name": "M", "kind": "mindbox", "settings": { "endpoint_id": "e" } });
        let mindbox = anna
            .post("/connections", json!({ "settings": mindbox }))
            .await
            .is(201);
        assert_eq!(mindbox["missing"], json!(["key"]));
        let path = format!("/connections/{}/secrets/other", mindbox["id"].as_str().unwrap());
        anna.put(&path, json!({ "value": "x" }))
            .await
            .problem(422, "invalid");
        let call = json!({ "connection": "m", "operation": "async", "values": { "a": "1", "a.b": "2" } });
        let bridge = json!({ "name": "B", "start": { "on": "lead_created" }, "call": call });
        let made = anna.post("/bridges", json!({ "bridge": bridge })).await.is(201);
        let found: Vec<_> = made["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["path"].clone())
            .collect();
        assert_eq!(found, ["call.values.operation", "call.values"]);
        let on = format!("/scenarios/{}/on", made["id"].as_str().unwrap());
        anna.post(&on, json!({})).await.problem(422, "invalid");
        // A call may not leave the host of its connection.
        let away = json!({ "connection": "shop", "operation": "request", "path": "https://evil.example/x" });
        let bridge = json!({ "name": "Away", "start": { "on": "lead_created" }, "call": away });
        let preview = anna
            .post("/bridges/preview", json!({ "bridge": bridge }))
            .await
            .is(200);
        let fault = preview["request_fault"].as_str().unwrap();
        assert!(
            preview["request"].is_null() && fault.contains("leaves the host"),
            "{preview}"
        );
        assert!(!id.is_empty());
    });
}

#[test]
fn a_source_gets_a_hook_and_names_its_fields() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let settings =
            json!({ "name": "Calltouch", "kind": "calltouch", "attributes": ["mindboxDeviceUUID"] });
        let made = anna
            .post("/connections", json!({ "settings": settings }))
            .await
            .is(201);
        let url = made["hook_url"].as_str().unwrap().to_owned();
        assert!(url.starts_with("https://crm.example.com/in/"), "{url}");
        let hook = url.trim_start_matches("https://crm.example.com");
        let form = "callerphone=79161234567&utm_medium=%28not+set%29&attrs=%7B%22mindboxDeviceUUID%22%3A%22c0ffee%22%7D";
        let kind = Some("application/x-www-form-urlencoded");
        server
            .anyone()
            .send("POST", &format!("/{hook}"), kind, form)
            .await
            .is(200);
        anna.post("/connections", json!({ "settings": shop("Shop") }))
            .await
            .is(201);
        let start =
            |texts: Value| json!({ "on": "hook_received", "hook": "calltouch", "empty_texts": texts });
        let bridge = |texts: Value| {
            json!({ "name": "B", "start": start(texts), "filter": [{ "left": "{utm_medium}", "is": "empty" }],
                "call": { "connection": "shop", "operation": "request", "path": "/x?device={attrs_mindboxDeviceUUID}&none={nothing}",
                    "values": { "phone": "{callerphone}", "n": { "value": "{callerphone}", "type": "number" },
                        "kind": { "value": "{leadtype}", "fallback": "call" } } } })
        };
        let made = anna
            .post("/bridges", json!({ "bridge": bridge(json!([])) }))
            .await
            .is(201);
        let names = made["fields"].as_array().unwrap();
        assert!(
            names.iter().any(|one| one["path"] == "attrs.mindboxDeviceUUID"),
            "{names:?}"
        );
        assert!(
            made["placeholders"]
                .as_array()
                .unwrap()
                .contains(&json!("(not set)"))
        );
        let hooks = anna.get("/hooks").await.is(200);
        let arrivals = format!("/hooks/{}/arrivals", hooks["items"][0]["id"].as_str().unwrap());
        let arrival = anna.get(&arrivals).await.is(200)["items"][0]["id"].clone();
        let tried = |texts: Value| json!({ "bridge": bridge(texts), "sample": { "arrival_id": arrival } });
        let seen = anna.post("/bridges/preview", tried(json!([]))).await.is(200);
        assert_eq!(seen["passes"], false, "a placeholder is text");
        let seen = anna
            .post("/bridges/preview", tried(json!(["(not set)"])))
            .await
            .is(200);
        assert_eq!(seen["passes"], true, "{seen}");
        assert_eq!(seen["request"]["url"], "https://shop.example/api/x?device=c0ffee");
        assert_eq!(
            seen["request"]["body"],
            r#"{"phone":"79161234567","n":79161234567,"kind":"call"}"#
        );
        assert_eq!(seen["unused"], json!([]), "{seen}");
        let gone = anna.post("/bridges/test", tried(json!([]))).await.is(200);
        assert_eq!(gone["error"], "nothing is sent in these tests");
    });
}

#[test]
fn kinds_of_ones_own_are_added_imported_and_kept_while_used() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let document = "openapi: 3.0.0\ninfo: {title: Shop}\nservers: [{url: https://shop.example}]\npaths: {/ping: {get: {operationId: ping}}}";
        let draft = anna
            .post("/connection-kinds/openapi", json!({ "text": document }))
            .await
            .is(200);
        assert_eq!(draft["operations"]["ping"]["method"], "GET");
        anna.post("/connection-kinds/openapi", json!({ "text": "openapi: 2" }))
            .await
            .problem(422, "invalid");
        anna.put("/connection-kinds/shop", draft.clone()).await.is(200);
        anna.put("/connection-kinds/http", draft.clone())
            .await
            .problem(409, "conflict");
        let mut broken = draft;
        broken["base_url"] = "https://{{unknown}}".into();
        anna.put("/connection-kinds/shop", broken)
            .await
            .problem(422, "invalid");
        let settings = json!({ "name": "Shop", "kind": "shop" });
        let made = anna
            .post("/connections", json!({ "settings": settings }))
            .await
            .is(201);
        anna.delete("/connection-kinds/shop")
            .await
            .problem(409, "conflict");
        anna.delete(&format!("/connections/{}", made["id"].as_str().unwrap()))
            .await
            .is(204);
        anna.delete("/connection-kinds/shop").await.is(204);
        let read = anna
            .post(
                "/connections/example",
                json!({ "text": "{\"customer\": {\"birthDate\": \"<Дата рождения>\",}}" }),
            )
            .await
            .is(200);
        assert_eq!(
            read["items"],
            json!([{ "name": "customer.birthDate", "title": "Дата рождения" }])
        );
    });
}

/// The request a call over a new connection makes.
async fn request_of(
    anna: &crate::harness::Client<'_>,
    settings: Value,
    operation: &str,
    values: Value,
) -> Value {
    let made = anna
        .post("/connections", json!({ "settings": settings }))
        .await
        .is(201);
    let call = json!({ "connection": made["key"], "operation": operation, "values": values });
    let bridge = json!({ "name": "B", "start": { "on": "lead_created" }, "call": call });
    let preview = anna
        .post("/bridges/preview", json!({ "bridge": bridge }))
        .await
        .is(200);
    assert!(preview["request_fault"].is_null(), "{preview}");
    preview["request"].clone()
}

#[test]
fn every_kind_makes_the_request_its_system_knows() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        let odoo = json!({ "name": "Odoo", "kind": "odoo",
            "settings": { "base_url": "https://o.example", "database": "shop", "user_id": "7" } });
        let values =
            json!({ "name": "Order", "phone": "+380501234567", "expected_revenue": "12.50", "x_own": "1" });
        let made = request_of(&anna, odoo, "create_lead", values).await;
        assert_eq!(made["url"], "https://o.example/jsonrpc");
        let body = made["body"].as_str().unwrap();
        // Where the key will stand nothing but its seat is kept, and a sum stays as it was written.
        let args = r#""args":["shop",7,"••••","crm.lead","create",[{"name":"Order","phone":"+380501234567","expected_revenue":12.50,"x_own":"1"}]]"#;
        assert!(body.contains(args), "{body}");
        let odoo = json!({ "name": "Finds", "kind": "odoo",
            "settings": { "base_url": "https://o.example", "database": "shop", "user_id": "7" } });
        let values = json!({ "model": "res.partner", "field": "phone", "value": "+1" });
        let made = request_of(&anna, odoo, "find", values).await;
        let args = r#""search_read",[[["phone","=","+1"]]],{"fields":["id", "name"],"limit":1}]"#;
        assert!(made["body"].as_str().unwrap().contains(args), "{made}");
        let turbo = json!({ "name": "Turbo", "kind": "turbosms", "settings": { "from": "Shop" } });
        let made = request_of(
            &anna,
            turbo,
            "send",
            json!({ "phone": "380501234567", "text": "Hi" }),
        )
        .await;
        assert_eq!(
            made["body"],
            r#"{"sms":{"sender":"Shop","text":"Hi"},"recipients":["380501234567"]}"#
        );
        let twilio =
            json!({ "name": "Twilio", "kind": "twilio", "settings": { "account": "AC1", "from": "+1" } });
        let made = request_of(&anna, twilio, "send", json!({ "To": "+2", "Body": "Hi" })).await;
        assert_eq!(
            made["url"],
            "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
        );
        assert_eq!(made["body"], "From=%2B1&To=%2B2&Body=Hi");
        let keitaro =
            json!({ "name": "K", "kind": "keitaro", "settings": { "base_url": "https://t.example" } });
        let made = request_of(
            &anna,
            keitaro,
            "postback",
            json!({ "subid": "c1", "payout": "5" }),
        )
        .await;
        assert_eq!(made["method"], "GET");
        assert_eq!(
            made["url"],
            "https://t.example/postback?subid=c1&status=lead&payout=5"
        );
    });
}
