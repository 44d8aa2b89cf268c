use crate::harness::on_both;
use serde_json::{Value, json};

fn stages(pipeline: &Value) -> Vec<(String, String)> {
    let pair = |stage: &Value| {
        (
            stage["key"].as_str().unwrap().to_owned(),
            stage["id"].as_str().unwrap().to_owned(),
        )
    };
    pipeline["stages"].as_array().unwrap().iter().map(pair).collect()
}

#[test]
fn a_pipeline_is_written_whole_and_its_stages_keep_their_ids() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let text = json!({ "key": "repairs", "name": "Repairs", "stages": [
            { "key": "new", "name": "New" },
            { "key": "done", "name": "Done", "kind": "won" },
            { "key": "lost", "name": "Lost", "kind": "lost" },
        ] });
        let made = anna.post("/pipelines", text.clone()).await.is(201);
        let before = stages(&made);
        let path = format!("/pipelines/{}", made["id"].as_str().unwrap());
        let mut text = text;
        text["stages"][0]["name"] = json!("Fresh");
        text["stages"]
            .as_array_mut()
            .unwrap()
            .insert(1, json!({ "key": "work", "name": "Work" }));
        let after = stages(&anna.put(&path, text.clone()).await.is(200));
        let kept: Vec<_> = after.iter().filter(|(key, _)| key != "work").cloned().collect();
        assert_eq!((after[1].0.as_str(), kept), ("work", before));
        anna.post(
            "/leads",
            json!({ "name": "A", "pipeline": "repairs", "stage": "work" }),
        )
        .await
        .is(201);
        text["stages"].as_array_mut().unwrap().remove(1);
        let refused = anna.put(&path, text).await;
        assert!(refused.status.is_client_error(), "{}", refused.text);
        anna.delete(&path).await.problem(409, "conflict");
        anna.delete("/pipelines/0000000000001")
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn reasons_and_types_of_tasks_are_kept_in_lists() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let reason = anna
            .post("/loss-reasons", json!({ "name": "Moved away" }))
            .await
            .is(201);
        let path = format!("/loss-reasons/{}", reason["id"].as_str().unwrap());
        assert_eq!(
            anna.patch(&path, json!({ "name": "Moved" })).await.is(200)["name"],
            "Moved"
        );
        anna.post("/loss-reasons", json!({ "name": "Moved" }))
            .await
            .problem(422, "invalid");
        let all = anna.get("/loss-reasons").await.is(200);
        assert_eq!(all["items"].as_array().unwrap().last().unwrap()["name"], "Moved");
        anna.delete(&path).await.is(204);
        anna.delete(&path).await.problem(404, "not_found");
        anna.put("/task-types/visit", json!({ "name": "Visit" }))
            .await
            .is(200);
        let types = anna.get("/task-types").await.is(200);
        assert!(
            types["items"]
                .as_array()
                .unwrap()
                .contains(&json!({ "key": "visit", "name": "Visit" }))
        );
        anna.delete("/task-types/visit").await.is(204);
    });
}

#[test]
fn a_field_is_added_renamed_and_removed_with_its_values() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let new = json!({ "record": "lead", "name": "Цвет", "type": "select", "options": ["red", "blue"] });
        let field = anna.post("/fields", new).await.is(201);
        let key = field["key"].as_str().unwrap().to_owned();
        assert!(key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{key}");
        let lead = anna
            .post("/leads", json!({ "name": "A", "fields": { &key: "red" } }))
            .await
            .is(201);
        let path = format!("/fields/{}", field["id"].as_str().unwrap());
        let changed = anna
            .patch(
                &path,
                json!({ "name": "Colour", "options": ["red", "blue", "green"] }),
            )
            .await
            .is(200);
        assert_eq!(
            (&changed["name"], &changed["key"]),
            (&json!("Colour"), &json!(key))
        );
        anna.patch(&path, json!({ "template": "{{lead.name}}" }))
            .await
            .problem(422, "invalid");
        anna.patch(&path, json!({ "options": [] }))
            .await
            .problem(422, "invalid");
        assert_eq!(
            anna.get("/fields?record=lead").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert_eq!(
            anna.get("/fields?record=contact").await.is(200)["items"],
            json!([])
        );
        let refused = anna.delete(&path).await.problem(409, "conflict");
        assert!(
            refused["detail"].as_str().unwrap().starts_with("1 records"),
            "{refused}"
        );
        anna.delete(&format!("{path}?values=delete")).await.is(204);
        let lead = anna
            .get(&format!("/leads/{}", lead["id"].as_str().unwrap()))
            .await
            .is(200);
        assert_eq!(lead["fields"], json!({}));
        let reserved = json!({ "record": "lead", "key": "sale", "name": "Sale", "type": "text" });
        anna.post("/fields", reserved).await.problem(422, "invalid");
    });
}

async fn id_of(by: &crate::harness::Client<'_>, path: &str, new: Value) -> String {
    by.post(path, new).await.is(201)["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_stage_goes_when_nothing_uses_it_and_its_leads_move() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let text = json!({ "key": "repairs", "name": "Repairs", "stages": [
            { "key": "new", "name": "New" },
            { "key": "work", "name": "Work" },
            { "key": "done", "name": "Done", "kind": "won" },
        ] });
        let made = anna.post("/pipelines", text.clone()).await.is(201);
        let ids = stages(&made);
        let (new, work) = (ids[0].1.clone(), ids[1].1.clone());
        let mut leads = Vec::new();
        for name in ["A", "B"] {
            let lead = json!({ "name": name, "pipeline": "repairs", "stage": "work" });
            leads.push(id_of(&anna, "/leads", lead).await);
        }
        let scenario = "name: Start work\nstart: {on: lead_created}\nblocks:\n- do:\n  - {action: change_stage, pipeline: repairs, stage: work}\n";
        let scenario = id_of(
            &anna,
            "/scenarios",
            json!({ "key": "start-work", "text": scenario }),
        )
        .await;
        let uses = anna.get(&format!("/uses?of=stage&id={work}")).await.is(200);
        assert_eq!(uses["records"], 2);
        assert_eq!(
            (
                &uses["uses"][0]["by"],
                &uses["uses"][0]["key"],
                &uses["uses"][0]["path"]
            ),
            (
                &json!("scenario"),
                &json!("start-work"),
                &json!("blocks[0].do[0].stage")
            )
        );
        let path = format!("/stages/{work}");
        let refused = anna
            .delete(&format!("{path}?move_to={new}"))
            .await
            .problem(409, "conflict");
        assert!(
            refused["detail"].as_str().unwrap().contains("start-work"),
            "{refused}"
        );
        // Writing the pipeline without the stage is no way around it.
        let mut without = text;
        without["stages"].as_array_mut().unwrap().remove(1);
        let whole = format!("/pipelines/{}", made["id"].as_str().unwrap());
        anna.put(&whole, without).await.problem(409, "conflict");
        anna.delete(&whole).await.problem(409, "conflict");
        anna.delete(&format!("/scenarios/{scenario}")).await.is(204);
        anna.delete(&path).await.problem(409, "conflict");
        anna.delete(&format!("{path}?move_to={work}"))
            .await
            .problem(422, "invalid");
        anna.delete(&format!("{path}?move_to={new}")).await.is(204);
        for id in &leads {
            let lead = anna.get(&format!("/leads/{id}")).await.is(200);
            assert_eq!(lead["stage_id"], json!(new));
        }
        let timeline = anna
            .get(&format!("/timeline?record_kind=lead&record_id={}", leads[0]))
            .await
            .is(200);
        assert_eq!(timeline["items"][0]["changes"][0]["new"]["stage"], "new");
        let first = anna.get("/pipelines").await.is(200)["items"][0]["stages"][0]["id"].clone();
        anna.delete(&format!("{whole}?move_to={}", first.as_str().unwrap()))
            .await
            .is(204);
        assert_eq!(
            anna.get(&format!("/leads/{}", leads[0])).await.is(200)["stage_id"],
            first
        );
    });
}

#[test]
fn options_reasons_types_and_tags_are_replaced_on_the_records_that_hold_them() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let new = json!({ "record": "lead", "key": "goods", "name": "Goods", "type": "multiselect", "options": ["tea", "cups", "pots"] });
        let field = id_of(&anna, "/fields", new).await;
        let dear = id_of(&anna, "/loss-reasons", json!({ "name": "Dear" })).await;
        let far = id_of(&anna, "/loss-reasons", json!({ "name": "Far" })).await;
        let lead = id_of(
            &anna,
            "/leads",
            json!({ "name": "A", "tags": ["VIP", "shop"], "fields": { "goods": ["tea", "cups"] }, "loss_reason_id": dear }),
        )
        .await;
        anna.put("/task-types/visit", json!({ "name": "Visit" }))
            .await
            .is(200);
        let task = id_of(&anna, "/tasks", json!({ "text": "T", "task_type": "visit" })).await;
        let show = format!("/leads/{lead}");
        let path = format!("/fields/{field}");
        anna.patch(&path, json!({ "options": ["cups", "pots"] }))
            .await
            .problem(409, "conflict");
        let swap = json!({ "options": ["green tea", "cups", "pots"], "replace": { "tea": "green tea" } });
        anna.patch(&path, swap).await.is(200);
        assert_eq!(
            anna.get(&show).await.is(200)["fields"]["goods"],
            json!(["green tea", "cups"])
        );
        anna.patch(
            &path,
            json!({ "options": ["cups"], "replace": { "green tea": null } }),
        )
        .await
        .is(200);
        assert_eq!(anna.get(&show).await.is(200)["fields"]["goods"], json!(["cups"]));
        anna.delete(&format!("/loss-reasons/{dear}?move_to={far}"))
            .await
            .is(204);
        assert_eq!(anna.get(&show).await.is(200)["loss_reason_id"], json!(far));
        anna.delete("/task-types/visit?move_to=call").await.is(204);
        assert_eq!(
            anna.get(&format!("/tasks/{task}")).await.is(200)["task_type"],
            "call"
        );
        anna.post(
            "/tags/replace",
            json!({ "kind": "lead", "tag": "vip", "instead": "key account" }),
        )
        .await
        .is(204);
        assert_eq!(
            anna.get(&show).await.is(200)["tags"],
            json!(["key account", "shop"])
        );
        anna.post("/tags/replace", json!({ "kind": "lead", "tag": "shop" }))
            .await
            .is(204);
        assert_eq!(anna.get(&show).await.is(200)["tags"], json!(["key account"]));
    });
}

#[test]
fn lists_take_the_order_they_are_given() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let ids = |page: Value, name: &str| -> Vec<String> {
            let items = page["items"].as_array().unwrap().iter();
            items
                .map(|item| item[name].as_str().unwrap().to_owned())
                .collect()
        };
        for (of, path, name) in [
            ("loss_reasons", "/loss-reasons", "id"),
            ("task_types", "/task-types", "key"),
        ] {
            let mut order = ids(anna.get(path).await.is(200), name);
            order.reverse();
            anna.put("/order", json!({ "of": of, "ids": order }))
                .await
                .is(204);
            assert_eq!(ids(anna.get(path).await.is(200), name), order, "{of}");
            order.pop();
            anna.put("/order", json!({ "of": of, "ids": order }))
                .await
                .problem(422, "invalid");
        }
    });
}
