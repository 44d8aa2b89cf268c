//! Two workspaces on one server: whoever is in one reaches nothing of the other, by whatever route.

use crate::anything::{Draw, Drawn, furnish};
use crate::harness::{Client, Server, on_sqlite};
use crate::workspaces::{second, switch};
use serde_json::{Value, json};
use signalbox_api::Endpoint;
use std::collections::{BTreeMap, BTreeSet};

/// Copying the database is for the first workspace alone, streams do not end, and Boris must stay signed in.
const SKIPPED: [&str; 4] = ["backup_create", "stream_show", "setup_create", "session_delete"];
/// What says that oneself looks no more at something, and is heard in one's own workspace alone: whatever it names, nothing
/// happens.
const IDLE: [&str; 1] = ["dialog_presence_leave"];
/// How often every route is called.
const ROUNDS: usize = 12;

fn is_id(text: &str) -> bool {
    text.len() == 13
        && text
            .bytes()
            .all(|b| b"0123456789abcdefghjkmnpqrstvwxyz".contains(&b))
}

fn gather(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if is_id(text) => {
            into.insert(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|one| gather(one, into)),
        Value::Object(all) => all.values().for_each(|one| gather(one, into)),
        _ => {}
    }
}

/// Routes that only look, and need no id.
fn lists() -> Vec<Endpoint> {
    let mut all = signalbox_api::endpoints();
    all.retain(|endpoint| {
        endpoint.method == "GET" && !endpoint.path.contains('{') && !SKIPPED.contains(&endpoint.id)
    });
    all
}

/// Whether the path of a route begins with an id: names and keys are each workspace's own.
fn by_id(endpoint: &Endpoint) -> bool {
    let first = endpoint.path.split('/').find(|part| part.starts_with('{'));
    first.is_some_and(|name| !["{role}", "{key}", "{table}", "{name}"].contains(&name))
}

/// The first ids of the list a route belongs to: those of the very kind it wants.
async fn own_ids(anna: &Client<'_>, endpoint: &Endpoint) -> Vec<String> {
    let list = endpoint.path.split("/{").next().unwrap_or_default();
    let reply = anna.get(list).await;
    let Ok(page) = serde_json::from_str::<Value>(&reply.text) else {
        return Vec::new();
    };
    let items = page["items"].as_array().or(page.as_array());
    let ids = items.into_iter().flatten().filter_map(|item| item["id"].as_str());
    ids.take(2).map(str::to_owned).collect()
}

/// More for ids to lead to.
async fn fill(anna: &Client<'_>) {
    furnish(anna).await;
    anna.post("/sample", json!({})).await.is(201);
    anna.post("/teams", json!({ "name": "Sales", "members": [] }))
        .await
        .is(201);
    let invite = json!({ "email": "waits@example.com", "role": "operator" });
    anna.post("/invites", invite).await.is(201);
    anna.post("/tokens", json!({ "name": "shop", "scopes": ["read"] }))
        .await
        .is(201);
    let user =
        json!({ "name": "O", "email": "o@example.com", "password": "long enough", "role": "operator" });
    anna.post("/users", user).await.is(201);
    anna.post("/bots", json!({ "settings": { "name": "Helper" } }))
        .await
        .is(201);
}

/// Every id a person of the first workspace comes across.
async fn ids_of(anna: &Client<'_>) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for endpoint in lists() {
        let reply = anna.get(endpoint.path).await;
        // Some send files; what is in them is in the lists too.
        if let Ok(page) = serde_json::from_str(&reply.text) {
            gather(&page, &mut ids);
        }
    }
    ids
}

/// Every row of a workspace, table by table.
async fn rows_of(server: &Server, workspace: i64) -> BTreeMap<String, Vec<String>> {
    let read = server
        .db
        .read(move |tx| -> Result<_, signalbox_store::StoreError> {
            let tables = tx.all(
                "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.name = 'workspace_id'",
                &[],
                |row| row.text(0),
            )?;
            let mut all = BTreeMap::new();
            for table in tables {
                let columns = tx.all(
                    "SELECT name FROM pragma_table_info(?1) ORDER BY cid",
                    &[(&table).into()],
                    |row| row.text(0),
                )?;
                let quoted = columns.iter().map(|column| format!("quote(\"{column}\")"));
                let line = quoted.collect::<Vec<_>>().join(" || '|' || ");
                let sql = format!("SELECT {line} FROM \"{table}\" WHERE workspace_id = ?1 ORDER BY 1");
                all.insert(table, tx.all(&sql, &[workspace.into()], |row| row.text(0))?);
            }
            Ok(all)
        });
    read.await.unwrap()
}

/// Boris, who owns the second workspace and knows nothing of the first.
async fn boris<'s>(server: &'s Server, anna: &Client<'s>) -> Client<'s> {
    let shop = second(anna, "Shop").await;
    let there = switch(anna, &shop).await;
    let new =
        json!({ "name": "Boris", "email": "boris@example.com", "password": "long enough", "role": "owner" });
    there.post("/users", new).await.is(201);
    let sign_in = json!({ "email": "boris@example.com", "password": "long enough" });
    let signed = server.anyone().post("/session", sign_in).await;
    server.browser(signed.cookie())
}

/// What is wrong with an answer to who asks for something of another workspace. They are told that it is not there, that
/// they may not, or that they asked wrongly; of a list at most that it is empty.
fn fault(Drawn { sent, reply }: &Drawn, endpoint: &Endpoint) -> Option<String> {
    let empty = endpoint.method == "GET"
        && serde_json::from_str::<Value>(&reply.text).is_ok_and(|page| page["items"] == json!([]));
    // Without a body nothing can be wrong before the thing is looked for.
    let plain = endpoint.body.is_none() && endpoint.query.is_empty();
    if IDLE.contains(&endpoint.id) {
        return None;
    }
    let fine = match reply.status.as_u16() {
        403 | 404 => true,
        200 => empty,
        other => !plain && (400..500).contains(&other),
    };
    (!fine).then(|| format!("{} {sent}: {} {}", endpoint.id, reply.status, reply.text))
}

#[test]
fn no_route_reaches_into_another_workspace() {
    let document = signalbox_api::openapi();
    let mut routes = signalbox_api::endpoints();
    routes.retain(|endpoint| !SKIPPED.contains(&endpoint.id));
    on_sqlite(|server| async move {
        let anna = server.owner().await;
        fill(&anna).await;
        server.settle().await;
        let ids = ids_of(&anna).await;
        assert!(ids.len() > 60, "only {} ids to try", ids.len());
        let home = anna.get("/session").await.is(200)["workspace"]["id"].clone();
        let home: signalbox_model::WorkspaceId = serde_json::from_value(home).unwrap();
        let mut own = BTreeMap::new();
        for endpoint in routes.iter().filter(|endpoint| by_id(endpoint)) {
            own.insert(endpoint.path, own_ids(&anna, endpoint).await);
        }
        let boris = boris(&server, &anna).await;
        let before = rows_of(&server, home.0).await;
        assert!(before.len() > 60 && !before["lead"].is_empty() && !before["scenario"].is_empty());

        for endpoint in lists() {
            let reply = boris.get(endpoint.path).await;
            let leaked = ids.iter().find(|id| reply.text.contains(id.as_str()));
            assert_eq!(leaked, None, "GET {} tells of the other workspace", endpoint.path);
        }
        let mut draw = Draw::new(&document, ids.iter().cloned().collect());
        let (mut of_its_kind, mut faults) = (0, Vec::new());
        for endpoint in routes.iter().filter(|endpoint| by_id(endpoint)) {
            for id in own.get(endpoint.path).into_iter().flatten() {
                of_its_kind += 1;
                let other = ids.iter().next().unwrap();
                let parts = endpoint.path.split('/');
                let path = parts.map(|part| match part {
                    "{id}" => id,
                    part if part.starts_with('{') => other,
                    part => part,
                });
                let path = path.collect::<Vec<_>>().join("/");
                faults.extend(fault(&draw.call_at(&boris, endpoint, &path).await, endpoint));
            }
        }
        assert!(
            of_its_kind > 80,
            "only {of_its_kind} calls with an id that leads to something"
        );
        for _ in 0..ROUNDS {
            for endpoint in &routes {
                let drawn = draw.call(&boris, endpoint).await;
                if by_id(endpoint) {
                    faults.extend(fault(&drawn, endpoint));
                }
                let Drawn { sent, reply } = drawn;
                assert!(!reply.status.is_server_error(), "{sent}: {}", reply.text);
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        server.settle().await;
        boris.get("/session").await.is(200);
        let after = rows_of(&server, home.0).await;
        for (table, rows) in &before {
            assert_eq!(rows, &after[table], "{table} of the other workspace was changed");
        }
    });
}
