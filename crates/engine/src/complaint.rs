//! What a parser complains of, in words that mean something outside this program.

/// What a document holds, as the parser says it and as people do.
const KINDS: [(&str, &str); 6] = [
    (
        "data did not match any variant of untagged enum ",
        "has none of the forms this field takes, see /api/openapi.json",
    ),
    ("expected struct ", "expected an object"),
    ("expected internally tagged enum ", "expected an object"),
    ("expected adjacently tagged enum ", "expected an object"),
    ("expected enum ", "expected a name or an object with one entry"),
    ("expected tuple struct ", "expected a list"),
];

/// The parser's complaint without the names of our types, which tell a reader nothing.
pub fn in_words(fault: &str) -> String {
    let fault = fault
        .replace("expected a sequence", "expected a list")
        .replace("expected a map", "expected an object");
    let fault = whole_numbers(&fault);
    for (ours, theirs) in KINDS {
        if let Some((before, name)) = fault.split_once(ours) {
            let after = name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
            return format!("{before}{theirs}{after}");
        }
    }
    fault
}

/// Whole numbers by the names of their types.
fn whole_numbers(fault: &str) -> String {
    let Some((before, kind)) = fault.split_once("expected ") else {
        return fault.to_owned();
    };
    let (above_0, kind) = match kind.strip_prefix("a nonzero ") {
        Some(kind) => (" above 0", kind),
        None => ("", kind),
    };
    let end = kind.find(|c: char| !c.is_alphanumeric()).unwrap_or(kind.len());
    let (name, after) = kind.split_at(end);
    match name {
        "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" | "usize" | "isize" => {
            format!("{before}expected a whole number{above_0}{after}")
        }
        _ => fault.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_name_no_types_of_ours() {
        for (fault, words) in [
            (
                "invalid type: string \"Tea\", expected struct NewWorkspace at line 1 column 87",
                "invalid type: string \"Tea\", expected an object at line 1 column 87",
            ),
            (
                "invalid type: map, expected a sequence at line 2 column 1",
                "invalid type: map, expected a list at line 2 column 1",
            ),
            (
                "data did not match any variant of untagged enum Amount at line 1 column 56",
                "has none of the forms this field takes, see /api/openapi.json at line 1 column 56",
            ),
            (
                "invalid type: string \"soon\", expected u32",
                "invalid type: string \"soon\", expected a whole number",
            ),
            (
                "invalid value: integer `0`, expected a nonzero u32 at line 1 column 9",
                "invalid value: integer `0`, expected a whole number above 0 at line 1 column 9",
            ),
            (
                "invalid type: null, expected u128x",
                "invalid type: null, expected u128x",
            ),
            (
                "unknown field `x`, expected `key` at line 1 column 5",
                "unknown field `x`, expected `key` at line 1 column 5",
            ),
        ] {
            assert_eq!(in_words(fault), words);
        }
    }
}
