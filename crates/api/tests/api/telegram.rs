//! Telegram channels: connected with a token, and pushed to by webhook.

use crate::harness::{Client, Reply, Server, on_both};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

async fn connect(anna: &Client<'_>, secret: &str) -> Reply {
    let bot = anna
        .post("/bots", json!({"key": "shop", "settings": {"name": "Shop"}}))
        .await
        .is(201);
    let id = bot["id"].as_str().unwrap();
    let channel = json!({"settings": {"kind": "telegram"}, "secret": secret});
    anna.post(&format!("/bots/{id}/channels"), channel).await
}

#[test]
fn a_channel_shows_its_bot_and_refuses_unknown_tokens() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let made = connect(&anna, " 1:known\n").await;
        assert!(!made.text.contains("1:known"));
        let made = made.is(201);
        assert_eq!(made["status"], json!({"name": "Shop", "username": "shop_bot"}));
        assert_eq!(made["last4"], "", "a short token shows nothing of itself");
        let bot = made["bot"].as_str().unwrap();
        let channels = format!("/bots/{bot}/channels");
        let refused = anna
            .post(
                &channels,
                json!({"settings": {"kind": "telegram"}, "secret": "1:other"}),
            )
            .await
            .problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "secret");
        let away = anna
            .post(
                &channels,
                json!({"settings": {"kind": "telegram"}, "secret": "1:away"}),
            )
            .await
            .is(201);
        assert_eq!(away["status"]["trouble"], "no connection");
    });
}

async fn push(server: &Server, address: &str, secret: &str, update: &Value) -> u16 {
    let request = Request::post(format!("/tg/{address}"))
        .header("x-telegram-bot-api-secret-token", secret)
        .body(Body::from(update.to_string()))
        .unwrap();
    server.send(request).await.status.as_u16()
}

#[test]
fn telegram_pushes_with_its_secret_and_each_update_counts_once() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let channel = connect(&anna, "1:known").await.is(201);
        let address = channel["token"].as_str().unwrap();
        let secret = format!("1:known/{address}");
        let update = json!({"update_id": 5, "message": {
            "message_id": 1, "date": 1_780_000_000, "text": "hello",
            "chat": {"id": 70, "type": "private"}, "from": {"id": 70, "first_name": "Ada"},
        }});
        assert_eq!(push(&server, address, &secret, &update).await, 200);
        assert_eq!(
            push(&server, address, &secret, &update).await,
            200,
            "Telegram repeats"
        );
        assert_eq!(push(&server, address, "forged", &update).await, 401);
        assert_eq!(push(&server, address, "", &update).await, 401);
        assert_eq!(push(&server, "nowhere", &secret, &update).await, 404);
        assert_eq!(push(&server, address, &secret, &json!("?")).await, 422);
        let unknown = json!({"update_id": 6, "unheard_of": {"from": {"id": 70}}});
        assert_eq!(
            push(&server, address, &secret, &unknown).await,
            200,
            "never refused"
        );
        let dialogs = anna.get("/dialogs?view=all").await.is(200);
        let dialog = dialogs["items"][0]["id"].as_str().unwrap();
        assert_eq!(dialogs["items"].as_array().unwrap().len(), 1);
        let said = anna.get(&format!("/dialogs/{dialog}/messages")).await.is(200);
        let texts: Vec<_> = said["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|message| message["body"]["received"]["text"]["text"].as_str())
            .collect();
        assert_eq!(texts, ["hello"]);
    });
}
