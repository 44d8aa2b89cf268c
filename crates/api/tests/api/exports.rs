//! Every table as a file.

use crate::harness::on_both;
use serde_json::{Value, json};

#[test]
fn leads_are_exported_under_their_filter_and_columns() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post(
            "/fields",
            json!({ "record": "lead", "key": "budget", "name": "Budget", "type": "number" }),
        )
        .await
        .is(201);
        let contact = anna
            .post("/contacts", json!({ "name": "Petr", "phones": ["+79161234567"] }))
            .await
            .is(201);
        for n in 0..3 {
            let lead = json!({
                "name": if n == 0 { "=1+1".to_owned() } else { format!("Lead {n}, big") }, "sale": "1250.50",
                "tags": if n < 2 { json!(["a", "b"]) } else { json!([]) }, "fields": { "budget": n },
                "contacts": [contact["id"]],
            });
            anna.post("/leads", lead).await.is(201);
            server.pass(1);
        }
        let file = anna
            .get("/exports/leads?tag=a&columns=name,sale,tags,budget,contact_phone,created_at")
            .await;
        assert_eq!(
            file.headers["content-disposition"],
            "attachment; filename=\"leads-2026-06-01.csv\""
        );
        assert_eq!(
            file.text,
            "name,sale,tags,budget,contact_phone,created_at\r\n\
             \"Lead 1, big\",1250.50,\"a, b\",1,+79161234567,2026-06-01 03:00:01\r\n\
             '=1+1,1250.50,\"a, b\",0,+79161234567,2026-06-01 03:00:00\r\n"
        );
        let excel = anna
            .get("/exports/leads?bom=1&delimiter=%3B&language=ru&columns=name,sale,budget")
            .await
            .text;
        assert!(excel.starts_with("\u{feff}Сделка;Бюджет;Budget\r\n"), "{excel}");
        let lines = anna.get("/exports/leads?format=jsonl&columns=name").await;
        let names: Vec<Value> = lines
            .text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(names[2], json!({ "name": "=1+1" }));
        for (query, place) in [
            ("columns=no", "columns"),
            ("format=pdf", "format"),
            ("pipeline=none", "pipeline"),
        ] {
            let told = anna
                .get(&format!("/exports/leads?{query}"))
                .await
                .problem(422, "invalid");
            assert_eq!(told["errors"][0]["path"], place, "{query}");
        }
        anna.get("/exports/secrets").await.problem(422, "invalid");
    });
}

#[test]
fn every_table_is_exported_whole_page_by_page() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let lead = anna.post("/leads", json!({ "name": "Roof" })).await.is(201);
        let record = json!({ "kind": "lead", "id": lead["id"] });
        for n in 0..501 {
            anna.post("/notes", json!({ "record": record, "text": format!("note {n}") }))
                .await
                .is(201);
        }
        let notes = anna.get("/exports/notes?columns=text").await.text;
        assert_eq!(notes.lines().count(), 502);
        assert!(notes.ends_with("note 0\r\n"));
        for table in ["contacts", "companies", "tasks", "runs", "deliveries", "events"] {
            let file = anna.get(&format!("/exports/{table}")).await;
            assert_eq!(file.status, 200, "{table}: {}", file.text);
            assert!(file.text.starts_with("id,"), "{table}: {}", file.text);
        }
        let hook = anna
            .post("/hooks", json!({ "settings": { "name": "site" } }))
            .await
            .is(201);
        let arrivals = format!("/exports/arrivals?hook={}", hook["id"].as_str().unwrap());
        assert!(anna.get(&arrivals).await.text.starts_with("id,at,method"));
        anna.get("/exports/arrivals").await.problem(422, "invalid");
        server
            .anyone()
            .get("/exports/leads")
            .await
            .problem(401, "not_signed_in");
    });
}

#[test]
fn an_exported_table_can_be_imported_again() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let contact = json!({ "name": "Пётр", "phones": ["+79161234567", "+79161234568"], "emails": ["a@b.ru"], "tags": ["=vip"] });
        anna.post("/contacts", contact).await.is(201);
        let file = anna
            .get("/exports/contacts?language=ru&bom=1&delimiter=%3B")
            .await
            .text;
        let old = anna.get("/contacts").await.is(200)["items"][0].clone();
        anna.delete(&format!("/contacts/{}", old["id"].as_str().unwrap()))
            .await
            .is(204);
        let import = anna
            .send("POST", "/imports?kind=contact", Some("text/csv"), file)
            .await
            .is(201);
        let path = format!("/imports/{}", import["id"].as_str().unwrap());
        anna.post(&format!("{path}/run"), json!({})).await.is(202);
        server.work_imports().await;
        let new = anna.get("/contacts").await.is(200)["items"][0].clone();
        for field in ["name", "phones", "emails", "tags"] {
            assert_eq!(new[field], old[field], "{field}");
        }
    });
}

#[test]
fn the_audit_log_is_a_table_like_the_others_for_those_who_may_read_it() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let hook = json!({ "key": "shop", "settings": { "name": "Shop" } });
        anna.post("/hooks", hook).await.is(201);
        let file = anna
            .get("/exports/audit?kind=hook&columns=user,via,kind,deed,name")
            .await
            .text;
        assert_eq!(
            file,
            "user,via,kind,deed,name\r\nAnna,session,hook,created,shop\r\n"
        );
        let noted = anna.get("/audit?kind=export").await.is(200);
        assert_eq!(noted["items"].as_array().unwrap().len(), 1, "{noted}");
    });
}
