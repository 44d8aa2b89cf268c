//! Any text as a template, in every context.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signalbox_expr::{Context, Template, Values, fixture};

const FIXTURE: &str = include_str!("../../crates/expr/tests/fixture.json");
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

fuzz_target!(|source: &str| {
    let scope = fixture::from_json(FIXTURE).expect("the fixture is good");
    let template = Template::parse(source);
    for diagnostic in template.diagnostics() {
        assert!(source.get(diagnostic.span.start..diagnostic.span.end).is_some());
    }
    for context in CONTEXTS {
        let rendered = template.render(&scope, context);
        assert!(rendered.text.len() <= 1024 * 1024);
        assert!(context != Context::Header || !rendered.text.contains(['\r', '\n']));
    }
    drop(template.render_with(&scope, Context::Telegram, Values::Html));
    drop(template.value(&scope));
    drop(template.references());
});
