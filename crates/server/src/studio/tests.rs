//! What a browser is given.

use super::*;
use axum::http::Request;
use tower::ServiceExt;

fn studio() -> Router {
    let page = Asset::plain(Bytes::from_static(b"<!doctype html>"), &[1; 32]);
    let script = Asset::plain(Bytes::from(vec![b'x'; 2000]), &[2; 32]);
    let files = [
        ("index.html".to_owned(), page),
        ("assets/a-1f.js".to_owned(), script),
        (
            WIDGET.to_owned(),
            Asset::plain(Bytes::from_static(b"chat()"), &[3; 32]),
        ),
    ];
    over(HashMap::from(files))
}

async fn ask(router: Router, method: &str, path: &str, header: (&str, &str)) -> Response<Body> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header.0, header.1);
    router
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

fn value<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_address_that_is_no_file_is_a_page() {
    for path in ["/", "/hooks/abc", "/leads?tag=a.b"] {
        let response = ask(studio(), "GET", path, ("x", "y")).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(value(&response, "content-type"), "text/html; charset=utf-8");
        assert_eq!(value(&response, "cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn hashed_files_are_kept_and_packed() {
    let response = ask(
        studio(),
        "GET",
        "/assets/a-1f.js",
        ("accept-encoding", "br, gzip"),
    )
    .await;
    assert!(value(&response, "cache-control").contains("immutable"));
    assert_eq!(value(&response, "content-encoding"), "gzip");
    let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    assert!(body.len() < 200, "{}", body.len());
    let plain = ask(studio(), "GET", "/assets/a-1f.js", ("accept-encoding", "br")).await;
    assert_eq!(value(&plain, "content-encoding"), "");
}

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let etag = "\"020202020202020202020202\"";
    let response = ask(studio(), "GET", "/assets/a-1f.js", ("if-none-match", etag)).await;
    assert_eq!(response.status(), 304);
}

#[tokio::test]
async fn a_missing_file_is_missing_and_nothing_can_be_posted() {
    let missing = ask(studio(), "GET", "/assets/old.js", ("x", "y")).await;
    assert_eq!(missing.status(), 404);
    let posted = ask(studio(), "POST", "/", ("x", "y")).await;
    assert_eq!(posted.status(), 405);
}

#[tokio::test]
async fn a_binary_without_the_studio_says_how_to_build_it() {
    let response = ask(over(HashMap::new()), "GET", "/", ("x", "y")).await;
    let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    assert!(String::from_utf8_lossy(&body).contains("make build"));
}

#[tokio::test]
async fn the_widget_is_kept_for_a_while_and_never_mistaken_for_a_page() {
    let response = ask(studio(), "GET", "/widget.js", ("x", "y")).await;
    assert_eq!(value(&response, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(value(&response, "cache-control"), "public, max-age=600");
    let missing = ask(over(HashMap::new()), "GET", "/widget.js", ("x", "y")).await;
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn a_file_that_lies_packed_in_the_binary_is_given_in_both_forms() {
    let text = "console.log(1);".repeat(100);
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(text.as_bytes()).unwrap();
    let packed: Bytes = writer.finish().unwrap().into();
    let studio = || {
        let script = Asset::packed(packed.clone(), &[3; 32]);
        over(HashMap::from([("assets/b-2e.js".to_owned(), script)]))
    };
    for (accepted, encoding, expected) in [
        ("gzip", "gzip", packed.as_ref()),
        ("identity", "", text.as_bytes()),
    ] {
        let header = ("accept-encoding", accepted);
        let response = ask(studio(), "GET", "/assets/b-2e.js", header).await;
        assert_eq!(value(&response, "content-encoding"), encoding);
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        assert_eq!(body, expected, "{accepted}");
    }
}
