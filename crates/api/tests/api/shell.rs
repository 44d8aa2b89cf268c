use crate::harness::on_both;
use axum::body::Body;
use serde_json::json;

#[test]
fn what_does_not_exist_is_told_in_a_problem_document() {
    on_both(|server| async move {
        let anyone = server.anyone();
        anyone.get("/nothing").await.problem(404, "not_found");
        anyone.get("//api/v2/leads").await.problem(404, "not_found");
        let wrong = anyone.delete("/setup").await;
        assert_eq!(wrong.headers["allow"], "GET,HEAD,POST");
        wrong.problem(405, "method_not_allowed");
        assert_eq!(anyone.get("//anything/else").await.text, "studio");
    });
}

#[test]
fn a_body_that_cannot_be_read_says_why() {
    on_both(|server| async move {
        let anyone = server.anyone();
        anyone
            .send("POST", "/session", Some("text/plain"), "{}")
            .await
            .problem(415, "unsupported_media");
        anyone
            .send("POST", "/session", Some("application/json"), "")
            .await
            .problem(422, "invalid");
        anyone
            .send("POST", "/session", Some("application/json"), "{")
            .await
            .problem(422, "invalid");
        let problem = anyone
            .post("/session", json!({ "email": 5, "password": "x" }))
            .await
            .problem(422, "invalid");
        assert_eq!(problem["errors"][0]["path"], "email");
        let problem = anyone
            .post("/session", json!({ "email": "a", "password": "x", "extra": 1 }))
            .await;
        assert!(
            problem.problem(422, "invalid")["detail"]
                .as_str()
                .unwrap()
                .contains("extra")
        );
        let huge = "x".repeat(9 * 1024 * 1024);
        anyone
            .send("POST", "/session", Some("application/json"), huge)
            .await
            .problem(413, "too_large");
    });
}

#[test]
fn every_answer_carries_the_headers_of_security() {
    on_both(|server| async move {
        for path in ["//", "/setup", "//healthz", "/nothing"] {
            let headers = server.anyone().get(path).await.headers;
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(
                policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
                "{path}"
            );
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert!(headers.contains_key("strict-transport-security"), "{path}");
            assert!(!headers.contains_key("access-control-allow-origin"), "{path}");
        }
        let session = server.anyone().get("/session").await;
        assert_eq!(session.headers["cache-control"], "no-store");
    });
}

#[test]
fn other_sites_get_no_leave_to_call() {
    on_both(|server| async move {
        let other = server
            .anyone()
            .with("origin", "https://evil.example")
            .with("access-control-request-method", "POST");
        let answer = other.send("OPTIONS", "/session", None, Body::empty()).await;
        assert!(
            !answer
                .headers
                .keys()
                .any(|name| name.as_str().starts_with("access-control"))
        );
        assert_eq!(answer.status, 405);
    });
}

#[test]
fn health_readiness_and_metrics() {
    on_both(|server| async move {
        assert_eq!(server.anyone().get("//healthz").await.text, "ok\n");
        assert_eq!(server.anyone().get("//readyz").await.text, "ready\n");
        server.anyone().get("/setup").await.is(200);
        let metrics = server.anyone().get("//metrics").await;
        assert!(
            metrics.headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/plain; version=0.0.4")
        );
        for line in [
            "signalbox_http_requests_total{method=\"GET\",route=\"/api/v1/setup\",status=\"2xx\"} 1",
            "signalbox_jobs{state=\"planned\"} 0",
            "signalbox_store_waiting 0",
        ] {
            assert!(
                metrics.text.lines().any(|known| known == line),
                "{line} in\n{}",
                metrics.text
            );
        }
    });
}
