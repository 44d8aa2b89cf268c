//! The catalogue's examples and the tables of further cases, through the public door.

use signalbox_expr::{
    ButtonTarget, Context, Level, Rendered, Scope, Template, Value, Values, catalogue, fixture,
    render_command, render_command_with,
};

const FIXTURE: &str = include_str!("fixture.json");

fn render(context: &str, template: &str) -> Rendered {
    render_command(FIXTURE, context, template).expect("the fixture and the context are good")
}

/// Fields are separated by tabs; `\n` is a newline, `\\` a backslash, other backslashes literal.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n')) => {
                chars.next();
                out.push('\n');
            }
            ('\\', Some('\\')) => {
                chars.next();
                out.push('\\');
            }
            _ => out.push(c),
        }
    }
    out
}

fn check_table(table: &str) {
    let mut failed = Vec::new();
    let mut count = 0;
    for line in table
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, context, template, rest @ ..] = fields.as_slice() else {
            panic!("a row too short: {line}")
        };
        let expected = unescape(rest.first().copied().unwrap_or_default());
        let rendered = render(context, &unescape(template));
        count += 1;
        if rendered.text != expected {
            failed.push(format!(
                "{id}: {template}\n  expected {expected:?}\n  rendered {:?}",
                rendered.text
            ));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {count} rows:\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(count > 50, "the table is read");
}

#[test]
fn every_case_of_the_catalogue() {
    check_table(include_str!("cases.tsv"));
}

#[test]
fn every_further_case() {
    check_table(include_str!("further.tsv"));
}

/// The same rules in breadth: what others may try.
#[test]
fn every_case_in_breadth() {
    check_table(include_str!("breadth.tsv"));
}

#[test]
fn every_example_of_a_modifier() {
    for spec in catalogue() {
        assert_eq!(render("note", spec.example).text, spec.output, "{}", spec.example);
        assert!(spec.example.contains(spec.name), "{}", spec.name);
    }
}

/// What is wrong is said, at the right level.
#[test]
fn notices() {
    use Level::{Error, Warning};
    for (context, template, level, part) in [
        ("note", "{{ (lead.sale/0):calc }}", Error, "division by zero"),
        ("note", "{{ (lead.name+1):calc }}", Error, "not a number"),
        ("note", "{{ (1+):calc }}", Error, "not arithmetic"),
        ("note", "{unknown}", Warning, "«unknown»"),
        ("note", "{{unknown.path}}", Warning, "unknown.path"),
        ("url", "https://a.b/?x={unknown}", Warning, "«unknown»"),
        ("note", "{{lead.id", Warning, "never closed"),
        ("note", "{{lead.sale:foo}}", Warning, "«foo»"),
        ("note", "{{variables.loop}}", Error, "contains itself"),
        ("telegram", "[button text=\"Без ссылки\"]", Warning, "needs url"),
        ("json", "{\"n\":{x}}", Error, "not valid JSON after rendering"),
        ("note", "{{lead.name:format(2)}}", Warning, "not a number"),
        ("note", "{{lead.name:df(d)}}", Warning, "not a date"),
        (
            "note",
            "{{lead.sale:currencyConvert(USD)}}",
            Warning,
            "exchange rate",
        ),
        ("note", "{{date.custom(blah)}}", Error, "says no date"),
        (
            "note",
            "{{lead.name:if(match,[,a)}}",
            Error,
            "not a regular expression",
        ),
    ] {
        let notices = render(context, template).notices;
        let found = notices
            .iter()
            .any(|notice| notice.level == level && notice.message.contains(part));
        assert!(found, "{template}: {notices:?}");
    }
    for quiet in [
        "{{lead.sale}}",
        "{note0}",
        "body{margin:0;color:red}",
        "{\"a\":{\"b\":1}}",
        "{reset}",
        "{{lead.cf(102)}}",
    ] {
        assert_eq!(render("note", quiet).notices, [], "{quiet}");
    }
}

#[test]
fn places_are_counted_in_lines_and_columns() {
    let template = Template::parse("я\n  {{lead.sale:foo}}");
    let fault = &template.diagnostics()[0];
    assert_eq!((fault.line, fault.column), (2, 15));
    assert_eq!(&template.source()[fault.span.start..fault.span.end], "foo");
}

fn buttons(template: &str) -> (String, Vec<Vec<(String, ButtonTarget)>>) {
    let rendered = render("telegram", template);
    let row = |row: Vec<signalbox_expr::Button>| row.into_iter().map(|b| (b.text, b.target)).collect();
    (rendered.text, rendered.buttons.into_iter().map(row).collect())
}

#[test]
fn buttons_are_cut_into_rows() {
    let link = |text: &str| (text.to_owned(), ButtonTarget::Callback("tlink:123".to_owned()));
    let (text, rows) = buttons("Новая сделка [button url=\"{tlink:123}\" text=\"Принять\"]");
    assert_eq!(
        (text.as_str(), rows),
        ("Новая сделка", vec![vec![link("Принять")]])
    );
    let (text, rows) = buttons("[button url=\"https://x.y/?a={{lead.id}}\" text=\"Открыть {{lead.name}}\"]");
    let open = (
        "Открыть Заявка с сайта".to_owned(),
        ButtonTarget::Url("https://x.y/?a=456321".to_owned()),
    );
    assert_eq!((text.as_str(), rows), ("", vec![vec![open]]));
    for quotes in [
        "[button url='{tlink:123}' text='Взять']",
        "[button text=“Взять” url=“{tlink:123}”]",
    ] {
        assert_eq!(buttons(quotes).1, [[link("Взять")]]);
    }
    let two = "A\n[button url=\"{tlink:123}\" text=\"1\"] [button url=\"{tlink:123}\" text=\"2\"]\n[button url=\"{tlink:123}\" text=\"3\"]\nB";
    let (text, rows) = buttons(two);
    assert_eq!(text, "A\nB");
    assert_eq!(rows, [vec![link("1"), link("2")], vec![link("3")]]);
    assert_eq!(buttons("A [button url=\"{tlink:123}\" text=\"1\"] B").0, "A B");
    let plain = "[button text=\"Без ссылки\"]";
    assert_eq!(buttons(plain).0, plain);
}

#[test]
fn links() {
    let text = render("telegram", "<a href=\"{tlink:290}\">Закрыть</a>").text;
    assert!(
        text.starts_with("<a href=\"https://host/t/") && text.ends_with("\">Закрыть</a>"),
        "{text}"
    );
    assert_eq!(
        render("telegram", "{tglink:58}").text,
        render("note", "{tlink:58}").text
    );
    let sms = render("sms", "Принять? [button url=\"{tlink:123}\" text=\"Да\"]");
    assert!(
        sms.text.starts_with("Принять? Да: https://host/t/") && sms.buttons.is_empty(),
        "{}",
        sms.text
    );
    let only = FIXTURE.replacen('{', "{\"links\":{\"1\":\"https://host/t/abc\"},", 1);
    let rendered = render_command(&only, "note", "{tlink:1}|{tlink:2}").unwrap();
    assert_eq!(rendered.text, "https://host/t/abc|");
    assert_eq!(rendered.notices[0].level, Level::Error);
}

#[test]
fn reset_clears_a_field() {
    let cleared = render("field", " {reset} ");
    assert!(cleared.clear && cleared.text.is_empty());
    let kept = render("field", "текст {reset}");
    assert!(!kept.clear);
    assert_eq!(kept.text, "текст {reset}");
    assert!(!render("note", "{reset}").clear);
}

/// Examples whose world differs from the fixture's.
#[test]
fn other_worlds() {
    let world = |edit: &dyn Fn(&mut serde_json::Value)| {
        let mut json: serde_json::Value = serde_json::from_str(FIXTURE).unwrap();
        edit(&mut json);
        json.to_string()
    };
    let render =
        |fixture: &str, context: &str, template: &str| render_command(fixture, context, template).unwrap();
    let quoted = world(&|json| json["chat"]["username"] = "an\"na".into());
    assert_eq!(
        render(&quoted, "json", "{\"u\":\"{username}\"}").text,
        "{\"u\":\"an\\\"na\"}"
    );
    let no_tracker = world(&|json| {
        json["chat"].as_object_mut().unwrap().remove("tracker");
    });
    let rendered = render(&no_tracker, "note", "https://p.com/?sub1={{tracker.clickid}}");
    assert_eq!(rendered.text, "https://p.com/?sub1=");
    assert_eq!(rendered.notices[0].level, Level::Warning);
    let chat_only = world(&|json| {
        json.as_object_mut().unwrap().remove("hook_body");
    });
    assert_eq!(render(&chat_only, "note", "{{{name}}}").text, "{Anna}");
    let marked = world(&|json| json["chat"]["name"] = "<b>Ann & Co</b>".into());
    let text = render(&marked, "telegram", "Привет, {{name}}").text;
    assert_eq!(text, "Привет, &lt;b&gt;Ann &amp; Co&lt;/b&gt;");
    let broken = world(&|json| json["global"]["log"] = "a\r\nX-Evil: 1".into());
    assert_eq!(render(&broken, "header", "v={log}").text, "v=aX-Evil: 1");
    let tagged =
        world(&|json| json["variables"]["sig"] = "<i>{{tracker.ad_name}}</i> {{object.body}}".into());
    let text = render(&tagged, "telegram", "{{variables.sig}}").text;
    assert_eq!(text, "<i>test 1</i> &lt;b&gt;Hi&lt;/b&gt; &amp; bye");
    let nested = world(&|json| {
        for n in 1..7 {
            json["variables"][format!("v{n}")] = format!("{n}{{{{variables.v{}}}}}", n + 1).into();
        }
    });
    let deep = render(&nested, "note", "{{variables.v1}}");
    assert_eq!(deep.text, "12345");
    assert_eq!(deep.notices[0].level, Level::Error);
    let english = world(&|json| json["locale"] = "en".into());
    assert_eq!(
        render(&english, "note", "{{lead.sale:spell_num}}").text,
        "fifty-eight thousand"
    );
    assert_eq!(render(&english, "note", "{{2:noun_plur(city)}}").text, "2 cities");
    let rated = world(&|json| json["rates"] = serde_json::json!({"USD": "75.5"}));
    assert_eq!(
        render(&rated, "note", "{{lead.sale:currencyConvert(usd)}}").text,
        "768.21"
    );
}

/// What a message carries (F-101).
#[test]
fn pieces_of_a_message() {
    let mut json: serde_json::Value = serde_json::from_str(FIXTURE).unwrap();
    let text = "Хочу 12 things, пишите на Anna.K@mail.example.ru или +7 (999) 888-77-66, до 26.03";
    json["chat"]["message_text"] = text.into();
    json["chat"]["origin"] = "telegram".into();
    let fixture = json.to_string();
    for (template, expected) in [
        ("{{message_text:length}}", "81"),
        (
            "{{message_text.email}} {message_text.email:lwc}",
            "Anna.K@mail.example.ru anna.k@mail.example.ru",
        ),
        (
            "{{Message_Text.Phone:toNumeric}} {{chat.message_text.phone}}",
            "79998887766 +7 (999) 888-77-66",
        ),
        ("{{regexp./([1-9]+) things/}}", "12"),
        ("{{ regexp./хочу \\d{2}/i :upc }}", "ХОЧУ 12"),
        ("{{regexp./хочу/}}|{{regexp./нет такого/:ifempty(—)}}", "|—"),
        ("{{regexp./(\\d{1,2})\\.\\d/}}{{regexp./a\\/b}}/ or 'x'}}", "26x"),
        ("{{origin}} {origin}", "telegram telegram"),
    ] {
        let rendered = render_command(&fixture, "note", template).unwrap();
        assert_eq!(
            (rendered.text.as_str(), rendered.notices.len()),
            (expected, 0),
            "{template}"
        );
    }
    for (template, part) in [
        ("{{regexp./[/}}", "is not a regular expression"),
        ("{{regexp./a/", "never closed"),
    ] {
        let rendered = render_command(&fixture, "note", template).unwrap();
        assert!(
            rendered.notices[0].message.contains(part),
            "{:?}",
            rendered.notices
        );
    }
    let silent = render("note", "{{regexp./a/}}{{message_text.email}}");
    assert_eq!((silent.text.as_str(), silent.notices.len()), ("", 2));
    assert!(silent.notices.iter().all(|notice| notice.level == Level::Warning));
}

/// A message may say that its values hold HTML: they come in cleaned, not escaped (example 114).
#[test]
fn values_that_hold_html() {
    let mut json: serde_json::Value = serde_json::from_str(FIXTURE).unwrap();
    json["global"]["log"] = "<a href=\"https://x.y\">1</a> <u>open <script>evil()</script>".into();
    let fixture = json.to_string();
    let html = |context: &str, values: Values| {
        render_command_with(&fixture, context, "<b>{log}</b>", values)
            .unwrap()
            .text
    };
    assert_eq!(
        html("telegram", Values::Html),
        "<b><a href=\"https://x.y\">1</a> <u>open </u></b>"
    );
    assert!(html("telegram", Values::Plain).starts_with("<b>&lt;a href=\"https://x.y\"&gt;1&lt;/a&gt;"));
    assert_eq!(html("note", Values::Html), html("note", Values::Plain));
}

/// Two parts of a body may give one name: the first answers, and it is said (R-6).
#[test]
fn names_that_two_parts_of_a_body_give() {
    let fixture = r#"{"hook_body": {"a_b": 1, "a": {"b": 2, "c": 3}, "x-y": 4, "x y": 5, "l": [[6], 7], "l_0": 8}, "run": {"l_0": 9}}"#;
    let doubled = |template: &str| {
        let rendered = render_command(fixture, "note", template).unwrap();
        let told = rendered.notices.iter().filter(|notice| {
            notice.level == Level::Warning && notice.message.contains("several parts of the body are called")
        });
        (rendered.text.clone(), told.count(), rendered.notices.len())
    };
    for (template, text, warnings) in [
        ("{a_b}", "1", 1),
        ("{{a_b}}", "1", 1),
        ("{a_b} {{(a_b+{a_b}):calc}}", "1 2", 3),
        ("{x_y:pad_left(3,0)}", "004", 1),
        ("{{hook.a.b}} {{hook.a_b}}", "2 1", 0),
        ("{{a.b}} {a_c}", "2 3", 0),
        // What was set beside the body hides both.
        ("{l_0} {l_1} {l_0_0}", "9 7 6", 0),
        ("{{hook.l_0}}", "8", 0),
    ] {
        assert_eq!(
            doubled(template),
            (text.to_owned(), warnings, warnings),
            "{template}"
        );
    }
}

#[test]
fn typed_values() {
    let scope = fixture::from_json(FIXTURE).unwrap();
    let value = |template: &str| Template::parse(template).value(&scope).0;
    assert_eq!(value("{order_total}"), Value::from_json("12.50").unwrap());
    assert!(matches!(value("{{lead.cf(103)}}"), Value::DateTime(..)));
    assert!(matches!(value("{{lead.cf(104)}}"), Value::List(items) if items.len() == 3));
    assert!(matches!(value("{{hook.order}}"), Value::Map(_)));
    assert_eq!(value("{{lead.cf(113)}}"), Value::Bool(true));
    assert_eq!(value("x{order_id}"), Value::from("x77"));
    assert_eq!(value("plain"), Value::from("plain"));
    let (missing, notices) = Template::parse("{unknown}").value(&scope);
    assert_eq!(missing, Value::Null);
    assert_eq!(notices.len(), 1);
}

#[test]
fn what_a_template_says_of_itself() {
    assert_eq!(Template::parse("a \\{b\\}").is_literal(), Some("a {b}"));
    assert_eq!(Template::parse("").is_literal(), Some(""));
    assert_eq!(Template::parse("{a}").is_literal(), None);
    assert_eq!(Template::parse("{amount}").sole_variable(), Some("amount"));
    for other in [
        "{amount:upc}",
        " {amount}",
        "{{amount}}",
        "{tracker.clickid}",
        "{tlink:1}",
        "{reset}",
    ] {
        assert_eq!(Template::parse(other).sole_variable(), None, "{other}");
    }
    let names = Template::parse(
        "{a} {{Leads.CF(1):ifempty({b})}} {{(c+1):calc}} {tlink:7} [button url=\"{d}\" text=\"x\"]",
    );
    let named: Vec<String> = names
        .references()
        .iter()
        .map(|reference| format!("{:?}", reference.name))
        .collect();
    assert_eq!(named.len(), 6);
    assert_eq!(named[0], "Variable(\"a\")");
    assert!(
        named[1].contains("\"lead\"") && named[1].contains("\"cf\""),
        "{}",
        named[1]
    );
    assert_eq!(named[4], "Link(7)");
    let shared = Template::parse("{a}");
    assert_eq!(shared.clone(), shared);
}

#[test]
fn limits() {
    let long = "{a}".repeat(30_000);
    let rendered = render("note", &long);
    assert_eq!(rendered.text, long);
    assert_eq!(Template::parse(&long).diagnostics().len(), 1);
    let modified = format!("{{{{lead.id{}}}}}", ":trim".repeat(201));
    assert_eq!(render("note", &modified).text, modified);
    assert_eq!(
        render("note", &format!("{{{{lead.id{}}}}}", ":trim".repeat(200))).text,
        "456321"
    );
    let brackets = |n: usize| format!("{{{{{}1{}:calc}}}}", "(".repeat(n), ")".repeat(n));
    assert_eq!(render("note", &brackets(10)).text, "1");
    assert_eq!(render("note", &brackets(11)).text, brackets(11));
    let wide = format!(
        "{{{{lead.id:pad_left(10000)}}}}{}",
        "{{lead.id:pad_left(10000)}}".repeat(150)
    );
    let rendered = render("note", &wide);
    assert_eq!(rendered.text.len(), 1024 * 1024);
    assert!(
        rendered
            .notices
            .iter()
            .any(|notice| notice.message.contains("1 MiB"))
    );
}

#[test]
fn fixtures_that_cannot_be_used_say_why() {
    for (json, part) in [
        ("{", "not valid JSON"),
        ("[]", "one JSON object"),
        (r#"{"timezone":"Mars/Base"}"#, "IANA name"),
        (r#"{"now":"soon"}"#, "a moment such as"),
        (r#"{"locale":"fr"}"#, "ru, uk or en"),
    ] {
        let error = render_command(json, "note", "").unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    assert!(
        render_command("{}", "mail", "")
            .unwrap_err()
            .to_string()
            .contains("not a context")
    );
    assert_eq!(
        fixture::from_json("{}").unwrap().link(3).unwrap().len(),
        "/t/".len() + 16
    );
    assert_eq!(
        Template::parse("{{a.b}}")
            .render(&fixture::from_json("{}").unwrap(), Context::Note)
            .text,
        ""
    );
}
