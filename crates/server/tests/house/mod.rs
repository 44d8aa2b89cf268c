//! The real binary with one Telegram bot, against the fake Bot API.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test file uses a part of it"
)]

use serde_json::{Value, json};
use signalbox_fakegram::{Act, Call, Deed, Fakegram, Limits, Options};
use signalbox_testkit::{Client, Signalbox, until};
use std::path::Path;

pub const TOKEN: &str = "12345:secret";

pub struct House {
    pub fake: Fakegram,
    pub server: Signalbox,
    pub client: Client,
    pub bot: String,
    _dir: tempfile::TempDir,
}

impl House {
    /// A server with one bot, connected by long polling.
    pub fn new() -> Self {
        Self::with(&[])
    }

    pub fn with(flags: &[&str]) -> Self {
        let fake = Fakegram::start(&Options {
            tokens: vec![TOKEN.to_owned()],
            limits: Limits::default(),
        });
        let dir = tempfile::tempdir().unwrap();
        let url = fake.url();
        let mut all = vec!["--allow-internal", "127.0.0.0/8", "--telegram-url", &url];
        all.extend(flags);
        let server = Signalbox::start(Path::new(env!("CARGO_BIN_EXE_signalbox")), dir.path(), &all);
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
        let bot = bot["id"].as_str().unwrap().to_owned();
        let channel = json!({"settings": {"kind": "telegram"}, "secret": TOKEN});
        let made = client.post(&format!("/api/v1/bots/{bot}/channels"), channel);
        assert_eq!(made["status"]["username"], "bot12345_bot");
        Self {
            fake,
            server,
            client,
            bot,
            _dir: dir,
        }
    }

    pub fn says(&self, user: i64, text: &str) {
        self.does(
            user,
            Deed::Text {
                text: text.to_owned(),
                entities: Vec::new(),
                reply_to: None,
            },
        );
    }

    pub fn does(&self, user: i64, deed: Deed) {
        let act = Act {
            user,
            chat: None,
            deed,
        };
        self.fake.act(TOKEN, act);
    }

    /// The dialog with a person.
    pub fn dialog(&self, user: i64) -> Option<Value> {
        let path = format!("/api/v1/dialogs?view=all&q=User%20{user}");
        let page = self.client.try_call("GET", &path, None)?.ok();
        let chat = user.to_string();
        page["items"]
            .as_array()?
            .iter()
            .find(|one| one["chat"] == chat.as_str())
            .cloned()
    }

    /// The dialog with a person, once they have written.
    pub fn opened(&self, user: i64) -> String {
        until("the person is known", || self.dialog(user).is_some());
        self.dialog(user).unwrap()["id"].as_str().unwrap().to_owned()
    }

    pub fn messages(&self, dialog: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        let mut path = format!("/api/v1/dialogs/{dialog}/messages?limit=200");
        loop {
            let page = self.client.get(&path);
            let items = page["items"].as_array().unwrap().clone();
            let Some(first) = items.first().map(|one| one["id"].as_str().unwrap().to_owned()) else {
                return all;
            };
            all.splice(0..0, items);
            if page["older"] != json!(true) {
                return all;
            }
            path = format!("/api/v1/dialogs/{dialog}/messages?limit=200&before={first}");
        }
    }

    /// What the person wrote, as it is stored.
    pub fn heard(&self, dialog: &str) -> Vec<String> {
        let text = |message: &Value| {
            message["body"]["received"]["text"]["text"]
                .as_str()
                .map(str::to_owned)
        };
        self.messages(dialog).iter().filter_map(text).collect()
    }

    /// Plans a message; its id.
    pub fn plan(&self, dialog: &str, text: &str) -> String {
        let body = json!({"text": {"text": text}});
        let made = self
            .client
            .post(&format!("/api/v1/dialogs/{dialog}/messages"), body);
        made["id"].as_str().unwrap().to_owned()
    }

    pub fn state(&self, dialog: &str, message: &str) -> Value {
        let all = self.messages(dialog);
        let found = all.iter().find(|one| one["id"] == message).cloned();
        found.unwrap_or_else(|| panic!("{message} is gone"))
    }

    pub fn becomes(&self, dialog: &str, message: &str, state: &str) -> Value {
        let path = format!("{message} becomes {state}");
        until(&path, || self.state(dialog, message)["state"] == state);
        self.state(dialog, message)
    }

    /// Calls that said a text.
    pub fn said(&self, text: &str) -> Vec<Call> {
        let calls = self.fake.calls("sendMessage");
        calls
            .into_iter()
            .filter(|call| call.params["text"] == text)
            .collect()
    }

    pub fn channel(&self) -> Value {
        self.client.get(&format!("/api/v1/bots/{}/channels", self.bot))["items"][0].clone()
    }
}
