//! Uzbek cardinals in Latin letters, for sums of money.

const UNITS: [&str; 10] = [
    "", "bir", "ikki", "uch", "to'rt", "besh", "olti", "yetti", "sakkiz", "to'qqiz",
];
const TENS: [&str; 10] = [
    "", "o'n", "yigirma", "o'ttiz", "qirq", "ellik", "oltmish", "yetmish", "sakson", "to'qson",
];
const SCALES: [&str; 5] = ["", "ming", "million", "milliard", "trillion"];

/// A whole number in words; beyond quadrillions in figures.
pub(super) fn cardinal(number: u128) -> String {
    if number == 0 {
        return "nol".to_owned();
    }
    if number >= 1000u128.pow(SCALES.len() as u32) {
        return number.to_string();
    }
    let mut words = Vec::new();
    for (level, scale) in SCALES.iter().enumerate().rev() {
        let group = ((number / 1000u128.pow(level as u32)) % 1000) as usize;
        if group == 0 {
            continue;
        }
        if group >= 100 {
            words.extend([UNITS[group / 100], "yuz"]);
        }
        words.extend([TENS[group / 10 % 10], UNITS[group % 10], scale]);
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}
