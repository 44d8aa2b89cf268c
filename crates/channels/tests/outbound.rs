//! The guarded client against real sockets on this machine, which the tests allow explicitly.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod receiver;

use bytes::Bytes;
use http::Method;
use receiver::{Answer, Receiver, Seen};
use signalbox_channels::outbound::{Client, Guard, OutboundError, OutboundRequest, Resolve, Resolving};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

fn get(url: impl Into<String>) -> OutboundRequest {
    OutboundRequest {
        method: Method::GET,
        url: url.into(),
        headers: Vec::new(),
        body: Bytes::new(),
        timeout: Duration::from_secs(10),
        max_redirects: 0,
        max_response_bytes: 1024,
    }
}

fn post(url: impl Into<String>, headers: &[(&str, &str)], body: &'static str) -> OutboundRequest {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    OutboundRequest {
        method: Method::POST,
        headers,
        body: body.into(),
        ..get(url)
    }
}

/// Allows this machine's first address only, so that `127.0.0.2` stands for an internal one.
fn local() -> Guard {
    Guard::new(vec!["127.0.0.1/32".parse().unwrap()])
}

/// A resolver that knows one answer for every name.
struct Fake(Vec<IpAddr>);

impl Resolve for Fake {
    fn resolve(&self, _: String) -> Resolving {
        let answer = self.0.clone();
        Box::pin(async move { Ok(answer) })
    }
}

fn client_resolving_to(addresses: &[&str]) -> Client {
    let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
    Client::with_resolver(local(), Arc::new(Fake(addresses)))
}

#[tokio::test]
async fn a_request_arrives_as_it_was_made() {
    let receiver = Receiver::start(|_| Answer::text(201, "made")).await;
    let client = client_resolving_to(&["127.0.0.1"]);
    let url = format!("http://hooks.test:{}/in/x?a=%20b#fragment", receiver.port());
    let answer = client
        .send(post(url, &[("X-Key", "ключ"), ("X-Key", "2")], "{}"))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.body.as_ref(), answer.truncated),
        (201, &b"made"[..], false)
    );
    assert!(
        answer
            .headers
            .contains(&("content-length".to_owned(), "4".to_owned()))
    );
    let [
        Seen {
            method,
            target,
            headers,
            body,
        },
    ] = &receiver.seen()[..]
    else {
        panic!("one request")
    };
    assert_eq!(
        (method.as_str(), target.as_str(), body.as_ref()),
        ("POST", "/in/x?a=%20b", &b"{}"[..])
    );
    assert_eq!(headers["host"], format!("hooks.test:{}", receiver.port()));
    assert_eq!(headers["content-length"], "2");
    assert_eq!(headers["accept"], "*/*");
    assert!(headers["user-agent"].to_str().unwrap().starts_with("Signalbox/"));
    let keys: Vec<_> = headers
        .get_all("x-key")
        .iter()
        .map(|value| value.as_bytes().to_vec())
        .collect();
    assert_eq!(keys, ["ключ".as_bytes(), b"2"]);
}

#[tokio::test]
async fn connections_are_used_again() {
    let receiver = Receiver::start(|_| Answer::text(200, "ok")).await;
    let client = Client::new(local());
    for _ in 0..3 {
        client.send(get(receiver.url("/"))).await.unwrap();
    }
    assert_eq!((receiver.seen().len(), receiver.connections()), (3, 1));
}

#[tokio::test]
async fn internal_addresses_are_refused_however_they_are_spelled() {
    let client = Client::new(Guard::default());
    let hosts = [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "127.0.0.1.",
        "１２７.０.０.１",
        "0",
        "10.0.0.1",
        "169.254.169.254",
        "2852039166",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
    ];
    for host in hosts {
        for scheme in ["http", "https"] {
            let error = client
                .send(get(format!("{scheme}://{host}/secret")))
                .await
                .unwrap_err();
            assert!(
                matches!(error, OutboundError::Blocked { .. }),
                "{scheme}://{host}: {error:?}"
            );
            assert!(!error.retriable() && !error.outcome_unknown());
        }
    }
    let receiver = Receiver::start(|_| Answer::text(200, "")).await;
    let error = client
        .send(get(receiver.url("/hidden-token")))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("requests to 127.0.0.1 are blocked: 127.0.0.1 is this machine. If"),
        "{error}"
    );
    assert!(!error.contains("hidden-token"));
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn names_are_judged_by_what_they_resolve_to() {
    let receiver = Receiver::start(|_| Answer::text(200, "ok")).await;
    let url = format!("http://innocent.test:{}/", receiver.port());
    for internal in [
        "127.0.0.2",
        "10.0.0.1",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "169.254.169.254",
    ] {
        let error = client_resolving_to(&[internal])
            .send(get(url.as_str()))
            .await
            .unwrap_err();
        let OutboundError::Blocked { host, address, .. } = &error else {
            panic!("{internal}: {error:?}")
        };
        assert_eq!(
            (host.as_str(), *address),
            ("innocent.test", internal.parse().unwrap())
        );
    }
    assert_eq!(receiver.connections(), 0);
    let mixed = client_resolving_to(&["10.0.0.1", "127.0.0.1"]);
    assert_eq!(mixed.send(get(url.as_str())).await.unwrap().status, 200);
    let error = client_resolving_to(&[]).send(get(url)).await.unwrap_err();
    assert!(matches!(error, OutboundError::Dns { .. }), "{error:?}");
}

#[tokio::test]
async fn redirects_are_answers_unless_allowed() {
    let receiver = Receiver::start(|seen| match seen.target.as_str() {
        "/end" => Answer::text(200, "end"),
        "/bare" => Answer::text(302, "nowhere"),
        _ => Answer::redirect(302, "/end"),
    })
    .await;
    let client = Client::new(local());
    assert_eq!(
        client.send(get(receiver.url("/start"))).await.unwrap().status,
        302
    );
    let followed = OutboundRequest {
        max_redirects: 1,
        ..get(receiver.url("/start"))
    };
    assert_eq!(client.send(followed).await.unwrap().body.as_ref(), b"end");
    let bare = OutboundRequest {
        max_redirects: 1,
        ..get(receiver.url("/bare"))
    };
    assert_eq!(client.send(bare).await.unwrap().status, 302);
}

#[tokio::test]
async fn endless_redirects_end_at_three() {
    let receiver = Receiver::start(|_| Answer::redirect(307, "/again")).await;
    let endless = OutboundRequest {
        max_redirects: 200,
        ..get(receiver.url("/"))
    };
    let error = Client::new(local()).send(endless).await.unwrap_err();
    assert_eq!(
        error,
        OutboundError::TooManyRedirects {
            host: "127.0.0.1".to_owned(),
            limit: 3
        }
    );
    assert_eq!(receiver.seen().len(), 4);
}

#[tokio::test]
async fn redirects_to_internal_addresses_and_odd_schemes_are_refused() {
    let targets = [
        "http://127.0.0.2:1/",
        "http://2130706434/",
        "//169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "https://10.0.0.1/",
    ];
    for target in targets {
        let receiver = Receiver::start(move |_| Answer::redirect(302, target)).await;
        let req = OutboundRequest {
            max_redirects: 3,
            ..get(receiver.url("/"))
        };
        let error = Client::new(local()).send(req).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::Blocked { .. }),
            "{target}: {error:?}"
        );
    }
    for target in [
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://user:pw@127.0.0.1/",
        "http://",
    ] {
        let receiver = Receiver::start(move |_| Answer::redirect(302, target)).await;
        let req = OutboundRequest {
            max_redirects: 3,
            ..get(receiver.url("/"))
        };
        let error = Client::new(local()).send(req).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::BadUrl { .. }),
            "{target}: {error:?}"
        );
    }
}

#[tokio::test]
async fn only_303_turns_a_post_into_a_get() {
    for (status, method, body) in [
        (301, "POST", "{}"),
        (302, "POST", "{}"),
        (303, "GET", ""),
        (308, "POST", "{}"),
    ] {
        let receiver = Receiver::start(move |seen| match seen.target.as_str() {
            "/end" => Answer::text(200, ""),
            _ => Answer::redirect(status, "/end"),
        })
        .await;
        let headers = [
            ("Content-Type", "application/json"),
            ("Authorization", "Bearer t"),
        ];
        let req = OutboundRequest {
            max_redirects: 1,
            ..post(receiver.url("/"), &headers, "{}")
        };
        Client::new(local()).send(req).await.unwrap();
        let last = receiver.seen().pop().unwrap();
        assert_eq!(
            (last.method.as_str(), last.body.as_ref()),
            (method, body.as_bytes()),
            "{status}"
        );
        assert_eq!(last.headers.contains_key("content-type"), method == "POST");
        assert!(
            last.headers.contains_key("authorization"),
            "the same origin may see it"
        );
    }
}

#[tokio::test]
async fn secrets_do_not_follow_to_another_origin() {
    let other = Receiver::start(|_| Answer::text(200, "")).await;
    let target = other.url("/end");
    let receiver = Receiver::start(move |_| Answer::redirect(307, &target)).await;
    let headers = [
        ("Authorization", "Bearer t"),
        ("Cookie", "c=1"),
        ("X-Api-Key", "k"),
        ("Content-Type", "application/json"),
        ("webhook-id", "msg_1"),
    ];
    let req = OutboundRequest {
        max_redirects: 1,
        ..post(receiver.url("/"), &headers, "{}")
    };
    Client::new(local()).send(req).await.unwrap();
    let Seen { headers, body, .. } = other.seen().pop().unwrap();
    assert_eq!(body.as_ref(), b"{}");
    let arrived: Vec<_> = headers.keys().map(|name| name.as_str()).collect();
    for secret in ["authorization", "cookie", "x-api-key"] {
        assert!(!arrived.contains(&secret), "{arrived:?}");
    }
    for harmless in ["content-type", "webhook-id", "user-agent"] {
        assert!(arrived.contains(&harmless), "{arrived:?}");
    }
}

#[tokio::test]
async fn long_answers_are_cut_off() {
    let receiver = Receiver::start(|seen| Answer::text(200, &"x".repeat(seen.target.len() - 1))).await;
    let client = Client::new(local());
    for (length, kept, truncated) in [
        (0, 0, false),
        (1023, 1023, false),
        (1024, 1024, false),
        (1025, 1024, true),
    ] {
        let url = receiver.url(&format!("/{}", "a".repeat(length)));
        let answer = client.send(get(url)).await.unwrap();
        assert_eq!(
            (answer.body.len(), answer.truncated),
            (kept, truncated),
            "{length}"
        );
    }
    let many_pieces = Receiver::start(|_| Answer::text(200, &"y".repeat(300_000))).await;
    let whole = OutboundRequest {
        max_response_bytes: 1 << 20,
        ..get(many_pieces.url("/"))
    };
    assert_eq!(client.send(whole).await.unwrap().body.len(), 300_000);
    let cut = OutboundRequest {
        max_response_bytes: 299_999,
        ..get(many_pieces.url("/"))
    };
    let cut = client.send(cut).await.unwrap();
    assert_eq!((cut.body.len(), cut.truncated), (299_999, true));
}

#[tokio::test]
async fn silence_is_an_unknown_outcome() {
    let receiver = Receiver::start(|_| Answer::Silence).await;
    let timeout = Duration::from_millis(200);
    let error = Client::new(local())
        .send(OutboundRequest {
            timeout,
            ..get(receiver.url("/"))
        })
        .await
        .unwrap_err();
    let expected = OutboundError::TimedOut {
        host: "127.0.0.1".to_owned(),
        after: timeout,
        request_sent: true,
    };
    assert_eq!(error, expected);
    assert_eq!(error.to_string(), "127.0.0.1 did not answer in 0.2 s");
    assert!(error.outcome_unknown() && error.retriable());
}

#[tokio::test]
async fn a_resolver_that_hangs_leaves_nothing_sent() {
    struct Hanging;
    impl Resolve for Hanging {
        fn resolve(&self, _: String) -> Resolving {
            Box::pin(std::future::pending())
        }
    }
    let client = Client::with_resolver(local(), Arc::new(Hanging));
    let timeout = Duration::from_millis(50);
    let error = client
        .send(OutboundRequest {
            timeout,
            ..get("http://slow.test/")
        })
        .await
        .unwrap_err();
    let expected = OutboundError::TimedOut {
        host: "slow.test".to_owned(),
        after: timeout,
        request_sent: false,
    };
    assert_eq!(error, expected);
    assert!(!error.outcome_unknown() && error.retriable());
}

#[tokio::test]
async fn a_connection_broken_off_is_an_unknown_outcome() {
    let receiver = Receiver::start(|_| Answer::HangUp).await;
    let error = Client::new(local())
        .send(post(receiver.url("/"), &[], "{}"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            OutboundError::Broken {
                request_sent: true,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(error.outcome_unknown() && error.retriable());
}

#[tokio::test]
async fn closed_ports_and_plain_servers_are_told_apart() {
    let receiver = Receiver::start(|_| Answer::text(200, "")).await;
    let client = Client::new(local());
    let tls = client
        .send(get(receiver.url("/").replace("http:", "https:")))
        .await
        .unwrap_err();
    assert!(matches!(tls, OutboundError::Tls { .. }), "{tls:?}");
    let free = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = client.send(get(format!("http://{free}/"))).await.unwrap_err();
    assert!(matches!(refused, OutboundError::Connect { .. }), "{refused:?}");
    for error in [tls, refused] {
        assert!(!error.outcome_unknown() && error.retriable());
    }
}

#[tokio::test]
async fn unusable_requests_are_refused_before_anything_is_sent() {
    let client = Client::new(local());
    for url in [
        "",
        "example.com",
        "/x",
        "ftp://example.com",
        "http://",
        "http://u:p@127.0.0.1/",
        "javascript:1",
    ] {
        let error = client.send(get(url)).await.unwrap_err();
        assert!(matches!(error, OutboundError::BadUrl { .. }), "{url}: {error:?}");
    }
    let headers = [
        ("X-Key", "secret\r\nHost: x"),
        ("X Key", "secret"),
        ("", "secret"),
        ("Content-Length", "5"),
        ("Upgrade", "h2c"),
    ];
    for header in headers {
        let error = client
            .send(post("http://127.0.0.1/", &[header], ""))
            .await
            .unwrap_err();
        assert!(
            matches!(error, OutboundError::BadHeader { .. }),
            "{header:?}: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[test]
fn debug_prints_of_requests_hide_their_content() {
    let req = post("http://127.0.0.1/secret", &[("X-Key", "secret")], "secret");
    let shown = format!("{req:?}");
    assert!(shown.contains("X-Key") && !shown.contains("secret"), "{shown}");
}
