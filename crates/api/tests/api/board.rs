//! The board of leads: what its columns say, moving, required fields, bulk changes.

use crate::harness::{Client, Server, on_both};
use serde_json::{Value, json};

struct Stock {
    pipeline: Value,
}

impl Stock {
    async fn of(anna: &Client<'_>) -> Self {
        let pipelines = anna.get("/pipelines").await.is(200);
        Self {
            pipeline: pipelines["items"][0].clone(),
        }
    }

    fn stage(&self, kind: &str, nth: usize) -> &Value {
        let stages = self.pipeline["stages"].as_array().unwrap();
        let mut fitting = stages.iter().filter(|stage| stage["kind"] == kind);
        fitting.nth(nth).unwrap()
    }

    fn board(&self) -> String {
        format!("/pipelines/{}/board", self.pipeline["id"].as_str().unwrap())
    }
}

async fn lead(server: &Server, by: &Client<'_>, body: Value) -> String {
    server.pass(1);
    let made = by.post("/leads", body).await.is(201);
    made["id"].as_str().unwrap().to_owned()
}

fn column<'v>(board: &'v Value, stage: &Value) -> &'v Value {
    let columns = board["columns"].as_array().unwrap();
    columns
        .iter()
        .find(|column| column["stage_id"] == stage["id"])
        .unwrap()
}

fn names(cards: &Value) -> Vec<&str> {
    let cards = cards.as_array().unwrap();
    cards.iter().map(|card| card["name"].as_str().unwrap()).collect()
}

#[test]
fn columns_count_sum_and_page_under_a_filter() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let stock = Stock::of(&anna).await;
        let contact = anna.post("/contacts", json!({ "name": "Ivan" })).await.is(201);
        for n in 1..=5 {
            let tags = if n % 2 == 1 {
                json!(["odd", "all"])
            } else {
                json!(["all"])
            };
            let body =
                json!({ "name": format!("L{n}"), "sale": n * 10, "tags": tags, "contacts": [contact["id"]] });
            let id = lead(&server, &anna, body).await;
            if n == 2 {
                let task = json!({ "text": "Call", "due_at": 5, "record": { "kind": "lead", "id": id } });
                anna.post("/tasks", task).await.is(201);
            }
        }
        let first = stock.stage("open", 0);
        let board = anna.get(&format!("{}?limit=2", stock.board())).await.is(200);
        let whole = column(&board, first);
        assert_eq!(
            (&whole["count"], names(&whole["cards"])),
            (&json!(5), vec!["L5", "L4"])
        );
        assert_eq!(whole["sums"], json!([{ "minor": 15_000, "currency": "RUB" }]));
        let card = &whole["cards"][0];
        assert_eq!(
            (&card["contact"]["name"], &card["next_task_at"]),
            (&json!("Ivan"), &Value::Null)
        );
        let empty = column(&board, stock.stage("won", 0));
        assert_eq!((&empty["count"], &empty["sums"]), (&json!(0), &json!([])));

        let further = format!("{}/{}", stock.board(), first["id"].as_str().unwrap());
        let next = whole["next"].as_str().unwrap();
        let page = anna
            .get(&format!("{further}?limit=9&cursor={next}"))
            .await
            .is(200);
        assert_eq!(
            (names(&page["items"]), &page["next"]),
            (vec!["L3", "L2", "L1"], &Value::Null)
        );

        let key = first["key"].as_str().unwrap();
        for (query, order) in [
            (format!("sort.{key}=oldest"), vec!["L1", "L2", "L3", "L4", "L5"]),
            (format!("sort.{key}=amount&limit=2"), vec!["L5", "L4"]),
            (format!("sort.{key}=waiting&tag=odd"), vec!["L1", "L3", "L5"]),
            ("tag=odd,all".into(), vec!["L5", "L3", "L1"]),
            ("query=l2".into(), vec!["L2"]),
            ("task=overdue".into(), vec!["L2"]),
            ("task=none&tag=odd".into(), vec!["L5", "L3", "L1"]),
            ("responsible=nobody&query=L4".into(), vec!["L4"]),
        ] {
            let board = anna.get(&format!("{}?{query}", stock.board())).await.is(200);
            let shown = column(&board, first);
            assert_eq!(names(&shown["cards"]), order, "{query}");
            if !query.contains("limit") {
                assert_eq!(shown["count"], json!(order.len()), "{query}");
            }
        }
        // Every order pages without losing or repeating a card.
        for order in ["by_hand", "newest", "oldest", "amount", "waiting"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = anna
                    .get(&format!("{further}?limit=2&sort.{key}={order}{cursor}"))
                    .await
                    .is(200);
                seen.extend(names(&page["items"]).into_iter().map(str::to_owned));
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(seen.len(), 5, "{order}: {seen:?}");
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 5, "{order}");
        }
        for (query, path) in [
            (format!("sort.{key}=upwards"), format!("sort.{key}")),
            ("task=late".into(), "task".into()),
            ("created_from=soon".into(), "created_from".into()),
        ] {
            let problem = anna
                .get(&format!("{}?{query}", stock.board()))
                .await
                .problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], json!(path));
        }
        anna.get("/pipelines/0000000000001/board")
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn leads_keep_the_place_they_are_put_to() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let stock = Stock::of(&anna).await;
        let mut ids = Vec::new();
        for n in 0..6 {
            ids.push(lead(&server, &anna, json!({ "name": n.to_string() })).await);
        }
        let first = stock.stage("open", 0);
        let order = || async {
            let board = anna.get(&stock.board()).await.is(200);
            names(&column(&board, first)["cards"]).join("")
        };
        let put = |body: Value| anna.post("/leads/move", body);
        assert_eq!(order().await, "543210");
        put(json!({ "leads": [ids[0]], "stage": first["id"], "above": ids[3] }))
            .await
            .is(200);
        assert_eq!(order().await, "540321");
        put(json!({ "leads": [ids[5], ids[2]], "stage": first["id"], "below": ids[1] }))
            .await
            .is(200);
        assert_eq!(order().await, "403152");
        put(json!({ "leads": [ids[1]], "stage": first["key"] }))
            .await
            .is(200);
        assert_eq!(order().await, "140352");
        // Between two neighbours again and again: room is made when it runs out.
        for turn in 0..60 {
            let (leads, above) = if turn % 2 == 0 {
                ([&ids[1]], &ids[0])
            } else {
                ([&ids[4]], &ids[0])
            };
            put(json!({ "leads": leads, "stage": first["id"], "above": above }))
                .await
                .is(200);
        }
        assert_eq!(order().await, "140352");
        let other = stock.stage("open", 1);
        let gone = json!({ "leads": [ids[3]], "stage": other["id"], "above": ids[0] });
        let moved = put(gone).await.is(200);
        assert_eq!(moved["cards"][0]["stage_id"], other["id"]);
        // A place is no change of the lead: its history tells of the stage alone.
        let history = anna
            .get(&format!("/timeline?record_kind=lead&record_id={}", ids[1]))
            .await;
        assert_eq!(history.is(200)["items"].as_array().unwrap().len(), 1);
        for (body, path) in [
            (json!({ "leads": [], "stage": "new" }), "leads"),
            (json!({ "leads": [ids[0]], "stage": "nowhere" }), "stage"),
            (
                json!({ "leads": [ids[0]], "stage": "new", "above": ids[1], "below": ids[2] }),
                "above",
            ),
        ] {
            let problem = put(body).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], path);
        }
        let nobody = json!({ "leads": [ids[0], "0000000000001"], "stage": other["id"] });
        put(nobody).await.problem(404, "not_found");
        assert!(order().await.contains('0'), "all or none");
    });
}

#[test]
fn a_stage_asks_for_fields_and_names_each_that_is_empty() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let field = json!({ "record": "lead", "key": "budget", "name": "Budget", "type": "number" });
        anna.post("/fields", field).await.is(201);
        let stock = Stock::of(&anna).await;
        let mut pipeline = stock.pipeline.clone();
        let path = format!("/pipelines/{}", pipeline["id"].as_str().unwrap());
        pipeline.as_object_mut().unwrap().remove("id");
        for stage in pipeline["stages"].as_array_mut().unwrap() {
            stage.as_object_mut().unwrap().remove("id");
            if stage["kind"] == "won" {
                stage["required"] = json!(["sale", "budget", "contact"]);
            }
        }
        let saved = anna.put(&path, pipeline.clone()).await.is(200);
        let won = saved["stages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|stage| stage["kind"] == "won")
            .unwrap();
        assert_eq!(won["required"], json!(["sale", "budget", "contact"]));
        pipeline["stages"][0]["required"] = json!(["weather"]);
        let problem = anna.put(&path, pipeline).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "stages[0].required[0]");

        let id = lead(&server, &anna, json!({ "name": "A" })).await;
        let paths = |problem: &Value| {
            let errors = problem["errors"].as_array().unwrap().clone();
            errors
                .into_iter()
                .map(|fault| fault["path"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let to_won = json!({ "leads": [id], "stage": won["id"] });
        let problem = anna
            .post("/leads/move", to_won)
            .await
            .problem(422, "fields_required");
        assert_eq!(paths(&problem), ["sale", "fields.budget", "contact"]);
        let one = format!("/leads/{id}");
        let problem = anna.patch(&one, json!({ "stage": won["id"], "sale": 5 })).await;
        assert_eq!(
            paths(&problem.problem(422, "fields_required")),
            ["fields.budget", "contact"]
        );
        let made = anna
            .post("/leads", json!({ "name": "B", "stage": won["id"] }))
            .await;
        made.problem(422, "fields_required");
        let contact = anna.post("/contacts", json!({ "name": "Ivan" })).await.is(201);
        anna.put(
            &format!("{one}/contacts/{}", contact["id"].as_str().unwrap()),
            json!({}),
        )
        .await
        .is(204);
        let filled =
            json!({ "leads": [id], "stage": won["id"], "change": { "sale": 5, "fields": { "budget": 7 } } });
        let moved = anna.post("/leads/move", filled).await.is(200);
        assert_eq!(moved["cards"][0]["stage_id"], won["id"]);
        let whole = json!({ "name": "C", "stage": won["id"], "sale": 1, "fields": { "budget": 1 }, "contacts": [contact["id"]] });
        anna.post("/leads", whole).await.is(201);
        // What is exported makes an account without the field the same.
        let text = anna.get("/export").await.text;
        assert!(text.contains("required"), "{text}");
        let other = Server::alone().await;
        let boris = other.owner().await;
        let yaml = Some("application/yaml");
        boris.send("POST", "/apply", yaml, text.clone()).await.is(200);
        assert_eq!(boris.get("/export").await.text, text);
        // A field that goes is asked for no longer.
        let fields = anna.get("/fields?record=lead").await.is(200);
        let budget = format!(
            "/fields/{}?values=delete",
            fields["items"][0]["id"].as_str().unwrap()
        );
        anna.delete(&budget).await.is(204);
        assert!(!anna.get("/export").await.text.contains("budget"));
    });
}

#[test]
fn many_records_change_at_once() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let stock = Stock::of(&anna).await;
        for n in 0..7 {
            let tags = if n < 5 { json!(["old"]) } else { json!([]) };
            lead(&server, &anna, json!({ "name": n.to_string(), "tags": tags })).await;
        }
        let won = stock.stage("won", 0);
        let start = |body: Value| anna.post("/bulk-changes", body);
        let through = |bulk: Value| {
            let id = bulk["id"].as_str().unwrap().parse().unwrap();
            let server = &server;
            async move {
                loop {
                    let step = move |engine: &signalbox_engine::Engine, tx: &mut signalbox_store::Tx, now| {
                        let workspace = signalbox_store::bulk::running_any_workspace(tx)?[0].0;
                        engine.step_bulk(tx, now, workspace, id, 2)
                    };
                    if !server.does(step).await.0 {
                        break;
                    }
                }
            }
        };
        let bulk = start(json!({ "kind": "lead", "filter": { "tag": "old" }, "change": { "change": "move", "stage": won["id"] } }))
            .await
            .is(202);
        assert_eq!((&bulk["total"], &bulk["scenario"]), (&json!(5), &Value::Null));
        through(bulk).await;
        let board = anna.get(&stock.board()).await.is(200);
        assert_eq!(column(&board, won)["count"], 5);
        let me = anna.get("/session").await.is(200)["user"]["id"].clone();
        let some: Vec<Value> = board["columns"][0]["cards"]
            .as_array()
            .unwrap()
            .iter()
            .map(|card| card["id"].clone())
            .collect();
        let bulk = start(json!({ "kind": "lead", "records": some, "change": { "change": "assign", "responsible_id": me } })).await.is(202);
        through(bulk).await;
        let bulk = start(json!({ "kind": "lead", "records": some, "change": { "change": "tag", "add": ["new"], "remove": ["old"] } })).await.is(202);
        through(bulk).await;
        let mine = anna.get("/leads?responsible=me&tag=new").await.is(200);
        assert_eq!(mine["items"].as_array().unwrap().len(), 2);
        let bulk = start(
            json!({ "kind": "lead", "filter": { "stage": won["key"] }, "change": { "change": "delete" } }),
        )
        .await
        .is(202);
        through(bulk).await;
        assert_eq!(
            anna.get("/leads").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        for (body, path) in [
            (
                json!({ "kind": "lead", "change": { "change": "delete" } }),
                "records",
            ),
            (
                json!({ "kind": "contact", "records": [], "change": { "change": "move", "stage": won["id"] } }),
                "",
            ),
            (
                json!({ "kind": "lead", "records": some, "change": { "change": "tag" } }),
                "change",
            ),
            (
                json!({ "kind": "lead", "filter": { "stage": "nowhere" }, "change": { "change": "delete" } }),
                "stage",
            ),
        ] {
            let answer = start(body.clone()).await;
            if path.is_empty() {
                assert_eq!(answer.status, 202, "{}", answer.text);
            } else {
                assert_eq!(
                    answer.problem(422, "invalid")["errors"][0]["path"],
                    path,
                    "{body}"
                );
            }
        }
    });
}
