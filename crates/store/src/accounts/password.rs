//! Passwords as Argon2id hashes: 19 MiB, two passes, one lane (decision 0050).
//!
//! Each call takes tens of milliseconds of one core: call it outside transactions and off the async threads.

mod common;

use super::error::{Result, invalid};
use crate::StoreError;
use crate::keyring::random;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

/// The shortest password, characters, whatever the workspace says.
const MIN_CHARS: usize = 8;
/// The longest password, bytes: hashing must not become a way to keep the server busy.
const MAX_BYTES: usize = 1024;
/// A hash of nothing anybody knows, with the parameters of new ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2lnbmFsYm94LW5vYm9keQ$p1H5j8vH5sWcP7w3Yk0kQm1m4o8o3c9v8w0m2n6t1qA";

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| StoreError::Broken(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Refuses a new password that is too short, too long, or among those that are tried first. Nothing is asked of its
/// letters: length is what makes a password hard to guess.
///
/// # Errors
/// When it is shorter than `min_chars` (never less than 8) or longer than 1,024 bytes, one character or row of keys
/// repeated, or a common password, however it is dressed up with digits.
pub fn check_password(password: &str, min_chars: usize) -> Result<()> {
    let min_chars = min_chars.max(MIN_CHARS);
    if password.chars().count() < min_chars {
        return Err(invalid(
            "password",
            format!("use at least {min_chars} characters; a few words are easiest to keep"),
        ));
    }
    if password.len() > MAX_BYTES {
        return Err(invalid("password", format!("use at most {MAX_BYTES} bytes")));
    }
    if common::is_common(password) {
        let say = "is one of the first that everybody tries: use a few words of your own";
        return Err(invalid("password", say));
    }
    Ok(())
}

/// Hashes a new password.
///
/// # Errors
/// When [`check_password`] refuses it at the least length.
pub fn hash_password(password: &str) -> Result<String> {
    check_password(password, MIN_CHARS)?;
    let broken = |error: argon2::password_hash::Error| StoreError::Broken(format!("password: {error}"));
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(broken)?;
    Ok(argon2()?
        .hash_password(password.as_bytes(), &salt)
        .map_err(broken)?
        .to_string())
}

/// Whether `password` is the one that was hashed. A hash that cannot be read fits nothing.
pub fn verify_password(password: &str, hash: &str) -> bool {
    if password.len() > MAX_BYTES {
        return false;
    }
    let (Ok(argon2), Ok(hash)) = (argon2(), PasswordHash::new(hash)) else {
        return false;
    };
    argon2.verify_password(password.as_bytes(), &hash).is_ok()
}

/// Takes as long as a real check, so that an unknown e-mail cannot be told from a wrong password.
pub fn verify_nobody(password: &str) {
    std::hint::black_box(verify_password(password, NOBODY));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountError;

    #[test]
    fn only_the_same_password_fits_and_equal_ones_differ_at_rest() {
        let (first, second) = (
            hash_password("correct horse").unwrap(),
            hash_password("correct horse").unwrap(),
        );
        assert_ne!(first, second);
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
        assert!(verify_password("correct horse", &first));
        for wrong in ["correct horsf", "", "correct horse ", &"x".repeat(2000)] {
            assert!(!verify_password(wrong, &first), "{wrong}");
        }
        assert!(!verify_password("correct horse", "no hash"));
    }

    #[test]
    fn the_hash_of_nobody_is_a_real_one() {
        let hash = PasswordHash::new(NOBODY).unwrap();
        assert!(argon2().unwrap().verify_password(b"guess", &hash).is_err());
        assert_eq!(hash.hash.unwrap().len(), 32);
    }

    #[test]
    fn short_and_huge_passwords_are_refused_with_the_remedy() {
        for bad in ["", "1234567", &"x".repeat(1025)] {
            assert!(matches!(
                hash_password(bad),
                Err(AccountError::Invalid { path: "password", .. })
            ));
        }
        hash_password("восемь88").unwrap();
    }
}
