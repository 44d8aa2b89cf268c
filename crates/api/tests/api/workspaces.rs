//! One person in several workspaces, through the API.

use crate::factor::code;
use crate::harness::{Client, Server, on_both};
use crate::people::person;
use serde_json::{Value, json};

/// Makes a workspace; its id.
pub async fn second(anna: &Client<'_>, name: &str) -> String {
    let made = anna
        .post("/workspaces", json!({ "name": name, "language": "en" }))
        .await
        .is(201);
    assert_eq!((&made["name"], &made["role"]), (&json!(name), &json!("owner")));
    made["id"].as_str().unwrap().to_owned()
}

/// Goes over to a workspace; the browser that is there.
pub async fn switch<'s>(who: &Client<'s>, workspace: &str) -> Client<'s> {
    // Where one was last is told by the clock.
    who.server.pass(1);
    let there = who
        .post("/session/workspace", json!({ "workspace_id": workspace }))
        .await;
    let cookie = there.cookie();
    assert_eq!(there.is(200)["workspace"]["id"], workspace);
    who.server.browser(cookie)
}

async fn home_of(who: &Client<'_>) -> String {
    let session = who.get("/session").await.is(200);
    session["workspace"]["id"].as_str().unwrap().to_owned()
}

async fn sign_in<'s>(server: &'s Server, email: &str, password: &str) -> Client<'s> {
    let signed = server
        .anyone()
        .post("/session", json!({ "email": email, "password": password }))
        .await;
    assert_eq!(signed.status, 200, "{}", signed.text);
    server.browser(signed.cookie())
}

fn user(email: &str, role: &str) -> Value {
    json!({ "name": "B", "email": email, "password": "long enough", "role": role })
}

#[test]
fn a_workspace_is_made_and_one_goes_over_to_it_without_a_password() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let home = home_of(&anna).await;
        anna.post("/leads", json!({ "name": "At home" })).await.is(201);
        let shop = second(&anna, "Shop").await;
        let there = switch(&anna, &shop).await;
        anna.get("/session").await.problem(401, "not_signed_in");
        let session = there.get("/session").await.is(200);
        assert_eq!(session["user"]["email"], "anna@example.com");
        assert_eq!(
            (&session["first_workspace"], &session["may_make_workspaces"]),
            (&json!(false), &json!(true))
        );
        assert_eq!(there.get("/leads").await.is(200)["items"], json!([]));
        let pipelines = there.get("/pipelines").await.is(200);
        assert_eq!(
            pipelines["items"].as_array().unwrap().len(),
            1,
            "it is furnished like the first"
        );
        let all = there.get("/workspaces").await.is(200);
        let told: Vec<_> = all["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                (
                    row["id"].as_str().unwrap(),
                    row["role"].as_str().unwrap(),
                    row["current"] == true,
                )
            })
            .collect();
        assert_eq!(
            told,
            [(shop.as_str(), "owner", true), (home.as_str(), "owner", false)]
        );
        let audit = there.get("/audit").await.is(200);
        let entries = audit["items"].as_array().unwrap();
        assert!(
            entries
                .iter()
                .any(|entry| entry["kind"] == "workspace" && entry["deed"] == "created"),
            "{audit}"
        );
        let tries = there.get("/sign-ins").await.is(200);
        assert_eq!(tries["items"][0]["outcome"], "switched");
        // Signing in leads where one was last.
        let again = sign_in(&server, "anna@example.com", "correct horse").await;
        assert_eq!(home_of(&again).await, shop);
        let back = switch(&again, &home).await;
        assert_eq!(
            back.get("/leads").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert_eq!(
            back.get("/sessions").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
    });
}

#[test]
fn going_over_follows_the_rules_of_sessions() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let shop = second(&anna, "Shop").await;
        let to = |id: &str| json!({ "workspace_id": id });
        anna.clone()
            .without("x-signalbox")
            .post("/session/workspace", to(&shop))
            .await
            .problem(403, "forbidden");
        server
            .anyone()
            .post("/session/workspace", to(&shop))
            .await
            .problem(401, "not_signed_in");
        anna.post("/session/workspace", to("0000000000001"))
            .await
            .problem(404, "not_found");
        let token = anna
            .post("/tokens", json!({ "name": "t", "scopes": ["admin"] }))
            .await
            .is(201);
        let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
        let program = server.anyone().with("authorization", bearer);
        program
            .post("/session/workspace", to(&shop))
            .await
            .problem(409, "conflict");
        // Whoever was removed does not come back in.
        let there = switch(&anna, &shop).await;
        there
            .post("/users", user("boris@example.com", "owner"))
            .await
            .is(201);
        let boris = sign_in(&server, "boris@example.com", "long enough").await;
        let me = there.get("/session").await.is(200)["user"]["id"].clone();
        let anna = sign_in(&server, "anna@example.com", "correct horse").await;
        boris
            .delete(&format!("/users/{}", me.as_str().unwrap()))
            .await
            .is(204);
        there.get("/session").await.problem(401, "not_signed_in");
        anna.get("/session").await.problem(401, "not_signed_in");
        let anna = sign_in(&server, "anna@example.com", "correct horse").await;
        anna.post("/session/workspace", to(&shop))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn a_page_of_one_workspace_does_not_write_into_another() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let home = home_of(&anna).await;
        let shop = second(&anna, "Shop").await;
        let there = switch(&anna, &shop).await;
        // Another tab still shows the first workspace.
        let stale = there.clone().with("x-signalbox-workspace", home.clone());
        let lead = json!({ "name": "Wrong house" });
        stale
            .post("/leads", lead.clone())
            .await
            .problem(409, "other_workspace");
        stale.get("/leads").await.problem(409, "other_workspace");
        stale
            .get(&format!("/stream?topics=runs&workspace={home}"))
            .await
            .problem(409, "other_workspace");
        there
            .get(&format!("/stream?topics=runs&workspace={home}"))
            .await
            .problem(409, "other_workspace");
        assert_eq!(there.get("/leads").await.is(200)["items"], json!([]));
        let fresh = there.with("x-signalbox-workspace", shop);
        fresh.post("/leads", lead).await.is(201);
        fresh
            .clone()
            .with("x-signalbox-workspace", "nonsense")
            .get("/leads")
            .await
            .problem(409, "other_workspace");
    });
}

#[test]
fn owners_of_the_first_workspace_make_new_ones_and_nobody_else() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let new = json!({ "name": "Mine" });
        for role in ["admin", "manager", "operator"] {
            let (somebody, _) = person(&server, &anna, role).await;
            somebody
                .post("/workspaces", new.clone())
                .await
                .problem(403, "forbidden");
            assert_eq!(
                somebody.get("/session").await.is(200)["may_make_workspaces"],
                false
            );
        }
        let token = |scope: &str| json!({ "name": "t", "scopes": [scope] });
        let program = |made: Value| {
            let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
            server.anyone().with("authorization", bearer)
        };
        let narrow = program(anna.post("/tokens", token("write")).await.is(201));
        narrow
            .post("/workspaces", new.clone())
            .await
            .problem(403, "forbidden");
        let wide = program(anna.post("/tokens", token("admin")).await.is(201));
        wide.post("/workspaces", new.clone()).await.is(201);
        for (field, bad) in [
            ("name", json!(" ")),
            ("timezone", json!("Mars/X")),
            ("currency", json!("euro")),
            ("language", json!("de")),
        ] {
            let mut faulty = new.clone();
            faulty[field] = bad;
            let problem = anna.post("/workspaces", faulty).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], field);
        }
        let shop = second(&anna, "Shop").await;
        let there = switch(&anna, &shop).await;
        there
            .post("/users", user("boris@example.com", "owner"))
            .await
            .is(201);
        let boris = sign_in(&server, "boris@example.com", "long enough").await;
        boris
            .post("/workspaces", new.clone())
            .await
            .problem(403, "forbidden");
        // A token of the shop does not reach beyond it, whoever made it.
        let local = program(there.post("/tokens", token("admin")).await.is(201));
        local.post("/workspaces", new).await.problem(403, "forbidden");
    });
}

#[test]
fn the_server_is_looked_after_in_its_first_workspace() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let shop = second(&anna, "Shop").await;
        assert!(anna.get("/stats").await.is(200)["db_bytes"].is_number());
        anna.get("/doctor").await.is(200);
        let there = switch(&anna, &shop).await;
        there.get("/doctor").await.problem(403, "forbidden");
        there.get("/backups").await.problem(403, "forbidden");
        there.post("/backups", json!({})).await.problem(403, "forbidden");
        there.post("/backup", json!({})).await.problem(403, "forbidden");
        let days = json!({ "runs_days": 1, "bodies_days": 1, "max_bytes": 0 });
        there.put("/retention", days).await.problem(403, "forbidden");
        there.get("/retention").await.is(200);
        let stats = there.get("/stats").await.is(200);
        for name in ["db_bytes", "sizes", "store_waiting"] {
            assert_eq!(stats[name], Value::Null, "{stats}");
        }
    });
}

#[test]
fn an_admin_adds_a_login_but_never_gets_hold_of_it() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let shop = second(&anna, "Shop").await;
        let there = switch(&anna, &shop).await;
        there
            .post("/users", user("boris@example.com", "admin"))
            .await
            .is(201);
        let boris = sign_in(&server, "boris@example.com", "long enough").await;
        let anna = sign_in_home(&server).await;
        anna.post("/users", user("cleo@example.com", "operator"))
            .await
            .is(201);
        let mut known = user("cleo@example.com", "operator");
        known["password"] = json!("of the other admin");
        let joined = boris.post("/users", known.clone()).await.is(201);
        assert_eq!(joined["elsewhere"], true);
        boris.post("/users", known).await.problem(422, "invalid");
        let refused = json!({ "email": "cleo@example.com", "password": "of the other admin" });
        server
            .anyone()
            .post("/session", refused)
            .await
            .problem(401, "not_signed_in");
        let id = joined["id"].as_str().unwrap();
        let password = json!({ "password": "another one" });
        boris
            .patch(&format!("/users/{id}"), password.clone())
            .await
            .problem(403, "forbidden");
        boris
            .post(&format!("/users/{id}/password-link"), json!({}))
            .await
            .problem(403, "forbidden");
        boris
            .post(&format!("/users/{id}/two-factor/remove"), json!({}))
            .await
            .problem(403, "forbidden");
        boris
            .patch(&format!("/users/{id}"), json!({ "role": "manager" }))
            .await
            .is(200);
        // Nor does the admin of the other workspace, as long as there are two.
        let at_home = anna.get("/users").await.is(200);
        let rows = at_home["items"].as_array().unwrap();
        let mine = rows
            .iter()
            .find(|row| row["email"] == "cleo@example.com")
            .unwrap();
        let (mine, role) = (mine["id"].as_str().unwrap(), &mine["role"]);
        assert_eq!(role, "operator", "roles are each workspace's own");
        anna.patch(&format!("/users/{mine}"), password.clone())
            .await
            .problem(403, "forbidden");
        boris.delete(&format!("/users/{id}")).await.is(204);
        sign_in(&server, "cleo@example.com", "long enough").await;
        anna.patch(&format!("/users/{mine}"), password).await.is(200);
    });
}

/// Anna in her first workspace, whichever she was in last.
async fn sign_in_home(server: &Server) -> Client<'_> {
    let anna = sign_in(server, "anna@example.com", "correct horse").await;
    let all = anna.get("/workspaces").await.is(200);
    let rows = all["items"].as_array().unwrap();
    let home = rows.iter().find(|row| row["name"] == "Signalbox").unwrap();
    switch(&anna, home["id"].as_str().unwrap()).await
}

#[test]
fn an_invited_login_joins_once_it_has_signed_in() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post("/users", user("cleo@example.com", "operator"))
            .await
            .is(201);
        let shop = second(&anna, "Shop").await;
        let there = switch(&anna, &shop).await;
        let invite = json!({ "email": "cleo@example.com", "name": "Cleo", "role": "manager" });
        let made = there.post("/invites", invite).await.is(201);
        let token = made["link"]
            .as_str()
            .unwrap()
            .split_once('#')
            .unwrap()
            .1
            .to_owned();
        let about = server
            .anyone()
            .post("/invites/open", json!({ "token": token }))
            .await
            .is(200);
        assert_eq!((&about["known"], &about["reset"]), (&json!(true), &json!(false)));
        let accept = json!({ "token": token, "password": "a thief's password" });
        server
            .anyone()
            .post("/invites/accept", accept.clone())
            .await
            .problem(409, "conflict");
        // Somebody else who is signed in does not take it either.
        there
            .post("/invites/accept", accept)
            .await
            .problem(409, "conflict");
        let cleo = sign_in(&server, "cleo@example.com", "long enough").await;
        let accept = json!({ "token": token, "name": "Cleo" });
        cleo.clone()
            .without("x-signalbox")
            .post("/invites/accept", accept.clone())
            .await
            .problem(409, "conflict");
        let joined = cleo.post("/invites/accept", accept.clone()).await.is(200);
        assert_eq!(joined["workspace_id"], shop);
        cleo.post("/invites/accept", accept)
            .await
            .problem(404, "not_found");
        let there = switch(&cleo, &shop).await;
        assert_eq!(there.get("/session").await.is(200)["user"]["role"], "manager");
        sign_in(&server, "cleo@example.com", "long enough").await;
    });
}

#[test]
fn a_workspace_that_needs_a_second_factor_lets_nobody_in_without() {
    on_both(|server| async move {
        let anna = server.owner().await;
        anna.post("/users", user("cleo@example.com", "operator"))
            .await
            .is(201);
        let home = home_of(&anna).await;
        let shop = second(&anna, "Shop").await;
        let there = switch(&anna, &shop).await;
        there
            .post("/users", user("cleo@example.com", "operator"))
            .await
            .is(201);
        let rules = json!({ "two_factor_roles": ["operator"], "password_chars": 16 });
        there.put("/security", rules).await.is(200);
        let cleo = sign_in(&server, "cleo@example.com", "long enough").await;
        let old = sign_in(&server, "cleo@example.com", "long enough").await;
        let crossed = switch(&cleo, &shop).await;
        assert_eq!(crossed.get("/session").await.is(200)["second_factor_owed"], true);
        crossed.get("/leads").await.problem(403, "second_factor_owed");
        // The strictest rule for passwords holds, wherever the person is at the moment.
        let short = json!({ "password": "only 12 long", "old_password": "long enough" });
        old.patch("/session/user", short).await.problem(422, "invalid");
        let secret = crossed
            .post("/session/two-factor", json!({ "password": "long enough" }))
            .await
            .is(200);
        let secret = secret["secret"].as_str().unwrap().to_owned();
        crossed
            .post(
                "/session/two-factor/confirm",
                json!({ "code": code(&secret, server.secs()) }),
            )
            .await
            .is(200);
        crossed.get("/leads").await.is(200);
        let back = switch(&crossed, &home).await;
        let forth = switch(&back, &shop).await;
        forth.get("/leads").await.is(200);
        // The session from before the second factor has not proved it.
        let to = json!({ "workspace_id": shop });
        old.post("/session/workspace", to).await.problem(403, "forbidden");
        old.get("/session").await.is(200);
        server.pass(90);
        let with_code = json!({ "email": "cleo@example.com", "password": "long enough", "code": code(&secret, server.secs()) });
        let signed = server.anyone().post("/session", with_code).await;
        let proved = server.browser(signed.cookie());
        assert_eq!(home_of(&proved).await, shop);
        switch(&switch(&proved, &home).await, &shop)
            .await
            .get("/leads")
            .await
            .is(200);
    });
}
