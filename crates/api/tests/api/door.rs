//! The public address of hooks, as senders meet it.

use crate::harness::{Client, Server, on_both};
use crate::walk::{hook, post, rows, scenario};
use axum::body::Body;
use serde_json::{Value, json};

const NOTE: &str = "name: Note\nstart: {on: hook_received, hook: shop}\nblocks: [{do: [{action: create_lead, name: '{id}'}]}]";

async fn arrivals(anna: &Client<'_>, hook: &str) -> Vec<Value> {
    rows(anna, &format!("/hooks/{hook}/arrivals")).await
}

fn states(arrivals: &[Value]) -> Vec<&str> {
    arrivals
        .iter()
        .map(|row| row["state"].as_str().unwrap())
        .collect()
}

/// Writes the settings of a hook.
async fn set(anna: &Client<'_>, id: &str, mut body: Value) -> Value {
    body["settings"]["name"] = json!("shop");
    anna.put(&format!("/hooks/{id}"), body).await.is(200)
}

#[test]
fn any_method_is_taken_and_answered_as_the_hook_says() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let answer = json!({ "status": 202, "content_type": "text/plain", "body": "thanks" });
        let (id, address) = hook(&anna, "shop", json!({ "answer": answer })).await;
        let sender = server.anyone();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let reply = sender
                .send(method, &format!("{address}?id=7"), None, Body::empty())
                .await;
            assert_eq!(
                (reply.status.as_u16(), reply.text.as_str()),
                (202, "thanks"),
                "{method}"
            );
            assert_eq!(reply.headers["content-type"], "text/plain");
        }
        for method in ["HEAD", "OPTIONS"] {
            let reply = sender.send(method, &address, None, Body::empty()).await;
            assert!(reply.status.is_success(), "{method} {}", reply.status);
        }
        let caught = arrivals(&anna, &id).await;
        assert_eq!(caught.len(), 5);
        assert_eq!(
            (&caught[4]["method"], &caught[4]["query"]),
            (&json!("GET"), &json!("id=7"))
        );
        // What changes in the settings holds from the next request on.
        set(&anna, &id, json!({ "settings": {} })).await;
        assert_eq!(
            sender.post(&address, json!({})).await.is(200),
            json!({ "status": true })
        );
    });
}

#[test]
fn an_address_that_is_gone_is_unknown() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        let sender = server.anyone();
        let astray = format!("{address}/more");
        for address in ["//in/nothing", "//in", "//in/", astray.as_str()] {
            sender.post(address, json!({})).await.problem(404, "not_found");
        }
        for address in [&address, &format!("{address}/")] {
            sender.post(address, json!({})).await.is(200);
        }
        let rotated = anna.post(&format!("/hooks/{id}/rotate"), json!({})).await.is(200);
        sender.post(&address, json!({})).await.problem(404, "not_found");
        let url = rotated["url"].as_str().unwrap();
        let fresh = format!("/{}", url.strip_prefix("https://crm.example.com").unwrap());
        sender.post(&fresh, json!({})).await.is(200);
        anna.delete(&format!("/hooks/{id}")).await.is(204);
        sender.post(&fresh, json!({})).await.problem(404, "not_found");
        anna.get(&format!("/hooks/{id}")).await.problem(404, "not_found");
    });
}

#[test]
fn what_cannot_be_taken_is_refused_with_its_reason_and_kept() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({ "max_body_bytes": 20 })).await;
        let sender = server.anyone();
        sender
            .post(&address, json!({ "a": "x".repeat(20) }))
            .await
            .problem(413, "too_large");
        let broken = sender
            .send("POST", &address, Some("application/json"), "{\"a\": }")
            .await;
        let problem = broken.problem(422, "invalid");
        assert!(
            problem["detail"].as_str().unwrap().contains("line 1"),
            "{problem}"
        );
        let caught = arrivals(&anna, &id).await;
        assert_eq!(states(&caught), ["rejected", "rejected"]);
        assert!(caught[0]["reason"].as_str().unwrap().contains("line 1"));
        assert_eq!(
            (&caught[1]["size"], caught[1]["reason"].is_string()),
            (&json!(0), true)
        );
        let kept = anna
            .get(&format!("/arrivals/{}", caught[0]["id"].as_str().unwrap()))
            .await
            .is(200);
        assert_eq!(kept["body"], "{\"a\": }");
    });
}

#[test]
fn refusals_of_a_stranger_do_not_fill_the_disk() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        for _ in 0..70 {
            let broken = server
                .anyone()
                .send("POST", &address, Some("application/json"), "{")
                .await;
            broken.problem(422, "invalid");
        }
        let all = rows(&anna, &format!("/hooks/{id}/arrivals?limit=500")).await;
        assert_eq!(all.len(), 60);
        server.pass(60);
        server
            .anyone()
            .send("POST", &address, Some("application/json"), "{")
            .await
            .problem(422, "invalid");
        assert_eq!(
            rows(&anna, &format!("/hooks/{id}/arrivals?limit=500"))
                .await
                .len(),
            61
        );
    });
}

#[test]
fn a_sender_proves_itself_and_its_secret_is_shown_nowhere() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        let settings = json!({ "security": { "kind": "header", "header": "X-Secret" } });
        let shown = set(&anna, &id, json!({ "settings": settings })).await;
        assert_eq!(shown["has_secret"], false);
        let sender = server
            .anyone()
            .with("x-secret", "open sesame")
            .with("cookie", "a=hidden-crumb");
        // Nobody can prove anything while no secret is set.
        sender
            .post(&address, json!({}))
            .await
            .problem(401, "not_signed_in");
        let shown = set(
            &anna,
            &id,
            json!({ "settings": settings, "secret": "open sesame" }),
        )
        .await;
        assert_eq!(
            (&shown["has_secret"], shown.to_string().contains("sesame")),
            (&json!(true), false)
        );
        sender.post(&address, json!({})).await.is(200);
        let stranger = sender.clone().with("x-secret", "open barley");
        stranger
            .post(&address, json!({}))
            .await
            .problem(401, "not_signed_in");
        // Settings without a word about the secret leave it alone.
        set(&anna, &id, json!({ "settings": settings })).await;
        sender.post(&address, json!({})).await.is(200);
        let caught = arrivals(&anna, &id).await;
        assert_eq!(states(&caught), ["done", "rejected", "done", "rejected"]);
        for row in caught {
            let shown = anna
                .get(&format!("/arrivals/{}", row["id"].as_str().unwrap()))
                .await;
            assert!(
                !shown.text.contains("sesame") && !shown.text.contains("barley"),
                "{}",
                shown.text
            );
            assert!(!shown.text.contains("crumb"), "{}", shown.text);
        }
        set(&anna, &id, json!({ "settings": settings, "secret": null })).await;
        sender
            .post(&address, json!({}))
            .await
            .problem(401, "not_signed_in");
        let empty = json!({ "settings": { "name": "shop" }, "secret": "" });
        let refused = anna
            .put(&format!("/hooks/{id}"), empty)
            .await
            .problem(422, "invalid");
        assert_eq!(refused["errors"][0]["path"], "secret");
    });
}

#[test]
fn a_paused_hook_keeps_requests_and_goes_on_with_them() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        scenario(&anna, "note", NOTE).await;
        anna.post(&format!("/hooks/{id}/pause"), json!({})).await.is(200);
        post(&server, &address, json!({ "id": 1 })).await;
        post(&server, &address, json!({ "id": 2 })).await;
        assert_eq!(states(&arrivals(&anna, &id).await), ["held", "held"]);
        assert!(rows(&anna, "/leads").await.is_empty());
        let resumed = anna.post(&format!("/hooks/{id}/resume"), json!({})).await.is(200);
        assert!(resumed["settings"].get("paused").is_none(), "{resumed}");
        server.settle().await;
        assert_eq!(rows(&anna, "/leads").await.len(), 2);
    });
}

#[test]
fn tests_of_senders_and_repeats_start_nothing() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({ "dedup": { "by": "body" } })).await;
        scenario(&anna, "note", NOTE).await;
        let form = Some("application/x-www-form-urlencoded");
        server
            .anyone()
            .send("POST", &address, form, "test=test")
            .await
            .is(200);
        post(&server, &address, json!({ "id": 1 })).await;
        post(&server, &address, json!({ "id": 1 })).await;
        post(&server, &address, json!({ "id": 2 })).await;
        assert_eq!(
            states(&arrivals(&anna, &id).await),
            ["done", "duplicate", "done", "done"]
        );
        assert_eq!(rows(&anna, "/leads").await.len(), 2);
        assert_eq!(
            rows(&anna, &format!("/hooks/{id}/arrivals?state=duplicate"))
                .await
                .len(),
            1
        );
    });
}

#[test]
fn a_body_with_several_events_becomes_several_events() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({ "split": true })).await;
        let text = "name: Note\nstart: {on: hook_received, hook: shop}\nblocks: [{do: [{action: create_lead, name: '{lead_id}'}]}]";
        scenario(&anna, "note", text).await;
        let body = "leads%5Badd%5D%5B0%5D%5Bid%5D=8&leads%5Badd%5D%5B1%5D%5Bid%5D=9&account%5Bid%5D=5";
        let form = Some("application/x-www-form-urlencoded");
        server.anyone().send("POST", &address, form, body).await.is(200);
        server.settle().await;
        let mut names: Vec<_> = rows(&anna, "/leads")
            .await
            .iter()
            .map(|lead| lead["name"].to_string())
            .collect();
        names.sort();
        assert_eq!(names, ["\"8\"", "\"9\""]);
        assert_eq!(arrivals(&anna, &id).await.len(), 3);
    });
}

#[test]
fn requests_are_replayed_one_by_one_and_by_range() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        for number in 0..3 {
            post(&server, &address, json!({ "id": number })).await;
        }
        scenario(&anna, "note", NOTE).await;
        let first = arrivals(&anna, &id).await.remove(0);
        let path = format!("/arrivals/{}/replay", first["id"].as_str().unwrap());
        anna.post(&path, json!({})).await.is(202);
        server.settle().await;
        assert_eq!(rows(&anna, "/leads").await.len(), 1);
        server.pass(60);
        let range = json!({ "from": crate::harness::START, "to": crate::harness::START + 30_000_000 });
        let replayed = anna.post(&format!("/hooks/{id}/replay"), range).await.is(202);
        assert_eq!(replayed["count"], 3);
        server.settle().await;
        assert_eq!(rows(&anna, "/leads").await.len(), 4);
        let backwards = json!({ "from": 2, "to": 1 });
        anna.post(&format!("/hooks/{id}/replay"), backwards)
            .await
            .problem(422, "invalid");
        anna.post("/arrivals/0000000000000/replay", json!({}))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn bytes_that_are_no_text_are_shown_as_base64() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        let bytes = vec![0xff_u8, 0x00, 0x41];
        server
            .anyone()
            .send("POST", &address, Some("application/octet-stream"), bytes)
            .await
            .is(200);
        let caught = arrivals(&anna, &id).await.remove(0);
        let shown = anna
            .get(&format!("/arrivals/{}", caught["id"].as_str().unwrap()))
            .await
            .is(200);
        assert_eq!(
            (&shown["encoding"], &shown["body"], &shown["size"]),
            (&json!("base64"), &json!("/wBB"), &json!(3))
        );
    });
}

#[test]
fn a_hook_that_cannot_work_is_refused_at_the_place() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let faulty =
            json!({ "name": "", "answer": { "status": 500, "content_type": "text/plain", "body": "" } });
        let refused = anna
            .post("/hooks", json!({ "settings": faulty }))
            .await
            .problem(422, "invalid");
        let paths: Vec<_> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["path"].clone())
            .collect();
        assert_eq!(paths, [json!("settings.name"), json!("settings.answer.status")]);
        anna.post(
            "/hooks",
            json!({ "key": "Not A Key", "settings": { "name": "x" } }),
        )
        .await
        .problem(422, "invalid");
        let (_, _) = hook(&anna, "shop", json!({})).await;
        anna.post("/hooks", json!({ "key": "shop", "settings": { "name": "x" } }))
            .await
            .problem(409, "conflict");
        let id = scenario(&anna, "note", NOTE).await;
        let shop = rows(&anna, "/hooks").await.remove(0);
        let path = format!("/hooks/{}", shop["id"].as_str().unwrap());
        anna.delete(&path).await.problem(409, "conflict");
        anna.post(&format!("/scenarios/{id}/off"), json!({}))
            .await
            .is(200);
        anna.delete(&path).await.is(204);
    });
}

#[test]
fn counts_of_a_hook_tell_what_came() {
    on_both(|server: Server| async move {
        let anna = server.owner().await;
        let (id, address) = hook(&anna, "shop", json!({})).await;
        post(&server, &address, json!({})).await;
        server
            .anyone()
            .send("POST", &address, Some("application/json"), "{")
            .await
            .problem(422, "invalid");
        let shown = anna.get(&format!("/hooks/{id}")).await.is(200);
        assert_eq!(shown["last_at"], crate::harness::START);
        assert_eq!(
            (&shown["counts"]["rejected"], &shown["counts"]["failed"]),
            (&json!(1), &json!(0))
        );
    });
}

#[test]
fn a_hook_takes_as_many_as_its_limit_allows_and_tells_the_rest_when_to_come_back() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let limit = json!({ "per_minute": 6, "burst": 2 });
        let (id, address) = hook(&anna, "shop", json!({ "limit": limit })).await;
        let (other, free) = hook(&anna, "free", json!({})).await;
        let sender = server.anyone();
        for n in 0..2 {
            sender.post(&address, json!({ "n": n })).await.is(200);
        }
        let refused = sender.post(&address, json!({ "n": 2 })).await;
        assert_eq!(refused.headers["retry-after"], "10");
        let problem = refused.problem(429, "rate_limited");
        let detail = problem["detail"].as_str().unwrap();
        for told in ["hook `shop`", "6 requests a minute", "after 10 s", "not kept"] {
            assert!(detail.contains(told), "{told} in {detail}");
        }
        // Only to ask whether the address is there costs nothing; other hooks have their own measure.
        sender.send("HEAD", &address, None, Body::empty()).await.is(204);
        for n in 0..20 {
            sender.post(&free, json!({ "n": n })).await.is(200);
        }
        let shown = anna.get(&format!("/hooks/{id}")).await.is(200);
        assert_eq!(shown["settings"]["limit"], limit);
        assert_eq!(shown["limited"]["count"], 1);
        assert!(shown["limited"]["last_at"].is_number(), "{shown}");
        let metrics = server.anyone().get("//metrics").await;
        let counted = format!("signalbox_hook_limited_total{{hook=\"{id}\"}} 1");
        assert!(metrics.text.contains(&counted), "{}", metrics.text);
        assert!(!metrics.text.contains(&other), "no limit, no count");
        // What was taken is all there, and nothing else; after the wait the next one comes in.
        assert_eq!(arrivals(&anna, &id).await.len(), 2);
        server.pass(10);
        sender.post(&address, json!({ "n": 2 })).await.is(200);
        sender
            .post(&address, json!({ "n": 3 }))
            .await
            .problem(429, "rate_limited");
        // A limit that is raised or gone holds at once.
        set(&anna, &id, json!({ "settings": {} })).await;
        for n in 0..20 {
            sender.post(&address, json!({ "n": n })).await.is(200);
        }
        assert_eq!(arrivals(&anna, &id).await.len(), 23);
    });
}

#[test]
fn a_limit_that_means_nothing_is_refused_at_its_place() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let (id, _) = hook(&anna, "shop", json!({})).await;
        let cases = [
            (json!({ "per_minute": 0 }), "settings.limit.per_minute"),
            (json!({ "per_minute": 1, "burst": 0 }), "settings.limit.burst"),
            (json!({ "per_minute": 10_000_001 }), "settings.limit.per_minute"),
            (
                json!({ "per_minute": 9, "burst": 1_000_001 }),
                "settings.limit.burst",
            ),
        ];
        for (limit, place) in cases {
            let body = json!({ "settings": { "name": "shop", "limit": limit } });
            let problem = anna
                .put(&format!("/hooks/{id}"), body)
                .await
                .problem(422, "invalid");
            assert_eq!(problem["errors"][0]["path"], place, "{limit} {problem}");
        }
    });
}

#[test]
fn a_limit_changed_behind_the_back_of_this_server_is_noticed_in_a_second() {
    on_both(|server| async move {
        let anna = server.owner().await;
        let limit = json!({ "per_minute": 1, "burst": 1 });
        let (_, address) = hook(&anna, "shop", json!({ "limit": limit })).await;
        let sender = server.anyone();
        sender.post(&address, json!({})).await.is(200);
        sender
            .post(&address, json!({}))
            .await
            .problem(429, "rate_limited");
        let text = anna.get("/export").await.text;
        let raised = text.replace("per_minute: 1\n", "per_minute: 600\n");
        assert_ne!(raised, text);
        let applied = anna
            .send("POST", "/apply", Some("application/yaml"), raised)
            .await;
        assert!(applied.status.is_success(), "{}", applied.text);
        server.pass(1);
        sender.post(&address, json!({})).await.is(200);
    });
}
