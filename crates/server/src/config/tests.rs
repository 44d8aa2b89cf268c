//! Which layer wins, and what a faulty file is told.

use super::*;

const FULL: &str = r#"
data = "there"
database_url = "postgres://me@db/box"
log = "debug"
listen = "0.0.0.0:80"
public_url = "https://box.example/"
allow_internal = ["10.0.0.0/8"]
ca_file = "house.pem"
trust_proxy = true
node = 3
telegram_url = "http://10.0.0.5:8081/"
telegram_limits = false
"#;

fn filed(text: &str) -> Settings {
    Settings {
        file: parse(text).unwrap(),
        folder: "/etc/box".into(),
    }
}

#[test]
fn without_anything_the_defaults_hold() {
    let place = Settings::default().place(&Common::default()).unwrap();
    assert_eq!(place.data, PathBuf::from("data"));
    assert_eq!(place.database, store::Url::Lite("data/signalbox.db".into()));
    assert_eq!(place.log, "info");
    let server = Settings::default().server(&Serve::default()).unwrap();
    assert_eq!(server.listen.to_string(), "127.0.0.1:8420");
    assert_eq!(
        (server.public_url, server.allow_internal, server.node),
        (None, vec![], 0)
    );
    assert_eq!(server.telegram_url, "https://api.telegram.org");
    assert!(server.telegram_limits);
}

#[test]
fn the_file_comes_before_the_defaults() {
    let settings = filed(FULL);
    let place = settings.place(&Common::default()).unwrap();
    assert_eq!(place.data, PathBuf::from("/etc/box/there"));
    assert_eq!(place.database, store::Url::Pg("postgres://me@db/box".into()));
    assert_eq!(place.log, "debug");
    let server = settings.server(&Serve::default()).unwrap();
    assert_eq!(server.listen.to_string(), "0.0.0.0:80");
    assert_eq!(
        server.public_url.map(String::from),
        Some("https://box.example/".into())
    );
    assert_eq!(
        (server.allow_internal.len(), server.trust_proxy, server.node),
        (1, true, 3)
    );
    assert_eq!(server.telegram_url, "http://10.0.0.5:8081");
    assert!(!server.telegram_limits);
}

#[test]
fn flags_come_before_the_file() {
    let settings = filed(FULL);
    let common = Common {
        data: Some("mine".into()),
        database_url: Some("sqlite:x.db".into()),
        log: Some("warn".into()),
        config: None,
        workspace: None,
    };
    let place = settings.place(&common).unwrap();
    assert_eq!(place.data, PathBuf::from("mine"));
    assert_eq!(place.database, store::Url::Lite("x.db".into()));
    assert_eq!(place.log, "warn");
    let serve = Serve {
        listen: Some("[::1]:9".parse().unwrap()),
        public_url: None,
        allow_internal: vec!["127.0.0.0/8".parse().unwrap()],
        ca_file: Some("house.pem".into()),
        trust_proxy: Some(false),
        node: Some(4),
        telegram_url: Some("http://127.0.0.1:8081/".parse().unwrap()),
        telegram_limits: Some(false),
    };
    let server = settings.server(&serve).unwrap();
    assert_eq!(server.listen.to_string(), "[::1]:9");
    assert_eq!(server.allow_internal[0].to_string(), "127.0.0.0/8");
    assert_eq!(server.ca_file, Some(PathBuf::from("house.pem")));
    assert_eq!((server.trust_proxy, server.node), (false, 4));
    assert_eq!(server.telegram_url, "http://127.0.0.1:8081");
    assert!(!server.telegram_limits);
}

#[test]
fn a_faulty_file_is_told_what_and_where() {
    for (text, said) in [
        ("lisen = \"x\"", "did you mean `listen`?"),
        ("public-url = \"x\"", "did you mean `public_url`?"),
        ("allow_internals = []", "did you mean `allow_internal`?"),
        ("colour = 1", "there are data, database_url"),
        ("listen = \"here\"", "line 1"),
        ("log = \"info\"\nnode = \"one\"", "line 2"),
        ("allow_internal = [\"10.0.0.0/99\"]", "line 1"),
        ("data = ", "line 1"),
    ] {
        let error = format!("{:#}", parse(text).unwrap_err());
        assert!(error.contains(said), "{text}: {error}");
    }
    assert!(filed("node = 63").server(&Serve::default()).is_err());
    assert!(
        filed("database_url = \"mysql:x\"")
            .place(&Common::default())
            .is_err()
    );
}

#[test]
fn every_name_is_read() {
    let table: toml::Table = toml::from_str(FULL).unwrap();
    let mut named: Vec<_> = table.keys().map(String::as_str).collect();
    let mut known = NAMES;
    named.sort_unstable();
    known.sort_unstable();
    assert_eq!(named, known);
}
