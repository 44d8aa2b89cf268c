use crate::harness::{Client, Server, on_both};
use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt;
use serde_json::json;
use tower::ServiceExt;

struct Listening(BodyDataStream, String);

impl Listening {
    async fn open(server: &Server, by: &Client<'_>, topics: &str, last_id: Option<&str>) -> Self {
        let mut request = Request::builder().uri(format!("/api/v1/stream?topics={topics}"));
        for (name, value) in by.headers() {
            request = request.header(name, value);
        }
        if let Some(id) = last_id {
            request = request.header("last-event-id", id);
        }
        let response = server
            .router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self(response.into_body().into_data_stream(), String::new())
    }

    /// The next event: its name, id and data.
    async fn next(&mut self) -> (String, String, String) {
        loop {
            if let Some((event, rest)) = self.1.split_once("\n\n") {
                let field = |name: &str| {
                    let start = format!("{name}: ");
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(&start))
                        .unwrap_or_default()
                        .to_owned()
                };
                let found = (field("event"), field("id"), field("data"));
                self.1 = rest.to_owned();
                return found;
            }
            let chunk = self.0.next().await.unwrap().unwrap();
            self.1.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

#[test]
fn a_page_hears_of_changes_resumes_where_it_stopped_and_is_told_when_it_cannot() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let mut page = Listening::open(&server, &anna, "records", None).await;
        let (ready, first_id, _) = page.next().await;
        assert_eq!(ready, "ready");
        anna.post("/leads", json!({ "name": "A" })).await.is(201);
        let (_, id, data) = page.next().await;
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!(data["topic"], "records");
        assert_ne!(id, first_id);
        drop(page);
        anna.post("/leads", json!({ "name": "B" })).await.is(201);
        let mut again = Listening::open(&server, &anna, "records", Some(&id)).await;
        assert_eq!(again.next().await.0, "ready");
        let (name, newer, _) = again.next().await;
        assert_eq!((name.as_str(), newer != id), ("", true));
        let mut lost = Listening::open(&server, &anna, "records", Some("ffff-1")).await;
        assert_eq!(lost.next().await.0, "ready");
        assert_eq!(lost.next().await.0, "reset");
    });
}

#[test]
fn topics_that_do_not_exist_are_refused_and_strangers_hear_nothing() {
    on_both(|server| async move {
        let anna = server.owner().await;
        for topics in ["", "weather", "runs,arrivals:x", "bulk:1"] {
            anna.get(&format!("/stream?topics={topics}"))
                .await
                .problem(422, "invalid");
        }
        anna.get("/stream").await.problem(422, "invalid");
        server
            .anyone()
            .get("/stream?topics=runs")
            .await
            .problem(401, "not_signed_in");
    });
}
