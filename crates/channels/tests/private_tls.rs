//! A receiver whose certificate comes from an authority of the house: refused by default, reached with `Authorities`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bytes::Bytes;
use http::Method;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use signalbox_channels::outbound::{Authorities, Client, Guard, OutboundError, OutboundRequest};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Writes the authority to `ca`, starts a receiver at `localhost` and gives its port.
async fn receiver(ca: &Path) -> u16 {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    std::fs::write(ca, authority.pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever does not trust the certificate goes away in the middle of the handshake.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = [0; 1024];
            let read = stream.read(&mut head).await.unwrap();
            assert!(read > 0);
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    port
}

fn get(port: u16) -> OutboundRequest {
    OutboundRequest {
        method: Method::GET,
        url: format!("https://localhost:{port}/"),
        headers: Vec::new(),
        body: Bytes::new(),
        timeout: Duration::from_secs(10),
        max_redirects: 0,
        max_response_bytes: 1024,
    }
}

#[tokio::test]
async fn authorities_of_the_house_are_trusted_when_named() {
    let dir = tempfile::tempdir().unwrap();
    let ca = dir.path().join("ca.pem");
    let port = receiver(&ca).await;
    let guard = || Guard::new(vec!["127.0.0.1/32".parse().unwrap(), "::1/128".parse().unwrap()]);
    let refused = Client::new(guard()).send(get(port)).await.unwrap_err();
    assert!(matches!(refused, OutboundError::Tls { .. }), "{refused:?}");
    let trusting = Client::trusting(guard(), &Authorities::read(&ca).unwrap());
    assert_eq!(trusting.send(get(port)).await.unwrap().body, "ok");
}

#[test]
fn a_file_that_holds_no_authority_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("empty.pem");
    for (text, part) in [(None, "empty.pem"), (Some("nothing"), "no certificate")] {
        if let Some(text) = text {
            std::fs::write(&file, text).unwrap();
        }
        let error = Authorities::read(&file).unwrap_err().to_string();
        assert!(error.contains(part) && error.contains("PEM file"), "{error}");
    }
}
