//! Words that decline as adjectives: «новый», «рабочий», «запятая».

use super::{Gender, HUSHING, VELAR, restyle};
use crate::names::cut;

/// The stem of a word that declines as an adjective.
pub(super) fn adjective_stem(lower: &str) -> Option<&str> {
    const NOUNS_IN_OI: [&str; 11] = [
        "герой",
        "бой",
        "слой",
        "покой",
        "строй",
        "рой",
        "зной",
        "перебой",
        "застой",
        "устой",
        "отбой",
    ];
    let stem = cut(lower, 2);
    let before = stem.chars().last()?;
    let adjectival = match &lower[stem.len()..] {
        "ый" | "ая" | "яя" | "ое" | "ее" => true,
        "ой" => !NOUNS_IN_OI.contains(&lower),
        "ий" => {
            VELAR.contains(before)
                || HUSHING.contains(before)
                || lower.ends_with("жний")
                || lower.ends_with("дний")
        }
        _ => false,
    };
    (adjectival && stem.chars().count() > 1 && lower != "шея" && lower != "стая").then_some(stem)
}

pub(super) fn adjective(word: &str, case: usize, plural: bool, gender: Gender, animate: bool) -> String {
    let lower = word.to_lowercase();
    let Some(stem) = adjective_stem(&lower) else {
        return word.to_owned();
    };
    let before = stem.chars().last().unwrap_or(' ');
    let soft = lower.ends_with("яя")
        || (lower.ends_with("ий") && before == 'н')
        || (lower.ends_with("ее") && before == 'н');
    let hush = HUSHING.contains(before);
    let i = if soft || hush || VELAR.contains(before) {
        "и"
    } else {
        "ы"
    };
    let o = if soft || (hush && !lower.ends_with("ой")) {
        "е"
    } else {
        "о"
    };
    let accusative = |genitive: String, nominative: String| if animate { genitive } else { nominative };
    let ending = match (plural, gender, case) {
        (true, _, 1) => format!("{i}е"),
        (true, _, 2 | 6) => format!("{i}х"),
        (true, _, 3) => format!("{i}м"),
        (true, _, 4) => accusative(format!("{i}х"), format!("{i}е")),
        (true, ..) => format!("{i}ми"),
        (false, _, 1) => return word.to_owned(),
        (false, Gender::Feminine, 4) => if soft { "юю" } else { "ую" }.to_owned(),
        (false, Gender::Feminine, _) => format!("{o}й"),
        (false, _, 2) => format!("{o}го"),
        (false, _, 3) => format!("{o}му"),
        (false, Gender::Neuter, 4) => return word.to_owned(),
        (false, _, 4) => match animate {
            true => format!("{o}го"),
            false => return word.to_owned(),
        },
        (false, _, 5) => format!("{i}м"),
        (false, ..) => format!("{o}м"),
    };
    restyle(word, &format!("{stem}{ending}"))
}
