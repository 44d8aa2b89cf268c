//! Personal data: loaded, erased from everywhere, and a workspace that is emptied.

use crate::harness::{Client, Server, on_both};
use crate::people::person;
use serde_json::{Value, json};
use signalbox_store::{StoreError, erasure};

const PHONE: &str = "501234567";
const SALE: &str = "name: Sale
start:
  on: hook_received
  hook: shop
blocks:
  - name: Always
    if:
      - left: '{phone}'
        is: not_empty
    do:
      - action: find_record
        kind: contact
        by:
          - field: phone
            value: '{phone}'
        create:
          name: '{name}'
          phone: '{phone}'
      - action: create_lead
        name: 'Order of {name}'
      - action: send_webhook
        url: https://warehouse.example.com/orders
        body:
          fields:
            phone: '{phone}'
";

/// Works off the erasures under way, as the workers of a server would.
pub async fn work(server: &Server) {
    loop {
        let open: Result<Vec<_>, StoreError> = server.db.read(erasure::open_any_workspace).await;
        let open = open.unwrap();
        if open.is_empty() {
            return;
        }
        for (workspace, id) in open {
            server
                .does(move |_, tx, now| Ok(erasure::step(&mut tx.space(workspace), id, now)?))
                .await;
        }
    }
}

/// A shop that two people ordered from.
async fn shop<'s>(server: &'s Server) -> (Client<'s>, Value) {
    let anna = server.owner().await;
    let hook = anna
        .post("/hooks", json!({ "key": "shop", "settings": { "name": "Shop" } }))
        .await
        .is(201);
    let scenario = anna
        .post("/scenarios", json!({ "key": "sale", "text": SALE }))
        .await
        .is(201);
    let id = scenario["id"].as_str().unwrap();
    anna.post(&format!("/scenarios/{id}/on"), json!({})).await.is(200);
    let address = hook["url"].as_str().unwrap();
    let path = format!("/{}", &address[address.find("/in/").unwrap()..]);
    for (name, phone) in [
        ("Iryna Bondar", "+380501234567"),
        ("Oleh Melnyk", "+380671112233"),
    ] {
        let order = json!({ "name": name, "phone": phone });
        let sent = server.anyone().post(&path, order).await;
        assert_eq!(sent.status, 200, "{}", sent.text);
    }
    server.settle().await;
    let found = anna.get("/contacts?query=Iryna").await.is(200);
    (anna, found["items"][0].clone())
}

/// Everything the logs show, in full.
async fn everything(of: &Client<'_>) -> String {
    let mut all = String::new();
    for table in [
        "leads",
        "contacts",
        "notes",
        "runs",
        "deliveries",
        "events",
        "arrivals",
    ] {
        all += &of.get(&format!("/exports/{table}?format=jsonl")).await.text;
    }
    for list in ["runs", "deliveries", "events"] {
        for row in of.get(&format!("/{list}?limit=200")).await.is(200)["items"]
            .as_array()
            .unwrap()
        {
            all += &of
                .get(&format!("/{list}/{}", row["id"].as_str().unwrap()))
                .await
                .text;
        }
    }
    all
}

#[test]
fn a_person_is_loaded_and_erased_from_everywhere() {
    on_both(|server| async move {
        let (anna, contact) = shop(&server).await;
        let id = contact["id"].as_str().unwrap();
        anna.post(
            &format!("/contacts/{id}/notes"),
            json!({ "text": "Likes green tea" }),
        )
        .await;

        let file = anna.get(&format!("/contacts/{id}/personal-data")).await;
        assert_eq!(file.status, 200, "{}", file.text);
        let lines: Vec<Value> = file
            .text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for what in ["contact", "lead", "event", "run", "delivery"] {
            assert!(
                lines.iter().any(|line| line["what"] == what),
                "{what}: {}",
                file.text
            );
        }
        assert!(!file.text.contains("671112233"), "of nobody else: {}", file.text);

        let path = format!("/contacts/{id}/erase");
        let wrong = anna
            .post(&path, json!({ "name": "Iryna" }))
            .await
            .problem(422, "invalid");
        assert_eq!(wrong["errors"][0]["path"], "name");
        assert!(everything(&anna).await.contains(PHONE));
        anna.post(&path, json!({ "name": "Iryna Bondar" })).await.is(201);
        anna.get(&format!("/contacts/{id}"))
            .await
            .problem(404, "not_found");
        work(&server).await;

        let left = everything(&anna).await;
        assert!(!left.contains(PHONE), "{left}");
        assert!(!left.to_lowercase().contains("bondar"), "{left}");
        assert!(
            left.contains("671112233") && left.contains("Oleh Melnyk"),
            "others stay: {left}"
        );
        let leads = anna.get("/leads").await.is(200);
        assert_eq!(
            leads["items"].as_array().unwrap().len(),
            2,
            "the lead stays without the name"
        );
        let done = anna.get("/erasures").await.is(200)["items"][0].clone();
        assert!(
            done["finished_at"].is_i64() && done["found"]["runs"].as_u64() > Some(0),
            "{done}"
        );
        let log = anna.get("/audit").await.text;
        assert!(log.contains("personal_data") && !log.contains("Bondar"), "{log}");
    });
}

#[test]
fn leads_go_along_when_asked_to() {
    on_both(|server| async move {
        let (anna, contact) = shop(&server).await;
        let path = format!("/contacts/{}/erase", contact["id"].as_str().unwrap());
        anna.post(&path, json!({ "name": "Iryna Bondar", "leads": "delete" }))
            .await
            .is(201);
        work(&server).await;
        let leads = anna.get("/leads").await.is(200);
        assert_eq!(leads["items"][0]["name"], "Order of Oleh Melnyk");
        assert_eq!(leads["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn only_who_manages_people_erases_and_only_owners_empty() {
    on_both(|server| async move {
        let (anna, contact) = shop(&server).await;
        let id = contact["id"].as_str().unwrap();
        let (manager, _) = person(&server, &anna, "manager").await;
        let (admin, _) = person(&server, &anna, "admin").await;
        let order = json!({ "name": "Iryna Bondar" });
        let erase = format!("/contacts/{id}/erase");
        manager.post(&erase, order).await.problem(403, "forbidden");
        manager
            .get(&format!("/contacts/{id}/personal-data"))
            .await
            .problem(403, "forbidden");
        let name = anna.get("/workspace").await.is(200)["name"].clone();
        admin
            .post("/workspace/empty", json!({ "name": name }))
            .await
            .problem(403, "forbidden");
        anna.post("/workspace/empty", json!({ "name": "else" }))
            .await
            .problem(422, "invalid");
    });
}

#[test]
fn an_emptied_workspace_keeps_its_set_up() {
    on_both(|server| async move {
        let (anna, _) = shop(&server).await;
        let name = anna.get("/workspace").await.is(200)["name"].clone();
        anna.post("/workspace/empty", json!({ "name": name }))
            .await
            .is(201);
        anna.post("/workspace/empty", json!({ "name": name }))
            .await
            .problem(409, "conflict");
        let late = anna
            .post("/contacts", json!({ "name": "Came later" }))
            .await
            .is(201);
        work(&server).await;
        for list in ["leads", "tasks", "runs", "deliveries"] {
            let items = anna.get(&format!("/{list}")).await.is(200)["items"].clone();
            assert_eq!(items, json!([]), "{list}");
        }
        let contacts = anna.get("/contacts").await.is(200);
        assert_eq!(
            contacts["items"].as_array().unwrap().len(),
            1,
            "what came meanwhile stays"
        );
        assert_eq!(contacts["items"][0]["id"], late["id"]);
        for list in ["scenarios", "hooks", "users", "pipelines"] {
            let items = anna.get(&format!("/{list}")).await.is(200)["items"].clone();
            assert_ne!(items, json!([]), "{list}");
        }
    });
}

#[test]
fn the_sample_comes_and_goes_in_one_request() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post("/contacts", json!({ "name": "Mine" })).await.is(201);
        assert_eq!(anna.get("/sample").await.is(200)["records"], 0);
        let made = anna.post("/sample", json!({})).await.is(201)["records"]
            .as_u64()
            .unwrap();
        anna.post("/sample", json!({})).await.problem(409, "conflict");
        let count = |reply: Value| reply["items"].as_array().unwrap().len() as u64;
        let mut there = 0;
        for list in ["leads", "contacts", "companies", "tasks"] {
            there += count(anna.get(&format!("/{list}?limit=100")).await.is(200));
        }
        assert_eq!(there, made + 1);
        let lead = anna.get("/leads").await.is(200)["items"][0]["id"].clone();
        anna.delete(&format!("/leads/{}", lead.as_str().unwrap()))
            .await
            .is(204);
        anna.delete("/sample").await.is(204);
        assert_eq!(anna.get("/sample").await.is(200)["records"], 0);
        let left = anna.get("/contacts").await.is(200);
        assert_eq!(left["items"][0]["name"], "Mine");
        assert_eq!(count(left) + count(anna.get("/tasks").await.is(200)), 1);
    });
}
