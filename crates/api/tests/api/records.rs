use crate::harness::{Client, on_both};
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value}"))
}

async fn names(by: &Client<'_>, path: &str) -> Vec<String> {
    let page = by.get(path).await.is(200);
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_lead_is_made_shown_changed_and_deleted() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let lead = anna
            .post(
                "/leads",
                json!({ "name": "Roof", "sale": "1250.50", "tags": ["vip"] }),
            )
            .await
            .is(201);
        let path = format!("/leads/{}", id(&lead));
        assert_eq!(lead["sale"], json!({ "minor": 125_050, "currency": "RUB" }));
        assert_eq!((&lead["contacts"], &lead["company"]), (&json!([]), &Value::Null));
        assert_eq!(lead["created_by"]["by"], "user");
        assert_eq!(anna.get(&path).await.is(200), lead);
        let changed = anna
            .patch(
                &path,
                json!({ "name": "New roof", "sale": null, "source": "site" }),
            )
            .await
            .is(200);
        assert_eq!(
            (&changed["name"], &changed["sale"], &changed["tags"]),
            (&json!("New roof"), &Value::Null, &json!(["vip"]))
        );
        let cleared = anna.patch(&path, json!({ "source": null })).await.is(200);
        assert_eq!(
            (&cleared["source"], &cleared["name"]),
            (&Value::Null, &json!("New roof"))
        );
        anna.delete(&path).await.is(204);
        anna.get(&path).await.problem(404, "not_found");
        anna.patch(&path, json!({})).await.problem(404, "not_found");
        anna.delete(&path).await.problem(404, "not_found");
    });
}

#[test]
fn a_lead_moves_by_ids_and_by_keys() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let pipelines = anna.get("/pipelines").await.is(200);
        let pipeline = &pipelines["items"][0];
        let won = pipeline["stages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|stage| stage["kind"] == "won")
            .unwrap();
        let lead = anna
            .post("/leads", json!({ "name": "A", "pipeline": pipeline["key"] }))
            .await
            .is(201);
        assert_eq!(lead["stage_id"], pipeline["stages"][0]["id"]);
        let path = format!("/leads/{}", id(&lead));
        let moved = anna.patch(&path, json!({ "stage": won["key"] })).await.is(200);
        assert_eq!(
            (&moved["stage_id"], moved["closed_at"].is_i64()),
            (&won["id"], true)
        );
        let back = anna
            .patch(&path, json!({ "stage": pipeline["stages"][0]["id"] }))
            .await
            .is(200);
        assert_eq!(back["closed_at"], Value::Null);
        for (body, place) in [
            (json!({ "stage": "nowhere" }), "stage"),
            (json!({ "pipeline": "none" }), "pipeline"),
        ] {
            let problem = anna.patch(&path, body).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], place);
        }
    });
}

#[test]
fn lists_are_narrowed_and_paged() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post(
            "/fields",
            json!({ "record": "lead", "key": "budget", "name": "Budget", "type": "number" }),
        )
        .await
        .is(201);
        let me = anna.get("/session").await.is(200)["user"]["id"].clone();
        for n in 1..=5 {
            let tags = if n % 2 == 0 { json!(["even"]) } else { json!([]) };
            let responsible = if n > 3 { me.clone() } else { Value::Null };
            let body = json!({ "name": format!("Lead {n}"), "tags": tags, "responsible_id": responsible, "fields": { "budget": n } });
            anna.post("/leads", body).await.is(201);
            server.pass(1);
        }
        assert_eq!(
            names(&anna, "/leads").await,
            ["Lead 5", "Lead 4", "Lead 3", "Lead 2", "Lead 1"]
        );
        assert_eq!(names(&anna, "/leads?tag=even").await, ["Lead 4", "Lead 2"]);
        assert_eq!(names(&anna, "/leads?field.budget=3").await, ["Lead 3"]);
        assert_eq!(names(&anna, "/leads?query=lead%204").await, ["Lead 4"]);
        let mine = format!("/leads?responsible={}", me.as_str().unwrap());
        assert_eq!(names(&anna, &mine).await, ["Lead 5", "Lead 4"]);
        assert_eq!(names(&anna, "/leads?tag=even&query=2").await, ["Lead 2"]);
        let first = anna.get("/leads?limit=2").await.is(200);
        let next = first["next"].as_str().unwrap().to_owned();
        assert_eq!(
            names(&anna, &format!("/leads?limit=2&cursor={next}")).await,
            ["Lead 3", "Lead 2"]
        );
        for (query, path) in [
            ("cursor=zz", "cursor"),
            ("limit=x", "limit"),
            ("responsible=5", "responsible"),
            ("pipeline=none", "pipeline"),
            ("field.a=1", "field.a"),
            ("record_kind=lead", "record_kind"),
        ] {
            let problem = anna.get(&format!("/leads?{query}")).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], path, "{query}");
        }
    });
}

#[test]
fn contacts_and_companies_are_found_by_phone_and_linked() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let contact =
            json!({ "name": "Ivan Petrov", "phones": ["8 (912) 345-67-89"], "emails": ["IVAN@example.com"] });
        let contact = anna.post("/contacts", contact).await.is(201);
        assert_eq!(contact["phones"], json!(["+79123456789"]));
        assert_eq!(
            names(&anna, "/contacts?query=%2B79123456789").await,
            ["Ivan Petrov"]
        );
        let company = anna
            .post("/companies", json!({ "name": "Roofs Ltd" }))
            .await
            .is(201);
        let lead = anna
            .post("/leads", json!({ "name": "A", "contacts": [contact["id"]] }))
            .await
            .is(201);
        assert_eq!(
            lead["contacts"],
            json!([{ "id": contact["id"], "name": "Ivan Petrov", "main": true }])
        );
        let (lead, contact, company) = (
            id(&lead).to_owned(),
            id(&contact).to_owned(),
            id(&company).to_owned(),
        );
        anna.put(&format!("/leads/{lead}/company/{company}"), json!({}))
            .await
            .is(204);
        anna.put(
            &format!("/contacts/{contact}/company/{company}"),
            json!({ "main": true }),
        )
        .await
        .is(204);
        let shown = anna.get(&format!("/companies/{company}")).await.is(200);
        assert_eq!(
            (&shown["leads"][0]["id"], &shown["contacts"][0]["id"]),
            (&json!(lead), &json!(contact))
        );
        anna.delete(&format!("/leads/{lead}/contacts/{contact}"))
            .await
            .is(204);
        anna.delete(&format!("/leads/{lead}/contacts/{contact}"))
            .await
            .is(204);
        assert_eq!(
            anna.get(&format!("/leads/{lead}")).await.is(200)["contacts"],
            json!([])
        );
        let nobody = format!("/leads/{lead}/contacts/0000000000001");
        anna.put(&nobody, json!({})).await.problem(404, "not_found");
    });
}

#[test]
fn a_task_hangs_on_a_record_and_is_closed_with_one_of_its_results() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let lead = anna.post("/leads", json!({ "name": "Roof" })).await.is(201);
        let record = json!({ "kind": "lead", "id": lead["id"] });
        let new = json!({ "text": "Call", "record": record, "results": [{ "name": "Sold" }, { "name": "Thinks" }] });
        let task = anna.post("/tasks", new).await.is(201);
        assert_eq!(task["record"]["title"], "Roof");
        let path = format!("/tasks/{}", id(&task));
        let refused = anna
            .post(&format!("{path}/complete"), json!({}))
            .await
            .problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "result");
        let of_lead = format!("/tasks?record_kind=lead&record_id={}&open=1", id(&lead));
        assert_eq!(
            anna.get(&of_lead).await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let done = anna
            .post(&format!("{path}/complete"), json!({ "result": "sold" }))
            .await
            .is(200);
        assert_eq!(
            (&done["result"], done["done_at"].is_i64()),
            (&json!("Sold"), true)
        );
        assert_eq!(anna.get(&of_lead).await.is(200)["items"], json!([]));
        let plain = anna.post("/tasks", json!({ "text": "Write" })).await.is(201);
        let closed = anna
            .send("POST", &format!("/tasks/{}/complete", id(&plain)), None, "")
            .await
            .is(200);
        assert!(closed["done_at"].is_i64());
        anna.post("/tasks", json!({ "record": record }))
            .await
            .problem(422, "invalid");
    });
}

#[test]
fn the_timeline_tells_every_change_and_note() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let lead = anna.post("/leads", json!({ "name": "Roof" })).await.is(201);
        let record = json!({ "kind": "lead", "id": lead["id"] });
        anna.patch(&format!("/leads/{}", id(&lead)), json!({ "name": "New roof" }))
            .await
            .is(200);
        anna.post("/notes", json!({ "record": record, "text": "Called" }))
            .await
            .is(201);
        let call =
            json!({ "record": record, "kind": "call", "text": "", "direction": "in", "duration_secs": 60 });
        anna.post("/notes", call).await.is(201);
        let of = format!("record_kind=lead&record_id={}", id(&lead));
        let timeline = anna.get(&format!("/timeline?{of}")).await.is(200);
        let kinds: Vec<_> = timeline["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["kind"].clone())
            .collect();
        assert_eq!(
            kinds,
            ["note_added", "note_added", "lead_changed", "lead_created"]
        );
        assert_eq!(timeline["items"][1]["note"]["text"], "Called");
        assert_eq!(
            timeline["items"][2]["changes"][0],
            json!({ "field": "name", "old": "Roof", "new": "New roof" })
        );
        let notes = anna.get(&format!("/notes?{of}&limit=1")).await.is(200);
        assert_eq!(notes["items"][0]["duration_secs"], 60);
        let next = notes["next"].as_str().unwrap();
        let more = anna.get(&format!("/notes?{of}&cursor={next}")).await.is(200);
        assert_eq!(more["items"][0]["text"], "Called");
        anna.get("/timeline").await.problem(422, "invalid");
    });
}

#[test]
fn search_finds_every_kind_and_tags_are_counted() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post(
            "/leads",
            json!({ "name": "Roof of Ivan", "sale": 12.5, "tags": ["vip"] }),
        )
        .await
        .is(201);
        anna.post("/contacts", json!({ "name": "Ivan", "phones": ["+79123456789"] }))
            .await
            .is(201);
        anna.post("/tasks", json!({ "text": "Ivan waits" })).await.is(201);
        let found = anna.get("/search?q=iva").await.is(200);
        let kinds: Vec<_> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["kind"].clone())
            .collect();
        assert_eq!(kinds, ["lead", "contact", "task"]);
        assert_eq!(found["items"][0]["subtitle"], "12.50 RUB");
        assert_eq!(found["items"][1]["subtitle"], "+79123456789");
        assert_eq!(anna.get("/search?q=%20").await.is(200)["items"], json!([]));
        let tags = anna.get("/tags?record=lead").await.is(200);
        assert_eq!(
            tags["items"],
            json!([{ "name": "vip", "count": 1, "color": null }])
        );
        let paint = |tag: &str, color: &str| json!({ "kind": "lead", "tag": tag, "color": color });
        anna.put("/tags/colors", paint("VIP", "red")).await.is(204);
        anna.put("/tags/colors", paint("nobody", "red"))
            .await
            .problem(404, "not_found");
        anna.put("/tags/colors", paint("vip", "beige"))
            .await
            .problem(422, "invalid");
        let renamed = json!({ "kind": "lead", "tag": "vip", "instead": "dear" });
        anna.post("/tags/replace", renamed).await.is(204);
        let colors = anna.get("/tags/colors?record=lead").await.is(200);
        let dear = json!({ "name": "dear", "color": "red" });
        assert!(colors["items"].as_array().unwrap().contains(&dear), "{colors}");
    });
}

#[test]
fn faults_of_a_record_are_told_all_at_once_and_nothing_is_stored() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post(
            "/fields",
            json!({ "record": "lead", "key": "size", "name": "Size", "type": "number" }),
        )
        .await
        .is(201);
        let body = json!({ "name": "A", "fields": { "size": "many", "unknown": 1 } });
        let problem = anna.post("/leads", body).await.problem(422, "invalid");
        let paths: Vec<_> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["path"].clone())
            .collect();
        assert_eq!(paths, ["fields.size", "fields.unknown"]);
        for (body, path) in [
            (json!({ "name": "A", "sale": "much" }), "sale"),
            (json!({ "name": "A", "sale": [] }), "sale"),
            (json!({ "name": 5 }), "name"),
            (json!({ "nam": "A" }), ""),
        ] {
            let problem = anna.post("/leads", body.clone()).await.problem(422, "invalid");
            let at = problem["errors"][0]["path"].as_str().unwrap();
            assert!(
                at == path || (path.is_empty() && at == "nam"),
                "{body}: {problem}"
            );
        }
        assert_eq!(anna.get("/leads").await.is(200)["items"], json!([]));
    });
}

#[test]
fn who_may_only_look_changes_nothing() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let made = anna
            .post("/tokens", json!({ "name": "t", "scopes": ["read"] }))
            .await
            .is(201);
        let reader = server.anyone().with(
            "authorization",
            format!("Bearer {}", made["token"].as_str().unwrap()),
        );
        reader.get("/leads").await.is(200);
        reader
            .post("/leads", json!({ "name": "A" }))
            .await
            .problem(403, "forbidden");
        reader.post("/notes", json!({})).await.problem(403, "forbidden");
        reader
            .delete("/leads/0000000000001")
            .await
            .problem(403, "forbidden");
    });
}
