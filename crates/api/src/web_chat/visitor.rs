//! Who a visitor is: a chat's name in a token that only this server can have made.
//!
//! A token is `who.until.signature`, the first and last in base64; `who` is the chat, and the name the site vouched for.
//! It proves one chat of one channel until a moment, and is void once the channel gets another address.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use signalbox_model::{ChannelId, Micros};
use signalbox_store::keyring::{Keyring, KeyringError, random};

/// How long a stranger's token holds; every visit gives a new one.
const STRANGER_SECS: i64 = 180 * 86_400;
/// How long the token of somebody the site named holds: after that the site names them again.
const NAMED_SECS: i64 = 86_400;
/// What signatures are made for.
const PURPOSE: &str = "web chat visitor";
/// Begins the chats of people the site named; what follows is the site's own id of them.
const NAMED: &str = "u:";
/// Begins the chats of strangers.
const STRANGER: &str = "v:";

/// The channel a token is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub id: ChannelId,
    /// The unguessable part of its address.
    pub token: &'a str,
}

/// A visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visitor {
    /// The name of their chat within the channel.
    pub chat: String,
    /// Their own name, when the site told it.
    pub name: String,
}

impl Visitor {
    /// Somebody new.
    pub fn stranger() -> Result<Self, KeyringError> {
        let bytes: [u8; 15] = random()?;
        Ok(Self {
            chat: format!("{STRANGER}{}", URL_SAFE_NO_PAD.encode(bytes)),
            name: String::new(),
        })
    }

    /// The person the site calls `id`.
    pub fn named(id: &str, name: &str) -> Self {
        Self {
            chat: format!("{NAMED}{id}"),
            name: name.trim().to_owned(),
        }
    }

    /// Whether the site said who they are.
    pub fn is_named(&self) -> bool {
        self.chat.starts_with(NAMED)
    }

    /// A token that proves them from `now` on.
    pub fn token(&self, keyring: &Keyring, place: Place, now: Micros) -> String {
        let lasts = if self.is_named() {
            NAMED_SECS
        } else {
            STRANGER_SECS
        };
        let until = now.secs() + lasts;
        // An id of the site holds no line break: it was refused.
        let who = format!("{}\n{}", self.chat, self.name);
        let signature = keyring.sign(PURPOSE, &message(place, &who, until));
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        format!("{}.{until}.{}", encode(who.as_bytes()), encode(&signature))
    }

    /// The visitor a token proves; none when it is forged, of another channel, or over.
    pub fn proved(keyring: &Keyring, place: Place, token: &str, now: Micros) -> Option<Self> {
        let mut parts = token.split('.');
        let (who, until, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let who = String::from_utf8(decode(who)?).ok()?;
        let until: i64 = until.parse().ok()?;
        let fits = keyring.signed(PURPOSE, &message(place, &who, until), &decode(signature)?);
        let (chat, name) = who.split_once('\n')?;
        (fits && parts.next().is_none() && now.secs() < until).then(|| Self {
            chat: chat.to_owned(),
            name: name.to_owned(),
        })
    }
}

fn message(place: Place, who: &str, until: i64) -> Vec<u8> {
    format!("{}\0{}\0{until}\0{who}", place.id, place.token).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place = Place {
        id: ChannelId(5),
        token: "abc",
    };

    #[test]
    fn a_token_proves_its_chat_in_its_channel_for_its_time() {
        let (keyring, now) = (Keyring::from_bytes([7; 32]), Micros(1_000_000_000_000));
        let visitor = Visitor::stranger().unwrap();
        let token = visitor.token(&keyring, HERE, now);
        let proved = |token: &str, place, now| Visitor::proved(&keyring, place, token, now);
        assert_eq!(proved(&token, HERE, now), Some(visitor.clone()));
        let elsewhere = [
            Place {
                id: ChannelId(6),
                ..HERE
            },
            Place { token: "abd", ..HERE },
        ];
        for place in elsewhere {
            assert_eq!(proved(&token, place, now), None);
        }
        let last = now.plus_secs(STRANGER_SECS);
        assert_eq!(proved(&token, HERE, last.plus_secs(-1)), Some(visitor));
        assert_eq!(proved(&token, HERE, last), None);
        let other = Keyring::from_bytes([8; 32]);
        assert_eq!(Visitor::proved(&other, HERE, &token, now), None);
    }

    #[test]
    fn a_changed_token_proves_nothing() {
        let (keyring, now) = (Keyring::from_bytes([7; 32]), Micros(1_000_000_000_000));
        let token = Visitor::named("42", "Ann").token(&keyring, HERE, now);
        let other = URL_SAFE_NO_PAD.encode("u:43\nAnn");
        let (_, rest) = token.split_once('.').unwrap();
        let mut parts: Vec<&str> = token.split('.').collect();
        parts[1] = "99999999999";
        for forged in [
            format!("{other}.{rest}"),
            parts.join("."),
            format!("{token}."),
            format!("{token}A"),
            String::new(),
            "..".into(),
        ] {
            assert_eq!(Visitor::proved(&keyring, HERE, &forged, now), None, "{forged}");
        }
    }
}
