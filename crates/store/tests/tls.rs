//! PostgreSQL over TLS: every `sslmode` against a server with certificates of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use signalbox_store::{Db, Options, Result, Url};
use signalbox_testkit::Postgres;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// An authority, and a certificate of it for `localhost`.
fn certificates(folder: &Path) {
    let authority = || {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let (known, stranger) = (authority(), authority());
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let server = params.signed_by(&key, &known).unwrap();
    for (name, pem) in [
        ("ca.pem", known.pem()),
        ("stranger.pem", stranger.pem()),
        ("server.pem", server.pem()),
        ("server.key", key.serialize_pem()),
    ] {
        std::fs::write(folder.join(name), pem).unwrap();
    }
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(folder.join("server.key"), private).unwrap();
}

/// Whether a connection to the address is encrypted; why there is none.
fn encrypted(url: &str) -> std::result::Result<bool, String> {
    let options = Options {
        writers: 1,
        readers: 1,
        ..Options::new(Url::Pg(url.to_owned()))
    };
    let db = Db::open(&options, 1).map_err(|error| error.to_string())?;
    let asked = db.read(|tx| -> Result<Option<bool>> {
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        tx.one(sql, &[], |row| row.flag(0))
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime
        .block_on(asked)
        .map(|found| found.unwrap())
        .map_err(|error| error.to_string())
}

#[test]
fn each_mode_asks_for_what_it_says() {
    let keys = tempfile::tempdir().unwrap();
    certificates(keys.path());
    let Some(server) = Postgres::start_with(|folder| {
        for name in ["server.pem", "server.key"] {
            std::fs::copy(keys.path().join(name), folder.join(name)).unwrap();
        }
        let at = folder.display();
        format!("-c ssl=on -c ssl_cert_file={at}/server.pem -c ssl_key_file={at}/server.key")
    }) else {
        return;
    };
    let url = server.database("box");
    let named = url.replace("127.0.0.1", "localhost");
    let (ca, stranger) = (keys.path().join("ca.pem"), keys.path().join("stranger.pem"));
    let (ca, stranger) = (ca.display(), stranger.display());
    for (url, expected) in [
        (url.clone(), Ok(true)),
        (format!("{url}?sslmode=disable"), Ok(false)),
        (format!("{url}?sslmode=prefer"), Ok(true)),
        (format!("{url}?sslmode=require"), Ok(true)),
        (format!("{named}?sslmode=verify-full&sslrootcert={ca}"), Ok(true)),
        (format!("{url}?sslmode=verify-ca&sslrootcert={ca}"), Ok(true)),
        (
            format!("{url}?sslmode=require&sslrootcert={stranger}"),
            Err("invalid peer certificate"),
        ),
        (
            format!("{url}?sslmode=verify-full&sslrootcert={ca}"),
            Err("not valid for name"),
        ),
        (
            format!("{named}?sslmode=verify-full&sslrootcert={stranger}"),
            Err("invalid peer certificate"),
        ),
        (format!("{named}?sslmode=verify-full"), Err("UnknownIssuer")),
        (
            format!("{named}?sslmode=verify-ca&sslrootcert=/nowhere.pem"),
            Err("/nowhere.pem"),
        ),
    ] {
        match (encrypted(&url), expected) {
            (Ok(seen), Ok(expected)) => assert_eq!(seen, expected, "{url}"),
            (Err(seen), Err(part)) => assert!(seen.contains(part), "{url}: {seen}"),
            (seen, expected) => panic!("{url}: {seen:?}, expected {expected:?}"),
        }
    }
}

/// A server that speaks no TLS is refused when TLS is asked for, and taken when it is only preferred.
#[test]
fn a_server_without_tls() {
    let Some(server) = Postgres::start() else {
        return;
    };
    let url = server.database("box");
    assert_eq!(encrypted(&url), Ok(false));
    let refused = encrypted(&format!("{url}?sslmode=require")).unwrap_err();
    assert!(refused.contains("TLS"), "{refused}");
}
