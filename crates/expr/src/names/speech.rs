//! Small agreements of Russian speech: verbs by sex, prepositions by the sound that follows.

const CONSONANTS: &str = "бвгджзйклмнпрстфхцчшщ";
const VOWELS: &str = "аеёиоуыэюя";

/// Short adjectives that lose their vowel before the ending: «должен» → «должна».
const FLEETING: [(&str, &str); 8] = [
    ("должен", "должна"),
    ("согласен", "согласна"),
    ("доволен", "довольна"),
    ("свободен", "свободна"),
    ("благодарен", "благодарна"),
    ("верен", "верна"),
    ("нужен", "нужна"),
    ("честен", "честна"),
];

/// «оформил» → «оформила» for a woman; reflexive verbs and short adjectives too.
pub(crate) fn verb(verb: &str, female: bool) -> String {
    if !female {
        return verb.to_owned();
    }
    if let Some((_, feminine)) = FLEETING.iter().find(|(masculine, _)| *masculine == verb) {
        return (*feminine).to_owned();
    }
    match verb.strip_suffix("ся") {
        Some(stem) => format!("{}сь", feminine(stem)),
        None => feminine(verb),
    }
}

/// The feminine of a past tense or a short adjective.
fn feminine(masculine: &str) -> String {
    // «шёл» and its family, «учёл», «прочёл».
    for (ending, changed) in [
        ("шёл", "шла"),
        ("шел", "шла"),
        ("счёл", "сочла"),
        ("счел", "сочла"),
        ("чёл", "чла"),
        ("чел", "чла"),
    ] {
        if let Some(front) = masculine.strip_suffix(ending) {
            return format!("{front}{changed}");
        }
    }
    let is_adjective = masculine.ends_with(['н', 'т', 'в', 'д', 'м']);
    let l = if is_adjective || masculine.ends_with('л') {
        ""
    } else {
        "л"
    };
    // The stress moves to the ending and takes the two dots away, but not in «стёр».
    let stem = match masculine.ends_with("ёр") {
        true => masculine.to_owned(),
        false => masculine.replace('ё', "е"),
    };
    format!("{stem}{l}а")
}

/// «в Москве», «во Владивостоке».
pub(crate) fn with_in(word: &str) -> String {
    let (first, second) = beginning(word);
    let lower = word.to_lowercase();
    let whole = ["лбу", "рту", "мне", "сне", "дворе", "тьме"];
    let longer = ("вф".contains(first) && (CONSONANTS.contains(second) || second == 'ь'))
        || ["льв", "льд", "многом", "множ"]
            .iter()
            .any(|start| lower.starts_with(start))
        || whole.contains(&lower.split(' ').next().unwrap_or_default());
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
            ("принёс", "принесла"),
            ("пришёл", "пришла"),
            ("нашел", "нашла"),
            ("нашёлся", "нашлась"),
            ("учёл", "учла"),
            ("счёл", "сочла"),
            ("перевёл", "перевела"),
            ("стёр", "стёрла"),
            ("смог", "смогла"),
            ("умер", "умерла"),
            ("имел", "имела"),
            ("должен", "должна"),
            ("готов", "готова"),
            ("рад", "рада"),
            ("записан", "записана"),
            ("приглашён", "приглашена"),
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
