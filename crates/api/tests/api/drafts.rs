//! Drafts: kept as written, shared, published on purpose.

use crate::harness::{Client, on_both};
use serde_json::{Value, json};

const TEXT: &str = "# the shop's\nname: Notes # short\nstart: {on: manual}\nblocks:\n  - id: b1\n    do:\n      # say it\n      - {id: s1, action: add_note, text: one}\n";

async fn made(anna: &Client<'_>) -> String {
    let made = anna
        .post("/scenarios", json!({ "key": "notes", "text": TEXT }))
        .await
        .is(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn save(anna: &Client<'_>, id: &str, text: &str, revision: &Value) -> Value {
    let draft = json!({ "text": text, "version": 1, "revision": revision });
    anna.put(&format!("/scenarios/{id}/draft"), draft).await.is(200)
}

#[test]
fn a_text_keeps_its_comments_when_it_names_its_parts() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = made(&anna).await;
        let shown = anna.get(&format!("/scenarios/{id}")).await.is(200);
        assert_eq!(shown["text"], TEXT);
        let version = anna.get(&format!("/scenarios/{id}/versions/1")).await.is(200);
        assert_eq!(version["text"], TEXT);
        // Without ids the text would be read as other parts each time: it is printed with them.
        let bare = TEXT.replace("id: b1\n    ", "");
        anna.put(&format!("/scenarios/{id}"), json!({ "text": bare }))
            .await
            .is(200);
        let printed = anna.get(&format!("/scenarios/{id}")).await.is(200);
        let text = printed["text"].as_str().unwrap();
        assert!(!text.contains('#') && text.contains("id: s2"), "{text}");
    });
}

#[test]
fn a_draft_is_shared_and_runs_only_when_it_is_published() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = made(&anna).await;
        let place = format!("/scenarios/{id}/draft");
        assert_eq!(anna.get(&place).await.is(200)["draft"], Value::Null);
        let first = save(&anna, &id, "name: [ not readable yet", &Value::Null).await;
        let next = TEXT.replace("one", "two");
        let second = save(&anna, &id, &next, &first["revision"]).await;
        assert_ne!(first["revision"], second["revision"]);
        let kept = anna.get(&place).await.is(200)["draft"].clone();
        assert_eq!(
            (&kept["text"], &kept["revision"]),
            (&json!(next), &second["revision"])
        );
        assert_eq!(anna.get(&format!("/scenarios/{id}")).await.is(200)["text"], TEXT);

        let note = json!({ "revision": second["revision"], "note": " Says two. " });
        let live = anna.post(&format!("/scenarios/{id}/publish"), note).await.is(200);
        assert_eq!((&live["version"], &live["text"]), (&json!(2), &json!(next)));
        assert_eq!(anna.get(&place).await.is(200)["draft"], Value::Null);
        let versions = anna.get(&format!("/scenarios/{id}/versions")).await.is(200);
        assert_eq!(versions["items"][0]["note"], "Says two.");
        assert_eq!(versions["items"][1]["note"], Value::Null);
    });
}

#[test]
fn nobodys_draft_is_overwritten() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = made(&anna).await;
        let place = format!("/scenarios/{id}/draft");
        let mine = save(&anna, &id, TEXT, &Value::Null).await;
        for stale in [Value::Null, json!("0000000000001")] {
            let draft = json!({ "text": "theirs", "version": 1, "revision": stale });
            anna.put(&place, draft).await.problem(409, "conflict");
        }
        let publish = format!("/scenarios/{id}/publish");
        let stale = json!({ "revision": "0000000000001" });
        anna.post(&publish, stale).await.problem(409, "conflict");
        anna.delete(&format!("{place}?revision=0000000000001"))
            .await
            .problem(409, "conflict");
        assert_eq!(
            anna.get(&place).await.is(200)["draft"]["revision"],
            mine["revision"]
        );

        // A version that came between is not published over.
        anna.put(
            &format!("/scenarios/{id}"),
            json!({ "text": TEXT.replace("one", "three") }),
        )
        .await
        .is(200);
        let wanted = json!({ "revision": mine["revision"] });
        anna.post(&publish, wanted).await.problem(409, "conflict");
        anna.delete(&place).await.is(204);
        anna.delete(&place).await.problem(404, "not_found");
    });
}

#[test]
fn what_cannot_be_a_version_is_refused_with_its_place() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = made(&anna).await;
        let draft = save(&anna, &id, "name: ''\nstart: {on: manual}\n", &Value::Null).await;
        let publish = format!("/scenarios/{id}/publish");
        let wanted = json!({ "revision": draft["revision"] });
        let refused = anna.post(&publish, wanted).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "name");
        let good = save(&anna, &id, TEXT, &draft["revision"]).await;
        let long = json!({ "revision": good["revision"], "note": "x".repeat(501) });
        let refused = anna.post(&publish, long).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "note");
        let ahead = json!({ "text": TEXT, "version": 9, "revision": good["revision"] });
        anna.put(&format!("/scenarios/{id}/draft"), ahead)
            .await
            .problem(422, "invalid");
    });
}

#[test]
fn pages_that_edit_know_of_each_other() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let id = made(&anna).await;
        let place = format!("/scenarios/{id}/presence");
        anna.post(&place, json!({ "tab": "a", "place": "b1" }))
            .await
            .is(200);
        let both = anna.post(&place, json!({ "tab": "b" })).await.is(200);
        let tabs: Vec<_> = both["people"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["tab"])
            .collect();
        assert_eq!(tabs, ["a", "b"]);
        assert_eq!(both["people"][0]["place"], "b1");
        assert_eq!(both["revision"], Value::Null);
        let draft = save(&anna, &id, TEXT, &Value::Null).await;
        let left = anna
            .post(&place, json!({ "tab": "a", "leaving": true }))
            .await
            .is(200);
        assert_eq!(left["people"].as_array().unwrap().len(), 1);
        assert_eq!(left["revision"], draft["revision"]);
        let long = json!({ "tab": "x".repeat(65) });
        anna.post(&place, long).await.problem(422, "invalid");
    });
}
