use crate::harness::on_both;
use serde_json::json;

#[test]
fn a_new_server_makes_its_owner_once() {
    on_both(|server| async move {
        let anyone = server.anyone();
        assert_eq!(anyone.get("/setup").await.is(200)["needed"], true);
        anyone.get("/session").await.problem(401, "not_signed_in");
        let owner = json!({
            "name": "Anna", "email": "Anna@Example.com", "password": "correct horse",
            "workspace": { "timezone": "Europe/Kyiv", "currency": "UAH", "language": "uk" },
        });
        let made = anyone.post("/setup", owner.clone()).await;
        let set = made.headers["set-cookie"].to_str().unwrap().to_owned();
        for part in ["sb_session=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(set.contains(part), "{part} in {set}");
        }
        let browser = server.browser(made.cookie());
        let view = made.is(201);
        assert_eq!(
            (&view["user"]["email"], &view["user"]["role"]),
            (&json!("anna@example.com"), &json!("owner"))
        );
        assert_eq!(view["user"]["language"], "uk");
        assert_eq!(
            (&view["workspace"]["currency"], &view["workspace"]["name"]),
            (&json!("UAH"), &json!("Signalbox"))
        );
        assert_eq!(browser.get("/session").await.is(200), view);
        assert_eq!(anyone.get("/setup").await.is(200)["needed"], false);
        anyone.post("/setup", owner).await.problem(409, "conflict");
    });
}

#[test]
fn a_setup_that_cannot_work_says_where() {
    on_both(|server| async move {
        let table = [
            (
                json!({ "name": "A", "email": "a@b.co", "password": "short" }),
                "password",
            ),
            (
                json!({ "name": " ", "email": "a@b.co", "password": "long enough" }),
                "name",
            ),
            (
                json!({ "name": "A", "email": "nobody", "password": "long enough" }),
                "email",
            ),
            (
                json!({ "name": "A", "email": "a@b.co", "password": "long enough", "workspace": { "timezone": "Mars" } }),
                "timezone",
            ),
        ];
        for (body, path) in table {
            let problem = server.anyone().post("/setup", body).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], path);
        }
        assert_eq!(server.anyone().get("/setup").await.is(200)["needed"], true);
    });
}

#[test]
fn signing_in_and_out() {
    on_both(|server| async move {
        server.owner().await;
        let sign_in = json!({ "email": " ANNA@example.com ", "password": "correct horse" });
        let signed = server.anyone().post("/session", sign_in).await;
        let browser = server.browser(signed.cookie());
        assert_eq!(signed.is(200)["user"]["name"], "Anna");
        browser.get("/session").await.is(200);
        let out = browser.delete("/session").await;
        assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        out.is(204);
        browser.get("/session").await.problem(401, "not_signed_in");
    });
}

#[test]
fn a_session_ends_a_month_after_its_last_use() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let day = 24 * 3600;
        server.pass(29 * day);
        anna.get("/session").await.is(200);
        server.pass(29 * day);
        anna.get("/session").await.is(200);
        server.pass(31 * day);
        anna.get("/session").await.problem(401, "not_signed_in");
    });
}

#[test]
fn guessing_is_slowed_down_and_the_right_password_heals_it() {
    on_both(|server| async move {
        server.owner().await;
        let anyone = server.anyone();
        let guess = json!({ "email": "anna@example.com", "password": "wrong horse" });
        let right = json!({ "email": "anna@example.com", "password": "correct horse" });
        for _ in 0..5 {
            anyone
                .post("/session", guess.clone())
                .await
                .problem(401, "not_signed_in");
        }
        let refused = anyone.post("/session", right.clone()).await;
        assert_eq!(refused.headers["retry-after"], "1");
        refused.problem(429, "rate_limited");
        server.pass(1);
        anyone.post("/session", right.clone()).await.is(200);
        anyone
            .post("/session", guess.clone())
            .await
            .problem(401, "not_signed_in");
        anyone.post("/session", right).await.is(200);
    });
}

#[test]
fn an_unknown_email_is_told_like_a_wrong_password() {
    on_both(|server| async move {
        server.owner().await;
        let anyone = server.anyone();
        let unknown = anyone
            .post(
                "/session",
                json!({ "email": "x@example.com", "password": "wrong horse" }),
            )
            .await;
        let wrong = anyone
            .post(
                "/session",
                json!({ "email": "anna@example.com", "password": "wrong horse" }),
            )
            .await;
        assert_eq!(
            unknown.problem(401, "not_signed_in"),
            wrong.problem(401, "not_signed_in")
        );
    });
}

#[test]
fn a_browser_must_say_that_it_means_what_it_changes() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let forged = anna.clone().without("x-signalbox");
        forged
            .patch("/session/user", json!({ "name": "Eve" }))
            .await
            .problem(403, "forbidden");
        forged.get("/session").await.is(200);
        assert_eq!(
            anna.patch("/session/user", json!({ "name": "Ann" }))
                .await
                .is(200)["name"],
            "Ann"
        );
    });
}

#[test]
fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let sign_in = |password: &str| json!({ "email": "anna@example.com", "password": password });
        let other = server.browser(
            server
                .anyone()
                .post("/session", sign_in("correct horse"))
                .await
                .cookie(),
        );
        for old in [json!(null), json!("wrong horse")] {
            let change = json!({ "password": "battery staple", "old_password": old });
            let problem = anna.patch("/session/user", change).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], "old_password");
        }
        let change =
            json!({ "password": "battery staple", "old_password": "correct horse", "theme": "dark" });
        assert_eq!(anna.patch("/session/user", change).await.is(200)["theme"], "dark");
        anna.get("/session").await.is(200);
        other.get("/session").await.problem(401, "not_signed_in");
        server
            .anyone()
            .post("/session", sign_in("correct horse"))
            .await
            .problem(401, "not_signed_in");
        server
            .anyone()
            .post("/session", sign_in("battery staple"))
            .await
            .is(200);
    });
}
