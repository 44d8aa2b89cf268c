use super::*;

fn check(left: &Value, op: Operator, right: &Value) -> bool {
    let answer = compare(left, op, right, false).unwrap();
    if let Some(mirrored) = op.mirrored() {
        assert_eq!(
            compare(right, mirrored, left, false).unwrap(),
            answer,
            "{left:?} {op:?} {right:?} mirrored"
        );
    }
    answer
}

fn json(text: &str) -> Value {
    Value::from_json(text).unwrap()
}

#[test]
fn the_rules_of_comparison() {
    use Operator::*;
    let list = r#"["Товар","Товар 2"]"#;
    let cases = [
        (r#""10""#, Greater, "9", true),
        (r#""1 000,50""#, Equals, "1000.5", true),
        ("12.50", Equals, r#""12,5""#, true),
        (r#""abc""#, Equals, r#"" ABC ""#, true),
        (r#""Ёж""#, Equals, r#""ёж""#, true),
        ("\"e\u{301}\"", Equals, "\"\u{e9}\"", true),
        (r#""""#, Greater, "0", false),
        (r#""""#, Equals, "0", false),
        (r#""""#, NotEquals, "0", true),
        (r#""""#, Less, "1", false),
        (r#""""#, Equals, r#""""#, true),
        (r#""""#, Empty, "0", true),
        (r#""  ""#, NotEmpty, "0", false),
        ("null", Equals, r#""""#, false),
        ("null", NotEquals, r#""x""#, false),
        ("null", Empty, r#""""#, true),
        ("null", NotEmpty, r#""""#, false),
        (list, Equals, r#""товар 2, Товар""#, true),
        (list, Equals, r#""Товар""#, false),
        (list, In, r#""Товар||Другой""#, true),
        (list, In, r#""Това""#, false),
        (list, Contains, r#""вар 2""#, true),
        (r#""Питер""#, In, r#""Москва||Питер""#, true),
        (r#""Питер""#, NotIn, r#"["Москва"]"#, true),
        (r#""Питер""#, In, r#""Москва, питер""#, true),
        (r#""10""#, In, r#""9||10.0""#, true),
        (r#""26.03.2021""#, Equals, r#""2021-03-26""#, true),
        (r#""26.03.2021 18:46""#, Greater, r#""2021-03-26""#, true),
        (r#""09.04.2021""#, Greater, r#""26.03.2021""#, true),
        (r#""яблоко""#, Greater, r#""арбуз""#, true),
        (r#""Заявка с сайта""#, StartsWith, r#""заявка""#, true),
        (r#""Заявка с сайта""#, EndsWith, r#""САЙТА""#, true),
        (r#""Заявка с сайта""#, Matches, r#""^заявка""#, true),
        (r#""Заявка с сайта""#, NotMatches, r#""\\d""#, true),
        ("true", Equals, r#""да""#, true),
        ("true", Equals, "1", true),
        (r#""+79998887766""#, Equals, "79998887766", true),
        (r#""abc""#, Greater, "5", true),
    ];
    for (left, op, right, expected) in cases {
        assert_eq!(
            check(&json(left), op, &json(right)),
            expected,
            "{left} {op:?} {right}"
        );
    }
}

#[test]
fn case_can_count() {
    let (left, right) = (Value::from("ABC"), Value::from("abc"));
    assert_eq!(compare(&left, Operator::Equals, &right, true), Ok(false));
    assert_eq!(compare(&left, Operator::Matches, &right, true), Ok(false));
    assert_eq!(
        compare(&left, Operator::Matches, &Value::from("/abc/i"), true),
        Ok(true)
    );
}

#[test]
fn a_broken_pattern_is_named() {
    let error = compare(&Value::from("a"), Operator::Matches, &Value::from("(a"), false).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the pattern «(a» is not a regular expression"),
        "{error}"
    );
}

#[test]
fn lists_split_outside_quotes() {
    assert_eq!(split_list("Товар, \"a, b\", c"), ["Товар", "a, b", "c"]);
    assert_eq!(split_list("5\" экран, x"), ["5\" экран", "x"]);
}

#[test]
fn operators_are_snake_case() {
    assert_eq!(
        serde_json::to_string(&Operator::GreaterOrEqual).unwrap(),
        "\"greater_or_equal\""
    );
}

/// How an operator is written in the tables below.
const SIGNS: [(&str, Operator); 16] = [
    ("=", Operator::Equals),
    ("!=", Operator::NotEquals),
    ("~", Operator::Contains),
    ("!~", Operator::NotContains),
    ("^", Operator::StartsWith),
    ("$", Operator::EndsWith),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    ("e", Operator::Empty),
    ("!e", Operator::NotEmpty),
    ("in", Operator::In),
    ("!in", Operator::NotIn),
    ("re", Operator::Matches),
    ("!re", Operator::NotMatches),
];

/// Every operator that holds between two values, as signs.
fn holding(left: &Value, right: &Value, case_sensitive: bool) -> String {
    let holds = |op: Operator| compare(left, op, right, case_sensitive).unwrap();
    let signs: Vec<&str> = SIGNS
        .iter()
        .filter(|(_, op)| holds(*op))
        .map(|(sign, _)| *sign)
        .collect();
    signs.join(" ")
}

fn date(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

fn moscow(text: &str) -> Value {
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    let at = text.parse::<jiff::civil::DateTime>().unwrap();
    Value::DateTime(at.to_zoned(zone).unwrap(), crate::value::Style::Field)
}

/// Each row says of all sixteen operators whether they hold: those written do, the others do not.
#[test]
fn every_operator_between_every_two_types() {
    let list = json(r#"["A","B"]"#);
    let cases = [
        // Numbers, however they are written (Z-6, V-4).
        (json("10"), json("9"), "!= !~ > >= !e !in !re"),
        (json(r#""10""#), json(r#""9""#), "!= !~ > >= !e !in !re"),
        (json("10"), json("10.0"), "= !~ >= <= !e in !re"),
        (json("1e3"), json(r#""1000""#), "= !~ >= <= !e in !re"),
        (json(r#""1 000,50""#), json("1000.5"), "= !~ >= <= !e in !re"),
        (json("\"1\u{a0}000.50\""), json("1000.5"), "= !~ >= <= !e in !re"),
        (json("-5"), json("3"), "!= !~ < <= !e !in !re"),
        (json("0.1"), json("0.10"), "= !~ >= <= !e in !re"),
        (
            json(r#""+79998887766""#),
            json(r#""79998887766""#),
            "= ~ $ >= <= !e in re",
        ),
        // A number beside a text is a text.
        (json("5"), json(r#""abc""#), "!= !~ < <= !e !in !re"),
        (json(r#""12 шт""#), json("2"), "!= ~ < <= !e !in re"),
        // Nothing is neither greater nor less than anything, nor zero (Z-7).
        (json(r#""""#), json("0"), "!= !~ e !in !re"),
        (json("0"), json(r#""""#), "!= ~ ^ $ !e !in re"),
        (json(r#""  ""#), json(r#""x""#), "!= !~ e !in !re"),
        (json(r#""""#), json(r#""""#), "= ~ ^ $ e in re"),
        // What does not exist (Z-8).
        (json("null"), json(r#""x""#), "e"),
        (json("null"), json(r#""""#), "e"),
        (json("null"), json("null"), "e"),
        (json(r#""x""#), json("null"), "!e"),
        // Texts: trimmed, in any case.
        (
            json(r#""Заявка с сайта""#),
            json(r#""заявка""#),
            "!= ~ ^ > >= !e !in re",
        ),
        (
            json(r#""Заявка с сайта""#),
            json(r#""САЙТА""#),
            "!= ~ $ < <= !e !in re",
        ),
        (json(r#""abc""#), json(r#""  ABC""#), "= ~ ^ $ >= <= !e in !re"),
        (json(r#""abc""#), json(r#""^a.c$""#), "!= !~ > >= !e !in re"),
        (json(r#""Straße""#), json(r#""STRASSE""#), "!= !~ > >= !e !in !re"),
        // Lists: `=` is the same set, `in` a common option, the rest their text.
        (list.clone(), json(r#""b, a""#), "= !~ < <= !e in !re"),
        (list.clone(), json(r#""A""#), "!= ~ ^ > >= !e in re"),
        (list.clone(), json(r#"["B","A","A"]"#), "= !~ < <= !e in !re"),
        (list.clone(), json(r#""C||B""#), "!= !~ < <= !e in re"),
        (json(r#""b""#), list.clone(), "!= !~ > >= !e in !re"),
        (json("[]"), json(r#""A""#), "!= !~ e !in !re"),
        (json("7"), json("[7.0,8]"), "!= !~ < <= !e in !re"),
        (json(r#""10""#), json(r#""10||20""#), "!= !~ < <= !e in re"),
        (
            json(r#""a, b""#),
            json(r#""\"a, b\", c""#),
            "!= !~ > >= !e in !re",
        ),
        // Dates and moments, as values and as texts.
        (
            date("2021-03-26"),
            json(r#""2021-03-26""#),
            "= !~ >= <= !e in !re",
        ),
        (
            date("2021-03-26"),
            json(r#""26.03.2021""#),
            "= ~ ^ $ >= <= !e in re",
        ),
        (date("2021-04-09"), date("2021-03-26"), "!= !~ > >= !e !in !re"),
        (
            date("2021-03-26"),
            json(r#""26.03.2021 18:46""#),
            "!= !~ < <= !e !in !re",
        ),
        (
            moscow("2021-03-26T18:46:00"),
            json(r#""2021-03-26T15:46:00Z""#),
            "= !~ >= <= !e in !re",
        ),
        (
            moscow("2021-03-26T00:00:00"),
            date("2021-03-26"),
            "= ~ ^ >= <= !e in re",
        ),
        (
            json(r#""09.04.2021""#),
            json(r#""26.03.2021""#),
            "!= !~ > >= !e !in !re",
        ),
        (date("2021-03-26"), json(r#""soon""#), "!= !~ < <= !e !in !re"),
        (date("2021-03-26"), json(r#""""#), "!= ~ ^ $ !e !in re"),
        // Flags.
        (json("true"), json(r#""да""#), "= !~ >= <= !e in !re"),
        (json("false"), json(r#""нет""#), "= !~ >= <= !e in !re"),
        (json("true"), json("0"), "!= !~ > >= !e !in !re"),
        (json("false"), json("true"), "!= !~ < <= !e !in !re"),
        (json("true"), json(r#""maybe""#), "!= !~ < <= !e !in !re"),
        (json("false"), json(r#""""#), "!= ~ ^ $ !e !in re"),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(left, right, expected)| {
            let found = holding(left, right, false);
            (found != *expected).then(|| format!("{left:?} and {right:?}: {found}, expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_operator_when_case_counts() {
    let cases = [
        ("ABC", "abc", "!= !~ < <= !e !in !re"),
        ("ABC", "ABC", "= ~ ^ $ >= <= !e in re"),
        ("ABC", "B", "!= ~ < <= !e !in re"),
        ("Ёж", "Ё", "!= ~ ^ > >= !e !in re"),
        ("a", "B||a", "!= !~ > >= !e in re"),
        ("10", "10.0", "= !~ >= <= !e in !re"),
    ];
    for (left, right, expected) in cases {
        let found = holding(&Value::from(left), &Value::from(right), true);
        assert_eq!(found, expected, "{left} and {right}");
    }
}

#[test]
fn swapped_and_mirrored_every_answer_stays() {
    let values = [
        json("null"),
        json(r#""""#),
        json("0"),
        json("10"),
        json(r#""10,0""#),
        json(r#""abc""#),
        json(r#""Да""#),
        json("true"),
        json("false"),
        json("[]"),
        json(r#"["10","abc"]"#),
        date("2021-03-26"),
        moscow("2021-03-26T18:46:00"),
        json(r#""26.03.2021""#),
    ];
    for left in &values {
        for right in &values {
            for (_, op) in SIGNS {
                check(left, op, right);
            }
        }
    }
}
