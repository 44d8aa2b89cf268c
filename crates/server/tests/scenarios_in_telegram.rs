//! Scenarios that talk in Telegram, behind the real binary and against the fake Bot API: a client's message starts one, a
//! group of staff is told, and the first press of its button counts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};
use signalbox_fakegram::{Act, Call, Deed, Fakegram, Limits, Options};
use signalbox_testkit::{Client, Signalbox, until};
use std::path::Path;

const TOKEN: &str = "12345:secret";
const GROUP: i64 = -1_000_000_000_500;

const CLIENT: &str = r#"
name: Asks for the price
start: {on: message_received, bot: shop, channel: telegram, text: price}
blocks:
  - do:
      - action: create_lead
        name: "Roses for {{contact.name}}"
      - action: send_message
        text: "<b>From 5</b>, {{contact.name}}"
        buttons: [[{text: Call me, press: {scenario: call-me}}]]
      - action: run_scenario
        apply_to: lead
        scenario: tell-staff
"#;
const STAFF: &str = r#"
name: Tells the staff
start: {on: manual, record: lead}
blocks:
  - do:
      - action: send_telegram
        bot: shop
        chat: "-1000000000500"
        text: |
          New: {{lead.name}}
          [button url="{tlink:1}" text="I take it"]
"#;
const TAKEN: &str = r#"
name: Taken
start: {on: manual, record: lead}
blocks:
  - if: [{left: "{{lead.tags}}", is: not_contains, right: taken}]
    do:
      - {action: change_tags, add: taken}
      - action: send_telegram
        bot: shop
        chat: "{tg_chat_id}"
        text: "{tg_user_name} pressed {tg_button} in {tg_chat_name}"
"#;
const CALL: &str = r#"
name: Call me
start: {on: manual, record: contact}
blocks:
  - do: [{action: add_note, text: "pressed {button}"}]
"#;

struct House {
    fake: Fakegram,
    client: Client,
    _server: Signalbox,
    _dir: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let fake = Fakegram::start(&Options {
            tokens: vec![TOKEN.to_owned()],
            limits: Limits::default(),
        });
        let dir = tempfile::tempdir().unwrap();
        let url = fake.url();
        let flags = ["--allow-internal", "127.0.0.0/8", "--telegram-url", &url];
        let server = Signalbox::start(Path::new(env!("CARGO_BIN_EXE_signalbox")), dir.path(), &flags);
        let owner = json!({"name": "Ann", "email": "ann@example.com", "password": "correct horse"});
        server.client().post("/api/v1/setup", owner);
        let token = server
            .command(&["token", "create", "--name", "test", "--scope", "admin"])
            .output()
            .unwrap();
        let client = server
            .client()
            .with_token(String::from_utf8_lossy(&token.stdout).trim());
        let bot = client.post(
            "/api/v1/bots",
            json!({"key": "shop", "settings": {"name": "Shop"}}),
        );
        let channels = format!("/api/v1/bots/{}/channels", bot["id"].as_str().unwrap());
        client.post(
            &channels,
            json!({"settings": {"kind": "telegram"}, "secret": TOKEN}),
        );
        Self {
            fake,
            client,
            _server: server,
            _dir: dir,
        }
    }

    fn scenario(&self, key: &str, text: &str) {
        let made = self
            .client
            .post("/api/v1/scenarios", json!({"key": key, "text": text}));
        let id = made["id"].as_str().unwrap();
        self.client.post(&format!("/api/v1/scenarios/{id}/on"), json!({}));
    }

    fn act(&self, user: i64, chat: Option<i64>, deed: Deed) {
        self.fake.act(TOKEN, Act { user, chat, deed });
    }

    fn writes(&self, user: i64, chat: Option<i64>, text: &str) {
        let deed = Deed::Text {
            text: text.to_owned(),
            entities: Vec::new(),
            reply_to: None,
        };
        self.act(user, chat, deed);
    }

    fn presses(&self, user: i64, chat: Option<i64>, button: &str) {
        let button = button.to_owned();
        self.act(user, chat, Deed::Press { button });
    }

    fn said(&self, text: &str) -> Vec<Call> {
        let calls = self.fake.calls("sendMessage");
        let same = |call: &Call| call.params["text"] == text;
        calls.into_iter().filter(same).collect()
    }

    fn answers(&self) -> Vec<Value> {
        let calls = self.fake.calls("answerCallbackQuery");
        calls.iter().map(|call| call.params["text"].clone()).collect()
    }
}

#[test]
fn a_clients_word_reaches_the_staff_and_one_of_them_takes_it() {
    let house = House::new();
    house.scenario("call-me", CALL);
    house.scenario("taken", TAKEN);
    let link = json!({"settings": {"name": "Take", "target": "https://x.example", "scenario": "taken"}});
    house.client.post("/api/v1/links", link);
    house.scenario("tell-staff", STAFF);
    house.scenario("price", CLIENT);

    // The bot is in the group of the staff; what they write there is no client's word.
    house.writes(8, Some(GROUP), "we are here");
    house.writes(7, None, "Price");
    until("the client is answered", || {
        house.said("From 5, User 7").iter().any(|call| call.done)
    });
    let answer = house.said("From 5, User 7").remove(0);
    assert_eq!(answer.params["chat_id"], 7);
    assert_eq!(
        answer.params["reply_markup"]["inline_keyboard"][0][0]["text"],
        "Call me"
    );

    let told = "New: Roses for User 7";
    until("the staff is told", || {
        house.said(told).iter().any(|call| call.done)
    });
    let button = &house.said(told)[0].params["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["text"], "I take it");
    assert!(button["callback_data"].as_str().unwrap().len() <= 64);

    house.presses(8, Some(GROUP), "I take it");
    until("the press is answered", || house.answers().len() == 1);
    // In the language of the workspace, Russian unless somebody chose another.
    assert_eq!(house.answers(), ["I take it: принято"]);
    let taken = format!("User 8 pressed I take it in Supergroup {GROUP}");
    until("who took it is told", || {
        house.said(&taken).iter().any(|call| call.done)
    });
    house.presses(9, Some(GROUP), "I take it");
    until("the second press is answered", || house.answers().len() == 2);

    house.presses(7, None, "Call me");
    until("the client's press is answered", || house.answers().len() == 3);
    let notes = || house.client.get("/api/v1/notes")["items"].to_string();
    until("the client's press ran its scenario", || {
        notes().contains("pressed Call me")
    });
    assert_eq!(
        house
            .fake
            .calls("sendMessage")
            .iter()
            .filter(|call| call.params["text"].to_string().contains("pressed I take it"))
            .count(),
        1,
        "one of two took it"
    );
}
