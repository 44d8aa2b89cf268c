//! Cardinals of Russian and Ukrainian: one walk, two tables.

use super::{Gender, plural_index};

pub(super) struct Tables {
    zero: &'static str,
    /// 1 and 2 in masculine, feminine, neuter.
    one: [&'static str; 3],
    two: [&'static str; 3],
    /// 3 … 19.
    small: [&'static str; 17],
    /// 20 … 90.
    tens: [&'static str; 8],
    /// 100 … 900.
    hundreds: [&'static str; 9],
    /// Thousand, million …: after 1, after 2–4, after 5.
    scales: [[&'static str; 3]; 9],
    /// «целая», «целых».
    whole: [&'static str; 2],
    /// Tenth, hundredth …: after 1, otherwise.
    parts: [[&'static str; 2]; 3],
    /// Beginnings of «десятитысячная», «миллионная» …
    far_parts: [&'static str; 6],
    part_endings: [&'static str; 2],
}

/// A whole number in words.
pub(super) fn cardinal(tables: &Tables, number: u128, gender: Gender) -> String {
    if number == 0 {
        return tables.zero.to_owned();
    }
    let mut words = Vec::new();
    for level in (0..=tables.scales.len()).rev() {
        let group = (number / 1000u128.pow(level as u32)) % 1000;
        if group == 0 {
            continue;
        }
        let gender = match level {
            0 => gender,
            1 => Gender::Feminine,
            _ => Gender::Masculine,
        };
        hundreds(tables, group as usize, gender, &mut words);
        if level > 0 {
            words.push(tables.scales[level - 1][plural_index(group)]);
        }
    }
    words.join(" ")
}

/// Words of 1 … 999.
pub(super) fn hundreds(tables: &Tables, number: usize, gender: Gender, words: &mut Vec<&'static str>) {
    if number >= 100 {
        words.push(tables.hundreds[number / 100 - 1]);
    }
    let rest = number % 100;
    if rest >= 20 {
        words.push(tables.tens[rest / 10 - 2]);
    }
    let unit = if rest >= 20 { rest % 10 } else { rest };
    match unit {
        0 => {}
        1 => words.push(tables.one[gender as usize]),
        2 => words.push(tables.two[gender as usize]),
        _ => words.push(tables.small[unit - 3]),
    }
}

/// «две целых пять десятых»: `fraction` of 10^digits parts.
pub(super) fn fraction(tables: &Tables, whole: u128, fraction: u128, digits: u32) -> String {
    let form = |number: u128| usize::from(plural_index(number) != 0);
    let whole_words = cardinal(tables, whole, Gender::Feminine);
    let words = cardinal(tables, fraction, Gender::Feminine);
    let part = match digits {
        1..=3 => tables.parts[digits as usize - 1][form(fraction)].to_owned(),
        4..=9 => {
            let ending = tables.part_endings[form(fraction)];
            format!("{}{ending}", tables.far_parts[digits as usize - 4])
        }
        // Parts smaller than a billionth have no name people know: they are cut.
        _ => return self::fraction(tables, whole, fraction / 10u128.pow(digits - 9), 9),
    };
    format!("{whole_words} {} {words} {part}", tables.whole[form(whole)])
}

pub(super) static RU: Tables = Tables {
    zero: "ноль",
    one: ["один", "одна", "одно"],
    two: ["два", "две", "два"],
    small: [
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
        "одиннадцать",
        "двенадцать",
        "тринадцать",
        "четырнадцать",
        "пятнадцать",
        "шестнадцать",
        "семнадцать",
        "восемнадцать",
        "девятнадцать",
    ],
    tens: [
        "двадцать",
        "тридцать",
        "сорок",
        "пятьдесят",
        "шестьдесят",
        "семьдесят",
        "восемьдесят",
        "девяносто",
    ],
    hundreds: [
        "сто",
        "двести",
        "триста",
        "четыреста",
        "пятьсот",
        "шестьсот",
        "семьсот",
        "восемьсот",
        "девятьсот",
    ],
    scales: [
        ["тысяча", "тысячи", "тысяч"],
        ["миллион", "миллиона", "миллионов"],
        ["миллиард", "миллиарда", "миллиардов"],
        ["триллион", "триллиона", "триллионов"],
        ["квадриллион", "квадриллиона", "квадриллионов"],
        ["квинтиллион", "квинтиллиона", "квинтиллионов"],
        ["секстиллион", "секстиллиона", "секстиллионов"],
        ["септиллион", "септиллиона", "септиллионов"],
        ["октиллион", "октиллиона", "октиллионов"],
    ],
    whole: ["целая", "целых"],
    parts: [
        ["десятая", "десятых"],
        ["сотая", "сотых"],
        ["тысячная", "тысячных"],
    ],
    far_parts: [
        "десятитысячн",
        "стотысячн",
        "миллионн",
        "десятимиллионн",
        "стомиллионн",
        "миллиардн",
    ],
    part_endings: ["ая", "ых"],
};

pub(super) static UK: Tables = Tables {
    zero: "нуль",
    one: ["один", "одна", "одне"],
    two: ["два", "дві", "два"],
    small: [
        "три",
        "чотири",
        "п'ять",
        "шість",
        "сім",
        "вісім",
        "дев'ять",
        "десять",
        "одинадцять",
        "дванадцять",
        "тринадцять",
        "чотирнадцять",
        "п'ятнадцять",
        "шістнадцять",
        "сімнадцять",
        "вісімнадцять",
        "дев'ятнадцять",
    ],
    tens: [
        "двадцять",
        "тридцять",
        "сорок",
        "п'ятдесят",
        "шістдесят",
        "сімдесят",
        "вісімдесят",
        "дев'яносто",
    ],
    hundreds: [
        "сто",
        "двісті",
        "триста",
        "чотириста",
        "п'ятсот",
        "шістсот",
        "сімсот",
        "вісімсот",
        "дев'ятсот",
    ],
    scales: [
        ["тисяча", "тисячі", "тисяч"],
        ["мільйон", "мільйони", "мільйонів"],
        ["мільярд", "мільярди", "мільярдів"],
        ["трильйон", "трильйони", "трильйонів"],
        ["квадрильйон", "квадрильйони", "квадрильйонів"],
        ["квінтильйон", "квінтильйони", "квінтильйонів"],
        ["секстильйон", "секстильйони", "секстильйонів"],
        ["септильйон", "септильйони", "септильйонів"],
        ["октильйон", "октильйони", "октильйонів"],
    ],
    whole: ["ціла", "цілих"],
    parts: [["десята", "десятих"], ["сота", "сотих"], ["тисячна", "тисячних"]],
    far_parts: [
        "десятитисячн",
        "стотисячн",
        "мільйонн",
        "десятимільйонн",
        "стомільйонн",
        "мільярдн",
    ],
    part_endings: ["а", "их"],
};
