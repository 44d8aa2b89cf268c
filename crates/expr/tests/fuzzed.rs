//! What fuzzing has looked at and found, once more: see `fuzz/README.md`.

use signalbox_expr::{Context, Template, Values, fixture};
use std::path::Path;

#[test]
fn every_template_of_the_corpus_renders() {
    let scope = fixture::from_json(include_str!("fixture.json")).expect("the fixture is good");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/template");
    let mut seen = 0;
    for entry in std::fs::read_dir(corpus).expect("the corpus is there") {
        let bytes = std::fs::read(entry.expect("it can be listed").path()).expect("it can be read");
        let source = String::from_utf8_lossy(&bytes);
        let template = Template::parse(&source);
        for context in [
            "note", "url", "json", "form", "header", "telegram", "sms", "field",
        ] {
            let context: Context = context.parse().expect("a context");
            let rendered = template.render(&scope, context);
            assert!(rendered.text.len() <= 1024 * 1024);
            assert!(context != Context::Header || !rendered.text.contains(['\r', '\n']));
        }
        drop(template.render_with(&scope, Context::Telegram, Values::Html));
        drop((template.value(&scope), template.references()));
        seen += 1;
    }
    assert!(seen >= 10, "the corpus is read");
}
