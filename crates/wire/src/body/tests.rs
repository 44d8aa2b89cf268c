use super::*;
use JsonScalar::{Bool, Json, Null, Number, Text};

fn fields(list: &[(&str, JsonScalar)]) -> Vec<(String, JsonScalar)> {
    list.iter()
        .map(|(path, value)| ((*path).to_owned(), value.clone()))
        .collect()
}

fn text(value: &str) -> JsonScalar {
    Text(value.to_owned())
}

#[test]
fn dotted_names_build_nested_json() {
    let table: [(&[(&str, JsonScalar)], &str); 9] = [
        (&[], "{}"),
        (
            &[
                ("customer.mobilePhone", text("+7")),
                ("customerAction.customFields.callId", text("9")),
                ("customer.email", text("a")),
            ],
            r#"{"customer":{"mobilePhone":"+7","email":"a"},"customerAction":{"customFields":{"callId":"9"}}}"#,
        ),
        (
            &[
                ("items.2.id", Number("3".into())),
                ("items.0.id", Number("1.50".into())),
            ],
            r#"{"items":[{"id":1.50},{"id":3}]}"#,
        ),
        (&[("0.id", Number("1".into())), ("1", Null)], r#"[{"id":1},null]"#),
        (
            &[(r"a\.b", text("x")), (r"c\\d", text("y"))],
            r#"{"a.b":"x","c\\d":"y"}"#,
        ),
        (&[(r"fields.\104953", text("x"))], r#"{"fields":{"104953":"x"}}"#),
        (
            &[("flag", Bool(true)), ("j", Json(r#" {"n": 1.0} "#.into()))],
            r#"{"flag":true,"j":{"n": 1.0}}"#,
        ),
        (
            &[
                ("a", text("")),
                ("b.c", Number(" ".into())),
                ("b.d", Json(String::new())),
                ("e", text("x")),
            ],
            r#"{"e":"x"}"#,
        ),
        (
            &[("items.0", text("")), ("items.1", text("x"))],
            r#"{"items":["x"]}"#,
        ),
    ];
    for (list, expected) in table {
        assert_eq!(
            json_from_paths(&fields(list), EmptyValues::Drop).as_deref(),
            Ok(expected),
            "{list:?}"
        );
    }
}

#[test]
fn empty_values_are_sent_when_asked() {
    let list = fields(&[
        ("a", text("")),
        ("b.c", Number(String::new())),
        ("b.d", Json(String::new())),
    ]);
    assert_eq!(
        json_from_paths(&list, EmptyValues::Send).as_deref(),
        Ok(r#"{"a":"","b":{"c":null,"d":null}}"#)
    );
}

#[test]
fn contradicting_names_are_refused_by_both_names() {
    let table = [
        ("a", "a.b"),
        ("a.b", "a"),
        ("a.b", "a.b"),
        ("a.b.c", "a.b"),
        ("items.0", "items.name"),
        ("items.name", "items.0"),
        ("0", "a"),
        ("a.0", "a.00"),
    ];
    for (first, second) in table {
        for value in ["x", ""] {
            let list = fields(&[(first, text(value)), (second, text(value))]);
            let error = json_from_paths(&list, EmptyValues::Drop).unwrap_err();
            let BodyError::Conflict {
                first: named,
                second: other,
                ..
            } = &error
            else {
                panic!("{error:?}")
            };
            assert_eq!((named.as_str(), other.as_str()), (first, second));
        }
    }
}

#[test]
fn bad_names_and_values_are_refused() {
    for path in [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        r"a\",
        "a.99999999999",
        &"a.".repeat(MAX_DEPTH + 1),
    ] {
        let error = json_from_paths(&fields(&[(path, text("x"))]), EmptyValues::Drop).unwrap_err();
        assert!(matches!(error, BodyError::BadPath { .. }), "{path}: {error:?}");
    }
    for number in ["12,5", "1 2", "x", "true", "\"1\"", "01", "+1", "{}", "1."] {
        let list = fields(&[("n", Number(number.to_owned()))]);
        let error = json_from_paths(&list, EmptyValues::Drop).unwrap_err();
        assert_eq!(error, BodyError::BadNumber { path: "n".to_owned() }, "{number}");
    }
    let list = fields(&[("j", Json("{\"a\":\n}".to_owned()))]);
    let error = json_from_paths(&list, EmptyValues::Drop).unwrap_err();
    assert!(matches!(error, BodyError::BadJson { line: 2, .. }), "{error:?}");
}

#[test]
fn forms_are_encoded() {
    let list = [("имя", "a b&c"), ("x[0]", "=")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form_encode(&list), "%D0%B8%D0%BC%D1%8F=a+b%26c&x%5B0%5D=%3D");
}

#[test]
fn empty_query_parameters_are_left_out() {
    let table = [
        ("https://x/y?a=1&b=&c=2", "https://x/y?a=1&c=2"),
        ("https://x/y?deviceUUID=", "https://x/y"),
        ("https://x/y?deviceUUID=#f?a=", "https://x/y#f?a="),
        ("https://x/y?flag&a=%20&b=", "https://x/y?flag&a=%20"),
        ("https://x/y#?a=", "https://x/y#?a="),
        ("https://x/y", "https://x/y"),
    ];
    for (url, expected) in table {
        assert_eq!(drop_empty_query(url), expected);
    }
}
