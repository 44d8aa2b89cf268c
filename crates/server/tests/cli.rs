//! The command line as people and scripts meet it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

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

/// A command on the data of `folder`, with `input` on its standard input.
fn on(folder: &Path, arguments: &[&str], input: &str) -> Output {
    use std::io::Write;
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalbox"));
    command.args(arguments).arg("--data").arg(folder);
    let piped = std::process::Stdio::piped;
    let mut child = command
        .stdin(piped())
        .stdout(piped())
        .stderr(piped())
        .spawn()
        .unwrap();
    // A command that does not read may have ended already.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap()
}

fn with_owner(folder: &Path) {
    let create = [
        "user",
        "create",
        "--name",
        "Ann",
        "--email",
        "ann@example.com",
        "--password-stdin",
    ];
    let output = on(folder, &create, "correct horse\n");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}

#[test]
fn people_and_tokens_are_made_beside_a_server() {
    let dir = tempfile::tempdir().unwrap();
    let early = on(dir.path(), &["token", "create", "--name", "x"], "");
    assert!(err(&early).contains("signalbox serve"), "{}", err(&early));
    with_owner(dir.path());
    let same = [
        "user",
        "create",
        "--name",
        "Ann",
        "--email",
        "ann@example.com",
        "--role",
        "admin",
    ];
    assert_eq!(on(dir.path(), &same, "").status.code(), Some(1));
    let made = on(
        dir.path(),
        &[
            "user",
            "create",
            "--name",
            "Bo",
            "--email",
            "bo@example.com",
            "--role",
            "operator",
        ],
        "",
    );
    assert_eq!(out(&made).trim().len(), 16, "a password is made: {}", err(&made));
    let token = on(
        dir.path(),
        &["token", "create", "--name", "x", "--user", "bo@example.com"],
        "",
    );
    assert!(out(&token).starts_with("sbt_"), "{}", err(&token));
    let nobody = on(
        dir.path(),
        &["token", "create", "--name", "x", "--user", "no@example.com"],
        "",
    );
    assert!(
        err(&nobody).contains("nobody signs in as no@example.com"),
        "{}",
        err(&nobody)
    );
}

#[test]
fn an_export_put_into_an_empty_account_exports_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (full, empty) = (dir.path().join("full"), dir.path().join("empty"));
    with_owner(&full);
    let mut account = out(&on(&full, &["export"], ""));
    account.push_str("hooks:\n  shop:\n    name: Shop\nglobals:\n  report: day\n");
    account.push_str("scenarios:\n  sale:\n    on: true\n    name: Sale\n    start:\n      on: hook_received\n      hook: shop\n");
    let planned = on(&full, &["plan", "-"], &account);
    assert!(
        out(&planned).contains("+ hook shop would be created"),
        "{}{}",
        out(&planned),
        err(&planned)
    );
    assert_eq!(
        out(&on(&full, &["plan", "-"], &account)),
        out(&planned),
        "a plan changes nothing"
    );
    let applied = on(&full, &["apply", "-"], &account);
    assert_eq!(applied.status.code(), Some(0), "{}", err(&applied));
    let printed = out(&on(&full, &["export"], ""));
    let again = on(&empty, &["apply", "-"], &printed);
    assert_eq!(again.status.code(), Some(0), "{}", err(&again));
    assert_eq!(out(&on(&empty, &["export"], "")), printed);
    assert!(out(&on(&empty, &["apply", "-"], &printed)).contains("nothing changed"));
}

#[test]
fn a_faulty_document_is_told_where_and_nothing_changes() {
    let dir = tempfile::tempdir().unwrap();
    with_owner(dir.path());
    let before = out(&on(dir.path(), &["export"], ""));
    for (more, said) in [
        ("scenarioes: {}\n", "scenarioes"),
        ("links: [", "line "),
        (
            "scenarios:\n  a:\n    on: true\n    name: A\n    start:\n      on: hook_received\n      hook: none\n",
            "scenarios.a",
        ),
    ] {
        let output = on(dir.path(), &["apply", "-"], &format!("{before}{more}"));
        assert_eq!(output.status.code(), Some(1), "{more}");
        assert!(err(&output).contains(said), "{more}: {}", err(&output));
    }
    assert_eq!(out(&on(dir.path(), &["export"], "")), before);
}

#[test]
fn a_copy_can_be_put_back_and_nothing_is_overwritten_by_accident() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let file = dir.path().join("copy.db");
    let copy = file.to_str().unwrap();
    with_owner(&data);
    let before = out(&on(&data, &["export"], ""));
    let saved = on(&data, &["backup", copy], "");
    assert_eq!(saved.status.code(), Some(0), "{}", err(&saved));
    assert!(err(&saved).contains("secret.key"), "{}", err(&saved));
    assert_eq!(on(&data, &["backup", copy], "").status.code(), Some(1));
    assert_eq!(on(&data, &["backup", copy, "--force"], "").status.code(), Some(0));

    let changed = format!("{before}globals:\n  later: day\n");
    assert_eq!(on(&data, &["apply", "-"], &changed).status.code(), Some(0));
    let refused = on(&data, &["restore", copy], "");
    assert!(err(&refused).contains("--force"), "{}", err(&refused));
    let restored = on(&data, &["restore", copy, "--force"], "");
    assert_eq!(restored.status.code(), Some(0), "{}", err(&restored));
    assert_eq!(out(&on(&data, &["export"], "")), before);
    let elsewhere = dir.path().join("new");
    assert_eq!(on(&elsewhere, &["restore", copy], "").status.code(), Some(0));
    assert_eq!(out(&on(&elsewhere, &["export"], "")), before);
    std::fs::write(&file, "not a database").unwrap();
    let broken = on(&elsewhere, &["restore", copy, "--force"], "");
    assert!(err(&broken).contains("not a usable copy"), "{}", err(&broken));
    assert_eq!(out(&on(&elsewhere, &["export"], "")), before);
}

#[test]
fn the_doctor_says_what_to_mend() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let nothing = on(&data, &["doctor"], "");
    assert_eq!(nothing.status.code(), Some(1));
    assert!(out(&nothing).contains("signalbox serve"), "{}", out(&nothing));

    with_owner(&data);
    let well = on(&data, &["doctor"], "");
    assert_eq!(well.status.code(), Some(0), "{}", out(&well));
    assert!(out(&well).contains("does not run"), "{}", out(&well));

    let binary = Path::new(env!("CARGO_BIN_EXE_signalbox"));
    let server = signalbox_testkit::Signalbox::start(binary, &data, &[]);
    let listen = server.base().trim_start_matches("http://");
    let beside = on(&data, &["doctor", "--listen", listen], "");
    assert!(out(&beside).contains("ok  server"), "{}", out(&beside));
    drop(server);

    std::fs::remove_file(data.join("secret.key")).unwrap();
    let locked = on(&data, &["doctor", "--public-url", "http://box.example"], "");
    assert_eq!(locked.status.code(), Some(1));
    let said = out(&locked);
    assert!(
        said.contains("put the file back") && said.contains("https://"),
        "{said}"
    );
}

#[test]
fn scenarios_are_tried_on_their_tests_and_differences_are_told() {
    let dir = tempfile::tempdir().unwrap();
    with_owner(dir.path());
    let account = out(&on(dir.path(), &["export"], ""));
    let tested = |expected: &str| {
        let lines = [
            "scenarios:",
            "  sale:",
            "    on: true",
            "    name: Sale",
            "    start: {on: manual, record: lead}",
            "    blocks:",
            "    - {id: b, do: [{id: end, action: stop}]}",
            "tests:",
            "  sale:",
            "    stops:",
            "      name: It stops",
            "      event: {kind: run_requested, at: 1600000000000000, record: record-1}",
            "      records: {record-1: {kind: lead, values: {name: Roof}}}",
            "      expected:",
            &format!("        status: {expected}"),
            "        trace: {blocks: [{id: b, fired: true, us: 0, steps: [{id: end, state: done, stopped: run}]}]}",
        ];
        format!("{account}{}\n", lines.join("\n"))
    };
    let tried = on(dir.path(), &["test", "-"], &tested("fired"));
    assert_eq!(
        out(&tried),
        "ok   sale/stops: It stops\n1 passed, 0 failed\n",
        "{}",
        err(&tried)
    );
    assert_eq!(tried.status.code(), Some(0));
    let tried = on(dir.path(), &["test", "-"], &tested("not_matched"));
    assert_eq!(tried.status.code(), Some(1), "{}", out(&tried));
    let said = out(&tried);
    assert!(
        said.contains("FAIL sale/stops") && said.contains("- not_matched\n       + fired"),
        "{said}"
    );
    assert_eq!(
        out(&on(dir.path(), &["export"], "")),
        account,
        "a trial keeps nothing"
    );
    let unknown = on(dir.path(), &["test", "--scenario", "none"], "");
    assert!(
        err(&unknown).contains("there is no scenario `none`"),
        "{}",
        err(&unknown)
    );
}

#[test]
fn a_file_is_tried_mapped_and_imported_by_command() {
    let dir = tempfile::tempdir().unwrap();
    with_owner(dir.path());
    let file = dir.path().join("leads.csv");
    std::fs::write(&file, "name,sale\nRoof,100\nFence,much\n").unwrap();
    let file = file.to_str().unwrap();
    let mapping = on(
        dir.path(),
        &["import", file, "--kind", "lead", "--print-mapping"],
        "",
    );
    assert!(
        out(&mapping).contains("field: sale"),
        "{}{}",
        out(&mapping),
        err(&mapping)
    );

    let tried = on(dir.path(), &["import", file, "--kind", "lead", "--dry-run"], "");
    assert_eq!(tried.status.code(), Some(1), "a row would be refused");
    let said = out(&tried);
    assert!(
        said.contains("1 would be created") && said.contains("line 3: column 2, `much`"),
        "{said}{}",
        err(&tried)
    );
    let leave_out = out(&mapping).replacen("- to: field\n  record: lead\n  field: sale", "- to: skip", 1);
    assert_ne!(leave_out, out(&mapping));
    let path = dir.path().join("mapping.yaml");
    std::fs::write(&path, leave_out).unwrap();
    let mapped = [
        "import",
        file,
        "--kind",
        "lead",
        "--mapping",
        path.to_str().unwrap(),
    ];
    let done = on(dir.path(), &mapped, "");
    assert_eq!(done.status.code(), Some(0), "{}{}", out(&done), err(&done));
    assert!(out(&done).contains("2 created"), "{}", out(&done));
    let wrong = on(dir.path(), &["import", "none.csv", "--kind", "lead"], "");
    assert!(err(&wrong).contains("cannot read none.csv"), "{}", err(&wrong));
}

#[test]
fn a_second_workspace_has_people_tokens_and_an_account_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    with_owner(dir.path());
    let make = [
        "workspace",
        "create",
        "--name",
        "Shop",
        "--currency",
        "UAH",
        "--language",
        "uk",
    ];
    let made = on(dir.path(), &make, "");
    let shop = out(&made).trim().to_owned();
    assert_eq!(shop.len(), 13, "{}", err(&made));
    let list = out(&on(dir.path(), &["workspace", "list"], ""));
    let names: Vec<&str> = list.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    assert_eq!(names, ["Signalbox", "Shop"]);
    let faulty = on(
        dir.path(),
        &["workspace", "create", "--name", "X", "--currency", "euro"],
        "",
    );
    assert!(
        err(&faulty).contains("--currency: use three letters"),
        "{}",
        err(&faulty)
    );
    let there = out(&on(dir.path(), &["--workspace", &shop, "export"], ""));
    assert!(
        there.contains("name: Shop") && there.contains("currency: UAH"),
        "{there}"
    );
    assert!(out(&on(dir.path(), &["export"], "")).contains("name: Signalbox"));
    let nowhere = on(dir.path(), &["--workspace", "0000000000001", "export"], "");
    assert!(
        err(&nowhere).contains("there is no workspace"),
        "{}",
        err(&nowhere)
    );

    let create = [
        "user",
        "create",
        "--name",
        "Bo",
        "--email",
        "bo@example.com",
        "--role",
        "operator",
    ];
    assert_eq!(out(&on(dir.path(), &create, "")).trim().len(), 16);
    let token = ["token", "create", "--name", "x", "--user", "bo@example.com"];
    let join: Vec<&str> = ["--workspace", &shop].into_iter().chain(create).collect();
    let theirs: Vec<&str> = ["--workspace", &shop].into_iter().chain(token).collect();
    let early = on(dir.path(), &theirs, "");
    assert!(err(&early).contains("nobody signs in as"), "{}", err(&early));
    let joined = on(dir.path(), &join, "");
    assert_eq!(out(&joined), "", "whoever signs in already keeps their password");
    assert!(
        err(&joined).contains("their own password holds"),
        "{}",
        err(&joined)
    );
    assert!(out(&on(dir.path(), &theirs, "")).starts_with("sbt_"));
    let reset = on(
        dir.path(),
        &["user", "reset", "--email", "bo@example.com", "--second-factor"],
        "",
    );
    assert_eq!(out(&reset).trim().len(), 16, "{}", err(&reset));
    let nobody = on(dir.path(), &["user", "reset", "--email", "no@example.com"], "");
    assert_eq!(nobody.status.code(), Some(1));
}
