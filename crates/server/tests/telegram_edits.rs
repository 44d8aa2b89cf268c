//! Messages that are rewritten and taken back, on both sides of the Bot API.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use house::House;
use serde_json::{Value, json};
use signalbox_fakegram::{Deed, Fault, Rule};
use signalbox_testkit::until;

/// The first message of a chat.
const FIRST: i64 = 1;

#[test]
fn what_a_person_rewrites_is_shown_with_what_it_was() {
    let house = House::new();
    house.says(7, "2 cups");
    let dialog = house.opened(7);
    let text = "3 cups".to_owned();
    house.does(7, Deed::Edit { message: FIRST, text });
    until("the new wording is here", || house.heard(&dialog) == ["3 cups"]);
    let heard = house.messages(&dialog);
    let heard = heard.iter().find(|one| one["author"] == "contact").unwrap();
    assert_eq!(heard["past"][0]["text"]["text"], "2 cups");
    assert!(heard["edited_at"].is_i64());
}

#[test]
fn what_an_operator_rewrites_and_takes_back_changes_at_the_persons() {
    let house = House::new();
    house.says(7, "hello");
    let dialog = house.opened(7);
    let message = house.plan(&dialog, "Helo");
    house.becomes(&dialog, &message, "confirmed");
    let path = format!("/api/v1/messages/{message}");
    let edited = house
        .client
        .call("PATCH", &path, Some(&json!({"text": {"text": "Hello"}})));
    assert_eq!(edited.status, 200, "{edited:?}");
    assert_eq!(edited.body["past"][0]["text"]["text"], "Helo");
    until("Telegram rewrote it", || {
        let calls = house.fake.calls("editMessageText");
        calls
            .iter()
            .any(|call| call.params["text"] == "Hello" && call.done)
    });
    let removed = house.client.call("DELETE", &path, None);
    assert_eq!(removed.status, 200, "{removed:?}");
    assert!(removed.body["removed_at"].is_i64());
    until("Telegram took it back", || {
        let calls = house.fake.calls("deleteMessages");
        calls.iter().any(|call| call.done)
    });
    let again = house.client.call("DELETE", &path, None);
    assert_eq!(again.status, 409, "{again:?}");
}

#[test]
fn what_telegram_does_not_rewrite_is_told() {
    let house = House::new();
    house.says(7, "hello");
    let dialog = house.opened(7);
    let message = house.plan(&dialog, "Helo");
    house.becomes(&dialog, &message, "confirmed");
    let refusal = Fault::Status {
        code: 400,
        description: "Bad Request: message can't be edited".to_owned(),
        retry_after: None,
    };
    house.fake.fail(Rule::next("editMessageText", refusal));
    let body = json!({"text": {"text": "Hello"}});
    house
        .client
        .call("PATCH", &format!("/api/v1/messages/{message}"), Some(&body));
    let error = || house.state(&dialog, &message)["error"].clone();
    until("somebody is told", || error() != Value::Null);
    assert!(
        error().as_str().unwrap().contains("can't be edited"),
        "{}",
        error()
    );
    assert_eq!(house.state(&dialog, &message)["state"], "confirmed");
}
