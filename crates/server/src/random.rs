//! Random texts that people may have to read out.

use anyhow::Result;
use signalbox_store::keyring;

/// Small letters and digits without those that look alike; each of `count` is one of 32.
pub fn letters(count: usize) -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let bytes: [u8; 32] = keyring::random()?;
        text.extend(
            bytes
                .iter()
                .map(|byte| char::from(LETTERS[usize::from(byte % 32)])),
        );
    }
    text.truncate(count);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_length_and_differ() {
        let (one, other) = (letters(40).unwrap(), letters(40).unwrap());
        assert_eq!((one.len(), other.len()), (40, 40));
        assert_ne!(one, other);
        assert!(
            one.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
    }
}
