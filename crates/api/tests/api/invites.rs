//! Links that let somebody in or set a new password.

use crate::harness::on_both;
use crate::people::person;
use serde_json::json;

#[test]
fn a_link_lets_somebody_in_once() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let invite = json!({ "email": "boris@example.com", "name": "Boris", "role": "operator" });
        let made = anna.post("/invites", invite.clone()).await.is(201);
        let link = made["link"].as_str().unwrap();
        let token = link.strip_prefix("https://crm.example.com/join#").unwrap();
        assert!(!anna.get("/invites").await.text.contains(token), "shown once");
        let anyone = server.anyone();
        let about = anyone
            .post("/invites/open", json!({ "token": token }))
            .await
            .is(200);
        assert_eq!(
            (&about["email"], &about["reset"]),
            (&json!("boris@example.com"), &json!(false))
        );
        let accept = |password: &str| json!({ "token": token, "password": password });
        let problem = anyone
            .post("/invites/accept", accept("12345678"))
            .await
            .problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "password");
        let joined = anyone
            .post("/invites/accept", accept("battery staple"))
            .await
            .is(200);
        assert_eq!(joined["email"], "boris@example.com");
        anyone
            .post("/invites/accept", accept("battery staple"))
            .await
            .problem(404, "not_found");
        let sign_in = json!({ "email": "boris@example.com", "password": "battery staple" });
        let boris = anyone.post("/session", sign_in).await;
        assert_eq!(boris.is(200)["user"]["role"], "operator");
        let again = anna.post("/invites", invite).await.problem(422, "invalid");
        assert_eq!(again["errors"][0]["path"], "email");
    });
}

#[test]
fn a_link_expires_can_be_withdrawn_and_owners_are_the_owners_matter() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (admin, _) = person(&server, &anna, "admin").await;
        let (operator, _) = person(&server, &anna, "operator").await;
        let invite = |email: &str, role: &str| json!({ "email": email, "role": role });
        operator
            .post("/invites", invite("x@example.com", "operator"))
            .await
            .problem(403, "forbidden");
        admin
            .post("/invites", invite("x@example.com", "owner"))
            .await
            .problem(403, "forbidden");
        let made = admin
            .post("/invites", invite("x@example.com", "operator"))
            .await
            .is(201);
        let token = |made: &serde_json::Value| {
            let link = made["link"].as_str().unwrap();
            json!({ "token": link.split_once('#').unwrap().1 })
        };
        let path = format!("/invites/{}", made["id"].as_str().unwrap());
        admin.delete(&path).await.is(204);
        server
            .anyone()
            .post("/invites/open", token(&made))
            .await
            .problem(404, "not_found");
        let made = admin
            .post("/invites", invite("y@example.com", "operator"))
            .await
            .is(201);
        server.pass(8 * 86_400);
        server
            .anyone()
            .post("/invites/open", token(&made))
            .await
            .problem(404, "not_found");
        let owner = anna.get("/session").await.is(200)["user"]["id"].clone();
        let path = format!("/users/{}/password-link", owner.as_str().unwrap());
        admin.post(&path, json!({})).await.problem(403, "forbidden");
    });
}

#[test]
fn a_link_sets_a_new_password_and_ends_every_session() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (boris, made) = person(&server, &anna, "operator").await;
        let path = format!("/users/{}/password-link", made["id"].as_str().unwrap());
        let link = anna.post(&path, json!({})).await.is(201);
        let token = link["link"]
            .as_str()
            .unwrap()
            .split_once('#')
            .unwrap()
            .1
            .to_owned();
        boris.get("/session").await.is(200);
        let accept = json!({ "token": token, "password": "battery staple" });
        server.anyone().post("/invites/accept", accept).await.is(200);
        boris.get("/session").await.problem(401, "not_signed_in");
        let sign_in = json!({ "email": "operator@example.com", "password": "battery staple" });
        server.anyone().post("/session", sign_in).await.is(200);
    });
}
