//! The command line as people and scripts meet it.

use std::path::Path;
use std::process::{Command, Output};

fn signalbox(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalbox"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIGNALBOX_")) {
        command.env_remove(name);
    }
    command.args(arguments).output().expect("the binary runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_is_called_wrongly_ends_with_2_and_says_how() {
    for (arguments, said) in [
        (&[][..], "Usage: signalbox"),
        (&["sreve"], "similar subcommand"),
        (&["serve", "--listen", "here"], "invalid socket address"),
        (&["serve", "--allow-internal", "10.0.0.0/99"], "10.0.0.0/99"),
        (&["serve", "--node", "63"], "0..=62"),
        (&["render", "--context", "html", "x"], "telegram"),
    ] {
        let output = signalbox(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(said), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn what_fails_ends_with_1_and_says_why() {
    for (arguments, said) in [
        (
            &["serve", "--config", "no-such.toml"][..],
            "cannot read no-such.toml",
        ),
        (&["serve", "--database-url", "mysql://x"], "no database address"),
        (&["serve", "--log", "=%"], "log filter"),
        (
            &["render", "--fixture", "no-such.json", "x"],
            "cannot read no-such.json",
        ),
    ] {
        let output = signalbox(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(err(&output).contains(said), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn every_command_has_help() {
    let all = out(&signalbox(&["--help"]));
    let commands = all
        .split("Commands:")
        .nth(1)
        .and_then(|rest| rest.split("\n\n").next())
        .unwrap();
    let names: Vec<_> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.contains(&"serve") && names.contains(&"render"), "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        let output = signalbox(&[name, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert!(out(&output).contains("Usage:"), "{name}");
    }
}

/// The cases live beside the language itself; here they go through the command.
#[test]
fn render_gives_what_the_language_gives() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../expr/tests");
    let fixture = cases.join("fixture.json");
    let table = std::fs::read_to_string(cases.join("cases.tsv")).unwrap();
    let plain = |text: &str| {
        text.replace("\\\\", "\u{0}")
            .replace("\\n", "\n")
            .replace('\u{0}', "\\")
    };
    let mut tried = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [id, context, template, wanted] = line.split('\t').collect::<Vec<_>>()[..] else {
            continue;
        };
        if context.parse::<signalbox_expr::Context>().is_err() {
            continue;
        }
        let arguments = [
            "render",
            "--fixture",
            fixture.to_str().unwrap(),
            "--context",
            context,
            &plain(template),
        ];
        let output = signalbox(&arguments);
        assert_eq!(
            out(&output),
            format!("{}\n", plain(wanted)),
            "case {id}: {}",
            err(&output)
        );
        assert_eq!(output.status.code(), Some(0));
        tried += 1;
    }
    assert!(tried > 50, "{tried} cases were read");
}

#[test]
fn warnings_of_a_template_stay_off_standard_output() {
    let output = signalbox(&["render", "--context", "url", "a{nowhere}b"]);
    assert_eq!(out(&output), "ab\n");
    assert!(err(&output).contains("warning"), "{}", err(&output));
}
