//! The real binary as a process.

use crate::Client;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

/// A running `signalbox serve`. Dropping it kills the process.
#[derive(Debug)]
pub struct Signalbox {
    child: Child,
    base: String,
    binary: PathBuf,
    data: PathBuf,
    flags: Vec<String>,
    wrapper: Vec<String>,
}

impl Signalbox {
    /// Starts `binary` on the folder `data` and a free port, and waits until it says where it listens.
    pub fn start(binary: &Path, data: &Path, flags: &[&str]) -> Self {
        Self::start_inside(&[], binary, data, flags)
    }

    /// The same behind a command that ends by becoming the one it is given: `unshare -m …`, `sh -c … exec`.
    pub fn start_inside(wrapper: &[&str], binary: &Path, data: &Path, flags: &[&str]) -> Self {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (flags, wrapper) = (owned(flags), owned(wrapper));
        let (child, base) = spawn(&wrapper, binary, data, &flags);
        Self {
            child,
            base,
            binary: binary.to_owned(),
            data: data.to_owned(),
            flags,
            wrapper,
        }
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `http://HOST:PORT`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A client of this server, not signed in.
    pub fn client(&self) -> Client {
        Client::new(&self.base)
    }

    /// SIGKILL: what a crash or a power cut looks like.
    pub fn kill(&mut self) {
        self.child.kill().expect("an own child can be killed");
        self.child.wait().expect("an own child can be waited for");
    }

    /// SIGTERM, and how it ended.
    pub fn stop(&mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(
            told.is_ok_and(|status| status.success()),
            "kill -TERM {pid} failed"
        );
        self.child.wait().expect("an own child can be waited for")
    }

    /// Starts again on the same data.
    pub fn restart(&mut self) {
        (self.child, self.base) = spawn(&self.wrapper, &self.binary, &self.data, &self.flags);
    }

    /// Runs another command of the binary on the same data, where the server sees it: one that was started inside
    /// another command may have file systems of its own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let pid = self.child.id().to_string();
        let inside = ["nsenter", "--target", &pid, "--mount", "--"].map(str::to_owned);
        let wrapper: &[String] = if self.wrapper.is_empty() { &[] } else { &inside };
        let mut command = command(wrapper, &self.binary, &self.data);
        command.args(arguments);
        command
    }
}

impl Drop for Signalbox {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The binary with its data, and without what the surroundings may have set.
fn command(wrapper: &[String], binary: &Path, data: &Path) -> Command {
    let mut command = match wrapper.split_first() {
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(binary);
            command
        }
        None => Command::new(binary),
    };
    for (name, _) in std::env::vars() {
        if name.starts_with("SIGNALBOX_") {
            command.env_remove(name);
        }
    }
    command.env("SIGNALBOX_DATA", data);
    command
}

fn spawn(wrapper: &[String], binary: &Path, data: &Path, flags: &[String]) -> (Child, String) {
    let mut child = command(wrapper, binary, data)
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
        .args(flags)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{} does not start: {error}", binary.display()));
    let mut out = BufReader::new(child.stdout.take().expect("standard output is piped"));
    let mut line = String::new();
    while !line.contains("http://") {
        line.clear();
        let read = out.read_line(&mut line).expect("the server writes text");
        assert!(read > 0, "the server ended before it listened");
    }
    let base = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .expect("the line has an address");
    let base = base.trim_end_matches('/').to_owned();
    // What comes after is read too, or the server would stop at a full pipe.
    std::thread::spawn(move || for _ in out.lines() {});
    (child, base)
}
