//! The handbook's examples, run as they stand: blocks marked `sh test`, one page after another, each on a server of
//! its own. A block `text result` after one is what it prints; `…` stands for anything.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::json;
use signalbox_testkit::Signalbox;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Printed between blocks, so that each one's output is found.
const MARK: &str = "@@@@ end of block";

struct Block {
    line: usize,
    code: String,
    result: Option<String>,
}

/// The blocks of a page under one info string.
fn blocks(text: &str, info: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else {
            continue;
        };
        let body: String = lines
            .by_ref()
            .take_while(|(_, line)| *line != "```")
            .map(|(_, line)| format!("{line}\n"))
            .collect();
        match kind {
            kind if kind == info => found.push(Block {
                line: number + 1,
                code: body,
                result: None,
            }),
            "text result" => found.last_mut().expect("a result follows an example").result = Some(body),
            _ => {}
        }
    }
    found
}

fn handbook() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether `printed` is `wanted`, where `…` stands for anything.
fn matches(printed: &str, wanted: &str) -> bool {
    let mut parts = wanted.trim().split('…');
    let Some(mut rest) = parts.next().and_then(|first| printed.trim().strip_prefix(first)) else {
        return false;
    };
    let mut open = false;
    for part in parts {
        open = part.is_empty();
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    open || rest.is_empty()
}

/// What is wrong with a page's examples.
fn run(page: &Path, setup: &str, blocks: &[Block]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_signalbox"));
    let data = dir.path().join("data");
    let server = Signalbox::start(binary, &data, &["--allow-internal", "127.0.0.0/8"]);
    server.client().post(
        "/api/v1/setup",
        json!({"name": "Ann", "email": "ann@example.com", "password": "correct horse"}),
    );
    let mut script = format!("set -euo pipefail\n{setup}\n");
    for block in blocks {
        script.push_str(&format!("{}echo '{MARK}'\n", block.code));
    }
    let script = script.replace("http://127.0.0.1:8420", server.base());
    let path = format!(
        "{}:{}",
        binary.parent().unwrap().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(dir.path())
        .env("PATH", path)
        .env("SIGNALBOX_DATA", &data)
        .output()
        .expect("bash is there");
    let printed = String::from_utf8_lossy(&output.stdout).replace(server.base(), "http://127.0.0.1:8420");
    let parts: Vec<_> = printed.split(&format!("{MARK}\n")).collect();
    let name = page.file_name().unwrap().display();
    let mut faults = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let printed = parts.get(number).copied().unwrap_or_default();
        if number + 1 >= parts.len() {
            let said = String::from_utf8_lossy(&output.stderr);
            faults.push(format!("{name}:{}: failed\n{printed}\n{said}", block.line));
            break;
        }
        if let Some(wanted) = block.result.as_deref().filter(|wanted| !matches(printed, wanted)) {
            faults.push(format!("{name}:{}: prints\n{printed}\nnot\n{wanted}", block.line));
        }
    }
    faults
}

#[test]
fn the_examples_of_the_handbook_do_what_it_says() {
    let setup: String = blocks(&read(&handbook().join("README.md")), "sh setup")
        .into_iter()
        .map(|block| block.code)
        .collect();
    assert!(setup.contains("TOKEN="), "docs/README.md sets the examples up");
    let (mut tried, mut faults) = (0, Vec::new());
    let mut pages: Vec<_> = std::fs::read_dir(handbook())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.sort();
    for page in pages
        .iter()
        .filter(|page| page.extension().is_some_and(|end| end == "md"))
    {
        let blocks = blocks(&read(page), "sh test");
        if !blocks.is_empty() {
            faults.extend(run(page, &setup, &blocks));
            tried += blocks.len();
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert!(tried > 10, "{tried} examples were found");
}

/// Links between pages lead somewhere.
#[test]
fn the_handbook_has_no_dead_links() {
    let root = handbook().join("..");
    let mut pages: Vec<PathBuf> = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
        .map(|name| root.join(name))
        .into();
    for folder in [handbook(), handbook().join("decisions")] {
        pages.extend(
            std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    for page in pages
        .iter()
        .filter(|page| page.extension().is_some_and(|end| end == "md"))
    {
        let text = read(page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") || file.contains(['{', ' ', '$']) {
                continue;
            }
            assert!(
                page.parent().unwrap().join(file).exists(),
                "{}: {link} is missing",
                page.display()
            );
        }
    }
}
