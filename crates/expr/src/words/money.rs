//! Sums of money in words.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Gender, cardinal, minus, plural_index, uz};
use crate::locale::Locale;
use crate::number;

/// How a sum is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// «сто рублей пять копеек».
    Normal,
    /// «100 рублей 5 копеек», without kopecks when there are none.
    Short,
    /// «сто (100) рублей пять (5) копеек».
    Duplication,
    /// «100 (сто) рублей 5 (пять) копеек».
    Clarification,
}

impl Format {
    pub fn from_arg(arg: &str) -> Option<Format> {
        match arg.to_ascii_lowercase().as_str() {
            "" | "normal" => Some(Format::Normal),
            "short" => Some(Format::Short),
            "duplication" => Some(Format::Duplication),
            "clarification" => Some(Format::Clarification),
            _ => None,
        }
    }
}

/// Language of a sum: the three of the house, and Uzbek in Latin letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MoneyLocale {
    House(Locale),
    Uzbek,
}

impl MoneyLocale {
    pub fn from_arg(arg: &str) -> Option<MoneyLocale> {
        match arg.to_ascii_lowercase().as_str() {
            "uz" | "uz_l" | "uz-l" | "uz_latn" => Some(MoneyLocale::Uzbek),
            other => other.parse().ok().map(MoneyLocale::House),
        }
    }
}

/// Spells a sum, rounded to hundredths; `None` for a currency without words here.
pub(crate) fn spell(value: Decimal, currency: &str, locale: MoneyLocale, format: Format) -> Option<String> {
    let words = currency_words(currency, locale)?;
    let rounded = number::round(value, 2);
    let whole = rounded.abs().trunc().to_u128()?;
    let minor = (rounded.abs().fract() * Decimal::ONE_HUNDRED).to_u128()?;
    let major = part(whole, &words.major, locale, format);
    let sum = match format == Format::Short && minor == 0 {
        true => major,
        false => format!("{major} {}", part(minor, &words.minor, locale, format)),
    };
    Some(match (rounded.is_sign_negative() && !rounded.is_zero(), locale) {
        (false, _) => sum,
        (true, MoneyLocale::House(locale)) => format!("{} {sum}", minus(locale)),
        (true, MoneyLocale::Uzbek) => format!("minus {sum}"),
    })
}

fn part(number: u128, unit: &Unit, locale: MoneyLocale, format: Format) -> String {
    let spelled = match locale {
        MoneyLocale::House(locale) => cardinal(number, locale, unit.gender),
        MoneyLocale::Uzbek => uz::cardinal(number),
    };
    let noun = match locale {
        MoneyLocale::House(Locale::En) => unit.forms[usize::from(number != 1)],
        _ => unit.forms[plural_index(number)],
    };
    match format {
        Format::Normal => format!("{spelled} {noun}"),
        Format::Short => format!("{number} {noun}"),
        Format::Duplication => format!("{spelled} ({number}) {noun}"),
        Format::Clarification => format!("{number} ({spelled}) {noun}"),
    }
}

struct Unit {
    /// After 1, after 2–4, after 5; in English singular and plural.
    forms: [&'static str; 3],
    gender: Gender,
}

struct Words {
    major: Unit,
    minor: Unit,
}

fn currency_words(currency: &str, locale: MoneyLocale) -> Option<Words> {
    let code = match currency.trim().to_ascii_lowercase().as_str() {
        "" => "rub",
        "rur" => "rub",
        "sum" | "so'm" | "som" => "uzs",
        "byr" => "byn",
        "rmb" => "cny",
        _ => currency.trim(),
    };
    let table = match locale {
        MoneyLocale::House(Locale::Ru) => RU,
        MoneyLocale::House(Locale::Uk) => UK,
        MoneyLocale::House(Locale::En) => EN,
        MoneyLocale::Uzbek => UZ,
    };
    let (_, major, minor) = table
        .iter()
        .find(|(known, ..)| known.eq_ignore_ascii_case(code))?;
    Some(Words {
        major: unit(major),
        minor: unit(minor),
    })
}

/// `рубль рубля рублей m`.
fn unit(entry: &'static str) -> Unit {
    let mut words = entry.split('|');
    let mut next = || words.next().unwrap_or_default();
    let forms = [next(), next(), next()];
    let gender = match next() {
        "f" => Gender::Feminine,
        "n" => Gender::Neuter,
        _ => Gender::Masculine,
    };
    Unit { forms, gender }
}

type Table = &'static [(&'static str, &'static str, &'static str)];

const RU: Table = &[
    ("rub", "рубль|рубля|рублей|m", "копейка|копейки|копеек|f"),
    ("usd", "доллар|доллара|долларов|m", "цент|цента|центов|m"),
    ("eur", "евро|евро|евро|m", "цент|цента|центов|m"),
    ("uah", "гривна|гривны|гривен|f", "копейка|копейки|копеек|f"),
    ("kzt", "тенге|тенге|тенге|m", "тиын|тиына|тиынов|m"),
    (
        "byn",
        "белорусский рубль|белорусских рубля|белорусских рублей|m",
        "копейка|копейки|копеек|f",
    ),
    ("cny", "юань|юаня|юаней|m", "фэнь|фэня|фэней|m"),
    ("try", "лира|лиры|лир|f", "куруш|куруша|курушей|m"),
    (
        "gbp",
        "фунт стерлингов|фунта стерлингов|фунтов стерлингов|m",
        "пенс|пенса|пенсов|m",
    ),
    ("uzs", "сум|сума|сумов|m", "тийин|тийина|тийинов|m"),
    ("chf", "франк|франка|франков|m", "сантим|сантима|сантимов|m"),
    ("jpy", "иена|иены|иен|f", "сен|сена|сенов|m"),
    ("pln", "злотый|злотых|злотых|m", "грош|гроша|грошей|m"),
    ("kgs", "сом|сома|сомов|m", "тыйын|тыйына|тыйынов|m"),
    ("amd", "драм|драма|драмов|m", "лума|лумы|лум|f"),
    ("azn", "манат|маната|манатов|m", "гяпик|гяпика|гяпиков|m"),
    ("gel", "лари|лари|лари|m", "тетри|тетри|тетри|m"),
    ("mdl", "лей|лея|леев|m", "бан|бана|банов|m"),
    ("tjs", "сомони|сомони|сомони|m", "дирам|дирама|дирамов|m"),
];

const UK: Table = &[
    ("rub", "рубль|рублі|рублів|m", "копійка|копійки|копійок|f"),
    ("usd", "долар|долари|доларів|m", "цент|центи|центів|m"),
    ("eur", "євро|євро|євро|m", "цент|центи|центів|m"),
    ("uah", "гривня|гривні|гривень|f", "копійка|копійки|копійок|f"),
    ("kzt", "теньге|теньге|теньге|m", "тиїн|тиїни|тиїнів|m"),
    (
        "byn",
        "білоруський рубль|білоруські рублі|білоруських рублів|m",
        "копійка|копійки|копійок|f",
    ),
    ("cny", "юань|юані|юанів|m", "фень|фені|фенів|m"),
    ("try", "ліра|ліри|лір|f", "куруш|куруші|курушів|m"),
    (
        "gbp",
        "фунт стерлінгів|фунти стерлінгів|фунтів стерлінгів|m",
        "пенс|пенси|пенсів|m",
    ),
    ("uzs", "сум|суми|сумів|m", "тийїн|тийїни|тийїнів|m"),
    ("chf", "франк|франки|франків|m", "сантим|сантими|сантимів|m"),
    ("jpy", "єна|єни|єн|f", "сен|сени|сенів|m"),
    ("pln", "злотий|злоті|злотих|m", "грош|гроші|грошів|m"),
];

const EN: Table = &[
    ("rub", "ruble|rubles|rubles|m", "kopeck|kopecks|kopecks|m"),
    ("usd", "dollar|dollars|dollars|m", "cent|cents|cents|m"),
    ("eur", "euro|euros|euros|m", "cent|cents|cents|m"),
    (
        "uah",
        "hryvnia|hryvnias|hryvnias|m",
        "kopiyka|kopiykas|kopiykas|m",
    ),
    ("kzt", "tenge|tenge|tenge|m", "tiyn|tiyn|tiyn|m"),
    (
        "byn",
        "Belarusian ruble|Belarusian rubles|Belarusian rubles|m",
        "kopeck|kopecks|kopecks|m",
    ),
    ("cny", "yuan|yuan|yuan|m", "fen|fen|fen|m"),
    ("try", "lira|liras|liras|m", "kurus|kurus|kurus|m"),
    ("gbp", "pound|pounds|pounds|m", "penny|pence|pence|m"),
    ("uzs", "sum|sums|sums|m", "tiyin|tiyins|tiyins|m"),
    ("chf", "franc|francs|francs|m", "centime|centimes|centimes|m"),
    ("jpy", "yen|yen|yen|m", "sen|sen|sen|m"),
    ("pln", "zloty|zlotys|zlotys|m", "grosz|groszy|groszy|m"),
];

const UZ: Table = &[
    ("uzs", "so'm|so'm|so'm|m", "tiyin|tiyin|tiyin|m"),
    ("rub", "rubl|rubl|rubl|m", "kopeyka|kopeyka|kopeyka|m"),
    ("usd", "dollar|dollar|dollar|m", "sent|sent|sent|m"),
    ("eur", "yevro|yevro|yevro|m", "sent|sent|sent|m"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        let ru = MoneyLocale::House(Locale::Ru);
        let cases = [
            (
                "55000",
                "rub",
                ru,
                Format::Normal,
                "пятьдесят пять тысяч рублей ноль копеек",
            ),
            ("2", "usd", ru, Format::Normal, "два доллара ноль центов"),
            ("150000.45", "rub", ru, Format::Short, "150000 рублей 45 копеек"),
            ("150000", "rub", ru, Format::Short, "150000 рублей"),
            (
                "1.01",
                "rub",
                ru,
                Format::Duplication,
                "один (1) рубль одна (1) копейка",
            ),
            (
                "22.5",
                "uah",
                ru,
                Format::Clarification,
                "22 (двадцать две) гривны 50 (пятьдесят) копеек",
            ),
            ("0.995", "rub", ru, Format::Normal, "один рубль ноль копеек"),
            ("-3", "eur", ru, Format::Normal, "минус три евро ноль центов"),
            (
                "9",
                "sum",
                MoneyLocale::Uzbek,
                Format::Normal,
                "to'qqiz so'm nol tiyin",
            ),
            (
                "21.02",
                "uah",
                MoneyLocale::House(Locale::Uk),
                Format::Normal,
                "двадцять одна гривня дві копійки",
            ),
            (
                "1.01",
                "gbp",
                MoneyLocale::House(Locale::En),
                Format::Normal,
                "one pound one penny",
            ),
        ];
        for (value, currency, locale, format, expected) in cases {
            assert_eq!(
                spell(value.parse().unwrap(), currency, locale, format).as_deref(),
                Some(expected)
            );
        }
        assert_eq!(spell(Decimal::ONE, "xyz", ru, Format::Normal), None);
    }
}
