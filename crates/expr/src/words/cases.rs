//! Cardinals of Russian and Ukrainian in the cases beyond the nominative: «двухсот тридцати четырёх».

use super::{Gender, slavic};
use crate::locale::Locale;

/// A whole number in words in a case, 1 … 6 (И Р Д В Т П); English knows none.
pub(crate) fn cardinal(number: u128, locale: Locale, case: usize, gender: Gender) -> String {
    let (tables, slavic) = match locale {
        Locale::Ru => (&RU, &slavic::RU),
        Locale::Uk => (&UK, &slavic::UK),
        Locale::En => return super::cardinal(number, locale, gender),
    };
    match case {
        2 | 3 | 5 | 6 => oblique(tables, number, case, gender),
        4 => accusative(tables, slavic::cardinal(slavic, number, gender), number, gender),
        _ => slavic::cardinal(slavic, number, gender),
    }
}

/// Forms in the genitive, dative, instrumental and prepositional, one word for each.
type Forms = &'static str;

struct Tables {
    zero: Forms,
    one: [Forms; 3],
    /// 2 … 19.
    small: [Forms; 18],
    /// 20 … 90.
    tens: [Forms; 8],
    /// 100 … 900.
    hundreds: [Forms; 9],
    /// Thousand, million, billion, trillion: after 1, and otherwise.
    scales: [[Forms; 2]; 4],
    /// «одна тысяча» → «одну тысячу», and «одна» alone.
    thousand: (&'static str, &'static str),
    one_feminine: (&'static str, &'static str),
}

fn oblique(tables: &Tables, number: u128, case: usize, gender: Gender) -> String {
    if number == 0 {
        return form(tables.zero, case).to_owned();
    }
    let mut words = Vec::new();
    for level in (0..=tables.scales.len()).rev() {
        // What lies beyond trillions is counted in trillions.
        let group = match level == tables.scales.len() {
            true => number / 1000u128.pow(level as u32),
            false => (number / 1000u128.pow(level as u32)) % 1000,
        };
        if group == 0 {
            continue;
        }
        let gender = match level {
            0 => gender,
            1 => Gender::Feminine,
            _ => Gender::Masculine,
        };
        group_words(tables, group, case, gender, &mut words);
        if level > 0 {
            let single = group % 10 == 1 && group % 100 != 11;
            words.push(form(tables.scales[level - 1][usize::from(!single)], case));
        }
    }
    words.join(" ")
}

fn group_words(tables: &Tables, group: u128, case: usize, gender: Gender, words: &mut Vec<&'static str>) {
    let group = usize::try_from(group % 1000).unwrap_or_default();
    if group >= 100 {
        words.push(form(tables.hundreds[group / 100 - 1], case));
    }
    let rest = group % 100;
    if rest >= 20 {
        words.push(form(tables.tens[rest / 10 - 2], case));
    }
    match if rest >= 20 { rest % 10 } else { rest } {
        0 => {}
        1 => words.push(form(tables.one[gender as usize], case)),
        unit => words.push(form(tables.small[unit - 2], case)),
    }
}

/// Things are counted as in the nominative, but for the feminine one: «двадцать одну тысячу».
fn accusative(tables: &Tables, nominative: String, number: u128, gender: Gender) -> String {
    let (thousand, one) = (tables.thousand, tables.one_feminine);
    let text = nominative.replace(thousand.0, thousand.1);
    let ends_in_one = number % 10 == 1 && number % 100 != 11;
    match text.strip_suffix(one.0) {
        Some(front) if ends_in_one && gender == Gender::Feminine => format!("{front}{}", one.1),
        _ => text,
    }
}

fn form(forms: Forms, case: usize) -> &'static str {
    let place = match case {
        2 => 0,
        3 => 1,
        5 => 2,
        _ => 3,
    };
    forms.split(' ').nth(place).unwrap_or_default()
}

static RU: Tables = Tables {
    zero: "нуля нулю нулём нуле",
    one: [
        "одного одному одним одном",
        "одной одной одной одной",
        "одного одному одним одном",
    ],
    small: [
        "двух двум двумя двух",
        "трёх трём тремя трёх",
        "четырёх четырём четырьмя четырёх",
        "пяти пяти пятью пяти",
        "шести шести шестью шести",
        "семи семи семью семи",
        "восьми восьми восемью восьми",
        "девяти девяти девятью девяти",
        "десяти десяти десятью десяти",
        "одиннадцати одиннадцати одиннадцатью одиннадцати",
        "двенадцати двенадцати двенадцатью двенадцати",
        "тринадцати тринадцати тринадцатью тринадцати",
        "четырнадцати четырнадцати четырнадцатью четырнадцати",
        "пятнадцати пятнадцати пятнадцатью пятнадцати",
        "шестнадцати шестнадцати шестнадцатью шестнадцати",
        "семнадцати семнадцати семнадцатью семнадцати",
        "восемнадцати восемнадцати восемнадцатью восемнадцати",
        "девятнадцати девятнадцати девятнадцатью девятнадцати",
    ],
    tens: [
        "двадцати двадцати двадцатью двадцати",
        "тридцати тридцати тридцатью тридцати",
        "сорока сорока сорока сорока",
        "пятидесяти пятидесяти пятьюдесятью пятидесяти",
        "шестидесяти шестидесяти шестьюдесятью шестидесяти",
        "семидесяти семидесяти семьюдесятью семидесяти",
        "восьмидесяти восьмидесяти восемьюдесятью восьмидесяти",
        "девяноста девяноста девяноста девяноста",
    ],
    hundreds: [
        "ста ста ста ста",
        "двухсот двумстам двумястами двухстах",
        "трёхсот трёмстам тремястами трёхстах",
        "четырёхсот четырёмстам четырьмястами четырёхстах",
        "пятисот пятистам пятьюстами пятистах",
        "шестисот шестистам шестьюстами шестистах",
        "семисот семистам семьюстами семистах",
        "восьмисот восьмистам восемьюстами восьмистах",
        "девятисот девятистам девятьюстами девятистах",
    ],
    scales: [
        ["тысячи тысяче тысячей тысяче", "тысяч тысячам тысячами тысячах"],
        [
            "миллиона миллиону миллионом миллионе",
            "миллионов миллионам миллионами миллионах",
        ],
        [
            "миллиарда миллиарду миллиардом миллиарде",
            "миллиардов миллиардам миллиардами миллиардах",
        ],
        [
            "триллиона триллиону триллионом триллионе",
            "триллионов триллионам триллионами триллионах",
        ],
    ],
    thousand: ("одна тысяча", "одну тысячу"),
    one_feminine: ("одна", "одну"),
};

static UK: Tables = Tables {
    zero: "нуля нулю нулем нулі",
    one: [
        "одного одному одним одному",
        "однієї одній однією одній",
        "одного одному одним одному",
    ],
    small: [
        "двох двом двома двох",
        "трьох трьом трьома трьох",
        "чотирьох чотирьом чотирма чотирьох",
        "п'яти п'яти п'ятьма п'яти",
        "шести шести шістьма шести",
        "семи семи сьома семи",
        "восьми восьми вісьма восьми",
        "дев'яти дев'яти дев'ятьма дев'яти",
        "десяти десяти десятьма десяти",
        "одинадцяти одинадцяти одинадцятьма одинадцяти",
        "дванадцяти дванадцяти дванадцятьма дванадцяти",
        "тринадцяти тринадцяти тринадцятьма тринадцяти",
        "чотирнадцяти чотирнадцяти чотирнадцятьма чотирнадцяти",
        "п'ятнадцяти п'ятнадцяти п'ятнадцятьма п'ятнадцяти",
        "шістнадцяти шістнадцяти шістнадцятьма шістнадцяти",
        "сімнадцяти сімнадцяти сімнадцятьма сімнадцяти",
        "вісімнадцяти вісімнадцяти вісімнадцятьма вісімнадцяти",
        "дев'ятнадцяти дев'ятнадцяти дев'ятнадцятьма дев'ятнадцяти",
    ],
    tens: [
        "двадцяти двадцяти двадцятьма двадцяти",
        "тридцяти тридцяти тридцятьма тридцяти",
        "сорока сорока сорока сорока",
        "п'ятдесяти п'ятдесяти п'ятдесятьма п'ятдесяти",
        "шістдесяти шістдесяти шістдесятьма шістдесяти",
        "сімдесяти сімдесяти сімдесятьма сімдесяти",
        "вісімдесяти вісімдесяти вісімдесятьма вісімдесяти",
        "дев'яноста дев'яноста дев'яноста дев'яноста",
    ],
    hundreds: [
        "ста ста ста ста",
        "двохсот двомстам двомастами двохстах",
        "трьохсот трьомстам трьомастами трьохстах",
        "чотирьохсот чотирьомстам чотирмастами чотирьохстах",
        "п'ятисот п'ятистам п'ятьмастами п'ятистах",
        "шестисот шестистам шістьмастами шестистах",
        "семисот семистам сьомастами семистах",
        "восьмисот восьмистам вісьмастами восьмистах",
        "дев'ятисот дев'ятистам дев'ятьмастами дев'ятистах",
    ],
    scales: [
        ["тисячі тисячі тисячею тисячі", "тисяч тисячам тисячами тисячах"],
        [
            "мільйона мільйону мільйоном мільйоні",
            "мільйонів мільйонам мільйонами мільйонах",
        ],
        [
            "мільярда мільярду мільярдом мільярді",
            "мільярдів мільярдам мільярдами мільярдах",
        ],
        [
            "трильйона трильйону трильйоном трильйоні",
            "трильйонів трильйонам трильйонами трильйонах",
        ],
    ],
    thousand: ("одна тисяча", "одну тисячу"),
    one_feminine: ("одна", "одну"),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        use Gender::{Feminine, Masculine};
        use Locale::{En, Ru, Uk};
        for (number, locale, case, gender, expected) in [
            (1234, Ru, 2, Masculine, "одной тысячи двухсот тридцати четырёх"),
            (1234, Ru, 1, Masculine, "одна тысяча двести тридцать четыре"),
            (21_001, Ru, 4, Feminine, "двадцать одну тысячу одну"),
            (11, Ru, 4, Feminine, "одиннадцать"),
            (58_000, Ru, 5, Masculine, "пятьюдесятью восемью тысячами"),
            (2_000_000, Ru, 3, Masculine, "двум миллионам"),
            (842, Ru, 6, Feminine, "восьмистах сорока двух"),
            (0, Ru, 2, Masculine, "нуля"),
            (45, Uk, 2, Masculine, "сорока п'яти"),
            (
                1234,
                Uk,
                5,
                Masculine,
                "однією тисячею двомастами тридцятьма чотирма",
            ),
            (1, Uk, 3, Feminine, "одній"),
            (45, En, 2, Masculine, "forty-five"),
        ] {
            assert_eq!(
                cardinal(number, locale, case, gender),
                expected,
                "{number} in case {case}"
            );
        }
    }
}
