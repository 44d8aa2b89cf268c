use crate::harness::{Client, Server, on_both};
use serde_json::{Value, json};

pub async fn person<'s>(server: &'s Server, by: &Client<'s>, role: &str) -> (Client<'s>, Value) {
    let new = json!({ "name": role, "email": format!("{role}@example.com"), "password": "long enough", "role": role });
    let made = by.post("/users", new).await.is(201);
    let sign_in = json!({ "email": format!("{role}@example.com"), "password": "long enough" });
    let signed = server.anyone().post("/session", sign_in).await;
    (server.browser(signed.cookie()), made)
}

#[test]
fn people_are_made_changed_and_removed() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (boris, made) = person(&server, &anna, "operator").await;
        let id = made["id"].as_str().unwrap();
        assert_eq!(
            anna.get("/users").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        let twin = json!({ "name": "T", "email": "OPERATOR@example.com", "password": "long enough", "role": "admin" });
        let problem = anna.post("/users", twin).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "email");
        let changed = anna
            .patch(&format!("/users/{id}"), json!({ "role": "manager" }))
            .await
            .is(200);
        assert_eq!(
            (&changed["role"], &changed["name"]),
            (&json!("manager"), &json!("operator"))
        );
        anna.patch(&format!("/users/{id}"), json!({ "password": "quite another" }))
            .await
            .is(200);
        boris.get("/session").await.problem(401, "not_signed_in");
        anna.delete(&format!("/users/{id}")).await.is(204);
        anna.delete(&format!("/users/{id}"))
            .await
            .problem(404, "not_found");
        anna.delete("/users/nonsense").await.problem(404, "not_found");
    });
}

#[test]
fn each_role_may_do_its_own_and_no_more() {
    on_both(|server| async move {
        let anna = server.owner().await;
        // What a role may do: look, change the account, manage people.
        for (role, admin, people) in [
            ("admin", true, true),
            ("manager", true, false),
            ("operator", false, false),
            ("read_only", false, false),
        ] {
            let (somebody, _) = person(&server, &anna, role).await;
            somebody.get("/users").await.is(200);
            let set = somebody.put("/secrets/shop", json!({ "value": "x" })).await;
            assert_eq!(set.status.as_u16(), if admin { 200 } else { 403 }, "{role}");
            let list = somebody.get("/tokens").await;
            assert_eq!(list.status.as_u16(), if people { 200 } else { 403 }, "{role}");
        }
    });
}

#[test]
fn an_admin_cannot_take_over_an_owner_and_the_last_owner_stays() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (admin, _) = person(&server, &anna, "admin").await;
        let owner = anna.get("/session").await.is(200)["user"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("/users/{owner}");
        admin
            .patch(&path, json!({ "password": "taken over" }))
            .await
            .problem(403, "forbidden");
        admin
            .patch(&path, json!({ "role": "operator" }))
            .await
            .problem(403, "forbidden");
        admin.delete(&path).await.problem(403, "forbidden");
        let another =
            json!({ "name": "O", "email": "o@example.com", "password": "long enough", "role": "owner" });
        admin.post("/users", another).await.problem(403, "forbidden");
        anna.delete(&path).await.problem(409, "conflict");
        anna.get("/session").await.is(200);
    });
}

#[test]
fn a_token_shows_its_secret_once_and_does_what_its_scopes_say() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let made = anna
            .post("/tokens", json!({ "name": "shop", "scopes": ["read"] }))
            .await
            .is(201);
        let secret = made["token"].as_str().unwrap().to_owned();
        assert!(secret.starts_with("sbt_") && secret.len() == 47, "{secret}");
        assert!(secret.ends_with(made["last4"].as_str().unwrap()));
        let listed = anna.get("/tokens").await;
        assert!(!listed.text.contains(&secret));
        // No cookie, so no need for the header against forgery.
        let program = server.anyone().with("authorization", format!("Bearer {secret}"));
        assert_eq!(program.get("/session").await.is(200)["user"]["name"], "Anna");
        let problem = program
            .put("/secrets/x", json!({ "value": "v" }))
            .await
            .problem(403, "forbidden");
        assert!(
            problem["detail"].as_str().unwrap().contains("`admin`"),
            "{problem}"
        );
        program.delete("/session").await.problem(409, "conflict");
        anna.delete(&format!("/tokens/{}", made["id"].as_str().unwrap()))
            .await
            .is(204);
        program.get("/session").await.problem(401, "not_signed_in");
    });
}

#[test]
fn a_token_ends_when_it_was_told_to_and_never_outgrows_its_maker() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (boris, made) = person(&server, &anna, "admin").await;
        let end = crate::harness::START + 3_600_000_000;
        let new = json!({ "name": "t", "scopes": ["admin"], "expires_at": end });
        let token = boris.post("/tokens", new).await.is(201)["token"]
            .as_str()
            .unwrap()
            .to_owned();
        let program = server.anyone().with("authorization", format!("Bearer {token}"));
        program.put("/secrets/x", json!({ "value": "v" })).await.is(200);
        let id = made["id"].as_str().unwrap();
        anna.patch(&format!("/users/{id}"), json!({ "role": "read_only" }))
            .await
            .is(200);
        program
            .put("/secrets/x", json!({ "value": "v" }))
            .await
            .problem(403, "forbidden");
        program.get("/session").await.is(200);
        server.pass(3600);
        program.get("/session").await.problem(401, "not_signed_in");
        for bad in [
            json!({ "name": "", "scopes": ["read"] }),
            json!({ "name": "t", "scopes": [] }),
        ] {
            anna.post("/tokens", bad).await.problem(422, "invalid");
        }
    });
}

#[test]
fn settings_of_the_workspace_change_one_by_one_and_are_checked() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let changed = anna
            .patch("/workspace", json!({ "timezone": "Asia/Tokyo" }))
            .await
            .is(200);
        assert_eq!(
            (&changed["timezone"], &changed["currency"]),
            (&json!("Asia/Tokyo"), &json!("RUB"))
        );
        for (path, value) in [
            ("timezone", "Nowhere/At_All"),
            ("currency", "rub"),
            ("language", "de"),
            ("name", ""),
        ] {
            let problem = anna
                .patch("/workspace", json!({ path: value }))
                .await
                .problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], path);
        }
        assert_eq!(anna.get("/workspace").await.is(200), changed);
    });
}

#[test]
fn a_person_has_a_zone_of_their_own_or_that_of_the_workspace() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let zone = async || anna.get("/session").await.is(200)["user"]["timezone"].clone();
        assert_eq!(zone().await, Value::Null);
        let mine = json!({ "timezone": "Asia/Tokyo" });
        assert_eq!(
            anna.patch("/session/user", mine).await.is(200)["timezone"],
            "Asia/Tokyo"
        );
        // What else changes leaves it.
        anna.patch("/session/user", json!({ "theme": "dark" }))
            .await
            .is(200);
        assert_eq!(zone().await, "Asia/Tokyo");
        let wrong = anna
            .patch("/session/user", json!({ "timezone": "Mars/Base" }))
            .await;
        assert_eq!(wrong.problem(422, "invalid")["errors"][0]["path"], "timezone");
        anna.patch("/session/user", json!({ "timezone": "" }))
            .await
            .is(200);
        assert_eq!(zone().await, Value::Null);
    });
}
