//! Rules of global variables.

use crate::error::{EngineError, Result};

/// The longest value, characters (Z-214).
pub const MAX_CHARS: usize = 30_000;
/// Names the language itself uses (Z-215).
const RESERVED: [&str; 7] = [
    "reset",
    "tlink",
    "tglink",
    "webhook_data",
    "user_id",
    "user_name",
    "button",
];

/// Refuses names and values that a variable cannot have.
pub fn check(name: &str, value: &str) -> Result<()> {
    let fits = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && (1..=64).contains(&name.len())
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if !fits {
        let say = format!(
            "`{name}` cannot name a variable: use Latin letters, digits and `_`, not starting with a digit"
        );
        return Err(EngineError::invalid("name", say));
    }
    let folded = name.to_lowercase();
    if RESERVED.contains(&folded.as_str()) || folded.starts_with("tg_") {
        return Err(EngineError::invalid(
            "name",
            format!("`{name}` is reserved: choose another name"),
        ));
    }
    let chars = value.chars().count();
    if chars > MAX_CHARS {
        let say = format!("the value has {chars} characters, {MAX_CHARS} fit; the old value is kept");
        return Err(EngineError::invalid("value", say));
    }
    Ok(())
}
