//! Passwords that are tried first: known words and rows of keys, bare or with digits and signs around them.

/// Words and rows that common passwords are made of, without case; Latin, Russian and Ukrainian, and Russian words
/// typed with the Latin layout.
const STEMS: &str = include_str!("common.txt");

/// Rows in which people walk along the keys or the alphabet.
const ROWS: [&str; 9] = [
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl",
    "zxcvbnm",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
];
/// A stretch of a row this long is a walk, characters.
const WALK: usize = 4;

/// Whether a password is one of those that are tried first.
pub(super) fn is_common(password: &str) -> bool {
    let folded = plain(password);
    let chars: Vec<char> = folded.chars().collect();
    is_repeated(&chars) || is_walk(&chars) || is_word(&folded)
}

/// Without case, and with digits and signs that stand for letters read as these.
fn plain(password: &str) -> String {
    password.to_lowercase()
}

fn letters(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// One short piece over and over: `aaaaaaaa`, `abcabcabc`, `12121212`.
fn is_repeated(chars: &[char]) -> bool {
    (1..=4).any(|piece| {
        chars.len() >= 2 * piece && (piece..chars.len()).all(|at| chars[at] == chars[at - piece])
    })
}

/// Nothing but walks along rows, there or back: `12345678`, `qwerty123456`, `asdfzxcv`.
fn is_walk(chars: &[char]) -> bool {
    let mut rest = chars;
    while !rest.is_empty() {
        let longest = ROWS.iter().map(|row| stretch(row, rest)).max().unwrap_or(0);
        if longest < WALK.min(rest.len()) || longest < 3 {
            return false;
        }
        rest = &rest[longest..];
    }
    true
}

/// How many of the first characters follow each other in a row.
fn stretch(row: &str, chars: &[char]) -> usize {
    let there: Vec<char> = row.chars().collect();
    let back: Vec<char> = row.chars().rev().collect();
    let run = |row: &[char]| {
        let starts = (0..row.len()).filter(|at| row[*at] == chars[0]);
        starts
            .map(|at| {
                row[at..]
                    .iter()
                    .zip(chars)
                    .take_while(|(one, other)| one == other)
                    .count()
            })
            .max()
            .unwrap_or(0)
    };
    run(&there).max(run(&back))
}

/// A known word, with at most a handful of digits and signs around it, or twice.
fn is_word(folded: &str) -> bool {
    let around = |c: char| !c.is_alphabetic();
    let bare = folded.trim_matches(around);
    let dressed = folded.chars().count() - bare.chars().count();
    let read = letters(folded);
    let read = read.trim_matches(around);
    STEMS.lines().any(|stem| {
        stem == folded || (dressed <= 5 && stem == bare) || stem == read || stem.repeat(2) == bare
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_is_refused() {
        for common in [
            "12345678",
            "87654321",
            "password",
            "Password1!",
            "P@ssw0rd",
            "qwertyuiop",
            "qwerty123456",
            "aaaaaaaa",
            "abcabcabc",
            "12121212",
            "iloveyou",
            "Пароль123",
            "йцукенгш",
            "ghbdtnghbdtn",
            "asdfghjkl",
            "letmein2024",
            "signalbox",
            "администратор",
            "1q2w3e4r",
            "passwordpassword",
        ] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn a_few_words_of_ones_own_are_fine() {
        for own in [
            "correct horse",
            "battery staple",
            "long enough",
            "quite another",
            "восемь88",
            "my dog eats grass",
            "taken over",
            "xkcd-936-comic",
            "blue whale 42",
            "4f9a2c7b1e",
        ] {
            assert!(!is_common(own), "{own}");
        }
    }
}
