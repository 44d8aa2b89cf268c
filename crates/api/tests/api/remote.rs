//! Another service steers dialogs by calling an address, as it would on the system it came from.

use crate::harness::{Client, Reply, Server, on_both};
use axum::body::Body;
use serde_json::{Value, json};
use signalbox_model::Micros;
use signalbox_model::chat::{Inbound, Message, Report, Rich, Sender};

const STEP: &str = "046050f6-38f6-4b18-b9fa-e6582f5352d0";
const OLD: &str = "55833627-242e-4061-9b0a-30da3e9cf7d4";

struct Shop<'s> {
    server: &'s Server,
    anna: Client<'s>,
    bot: String,
    channel: String,
}

impl<'s> Shop<'s> {
    async fn open(server: &'s Server, settings: Value) -> Self {
        let anna = server.owner().await;
        let bot = anna.post("/bots", json!({ "settings": settings })).await.is(201);
        let bot = format!("/bots/{}", bot["id"].as_str().unwrap());
        let channel = json!({"settings": {"kind": "web_chat"}});
        let channel = anna.post(&format!("{bot}/channels"), channel).await.is(201);
        let steps = json!([
            {"id": "hello", "step": "send", "messages": [{"text": "Hello"}], "next": "ask"},
            {"id": "ask", "step": "ask", "message": {"text": "Your number?"}, "variable": "number", "delay_secs": 0},
            {"id": STEP, "step": "send", "messages": [{"text": "Ref {{fields.refId}} of {{chatId}}", "buttons": [[{"text": "Go"}]]}]},
        ]);
        let flow = anna
            .post(
                &format!("{bot}/flows"),
                json!({"flow": {"name": "Main", "steps": steps}}),
            )
            .await
            .is(201);
        let path = format!("{bot}/flows/{}", flow["id"].as_str().unwrap());
        let revision = json!({"revision": flow["draft"]["revision"]});
        anna.post(&format!("{path}/publish"), revision).await.is(200);
        Self {
            server,
            anna,
            bot,
            channel: channel["token"].as_str().unwrap().to_owned(),
        }
    }

    async fn link(&self, draft: Value) -> Value {
        self.anna
            .post(&format!("{}/remotes", self.bot), draft)
            .await
            .is(201)
    }

    /// Somebody of a chat writes.
    async fn hear(&self, chat: &str, text: &str, n: u32) {
        let inbound = Inbound {
            key: format!("{chat}-{n}"),
            chat: chat.into(),
            chat_kind: Default::default(),
            chat_name: None,
            sender: Some(Sender {
                id: chat.into(),
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
        let token = self.channel.clone();
        self.server
            .does(move |engine, tx, now| {
                let channel = signalbox_store::chat::channels::find_any_workspace(tx, &token)?.unwrap();
                engine.receive(tx, now, channel.workspace, channel.id, inbound)
            })
            .await;
    }

    async fn call(&self, address: &str, query: &str) -> Reply {
        let path = format!("//api/bots/webhooks/{address}/updateDialog?{query}");
        self.server.anyone().get(&path).await
    }

    async fn dialog(&self, chat: &str) -> Value {
        let all = self.anna.get("/dialogs").await.is(200);
        let mine = all["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["chat"] == chat);
        let id = mine.unwrap()["id"].as_str().unwrap().to_owned();
        self.anna.get(&format!("/dialogs/{id}")).await.is(200)
    }

    /// What was said in a chat, in order.
    async fn said(&self, chat: &str) -> Vec<String> {
        let id = self.dialog(chat).await["id"].as_str().unwrap().to_owned();
        let all = self.anna.get(&format!("/dialogs/{id}/messages")).await.is(200);
        let texts = all["items"].as_array().unwrap().iter().filter_map(|message| {
            message["body"]["sent"]["text"]["text"]
                .as_str()
                .map(str::to_owned)
        });
        texts.collect()
    }

    async fn calls(&self) -> Vec<Value> {
        let all = self.anna.get(&format!("{}/remote-calls", self.bot)).await.is(200);
        all["items"].as_array().unwrap().clone()
    }
}

fn address(link: &Value) -> String {
    let url = link["url"].as_str().unwrap();
    url.split('/').nth_back(1).unwrap().to_owned()
}

#[test]
fn a_service_changes_the_host_of_its_url_and_goes_on() {
    on_both(|server| async move {
        let settings = json!({"name": "Shop", "take_new_names": true});
        let shop = Shop::open(&server, settings).await;
        let link = shop
            .link(json!({"name": "Checker", "address": OLD.to_uppercase()}))
            .await;
        assert_eq!(address(&link), OLD);
        shop.hear("1227280", "hi", 1).await;
        assert_eq!(shop.said("1227280").await, ["Hello", "Your number?"]);

        let query = format!(
            "chatId=1227280&fields.refID=12345&details.userBalance=50%2B00+x&plain=1&tags=vip,new&stepId={STEP}&status=auto"
        );
        let answer = shop.call(OLD, &query).await;
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.is(200)["verdict"], "applied");
        let dialog = shop.dialog("1227280").await;
        assert_eq!(
            (&dialog["position"]["step"], &dialog["status"]),
            (&json!(STEP), &json!("auto"))
        );
        assert_eq!(
            dialog["fields"],
            json!({"refid": "12345", "userbalance": "50+00 x", "plain": "1"})
        );
        assert_eq!(shop.said("1227280").await.last().unwrap(), "Ref 12345 of 1227280");
        let contact = dialog["contact"]["id"].as_str().unwrap().to_owned();
        let contact = shop.anna.get(&format!("/contacts/{contact}")).await.is(200);
        assert_eq!(contact["tags"], json!(["vip", "new"]));

        // The younger address, other spellings, a form and JSON do the same.
        let twin = format!("//api/postbacks/{OLD}/bot-postback?chat_id=1227280&step_id=hello&status=auto");
        shop.server.anyone().get(&twin).await.is(200);
        assert_eq!(shop.dialog("1227280").await["position"]["step"], "ask");
        let form = "chatId=1227280&fields%5BrefID%5D=7&tags.remove=new";
        let path = format!("//api/bots/webhooks/{OLD}/updateDialog");
        let kind = Some("application/x-www-form-urlencoded");
        shop.server.anyone().send("POST", &path, kind, form).await.is(200);
        let body = json!({"chatId": 1_227_280, "fields": {"userBalance": 9.5}});
        shop.server
            .anyone()
            .send("POST", &path, Some("application/json"), body.to_string())
            .await
            .is(200);
        let dialog = shop.dialog("1227280").await;
        assert_eq!(
            dialog["fields"],
            json!({"refid": "7", "userbalance": "9.5", "plain": "1"})
        );

        // Whoever only asks whether the address is there changes nothing.
        let (anyone, with) = (shop.server.anyone(), format!("{path}?chatId=1227280&plain=2"));
        assert_eq!(anyone.send("HEAD", &with, None, Body::empty()).await.status, 204);
        assert_eq!(shop.dialog("1227280").await["fields"]["plain"], "1");
        let calls = shop.calls().await;
        assert_eq!(calls.len(), 4, "{calls:?}");
        assert_eq!(calls[0]["dialog"], shop.dialog("1227280").await["id"]);
        assert!(
            !calls.iter().any(|call| call.to_string().contains(OLD)),
            "{calls:?}"
        );
    });
}

#[test]
fn what_cannot_be_done_is_refused_whole_and_the_log_says_why() {
    on_both(|server| async move {
        let shop = Shop::open(
            &server,
            json!({"name": "Shop", "fields": [{"key": "size", "name": "Size", "options": ["S", "M"]}]}),
        )
        .await;
        let link = shop.link(json!({"name": "Checker"})).await;
        let at = address(&link);
        shop.hear("5", "hi", 1).await;
        let before = shop.dialog("5").await;
        for (query, status, word) in [
            ("fields.size=M", 400, "chatId"),
            ("chatId=5&fields.size=M&status=paused", 400, "paused"),
            (
                "chatId=5&fields.size=M&stepId=11111111-38f6-4b18-b9fa-e6582f5352d0",
                404,
                "no published step",
            ),
        ] {
            let answer = shop.call(&at, query).await.is(status);
            assert_eq!(answer["ok"], false, "{query}");
            assert!(answer["error"].as_str().unwrap().contains(word), "{answer}");
            assert_eq!(shop.dialog("5").await, before, "nothing of `{query}` was applied");
            assert_eq!(shop.calls().await[0]["verdict"], "refused");
        }
        // What the bot does not know is left out by itself, and said.
        let answer = shop
            .call(&at, "chatId=5&fields.size=XL&fields.color=red&tags=vip")
            .await
            .is(200);
        assert_eq!(answer["warnings"].as_array().unwrap().len(), 3, "{answer}");
        assert_eq!(shop.dialog("5").await["fields"], json!({}));
        assert!(
            shop.calls().await[0]["reason"]
                .as_str()
                .unwrap()
                .contains("color")
        );

        // A new address; the old one works for as long as it was given.
        let one = shop.bot.clone() + "/remotes/" + link["id"].as_str().unwrap();
        let fresh = shop
            .anna
            .post(&format!("{one}/rotate"), json!({"keep_hours": 1}))
            .await
            .is(200);
        shop.call(&at, "chatId=5&fields.size=S").await.is(200);
        shop.call(&address(&fresh), "chatId=5&fields.size=M")
            .await
            .is(200);
        server.pass(3601);
        shop.call(&at, "chatId=5&fields.size=S")
            .await
            .problem(404, "not_found");
        assert_eq!(shop.dialog("5").await["fields"]["size"], "M");
        shop.anna.delete(&one).await.is(204);
        shop.call(&address(&fresh), "chatId=5")
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn a_step_without_a_status_does_not_break_the_silence() {
    on_both(|server| async move {
        let shop = Shop::open(&server, json!({"name": "Shop"})).await;
        let at = address(&shop.link(json!({"name": "Checker"})).await);
        shop.hear("5", "hi", 1).await;
        shop.call(&at, "chatId=5&status=manual").await.is(200);
        let said = shop.said("5").await;
        shop.call(&at, &format!("chatId=5&stepId={STEP}")).await.is(200);
        let dialog = shop.dialog("5").await;
        assert_eq!(
            (&dialog["status"], &dialog["position"]["step"]),
            (&json!("manual"), &json!(STEP))
        );
        shop.hear("5", "anybody there?", 2).await;
        assert_eq!(shop.said("5").await, said, "it stands on the step and is silent");
        shop.call(&at, "chatId=5&status=auto").await.is(200);
        assert_eq!(shop.said("5").await.last().unwrap(), "Ref  of 5");
    });
}

#[test]
fn what_is_said_of_somebody_before_they_write_waits_for_them() {
    on_both(|server| async move {
        let mut shop = Shop::open(&server, json!({"name": "Shop", "take_new_names": true})).await;
        let at = address(&shop.link(json!({"name": "Checker"})).await);
        let kept = shop
            .call(&at, "chatId=9&fields.refID=1&fields.plan=gold&tags=vip")
            .await
            .is(200);
        assert_eq!(kept["verdict"], "kept");
        shop.call(&at, &format!("chatId=9&fields.refID=2&stepId={STEP}"))
            .await
            .is(200);
        shop.call(&at, "chatId=10&fields.refID=3&status=manual")
            .await
            .is(200);
        shop.call(&at, "chatId=11&fields.refID=4").await.is(200);
        assert_eq!(shop.anna.get("/dialogs").await.is(200)["items"], json!([]));

        shop.hear("9", "hi", 1).await;
        assert_eq!(
            shop.said("9").await,
            ["Ref 2 of 9"],
            "the kept step stands in place of the first"
        );
        let dialog = shop.dialog("9").await;
        assert_eq!(dialog["fields"], json!({"refid": "2", "plan": "gold"}));
        assert_eq!(shop.calls().await[0]["verdict"], "caught");
        shop.hear("10", "hi", 2).await;
        assert_eq!(shop.said("10").await, Vec::<String>::new());
        assert_eq!(shop.dialog("10").await["status"], "manual");

        // It is applied once, and forgotten after 90 days.
        shop.hear("9", "again", 3).await;
        assert_eq!(
            shop.calls()
                .await
                .iter()
                .filter(|call| call["verdict"] == "caught")
                .count(),
            2
        );
        server.pass(90 * 86_400 + 1);
        shop.hear("11", "hi", 4).await;
        let again = json!({"email": "anna@example.com", "password": "correct horse"});
        shop.anna = server.browser(server.anyone().post("/session", again).await.cookie());
        assert_eq!(shop.dialog("11").await["fields"], json!({}));
    });
}
