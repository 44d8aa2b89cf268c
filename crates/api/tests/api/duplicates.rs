use crate::harness::{Client, on_both};
use serde_json::{Value, json};

async fn make(by: &Client<'_>, path: &str, new: Value) -> String {
    by.post(path, new).await.is(201)["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn names(group: &Value) -> Vec<&str> {
    let records = group["records"].as_array().unwrap().iter();
    records.map(|record| record["title"].as_str().unwrap()).collect()
}

#[test]
fn groups_share_a_phone_or_an_e_mail_however_it_is_written() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let one = make(
            &anna,
            "/contacts",
            json!({ "name": "Ivan", "phones": ["8 916 123-45-67"], "emails": ["i@x.ru"] }),
        )
        .await;
        let two = make(
            &anna,
            "/contacts",
            json!({ "name": "Ivan P.", "phones": ["+79161234567"], "emails": ["I@X.ru"] }),
        )
        .await;
        let three = make(
            &anna,
            "/contacts",
            json!({ "name": "Petr", "emails": ["p@x.ru"] }),
        )
        .await;
        make(
            &anna,
            "/contacts",
            json!({ "name": "Petr Petrov", "emails": ["P@x.ru"] }),
        )
        .await;
        make(
            &anna,
            "/contacts",
            json!({ "name": "Alone", "emails": ["alone@x.ru"] }),
        )
        .await;
        let page = anna.get("/duplicates?kind=contact").await.is(200);
        // Two that share both phone and e-mail are one group, under the phone.
        let groups = page["items"].as_array().unwrap();
        assert_eq!(groups.len(), 2, "{page}");
        assert_eq!(names(&groups[0]), ["Ivan", "Ivan P."]);
        assert_eq!(
            groups[0]["shared"],
            json!([{ "field": "phone", "value": "79161234567" }, { "field": "email", "value": "i@x.ru" }])
        );
        assert_eq!(names(&groups[1]), ["Petr", "Petr Petrov"]);
        let first = anna.get("/duplicates?kind=contact&limit=1").await.is(200);
        let next = first["next"].as_str().unwrap();
        let rest = anna
            .get(&format!("/duplicates?kind=contact&limit=1&cursor={next}"))
            .await
            .is(200);
        assert_eq!(names(&rest["items"][0]), ["Petr", "Petr Petrov"]);
        let pair = json!({ "kind": "contact", "records": [one, two] });
        anna.post("/duplicates/apart", pair.clone()).await.is(204);
        let page = anna.get("/duplicates?kind=contact").await.is(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
        anna.post("/duplicates/together", pair).await.is(204);
        let page = anna.get("/duplicates?kind=contact").await.is(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 2, "{page}");
        let alike = anna
            .get("/duplicates/alike?kind=contact&phone=89161234567")
            .await
            .is(200);
        assert_eq!(alike["items"].as_array().unwrap().len(), 2);
        let alike = anna
            .get(&format!(
                "/duplicates/alike?kind=contact&email=P@X.RU&except={three}"
            ))
            .await
            .is(200);
        assert_eq!(alike["items"][0]["title"], "Petr Petrov");
        anna.get("/duplicates?kind=lead").await.problem(422, "invalid");
    });
}

#[test]
fn companies_share_a_name_or_a_web_address() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post(
            "/fields",
            json!({ "record": "company", "key": "site", "name": "Site", "type": "url" }),
        )
        .await
        .is(201);
        make(&anna, "/companies", json!({ "name": "Tea  House" })).await;
        make(&anna, "/companies", json!({ "name": "tea house" })).await;
        for name in ["A", "B"] {
            let site = json!({ "name": name, "fields": { "site": "https://b.example" } });
            make(&anna, "/companies", site).await;
        }
        let page = anna.get("/duplicates?kind=company").await.is(200);
        let shared: Vec<&Value> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| &group["shared"][0]["field"])
            .collect();
        assert_eq!(shared, ["site", "name"], "{page}");
    });
}

/// A record without what changes by itself.
async fn frozen(by: &Client<'_>, path: &str) -> Value {
    let mut record = by.get(path).await.is(200);
    record.as_object_mut().unwrap().remove("updated_at");
    record
}

#[test]
fn a_merge_moves_everything_and_undoing_restores_both() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post(
            "/fields",
            json!({ "record": "contact", "key": "city", "name": "City", "type": "text" }),
        )
        .await
        .is(201);
        let stays = make(&anna, "/contacts", json!({ "name": "Ivan", "phones": ["+79161234567"], "tags": ["shop"], "fields": { "city": "Kyiv" } })).await;
        let goes = make(&anna, "/contacts", json!({ "name": "Ivan Petrov", "first_name": "Ivan", "phones": ["+79161234567", "+79160000000"], "emails": ["i@x.ru"], "tags": ["vip"], "fields": { "city": "Lviv" } })).await;
        let company = make(&anna, "/companies", json!({ "name": "Tea" })).await;
        let lead = make(&anna, "/leads", json!({ "name": "Roof" })).await;
        let shared = make(&anna, "/leads", json!({ "name": "Wall" })).await;
        anna.put(&format!("/leads/{lead}/contacts/{goes}"), json!({ "main": true }))
            .await;
        for id in [&stays, &goes] {
            anna.put(
                &format!("/leads/{shared}/contacts/{id}"),
                json!({ "main": id == &goes }),
            )
            .await;
        }
        anna.put(&format!("/contacts/{goes}/company/{company}"), json!({}))
            .await;
        let on_it = json!({ "kind": "contact", "id": goes });
        let task = make(&anna, "/tasks", json!({ "text": "Call", "record": on_it })).await;
        anna.post("/notes", json!({ "record": on_it, "text": "Likes tea" }))
            .await
            .is(201);
        let paths = [
            format!("/contacts/{stays}"),
            format!("/contacts/{goes}"),
            format!("/leads/{shared}"),
            format!("/leads/{lead}"),
        ];
        let mut before = Vec::new();
        for path in &paths {
            before.push(frozen(&anna, path).await);
        }

        let order = json!({ "kind": "contact", "into": stays, "others": [goes], "take": { "name": goes, "fields.city": goes } });
        let merge = anna.post("/merges", order.clone()).await.is(201);
        assert_eq!(merge["others"][0]["name"], "Ivan Petrov");
        let merged = anna.get(&paths[0]).await.is(200);
        for (field, value) in [
            ("name", json!("Ivan Petrov")),
            ("first_name", json!("Ivan")),
            ("phones", json!(["+79161234567", "+79160000000"])),
            ("emails", json!(["i@x.ru"])),
            ("tags", json!(["shop", "vip"])),
            ("fields", json!({ "city": "Lviv" })),
        ] {
            assert_eq!(merged[field], value, "{field}");
        }
        assert_eq!(merged["companies"][0]["name"], "Tea");
        assert_eq!(merged["leads"].as_array().unwrap().len(), 2, "{merged}");
        assert_eq!(
            anna.get(&format!("/tasks/{task}")).await.is(200)["record"]["id"],
            json!(stays)
        );
        let wall = anna.get(&paths[2]).await.is(200);
        assert_eq!(wall["contacts"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&wall["contacts"][0]["id"], &wall["contacts"][0]["main"]),
            (&json!(stays), &json!(true))
        );
        // The old id leads to the record that stayed: to look, to change, to hang things on. Deleting does not.
        assert_eq!(anna.get(&paths[1]).await.is(200)["id"], json!(stays));
        anna.post("/notes", json!({ "record": on_it, "text": "By the old id" }))
            .await
            .is(201);
        anna.delete(&paths[1]).await.problem(409, "conflict");
        anna.post("/merges", order).await.problem(409, "conflict");
        let timeline = anna
            .get(&format!("/timeline?record_kind=contact&record_id={stays}"))
            .await
            .is(200);
        let kinds: Vec<&str> = timeline["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["kind"].as_str().unwrap())
            .collect();
        assert!(kinds.contains(&"contact_merged"), "{kinds:?}");
        assert_eq!(
            kinds.iter().filter(|kind| **kind == "contact_created").count(),
            2,
            "{kinds:?}"
        );

        let undo = format!("/merges/{}/undo", merge["id"].as_str().unwrap());
        assert!(anna.post(&undo, json!({})).await.is(200)["undone_at"].is_i64());
        for (path, before) in paths.iter().zip(&before) {
            assert_eq!(&frozen(&anna, path).await, before, "{path}");
        }
        assert_eq!(
            anna.get(&format!("/tasks/{task}")).await.is(200)["record"]["id"],
            json!(goes)
        );
        // What came after the merge stays where it was put.
        let notes = |id: &str| format!("/notes?record_kind=contact&record_id={id}");
        assert_eq!(
            anna.get(&notes(&goes)).await.is(200)["items"][0]["text"],
            "Likes tea"
        );
        assert_eq!(
            anna.get(&notes(&stays)).await.is(200)["items"][0]["text"],
            "By the old id"
        );
        anna.post(&undo, json!({})).await.problem(409, "conflict");
        let listed = anna.get("/merges?kind=contact").await.is(200);
        assert!(listed["items"][0]["undone_at"].is_i64());
    });
}

#[test]
fn undoing_keeps_what_was_changed_since_and_refuses_what_it_cannot() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let mut ids = Vec::new();
        for (name, phone) in [
            ("A", "+79160000001"),
            ("B", "+79160000002"),
            ("C", "+79160000003"),
        ] {
            ids.push(make(&anna, "/contacts", json!({ "name": name, "phones": [phone] })).await);
        }
        let merge = |into: usize, other: usize| json!({ "kind": "contact", "into": ids[into], "others": [ids[other]] });
        let first = anna.post("/merges", merge(0, 1)).await.is(201);
        let a = format!("/contacts/{}", ids[0]);
        anna.patch(
            &a,
            json!({ "name": "Renamed", "phones": ["+79160000001", "+79160000002", "+79160000009"] }),
        )
        .await
        .is(200);
        let second = anna.post("/merges", merge(2, 0)).await.is(201);
        // Both old ids lead to the last that stayed.
        for id in &ids {
            assert_eq!(anna.get(&format!("/contacts/{id}")).await.is(200)["name"], "C");
        }
        let undo = |merge: &Value| format!("/merges/{}/undo", merge["id"].as_str().unwrap());
        let refused = anna.post(&undo(&first), json!({})).await.problem(409, "conflict");
        assert!(
            refused["detail"].as_str().unwrap().contains("merged into"),
            "{refused}"
        );
        anna.post(&undo(&second), json!({})).await.is(200);
        assert_eq!(
            anna.get(&format!("/contacts/{}", ids[1])).await.is(200)["name"],
            "Renamed"
        );
        anna.post(&undo(&first), json!({})).await.is(200);
        let kept = anna.get(&a).await.is(200);
        assert_eq!(kept["name"], "Renamed");
        assert_eq!(kept["phones"], json!(["+79160000001", "+79160000009"]));
        assert_eq!(
            anna.get(&format!("/contacts/{}", ids[1])).await.is(200)["phones"],
            json!(["+79160000002"])
        );
        let third = anna.post("/merges", merge(0, 1)).await.is(201);
        anna.delete(&a).await.is(204);
        anna.post(&undo(&third), json!({})).await.problem(409, "conflict");
        for (order, path) in [
            (
                json!({ "kind": "contact", "into": ids[2], "others": [] }),
                "others",
            ),
            (
                json!({ "kind": "contact", "into": ids[2], "others": [ids[2]] }),
                "others[0]",
            ),
            (
                json!({ "kind": "lead", "into": ids[2], "others": [ids[0]] }),
                "kind",
            ),
        ] {
            let problem = anna.post("/merges", order).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], path);
        }
    });
}
