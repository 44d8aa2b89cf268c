//! How values are folded before they are indexed or looked for, so that equal things meet.

use sha2::{Digest, Sha256};
use signalbox_model::field::FieldKind;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Folded texts are cut to so many characters; the rest is kept as a hash, so that equality stays exact.
const LONGEST: usize = 100;

/// A text: composed (NFC), lower case, `ё` as `е`, white space trimmed and single.
pub fn text(text: &str) -> String {
    shorten(whole(text))
}

/// The same of a text that is looked through and may be long.
pub fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut push = |c: char| match c {
            'ё' | 'Ё' => out.push('е'),
            c => out.extend(c.to_lowercase()),
        };
        if is_nfc(word) {
            word.chars().for_each(&mut push);
        } else {
            word.nfc().for_each(&mut push);
        }
    }
    out
}

/// A phone: its digits, with the Russian trunk `8` of 11 digits as `7` (Z-108); a text without digits stays text.
pub fn phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('8') {
        _ if digits.is_empty() => text(phone),
        Some(rest) if digits.len() == 11 && !phone.trim_start().starts_with('+') => format!("7{rest}"),
        _ => shorten(digits),
    }
}

/// An e-mail: trimmed, lower case (Z-108).
pub fn email(email: &str) -> String {
    shorten(email.trim().to_lowercase())
}

/// A decimal: without what does not change its worth (`12.50` → `12.5`, `-0` → `0`).
pub fn number(text: &str) -> String {
    let trimmed = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    };
    match trimmed {
        "-0" | "" | "-" => "0".to_owned(),
        other => shorten(other.to_owned()),
    }
}

/// Money; `=` keeps it out of the search by first letters.
pub fn money(minor: i64, currency: &str) -> String {
    format!("={minor} {currency}")
}

/// The folded forms of a custom field's value in its canonical form; none for an empty value, several for a list.
pub fn field(kind: &FieldKind, value: &serde_json::Value) -> Vec<String> {
    let texts = |fold: fn(&str) -> String| -> Vec<String> {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        items
            .iter()
            .filter_map(serde_json::Value::as_str)
            .map(fold)
            .collect()
    };
    let one = |fold: fn(&str) -> String| -> Vec<String> { value.as_str().map(fold).into_iter().collect() };
    let mut found = match kind {
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Url
        | FieldKind::Select { .. }
        | FieldKind::Date => one(text),
        FieldKind::Number => one(number),
        FieldKind::Multiselect { .. } => texts(text),
        FieldKind::Phone => texts(phone),
        FieldKind::Email => texts(email),
        FieldKind::Money => {
            let parts = (value["minor"].as_i64(), value["currency"].as_str());
            parts
                .0
                .zip(parts.1)
                .map(|(minor, currency)| money(minor, currency))
                .into_iter()
                .collect()
        }
        FieldKind::DateTime => value.as_i64().map(|at| format!("={at}")).into_iter().collect(),
        FieldKind::Flag => value
            .as_bool()
            .map(|yes| format!("={}", u8::from(yes)))
            .into_iter()
            .collect(),
        FieldKind::File => value["name"].as_str().map(text).into_iter().collect(),
        FieldKind::Link { .. } => value["id"]
            .as_str()
            .map(|id| format!("={id}"))
            .into_iter()
            .collect(),
        FieldKind::Formula { .. } => Vec::new(),
    };
    found.retain(|folded| !folded.is_empty());
    found
}

fn shorten(folded: String) -> String {
    let Some((cut, _)) = folded.char_indices().nth(LONGEST) else {
        return folded;
    };
    let hash: String = Sha256::digest(folded.as_bytes())[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}#{hash}", &folded[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn phones_are_one_however_they_are_written() {
        let one = [
            "+7 (916) 123-45-67",
            "89161234567",
            "79161234567",
            "8 916 123 45 67",
        ];
        assert!(one.iter().all(|text| phone(text) == "79161234567"));
        for (text, folded) in [
            ("+380 44 123-45-67", "380441234567"),
            ("+8 1234567890", "81234567890"),
            ("8123", "8123"),
            ("доб.", "доб."),
        ] {
            assert_eq!(phone(text), folded);
        }
    }

    #[test]
    fn texts_meet_when_they_look_the_same() {
        for (left, right) in [
            ("  Иванов   Пётр ", "иванов петр"),
            ("И\u{306}од", "йод"),
            ("Straße", "straße"),
            ("", "   "),
        ] {
            assert_eq!(text(left), text(right));
        }
    }

    #[test]
    fn long_texts_are_cut_and_stay_distinct() {
        let (a, b) = ("я".repeat(300), "я".repeat(301));
        assert_eq!(text(&a).chars().count(), LONGEST + 17);
        assert_eq!(text(&a), text(&a.to_uppercase()));
        assert_ne!(text(&a), text(&b));
    }

    #[test]
    fn every_type_of_field_folds() {
        use signalbox_model::RecordKind;
        let options = vec!["А".to_owned(), "Б".to_owned()];
        for (kind, value, folded) in [
            (FieldKind::Text, json!("Привет"), vec!["привет"]),
            (FieldKind::Text, json!(" "), vec![]),
            (FieldKind::Number, json!("12.50"), vec!["12.5"]),
            (FieldKind::Number, json!("100"), vec!["100"]),
            (FieldKind::Number, json!("-0.0"), vec!["0"]),
            (
                FieldKind::Money,
                json!({ "minor": 5, "currency": "RUB" }),
                vec!["=5 RUB"],
            ),
            (FieldKind::Date, json!("2026-01-31"), vec!["2026-01-31"]),
            (FieldKind::DateTime, json!(17), vec!["=17"]),
            (FieldKind::Flag, json!(true), vec!["=1"]),
            (
                FieldKind::Select {
                    options: options.clone(),
                },
                json!("А"),
                vec!["а"],
            ),
            (
                FieldKind::Multiselect { options },
                json!(["А", "Б"]),
                vec!["а", "б"],
            ),
            (FieldKind::Phone, json!(["8 916 123 45 67"]), vec!["79161234567"]),
            (FieldKind::Email, json!([" A@B.ru"]), vec!["a@b.ru"]),
            (FieldKind::Url, json!("https://A.b"), vec!["https://a.b"]),
            (
                FieldKind::File,
                json!({ "name": "Счёт.pdf", "size": 1, "url": "u" }),
                vec!["счет.pdf"],
            ),
            (
                FieldKind::Link { to: RecordKind::Lead },
                json!({ "kind": "lead", "id": "x" }),
                vec!["=x"],
            ),
            (
                FieldKind::Formula {
                    template: String::new(),
                },
                json!("x"),
                vec![],
            ),
            (FieldKind::Text, json!(5), vec![]),
        ] {
            assert_eq!(field(&kind, &value), folded, "{kind:?} {value}");
        }
    }
}
