//! The chat of web pages, from strangers' pages.

use crate::harness::{Client, START, Server, on_both};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use signalbox_model::ChannelId;
use signalbox_store::chat::messages::{self, Outcome};
use std::time::Duration;

const SHOP: &str = "https://shop.example";
const SECRET: &str = "the site's own secret";

/// A bot with a chat on the shop's pages; the channel as the API shows it.
async fn chat(anna: &Client<'_>) -> Value {
    let bot = json!({ "settings": { "name": "Shop" } });
    let bot = anna.post("/bots", bot).await.is(201);
    let channel = json!({
        "settings": { "kind": "web_chat", "title": "Ask us", "greeting": "Hello!", "origins": [SHOP], "max_file_mb": 1 },
        "secret": SECRET,
    });
    let path = format!("/bots/{}/channels", bot["id"].as_str().unwrap());
    anna.post(&path, channel).await.is(201)
}

fn path(channel: &Value, rest: &str) -> String {
    format!("//chat/{}{rest}", channel["token"].as_str().unwrap())
}

/// A visitor of the shop, with their token.
async fn visitor<'s>(server: &'s Server, channel: &Value) -> Client<'s> {
    let page = server.anyone().with("origin", SHOP);
    let session = page.post(&path(channel, "/session"), json!({})).await.is(200);
    page.with("authorization", bearer(&session))
}

fn bearer(session: &Value) -> String {
    format!("Bearer {}", session["visitor"].as_str().unwrap())
}

fn identity(claims: Value, secret: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let signed = format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(&claims.to_string()));
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Lets the words of the channel out, as its worker does.
async fn let_out(server: &Server, channel: &Value) {
    let id: ChannelId = channel["id"].as_str().unwrap().parse().unwrap();
    server
        .does(move |_, tx, now| {
            loop {
                let leased = messages::lease(tx, now, now.plus_secs(60), id, 10)?;
                if leased.is_empty() {
                    return Ok(());
                }
                for leased in leased {
                    let external = vec![leased.message.id.to_string()];
                    let outcome = Outcome::Confirmed { external };
                    messages::settle(
                        &mut tx.space(leased.message.workspace),
                        leased.message.id,
                        &outcome,
                    )?;
                }
            }
        })
        .await;
}

async fn only_dialog(anna: &Client<'_>) -> Value {
    let page = anna.get("/dialogs?view=all").await.is(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
    page["items"][0].clone()
}

#[test]
fn a_visitor_writes_once() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = chat(&anna).await;
        let guest = visitor(&server, &channel).await;
        assert_eq!(guest.get(&path(&channel, "/events")).await.status, 204);
        let hello = json!({ "id": "m1", "text": " Is it in stock? " });
        let said = guest
            .post(&path(&channel, "/messages"), hello.clone())
            .await
            .is(200);
        assert_eq!((&said["mine"], &said["client_id"]), (&json!(true), &json!("m1")));
        assert_eq!(said["text"]["text"], "Is it in stock?");
        // The answer got lost: sending again is the same message.
        let again = guest.post(&path(&channel, "/messages"), hello).await.is(200);
        assert_eq!(again["id"], said["id"]);

        // Somebody else's message under the same id is another one.
        let other = visitor(&server, &channel).await;
        let theirs = json!({ "id": "m1", "text": "Do you deliver?" });
        let theirs = other.post(&path(&channel, "/messages"), theirs).await.is(200);
        assert_eq!(theirs["text"]["text"], "Do you deliver?");
    });
}

#[test]
fn an_operator_answers_and_only_what_has_left_is_shown() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = chat(&anna).await;
        let guest = visitor(&server, &channel).await;
        let hello = json!({ "id": "m1", "text": "Is it in stock?" });
        guest.post(&path(&channel, "/messages"), hello).await.is(200);
        let dialog = only_dialog(&anna).await;
        assert_eq!(dialog["channel"]["kind"], "web_chat");
        assert!(dialog["name"].as_str().unwrap().contains(' '), "{dialog}");
        let id = dialog["id"].as_str().unwrap();
        let note = json!({ "text": "a regular" });
        anna.post(&format!("/dialogs/{id}/notes"), note).await.is(201);
        let answer = json!({ "text": { "text": "Yes" } });
        anna.post(&format!("/dialogs/{id}/messages"), answer)
            .await
            .is(201);
        // What has not left is not shown: it may still be taken back.
        let before = guest.get(&path(&channel, "/messages")).await.is(200);
        assert_eq!(before["items"].as_array().unwrap().len(), 1, "{before}");
        let_out(&server, &channel).await;
        let after = guest.get(&path(&channel, "/messages")).await.is(200);
        let texts: Vec<_> = after["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["text"]["text"])
            .collect();
        assert_eq!(texts, ["Is it in stock?", "Yes"]);
        // The operator reads what the visitor has seen; a message of somebody else's talk cannot be seen.
        let message = &after["items"][1]["id"];
        let saw = json!({ "message": message });
        let other = visitor(&server, &channel).await;
        let seen = path(&channel, "/seen");
        other.post(&seen, saw.clone()).await.problem(404, "not_found");
        let shown = anna.get(&format!("/dialogs/{id}")).await.is(200);
        assert_eq!(shown["seen"], json!(null));
        guest.post(&seen, saw).await.is(204);
        let older = json!({ "message": after["items"][0]["id"] });
        guest.post(&seen, older).await.is(204);
        let shown = anna.get(&format!("/dialogs/{id}")).await.is(200);
        assert_eq!(&shown["seen"], message);
        // The bot does not tell its operators' names unless it is told to.
        assert_eq!(after["items"][1].get("name"), None);
        // Now there is a talk to listen to: the stream stays open.
        let events = path(&channel, "/events");
        let listening = tokio::time::timeout(Duration::from_millis(300), guest.get(&events));
        assert!(listening.await.is_err());
    });
}

#[test]
fn only_pages_of_named_origins_get_in_and_may_read_the_answers() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = chat(&anna).await;
        let session = path(&channel, "/session");
        let stranger = server.anyone().with("origin", "https://evil.example");
        let refused = stranger.post(&session, json!({})).await;
        assert_eq!(refused.headers.get("access-control-allow-origin"), None);
        refused.problem(403, "forbidden");
        let page = server.anyone().with("origin", SHOP);
        let asked = page
            .clone()
            .with("access-control-request-method", "POST")
            .send("OPTIONS", &session, None, "")
            .await;
        assert_eq!(
            (
                asked.status.as_u16(),
                &asked.headers["access-control-allow-origin"]
            ),
            (204, &SHOP.parse().unwrap())
        );
        assert_eq!(asked.headers["vary"], "origin");
        let asked = stranger.send("OPTIONS", &session, None, "").await;
        assert_eq!(asked.headers.get("access-control-allow-origin"), None);
        // A refusal can be read by the page it is for.
        let unproved = page.get(&path(&channel, "/messages")).await;
        assert_eq!(unproved.headers["access-control-allow-origin"], SHOP);
        unproved.problem(401, "not_signed_in");
        page.post("//chat/nowhere/session", json!({}))
            .await
            .problem(404, "not_found");
        // A channel that is switched off is not there.
        let (bot, id) = (channel["bot"].as_str().unwrap(), channel["id"].as_str().unwrap());
        let off = json!({ "settings": channel["settings"], "on": false });
        anna.put(&format!("/bots/{bot}/channels/{id}"), off).await.is(200);
        page.post(&session, json!({})).await.problem(404, "not_found");
    });
}

#[test]
fn people_are_who_the_site_says_and_nobody_else() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = chat(&anna).await;
        let session = path(&channel, "/session");
        let page = server.anyone().with("origin", SHOP);
        let claims = |sub: &str| json!({ "sub": sub, "name": "Ann Lee", "exp": START / 1_000_000 + 600 });
        for forged in [
            identity(claims("42"), "a guess"),
            identity(json!({ "sub": "42", "exp": 5 }), SECRET),
            "a.b.c".into(),
        ] {
            let refused = page.post(&session, json!({ "identity": forged })).await;
            refused.problem(403, "forbidden");
        }
        let mut phones = Vec::new();
        for id in ["p1", "p2"] {
            let entered = page
                .post(&session, json!({ "identity": identity(claims("42"), SECRET) }))
                .await
                .is(200);
            let device = page.clone().with("authorization", bearer(&entered));
            device
                .post(&path(&channel, "/messages"), json!({ "id": id, "text": id }))
                .await
                .is(200);
            phones.push((device, entered));
        }
        // One person on two devices is one dialog, under their name.
        assert_eq!(only_dialog(&anna).await["name"], "Ann Lee");
        let seen = phones[0].0.get(&path(&channel, "/messages")).await.is(200);
        assert_eq!(seen["items"].as_array().unwrap().len(), 2);
        // A token of somebody named does not make the next stranger them.
        let left = json!({ "visitor": phones[1].1["visitor"] });
        let next = page.post(&session, left).await.is(200);
        let next = page.clone().with("authorization", bearer(&next));
        let none = next.get(&path(&channel, "/messages")).await.is(200);
        assert_eq!(none["items"], json!([]));
        // A stranger's own token does bring them back.
        let guest = visitor(&server, &channel).await;
        guest
            .post(&path(&channel, "/messages"), json!({ "id": "g1", "text": "hi" }))
            .await
            .is(200);
        let token = guest
            .headers()
            .find(|(name, _)| *name == "authorization")
            .unwrap()
            .1;
        let back = json!({ "visitor": token.strip_prefix("Bearer ").unwrap() });
        let back = page.post(&session, back).await.is(200);
        let back = page.clone().with("authorization", bearer(&back));
        assert_eq!(
            back.get(&path(&channel, "/messages")).await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    });
}

#[test]
fn files_are_bounded_and_belong_to_who_sent_them() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = chat(&anna).await;
        let (guest, other) = (visitor(&server, &channel).await, visitor(&server, &channel).await);
        let upload = path(&channel, "/files?name=..%2Fa.png");
        guest
            .send("POST", &upload, Some("text/html"), "<b>")
            .await
            .problem(415, "unsupported_media");
        guest
            .send("POST", &upload, Some("image/png"), "")
            .await
            .problem(422, "invalid");
        guest
            .send("POST", &upload, Some("image/png"), vec![0_u8; 1_000_001])
            .await
            .problem(413, "too_large");
        let file = guest
            .send("POST", &upload, Some("image/png"), "bytes")
            .await
            .is(200);
        assert_eq!((&file["name"], &file["size"]), (&json!("a.png"), &json!(5)));
        let message = json!({ "id": "f1", "files": [file["id"]] });
        other
            .post(&path(&channel, "/messages"), message.clone())
            .await
            .problem(422, "invalid");
        let said = guest.post(&path(&channel, "/messages"), message).await.is(200);
        let place = format!("/files/{}", said["files"][0]["id"].as_str().unwrap());
        let read = guest.get(&path(&channel, &place)).await;
        assert_eq!((read.status.as_u16(), read.text.as_str()), (200, "bytes"));
        assert_eq!(
            read.headers["content-security-policy"],
            "default-src 'none'; sandbox"
        );
        other.get(&path(&channel, &place)).await.problem(404, "not_found");
        let seen = anna
            .get(&format!("/files/{}", file["id"].as_str().unwrap()))
            .await;
        assert_eq!((seen.status.as_u16(), seen.text.as_str()), (200, "bytes"));
    });
}

#[test]
fn strangers_are_slowed_down_and_held_to_limits() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = chat(&anna).await;
        let guest = visitor(&server, &channel).await;
        let messages = path(&channel, "/messages");
        for bad in [
            json!({ "id": "", "text": "x" }),
            json!({ "id": "a b", "text": "x" }),
            json!({ "id": "a", "text": " " }),
            json!({ "id": "a", "text": "x".repeat(4_001) }),
            json!({ "id": "a", "location": { "latitude": 91.0, "longitude": 0.0 } }),
        ] {
            guest.post(&messages, bad).await.problem(422, "invalid");
        }
        server.pass(60);
        let mut refused = 0;
        for n in 0..12 {
            let sent = guest
                .post(&messages, json!({ "id": format!("r{n}"), "text": "x" }))
                .await;
            if sent.status == 429 {
                assert!(sent.headers.contains_key("retry-after"));
                refused += 1;
            }
        }
        assert_eq!(refused, 2);
        server.pass(10);
        guest
            .post(&messages, json!({ "id": "later", "text": "x" }))
            .await
            .is(200);
    });
}

#[test]
fn who_looks_and_who_writes_is_told_and_forgotten() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = chat(&anna).await;
        let guest = visitor(&server, &channel).await;
        guest
            .post(&path(&channel, "/messages"), json!({ "id": "t1", "text": "hi" }))
            .await
            .is(200);
        let dialog = only_dialog(&anna).await;
        let here = format!("/dialogs/{}/presence", dialog["id"].as_str().unwrap());
        let scene = anna
            .post(&here, json!({ "tab": "a", "writing": true }))
            .await
            .is(200);
        assert_eq!(
            (&scene["people"][0]["name"], &scene["contact_writing"]),
            (&json!("Anna"), &json!(false))
        );
        guest.post(&path(&channel, "/typing"), json!({})).await.is(204);
        let scene = anna.post(&here, json!({ "tab": "b" })).await.is(200);
        assert_eq!(
            (
                scene["people"].as_array().unwrap().len(),
                &scene["contact_writing"]
            ),
            (2, &json!(true))
        );
        server.pass(60);
        let scene = anna.post(&here, json!({ "tab": "b" })).await.is(200);
        assert_eq!(
            (
                scene["people"].as_array().unwrap().len(),
                &scene["contact_writing"]
            ),
            (1, &json!(false))
        );
        anna.post(&here, json!({ "tab": "" }))
            .await
            .problem(422, "invalid");
        anna.post("/dialogs/0000000000001/presence", json!({ "tab": "a" }))
            .await
            .problem(404, "not_found");
    });
}
