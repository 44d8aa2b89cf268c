//! Secret addresses are looked up by their hash, so that the time of a look-up tells nothing of them (Z-82).

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The SHA-256 of an address, in hexadecimal digits.
pub(crate) fn of(address: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(address.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
