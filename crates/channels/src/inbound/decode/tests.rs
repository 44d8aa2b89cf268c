use super::*;
use bytes::Bytes;

fn request(content_type: &str, body: impl Into<Bytes>) -> RawRequest {
    let headers = match content_type {
        "" => Vec::new(),
        _ => vec![("Content-Type".to_owned(), content_type.to_owned())],
    };
    RawRequest {
        method: "POST".to_owned(),
        path: "/in/x".to_owned(),
        headers,
        body: body.into(),
        query: None,
    }
}

fn with_query(mut req: RawRequest, query: &str) -> RawRequest {
    req.query = Some(query.to_owned());
    req
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn bodies_are_read_as_what_they_are() {
    use BodyKind::*;
    // Content type, body, kind, document, number of notes.
    let table = [
        (
            "application/json",
            r#" {"price": 12.50} "#,
            Json,
            r#"{"price": 12.50}"#,
            0,
        ),
        (
            "application/vnd.api+json; charset=utf-8",
            "[1.0]",
            Json,
            "[1.0]",
            0,
        ),
        ("application/json", "\"ok\"", Json, "\"ok\"", 0),
        (FORM, "a=1&b[c]=2", Form, r#"{"a":"1","b":{"c":"2"}}"#, 0),
        (FORM, "a=1\r\n", Form, r#"{"a":"1"}"#, 0),
        (FORM, r#"{"a":1.0}"#, Json, r#"{"a":1.0}"#, 1),
        (FORM, "{not json}=1", Form, r#"{"{not json}":"1"}"#, 0),
        ("application/json", "a=1&b=2", Form, r#"{"a":"1","b":"2"}"#, 1),
        ("application/json", "<a>1</a>", Xml, r#"{"a":"1"}"#, 1),
        ("text/xml", "<a><b>1</b></a>", Xml, r#"{"a":{"b":"1"}}"#, 0),
        ("text/xml", r#"{"a":1}"#, Json, r#"{"a":1}"#, 1),
        ("text/plain", "hello", Text, r#"{"text":"hello"}"#, 0),
        ("text/plain", r#"{"a":1}"#, Json, r#"{"a":1}"#, 1),
        ("text/plain", r#"{"a":1"#, Text, r#"{"text":"{\"a\":1"}"#, 1),
        ("text/plain", "<b>bold</b>", Text, r#"{"text":"<b>bold</b>"}"#, 0),
        (
            "text/plain",
            "<?xml version=\"1.0\"?><a>1</a>",
            Xml,
            r#"{"a":"1"}"#,
            1,
        ),
        (
            "text/plain",
            "<?xml version=\"1.0\"?><a>",
            Text,
            r#"{"text":"<?xml version=\"1.0\"?><a>"}"#,
            1,
        ),
        ("", r#"{"a":1}"#, Json, r#"{"a":1}"#, 0),
        ("", "<a>1</a>", Xml, r#"{"a":"1"}"#, 0),
        ("", "a=1&b=2", Form, r#"{"a":"1","b":"2"}"#, 0),
        ("", "aGVsbG8gd29ybA==", Text, r#"{"text":"aGVsbG8gd29ybA=="}"#, 0),
        ("", "x = 1", Text, r#"{"text":"x = 1"}"#, 0),
        ("", " \n", Empty, "{}", 0),
        ("application/json", "", Empty, "{}", 0),
        ("application/json", "\u{feff}{}", Json, "{}", 0),
        ("application/json", r#""\ud83d""#, Json, r#""\ufffd""#, 1),
    ];
    for (content_type, body, kind, json, notes) in table {
        let decoded = decode(&request(content_type, body)).unwrap();
        assert_eq!(
            (decoded.kind, decoded.json.as_str()),
            (kind, json),
            "{content_type}: {body}"
        );
        assert_eq!(
            decoded.notes.len(),
            notes,
            "{content_type}: {body}: {:?}",
            decoded.notes
        );
    }
}

#[test]
fn other_charsets_are_decoded() {
    let cp1251 = b"\xcf\xf0\xe8".to_vec();
    let xml = [
        b"<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>".as_slice(),
        &cp1251,
        b"</a>",
    ]
    .concat();
    let json = [b"{\"a\":\"".as_slice(), &cp1251, b"\"}"].concat();
    let table: [(&str, Vec<u8>, &str, usize); 5] = [
        (
            "application/x-www-form-urlencoded; charset=windows-1251",
            b"a=%CF%F0%E8".to_vec(),
            r#"{"a":"При"}"#,
            0,
        ),
        (FORM, b"a=%CF%F0%E8".to_vec(), r#"{"a":"При"}"#, 1),
        (FORM, [b"a=".as_slice(), &cp1251].concat(), r#"{"a":"При"}"#, 1),
        ("text/xml", xml, r#"{"a":"При"}"#, 0),
        ("application/json", json, r#"{"a":"При"}"#, 1),
    ];
    for (content_type, body, json, notes) in table {
        let decoded = decode(&request(content_type, body)).unwrap();
        assert_eq!(
            (decoded.json.as_str(), decoded.notes.len()),
            (json, notes),
            "{content_type}"
        );
    }
}

#[test]
fn query_parameters_join_the_document_and_the_body_wins() {
    let table = [
        ("", "", "a=1&b[]=2", r#"{"a":"1","b":["2"]}"#, 0),
        (
            "application/json",
            r#"{"x": 1.50 }"#,
            "a=1",
            r#"{"x": 1.50 ,"a":"1"}"#,
            0,
        ),
        ("application/json", "{ }", "a=1", r#"{"a":"1"}"#, 0),
        (
            "application/json",
            r#"{"a":1}"#,
            "a=2&b=3",
            r#"{"a":1,"b":"3"}"#,
            1,
        ),
        ("application/json", r#"{"a":1}"#, "a=2", r#"{"a":1}"#, 1),
        (FORM, "a=1", "b=2", r#"{"a":"1","b":"2"}"#, 0),
        ("application/json", "[1]", "b=2", "[1]", 1),
        ("text/plain", "hi", "b=2", r#"{"text":"hi","b":"2"}"#, 0),
        ("application/json", r#"{"a":1}"#, "", r#"{"a":1}"#, 0),
    ];
    for (content_type, body, query, json, notes) in table {
        let decoded = decode(&with_query(request(content_type, body), query)).unwrap();
        assert_eq!(
            (decoded.json.as_str(), decoded.notes.len()),
            (json, notes),
            "{body} ? {query}"
        );
    }
}

#[test]
fn malformed_bodies_name_the_place_and_the_remedy() {
    let error = decode(&request("application/json", "{\"a\": 1,\n \"b\" 2}")).unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("the body says application/json but"),
        "{message}"
    );
    assert!(
        message.contains("line 2, column 6: expected `:`. Correct it"),
        "{message}"
    );
    let error = decode(&request("text/xml", "<a>\n<b></a>")).unwrap_err();
    assert!(matches!(error, DecodeError::Xml { line: 2, .. }), "{error:?}");
    let error = decode(&request("multipart/form-data; boundary=x", "no parts")).unwrap_err();
    assert!(matches!(error, DecodeError::Multipart { .. }), "{error:?}");
}

#[test]
fn depth_is_limited_for_every_kind() {
    let too_deep = DecodeError::TooDeep { limit: MAX_DEPTH };
    let nested = |open: &str, close: &str, levels: usize| open.repeat(levels) + &close.repeat(levels);
    for body in [nested("[", "]", MAX_DEPTH + 1), nested("[", "]", 100_000)] {
        assert_eq!(decode(&request("application/json", body)).unwrap_err(), too_deep);
    }
    assert!(decode(&request("application/json", nested("[", "]", MAX_DEPTH))).is_ok());
    for body in [
        nested("<a>", "</a>", MAX_DEPTH + 1),
        nested("<a>", "</a>", 50_000),
    ] {
        assert_eq!(decode(&request("text/xml", body)).unwrap_err(), too_deep);
    }
    assert!(decode(&request("text/xml", nested("<a>", "</a>", MAX_DEPTH))).is_ok());
    let form = format!("a{}=1", "[b]".repeat(MAX_DEPTH));
    assert_eq!(decode(&request(FORM, form)).unwrap_err(), too_deep);
}
