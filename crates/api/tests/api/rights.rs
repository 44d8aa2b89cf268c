//! Rights of roles: what one may not see does not exist, what one may not change is refused, everywhere alike.

use crate::harness::{Client, Server, on_both};
use crate::people::person;
use serde_json::{Value, json};

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

/// Leads by whose they are: the operator's, a team-mate's, a stranger's, nobody's.
struct Scene<'s> {
    anna: Client<'s>,
    operator: Client<'s>,
    leads: Vec<(&'static str, String)>,
}

async fn scene(server: &Server) -> Scene<'_> {
    let anna = server.owner().await;
    let (operator, me) = person(server, &anna, "operator").await;
    let (_, mate) = person(server, &anna, "read_only").await;
    let members = json!([id(&me), id(&mate)]);
    anna.post("/teams", json!({ "name": "Sales", "members": members }))
        .await
        .is(201);
    let stranger = anna.get("/session").await.is(200)["user"]["id"].clone();
    let mut leads = Vec::new();
    for (whose, responsible) in [
        ("mine", me["id"].clone()),
        ("mate", mate["id"].clone()),
        ("stranger", stranger),
        ("nobody", Value::Null),
    ] {
        let new = json!({ "name": format!("Lead {whose}"), "responsible_id": responsible, "tags": ["t"] });
        leads.push((whose, id(&anna.post("/leads", new).await.is(201))));
    }
    Scene {
        anna,
        operator,
        leads,
    }
}

async fn set(anna: &Client<'_>, role: &str, leads: Value) {
    let all = json!({ "see": "all", "edit": "all" });
    let rights = json!({ "leads": leads, "contacts": all, "companies": all, "tasks": all });
    anna.put(&format!("/roles/{role}"), rights).await.is(200);
}

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    let name = |item: &Value| {
        item["name"]
            .as_str()
            .or(item["title"].as_str())
            .unwrap()
            .to_owned()
    };
    let mut names: Vec<String> = items.iter().map(name).collect();
    names.sort();
    names
}

#[test]
fn every_operation_on_every_record_follows_the_rights_of_the_role() {
    // What the operator sees and may change, and whose leads these are.
    let everybody = ["mine", "mate", "stranger", "nobody"];
    let table: [(&str, &str, &[&str], &[&str]); 6] = [
        ("none", "none", &[], &[]),
        ("own", "none", &["mine"], &[]),
        ("own", "own", &["mine"], &["mine"]),
        ("team", "own", &["mine", "mate", "nobody"], &["mine"]),
        ("all", "team", &everybody, &["mine", "mate", "nobody"]),
        ("all", "all", &everybody, &everybody),
    ];
    on_both(move |server| async move {
        let Scene {
            anna,
            operator,
            leads,
        } = scene(&server).await;
        for (see, edit, seen, changed) in table {
            set(&anna, "operator", json!({ "see": see, "edit": edit })).await;
            let mut expected: Vec<String> = seen.iter().map(|whose| format!("Lead {whose}")).collect();
            expected.sort();
            for path in [
                "/leads",
                "/leads?tag=t",
                "/search?q=Lead",
                "/leads?query=Lead&open=1",
            ] {
                assert_eq!(names(&operator.get(path).await.is(200)), expected, "{see} {path}");
            }
            for (whose, id) in &leads {
                let (may_see, may_change) = (seen.contains(whose), changed.contains(whose));
                let reading = if may_see { 200 } else { 404 };
                for path in [
                    format!("/leads/{id}"),
                    format!("/timeline?record_kind=lead&record_id={id}"),
                    format!("/notes?record_kind=lead&record_id={id}"),
                    format!("/runs?record_kind=lead&record_id={id}"),
                ] {
                    let status = operator.get(&path).await.status.as_u16();
                    assert_eq!(status, reading, "{see}: {whose} {path}");
                }
                let refused = if may_see { 403 } else { 404 };
                let expect = |done: u16| if may_change { done } else { refused };
                let renamed = operator
                    .patch(&format!("/leads/{id}"), json!({ "source": whose }))
                    .await;
                assert_eq!(renamed.status.as_u16(), expect(200), "{see} {edit}: {whose}");
                let record = json!({ "kind": "lead", "id": id });
                let note = operator
                    .post("/notes", json!({ "record": record, "text": "called" }))
                    .await;
                assert_eq!(note.status.as_u16(), expect(201), "{see} {edit}: note on {whose}");
                if !may_change {
                    let gone = operator.delete(&format!("/leads/{id}")).await;
                    assert_eq!(gone.status.as_u16(), refused, "{see} {edit}: delete {whose}");
                }
            }
            let made = operator.post("/leads", json!({ "name": "New" })).await;
            assert_eq!(
                made.status.as_u16(),
                if edit == "none" { 403 } else { 201 },
                "{edit}"
            );
            if edit != "none" {
                let made = made.json();
                // Who sees only their own makes their own; it is seen at once.
                operator.get(&format!("/leads/{}", id(&made))).await.is(200);
                anna.delete(&format!("/leads/{}", id(&made))).await.is(204);
            }
        }
    });
}

#[test]
fn a_pipeline_can_be_hidden_or_only_looked_at() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (operator, _) = person(&server, &anna, "operator").await;
        let stages = json!([
            { "key": "new", "name": "New" },
            { "key": "won", "name": "Won", "kind": "won" },
            { "key": "lost", "name": "Lost", "kind": "lost" },
        ]);
        let made = anna
            .post(
                "/pipelines",
                json!({ "key": "repairs", "name": "Repairs", "stages": stages }),
            )
            .await;
        made.is(201);
        let usual = id(&anna.post("/leads", json!({ "name": "Sale" })).await.is(201));
        let repair = id(&anna
            .post("/leads", json!({ "name": "Repair", "pipeline": "repairs" }))
            .await
            .is(201));
        let all = json!({ "see": "all", "edit": "all" });
        for (access, seen, moved) in [
            (json!({ "see": "none", "edit": "none" }), 404, 403),
            (json!({ "see": "all", "edit": "none" }), 200, 403),
            (all.clone(), 200, 200),
        ] {
            let rights = json!({
                "leads": all, "contacts": all, "companies": all, "tasks": all, "pipelines": { "repairs": access },
            });
            anna.put("/roles/operator", rights).await.is(200);
            let found = operator.get(&format!("/leads/{repair}")).await;
            assert_eq!(found.status.as_u16(), seen, "{access}");
            let change = json!({ "pipeline": "repairs" });
            let done = operator.patch(&format!("/leads/{usual}"), change).await;
            assert_eq!(done.status.as_u16(), moved, "moved where {access}");
        }
    });
}

#[test]
fn logs_of_everything_are_for_who_sees_everything() {
    on_both(|server| async move {
        let Scene {
            anna,
            operator,
            leads,
        } = scene(&server).await;
        let logs = [
            "/runs",
            "/events",
            "/deliveries",
            "/timers",
            "/bulk-runs",
            "/stream?topics=runs",
        ];
        set(&anna, "operator", json!({ "see": "own", "edit": "own" })).await;
        for path in logs {
            operator.get(path).await.problem(403, "forbidden");
        }
        // A detail is no list: naming a record of one's own does not open it.
        let mine = &leads[0].1;
        let path = format!("/events/{mine}?record_kind=lead&record_id={mine}");
        operator.get(&path).await.problem(403, "forbidden");
        assert_eq!(operator.get("/session").await.is(200)["sees_everything"], false);
        set(&anna, "operator", json!({ "see": "all", "edit": "own" })).await;
        for path in &logs[..5] {
            operator.get(path).await.is(200);
        }
    });
}

#[test]
fn rights_that_make_no_sense_are_refused_and_a_token_ends_where_its_person_does() {
    on_both(|server| async move {
        let Scene {
            anna,
            operator,
            leads,
        } = scene(&server).await;
        let all = json!({ "see": "all", "edit": "all" });
        let rights =
            |leads: Value| json!({ "leads": leads, "contacts": all, "companies": all, "tasks": all });
        let further = rights(json!({ "see": "own", "edit": "all" }));
        let problem = anna.put("/roles/operator", further).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "leads.edit");
        let readers = anna.put("/roles/read_only", rights(all.clone())).await;
        assert_eq!(readers.problem(422, "invalid")["errors"][0]["path"], "leads.edit");
        anna.put("/roles/manager", rights(all.clone()))
            .await
            .problem(422, "invalid");
        operator
            .put("/roles/operator", rights(all.clone()))
            .await
            .problem(403, "forbidden");
        set(&anna, "operator", json!({ "see": "own", "edit": "own" })).await;
        // The same rights come back from the account's text.
        let text = anna.get("/export").await.text;
        assert!(text.contains("roles:\n  operator:\n"), "{text}");
        set(&anna, "operator", all.clone()).await;
        assert!(!anna.get("/export").await.text.contains("roles:"));
        anna.send("POST", "/apply", Some("application/yaml"), text.clone())
            .await
            .is(200);
        assert_eq!(anna.get("/export").await.text, text);
        operator
            .get(&format!("/leads/{}", leads[2].1))
            .await
            .problem(404, "not_found");
    });
}
