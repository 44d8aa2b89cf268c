//! What scenarios tell users: shown to those it is for, and of its buttons the first press counts.

use crate::harness::{Client, Server, on_both};
use crate::notifications::{fold, person};
use crate::walk::{hook, post, rows, scenario};
use serde_json::{Value, json};

const TELLS: &str = r#"
name: Tells
start: {on: hook_received, hook: calls}
blocks:
  - do:
      - {action: create_lead, name: "Call from {phone}"}
      - action: notify
        apply_to: lead
        users: "{to}"
        headline: "Somebody calls: {phone}"
        text: "{text}"
        sound: true
        browser: true
        buttons:
          - {text: I call, scenario: take, once: true}
          - {text: Later, scenario: later}
"#;
const TAKE: &str = r#"
name: Take
start: {on: manual, record: lead}
blocks:
  - do:
      - {action: change_responsible, user: "{user_id}"}
      - {action: add_note, text: "{user_name} pressed {button} for {phone}"}
"#;
const LATER: &str = r#"
name: Later
start: {on: manual, record: lead}
blocks:
  - do: [{action: add_note, text: "{user_name}: {button}"}]
"#;

/// The only announcement a person has.
async fn told(by: &Client<'_>) -> Value {
    let mut all = rows(by, "/notifications").await;
    all.retain(|row| row["kind"] == "announcement");
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn press(told: &Value) -> String {
    let id = told["announcement"]["id"].as_str().unwrap();
    format!("/notifications/announcements/{id}/press")
}

/// A call comes in, and those named by `to` are told.
async fn calls(server: &Server, anna: &Client<'_>, to: &str) {
    scenario(anna, "take", TAKE).await;
    scenario(anna, "later", LATER).await;
    let (_, address) = hook(anna, "calls", json!({})).await;
    scenario(anna, "tells", TELLS).await;
    post(
        server,
        &address,
        json!({"phone": "+380501234567", "text": "please", "to": to}),
    )
    .await;
    server.settle().await;
    fold(server).await;
}

#[test]
fn the_first_press_of_a_button_counts_and_the_others_read_who_it_was() {
    on_both(|server| async move {
        let anna = server.owner().await;
        calls(&server, &anna, "all").await;
        let (boris, id) = person(&anna, "boris").await;
        let seen = told(&boris).await;
        assert_eq!(seen["title"], "Somebody calls: +380501234567");
        let said = &seen["announcement"];
        assert_eq!(
            (&said["text"], &said["sound"], &said["browser"]),
            (&json!("please"), &json!(true), &json!(true))
        );
        assert_eq!(said["record"]["title"], "Call from +380501234567");
        boris.post(&press(&seen), json!({"button": 0})).await.is(204);
        let late = anna
            .post(&press(&seen), json!({"button": 0}))
            .await
            .problem(409, "conflict");
        assert!(
            late["detail"]
                .as_str()
                .unwrap()
                .contains("already taken by boris"),
            "{late}"
        );
        // The flag is the button's own: the other one stays live, as often as it is pressed (Z-86).
        for _ in 0..2 {
            anna.post(&press(&seen), json!({"button": 1})).await.is(204);
        }
        anna.post(&press(&seen), json!({"button": 2}))
            .await
            .problem(404, "not_found");
        server.settle().await;
        let shown = told(&anna).await;
        let buttons = &shown["announcement"]["buttons"];
        assert_eq!(
            (&buttons[0]["taken_by"], &buttons[1]["taken_by"]),
            (&json!("boris"), &json!(null))
        );
        let leads = rows(&anna, "/leads").await;
        assert_eq!(leads[0]["responsible_id"], id);
        let mut notes: Vec<String> = rows(&anna, "/notes")
            .await
            .iter()
            .map(|note| note["text"].as_str().unwrap().to_owned())
            .collect();
        notes.sort();
        assert_eq!(notes[2], "boris pressed I call for +380501234567");
        assert!(notes[0].ends_with(": Later") && notes[0] == notes[1], "{notes:?}");
    });
}

#[test]
fn only_those_it_is_for_see_it_and_press_its_buttons() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (boris, _) = person(&anna, "boris").await;
        let (vera, _) = person(&anna, "vera").await;
        calls(&server, &anna, "boris@example.com").await;
        let seen = told(&boris).await;
        for other in [&vera, &anna] {
            assert!(rows(other, "/notifications").await.is_empty());
            other
                .post(&press(&seen), json!({"button": 0}))
                .await
                .problem(404, "not_found");
        }
        boris.post(&press(&seen), json!({"button": 0})).await.is(204);
    });
}

#[test]
fn a_scenario_that_tells_nobody_says_why() {
    on_both(|server| async move {
        let anna = server.owner().await;
        calls(&server, &anna, "responsible").await;
        assert!(rows(&anna, "/notifications").await.is_empty());
        let runs = rows(&anna, "/runs").await;
        let path = format!("/runs/{}", runs[0]["id"].as_str().unwrap());
        let run = anna.get(&path).await.is(200);
        let step = &run["trace"]["blocks"][0]["steps"][1];
        assert_eq!(
            (&step["state"], &step["note"]),
            (&json!("skipped"), &json!("the record has no responsible to tell"))
        );
    });
}
