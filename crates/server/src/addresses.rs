//! Personal addresses of trigger links.

use anyhow::Result;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use signalbox_engine::Links;
use signalbox_store::{Db, StoreError, keyring, settings};

/// The setting that keeps the key: all nodes of a database make the same addresses.
const SETTING: &str = "link_key";
/// 26 of 32 letters: 130 bits (Z-92).
const LETTERS: usize = 26;

/// Makes addresses.
pub struct Addresses {
    key: Vec<u8>,
    public_url: String,
}

impl Addresses {
    /// With the key of the database, which is made at the first start. `public_url` ends without a slash.
    pub async fn open(db: &Db, public_url: &str) -> Result<Self> {
        let fresh: String = keyring::random::<32>()?
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let key = db.write(move |tx| settings::set_once(tx, SETTING, &fresh));
        let key: Result<String, StoreError> = key.await;
        Ok(Self {
            key: key?.into_bytes(),
            public_url: public_url.to_owned(),
        })
    }
}

impl Links for Addresses {
    fn token(&self, link: i64, record: i64) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("an HMAC takes keys of any length");
        mac.update(&link.to_be_bytes());
        mac.update(&record.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        digest
            .iter()
            .take(LETTERS)
            .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
            .collect()
    }

    fn address(&self, token: &str) -> String {
        format!("{}/t/{token}", self.public_url)
    }

    fn origin(&self) -> String {
        self.public_url.clone()
    }

    fn secret(&self) -> std::result::Result<String, String> {
        let bytes = keyring::random::<24>().map_err(|error| error.to_string())?;
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_one_link_and_record() {
        let made = |key: &str| Addresses {
            key: key.into(),
            public_url: "https://box".into(),
        };
        let links = made("k");
        let token = links.token(1, 2);
        assert_eq!(token, links.token(1, 2));
        assert_eq!(token.len(), LETTERS);
        assert_eq!(links.address(&token), format!("https://box/t/{token}"));
        let others = [links.token(2, 1), links.token(1, 3), made("l").token(1, 2)];
        assert!(!others.contains(&token));
    }
}
