//! The door through which a template sees the world: it asks by name, the caller answers.

use jiff::Zoned;
use rust_decimal::Decimal;

use crate::locale::Locale;
use crate::template::Template;
use crate::value::Value;

/// One step of a double-brace path: `lead`, `cf(101)`, `0`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Segment {
    /// As written, but for what the language settles first: roots in their canonical case
    /// (`Leads` → `lead`), known properties of records too (`CF` → `cf`), `details` → `fields`,
    /// and `chat.` dropped (R-4, G-6).
    pub name: String,
    /// Rendered and trimmed; none for a segment without brackets.
    pub args: Vec<String>,
}

impl Segment {
    pub fn new(name: impl Into<String>) -> Segment {
        Segment {
            name: name.into(),
            args: Vec::new(),
        }
    }
}

/// What a template may ask for. Object-safe, asked only for what the template names.
pub trait Scope {
    /// A single-brace name; the layers of R-2 and their order are the scope's. `None` = undeclared.
    fn variable(&self, name: &str) -> Option<Value>;

    /// Whether several parts of the body give this name, so that [`Scope::variable`] answers with the first.
    fn is_doubled(&self, _name: &str) -> bool {
        false
    }

    /// A double-brace path whose root is not the language's own (`date`, `random`). `None` = undeclared.
    fn path(&self, path: &[Segment]) -> Option<Value>;

    /// The moment of the run in the workspace's zone: the only clock.
    fn now(&self) -> Zoned;

    /// Language of words when a modifier names none.
    fn locale(&self) -> Locale {
        Locale::Ru
    }

    /// Uniform in `0..below` (`below` is at least 1); handed in so that a replay draws the same.
    fn random(&self, below: u64) -> u64;

    /// `{tlink:N}`: the personal URL of link N; `None` = no such link.
    fn link(&self, _number: u64) -> Option<String> {
        None
    }

    /// What a Telegram button gets for `{tlink:N}`: callback data, or the URL when there is none.
    fn link_callback(&self, number: u64) -> Option<String> {
        self.link(number)
    }

    /// `{{variables.NAME}}`: a bot variable, itself a template. The language renders it,
    /// five deep at most, and stops at a cycle. `None` falls back to [`Scope::path`].
    fn bot_variable(&self, _name: &str) -> Option<Template> {
        None
    }

    /// Roubles for one unit of a currency (`USD`), for `currencyConvert`.
    fn rate(&self, _code: &str) -> Option<Decimal> {
        None
    }

    /// Origin of the server, `https://host`, for `qr`.
    fn host(&self) -> String {
        String::new()
    }
}
