//! Small agreements of Russian speech: verbs by sex, prepositions by the sound that follows.

const CONSONANTS: &str = "бвгджзйклмнпрстфхцчшщ";
const VOWELS: &str = "аеёиоуыэюя";

/// «оформил» → «оформила» for a woman; reflexive verbs too.
pub(crate) fn verb(verb: &str, female: bool) -> String {
    if !female {
        return verb.to_owned();
    }
    let (stem, ending) = match verb.strip_suffix("ся") {
        Some(stem) => (stem, "ась"),
        None => (verb, "а"),
    };
    let l = if stem.ends_with('л') { "" } else { "л" };
    format!("{stem}{l}{ending}")
}

/// «в Москве», «во Владивостоке».
pub(crate) fn with_in(word: &str) -> String {
    let (first, second) = beginning(word);
    let longer = "вф".contains(first) && CONSONANTS.contains(second);
    format!("{} {word}", if longer { "во" } else { "в" })
}

/// «с Иваном», «со Светланой».
pub(crate) fn with_with(word: &str) -> String {
    let (first, second) = beginning(word);
    let longer = first == 'щ' || ("сзшж".contains(first) && CONSONANTS.contains(second));
    let longer = longer
        || ["льв", "льд", "мн", "вс", "вт", "рт", "лб"]
            .iter()
            .any(|start| word.to_lowercase().starts_with(start));
    format!("{} {word}", if longer { "со" } else { "с" })
}

/// «о Москве», «об Иване», «обо всём».
pub(crate) fn with_about(word: &str) -> String {
    let lower = word.to_lowercase();
    let (first, _) = beginning(word);
    let preposition = match first {
        _ if ["все", "всё", "всю", "что", "мне"]
            .iter()
            .any(|start| lower.starts_with(start)) =>
        {
            "обо"
        }
        'е' | 'ё' | 'ю' | 'я' => "о",
        first if VOWELS.contains(first) => "об",
        _ => "о",
    };
    format!("{preposition} {word}")
}

fn beginning(word: &str) -> (char, char) {
    let mut letters = word.trim().chars().flat_map(char::to_lowercase);
    (letters.next().unwrap_or('-'), letters.next().unwrap_or('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech() {
        for (word, expected) in [
            ("оформил", "оформила"),
            ("попался", "попалась"),
            ("внес", "внесла"),
        ] {
            assert_eq!(verb(word, true), expected);
            assert_eq!(verb(word, false), word);
        }
        for (word, in_, with, about) in [
            ("Москве", "в", "с", "о"),
            ("Владивостоке", "во", "с", "о"),
            ("Франции", "во", "с", "о"),
            ("снегом", "в", "со", "о"),
            ("щами", "в", "со", "о"),
            ("Иване", "в", "с", "об"),
            ("Евгении", "в", "с", "о"),
            ("всём", "во", "со", "обо"),
        ] {
            assert_eq!(with_in(word), format!("{in_} {word}"));
            assert_eq!(with_with(word), format!("{with} {word}"));
            assert_eq!(with_about(word), format!("{about} {word}"));
        }
    }
}
