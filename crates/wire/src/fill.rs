//! Texts of manifests: `{{name}}` stands for a setting, a parameter or a secret. There is nothing else to the language,
//! so a manifest can compute nothing.

/// What a text asks for that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not known")]
pub struct Unknown(pub String);

/// Puts values in the place of names.
///
/// # Errors
/// With the first name that `look_up` does not know.
pub fn fill(text: &str, mut look_up: impl FnMut(&str) -> Option<String>) -> Result<String, Unknown> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next(rest) {
        out.push_str(before);
        out.push_str(&look_up(name).ok_or_else(|| Unknown(name.to_owned()))?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The names in a text, in order.
pub fn names(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, name, after)) = next(rest) {
        found.push(name);
        rest = after;
    }
    found
}

/// Whether a text asks for a secret.
pub fn is_secret(text: &str) -> bool {
    names(text).iter().any(|name| name.starts_with("secret."))
}

fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_in_and_unknown_ones_are_told() {
        let known = |name: &str| (name == "a" || name == "secret.key").then(|| format!("<{name}>"));
        for (text, expected) in [
            ("", Ok("")),
            ("plain {x}", Ok("plain {x}")),
            ("{{a}}/{{ a }}", Ok("<a>/<a>")),
            (r#"k="{{secret.key}}""#, Ok(r#"k="<secret.key>""#)),
            ("{{a}} {{b}}", Err(Unknown("b".into()))),
            ("{{a", Ok("{{a")),
        ] {
            assert_eq!(fill(text, known), expected.map(str::to_owned), "{text}");
        }
        assert!(is_secret("x {{secret.key}}"));
        assert!(!is_secret("x {{a}}"));
    }
}
