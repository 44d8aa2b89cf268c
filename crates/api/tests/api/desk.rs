//! The desk of operators: many dialogs at once, macros, drafts, calls by name, searches, counters.

use crate::harness::{Client, Server, on_both};
use crate::people::person;
use serde_json::{Value, json};
use signalbox_model::Micros;
use signalbox_model::chat::{ChatKind, Inbound, Message, Report, Rich, Sender};
use signalbox_store::notices;

/// A bot with a flow of one question, and people who wrote to it.
struct Desk<'s> {
    server: &'s Server,
    anna: Client<'s>,
    flow: String,
    channel: String,
}

impl<'s> Desk<'s> {
    async fn new(server: &'s Server) -> Self {
        let anna = server.owner().await;
        let bot = anna
            .post("/bots", json!({"settings": {"name": "Tea"}}))
            .await
            .is(201);
        let bot = format!("/bots/{}", bot["id"].as_str().unwrap());
        let settings = json!({"settings": {"kind": "web_chat"}});
        let channel = anna.post(&format!("{bot}/channels"), settings).await.is(201);
        let steps = json!([
            {"id": "hello", "step": "send", "messages": [{"text": "Hello"}], "next": "ask"},
            {"id": "ask", "step": "ask", "message": {"text": "Which?"}, "variable": "kind", "next": "end"},
            {"id": "end", "step": "finish"},
        ]);
        let flow = json!({"flow": {"name": "Order", "steps": steps}});
        let flow = anna.post(&format!("{bot}/flows"), flow).await.is(201);
        let path = format!("{bot}/flows/{}", flow["id"].as_str().unwrap());
        let revision = json!({"revision": flow["draft"]["revision"]});
        anna.post(&format!("{path}/publish"), revision).await.is(200);
        let channel = channel["token"].as_str().unwrap().to_owned();
        Self {
            server,
            anna,
            flow: path,
            channel,
        }
    }

    async fn hears(&self, chat: &str, n: u32, text: &str) {
        let token = self.channel.clone();
        let inbound = Inbound {
            key: format!("{chat}-{n}"),
            chat: chat.into(),
            chat_kind: Default::default(),
            chat_name: None,
            sender: Some(Sender {
                id: chat.into(),
                name: format!("Person {chat}"),
                ..Sender::default()
            }),
            at: Micros(0),
            report: Report::Message(Message {
                id: format!("m{n}"),
                text: Rich::plain(text),
                ..Message::default()
            }),
        };
        self.server
            .does(move |engine, tx, now| {
                let channel = signalbox_store::chat::channels::find_any_workspace(tx, &token)?.unwrap();
                engine.receive(tx, now, channel.workspace, channel.id, inbound)
            })
            .await;
    }

    async fn ids(&self, query: &str) -> Vec<Value> {
        let list = self.anna.get(&format!("/dialogs?{query}")).await.is(200);
        let rows = list["items"].as_array().unwrap().iter();
        rows.map(|row| row["id"].clone()).collect()
    }

    async fn dialog(&self, id: &Value) -> Value {
        let path = format!("/dialogs/{}", id.as_str().unwrap());
        self.anna.get(&path).await.is(200)
    }
}

async fn told(server: &Server, by: &Client<'_>) -> Vec<(String, String)> {
    let db = server.db.clone();
    server
        .does(move |_, tx, now| Ok(notices::fold_any_workspace(tx, now, 500, || db.next_id(now.0))?))
        .await;
    let list = by.get("/notifications").await.is(200);
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let rows = list["items"].as_array().unwrap().iter();
    rows.map(|row| (text(row, "kind"), text(row, "title"))).collect()
}

#[test]
fn many_dialogs_are_worked_at_once_and_a_refusal_spoils_only_its_own() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        for chat in ["a", "b", "c"] {
            desk.hears(chat, 1, "hi").await;
        }
        let ids = desk.ids("view=all").await;
        assert_eq!(ids.len(), 3);
        let acts = json!([
            {"act": "tag", "add": ["vip"]},
            {"act": "note", "text": "Sorry for the wait"},
            {"act": "snooze", "secs": 3600},
        ]);
        // The last of the acts is refused in a talk that is over: nothing of the others stays there.
        let over = format!("/dialogs/{}/close", ids[0].as_str().unwrap());
        desk.anna.post(&over, json!({})).await.is(200);
        let done = desk
            .anna
            .post("/dialogs/acts", json!({"dialogs": ids, "acts": acts}))
            .await
            .is(200);
        assert_eq!(done["done"], 2, "{done}");
        assert_eq!(done["refused"][0]["dialog"], ids[0]);
        assert_eq!(desk.ids("view=snoozed").await.len(), 2);
        assert_eq!(desk.ids("view=every&tag=vip").await.len(), 2);
        let problem = desk
            .anna
            .post("/dialogs/acts", json!({"dialogs": ids, "acts": []}));
        let problem = problem.await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "acts");
    });
}

#[test]
fn a_macro_is_everybodys_or_ones_own_and_does_all_by_one_press() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        let (petro, _) = person(&server, &desk.anna, "operator").await;
        desk.hears("a", 1, "hi").await;
        let ids = desk.ids("view=all").await;
        let acts = json!([
            {"act": "say", "text": "Thank you, {{contact.name}}!"},
            {"act": "close"},
        ]);
        let own = json!({"name": "Thank and close", "acts": acts});
        let made = desk.anna.post("/macros", own.clone()).await.is(201);
        desk.anna
            .post("/macros", own.clone())
            .await
            .problem(422, "invalid");
        assert_eq!(petro.get("/macros").await.is(200)["items"], json!([]));
        let press = json!({"dialogs": ids, "macro": made["id"]});
        petro
            .post("/dialogs/acts", press.clone())
            .await
            .problem(404, "not_found");

        let path = format!("/macros/{}", made["id"].as_str().unwrap());
        let shared = json!({"name": "Thank and close", "shared": true, "acts": acts});
        desk.anna.put(&path, shared).await.is(200);
        assert_eq!(petro.get("/macros").await.is(200)["items"][0]["shared"], true);
        let done = desk.anna.post("/dialogs/acts", press).await.is(200);
        assert_eq!((&done["done"], &done["refused"]), (&json!(1), &json!([])));
        let dialog = desk.dialog(&ids[0]).await;
        assert_eq!(dialog["status"], "finished");
        let path_messages = format!("/dialogs/{}/messages", ids[0].as_str().unwrap());
        let talk = desk.anna.get(&path_messages).await.is(200).to_string();
        assert!(talk.contains("Thank you, Person a!"), "{talk}");
        desk.anna.delete(&path).await.is(204);
        assert_eq!(desk.anna.get("/macros").await.is(200)["items"], json!([]));
    });
}

#[test]
fn whom_a_note_calls_and_who_is_given_a_dialog_is_told() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        let (petro, petros) = person(&server, &desk.anna, "operator").await;
        let me = desk.anna.get("/session").await.is(200)["user"].clone();
        desk.hears("a", 1, "hi").await;
        let id = desk.ids("view=all").await.remove(0);
        let path = format!("/dialogs/{}", id.as_str().unwrap());
        let note = json!({"text": "@Petro please look", "mentions": [petros["id"], me["id"]]});
        desk.anna.post(&format!("{path}/notes"), note).await.is(201);
        assert_eq!(
            told(&server, &petro).await,
            [("mentioned".to_owned(), "Person a".to_owned())]
        );
        let assign = json!({"user": petros["id"]});
        desk.anna.post(&format!("{path}/assign"), assign).await.is(200);
        assert_eq!(told(&server, &petro).await[0].0, "dialog_assigned");
        // Nobody is told of what they did themselves.
        desk.anna
            .post(&format!("{path}/assign"), json!({"user": me["id"]}))
            .await
            .is(200);
        assert_eq!(told(&server, &desk.anna).await, []);
    });
}

#[test]
fn what_one_begins_to_write_waits_on_every_machine_for_oneself() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        let (petro, _) = person(&server, &desk.anna, "operator").await;
        desk.hears("a", 1, "hi").await;
        let id = desk.ids("view=all").await.remove(0);
        let path = format!("/dialogs/{}/draft", id.as_str().unwrap());
        let draft = json!({"answer": "We have", "note": "expensive"});
        desk.anna.put(&path, draft.clone()).await.is(204);
        assert_eq!(desk.anna.get(&path).await.is(200), draft);
        let none = json!({"answer": "", "note": ""});
        assert_eq!(petro.get(&path).await.is(200), none);
        desk.anna.put(&path, none.clone()).await.is(204);
        assert_eq!(desk.anna.get(&path).await.is(200), none);
    });
}

#[test]
fn a_search_finds_what_was_said_in_any_alphabet_and_case() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        desk.hears("a", 1, "Доброго дня, ЧАЮ Ґрінфілд").await;
        desk.hears("b", 1, "Black tea, please").await;
        let found = desk
            .anna
            .get("/messages/search?q=%D1%87%D0%B0%D1%8E")
            .await
            .is(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
        assert_eq!(found["items"][0]["name"], "Person a");
        assert_eq!(found["reached"], json!(null));
        let dialog = &found["items"][0]["message"]["dialog"];
        let own = format!("/dialogs/{}/messages/search?q=GREEN", dialog.as_str().unwrap());
        assert_eq!(desk.anna.get(&own).await.is(200)["items"], json!([]));
        // The list finds the last words of a talk in the same way.
        assert_eq!(desk.ids("view=all&q=WHICH").await.len(), 2);
        desk.anna
            .get("/messages/search?q=%20")
            .await
            .problem(422, "invalid");

        let id = &found["items"][0]["message"]["id"];
        let around = format!(
            "/dialogs/{}/messages?around={}&limit=2",
            dialog.as_str().unwrap(),
            id.as_str().unwrap()
        );
        let page = desk.anna.get(&around).await.is(200);
        let ids: Vec<&Value> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["id"])
            .collect();
        assert!(ids.contains(&id), "{page}");
    });
}

#[test]
fn steps_count_who_came_and_the_people_are_listed() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        for chat in ["a", "b"] {
            desk.hears(chat, 1, "hi").await;
        }
        desk.hears("a", 2, "green").await;
        let counts = desk
            .anna
            .get(&format!("{}/counts?days=7", desk.flow))
            .await
            .is(200);
        let of = |step: &str| {
            let all = counts["items"].as_array().unwrap().iter();
            let mut found = all.filter(|count| count["step"] == step);
            let count = found.next().unwrap_or_else(|| panic!("no {step} in {counts}"));
            ["people", "entered", "gone", "failed", "waiting"].map(|field| count[field].as_i64().unwrap())
        };
        assert_eq!(of("hello"), [2, 2, 2, 0, 0]);
        assert_eq!(of("ask"), [2, 2, 1, 0, 1]);
        assert_eq!(of("end"), [1, 1, 0, 0, 1]);
        let flow = desk.flow.rsplit('/').next().unwrap();
        let on_ask = format!("view=every&flow={flow}&step=ask");
        assert_eq!(desk.ids(&on_ask).await.len(), 1);
        assert_eq!(
            desk.ids(&format!("{on_ask}&passed=entered&days=7")).await.len(),
            2
        );
        assert_eq!(desk.ids(&format!("{on_ask}&passed=gone")).await.len(), 1);
        assert_eq!(desk.ids(&format!("{on_ask}&passed=failed")).await.len(), 0);
        // A trial counts nothing.
        let tried = json!({"inputs": [{"text": "hi"}]});
        desk.anna.post(&format!("{}/try", desk.flow), tried).await.is(200);
        let again = desk
            .anna
            .get(&format!("{}/counts?days=7", desk.flow))
            .await
            .is(200);
        assert_eq!(again, counts);
    });
}

#[test]
fn who_waits_longest_comes_first() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        for chat in ["a", "b", "c"] {
            desk.hears(chat, 1, "hi").await;
            server.pass(60);
        }
        let ids = desk.ids("view=all").await;
        for id in &ids {
            let status = format!("/dialogs/{}/take", id.as_str().unwrap());
            desk.anna.post(&status, json!({})).await.is(200);
        }
        desk.hears("b", 2, "are you there?").await;
        server.pass(60);
        desk.hears("a", 2, "hello?").await;
        // The newest message first is `a`; who waits longest is `b`; `c` waits for nothing.
        let (c, b, a) = (&ids[0], &ids[1], &ids[2]);
        assert_eq!(desk.ids("view=all").await, [a.clone(), b.clone(), c.clone()]);
        assert_eq!(desk.ids("view=all&order=waiting").await, [b.clone(), a.clone()]);
        let first = desk
            .anna
            .get("/dialogs?view=all&order=waiting&limit=1")
            .await
            .is(200);
        assert_eq!(&first["items"][0]["id"], b);
        let next = format!(
            "view=all&order=waiting&cursor={}",
            first["next"].as_str().unwrap()
        );
        assert_eq!(desk.ids(&next).await, std::slice::from_ref(a));
    });
}

#[test]
fn everybodys_macros_are_part_of_the_accounts_text() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        let me = desk.anna.get("/session").await.is(200)["user"].clone();
        let scenario = json!({"name": "Call back", "start": {"on": "manual"}, "blocks": []});
        let scenario = json!({"key": "call_back", "scenario": scenario});
        let scenario = desk.anna.post("/scenarios", scenario).await.is(201);
        let acts = json!([
            {"act": "assign", "user": me["id"]},
            {"act": "run", "scenario": scenario["id"]},
            {"act": "move", "to": "order/ask"},
        ]);
        let shared = json!({"name": "Back to Anna", "shared": true, "acts": acts});
        let made = desk.anna.post("/macros", shared).await.is(201);
        let own = json!({"name": "Mine", "acts": [{"act": "close"}]});
        desk.anna.post("/macros", own).await.is(201);
        let text = desk.anna.get("/export").await.text;
        let email = me["email"].as_str().unwrap();
        assert!(
            text.contains("Back to Anna") && text.contains(&format!("user: {email}")),
            "{text}"
        );
        assert!(
            text.contains("scenario: call_back") && !text.contains("Mine"),
            "{text}"
        );
        let yaml = Some("application/yaml");
        desk.anna
            .delete(&format!("/macros/{}", made["id"].as_str().unwrap()))
            .await
            .is(204);
        desk.anna.send("POST", "/apply", yaml, text.clone()).await.is(200);
        let back = desk.anna.get("/macros").await.is(200);
        assert_eq!(back["items"][0]["acts"], acts, "{back}");
        assert_eq!(back["items"][1]["name"], "Mine", "one's own stay");
        let wrong = text.replace(&format!("user: {email}"), "user: nobody@example.com");
        let refused = desk.anna.send("POST", "/apply", yaml, wrong).await;
        let refused = refused.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "macros.Back to Anna[0].user");
    });
}

#[test]
fn pages_that_draw_one_flow_hear_of_each_other_and_of_each_save() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        let place = format!("{}/presence", desk.flow);
        desk.anna
            .post(&place, json!({"tab": "a", "place": "ask"}))
            .await
            .is(200);
        let both = desk.anna.post(&place, json!({"tab": "b"})).await.is(200);
        assert_eq!(both["people"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&both["people"][0]["place"], &both["revision"]),
            (&json!("ask"), &Value::Null)
        );
        let flow = json!({"name": "Order", "steps": []});
        let draft = desk
            .anna
            .put(&format!("{}/draft", desk.flow), json!({"flow": flow}))
            .await
            .is(200);
        let left = desk
            .anna
            .post(&place, json!({"tab": "a", "leaving": true}))
            .await
            .is(200);
        assert_eq!(left["revision"], draft["revision"]);
        assert_eq!(left["people"].as_array().unwrap().len(), 1);
        let long = json!({"tab": "x".repeat(65)});
        desk.anna.post(&place, long).await.problem(422, "invalid");
        let elsewhere = desk.flow.replace("/flows/", "/flows/zz");
        desk.anna
            .post(&format!("{elsewhere}/presence"), json!({"tab": "a"}))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn a_person_is_joined_with_a_contact_by_hand_and_parted_again() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        desk.hears("a", 1, "hi").await;
        let id = desk.ids("view=every").await.remove(0);
        let path = format!("/dialogs/{}/contact", id.as_str().unwrap());
        let olha = desk.anna.post("/contacts", json!({"name": "Olha"})).await.is(201);
        let to = json!({"contact": olha["id"]});
        desk.anna.put(&path, to.clone()).await.problem(409, "conflict");
        let parted = desk.anna.put(&path, json!({"contact": null})).await.is(200);
        assert_eq!(parted["contact"], Value::Null);
        let joined = desk.anna.put(&path, to).await.is(200);
        assert_eq!(joined["contact"]["title"], "Olha");
        let none = json!({"contact": "0000000000001"});
        desk.anna.put(&path, json!({"contact": null})).await.is(200);
        let problem = desk.anna.put(&path, none).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "contact");
        let own = desk.anna.post(&path, json!({})).await.is(200);
        assert_eq!(own["contact"]["title"], "Person a");
        assert_eq!(own["came"]["fields"]["source"], "Organic Tea");
    });
}

#[test]
fn chats_of_staff_are_the_groups_of_a_bot_and_an_operator_may_have_only_own_clients() {
    on_both(|server| async move {
        let desk = Desk::new(&server).await;
        desk.hears("a", 1, "hi").await;
        let token = desk.channel.clone();
        let inbound = Inbound {
            key: "g1".into(),
            chat: "-1001".into(),
            chat_kind: ChatKind::Group,
            chat_name: Some("Couriers".into()),
            sender: None,
            at: Micros(0),
            report: Report::Message(Message::default()),
        };
        let received = server.does(move |engine, tx, now| {
            let channel = signalbox_store::chat::channels::find_any_workspace(tx, &token)?.unwrap();
            engine.receive(tx, now, channel.workspace, channel.id, inbound)
        });
        received.await;
        let bot = desk.flow.split("/flows/").next().unwrap();
        let chats = desk.anna.get(&format!("{bot}/staff-chats")).await.is(200);
        assert_eq!(
            chats["items"],
            json!([{"chat": "-1001", "name": "Couriers", "kind": "group"}])
        );
        desk.anna
            .get("/bots/0000000000001/staff-chats")
            .await
            .problem(404, "not_found");

        let me = desk.anna.get("/session").await.is(200)["user"]["id"].clone();
        let place = format!("{bot}/operators/{}", me.as_str().unwrap());
        let own = json!({"own_clients_only": true});
        desk.anna.put(&place, own.clone()).await.problem(404, "not_found");
        desk.anna.put(&place, json!({"joined": true})).await.is(200);
        let all = desk.anna.put(&place, own).await.is(200);
        assert_eq!(
            (&all["items"][0]["own_clients_only"], &all["items"][0]["joined"]),
            (&json!(true), &json!(true))
        );
    });
}
