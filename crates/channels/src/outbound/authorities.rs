//! Authorities whose certificates the client accepts: the public ones inside the program, and those of the house.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Certificates of authorities that are trusted beside the public ones.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Vec<CertificateDer<'static>>);

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}; name a PEM file with the certificates of the authorities")]
pub struct AuthoritiesError {
    path: PathBuf,
    reason: String,
}

impl Authorities {
    /// Reads a PEM file.
    ///
    /// # Errors
    /// It cannot be read, holds no certificate, or one that is none of an authority.
    pub fn read(path: &Path) -> Result<Authorities, AuthoritiesError> {
        let error = |reason: String| AuthoritiesError {
            path: path.to_owned(),
            reason,
        };
        let found = CertificateDer::pem_file_iter(path).map_err(|reason| error(reason.to_string()))?;
        let found: Result<Vec<_>, _> = found.collect();
        let found = found.map_err(|reason| error(reason.to_string()))?;
        if found.is_empty() {
            return Err(error("there is no certificate in it".to_owned()));
        }
        let mut tried = RootCertStore::empty();
        for certificate in &found {
            tried
                .add(certificate.clone())
                .map_err(|reason| error(reason.to_string()))?;
        }
        Ok(Authorities(found))
    }

    /// How the client speaks TLS.
    pub(super) fn config(&self) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let (_, ignored) = roots.add_parsable_certificates(self.0.iter().cloned());
        debug_assert_eq!(ignored, 0, "each was tried when it was read");
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the ring provider supports the default TLS versions")
            .with_root_certificates(roots)
            .with_no_client_auth()
    }
}
