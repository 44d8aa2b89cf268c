//! Signing in with a second factor, and where one is signed in.

use crate::harness::{Client, Server, on_both};
use crate::people::person;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse";

pub fn code(secret: &str, at: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name("a")
        .build()
        .unwrap();
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

/// The second factor of somebody: its secret and recovery codes.
async fn turned_on(server: &Server, who: &Client<'_>, password: &str) -> (String, Vec<Value>) {
    let begun = who
        .post("/session/two-factor", json!({ "password": password }))
        .await
        .is(200);
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let first = json!({ "code": code(&secret, server.secs()) });
    let codes = who.post("/session/two-factor/confirm", first).await.is(200);
    (secret, codes["codes"].as_array().unwrap().clone())
}

fn sign_in(email: &str, password: &str, code: Option<&str>) -> Value {
    json!({ "email": email, "password": password, "code": code })
}

#[test]
fn a_code_is_asked_for_taken_once_and_a_recovery_code_too() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let wrong = json!({ "password": "wrong horse" });
        let problem = anna
            .post("/session/two-factor", wrong)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "password");
        let (secret, recovery) = turned_on(&server, &anna, PASSWORD).await;
        let view = anna.get("/session/two-factor").await.is(200);
        assert_eq!(
            view,
            json!({ "on": true, "required": false, "recovery_left": 10 })
        );
        let anyone = server.anyone();
        let enter = |code: Option<String>| {
            let body = sign_in("anna@example.com", PASSWORD, code.as_deref());
            async { anyone.post("/session", body).await }
        };
        enter(None).await.problem(401, "code_needed");
        enter(Some("000000".into())).await.problem(422, "invalid");
        server.pass(60);
        let now = code(&secret, server.secs());
        enter(Some(now.clone())).await.is(200);
        let again = enter(Some(now)).await.problem(422, "invalid");
        assert_eq!(again["errors"][0]["path"], "code");
        let spare = recovery[0].as_str().unwrap().to_uppercase();
        enter(Some(spare.clone())).await.is(200);
        enter(Some(spare)).await.problem(422, "invalid");
        let told = anna.get("/sign-ins").await.is(200);
        let outcomes: Vec<_> = told["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["outcome"].clone())
            .collect();
        assert_eq!(outcomes, ["code", "recovery", "code", "ok", "code"]);
        anna.post("/session/two-factor/remove", json!({ "password": PASSWORD }))
            .await
            .is(204);
        enter(None).await.is(200);
    });
}

#[test]
fn codes_cannot_be_guessed_from_many_addresses() {
    on_both(|server| async move {
        let anna = server.owner().await;
        turned_on(&server, &anna, PASSWORD).await;
        let anyone = server.anyone();
        let guess = sign_in("anna@example.com", PASSWORD, Some("000000"));
        for _ in 0..5 {
            anyone
                .post("/session", guess.clone())
                .await
                .problem(422, "invalid");
            server.pass(30);
        }
        // The failures are the person's, whatever address they come from.
        let seen = server.failures_of_codes().await;
        assert_eq!(seen, 5);
    });
}

#[test]
fn a_role_that_needs_a_second_factor_can_do_nothing_before_it_has_one() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (boris, _) = person(&server, &anna, "operator").await;
        let own = json!({ "two_factor_roles": ["owner"], "password_chars": 8 });
        anna.put("/security", own).await.problem(422, "invalid");
        let rules = json!({ "two_factor_roles": ["operator"], "password_chars": 12 });
        anna.put("/security", rules.clone()).await.is(200);
        assert_eq!(
            boris.get("/security").await.problem(403, "second_factor_owed")["status"],
            403
        );
        boris.get("/leads").await.problem(403, "second_factor_owed");
        assert_eq!(boris.get("/session").await.is(200)["second_factor_owed"], true);
        turned_on(&server, &boris, "long enough").await;
        boris.get("/leads").await.is(200);
        assert_eq!(boris.get("/security").await.is(200), rules);
        // The new length holds for new passwords.
        let short = json!({ "password": "battery", "old_password": "long enough" });
        boris.patch("/session/user", short).await.problem(422, "invalid");
        let common = json!({ "password": "password12345", "old_password": "long enough" });
        let problem = boris.patch("/session/user", common).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "password");
    });
}

#[test]
fn one_sees_ones_browsers_and_signs_them_out() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let body = sign_in("anna@example.com", PASSWORD, None);
        let phone = server
            .anyone()
            .with("user-agent", "Phone")
            .post("/session", body.clone())
            .await;
        let phone = server.browser(phone.cookie());
        let rows = anna.get("/sessions").await.is(200);
        let rows = rows["items"].as_array().unwrap();
        assert_eq!(
            (rows.len(), &rows[0]["agent"], &rows[0]["current"]),
            (2, &json!("Phone"), &json!(false))
        );
        let path = format!("/sessions/{}", rows[0]["id"].as_str().unwrap());
        let (boris, _) = person(&server, &anna, "operator").await;
        boris.delete(&path).await.problem(404, "not_found");
        anna.delete(&path).await.is(204);
        phone.get("/session").await.problem(401, "not_signed_in");
        let tablet = server.browser(server.anyone().post("/session", body).await.cookie());
        anna.post("/sessions/end-others", json!({})).await.is(204);
        tablet.get("/session").await.problem(401, "not_signed_in");
        anna.get("/session").await.is(200);
    });
}

#[test]
fn who_is_disabled_is_out_at_once_with_every_token() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (admin, made) = person(&server, &anna, "admin").await;
        let token = admin
            .post("/tokens", json!({ "name": "shop", "scopes": ["read"] }))
            .await
            .is(201);
        let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
        let program = server.anyone().with("authorization", bearer);
        program.get("/leads").await.is(200);
        let path = format!("/users/{}", made["id"].as_str().unwrap());
        anna.patch(&path, json!({ "disabled": true })).await.is(200);
        admin.get("/session").await.problem(401, "not_signed_in");
        program.get("/leads").await.problem(401, "not_signed_in");
        let body = sign_in("admin@example.com", "long enough", None);
        server
            .anyone()
            .post("/session", body.clone())
            .await
            .problem(403, "forbidden");
        anna.patch(&path, json!({ "disabled": false })).await.is(200);
        server.anyone().post("/session", body).await.is(200);
        program.get("/leads").await.problem(401, "not_signed_in");
    });
}
