//! Internally tagged enums whose errors name the field at fault.
//!
//! serde's own derive buffers the payload and loses the path; here the payload is read by
//! `serde_path_to_error`, so a person sees `blocks[0].do[1]: url: expected text or a number, found a map`.

use serde::de::{DeserializeOwned, Error};
use serde_json::{Map, Value};

/// Reads one payload, putting the path inside it before the message.
pub fn payload<T: DeserializeOwned, E: Error>(map: Map<String, Value>) -> Result<T, E> {
    serde_path_to_error::deserialize(Value::Object(map)).map_err(|fault| {
        let path = fault.path().to_string();
        let inner = fault.into_inner();
        if path == "." {
            E::custom(inner)
        } else {
            E::custom(format!("{path}: {inner}"))
        }
    })
}

/// Takes the tag out of the map.
pub fn take_tag<E: Error>(map: &mut Map<String, Value>, tag: &'static str) -> Result<String, E> {
    match map.shift_remove(tag) {
        Some(Value::String(kind)) => Ok(kind),
        Some(_) => Err(E::custom(format!("{tag}: expected the name of a kind"))),
        None => Err(E::missing_field(tag)),
    }
}

/// Declares an enum of newtype variants, internally tagged by `$tag`, with exact error places.
macro_rules! catalogue {
    (
        $(#[$doc:meta])*
        pub enum $name:ident tag $tag:literal {
            $( $(#[$vdoc:meta])* $key:literal => $variant:ident($payload:ty) ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
        #[serde(tag = $tag)]
        pub enum $name {
            $( $(#[$vdoc])* #[serde(rename = $key)] $variant($payload), )*
        }

        impl $name {
            /// The names of all kinds, in the order of the catalogue.
            pub const KINDS: &'static [&'static str] = &[$($key),*];

            /// The name of this kind.
            pub fn kind(&self) -> &'static str {
                match self { $( Self::$variant(_) => $key, )* }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let mut map = serde_json::Map::deserialize(d)?;
                let kind: String = $crate::tagged::take_tag(&mut map, $tag)?;
                match kind.as_str() {
                    $( $key => Ok(Self::$variant($crate::tagged::payload(map)?)), )*
                    other => Err(serde::de::Error::custom(format!(
                        "{}: there is no `{other}`; known are {}", $tag, Self::KINDS.join(", ")
                    ))),
                }
            }
        }
    };
}
pub(crate) use catalogue;
