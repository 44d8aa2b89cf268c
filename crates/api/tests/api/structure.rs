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
        anna.delete(&path).await.is(204);
        let lead = anna
            .get(&format!("/leads/{}", lead["id"].as_str().unwrap()))
            .await
            .is(200);
        assert_eq!(lead["fields"], json!({}));
        let reserved = json!({ "record": "lead", "key": "sale", "name": "Sale", "type": "text" });
        anna.post("/fields", reserved).await.problem(422, "invalid");
    });
}
