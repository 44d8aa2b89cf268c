//! Bots, flows and dialogs through the router.

use crate::harness::on_both;
use serde_json::{Value, json};
use signalbox_model::Micros;
use signalbox_model::chat::{Inbound, Message, Report, Rich, Sender};

fn steps() -> Value {
    json!([
        {"id": "hello", "step": "send", "messages": [{"text": "Hello"}], "next": "ask"},
        {"id": "ask", "step": "ask", "message": {"text": "Black or green?"}, "variable": "kind", "next": "end"},
        {"id": "end", "step": "finish"},
    ])
}

#[test]
fn a_bot_is_made_tried_published_talked_with_taken_over_and_exported() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let bot = anna
            .post("/bots", json!({"settings": {"name": "Tea"}}))
            .await
            .is(201);
        assert_eq!((&bot["key"], &bot["on"]), (&json!("tea"), &json!(true)));
        let bot = format!("/bots/{}", bot["id"].as_str().unwrap());
        let channel = anna
            .post(&format!("{bot}/channels"), json!({"settings": {"kind": "web_chat", "origins": ["https://tea.example"]}, "secret": "0123456789abcdef"}))
            .await
            .is(201);
        assert_eq!(
            (&channel["last4"], &channel["has_secret"]),
            (&json!("cdef"), &json!(true))
        );
        let bad = json!({"settings": {"kind": "web_chat", "origins": ["https://tea.example/path"]}});
        let problem = anna
            .post(&format!("{bot}/channels"), bad)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "settings.origins[0]");

        let flow = anna
            .post(
                &format!("{bot}/flows"),
                json!({"flow": {"name": "Order", "steps": steps()}}),
            )
            .await
            .is(201);
        let path = format!("{bot}/flows/{}", flow["id"].as_str().unwrap());
        let revision = flow["draft"]["revision"].clone();
        // A draft may be unsound; it is not published then.
        let mut wrong = steps();
        wrong[1]["next"] = json!("nowhere");
        let draft = json!({"flow": {"name": "Order", "steps": wrong}, "revision": revision});
        let saved = anna.put(&format!("{path}/draft"), draft.clone()).await.is(200);
        anna.put(&format!("{path}/draft"), draft)
            .await
            .problem(409, "conflict");
        let shown = anna.get(&path).await.is(200);
        assert_eq!(
            (&shown["faults"][0]["step"], &shown["faults"][0]["field"]),
            (&json!("ask"), &json!("next"))
        );
        anna.post(&format!("{path}/publish"), json!({"revision": saved["revision"]}))
            .await
            .problem(422, "invalid");
        let right = json!({"flow": {"name": "Order", "steps": steps()}, "revision": saved["revision"]});
        let saved = anna.put(&format!("{path}/draft"), right).await.is(200);

        let tried = anna
            .post(&format!("{path}/try"), json!({"inputs": [{"text": "green"}]}))
            .await
            .is(200);
        assert_eq!(
            (&tried["status"], &tried["variables"]["kind"]),
            (&json!("finished"), &json!("green"))
        );
        assert_eq!(tried["steps"], json!(["hello", "ask", "end"]));
        assert_eq!(
            anna.get("/dialogs").await.is(200)["items"],
            json!([]),
            "nothing of a trial stays"
        );
        let published = anna
            .post(&format!("{path}/publish"), json!({"revision": saved["revision"]}))
            .await
            .is(200);
        assert_eq!(
            (&published["version"], &published["draft"]),
            (&json!(1), &json!(null))
        );

        let token = channel["token"].as_str().unwrap().to_owned();
        let written = |text: &str, n: u32| Inbound {
            key: n.to_string(),
            chat: "c1".into(),
            chat_kind: Default::default(),
            chat_name: None,
            sender: Some(Sender {
                id: "7".into(),
                name: "Olha".into(),
                ..Sender::default()
            }),
            at: Micros(0),
            report: Report::Message(Message {
                id: format!("m{n}"),
                text: Rich::plain(text),
                ..Message::default()
            }),
        };
        let first = written("hi", 1);
        server
            .does(move |engine, tx, now| {
                let channel = signalbox_store::chat::channels::find_any_workspace(tx, &token)?.unwrap();
                engine.receive(tx, now, channel.workspace, channel.id, first)
            })
            .await;
        let list = anna.get("/dialogs?q=olha").await.is(200);
        let row = &list["items"][0];
        assert_eq!(
            (&row["name"], &row["holder"]["kind"], &row["position"]["step"]),
            (&json!("Olha"), &json!("flow"), &json!("ask"))
        );
        assert_eq!(row["last"]["text"], "Black or green?");
        let dialog = format!("/dialogs/{}", row["id"].as_str().unwrap());
        let talk = anna.get(&format!("{dialog}/messages?limit=2")).await.is(200);
        assert_eq!(
            (talk["items"].as_array().unwrap().len(), &talk["older"]),
            (2, &json!(true))
        );
        let before = talk["items"][0]["id"].as_str().unwrap();
        let older = anna
            .get(&format!("{dialog}/messages?before={before}"))
            .await
            .is(200);
        assert_eq!((&older["older"], &older["newer"]), (&json!(false), &json!(true)));

        let taken = anna.post(&format!("{dialog}/take"), json!({})).await.is(200);
        assert_eq!(
            (&taken["holder"]["kind"], &taken["status"]),
            (&json!("operator"), &json!("manual"))
        );
        assert_eq!(anna.get("/dialogs/counts").await.is(200)["mine"], 1);
        let said = anna
            .post(
                &format!("{dialog}/messages"),
                json!({"text": {"text": "I am here"}}),
            )
            .await
            .is(201);
        assert_eq!(
            (&said["state"], &said["author"]),
            (&json!("planned"), &json!("operator"))
        );
        anna.post(&format!("{dialog}/messages"), json!({}))
            .await
            .problem(422, "invalid");
        anna.post(&format!("{dialog}/notes"), json!({"text": "asks for tea"}))
            .await
            .is(201);
        let message = said["id"].as_str().unwrap();
        anna.post(&format!("/messages/{message}/cancel"), json!({}))
            .await
            .is(200);
        anna.post(&format!("/messages/{message}/retry"), json!({}))
            .await
            .problem(409, "conflict");
        let closed = anna.post(&format!("{dialog}/close"), json!({})).await.is(200);
        assert_eq!(
            (&closed["status"], &closed["user"]),
            (&json!("finished"), &json!(null))
        );
        assert_eq!(
            anna.get("/dialogs?view=closed").await.is(200)["items"][0]["id"],
            row["id"]
        );

        anna.post(
            "/replies",
            json!({"shortcut": "hi", "text": "Hello!", "shared": true}),
        )
        .await
        .is(201);
        anna.post(
            "/replies",
            json!({"shortcut": "hi", "text": "Again", "shared": true}),
        )
        .await
        .problem(409, "conflict");
        let text = anna.get("/export").await.text;
        assert!(
            text.contains("Black or green?") && text.contains("Hello!") && !text.contains("abcdef"),
            "{text}"
        );
    });
}
