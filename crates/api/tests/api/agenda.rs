use crate::harness::{START, on_both};
use serde_json::{Value, json};

fn texts(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|task| task["text"].as_str().unwrap()).collect()
}

#[test]
fn tasks_come_in_the_order_of_their_moments_page_by_page() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let me = anna.get("/session").await.is(200)["user"]["id"].clone();
        let hour = 3_600_000_000_i64;
        for (text, due, kind, mine) in [
            ("late", START - hour, "call", true),
            ("soon", START + hour, "call", true),
            ("also soon", START + hour, "meeting", false),
            ("far", START + 48 * hour, "meeting", true),
        ] {
            let mut new = json!({ "text": text, "due_at": due, "task_type": kind });
            if mine {
                new["responsible_id"] = me.clone();
            }
            anna.post("/tasks", new).await.is(201);
        }
        assert_eq!(
            texts(&anna.get("/agenda").await.is(200)),
            ["late", "soon", "also soon", "far"]
        );
        let first = anna.get("/agenda?limit=2").await.is(200);
        assert_eq!(texts(&first), ["late", "soon"]);
        let next = first["next"].as_str().unwrap();
        let rest = anna.get(&format!("/agenda?limit=2&cursor={next}")).await.is(200);
        assert_eq!(texts(&rest), ["also soon", "far"]);
        for (query, expected) in [
            (
                format!("from={START}&until={}", START + 2 * hour),
                vec!["soon", "also soon"],
            ),
            (format!("until={START}"), vec!["late"]),
            (
                format!("responsible={}", me.as_str().unwrap()),
                vec!["late", "soon", "far"],
            ),
            ("task_type=meeting".to_owned(), vec!["also soon", "far"]),
            ("done=true".to_owned(), vec![]),
        ] {
            let page = anna.get(&format!("/agenda?{query}")).await.is(200);
            assert_eq!(texts(&page), expected, "{query}");
        }
        let late = first["items"][0]["id"].as_str().unwrap();
        anna.patch(&format!("/tasks/{late}"), json!({ "due_at": START + 3 * hour }))
            .await
            .is(200);
        anna.post(&format!("/tasks/{late}/complete"), json!({}))
            .await
            .is(200);
        assert_eq!(texts(&anna.get("/agenda?done=true").await.is(200)), ["late"]);
        assert_eq!(
            texts(
                &anna
                    .get(&format!("/agenda?until={}", START + 4 * hour))
                    .await
                    .is(200)
            ),
            ["soon", "also soon", "late"]
        );
        anna.get("/agenda?cursor=nonsense").await.problem(422, "invalid");
    });
}

#[test]
fn a_moment_is_read_in_the_zone_of_who_writes_it() {
    on_both(|server| async move {
        let anna = server.owner().await;
        // 2026-06-01T00:00Z is three in the morning in Kyiv.
        let read = anna
            .get("/moments?text=Call%20Anna%20tomorrow%2010:00&zone=Europe/Kyiv")
            .await
            .is(200);
        let due = START + (24 + 7) * 3_600_000_000_i64;
        assert_eq!(
            read,
            json!({ "text": "Call Anna", "at": due, "zone": "Europe/Kyiv" })
        );
        let read = anna.get("/moments?text=Call%20Anna").await.is(200);
        assert_eq!((&read["text"], &read["at"]), (&json!("Call Anna"), &Value::Null));
        anna.get("/moments?text=x&zone=Nowhere")
            .await
            .problem(422, "invalid");
    });
}
