//! A disk that takes no more: posts are refused with what to do, nothing that was answered 2xx is lost, and work goes
//! on by itself once there is room.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod shop;

use serde_json::json;
use shop::{check, set_up};
use signalbox_testkit::{Answer, Client, Signalbox, Sink, until};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn sale(client: &Client, path: &str, number: usize) -> Answer {
    let note = "x".repeat(2000);
    let body = json!({"event": "sale", "amount": 101 + number, "number": number, "note": note});
    client.call("POST", path, Some(&body))
}

/// Posts numbers until the disk is full; the numbers that were answered 2xx, and the refusal.
fn fill(client: &Client, path: &str, from: usize) -> (HashSet<usize>, Answer) {
    let mut accepted = HashSet::new();
    for number in from..from + 20_000 {
        let answer = sale(client, path, number);
        match answer.status {
            200..300 => accepted.insert(number),
            _ => return (accepted, answer),
        };
    }
    panic!("the disk never was full");
}

/// The refusal names the place, the reason and the remedy.
fn check_refusal(refusal: &Answer) {
    assert_eq!(refusal.status, 503, "{refusal:?}");
    assert_eq!(refusal.body["code"], "unavailable", "{refusal:?}");
    let detail = refusal.body["detail"].as_str().unwrap();
    for part in [
        "the disk that holds the data",
        "then try again",
        "nothing accepted so far is lost",
    ] {
        assert!(detail.contains(part), "{detail}");
    }
}

/// Fills the disk, looks how the server bears it, makes room, and looks whether everything is there.
fn lives_through(server: &mut Signalbox, sink: &Sink, full: impl FnOnce(u32), room: impl FnOnce(u32)) {
    let (path, client) = set_up(server, sink, &[]);
    let mut accepted: HashSet<usize> = (0..20).collect();
    for number in 0..20 {
        sale(&client, &path, number).ok();
    }
    full(server.pid());
    let (more, refusal) = fill(&client, &path, 20);
    check_refusal(&refusal);
    accepted.extend(more);
    // Again and again the same clear answer, and what can be read is read.
    for number in 0..20 {
        let answer = sale(&client, &path, 900_000 + number);
        if answer.status == 503 {
            check_refusal(&answer);
        } else {
            answer.ok();
            accepted.insert(900_000 + number);
        }
    }
    client.get("/api/v1/leads?limit=1");
    room(server.pid());
    until("posts are taken again", || {
        let number = 1_000_000 + accepted.len();
        let taken = sale(&client, &path, number).status == 200;
        taken && accepted.insert(number)
    });
    check(&client, sink, &accepted);
    assert!(server.stop().success(), "a graceful stop ends with 0");
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_signalbox"))
}

const INSIDE: [&str; 2] = ["--allow-internal", "127.0.0.0/8"];

/// Files may not grow beyond a limit, as under a quota.
#[test]
fn a_limit_of_files() {
    let dir = tempfile::tempdir().unwrap();
    let sink = Sink::start();
    let mut server = Signalbox::start(binary(), dir.path(), &INSIDE);
    let limit = |pid: u32, limit: &str| {
        let limited = Command::new("prlimit")
            .args(["--pid", &pid.to_string(), &format!("--fsize={limit}:")])
            .status();
        assert!(limited.unwrap().success(), "prlimit refuses");
    };
    let wal = dir.path().join("signalbox.db-wal");
    let room = move |pid| {
        let now = std::fs::metadata(&wal).map_or(0, |file| file.len());
        limit(pid, &(now + 300_000).to_string());
    };
    lives_through(&mut server, &sink, room, |pid| limit(pid, "unlimited"));
}

/// A real full disk: a small file system in memory that only the server sees. Needs the right to mount.
#[test]
fn a_full_file_system() {
    let may_mount = Command::new("unshare").args(["-m", "true"]).output();
    if !may_mount.is_ok_and(|done| done.status.success()) {
        eprintln!("mounting is not allowed here: the limit of files stands for the full disk");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let sink = Sink::start();
    let mount = format!(
        "mount -t tmpfs -o size=24m none '{}' && exec \"$0\" \"$@\"",
        dir.path().display()
    );
    let mut server = Signalbox::start_inside(
        &["unshare", "-m", "sh", "-c", &mount],
        binary(),
        dir.path(),
        &INSIDE,
    );
    // What the server sees is reached through its process.
    let seen = |pid: u32| -> PathBuf {
        Path::new("/proc")
            .join(pid.to_string())
            .join("root")
            .join(dir.path().strip_prefix("/").unwrap())
    };
    let ballast = |pid: u32| seen(pid).join("ballast");
    let fill_up = |pid: u32| {
        // All but half a megabyte.
        let space = Command::new("stat")
            .args(["-f", "-c", "%a %S"])
            .arg(seen(pid))
            .output()
            .unwrap();
        let space = String::from_utf8(space.stdout).unwrap();
        let mut numbers = space
            .split_whitespace()
            .map(|number| number.parse::<usize>().unwrap());
        let free = numbers.next().unwrap() * numbers.next().unwrap();
        std::fs::write(ballast(pid), vec![0; free - 512 * 1024]).unwrap();
    };
    lives_through(&mut server, &sink, fill_up, |pid| {
        std::fs::remove_file(ballast(pid)).unwrap()
    });
}
