//! A person comes by a campaign's link, and a partner reports what they did.

use crate::harness::{Client, Server, on_both};
use axum::body::Body;
use serde_json::{Value, json};
use signalbox_model::Micros;
use signalbox_model::chat::{Inbound, Message, Report, Rich, Sender};

const OLD: &str = "51edc052-f7a2-4650-8085-d04abb38de5e";

struct House<'s> {
    server: &'s Server,
    anna: Client<'s>,
    channel: String,
    link: String,
    address: String,
}

impl<'s> House<'s> {
    /// A bot in Telegram whose one step gives the registration link, a campaign that leads to it, and a postback.
    async fn open(server: &'s Server) -> Self {
        let anna = server.owner().await;
        let settings = json!({"name": "Casino", "take_new_names": true, "short_links": ["reg"],
            "variables": {"base": "https://p.example/", "reg": "{{variables.base}}?sub1={{tracker.clickid}}"}});
        let bot = anna
            .post("/bots", json!({"key": "casino", "settings": settings}))
            .await
            .is(201);
        let bot = format!("/bots/{}", bot["id"].as_str().unwrap());
        let telegram = json!({"settings": {"kind": "telegram"}, "secret": "1:known"});
        let channel = anna.post(&format!("{bot}/channels"), telegram).await.is(201);
        let steps = json!([
            {"id": "hello", "step": "send", "messages": [{"text": "https://p.example/?sub1={{tracker.clickid}}&ad={{tracker.AD_name}}&c={{tracker.campaign}}"}]},
            {"id": "paid", "step": "send", "messages": [{"text": "You paid {{fields.last_deposit}}"}]},
            {"id": "link", "aliases": ["link"], "step": "send", "messages": [{"text": "{{variables.Reg}}"}]},
            {"id": "again", "step": "send", "messages": [{"text": "The second time"}]},
        ]);
        let flow = json!({"key": "main", "flow": {"name": "Main", "steps": steps}});
        let flow = anna.post(&format!("{bot}/flows"), flow).await.is(201);
        let path = format!("{bot}/flows/{}/publish", flow["id"].as_str().unwrap());
        anna.post(&path, json!({"revision": flow["draft"]["revision"]}))
            .await
            .is(200);
        let campaign = json!({"key": "spring", "settings": {
            "name": "Spring", "entry": {"to": "telegram", "bot": "casino"}, "currency": "EUR",
            "parameters": [{"name": "Ad", "parameter": "ad_name", "placeholder": "{{ad.name}}"},
                           {"name": "Team", "parameter": "team", "placeholder": "red"}]}});
        let campaign = anna.post("/campaigns", campaign).await.is(201);
        let link = campaign["url"]
            .as_str()
            .unwrap()
            .replace("https://crm.example.com", "/");
        assert_eq!(
            campaign["url_with_parameters"]
                .as_str()
                .unwrap()
                .split_once('?')
                .unwrap()
                .1,
            "ad_name={{ad.name}}&team=red"
        );
        let postback = json!({"address": OLD, "settings": {"name": "1win", "network": "1win", "names": {"withdraw": "withdrawal"}, "answer": "taken"}});
        let postback = anna.post("/postbacks", postback).await.is(201);
        let printed = postback["addresses"][1]["url"].as_str().unwrap();
        assert_eq!(
            printed,
            format!(
                "https://crm.example.com/api/postbacks/{OLD}/tracker-postback?clickid={{sub1}}&tracker.event=sale&tracker.cost={{amount}}&tracker.currency=usd&tracker.tid={{event_id}}&fields.last_deposit={{amount}}"
            )
        );
        Self {
            server,
            anna,
            channel: channel["token"].as_str().unwrap().to_owned(),
            link,
            address: format!("//api/postbacks/{OLD}/tracker-postback"),
        }
    }

    /// Opens the campaign's link in a browser; the click id.
    async fn click(&self, query: &str) -> String {
        let browser = self
            .server
            .anyone()
            .with("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        let answer = browser.get(&format!("{}?{query}", self.link)).await;
        assert_eq!(answer.status, 302, "{}", answer.text);
        let target = answer.headers["location"].to_str().unwrap();
        target
            .strip_prefix("https://t.me/shop_bot?start=")
            .unwrap()
            .to_owned()
    }

    /// Somebody presses Start in Telegram.
    async fn start(&self, chat: &str, start: Option<&str>) {
        let message = Message {
            id: "m1".into(),
            text: Rich::plain("/start"),
            start: Some(start.unwrap_or_default().to_owned()),
            ..Message::default()
        };
        self.hear(chat, format!("{chat}{start:?}"), message).await;
    }

    async fn write(&self, chat: &str, text: &str) {
        let message = Message {
            id: format!("m-{text}"),
            text: Rich::plain(text),
            ..Message::default()
        };
        self.hear(chat, format!("{chat}-{text}"), message).await;
    }

    async fn hear(&self, chat: &str, key: String, message: Message) {
        let inbound = Inbound {
            key,
            chat: chat.into(),
            chat_name: None,
            chat_kind: Default::default(),
            sender: Some(Sender {
                id: chat.into(),
                name: "Olha".into(),
                ..Sender::default()
            }),
            at: Micros(0),
            report: Report::Message(message),
        };
        let token = self.channel.clone();
        self.server
            .does(move |engine, tx, now| {
                let channel = signalbox_store::chat::channels::find_any_workspace(tx, &token)?.unwrap();
                engine.receive(tx, now, channel.workspace, channel.id, inbound)
            })
            .await;
    }

    async fn postback(&self, query: &str, status: u16) -> String {
        let answer = self
            .server
            .anyone()
            .get(&format!("{}?{query}", self.address))
            .await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.text);
        assert_eq!(answer.headers["cache-control"], "no-store");
        answer.text
    }

    /// The newest postback of the log.
    async fn last(&self) -> Value {
        self.anna.get("/postback-calls?limit=1").await.is(200)["items"][0].clone()
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

    async fn said(&self, chat: &str) -> Vec<String> {
        let id = self.dialog(chat).await["id"].as_str().unwrap().to_owned();
        let all = self.anna.get(&format!("/dialogs/{id}/messages")).await.is(200);
        let texts = all["items"].as_array().unwrap().iter();
        texts
            .filter_map(|message| {
                message["body"]["sent"]["text"]["text"]
                    .as_str()
                    .map(str::to_owned)
            })
            .collect()
    }
}

#[test]
fn a_click_becomes_a_dialog_whose_texts_know_how_its_person_came() {
    on_both(|server| async move {
        let house = House::open(&server).await;
        let code = house.click("ad_name=summer&team=").await;
        assert!(
            code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{code}"
        );
        assert_ne!(house.click("ad_name=other").await, code);
        // Who only looks what is there gets no click id.
        let bot = server
            .anyone()
            .with("user-agent", "TelegramBot (like TwitterBot)");
        assert_eq!(bot.get(&house.link).await.status, 204);
        house.start("7", Some(&code)).await;
        assert_eq!(
            house.said("7").await,
            [format!("https://p.example/?sub1={code}&ad=summer&c=spring")]
        );
        // A variable of the bot stands in another, and is given out as a short address.
        house.write("7", "link").await;
        let short = house.said("7").await[1].clone();
        let token = short.strip_prefix("https://crm.example.com/s/").unwrap();
        assert_eq!(token.len(), 7, "{short}");
        let followed = server.anyone().get(&format!("//s/{token}")).await;
        assert_eq!(
            followed.headers["location"],
            format!("https://p.example/?sub1={code}").as_str()
        );
        server.anyone().get("//s/nowhere").await.problem(404, "not_found");
        // Whoever comes by themselves has a click id as well.
        house.start("8", None).await;
        let said = house.said("8").await[0].clone();
        let own = said
            .split("sub1=")
            .nth(1)
            .unwrap()
            .split('&')
            .next()
            .unwrap()
            .to_owned();
        assert!(own.len() == 10 && own != code, "{said}");
        house
            .postback(&format!("clickid={own}&tracker.event=registration"), 200)
            .await;
        assert_eq!(house.last().await["verdict"], "taken");

        let range = format!("from=0&to={}", (server.secs() + 10) * 1_000_000);
        let by_campaign = house.anna.get(&format!("/tracker/report?{range}")).await.is(200);
        let rows = by_campaign["items"].as_array().unwrap();
        assert_eq!(
            (&rows[0]["value"], &rows[0]["clicks"], &rows[0]["starts"]),
            (&json!("Spring"), &json!(2), &json!(1))
        );
        assert_eq!(
            (&rows[1]["value"], &rows[1]["events"][0]["event"]),
            (&json!(null), &json!("registration"))
        );
        let by_ad = house
            .anna
            .get(&format!("/tracker/report?{range}&field=ad_name"))
            .await
            .is(200);
        let values: Vec<_> = by_ad["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["value"].clone())
            .collect();
        assert!(
            values.contains(&json!("summer")) && values.contains(&json!("other")),
            "{by_ad}"
        );
    });
}

#[test]
fn postbacks_are_judged_stored_and_counted() {
    on_both(|server| async move {
        let house = House::open(&server).await;
        let code = house.click("").await;
        house.start("7", Some(&code)).await;
        let event = |rest: &str| format!("clickid={code}&{rest}");
        // The table of 9.8: event and number as they are stored.
        for (query, verdict, stored) in [
            ("tracker.event=registration", "taken", "registration 1"),
            (
                "tracker.event=sale&tracker.cost=9.50&tracker.currency=usd&tracker.tid=1&fields.last_deposit=9.50&fields.user_id={user_id}",
                "taken",
                "sale 1",
            ),
            (
                "tracker.event=sale&tracker.cost=9.50&tracker.currency=usd&tracker.tid=1",
                "duplicate",
                "",
            ),
            (
                "tracker.event=sale&tracker.cost=5&tracker.currency=usd&tracker.tid=2",
                "taken",
                "resale 1",
            ),
            (
                "tracker.event=resale&tracker.cost=7,25&tracker.tid=3",
                "taken",
                "resale 2",
            ),
            (
                "tracker.event=Withdraw&tracker.cost=-10&tracker.currency=usd",
                "taken",
                "withdrawal 1",
            ),
            (
                "tracker.event=Withdraw&tracker.cost=-10&tracker.currency=usd",
                "duplicate",
                "",
            ),
        ] {
            assert_eq!(house.postback(&event(query), 200).await, "taken");
            let last = house.last().await;
            assert_eq!(last["verdict"], verdict, "{query}");
            let one = &last["conversion"];
            let name = one["event"]
                .as_str()
                .map(|event| format!("{event} {}", one["number"]));
            assert_eq!(name.unwrap_or_default(), stored, "{query}");
        }
        // Without an id of the partner the same text is another event after half a minute.
        server.pass(31);
        house
            .postback(
                &event("tracker.event=Withdraw&tracker.cost=-10&tracker.currency=usd"),
                200,
            )
            .await;
        assert_eq!(house.last().await["conversion"]["number"], 2);
        let dialog = house.dialog("7").await;
        assert_eq!(dialog["fields"], json!({"last_deposit": "9.50"}));
        // Sums of different currencies stand apart; without one it is the campaign's.
        let range = format!("from=0&to={}", (server.secs() + 10) * 1_000_000);
        let report = house.anna.get(&format!("/tracker/report?{range}")).await.is(200);
        let events = report["items"][0]["events"].as_array().unwrap();
        let resale = events.iter().find(|event| event["event"] == "resale").unwrap();
        assert_eq!(
            (&resale["count"], &resale["sums"]),
            (&json!(2), &json!({"EUR": 725, "USD": 500}))
        );

        // What says nothing that can be used is refused, with its place in the log.
        for query in [
            "clickid={clickid}&tracker.event=sale",
            "clickid=sub1&tracker.event=sale",
            "tracker.event=sale",
        ] {
            house.postback(query, 400).await;
            let last = house.last().await;
            assert_eq!(
                (&last["verdict"], &last["request"]),
                (&json!("refused"), &json!(query))
            );
            assert!(last["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
        }
        let head = format!("{}?{}", house.address, event("tracker.event=head"));
        assert_eq!(
            server
                .anyone()
                .send("HEAD", &head, None, Body::empty())
                .await
                .status,
            204
        );
        assert_ne!(house.last().await["event"], "head");
        server
            .anyone()
            .get("//api/postbacks/00000000-0000-4000-8000-000000000000/tracker-postback?clickid=a")
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn what_comes_before_its_person_waits_for_a_day() {
    on_both(|server| async move {
        let house = House::open(&server).await;
        for (n, code) in ["ext-1", "ext-2"].iter().enumerate() {
            house
                .postback(
                    &format!("clickid={code}&tracker.event=registration&tracker.tid={n}"),
                    200,
                )
                .await;
            house
                .postback(
                    &format!("clickid={code}&tracker.event=sale&tracker.tid={n}&fields.last_deposit=5"),
                    200,
                )
                .await;
            assert_eq!(house.last().await["verdict"], "unknown");
        }
        // The click id of another system is taken over, and what had waited is worked off in its order.
        assert_eq!(house.click("clickid=ext-1").await, "ext-1");
        let calls = house.anna.get("/postback-calls?clickid=ext-1").await.is(200);
        let verdicts: Vec<_> = calls["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|call| call["verdict"].clone())
            .collect();
        assert_eq!(verdicts, ["taken", "taken"]);
        house.start("7", Some("ext-1")).await;
        assert_eq!(
            house.dialog("7").await["fields"],
            json!({"last_deposit": "5"}),
            "fields waited for the dialog"
        );
        server.pass(24 * 3600 + 1);
        house.click("clickid=ext-2").await;
        let calls = house.anna.get("/postback-calls?clickid=ext-2").await.is(200);
        assert_eq!(
            calls["items"][0]["verdict"], "unknown",
            "after a day nobody waits any more"
        );
        // By hand it is still taken, once.
        let replay = format!(
            "/postback-calls/{}/replay",
            calls["items"][0]["id"].as_str().unwrap()
        );
        assert_eq!(
            house.anna.post(&replay, json!({})).await.is(200)["verdict"],
            "taken"
        );
        house.anna.post(&replay, json!({})).await.problem(409, "conflict");
    });
}

#[test]
fn lines_and_addresses_are_understood() {
    on_both(|server| async move {
        let house = House::open(&server).await;
        let code = house.click("").await;
        let all = house.anna.get("/postbacks").await.is(200);
        let one = format!("/postbacks/{}", all["items"][0]["id"].as_str().unwrap());
        let text = format!(
            "{code}:payout=10.5:cnv_status=sale:tid=1\nnobody:payout=1:cnv_status=sale\n\n{code}:broken"
        );
        let outcomes = house
            .anna
            .post(&format!("{one}/lines"), json!({"form": "binom", "text": text}))
            .await
            .is(200);
        let verdicts: Vec<_> = outcomes["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (line["line"].clone(), line["verdict"].clone()))
            .collect();
        assert_eq!(
            verdicts,
            [
                (json!(1), json!("taken")),
                (json!(2), json!("unknown")),
                (json!(4), json!(null))
            ]
        );
        let text = json!({"form": "keitaro", "text": format!("{code};5;rebill;2")});
        house.anna.post(&format!("{one}/lines"), text).await.is(200);
        let conversion = house.last().await["conversion"].clone();
        assert_eq!(
            (&conversion["event"], &conversion["cost"]),
            (&json!("resale"), &json!(500))
        );

        let url = format!(
            "https://crm.example.com/api/postbacks/{OLD}/tracker-postback?clickid={{sub1}}&tracker.event=sale"
        );
        let explained = house
            .anna
            .post("/postbacks/explain", json!({"url": url}))
            .await
            .is(200);
        assert_eq!(explained["parts"][0]["is_macro"], true);
        assert!(
            explained["refusal"].as_str().unwrap().contains("macro"),
            "{explained}"
        );
        let url = url.replace("{sub1}", &code);
        let explained = house
            .anna
            .post("/postbacks/explain", json!({"url": url}))
            .await
            .is(200);
        assert_eq!(
            (
                &explained["click_known"],
                &explained["number"],
                &explained["refusal"]
            ),
            (&json!(true), &json!(2), &json!(null))
        );
        assert_eq!(
            house.anna.get("/postback-calls").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            3,
            "explaining does nothing"
        );
    });
}

#[test]
fn the_source_of_a_campaign_is_told_through_the_outbox() {
    on_both(|server| async move {
        let house = House::open(&server).await;
        let campaigns = house.anna.get("/campaigns").await.is(200);
        let one = format!("/campaigns/{}", campaigns["items"][0]["id"].as_str().unwrap());
        let bad = json!({"calls": [{"event": "resale#x", "url": "https://s.example/"}]});
        let problem = house
            .anna
            .put(&format!("{one}/source-calls"), bad)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "calls[0].event");
        let url = "https://s.example/?cid={tracker.ad_name}&payout={cost}&cur={currency}";
        let calls = json!({"calls": [{"event": "sale", "url": url}, {"event": "resale#2", "url": "https://s.example/second"}]});
        let told = house
            .anna
            .put(&format!("{one}/source-calls"), calls.clone())
            .await
            .is(200);
        assert_eq!((&told["calls"], &told["on"]), (&calls["calls"], &json!(true)));
        let scenario = format!("/scenarios/{}", told["scenario"].as_str().unwrap());
        assert_eq!(house.anna.get(&scenario).await.is(200)["key"], "source-spring");
        let code = house.click("ad_name=a+b").await;
        house.start("7", Some(&code)).await;
        for (n, event) in ["registration", "sale", "resale", "resale", "resale"]
            .iter()
            .enumerate()
        {
            let query = format!(
                "clickid={code}&tracker.event={event}&tracker.tid={n}&tracker.cost=9.5&tracker.currency=usd"
            );
            house.postback(&query, 200).await;
        }
        let sent = house.anna.get("/deliveries").await.is(200);
        let urls: Vec<_> = sent["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["url"].clone())
            .collect();
        assert_eq!(
            urls,
            [
                "https://s.example/second",
                "https://s.example/?cid=a%20b&payout=9.50&cur=USD"
            ]
        );
    });
}

#[test]
fn an_erased_person_leaves_the_tracker_with_their_counts() {
    on_both(|server| async move {
        let house = House::open(&server).await;
        let (code, other) = (
            house.click("ad_name=summer").await,
            house.click("ad_name=other").await,
        );
        house.start("7", Some(&code)).await;
        house.start("8", Some(&other)).await;
        for code in [&code, &other] {
            let query = format!("clickid={code}&tracker.event=sale&tracker.cost=5&tracker.tid=t-{code}");
            house.postback(&query, 200).await;
        }
        let contact = house.dialog("7").await["contact"]["id"].clone();
        let path = format!("/contacts/{}", contact.as_str().unwrap());
        let file = house.anna.get(&format!("{path}/personal-data")).await.text;
        assert!(
            file.contains(&code) && file.contains("\"what\":\"conversion\""),
            "{file}"
        );
        assert!(!file.contains(&other), "{file}");

        let name = house.anna.get(&path).await.is(200)["name"].clone();
        house
            .anna
            .post(&format!("{path}/erase"), json!({ "name": name }))
            .await
            .is(201);
        crate::personal_data::work(&server).await;
        let log = house.anna.get("/postback-calls").await.text;
        assert!(!log.contains(&code) && log.contains(&other), "{log}");
        let range = format!("from=0&to={}", (server.secs() + 10) * 1_000_000);
        let report = house.anna.get(&format!("/tracker/report?{range}")).await.is(200);
        let row = &report["items"][0];
        assert_eq!(
            (&row["clicks"], &row["starts"], &row["events"][0]["count"]),
            (&json!(2), &json!(2), &json!(2)),
            "{report}"
        );
    });
}

#[test]
fn a_report_moves_the_dialog_as_the_auto_actions_say_and_tells_the_source() {
    on_both(|server| async move {
        let house = House::open(&server).await;
        let campaigns = house.anna.get("/campaigns").await.is(200);
        let one = format!("/campaigns/{}", campaigns["items"][0]["id"].as_str().unwrap());
        let rules = json!([
            {"event": "resale#2", "flow": "main", "step": "again", "status": "auto"},
            {"event": "sale", "flow": "main", "step": "paid", "status": "auto"},
            {"event": "resale", "flow": "main", "step": "hello", "status": "manual"},
        ]);
        let bad = json!({"rules": [{"event": "resale#x", "flow": "main"}]});
        let problem = house
            .anna
            .put(&format!("{one}/auto-actions"), bad)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "rules[0].event");
        let saved = house
            .anna
            .put(&format!("{one}/auto-actions"), json!({"rules": rules}))
            .await
            .is(200);
        assert_eq!((&saved["rules"], &saved["on"]), (&rules, &json!(true)));
        let scenario = format!("/scenarios/{}", saved["scenario"].as_str().unwrap());
        assert_eq!(house.anna.get(&scenario).await.is(200)["key"], "auto-spring");
        let url = "https://s.example/?cid={tracker.ad_name}&payout={cost}&cur={currency}";
        let calls = json!({"calls": [{"event": "sale", "url": url}]});
        let told = house
            .anna
            .put(&format!("{one}/source-calls"), calls.clone())
            .await
            .is(200);
        assert_eq!(told["calls"], calls["calls"]);

        let code = house.click("ad_name=a+b").await;
        house.start("7", Some(&code)).await;
        let hello = house.said("7").await[0].clone();
        for (n, event) in ["registration", "sale", "resale", "resale", "resale"]
            .iter()
            .enumerate()
        {
            house.postback(&format!("clickid={code}&tracker.event={event}&tracker.tid={n}&tracker.cost=9.5&tracker.currency=usd&fields.last_deposit={n}"), 200).await;
        }
        let said = house.said("7").await;
        assert_eq!(
            said,
            [&hello, "You paid 1", &hello, "The second time", &hello],
            "one rule for one event, the exact number first"
        );
        assert_eq!(house.dialog("7").await["status"], "manual");
        let sent = house.anna.get("/deliveries").await.is(200);
        let urls: Vec<_> = sent["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["url"].clone())
            .collect();
        assert_eq!(urls, ["https://s.example/?cid=a%20b&payout=9.50&cur=USD"]);
        // Somebody who came by themselves belongs to no campaign: its rules are not theirs.
        house.start("8", None).await;
        let own = house.said("8").await[0]
            .split("sub1=")
            .nth(1)
            .unwrap()
            .split('&')
            .next()
            .unwrap()
            .to_owned();
        house
            .postback(&format!("clickid={own}&tracker.event=sale"), 200)
            .await;
        assert_eq!(house.said("8").await.len(), 1);
    });
}
