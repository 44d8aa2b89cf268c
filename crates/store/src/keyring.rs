//! The key that seals secrets at rest, and the check that it is the one the data was sealed with.
//!
//! A sealed blob is `1 ‖ key id (4) ‖ nonce (24) ‖ ciphertext and tag`, XChaCha20-Poly1305. The row it belongs to
//! is authenticated with it, so a blob copied to another row opens nothing.

use crate::{Db, StoreError, settings};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

const VERSION: u8 = 1;
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
const HEAD_BYTES: usize = 1 + KEY_ID_BYTES + NONCE_BYTES;
/// The setting that remembers which key sealed the data.
const FINGERPRINT: &str = "key_fingerprint";

/// Why there is no key to work with. Each message says what to do.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeyringError {
    /// The key is gone.
    #[error(
        "the secrets in this database were sealed with key {fingerprint}, and {path} does not exist: put the file back \
         from your backup, or set SIGNALBOX_KEY to its content"
    )]
    Missing {
        /// The fingerprint of the key that is needed.
        fingerprint: String,
        /// Where it was looked for.
        path: String,
    },
    /// Another key.
    #[error(
        "the secrets in this database were sealed with key {expected}, but {source_name} holds key {found}: start with \
         the key that belongs to this data (the file secret.key of the same backup, or its content in SIGNALBOX_KEY)"
    )]
    Other {
        /// The fingerprint of the key that is needed.
        expected: String,
        /// The fingerprint of the key that was given.
        found: String,
        /// Where it was given.
        source_name: String,
    },
    /// Not a key at all.
    #[error("{source_name} is no key: expected 32 bytes as base64, as `openssl rand -base64 32` prints them")]
    Malformed {
        /// Where it was given.
        source_name: String,
    },
    /// The file cannot be read or written.
    #[error("{path}: {reason}: let the user of the server read and write this file")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The blob was sealed for another row or with another key, or was changed.
    #[error("the secret of {row} cannot be opened with this key: set it anew")]
    Sealed {
        /// The row it was to belong to.
        row: String,
    },
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes: {0}")]
    Random(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<KeyringError> for StoreError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Store(error) => error,
            other => Self::Broken(other.to_string()),
        }
    }
}

/// Fills a fixed number of bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], KeyringError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| KeyringError::Random(error.to_string()))?;
    Ok(bytes)
}

/// Seals and opens secrets.
#[derive(Clone)]
pub struct Keyring {
    cipher: XChaCha20Poly1305,
    digest: [u8; 32],
    /// What signatures are made with.
    signing: [u8; 32],
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Keyring({})", self.fingerprint())
    }
}

impl Keyring {
    /// The keyring of a known key.
    pub fn from_bytes(key: [u8; 32]) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(&key.into()),
            // Derived under a label of its own: the fingerprint is public.
            digest: Sha256::new_with_prefix(b"signalbox key fingerprint\0")
                .chain_update(key)
                .finalize()
                .into(),
            signing: Sha256::new_with_prefix(b"signalbox key of signatures\0")
                .chain_update(key)
                .finalize()
                .into(),
        }
    }

    /// Signs `message` for one purpose: what is signed for another proves nothing here.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        self.mac(purpose, message).finalize().into_bytes().into()
    }

    /// Whether `signature` is [`sign`](Self::sign)'s, compared in constant time.
    pub fn signed(&self, purpose: &str, message: &[u8], signature: &[u8]) -> bool {
        self.mac(purpose, message).verify_slice(signature).is_ok()
    }

    fn mac(&self, purpose: &str, message: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(&self.signing).expect("a key of any length will do");
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(message);
        mac
    }

    /// The keyring of the data in `db`: from `given` (the content of SIGNALBOX_KEY) or else from `file`, which is
    /// made, readable for its owner only, when the data has never had a key.
    ///
    /// # Errors
    /// When the key is not the one the data was sealed with; nothing is written then.
    pub async fn open(db: &Db, file: &Path, given: Option<&str>) -> Result<Self, KeyringError> {
        let expected: Option<String> = db.read(|tx| settings::get(tx, FINGERPRINT)).await?;
        let (keyring, source_name) = match (given, read_file(file)?) {
            (Some(text), _) => (parse(text, "SIGNALBOX_KEY")?, "SIGNALBOX_KEY".to_owned()),
            (None, Some(text)) => {
                let name = file.display().to_string();
                (parse(&text, &name)?, name)
            }
            (None, None) => match expected {
                Some(fingerprint) => {
                    return Err(KeyringError::Missing {
                        fingerprint,
                        path: file.display().to_string(),
                    });
                }
                None => (make(file)?, file.display().to_string()),
            },
        };
        let found = keyring.fingerprint();
        let kept: String = db
            .write(move |tx| settings::set_once(tx, FINGERPRINT, &found))
            .await?;
        if kept == keyring.fingerprint() {
            return Ok(keyring);
        }
        Err(KeyringError::Other {
            expected: kept,
            found: keyring.fingerprint(),
            source_name,
        })
    }

    /// A short public name of the key: 16 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        self.digest[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Seals `plain` for `row`, e.g. `hook:2dw…`.
    pub fn seal(&self, row: &str, plain: &[u8]) -> Result<Vec<u8>, KeyringError> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let payload = Payload {
            msg: plain,
            aad: row.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| KeyringError::Sealed { row: row.to_owned() })?;
        let mut blob = Vec::with_capacity(HEAD_BYTES + sealed.len());
        blob.push(VERSION);
        blob.extend_from_slice(&self.digest[..KEY_ID_BYTES]);
        blob.extend_from_slice(&nonce);
        blob.extend_from_slice(&sealed);
        Ok(blob)
    }

    /// Opens what [`seal`](Self::seal) made for the same row.
    pub fn unseal(&self, row: &str, blob: &[u8]) -> Result<Vec<u8>, KeyringError> {
        let fault = || KeyringError::Sealed { row: row.to_owned() };
        let (head, sealed) = blob.split_at_checked(HEAD_BYTES).ok_or_else(fault)?;
        let (marks, nonce) = head.split_at(1 + KEY_ID_BYTES);
        if marks[0] != VERSION || marks[1..] != self.digest[..KEY_ID_BYTES] {
            return Err(fault());
        }
        let payload = Payload {
            msg: sealed,
            aad: row.as_bytes(),
        };
        self.cipher
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| fault())
    }
}

fn parse(text: &str, source_name: &str) -> Result<Keyring, KeyringError> {
    let malformed = || KeyringError::Malformed {
        source_name: source_name.to_owned(),
    };
    let bytes = STANDARD.decode(text.trim()).map_err(|_| malformed())?;
    Ok(Keyring::from_bytes(bytes.try_into().map_err(|_| malformed())?))
}

fn file_error(path: &Path) -> impl Fn(std::io::Error) -> KeyringError {
    let path: PathBuf = path.to_owned();
    move |error| KeyringError::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}

fn read_file(path: &Path) -> Result<Option<String>, KeyringError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(file_error(path)(error)),
    }
}

/// Makes the key file. It is written to the disk before the fingerprint is, so that no crash leaves sealed data
/// without a key.
fn make(path: &Path) -> Result<Keyring, KeyringError> {
    let key: [u8; 32] = random()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = |mut file: std::fs::File| {
        file.write_all(format!("{}\n", STANDARD.encode(key)).as_bytes())?;
        file.sync_all()
    };
    options.open(path).and_then(write).map_err(file_error(path))?;
    Ok(Keyring::from_bytes(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{databases, wait};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_sealed_opens_only_for_its_row_its_key_and_unchanged(
            plain in proptest::collection::vec(any::<u8>(), 0..200), flip in any::<prop::sample::Index>(),
        ) {
            let (mine, other) = (Keyring::from_bytes([1; 32]), Keyring::from_bytes([2; 32]));
            let blob = mine.seal("hook:1", &plain).unwrap();
            prop_assert_eq!(mine.unseal("hook:1", &blob).unwrap(), plain);
            prop_assert!(mine.unseal("hook:2", &blob).is_err());
            prop_assert!(other.unseal("hook:1", &blob).is_err());
            let mut changed = blob.clone();
            changed[flip.index(blob.len())] ^= 1;
            prop_assert!(mine.unseal("hook:1", &changed).is_err());
        }

        #[test]
        fn no_bytes_make_it_panic(blob in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(Keyring::from_bytes([1; 32]).unseal("x", &blob).is_err());
        }
    }

    #[test]
    fn the_key_is_made_once_and_found_again() {
        databases(|db| {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("secret.key");
            let first = wait(Keyring::open(db, &file, None)).unwrap();
            let second = wait(Keyring::open(db, &file, None)).unwrap();
            assert_eq!(first.fingerprint(), second.fingerprint());
            let content = std::fs::read_to_string(&file).unwrap();
            let third = wait(Keyring::open(db, &dir.path().join("absent"), Some(&content))).unwrap();
            assert_eq!(third.fingerprint(), first.fingerprint());
        });
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret.key");
        make(&file).unwrap();
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_wrong_or_missing_key_is_refused_with_what_to_do_and_nothing_is_written() {
        databases(|db| {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("secret.key");
            wait(Keyring::open(db, &file, None)).unwrap();
            let other = STANDARD.encode([9; 32]);
            let wrong = wait(Keyring::open(db, &file, Some(&other))).unwrap_err();
            assert!(matches!(wrong, KeyringError::Other { .. }), "{wrong}");
            std::fs::remove_file(&file).unwrap();
            let missing = wait(Keyring::open(db, &file, None)).unwrap_err();
            assert!(missing.to_string().contains("backup"), "{missing}");
            assert!(!file.exists());
            let nonsense = wait(Keyring::open(db, &file, Some("hello"))).unwrap_err();
            assert!(matches!(nonsense, KeyringError::Malformed { .. }));
        });
    }
}
