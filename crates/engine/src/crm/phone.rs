//! Phones in one form (F-45), for every country.

use phonenumber::country::Id;
use phonenumber::{Mode, PhoneNumber};
use signalbox_model::action::PhoneFormat;

/// The country whose numbers are written without a code, by the workspace's language.
pub(crate) fn region(language: &str) -> Id {
    match language {
        "uk" => Id::UA,
        "en" => Id::US,
        _ => Id::RU,
    }
}

/// The valid number a text names. Digits without `+` are read as a number of `home`, as a Russian one with the trunk
/// `8` or `7`, and as one whose `+` was lost, in this order.
pub(crate) fn parse(text: &str, home: Id) -> Option<PhoneNumber> {
    let text = text.trim();
    // Letters mean an extension or a remark that a single number cannot keep.
    if text.len() > 40 || text.chars().any(char::is_alphabetic) {
        return None;
    }
    let valid = |country, text: &str| {
        let number = phonenumber::parse(country, text).ok()?;
        number.is_valid().then_some(number)
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.starts_with('+') {
        return valid(None, &format!("+{digits}"));
    }
    let russian = digits.strip_prefix(['7', '8']).filter(|rest| rest.len() == 10);
    let from_russian = || russian.and_then(|rest| valid(None, &format!("+7{rest}")));
    match home {
        Id::RU => from_russian().or_else(|| valid(Some(home), &digits)),
        _ => valid(Some(home), &digits).or_else(from_russian),
    }
    .or_else(|| valid(None, &format!("+{digits}")))
}

/// The number in E.164 when it is valid, else as it was typed, trimmed.
pub(crate) fn canonical(text: &str, home: Id) -> String {
    parse(text, home).map_or_else(
        || text.trim().to_owned(),
        |number| written(&number, PhoneFormat::E164),
    )
}

/// A number in a written form.
pub(crate) fn written(number: &PhoneNumber, format: PhoneFormat) -> String {
    let e164 = || number.format().mode(Mode::E164).to_string();
    match format {
        PhoneFormat::E164 => e164(),
        PhoneFormat::Digits => e164().replace('+', ""),
        PhoneFormat::International => number.format().mode(Mode::International).to_string(),
        PhoneFormat::Trunk => match e164().strip_prefix("+7") {
            Some(rest) => format!("8{rest}"),
            None => e164(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_become_e164_by_the_home_country() {
        for (home, text, expected) in [
            (Id::RU, "8 (916) 123-45-67", "+79161234567"),
            (Id::RU, "79161234567", "+79161234567"),
            (Id::RU, "9161234567", "+79161234567"),
            (Id::RU, "+7 495 123 45 67", "+74951234567"),
            (Id::RU, "+380 50 123 45 67", "+380501234567"),
            (Id::RU, "380501234567", "+380501234567"),
            (Id::UA, "050 123 45 67", "+380501234567"),
            (Id::UA, "89161234567", "+79161234567"),
            (Id::US, "(212) 555-2368", "+12125552368"),
            (Id::US, "+44 20 7946 0958", "+442079460958"),
        ] {
            assert_eq!(canonical(text, home), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_phone_stays_as_typed() {
        for text in [
            "123",
            "+7 (495) 1234567 рабочий",
            "нет",
            "+7000",
            "8800",
            "1234567890123456789012345678901234567890123",
        ] {
            assert_eq!(canonical(&format!(" {text} "), Id::RU), text);
        }
    }

    #[test]
    fn a_number_has_four_forms() {
        let number = parse("89161234567", Id::RU).unwrap();
        for (format, text) in [
            (PhoneFormat::E164, "+79161234567"),
            (PhoneFormat::Digits, "79161234567"),
            (PhoneFormat::Trunk, "89161234567"),
            (PhoneFormat::International, "+7 916 123-45-67"),
        ] {
            assert_eq!(written(&number, format), text);
        }
        let foreign = parse("+380501234567", Id::RU).unwrap();
        assert_eq!(written(&foreign, PhoneFormat::Trunk), "+380501234567");
    }
}
