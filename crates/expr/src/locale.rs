//! The languages words can be in.

use std::str::FromStr;

/// Language of month names and of numbers in words when a modifier names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    #[default]
    Ru,
    Uk,
    En,
}

/// The text names none of the languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a language known here: use ru, uk or en")]
pub struct UnknownLocale(String);

impl FromStr for Locale {
    type Err = UnknownLocale;

    /// Accepts `ru`, `ru_RU`, `ru-RU`, and `ua` for Ukrainian, in any case.
    fn from_str(text: &str) -> Result<Locale, UnknownLocale> {
        let language = text
            .split(['_', '-'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        match language.as_str() {
            "ru" => Ok(Locale::Ru),
            "uk" | "ua" => Ok(Locale::Uk),
            "en" => Ok(Locale::En),
            _ => Err(UnknownLocale(text.to_owned())),
        }
    }
}
