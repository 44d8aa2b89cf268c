//! Colours of tags.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! colors {
    ($($(#[$doc:meta])* $name:ident $text:literal),* $(,)?) => {
        /// The colour of a tag. What exactly it looks like is the studio's: it has to be readable in both themes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum TagColor { $($(#[$doc])* $name),* }

        impl TagColor {
            /// Every colour.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name in the database and the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// The colour of a name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|color| color.as_str() == name)
            }
        }
    };
}
colors! {
    /// Red.
    Red "red",
    /// Orange.
    Orange "orange",
    /// Yellow.
    Yellow "yellow",
    /// Green.
    Green "green",
    /// Teal.
    Teal "teal",
    /// Blue.
    Blue "blue",
    /// Violet.
    Violet "violet",
    /// Pink.
    Pink "pink",
}
