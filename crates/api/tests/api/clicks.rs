//! Trigger links, as visitors and machines open them.

use crate::harness::{Client, Reply, Server, on_both};
use crate::walk::{rows, scenario};
use axum::body::Body;
use serde_json::{Value, json};

const PRESSED: &str =
    "name: Pressed\nstart: {on: manual}\nblocks: [{do: [{action: add_note, text: 'pressed {link}'}]}]";

async fn lead(anna: &Client<'_>) -> String {
    let made = anna.post("/leads", json!({ "name": "A b" })).await.is(201);
    made["id"].as_str().unwrap().to_owned()
}

/// Makes a link and its address for a lead; the path of the address.
async fn link(anna: &Client<'_>, lead: &str, mut settings: Value) -> (String, String) {
    settings["name"] = json!("Offer");
    settings["scenario"] = json!("pressed");
    settings["target"] = json!("https://shop.example/?n={{lead.name}}");
    let made = anna.post("/links", json!({ "settings": settings })).await.is(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let rendered = anna
        .post(
            &format!("/links/{id}/render"),
            json!({ "record": { "kind": "lead", "id": lead } }),
        )
        .await
        .is(200);
    let url = rendered["url"].as_str().unwrap().to_owned();
    (
        id,
        format!("/{}", url.strip_prefix("https://crm.example.com").unwrap()),
    )
}

async fn notes(server: &Server, anna: &Client<'_>, lead: &str) -> usize {
    server.settle().await;
    rows(anna, &format!("/notes?record_kind=lead&record_id={lead}"))
        .await
        .len()
}

#[track_caller]
fn goes_on(reply: &Reply) {
    assert_eq!(reply.status, 302, "{}", reply.text);
    assert_eq!(reply.headers["location"], "https://shop.example/?n=A%20b");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.headers["referrer-policy"], "no-referrer");
}

#[test]
fn a_click_of_a_person_starts_the_scenario_and_goes_on() {
    on_both(|server| async move {
        let anna = server.owner().await;
        scenario(&anna, "pressed", PRESSED).await;
        let lead = lead(&anna).await;
        let (id, address) = link(&anna, &lead, json!({})).await;
        goes_on(&server.anyone().get(&address).await);
        assert_eq!(notes(&server, &anna, &lead).await, 1);
        let shown = anna.get(&format!("/links/{id}")).await.is(200);
        assert_eq!((&shown["clicks"], &shown["number"]), (&json!(1), &json!(1)));
        server.anyone().get("//t/nothing").await.problem(404, "not_found");
        server
            .anyone()
            .delete(&address)
            .await
            .problem(405, "method_not_allowed");
        anna.delete(&format!("/links/{id}")).await.is(204);
        server.anyone().get(&address).await.problem(404, "not_found");
    });
}

#[test]
fn machines_that_open_links_start_nothing() {
    on_both(|server| async move {
        let anna = server.owner().await;
        scenario(&anna, "pressed", PRESSED).await;
        let lead = lead(&anna).await;
        let (_, address) = link(&anna, &lead, json!({})).await;
        let anyone = server.anyone();
        anyone.send("HEAD", &address, None, Body::empty()).await;
        for (name, value) in [
            ("user-agent", "TelegramBot (like TwitterBot)"),
            ("sec-purpose", "prefetch"),
        ] {
            let reply = anyone.clone().with(name, value).get(&address).await;
            assert!(!reply.headers.contains_key("location"), "{name}");
        }
        assert_eq!(notes(&server, &anna, &lead).await, 0);
    });
}

#[test]
fn a_link_that_asks_first_starts_only_when_the_button_is_pressed() {
    on_both(|server| async move {
        let anna = server.owner().await;
        scenario(&anna, "pressed", PRESSED).await;
        let lead = lead(&anna).await;
        let (_, address) = link(&anna, &lead, json!({ "confirm": true })).await;
        let page = server.anyone().get(&address).await;
        assert_eq!(page.status, 200);
        assert!(
            page.text.contains("<form") && page.text.contains("Offer"),
            "{}",
            page.text
        );
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(notes(&server, &anna, &lead).await, 0);
        goes_on(&server.anyone().send("POST", &address, None, Body::empty()).await);
        assert_eq!(notes(&server, &anna, &lead).await, 1);
    });
}

#[test]
fn a_link_for_once_goes_on_but_starts_once() {
    on_both(|server| async move {
        let anna = server.owner().await;
        scenario(&anna, "pressed", PRESSED).await;
        let lead = lead(&anna).await;
        let (_, address) = link(&anna, &lead, json!({ "fires": "once" })).await;
        for _ in 0..2 {
            goes_on(&server.anyone().get(&address).await);
            server.pass(60);
        }
        assert_eq!(notes(&server, &anna, &lead).await, 1);
    });
}

#[test]
fn a_link_opened_twice_at_once_starts_once() {
    on_both(|server| async move {
        let anna = server.owner().await;
        scenario(&anna, "pressed", PRESSED).await;
        let lead = lead(&anna).await;
        let (_, address) = link(&anna, &lead, json!({})).await;
        for (secs, started) in [(0, 1), (4, 1), (1, 2), (5, 3)] {
            server.pass(secs);
            goes_on(&server.anyone().get(&address).await);
            assert_eq!(notes(&server, &anna, &lead).await, started, "{secs}");
        }
    });
}

#[test]
fn the_manual_form_works_only_where_it_is_switched_on() {
    on_both(|server| async move {
        let anna = server.owner().await;
        scenario(&anna, "pressed", PRESSED).await;
        let lead = lead(&anna).await;
        let (id, _) = link(&anna, &lead, json!({ "manual_form": true })).await;
        let shown = anna.get(&format!("/links/{id}")).await.is(200);
        let example = shown["url_example"].as_str().unwrap();
        let path = example.strip_prefix("https://crm.example.com").unwrap();
        let token = path.split('/').nth(2).unwrap();
        let address = format!("//l/{token}/{lead}/2");
        goes_on(&server.anyone().get(&address).await);
        assert_eq!(notes(&server, &anna, &lead).await, 1);
        for wrong in [
            format!("//l/{token}/{lead}/1"),
            format!("//l/{token}/{lead}/9"),
            format!("//l/nope/{lead}/2"),
        ] {
            server.anyone().get(&wrong).await.problem(404, "not_found");
        }
        let settings = json!({ "name": "Offer", "target": "https://x", "scenario": "pressed" });
        anna.put(&format!("/links/{id}"), json!({ "settings": settings }))
            .await
            .is(200);
        server.anyone().get(&address).await.problem(404, "not_found");
    });
}

#[test]
fn a_link_that_cannot_work_is_refused_at_the_place() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let settings = json!({ "name": "", "target": "ftp://x", "scenario": "none" });
        let refused = anna
            .post("/links", json!({ "settings": settings }))
            .await
            .problem(422, "invalid");
        let paths: Vec<_> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["path"].clone())
            .collect();
        assert_eq!(
            paths,
            [
                json!("settings.name"),
                json!("settings.target"),
                json!("settings.scenario")
            ]
        );
        scenario(&anna, "pressed", PRESSED).await;
        let lead = lead(&anna).await;
        let (id, _) = link(&anna, &lead, json!({})).await;
        let nobody = json!({ "record": { "kind": "lead", "id": "0000000000000" } });
        anna.post(&format!("/links/{id}/render"), nobody)
            .await
            .problem(404, "not_found");
        anna.get("/links/0000000000000").await.problem(404, "not_found");
    });
}
