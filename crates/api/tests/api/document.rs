use crate::harness::on_both;
use axum::body::Body;
use serde_json::Value;
use std::collections::HashSet;

/// Every `$ref` of the document leads somewhere.
fn check_refs(document: &Value, at: &Value) {
    match at {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get("$ref") {
                let pointer = target
                    .strip_prefix('#')
                    .unwrap_or_else(|| panic!("{target} leads out of the document"));
                assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
            }
            map.values().for_each(|inner| check_refs(document, inner));
        }
        Value::Array(list) => list.iter().for_each(|inner| check_refs(document, inner)),
        _ => {}
    }
}

#[test]
fn the_document_is_served_and_whole() {
    on_both(|server| async move {
        let document = server.anyone().get("//api/openapi.json").await.is(200);
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document, signalbox_api::openapi());
        check_refs(&document, &document);
    });
}

#[test]
fn every_route_is_documented_once_and_well() {
    let mut ids = HashSet::new();
    for endpoint in signalbox_api::endpoints() {
        let at = format!("{} {}", endpoint.method, endpoint.path);
        assert!(ids.insert(endpoint.id), "{at}: {} is taken", endpoint.id);
        assert!(
            endpoint.summary.ends_with('.') && endpoint.summary.len() > 10,
            "{at}: {}",
            endpoint.summary
        );
        assert!(!endpoint.tag.is_empty(), "{at} stands in no chapter");
        assert!(
            endpoint.answers.keys().any(|status| *status < 400),
            "{at} answers nothing"
        );
        assert!(!endpoint.path.ends_with('/'), "{at}");
    }
}

#[test]
fn every_documented_route_is_there_and_guards_what_it_says() {
    on_both(|server| async move {
        server.owner().await;
        let path = |template: &str| {
            let parts = template.split('/').map(|part| {
                if part.starts_with('{') {
                    "0000000000000"
                } else {
                    part
                }
            });
            parts.collect::<Vec<_>>().join("/")
        };
        for endpoint in signalbox_api::endpoints() {
            let reply = server
                .anyone()
                .send(
                    endpoint.method.as_str(),
                    &path(endpoint.path),
                    None,
                    Body::empty(),
                )
                .await;
            let at = format!("{} {}", endpoint.method, endpoint.path);
            assert_ne!(reply.status, 405, "{at}");
            match endpoint.scope {
                Some(_) => assert_eq!(reply.status, 401, "{at}: {}", reply.text),
                None => assert!(!reply.status.is_server_error(), "{at}: {}", reply.text),
            }
        }
    });
}
