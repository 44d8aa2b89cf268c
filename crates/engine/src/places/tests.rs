use super::*;
use crate::scenarios::parse;
use proptest::prelude::*;

/// The place of a path, and of a text inside the value there.
fn at(text: &str, path: &str, inside: Option<usize>) -> (usize, usize) {
    let mut faults = [Fault {
        inside,
        ..Fault::error(path, "")
    }];
    mark(text, &mut faults);
    (faults[0].line.unwrap(), faults[0].column.unwrap())
}

#[test]
fn a_path_is_found_in_a_text() {
    let text = "\
# a comment
name: Sale
start: {on: manual, record: lead}
blocks:
  - id: one
    do:
    - action: send_webhook
      body: {fields: {id: 7, utm.source: x, utm: {source: y}}}
    - {action: copy_lead, name: &n 'Copy'}
  - do: [{action: copy_lead, name: *n},
         {action: change_tags}]
";
    let cases = [
        ("", (2, 1)),
        ("name", (2, 7)),
        ("start.record", (3, 29)),
        ("blocks", (5, 3)),
        ("blocks[0]", (5, 5)),
        ("blocks[0].do[0]", (7, 7)),
        ("blocks[0].do[0].body.fields.id", (8, 27)),
        // A key may hold a dot itself.
        ("blocks[0].do[0].body.fields.utm.source", (8, 42)),
        ("blocks[0].do[1].name", (9, 33)),
        ("blocks[1].do[0].name", (10, 36)),
        ("blocks[1].do[1].action", (11, 19)),
        // What is missing stands where it would be missed.
        ("blocks[0].do[1].url", (9, 7)),
        ("blocks[7].do[1].url", (5, 3)),
        ("name[0]", (2, 7)),
        ("nowhere", (2, 1)),
    ];
    for (path, expected) in cases {
        assert_eq!(at(text, path, None), expected, "{path}");
    }
}

#[test]
fn a_place_inside_a_value_is_found_however_it_is_written() {
    // The text, the value as it is read, what is looked for in it, where it stands.
    let cases = [
        ("a: Hi {x}", "Hi {x}", "{x}", (1, 7)),
        ("a: 'it''s {x}'", "it's {x}", "{x}", (1, 11)),
        (r#"a: "\"q\" \u0041\t {x}""#, "\"q\" A\t {x}", "{x}", (1, 20)),
        (
            "a: |\n  one\n\n    two {x}\n",
            "one\n\n  two {x}\n",
            "{x}",
            (4, 9),
        ),
        (
            "a: >- # why\n  one\n  two\n\n  {x}\n",
            "one two\n{x}",
            "{x}",
            (5, 3),
        ),
        ("a: one\n   two {x}", "one two {x}", "{x}", (2, 8)),
        ("a: \"one\\\n    two {x}\"", "onetwo {x}", "{x}", (2, 9)),
        ("a: Привет, {x}", "Привет, {x}", "{x}", (1, 12)),
        ("a: {b: 'ї {x}'}", "ї {x}", "{x}", (1, 11)),
    ];
    for (text, value, wanted, expected) in cases {
        let tree: serde_json::Value = serde_yaml_ng::from_str(text).unwrap();
        let (path, read) = match &tree["a"]["b"] {
            serde_json::Value::Null => ("a", &tree["a"]),
            inner => ("a.b", inner),
        };
        assert_eq!(read, value, "{text}");
        assert_eq!(at(text, path, value.find(wanted)), expected, "{text}");
    }
}

#[test]
fn a_text_that_cannot_be_read_says_where() {
    let start = "name: Sale\nstart: {on: manual}\n";
    let cases = [
        ("name: [", (2, 1), ""),
        ("name: Sale\n\tstart: 1", (2, 1), ""),
        ("", (1, 1), ""),
        ("just words", (1, 1), ""),
        ("name: Sale\nstart: {on: never}", (2, 13), "start.on"),
        (
            "name: Sale\nstart: {on: manual, recrd: lead}",
            (2, 21),
            "start.recrd",
        ),
        ("name: Sale\nname: Twice\nstart: {on: manual}", (2, 1), "name"),
        (&format!("{start}nonsense: 1"), (3, 1), "nonsense"),
        (&format!("{start}throttle_secs: soon"), (3, 16), "throttle_secs"),
        (&format!("{start}blocks: 7"), (3, 9), "blocks"),
        (
            &format!("{start}blocks:\n  - do:\n    - {{action: fly}}"),
            (5, 16),
            "blocks[0].do[0].action",
        ),
        (
            &format!("{start}blocks:\n  - do:\n    - action: create_task\n      colour: red"),
            (6, 7),
            "blocks[0].do[0].colour",
        ),
        (
            &format!("{start}blocks:\n  - if:\n    - {{left: 1, is: like, right: 2}}"),
            (5, 21),
            "blocks[0].if[0].is",
        ),
        (
            &format!("{start}blocks:\n  - if:\n    - {{left: 1, is: equals}}"),
            (5, 7),
            "blocks[0].if[0]",
        ),
        (
            &format!(
                "{start}blocks:\n- do:\n  - {{action: run_scenario, scenario: x, timer: {{after: long}}}}"
            ),
            (5, 56),
            "blocks[0].do[0].timer.after",
        ),
    ];
    for (text, (line, column), path) in cases {
        let faults = parse(text).expect_err(text);
        let fault = &faults[0];
        assert_eq!(
            (fault.line, fault.column, fault.path.as_str()),
            (Some(line), Some(column), path),
            "{text}\n{fault:?}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_and_any_path_have_a_place_in_it(text in "[a-c:{}\\[\\], \n'\"|>&*#-]{0,60}", path in "[a-c.\\[\\]0-2]{0,12}", inside in 0_usize..20) {
        let (line, column) = at(&text, &path, Some(inside));
        let lines = text.split('\n').count().max(1);
        prop_assert!((1..=lines).contains(&line), "{line} of {lines}");
        prop_assert!(column >= 1);
    }
}
