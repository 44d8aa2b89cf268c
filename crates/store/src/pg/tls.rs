//! PostgreSQL over TLS: what `sslmode` and `sslrootcert` of its address mean, as every client of PostgreSQL reads them.

use crate::{Result, StoreError};
use postgres::Config;
use postgres::config::SslMode;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How far the server has to prove itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// `disable`: no TLS at all.
    Plain,
    /// `allow`, `prefer`: TLS when the server offers it, whoever it is.
    Offered,
    /// `require`: TLS, whoever it is.
    Encrypted,
    /// `verify-ca`: a certificate of a known authority.
    Authority,
    /// `verify-full`: that, and the name of the host.
    Name,
}

/// What `sslmode` and `sslrootcert` ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    proof: Proof,
    /// PEM file of the authorities; the list inside the program when absent.
    roots: Option<String>,
}

/// Takes the parameters about TLS out of an address, which the driver does not know in full.
pub(super) fn read(url: &str) -> Result<(String, Wanted)> {
    let mut wanted = Wanted {
        proof: Proof::Offered,
        roots: None,
    };
    let Some((address, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), wanted));
    };
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
        match name {
            "sslmode" => wanted.proof = proof(&value)?,
            "sslrootcert" => wanted.roots = Some(value.into_owned()),
            _ => rest.push(pair),
        }
    }
    // As libpq has it: who names authorities wants the certificate checked.
    if wanted.roots.is_some() && wanted.proof == Proof::Encrypted {
        wanted.proof = Proof::Authority;
    }
    let address = match rest.is_empty() {
        true => address.to_owned(),
        false => format!("{address}?{}", rest.join("&")),
    };
    Ok((address, wanted))
}

fn proof(mode: &str) -> Result<Proof> {
    Ok(match mode {
        "disable" => Proof::Plain,
        "allow" | "prefer" => Proof::Offered,
        "require" => Proof::Encrypted,
        "verify-ca" => Proof::Authority,
        "verify-full" => Proof::Name,
        other => {
            return Err(StoreError::Address(format!(
                "sslmode={other} is unknown: write disable, prefer, require, verify-ca or verify-full"
            )));
        }
    })
}

/// Tells the driver how much TLS is wanted, and makes what speaks it.
pub(super) fn connector(config: &mut Config, wanted: &Wanted) -> Result<MakeRustlsConnect> {
    config.ssl_mode(match wanted.proof {
        Proof::Plain => SslMode::Disable,
        Proof::Offered => SslMode::Prefer,
        Proof::Encrypted | Proof::Authority | Proof::Name => SslMode::Require,
    });
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match wanted.proof {
        Proof::Plain | Proof::Offered | Proof::Encrypted => Arc::new(Anybody(provider.clone())),
        Proof::Authority | Proof::Name => {
            let known = WebPkiServerVerifier::builder_with_provider(
                Arc::new(roots(wanted.roots.as_deref())?),
                provider.clone(),
            );
            let known = known
                .build()
                .map_err(|error| StoreError::Address(format!("sslrootcert: {error}")))?;
            match wanted.proof {
                Proof::Name => known,
                _ => Arc::new(AnyName(known)),
            }
        }
    };
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Broken(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(tls))
}

fn roots(file: Option<&str>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(file) = file.filter(|file| *file != "system") else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    };
    let bad = |reason: String| {
        StoreError::Address(format!(
            "sslrootcert={file}: {reason}; name a PEM file with the certificate of the authority that signed PostgreSQL's"
        ))
    };
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| bad(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| bad(error.to_string()))?;
        roots.add(certificate).map_err(|error| bad(error.to_string()))?;
    }
    match roots.is_empty() {
        true => Err(bad("there is no certificate in it".into())),
        false => Ok(roots),
    }
}

/// Accepts every certificate: the line is encrypted, but who answers is not known. The server's signature is checked,
/// so that it holds at least the key of the certificate it shows.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

/// Accepts a certificate of a known authority under any name.
#[derive(Debug)]
struct AnyName(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        match self.0.verify_server_cert(certificate, chain, name, ocsp, now) {
            // The name is judged last: whatever else could be wrong has been found right by then.
            Err(rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => {
                Ok(ServerCertVerified::assertion())
            }
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_how_much_tls_they_want() {
        let base = "postgres://ann@db/box";
        for (query, left, proof, roots) in [
            ("", "", Proof::Offered, None),
            ("?sslmode=disable", "", Proof::Plain, None),
            (
                "?sslmode=require&application_name=x",
                "?application_name=x",
                Proof::Encrypted,
                None,
            ),
            (
                "?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
                "",
                Proof::Name,
                Some("/etc/ca.pem"),
            ),
            (
                "?sslrootcert=ca.pem&sslmode=require",
                "",
                Proof::Authority,
                Some("ca.pem"),
            ),
            ("?connect_timeout=3", "?connect_timeout=3", Proof::Offered, None),
        ] {
            let (address, wanted) = read(&format!("{base}{query}")).unwrap();
            assert_eq!(address, format!("{base}{left}"), "{query}");
            assert_eq!((wanted.proof, wanted.roots.as_deref()), (proof, roots), "{query}");
        }
        let unknown = read("postgres://db?sslmode=maybe").unwrap_err().to_string();
        assert!(unknown.contains("verify-full"), "{unknown}");
    }

    #[test]
    fn authorities_that_cannot_be_read_are_named() {
        let missing = roots(Some("/nowhere/ca.pem")).unwrap_err().to_string();
        assert!(
            missing.contains("/nowhere/ca.pem") && missing.contains("PEM file"),
            "{missing}"
        );
        let dir = tempfile::tempdir().unwrap();
        let empty = dir.path().join("empty.pem");
        std::fs::write(&empty, "nothing").unwrap();
        let empty = roots(empty.to_str()).unwrap_err().to_string();
        assert!(empty.contains("no certificate"), "{empty}");
        assert!(!roots(None).unwrap().is_empty());
    }
}
