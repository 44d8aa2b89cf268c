//! Standard Webhooks signatures: HMAC-SHA256 over `id.timestamp.body`, spelled `v1,<base64>`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// A secret that starts with `whsec_` but goes on with something other than base64.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the signing secret starts with `whsec_` but the rest is not base64. Copy it again, or leave the prefix out"
)]
pub struct BadSecret;

/// A secret ready to sign. Its debug print shows nothing of it.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

impl SigningKey {
    /// Reads `whsec_<base64>`; any other text is taken as the bytes of the secret.
    ///
    /// # Errors
    /// The prefix without base64 behind it.
    pub fn parse(secret: &str) -> Result<Self, BadSecret> {
        let decoded = secret
            .strip_prefix("whsec_")
            .map(|encoded| BASE64_STANDARD.decode(encoded));
        let key = match decoded {
            Some(Ok(bytes)) if !bytes.is_empty() => bytes,
            Some(_) => return Err(BadSecret),
            None => secret.as_bytes().to_vec(),
        };
        let mac = Hmac::new_from_slice(&key).expect("HMAC takes keys of any length");
        Ok(SigningKey(mac))
    }

    /// The raw signature.
    pub(crate) fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for piece in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(piece);
        }
        mac.finalize().into_bytes().into()
    }

    /// The signature as the header spells it: `v1,…`. `timestamp` is in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut signature = "v1,".to_owned();
        BASE64_STANDARD.encode_string(self.mac(id, &timestamp.to_string(), body), &mut signature);
        signature
    }
}

/// Signs once with a secret (`whsec_…` or raw); who signs often keeps a [`SigningKey`].
///
/// # Errors
/// See [`SigningKey::parse`].
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Result<String, BadSecret> {
    Ok(SigningKey::parse(secret)?.sign(id, timestamp, body))
}

/// The three headers of a signed request. Several secrets, while one is being replaced, give several signatures.
///
/// # Errors
/// See [`SigningKey::parse`].
pub fn headers(
    secrets: &[&str],
    id: &str,
    timestamp: i64,
    body: &[u8],
) -> Result<[(String, String); 3], BadSecret> {
    let signatures: Vec<_> = secrets
        .iter()
        .map(|secret| sign(secret, id, timestamp, body))
        .collect::<Result<_, _>>()?;
    Ok([
        ("webhook-id".to_owned(), id.to_owned()),
        ("webhook-timestamp".to_owned(), timestamp.to_string()),
        ("webhook-signature".to_owned(), signatures.join(" ")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn the_vector_of_the_specification_is_met() {
        let signature = sign(
            SECRET,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signature.as_deref(),
            Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
    }

    #[test]
    fn several_secrets_give_several_signatures() {
        let [id, timestamp, signature] = headers(&[SECRET, "raw"], "m", 1, b"{}").unwrap();
        assert_eq!(id, ("webhook-id".to_owned(), "m".to_owned()));
        assert_eq!(timestamp, ("webhook-timestamp".to_owned(), "1".to_owned()));
        let expected = format!(
            "{} {}",
            sign(SECRET, "m", 1, b"{}").unwrap(),
            sign("raw", "m", 1, b"{}").unwrap()
        );
        assert_eq!(signature, ("webhook-signature".to_owned(), expected));
    }

    #[test]
    fn a_broken_secret_is_refused_and_never_shown() {
        for secret in ["whsec_", "whsec_!!", "whsec_abc"] {
            assert_eq!(sign(secret, "m", 1, b"").unwrap_err(), BadSecret, "{secret}");
        }
        assert_eq!(
            format!("{:?}", SigningKey::parse("raw").unwrap()),
            "SigningKey(..)"
        );
    }
}
