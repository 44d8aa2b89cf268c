//! A PostgreSQL server of a test's own, which it may stop, start and cut off.

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A private server on a free port, gone with the value. Nothing is synced to the disk.
#[derive(Debug)]
pub struct Postgres {
    dir: TempDir,
    bin: PathBuf,
    port: u16,
    options: String,
}

impl Postgres {
    /// A running server; nothing when the tests run without PostgreSQL (`SIGNALBOX_TEST_PG` is not set).
    pub fn start() -> Option<Self> {
        Self::start_with(|_| String::new())
    }

    /// The same; `prepare` sees the folder before the start, may put files into it and gives further options.
    pub fn start_with(prepare: impl FnOnce(&Path) -> String) -> Option<Self> {
        std::env::var_os("SIGNALBOX_TEST_PG")?;
        let dir = tempfile::Builder::new()
            .prefix("signalbox-own-pg.")
            .tempdir()
            .expect("a folder can be made");
        let port = free_port();
        let mut server = Self {
            bin: bin(),
            dir,
            port,
            options: String::new(),
        };
        let more = prepare(server.dir.path());
        let folder = server.dir.path().display().to_string();
        server.options = format!(
            "-k {folder} -c listen_addresses=127.0.0.1 -p {port} -c max_connections=100 -c fsync=off {more}"
        );
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres:", &folder]));
        }
        let data = server.data();
        run(server
            .tool("initdb")
            .args(["-D", &data, "-A", "trust", "-U", "postgres", "--no-sync"]));
        server.restart();
        Some(server)
    }

    /// The address of a new, empty database with this name.
    pub fn database(&self, name: &str) -> String {
        self.sql(&format!("CREATE DATABASE {name}"));
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts it again, and waits until it answers.
    pub fn restart(&self) {
        let (data, log) = (self.data(), self.dir.path().join("log").display().to_string());
        run(self
            .tool("pg_ctl")
            .args(["-D", &data, "-w", "-o", &self.options, "-l", &log, "start"]));
    }

    /// Stops it as a power cut would: nobody is told.
    pub fn stop(&self) {
        run(self
            .tool("pg_ctl")
            .args(["-D", &self.data(), "-m", "immediate", "stop"]));
    }

    /// Cuts every connection to a database.
    pub fn cut(&self, database: &str) {
        self.sql(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
        ));
    }

    fn sql(&self, sql: &str) {
        let port = self.port.to_string();
        run(Command::new(self.bin.join("psql")).args([
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-q",
            "-c",
            sql,
        ]));
    }

    fn data(&self) -> String {
        self.dir.path().join("data").display().to_string()
    }

    /// One of PostgreSQL's tools, which refuse to run as root.
    fn tool(&self, name: &str) -> Command {
        let path = self.bin.join(name);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]);
                command.arg(path);
                command
            }
            false => Command::new(path),
        };
        command.current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        drop(
            self.tool("pg_ctl")
                .args(["-D", &data, "-m", "immediate", "stop"])
                .output(),
        );
    }
}

fn run(command: &mut Command) {
    // A server inherits what the tool was given: pipes would never end.
    let log = tempfile::NamedTempFile::new().expect("a file can be made");
    let out = log.reopen().expect("it can be opened again");
    let err = out.try_clone().expect("it can be shared");
    let status = command.stdout(out).stderr(err).status();
    assert!(
        status.as_ref().is_ok_and(std::process::ExitStatus::success),
        "{command:?}: {status:?}: {}",
        std::fs::read_to_string(log.path()).unwrap_or_default()
    );
}

fn bin() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|found| found.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    versions.pop().unwrap_or_default()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("`id` is everywhere");
    id.stdout.starts_with(b"0\n")
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("it is bound").port()
}
