//! Numbers in words: Russian, Ukrainian, English, and Uzbek for sums of money.

pub(crate) mod cases;
mod en;
mod money;
mod ordinal;
mod slavic;
mod uz;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::locale::Locale;
pub(crate) use money::{Format as MoneyFormat, MoneyLocale, spell as spell_money};
pub(crate) use ordinal::{date as spell_date, ordinal};

/// Grammatical gender of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// The form a Slavic noun takes after a number: 1 рубль, 2 рубля, 5 рублей.
pub(crate) fn plural_index(number: u128) -> usize {
    match (number % 10, number % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

/// A whole number in words.
pub(crate) fn cardinal(number: u128, locale: Locale, gender: Gender) -> String {
    match locale {
        Locale::Ru => slavic::cardinal(&slavic::RU, number, gender),
        Locale::Uk => slavic::cardinal(&slavic::UK, number, gender),
        Locale::En => en::cardinal(number),
    }
}

/// A number in words, its decimals too: «пятнадцать целых семь десятых».
pub(crate) fn number(value: Decimal, locale: Locale) -> String {
    let value = value.normalize();
    let whole = value.abs().trunc().to_u128().unwrap_or(0);
    let digits = value.scale();
    let fraction =
        (value.abs().fract() * Decimal::from_i128_with_scale(10i128.pow(digits.min(27)), 0)).to_u128();
    let words = match (digits, fraction) {
        (0, _) | (_, None) => cardinal(whole, locale, Gender::Masculine),
        (_, Some(fraction)) => match locale {
            Locale::Ru => slavic::fraction(&slavic::RU, whole, fraction, digits),
            Locale::Uk => slavic::fraction(&slavic::UK, whole, fraction, digits),
            Locale::En => en::fraction(whole, fraction, digits),
        },
    };
    match value.is_sign_negative() && !value.is_zero() {
        true => format!("{} {words}", minus(locale)),
        false => words,
    }
}

pub(crate) fn minus(locale: Locale) -> &'static str {
    match locale {
        Locale::Ru => "минус",
        Locale::Uk => "мінус",
        Locale::En => "minus",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(value: &str, locale: Locale) -> String {
        number(value.parse().unwrap(), locale)
    }

    #[test]
    fn whole_numbers() {
        let cases = [
            ("0", "ноль", "нуль", "zero"),
            ("1", "один", "один", "one"),
            ("12", "двенадцать", "дванадцять", "twelve"),
            ("45", "сорок пять", "сорок п'ять", "forty-five"),
            ("100", "сто", "сто", "one hundred"),
            (
                "219",
                "двести девятнадцать",
                "двісті дев'ятнадцять",
                "two hundred nineteen",
            ),
            ("1000", "одна тысяча", "одна тисяча", "one thousand"),
            ("2002", "две тысячи два", "дві тисячі два", "two thousand two"),
            (
                "55000",
                "пятьдесят пять тысяч",
                "п'ятдесят п'ять тисяч",
                "fifty-five thousand",
            ),
            (
                "1000001",
                "один миллион один",
                "один мільйон один",
                "one million one",
            ),
            (
                "21000000000",
                "двадцать один миллиард",
                "двадцять один мільярд",
                "twenty-one billion",
            ),
            ("-7", "минус семь", "мінус сім", "minus seven"),
        ];
        for (value, ru, uk, en) in cases {
            assert_eq!(spelled(value, Locale::Ru), ru);
            assert_eq!(spelled(value, Locale::Uk), uk);
            assert_eq!(spelled(value, Locale::En), en);
        }
    }

    #[test]
    fn decimals() {
        let cases = [
            (
                "15.756",
                Locale::Ru,
                "пятнадцать целых семьсот пятьдесят шесть тысячных",
            ),
            ("1.1", Locale::Ru, "одна целая одна десятая"),
            ("0.25", Locale::Ru, "ноль целых двадцать пять сотых"),
            ("2.50", Locale::Ru, "две целых пять десятых"),
            ("1.5", Locale::Uk, "одна ціла п'ять десятих"),
            ("15.706", Locale::En, "fifteen point seven zero six"),
        ];
        for (value, locale, expected) in cases {
            assert_eq!(spelled(value, locale), expected);
        }
    }
}
