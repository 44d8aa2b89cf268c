//! The handbook's examples print what it says they print, and it knows every modifier.

use signalbox_expr::{catalogue, render_command};

const PAGE: &str = include_str!("../../../docs/templates.md");

/// Cells of a table row; `\|` is a bar inside a cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.replace("\\|", "\u{1}");
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner
        .split('|')
        .map(|cell| cell.trim().replace('\u{1}', "|"))
        .collect()
}

/// What stands between the first and the last backtick.
fn code(cell: &str) -> Option<&str> {
    cell.strip_prefix('`')?.strip_suffix('`')
}

#[test]
fn every_example_prints_what_the_page_says() {
    let mut columns: Option<(Option<usize>, usize)> = None;
    let mut tried = 0;
    for line in PAGE.lines() {
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        let cells = cells(line);
        if let Some(template) = cells.iter().position(|cell| cell == "template") {
            columns = Some((cells.iter().position(|cell| cell == "context"), template));
            continue;
        }
        let Some((context, template)) = columns else {
            continue;
        };
        let context = context.map_or("note", |at| cells[at].as_str());
        let (Some(source), Some(expected)) = (code(&cells[template]), code(&cells[template + 1])) else {
            continue;
        };
        let rendered =
            render_command(include_str!("fixture.json"), context, source).expect("the fixture is good");
        assert_eq!(rendered.text, expected, "{source}");
        tried += 1;
    }
    assert!(tried > 80, "only {tried} examples were found");
}

#[test]
fn every_modifier_is_on_the_page() {
    for spec in catalogue() {
        let shown = PAGE.contains(&format!(":{}", spec.name));
        assert!(shown, "{} is missing", spec.name);
        for alias in spec.aliases {
            assert!(PAGE.contains(&format!("`{alias}`")), "{alias} is missing");
        }
    }
}
