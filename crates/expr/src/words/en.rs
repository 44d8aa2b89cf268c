//! English cardinals.

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const SCALES: [&str; 9] = [
    "thousand",
    "million",
    "billion",
    "trillion",
    "quadrillion",
    "quintillion",
    "sextillion",
    "septillion",
    "octillion",
];

/// A whole number in words, without "and": `two hundred nineteen`.
pub(super) fn cardinal(number: u128) -> String {
    if number < 20 {
        return SMALL[number as usize].to_owned();
    }
    let mut words = Vec::new();
    for level in (0..=SCALES.len()).rev() {
        let group = ((number / 1000u128.pow(level as u32)) % 1000) as usize;
        if group == 0 {
            continue;
        }
        words.push(hundreds(group));
        if level > 0 {
            words.push(SCALES[level - 1].to_owned());
        }
    }
    words.join(" ")
}

fn hundreds(number: usize) -> String {
    let rest = number % 100;
    let low = match rest {
        0 => String::new(),
        1..=19 => SMALL[rest].to_owned(),
        _ if rest.is_multiple_of(10) => TENS[rest / 10 - 2].to_owned(),
        _ => format!("{}-{}", TENS[rest / 10 - 2], SMALL[rest % 10]),
    };
    match (number / 100, low.is_empty()) {
        (0, _) => low,
        (hundreds, true) => format!("{} hundred", SMALL[hundreds]),
        (hundreds, false) => format!("{} hundred {low}", SMALL[hundreds]),
    }
}

/// Decimals digit by digit: `fifteen point seven zero six`.
pub(super) fn fraction(whole: u128, fraction: u128, digits: u32) -> String {
    let digits = format!("{fraction:0width$}", width = digits as usize);
    let spoken = digits.bytes().map(|digit| SMALL[usize::from(digit - b'0')]);
    format!(
        "{} point {}",
        cardinal(whole),
        spoken.collect::<Vec<_>>().join(" ")
    )
}
