//! Ordinals and dates in words.

use jiff::civil::Date;

use super::{Gender, cardinal};
use crate::date::format::names;
use crate::locale::Locale;

/// An ordinal in words; `case` 1 … 6 as in Russian grammar books (И Р Д В Т П), 1 in English.
pub(crate) fn ordinal(number: u128, locale: Locale, case: usize, gender: Gender) -> String {
    match locale {
        Locale::Ru => slavic_ordinal(&RU, number, locale, case, gender),
        Locale::Uk => slavic_ordinal(&UK, number, locale, case, gender),
        Locale::En => english_ordinal(number),
    }
}

/// A date in words: «восемнадцатое октября две тысячи двадцать второго года».
pub(crate) fn date(date: Date, locale: Locale) -> String {
    let day = date.day().unsigned_abs().into();
    let year = u128::from(date.year().unsigned_abs());
    let month = names(locale).months_genitive[usize::from(date.month().unsigned_abs()) - 1];
    let day = ordinal(day, locale, 1, Gender::Neuter);
    match locale {
        Locale::Ru => format!(
            "{day} {month} {} года",
            ordinal(year, locale, 2, Gender::Masculine)
        ),
        Locale::Uk => format!(
            "{day} {month} {} року",
            ordinal(year, locale, 2, Gender::Masculine)
        ),
        Locale::En => format!(
            "the {day} of {month}, {}",
            cardinal(year, locale, Gender::Masculine)
        ),
    }
}

struct Tables {
    zero: &'static str,
    /// 1 … 19, stems; the third is soft.
    small: [&'static str; 19],
    tens: [&'static str; 8],
    hundreds: [&'static str; 9],
    scales: [&'static str; 4],
    /// Stems whose nominative masculine is stressed («второй»).
    stressed: &'static [&'static str],
    /// Endings by gender, then case.
    hard: [[&'static str; 6]; 3],
    stressed_end: &'static str,
    third: [[&'static str; 6]; 3],
    /// Multipliers in front of «тысячный»: двух, трех … by number 2 … 9, 10 …, 100 …
    joined_small: [&'static str; 19],
    joined_tens: [&'static str; 8],
    joined_hundreds: [&'static str; 9],
    /// «одна» in front of «тысяча», which an ordinal leaves out.
    one_thousand: &'static str,
}

fn slavic_ordinal(tables: &Tables, number: u128, locale: Locale, case: usize, gender: Gender) -> String {
    let (rest, stem) = split(tables, number);
    let ending = ending(tables, &stem, case.clamp(1, 6) - 1, gender);
    if rest == 0 {
        return format!("{stem}{ending}");
    }
    let front = cardinal(rest, locale, Gender::Masculine);
    let front = front.strip_prefix(tables.one_thousand).unwrap_or(&front);
    format!("{front} {stem}{ending}")
}

/// What stays a cardinal, and the stem of the last word.
fn split(tables: &Tables, number: u128) -> (u128, String) {
    let last = (number % 100) as usize;
    match last {
        _ if number == 0 => (0, tables.zero.to_owned()),
        1..=19 => (number - last as u128, tables.small[last - 1].to_owned()),
        20.. if last.is_multiple_of(10) => (number - last as u128, tables.tens[last / 10 - 2].to_owned()),
        20.. => (
            number - (last % 10) as u128,
            tables.small[last % 10 - 1].to_owned(),
        ),
        _ if !number.is_multiple_of(1000) => {
            let hundreds = (number % 1000) as usize;
            (
                number - hundreds as u128,
                tables.hundreds[hundreds / 100 - 1].to_owned(),
            )
        }
        _ => split_scale(tables, number),
    }
}

/// «двадцатипятитысячн», «миллионн».
fn split_scale(tables: &Tables, number: u128) -> (u128, String) {
    let mut level = 1;
    while level < tables.scales.len() && number.is_multiple_of(1000u128.pow(level as u32 + 1)) {
        level += 1;
    }
    let unit = 1000u128.pow(level as u32);
    let group = ((number / unit) % 1000) as usize;
    let stem = format!("{}{}", joined(tables, group), tables.scales[level - 1]);
    (number - group as u128 * unit, stem)
}

fn joined(tables: &Tables, group: usize) -> String {
    if group == 1 {
        return String::new();
    }
    let mut text = String::new();
    if group >= 100 {
        text.push_str(tables.joined_hundreds[group / 100 - 1]);
    }
    let rest = group % 100;
    if rest >= 20 {
        text.push_str(tables.joined_tens[rest / 10 - 2]);
    }
    let unit = if rest >= 20 { rest % 10 } else { rest };
    if unit > 0 {
        text.push_str(tables.joined_small[unit - 1]);
    }
    text
}

fn ending(tables: &Tables, stem: &str, case: usize, gender: Gender) -> &'static str {
    if stem == tables.small[2] {
        return tables.third[gender as usize][case];
    }
    let stressed = tables.stressed.contains(&stem);
    match (stressed, gender, case) {
        (true, Gender::Masculine, 0 | 3) => tables.stressed_end,
        _ => tables.hard[gender as usize][case],
    }
}

fn english_ordinal(number: u128) -> String {
    const IRREGULAR: [(&str, &str); 8] = [
        ("one", "first"),
        ("two", "second"),
        ("three", "third"),
        ("five", "fifth"),
        ("eight", "eighth"),
        ("nine", "ninth"),
        ("twelve", "twelfth"),
        ("y", "ieth"),
    ];
    let words = cardinal(number, Locale::En, Gender::Masculine);
    for (cardinal, ordinal) in IRREGULAR {
        let whole = |front: &str| cardinal == "y" || front.is_empty() || front.ends_with([' ', '-']);
        if let Some(front) = words.strip_suffix(cardinal).filter(|front| whole(front)) {
            return format!("{front}{ordinal}");
        }
    }
    format!("{words}th")
}

static RU: Tables = Tables {
    zero: "нулев",
    small: [
        "перв",
        "втор",
        "трет",
        "четверт",
        "пят",
        "шест",
        "седьм",
        "восьм",
        "девят",
        "десят",
        "одиннадцат",
        "двенадцат",
        "тринадцат",
        "четырнадцат",
        "пятнадцат",
        "шестнадцат",
        "семнадцат",
        "восемнадцат",
        "девятнадцат",
    ],
    tens: [
        "двадцат",
        "тридцат",
        "сороков",
        "пятидесят",
        "шестидесят",
        "семидесят",
        "восьмидесят",
        "девяност",
    ],
    hundreds: [
        "сот",
        "двухсот",
        "трехсот",
        "четырехсот",
        "пятисот",
        "шестисот",
        "семисот",
        "восьмисот",
        "девятисот",
    ],
    scales: ["тысячн", "миллионн", "миллиардн", "триллионн"],
    stressed: &["втор", "шест", "седьм", "восьм", "сороков", "нулев"],
    hard: [
        ["ый", "ого", "ому", "ый", "ым", "ом"],
        ["ая", "ой", "ой", "ую", "ой", "ой"],
        ["ое", "ого", "ому", "ое", "ым", "ом"],
    ],
    stressed_end: "ой",
    third: [
        ["ий", "ьего", "ьему", "ий", "ьим", "ьем"],
        ["ья", "ьей", "ьей", "ью", "ьей", "ьей"],
        ["ье", "ьего", "ьему", "ье", "ьим", "ьем"],
    ],
    joined_small: [
        "одно",
        "двух",
        "трех",
        "четырех",
        "пяти",
        "шести",
        "семи",
        "восьми",
        "девяти",
        "десяти",
        "одиннадцати",
        "двенадцати",
        "тринадцати",
        "четырнадцати",
        "пятнадцати",
        "шестнадцати",
        "семнадцати",
        "восемнадцати",
        "девятнадцати",
    ],
    joined_tens: [
        "двадцати",
        "тридцати",
        "сорока",
        "пятидесяти",
        "шестидесяти",
        "семидесяти",
        "восьмидесяти",
        "девяносто",
    ],
    joined_hundreds: [
        "сто",
        "двухсот",
        "трехсот",
        "четырехсот",
        "пятисот",
        "шестисот",
        "семисот",
        "восьмисот",
        "девятисот",
    ],
    one_thousand: "одна ",
};

static UK: Tables = Tables {
    zero: "нульов",
    small: [
        "перш",
        "друг",
        "трет",
        "четверт",
        "п'ят",
        "шост",
        "сьом",
        "восьм",
        "дев'ят",
        "десят",
        "одинадцят",
        "дванадцят",
        "тринадцят",
        "чотирнадцят",
        "п'ятнадцят",
        "шістнадцят",
        "сімнадцят",
        "вісімнадцят",
        "дев'ятнадцят",
    ],
    tens: [
        "двадцят",
        "тридцят",
        "сороков",
        "п'ятдесят",
        "шістдесят",
        "сімдесят",
        "вісімдесят",
        "дев'яност",
    ],
    hundreds: [
        "сот",
        "двохсот",
        "трьохсот",
        "чотирьохсот",
        "п'ятисот",
        "шестисот",
        "семисот",
        "восьмисот",
        "дев'ятисот",
    ],
    scales: ["тисячн", "мільйонн", "мільярдн", "трильйонн"],
    stressed: &[],
    hard: [
        ["ий", "ого", "ому", "ий", "им", "ому"],
        ["а", "ої", "ій", "у", "ою", "ій"],
        ["е", "ого", "ому", "е", "им", "ому"],
    ],
    stressed_end: "ий",
    third: [
        ["ій", "ього", "ьому", "ій", "ім", "ьому"],
        ["я", "ьої", "ій", "ю", "ьою", "ій"],
        ["є", "ього", "ьому", "є", "ім", "ьому"],
    ],
    joined_small: [
        "одно",
        "двох",
        "трьох",
        "чотирьох",
        "п'яти",
        "шести",
        "семи",
        "восьми",
        "дев'яти",
        "десяти",
        "одинадцяти",
        "дванадцяти",
        "тринадцяти",
        "чотирнадцяти",
        "п'ятнадцяти",
        "шістнадцяти",
        "сімнадцяти",
        "вісімнадцяти",
        "дев'ятнадцяти",
    ],
    joined_tens: [
        "двадцяти",
        "тридцяти",
        "сорока",
        "п'ятдесяти",
        "шістдесяти",
        "сімдесяти",
        "вісімдесяти",
        "дев'яносто",
    ],
    joined_hundreds: [
        "сто",
        "двохсот",
        "трьохсот",
        "чотирьохсот",
        "п'ятисот",
        "шестисот",
        "семисот",
        "восьмисот",
        "дев'ятисот",
    ],
    one_thousand: "одна ",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals() {
        use Gender::{Feminine, Masculine, Neuter};
        let cases = [
            (7, Locale::Ru, 1, Masculine, "седьмой"),
            (11, Locale::Ru, 1, Feminine, "одиннадцатая"),
            (45, Locale::Ru, 1, Neuter, "сорок пятое"),
            (3, Locale::Ru, 2, Masculine, "третьего"),
            (103, Locale::Ru, 1, Feminine, "сто третья"),
            (40, Locale::Ru, 6, Neuter, "сороковом"),
            (100, Locale::Ru, 1, Masculine, "сотый"),
            (1000, Locale::Ru, 1, Masculine, "тысячный"),
            (1007, Locale::Ru, 1, Masculine, "тысяча седьмой"),
            (2000, Locale::Ru, 2, Masculine, "двухтысячного"),
            (25000, Locale::Ru, 1, Masculine, "двадцатипятитысячный"),
            (2_000_000, Locale::Ru, 1, Masculine, "двухмиллионный"),
            (0, Locale::Ru, 1, Masculine, "нулевой"),
            (7, Locale::Uk, 1, Masculine, "сьомий"),
            (3, Locale::Uk, 1, Feminine, "третя"),
            (22, Locale::Uk, 2, Masculine, "двадцять другого"),
            (1, Locale::En, 1, Masculine, "first"),
            (12, Locale::En, 1, Masculine, "twelfth"),
            (20, Locale::En, 1, Masculine, "twentieth"),
            (45, Locale::En, 1, Masculine, "forty-fifth"),
            (100, Locale::En, 1, Masculine, "one hundredth"),
        ];
        for (number, locale, case, gender, expected) in cases {
            assert_eq!(ordinal(number, locale, case, gender), expected, "{number}");
        }
    }

    #[test]
    fn dates() {
        let day = jiff::civil::date(2022, 10, 18);
        assert_eq!(
            date(day, Locale::Ru),
            "восемнадцатое октября две тысячи двадцать второго года"
        );
        assert_eq!(
            date(day, Locale::Uk),
            "вісімнадцяте жовтня дві тисячі двадцять другого року"
        );
        assert_eq!(
            date(day, Locale::En),
            "the eighteenth of October, two thousand twenty-two"
        );
        let day = jiff::civil::date(1990, 5, 5);
        assert_eq!(
            date(day, Locale::Ru),
            "пятое мая тысяча девятьсот девяностого года"
        );
        let day = jiff::civil::date(2000, 3, 3);
        assert_eq!(date(day, Locale::Ru), "третье марта двухтысячного года");
    }
}
