//! No text breaks the parser, no template breaks a rendering.

use proptest::prelude::*;
use signalbox_expr::compare::{Operator, compare};
use signalbox_expr::{Context, Scope, Template, Value, catalogue, fixture, flat, flatten};

const CONTEXTS: [Context; 8] = [
    Context::Note,
    Context::Url,
    Context::Json,
    Context::Form,
    Context::Header,
    Context::Telegram,
    Context::Sms,
    Context::Field,
];

fn world() -> fixture::FixtureScope {
    fixture::from_json(include_str!("fixture.json")).expect("the fixture is good")
}

fn check(scope: &dyn Scope, source: &str) {
    let template = Template::parse(source);
    assert_eq!(template.source(), source);
    for diagnostic in template.diagnostics() {
        assert!(source.get(diagnostic.span.start..diagnostic.span.end).is_some());
    }
    for context in CONTEXTS {
        let rendered = template.render(scope, context);
        assert!(rendered.text.len() <= 1024 * 1024);
        if context == Context::Header {
            assert!(!rendered.text.contains(['\r', '\n']));
        }
    }
    _ = template.value(scope);
    _ = template.references();
}

/// Pieces a template is made of, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "lead.sale",
        "lead.cf(103)",
        "contact.name",
        "report",
        "order_items",
        "webhook_data",
        "hook.order",
        "name",
        "lead.cf(104)",
        "date.now",
        "unknown",
        "object.body",
        "variables.loop",
        "lead.cf(112)",
        "lead.cf(102)",
    ]);
    let arg = prop::sample::select(vec![
        "",
        "1",
        "-1",
        "2",
        "0",
        "s",
        "99999999999",
        "-99999999999",
        "d.m.Y",
        "=",
        "match",
        "^a",
        "a||b",
        "\\,",
        "(x)",
        "{{lead.id}}",
        "{report}",
        "last day of next month",
        "usd",
        "ru",
        "by",
        "ol",
        "F i\\.o\\.",
        "😀",
        "[",
    ]);
    let modifier = (
        prop::sample::select(catalogue().iter().map(|spec| spec.name).collect::<Vec<_>>()),
        prop::collection::vec(arg, 0..4),
    )
        .prop_map(|(name, args)| {
            if args.is_empty() {
                format!(":{name}")
            } else {
                format!(":{name}({})", args.join(","))
            }
        });
    let modifiers = prop::collection::vec(modifier, 0..4).prop_map(|all| all.concat());
    prop_oneof![
        4 => (names.clone(), modifiers.clone()).prop_map(|(name, rest)| format!("{{{{{name}{rest}}}}}")),
        2 => (names.clone(), modifiers.clone()).prop_map(|(name, rest)| format!("{{{name}{rest}}}")),
        1 => (names, modifiers).prop_map(|(name, rest)| format!("{{{{ ({name}*2-(1/{name})){rest} }}}}")),
        1 => "[a-zя{}\\[\\]()\\\\:|,.\"' \n]{0,12}",
        1 => Just("[button url=\"{tlink:1}\" text=\"{{lead.name}}\"]".to_owned()),
        1 => Just("{{ object.note or '''x''' }}".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_renders(source in "\\PC{0,200}") {
        check(&world(), &source);
    }

    #[test]
    fn any_brackets_render(source in "[{}\\[\\]()\\\\:.,a-c1\"'=|+*/ -]{0,120}") {
        check(&world(), &source);
    }

    #[test]
    fn anything_grammar_shaped_renders(pieces in prop::collection::vec(piece(), 0..8)) {
        check(&world(), &pieces.concat());
    }

    /// Escaping every special character prints the text itself.
    #[test]
    fn escaped_text_prints_itself(text in "[{}\\[\\]\\\\a-c1:() ]{0,80}") {
        let mut escaped = String::new();
        for c in text.chars() {
            if matches!(c, '{' | '}' | '[' | '\\') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        let template = Template::parse(&escaped);
        prop_assert_eq!(template.diagnostics(), &[]);
        prop_assert_eq!(template.render(&world(), Context::Note).text, text);
    }

    /// Text without braces, buttons or backslashes is itself in every context.
    #[test]
    fn plain_text_is_itself(text in "[^{}\\[\\\\\r\n]{0,80}") {
        for context in CONTEXTS {
            prop_assert_eq!(&Template::parse(&text).render(&world(), context).text, &text);
        }
    }

    /// A value never breaks out of a JSON string, a URL's query or Telegram's markup.
    #[test]
    fn values_cannot_break_out(value in "\\PC{0,60}|[\"\\\\<>&%\r\n]{0,20}") {
        let json = serde_json::json!({ "global": { "v": value } }).to_string();
        let scope = fixture::from_json(&json).unwrap();
        let body = Template::parse("{\"v\":\"{v}\"}").render(&scope, Context::Json).text;
        let parsed = Value::from_json(&body).unwrap();
        prop_assert_eq!(parsed.step("v").unwrap().to_text(), value.clone());
        let url = Template::parse("https://a.b/?v={v}").render(&scope, Context::Url).text;
        prop_assert!(url["https://a.b/?v=".len()..].bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        let html = Template::parse("{v}").render(&scope, Context::Telegram).text;
        prop_assert!(!html.contains(['<', '>']));
    }

    #[test]
    fn json_comes_back(text in "\\PC{0,40}", number in any::<i64>(), flag in any::<bool>()) {
        let json = serde_json::json!({ "t": text, "n": [number, { "f": flag }], "z": null });
        let value = Value::from_json(json.to_string()).unwrap();
        prop_assert_eq!(value.to_json_string(), json.to_string());
        prop_assert_eq!(serde_json::Value::from(value.clone()), json.clone());
        prop_assert_eq!(Value::from(json), value);
    }

    #[test]
    fn any_bytes_are_json_or_not(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        if let Ok(value) = Value::from_json(&bytes) {
            prop_assert_eq!(Value::from_json(value.to_json_string()).unwrap(), value);
        }
    }

    /// Looking a flat name up gives what flattening gives.
    #[test]
    fn flat_names_agree(keys in prop::collection::vec("[ab_]{1,3}", 1..6), depth in 1usize..5) {
        let mut json = serde_json::json!(1);
        for level in 0..depth {
            let entries = keys.iter().enumerate().map(|(n, key)| (key.clone(), if n % 2 == level % 2 { json.clone() } else { n.into() }));
            json = serde_json::Value::Object(entries.collect());
        }
        let value = Value::from(json);
        for (name, expected) in flatten(&value) {
            prop_assert_eq!(flat::find(&value, &name), Some(expected));
        }
    }

    /// Swapping the sides and mirroring the operator changes nothing (Z-5).
    #[test]
    fn comparison_is_symmetric(left in side(), right in side(), case in any::<bool>()) {
        for op in [Operator::Equals, Operator::NotEquals, Operator::Greater, Operator::GreaterOrEqual, Operator::Less, Operator::LessOrEqual] {
            let mirrored = op.mirrored().unwrap();
            prop_assert_eq!(compare(&left, op, &right, case), compare(&right, mirrored, &left, case));
        }
        let exists = left != Value::Null && right != Value::Null;
        let equal = compare(&left, Operator::Equals, &right, case).unwrap();
        prop_assert_eq!(compare(&left, Operator::NotEquals, &right, case).unwrap(), exists && !equal);
    }
}

fn side() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec![
            "",
            " ",
            "0",
            "1",
            "01",
            "1,0",
            "abc",
            "ABC",
            "26.03.2021",
            "2021-03-26",
            "2021-03-26 10:00",
            "a, b",
            "b,A",
        ])
        .prop_map(Value::from),
        (-3i64..3).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(Value::List(vec!["a".into(), "b".into()])),
        Just(Value::Date("2021-03-26".parse().expect("a date"))),
    ]
}

/// Hostile text costs no more than it should: these take minutes when a step is exponential.
#[test]
fn hostile_text_is_cheap() {
    let scope = world();
    let limit = 64 * 1024;
    for unit in [
        "{{",
        "{",
        "{{a(",
        "{a:b(",
        "{{(",
        "{{a}",
        "\\",
        "[button ",
        "{{{",
        "{{x.",
        "{{a:b(c,",
        "[button a=\"",
        "{{a({{b})}} ",
        "{a:upc",
    ] {
        let source = unit.repeat(limit / unit.len());
        check(&scope, &source);
        check(&scope, &format!("{}}}}}", &source[..source.len() - unit.len()]));
    }
    let fan = "{{variables.b}}".repeat(4000);
    let mut json: serde_json::Value = serde_json::from_str(include_str!("fixture.json")).unwrap();
    for (name, next) in [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")] {
        json["variables"][name] = format!("{{{{variables.{next}}}}}").repeat(4000).into();
    }
    json["variables"]["e"] = "".into();
    let scope = fixture::from_json(&json.to_string()).unwrap();
    let rendered = Template::parse(&fan).render(&scope, Context::Note);
    assert!(
        rendered
            .notices
            .iter()
            .any(|notice| notice.message.contains("100000 placeholders"))
    );
}
