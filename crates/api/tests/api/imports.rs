//! Files become records, faults are told, and everything can be taken back.

use crate::harness::{Client, on_both, on_sqlite};
use serde_json::{Value, json};

/// Leads as amoCRM exports them, with faults of all kinds.
const AMO: &str = "\
ID;Название сделки;Бюджет ₽;Ответственный;Дата создания сделки;Теги сделки;Примечание;Этап сделки;Воронка;Полное имя контакта;Компания;Рабочий телефон (контакт);Рабочий email (контакт)
101;Крыша;150 000;Anna;27.11.2025 13:45:08;срочно, vip;Звонить утром;Переговоры;Продажи;Пётр Иванов;ООО Ромашка;'+7 (916) 123-45-67;petr@example.com
102;Забор;1 250,50;;31.02.2026;;;;;Ольга;;8 916 000-00-01, 8 916 000-00-02;
103;Окна;много;Борис;01.12.2025;;;;;;;;
104;Дверь;500;;02.12.2025;;;;;Пётр Иванов;ООО Ромашка;+79161234567;;лишнее
105;Ворота;700;;03.12.2025;;;Успешно реализовано;Продажи;Пётр;;89161234567;
101;Крыша ещё раз;1;;;;;;;;;;
";

async fn send(by: &Client<'_>, query: &str, bytes: impl Into<axum::body::Body>) -> Value {
    by.send("POST", &format!("/imports?{query}"), Some("text/csv"), bytes)
        .await
        .is(201)
}

fn path(import: &Value) -> String {
    format!("/imports/{}", import["id"].as_str().unwrap())
}

async fn configured(by: &Client<'_>, import: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut settings = import["settings"].clone();
    change(&mut settings);
    by.put(&format!("{}/settings", path(import)), settings)
        .await
        .is(200)
}

/// Does something with an import and waits for its end.
async fn done(by: &Client<'_>, import: &Value, what: &str) -> Value {
    let reply = by.post(&format!("{}/{what}", path(import)), json!({})).await;
    assert!(reply.status.is_success(), "{what}: {}", reply.text);
    by.server.work_imports().await;
    by.get(&path(import)).await.is(200)
}

async fn items(by: &Client<'_>, path: &str) -> Vec<Value> {
    by.get(path).await.is(200)["items"].as_array().unwrap().clone()
}

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["name"].as_str().unwrap()).collect()
}

fn codes(import: &Value) -> Vec<(String, i64)> {
    let problems = import["tally"]["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|problem| {
            (
                problem["code"].as_str().unwrap().to_owned(),
                problem["count"].as_i64().unwrap(),
            )
        })
        .collect()
}

#[test]
fn an_export_of_amocrm_comes_in_with_its_faults_explained() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let import = send(&anna, "kind=lead&name=amo.csv", AMO).await;
        assert_eq!(
            (&import["file"]["delimiter"], &import["file"]["encoding"]),
            (&json!(";"), &json!("UTF-8"))
        );
        assert_eq!(
            (&import["total"], &import["settings"]["header"]),
            (&json!(6), &json!(true))
        );
        assert_eq!(import["settings"]["repeats"]["by"], json!(["amo_id"]));
        assert_eq!(
            import["settings"]["columns"][1],
            json!({ "to": "field", "record": "lead", "field": "name" })
        );
        configured(&anna, &import, |settings| settings["create_stages"] = json!(true)).await;
        let checked = done(&anna, &import, "check").await;
        assert_eq!(checked["state"], "checked");
        let tally = &checked["tally"];
        assert_eq!(
            (&tally["created"], &tally["skipped"], &tally["refused"]),
            (&json!(2), &json!(1), &json!(3)),
            "{checked}"
        );
        let told = codes(&checked);
        for code in ["bad_date", "bad_amount", "unknown_user", "too_many_cells"] {
            assert!(told.contains(&(code.to_owned(), 1)), "{code} of {told:?}");
        }
        let date = &checked["tally"]["problems"][0];
        assert_eq!(
            (&date["column"], &date["first"][0]["line"]),
            (&json!(4), &json!(3))
        );
        assert_eq!(date["first"][0]["value"], "31.02.2026");
        // A trial leaves nothing.
        assert_eq!(items(&anna, "/leads").await.len(), 0);
        let ran = done(&anna, &import, "run").await;
        assert_eq!((&ran["state"], &ran["done"]), (&json!("finished"), &json!(6)));
        assert_eq!(
            (
                &ran["tally"]["created"],
                &ran["tally"]["skipped"],
                &ran["tally"]["refused"]
            ),
            (&json!(2), &json!(1), &json!(3))
        );
        let leads = items(&anna, "/leads").await;
        assert_eq!(names(&leads), ["Ворота", "Крыша"]);
        let roof = &leads[1];
        assert_eq!(roof["sale"], json!({ "minor": 15_000_000, "currency": "RUB" }));
        assert_eq!(
            (&roof["tags"], &roof["fields"]["amo_id"]),
            (&json!(["срочно", "vip"]), &json!("101"))
        );
        assert_eq!(roof["created_at"], json!(1_764_240_308_000_000_i64));
        assert_eq!(
            (&roof["contacts"][0]["name"], &roof["company"]["name"]),
            (&json!("Пётр Иванов"), &json!("ООО Ромашка"))
        );
        // The gate's contact is known again by the phone.
        assert_eq!(leads[0]["contacts"][0]["id"], roof["contacts"][0]["id"]);
        assert!(leads[0]["closed_at"].is_i64());
        assert_eq!(items(&anna, "/contacts").await.len(), 1);
        let pipelines = items(&anna, "/pipelines").await;
        let made = pipelines
            .iter()
            .find(|pipeline| pipeline["name"] == "Продажи")
            .unwrap();
        let stages = made["stages"].as_array().unwrap();
        let of = |lead: &Value| {
            stages
                .iter()
                .find(|stage| stage["id"] == lead["stage_id"])
                .unwrap()
                .clone()
        };
        // A stage that was missing is made; a won one means the one that is there.
        assert_eq!(
            (&of(roof)["name"], &of(roof)["kind"]),
            (&json!("Переговоры"), &json!("open"))
        );
        assert_eq!((&of(&leads[0])["kind"], stages.len()), (&json!("won"), 7));
        // Nothing started, and the timeline says who did it.
        let notes = format!(
            "/notes?record_kind=lead&record_id={}",
            roof["id"].as_str().unwrap()
        );
        assert_eq!(items(&anna, &notes).await[0]["text"], "Звонить утром");
    });
}

#[test]
fn refused_rows_are_loaded_mended_and_sent_again() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let file = "Name,Phone,Birthday\nAnna,+79161234567,\nBoris,,yesterday\n=Eve,,\n";
        let import = send(&anna, "kind=contact&name=people.csv", file).await;
        let import = configured(&anna, &import, |settings| {
            settings["columns"][2] =
                json!({ "to": "new_field", "record": "contact", "field": "birthday", "name": "Birthday", "holds": "date" });
        })
        .await;
        let ran = done(&anna, &import, "run").await;
        assert_eq!(
            (&ran["tally"]["created"], &ran["tally"]["refused"]),
            (&json!(2), &json!(1))
        );
        let refused = anna.get(&format!("{}/refused", path(&import))).await;
        assert_eq!(refused.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = refused.text.lines().collect();
        assert_eq!(lines[0], "\u{feff}Name,Phone,Birthday,line,reason");
        assert!(
            lines[1].starts_with("Boris,,yesterday,3,") && lines[1].contains("31.12.2026"),
            "{}",
            lines[1]
        );
        let mended = refused.text.replace("yesterday", "24.12.1990");
        let again = send(&anna, "kind=contact", mended).await;
        assert_eq!(
            again["settings"]["columns"][2],
            json!({ "to": "field", "record": "contact", "field": "birthday" })
        );
        let ran = done(&anna, &again, "run").await;
        assert_eq!(
            (&ran["tally"]["created"], &ran["tally"]["refused"]),
            (&json!(1), &json!(0)),
            "{ran}"
        );
        let boris = &items(&anna, "/contacts?query=boris").await[0];
        assert_eq!(boris["fields"]["birthday"], "1990-12-24");
        assert_eq!(items(&anna, "/imports").await.len(), 2);
    });
}

#[test]
fn an_import_is_taken_back_except_what_people_changed() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let old = anna
            .post(
                "/contacts",
                json!({ "name": "Olga", "phones": ["+79160000001"], "tags": ["old"] }),
            )
            .await
            .is(201);
        let file = "Name;Phone;Tags\nOlga Petrova;89160000001;new\nPetr;89160000002;\nIvan;89160000003;\n";
        let import = send(&anna, "kind=contact", file).await;
        let import = configured(&anna, &import, |settings| {
            settings["repeats"] = json!({ "by": ["phone"], "action": "update" });
        })
        .await;
        let ran = done(&anna, &import, "run").await;
        assert_eq!(
            (&ran["tally"]["updated"], &ran["tally"]["created"]),
            (&json!(1), &json!(2))
        );
        let olga = format!("/contacts/{}", old["id"].as_str().unwrap());
        let changed = anna.get(&olga).await.is(200);
        assert_eq!(
            (&changed["name"], &changed["tags"]),
            (&json!("Olga Petrova"), &json!(["old", "new"]))
        );
        let ivan = items(&anna, "/contacts?query=ivan").await[0].clone();
        server.pass(60);
        let ivan = format!("/contacts/{}", ivan["id"].as_str().unwrap());
        anna.patch(&ivan, json!({ "name": "Ivan the Great" }))
            .await
            .is(200);
        let undone = done(&anna, &import, "undo").await;
        assert_eq!(undone["state"], "undone");
        assert_eq!(
            (&undone["tally"]["undone"], &undone["tally"]["kept"]),
            (&json!(2), &json!(1)),
            "{undone}"
        );
        let back = anna.get(&olga).await.is(200);
        assert_eq!((&back["name"], &back["tags"]), (&json!("Olga"), &json!(["old"])));
        assert_eq!(
            names(&items(&anna, "/contacts").await),
            ["Ivan the Great", "Olga"]
        );
    });
}

#[test]
fn an_import_pauses_goes_on_and_makes_every_row_once() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let rows: String = (1..=250).map(|row| format!("Lead {row},{row}\n")).collect();
        let import = send(&anna, "kind=lead", format!("Lead,Amount\n{rows}")).await;
        anna.post(&format!("{}/run", path(&import)), json!({}))
            .await
            .is(202);
        server.step_imports(7).await;
        let paused = anna
            .post(&format!("{}/pause", path(&import)), json!({}))
            .await
            .is(200);
        assert_eq!((&paused["state"], &paused["done"]), (&json!("paused"), &json!(6)));
        server.work_imports().await;
        anna.post(&format!("{}/run", path(&import)), json!({}))
            .await
            .problem(409, "conflict");
        anna.post(&format!("{}/resume", path(&import)), json!({}))
            .await
            .is(200);
        server.work_imports().await;
        let ran = anna.get(&path(&import)).await.is(200);
        assert_eq!(
            (&ran["state"], &ran["tally"]["created"]),
            (&json!("finished"), &json!(250))
        );
        let leads = items(&anna, "/leads?limit=500").await;
        let mut found: Vec<&str> = names(&leads);
        found.dedup();
        assert_eq!(found.len(), 250);
        assert_eq!(leads[0]["name"], "Lead 250");
    });
}

#[test]
fn scenarios_start_only_when_asked() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let text = "name: Greet\nstart: {on: lead_created}\nblocks:\n  - do:\n      - action: add_note\n        text: hello\n";
        let scenario = anna.post("/scenarios", json!({ "text": text })).await.is(201);
        anna.post(
            &format!("/scenarios/{}/on", scenario["id"].as_str().unwrap()),
            json!({}),
        )
        .await;
        for (starts, runs) in [(false, 0), (true, 2)] {
            let import = send(&anna, "kind=lead", "Lead\nA\nB\n").await;
            let import = configured(&anna, &import, |settings| {
                settings["start_scenarios"] = json!(starts)
            })
            .await;
            done(&anna, &import, "run").await;
            server.settle().await;
            assert_eq!(
                items(&anna, "/runs").await.len(),
                runs,
                "start_scenarios: {starts}"
            );
        }
    });
}

#[test]
fn tasks_hang_on_records_that_are_found() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post("/leads", json!({ "name": "Roof" })).await.is(201);
        let file = "Task;Due;Lead;Done\nCall;31.12.2026 10:30;Roof;\nMeet;01.01.2027;Nobody;\nPaid;02.01.2027;;yes\n";
        let import = send(&anna, "kind=task", file).await;
        let ran = done(&anna, &import, "run").await;
        assert_eq!(
            (&ran["tally"]["created"], &ran["tally"]["refused"]),
            (&json!(2), &json!(1)),
            "{ran}"
        );
        assert_eq!(codes(&ran), [("no_record".to_owned(), 1)]);
        let tasks = items(&anna, "/tasks").await;
        assert_eq!(
            (&tasks[1]["text"], &tasks[1]["record"]["title"]),
            (&json!("Call"), &json!("Roof"))
        );
        assert!(tasks[0]["done_at"].is_i64());
        let undone = done(&anna, &import, "undo").await;
        assert_eq!(
            (&undone["tally"]["undone"], items(&anna, "/tasks").await.len()),
            (&json!(2), 0)
        );
    });
}

#[test]
fn what_cannot_be_imported_is_refused_with_a_remedy() {
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        for (query, kind, body, status, code) in [
            ("kind=lead", Some("text/csv"), "", 422, "invalid"),
            ("kind=lead", Some("text/plain"), "a,b", 415, "unsupported_media"),
            ("kind=note", Some("text/csv"), "a,b", 422, "invalid"),
            ("kind=lead&delimiter=x", Some("text/csv"), "a,b", 422, "invalid"),
            (
                "kind=lead&encoding=klingon",
                Some("text/csv"),
                "a,b",
                422,
                "invalid",
            ),
            ("kind=lead", Some("text/csv"), "\u{d0}\u{cf}", 201, ""),
        ] {
            let reply = anna.send("POST", &format!("/imports?{query}"), kind, body).await;
            match status {
                201 => drop(reply.is(201)),
                _ => drop(reply.problem(status, code)),
            }
        }
        let import = send(&anna, "kind=lead", "A,B\n1,2\n").await;
        let nothing = anna
            .post(&format!("{}/run", path(&import)), json!({}))
            .await
            .problem(422, "invalid");
        assert_eq!(nothing["errors"][0]["path"], "columns");
        let mut settings = import["settings"].clone();
        settings["columns"] = json!([
            { "to": "field", "record": "task", "field": "text" },
            { "to": "field", "record": "lead", "field": "no-such" },
        ]);
        let told = anna
            .put(&format!("{}/settings", path(&import)), settings)
            .await
            .problem(422, "invalid");
        let paths: Vec<_> = told["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["path"].clone())
            .collect();
        assert_eq!(paths, ["columns[0]", "columns[1]"]);
        anna.delete(&path(&import)).await.is(204);
        anna.get(&path(&import)).await.problem(404, "not_found");
    });
}

#[test]
fn values_of_columns_are_listed_for_mapping() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let import = send(
            &anna,
            "kind=lead",
            "Lead;Pipeline;Stage\nA;Sales;New\nB;Sales;New\nC;;Won\n",
        )
        .await;
        let told = anna
            .get(&format!("{}/values?column=1&with=2", path(&import)))
            .await
            .is(200);
        assert_eq!(
            told["items"],
            json!([{ "values": ["Sales", "New"], "count": 2 }, { "values": ["", "Won"], "count": 1 }])
        );
        let rows = anna
            .get(&format!("{}/rows?from=1&limit=2", path(&import)))
            .await
            .is(200);
        assert_eq!(
            (
                &rows["items"][0]["cells"][0],
                &rows["items"][1]["line"],
                &rows["next"]
            ),
            (&json!("A"), &json!(3), &json!("3"))
        );
    });
}

#[test]
fn links_that_an_update_added_go_when_it_is_taken_back() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let lead = anna.post("/leads", json!({ "name": "Roof" })).await.is(201);
        let lead = format!("/leads/{}", lead["id"].as_str().unwrap());
        let contact = json!({ "name": "Olga", "phones": ["+79160000001"] });
        anna.post("/contacts", contact).await.is(201);
        let file = "Lead name,Contact phone\nRoof,+79160000001\n";
        let import = send(&anna, "kind=lead&name=links.csv", file).await;
        configured(&anna, &import, |settings| {
            settings["columns"] = json!([
                { "to": "field", "record": "lead", "field": "name" },
                { "to": "field", "record": "contact", "field": "phone" }
            ]);
            settings["repeats"] = json!({ "by": ["name"], "action": "update" });
        })
        .await;
        done(&anna, &import, "run").await;
        let linked = anna.get(&lead).await.is(200);
        assert_eq!(linked["contacts"][0]["name"], "Olga", "{linked}");
        let undone = done(&anna, &import, "undo").await;
        assert_eq!(undone["state"], "undone", "{undone}");
        let free = anna.get(&lead).await.is(200);
        assert_eq!(free["contacts"], json!([]), "{free}");
        assert_eq!(items(&anna, "/contacts").await.len(), 1);
    });
}
