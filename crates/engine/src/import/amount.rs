//! Amounts and numbers as tables hold them, without what stands around the digits.

/// A number with a decimal point and nothing else, as far as the text is one: currency signs and spaces go, of several
/// kinds of separators the last is the decimal one. What is no number comes back as it was, to be refused by the field.
pub(super) fn bare(text: &str) -> String {
    let text = text.trim();
    let is_around = |c: char| c.is_alphabetic() || c.is_whitespace() || "₽₴$€£¥₸₺.'’".contains(c);
    let inner = text.trim_end_matches(is_around);
    let inner = inner.trim_start_matches(|c: char| is_around(c) && c != '.');
    let spaceless: String = inner
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’'))
        .collect();
    let plain = !spaceless.is_empty()
        && spaceless.chars().enumerate().all(|(place, c)| {
            c.is_ascii_digit() || c == '.' || c == ',' || (place == 0 && (c == '-' || c == '+'))
        });
    if !plain {
        return text.to_owned();
    }
    let spaceless = spaceless.trim_start_matches('+');
    let count = |separator: char| spaceless.matches(separator).count();
    match (spaceless.rfind(','), spaceless.rfind('.')) {
        (Some(comma), Some(point)) if comma > point && count(',') == 1 => {
            spaceless.replace('.', "").replace(',', ".")
        }
        (Some(comma), Some(point)) if point > comma && count('.') == 1 => spaceless.replace(',', ""),
        (Some(_), Some(_)) => text.to_owned(),
        (Some(comma), None) if count(',') > 1 || in_thousands(spaceless, comma) => spaceless.replace(',', ""),
        (None, Some(_)) if count('.') > 1 => spaceless.replace('.', ""),
        _ => spaceless.replace(',', "."),
    }
}

/// `1,500`: a group of exactly three digits after a comma is thousands, for an amount has two digits after the point.
fn in_thousands(text: &str, comma: usize) -> bool {
    text.len() - comma == 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_lose_what_stands_around_them() {
        for (text, expected) in [
            ("150 000 ₽", "150000"),
            ("150\u{a0}000,50 руб.", "150000.50"),
            ("$1,500.00", "1500.00"),
            ("1.500,00 €", "1500.00"),
            ("1,500", "1500"),
            ("1,5", "1.5"),
            ("12,50", "12.50"),
            ("1'500.25", "1500.25"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("-12.5", "-12.5"),
            ("+7", "7"),
            ("UAH 20", "20"),
            ("0", "0"),
            ("много", "много"),
            ("", ""),
            ("12-13", "12-13"),
            ("1,2.3,4", "1,2.3,4"),
        ] {
            assert_eq!(bare(text), expected, "{text}");
        }
    }
}
