//! Russian names, nouns and places: cases, gender, parts of a full name.
//!
//! Personal names follow the rules data of the petrovich project (MIT, `data/petrovich-*`);
//! nouns and places follow the school grammar with lists of exceptions. Words outside both,
//! and Ukrainian names, are declined by the same rules and may come out wrong.

pub(crate) mod fio;
pub(crate) mod geo;
mod given;
pub(crate) mod noun;
pub(crate) mod petrovich;
pub(crate) mod speech;

/// Cases of the schoolbook: nominative, genitive, dative, accusative, instrumental, prepositional.
pub(crate) const CASES: std::ops::RangeInclusive<usize> = 1..=6;

/// Upper-cases an ending when the word it joins is written in capitals.
pub(super) fn like(word: &str, ending: &str) -> String {
    let shouted =
        word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase);
    if shouted {
        ending.to_uppercase()
    } else {
        ending.to_owned()
    }
}

/// A word without its last `count` characters.
pub(super) fn cut(word: &str, count: usize) -> &str {
    let end = word
        .char_indices()
        .rev()
        .nth(count.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    if count == 0 { word } else { &word[..end] }
}
