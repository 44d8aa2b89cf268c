//! Who the site says its visitor is: a JSON Web Token (RFC 7519) signed with the channel's secret by HS256 and nothing
//! else. An algorithm that the token itself could choose would let it choose none.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use signalbox_model::Micros;

/// The longest id of a visitor, bytes.
const LONGEST_ID: usize = 128;
/// The longest name, characters.
const LONGEST_NAME: usize = 200;
/// Clocks of two servers differ by at most so much, seconds.
const LEEWAY_SECS: i64 = 60;

/// What the site says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Claims {
    /// The site's own id of the person.
    pub sub: String,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Until when the token holds, UNIX seconds.
    exp: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// The claims of a token, or why it is refused.
pub(super) fn verified(secret: &str, token: &str, now: Micros) -> Result<Claims, &'static str> {
    let (signed, signature) = token.rsplit_once('.').ok_or("it is no JSON Web Token")?;
    let (header, claims) = signed.split_once('.').ok_or("it is no JSON Web Token")?;
    let header: Header = decoded(header).ok_or("its header cannot be read")?;
    if header.alg != "HS256" {
        return Err("it must be signed by HS256");
    }
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| "its signature is no base64")?;
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).map_err(|_| "the secret is no key")?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature)
        .map_err(|_| "it is signed with another secret")?;
    let claims: Claims = decoded(claims).ok_or("it must have `sub`, a text, and `exp`, a number")?;
    if claims.exp <= now.secs() - LEEWAY_SECS {
        return Err("it is over: make a new one for every page");
    }
    if claims.sub.is_empty() || claims.sub.len() > LONGEST_ID || claims.sub.contains(char::is_control) {
        return Err("its `sub` must have 1 to 128 bytes and no control characters");
    }
    if claims.name.chars().count() > LONGEST_NAME {
        return Err("its `name` is longer than 200 characters");
    }
    Ok(claims)
}

fn decoded<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Micros = Micros(1_700_000_000_000_000);

    fn token(header: &str, claims: &str, secret: &str) -> String {
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

    #[test]
    fn the_example_of_rfc_7515_is_read() {
        // Appendix A.1: its key is bytes, so only the refusal by claims can be compared; the signature is checked first.
        let key = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .unwrap();
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).unwrap();
        mac.update(
            b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        );
        assert_eq!(
            URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
    }

    #[test]
    fn a_good_token_tells_who_it_is() {
        let good = token(
            HS256,
            r#"{"sub":"42","name":"Ann","exp":1700000100,"iat":1}"#,
            "key",
        );
        let claims = verified("key", &good, NOW).unwrap();
        assert_eq!((claims.sub.as_str(), claims.name.as_str()), ("42", "Ann"));
    }

    #[test]
    fn forged_and_stale_tokens_are_refused() {
        let claims = r#"{"sub":"42","exp":1700000100}"#;
        let good = token(HS256, claims, "key");
        let none = format!(
            "{}.{}.",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let swapped = good.replacen(
            &URL_SAFE_NO_PAD.encode(claims),
            &URL_SAFE_NO_PAD.encode(r#"{"sub":"43","exp":1700000100}"#),
            1,
        );
        let table = [
            (token(HS256, claims, "other"), "another secret"),
            (swapped, "another secret"),
            (none, "HS256"),
            (token(r#"{"alg":"HS512"}"#, claims, "key"), "HS256"),
            (token(HS256, r#"{"sub":"42","exp":1699999000}"#, "key"), "over"),
            (token(HS256, r#"{"sub":"42"}"#, "key"), "`exp`"),
            (token(HS256, r#"{"sub":"","exp":1700000100}"#, "key"), "`sub`"),
            (token(HS256, r#"{"sub":"4\n2","exp":1700000100}"#, "key"), "`sub`"),
            (token(HS256, r#"{"sub":42,"exp":1700000100}"#, "key"), "`sub`"),
            ("a.b".into(), "no JSON Web Token"),
            (String::new(), "no JSON Web Token"),
        ];
        for (token, why) in table {
            let refused = verified("key", &token, NOW).unwrap_err();
            assert!(refused.contains(why), "{token}: {refused}");
        }
    }
}
