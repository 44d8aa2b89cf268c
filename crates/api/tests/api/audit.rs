//! Every change of the set-up is in the audit log, whoever makes it.

use crate::harness::on_both;
use crate::people::person;
use serde_json::{Value, json};

/// Kind, deed and name of each entry, newest first.
fn told(page: &Value) -> Vec<String> {
    let entry = |entry: &Value| {
        format!(
            "{} {} {}",
            entry["kind"].as_str().unwrap(),
            entry["deed"].as_str().unwrap(),
            entry["name"].as_str().unwrap()
        )
    };
    page["items"].as_array().unwrap().iter().map(entry).collect()
}

#[test]
fn changes_are_told_with_who_and_what_differs() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (boris, made) = person(&server, &anna, "operator").await;
        anna.patch("/workspace", json!({ "name": "Shop" })).await.is(200);
        let text = "name: M\nstart: {on: manual}\n";
        let scenario = anna.post("/scenarios", json!({ "text": text })).await.is(201);
        anna.put("/secrets/shop", json!({ "value": "whsec_0123456789" }))
            .await
            .is(200);
        anna.put(
            "/retention",
            json!({ "runs_days": 30, "bodies_days": 7, "max_bytes": 0 }),
        )
        .await
        .is(200);
        let path = format!("/users/{}", made["id"].as_str().unwrap());
        anna.patch(&path, json!({ "role": "manager" })).await.is(200);
        anna.delete(&format!("/scenarios/{}", scenario["id"].as_str().unwrap()))
            .await
            .is(204);
        // A refused change leaves nothing.
        anna.put("/retention", json!({ "runs_days": 1_000_000 }))
            .await
            .problem(422, "invalid");
        boris.get("/audit").await.problem(403, "forbidden");
        let log = anna.get("/audit").await;
        assert!(!log.text.contains("whsec"), "{}", log.text);
        let log = log.json();
        assert_eq!(
            told(&log),
            [
                "scenario deleted m",
                "user changed operator@example.com",
                "retention changed retention",
                "secret created shop",
                "scenario created m",
                "workspace changed Shop",
                "user created operator@example.com",
            ]
        );
        let role = &log["items"][1];
        assert_eq!(
            role["changes"],
            json!([{ "path": "role", "old": "operator", "new": "manager" }])
        );
        assert_eq!(
            (&role["user"], &role["via"]["kind"]),
            (&json!("Anna"), &json!("session"))
        );
        let found = anna.get("/audit?kind=secret").await.is(200);
        assert_eq!(told(&found), ["secret created shop"]);
        let found = anna.get("/audit?q=MANAGER").await.is(200);
        assert_eq!(told(&found), ["user changed operator@example.com"]);
        let first = anna.get("/audit?limit=3").await.is(200);
        let next = format!("/audit?limit=500&cursor={}", first["next"].as_str().unwrap());
        assert_eq!(told(&anna.get(&next).await.is(200)).len(), 4);
    });
}

#[test]
fn an_applied_account_is_told_change_by_change_and_the_log_leaves_as_a_file() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let text = anna.get("/export").await.text.replace("Signalbox", "=Shop");
        anna.send("POST", "/apply", Some("application/yaml"), text)
            .await
            .is(200);
        let log = anna.get("/audit").await.is(200);
        assert_eq!(
            told(&log),
            ["workspace changed =Shop", "export created account"],
            "what stays is not told"
        );
        let csv = anna.get("/audit/export?format=csv").await;
        assert!(
            csv.headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/csv")
        );
        let lines: Vec<&str> = csv.text.lines().collect();
        assert_eq!(lines[0], "at,user,via,address,kind,deed,name,path,old,new");
        assert!(
            csv.text.contains("\"'=Shop\",\"name\",\"Signalbox\",\"'=Shop\""),
            "{}",
            csv.text
        );
        let json = anna.get("/audit/export?kind=workspace").await.text;
        let entry: Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
        assert_eq!((json.lines().count(), &entry["name"]), (1, &json!("=Shop")));
    });
}

#[test]
fn the_log_of_one_thing_tells_of_it_alone() {
    on_both(|server| async move {
        let anna = server.owner().await;
        for key in ["shop", "shop-two"] {
            let hook = json!({ "key": key, "settings": { "name": "Orders" } });
            anna.post("/hooks", hook).await.is(201);
        }
        let log = anna.get("/audit?kind=hook&name=shop").await.is(200);
        let items = log["items"].as_array().unwrap();
        assert_eq!((items.len(), &items[0]["name"]), (1, &json!("shop")), "{log}");
        let other = anna.get("/audit?kind=scenario&name=shop").await.is(200);
        assert_eq!(other["items"], json!([]));
    });
}
