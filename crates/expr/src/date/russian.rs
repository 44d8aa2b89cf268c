//! Russian and Ukrainian words of time phrases, turned into the English ones that are parsed.

/// `через 3 дня` → `3 days`. A phrase without Cyrillic passes unchanged.
pub(super) fn to_english(phrase: &str) -> String {
    if phrase.is_ascii() {
        return phrase.to_owned();
    }
    let lower = phrase.to_lowercase().replace('−', "-");
    let bare: Vec<&str> = lower
        .split_whitespace()
        .map(|word| word.trim_matches(','))
        .collect();
    let mut words: Vec<&str> = Vec::new();
    for (index, word) in bare.iter().enumerate() {
        let word = english(word).unwrap_or(word);
        // «3 рабочих дня» is one unit.
        if word.is_empty() || (word == "day" && words.last() == Some(&"weekdays")) {
            continue;
        }
        // «через час», «неделю назад»: one, unless a number says otherwise.
        let before = index.checked_sub(1).map_or("", |before| bare[before]);
        let after = bare.get(index + 1).and_then(|next| english(next));
        let counted = before == "через" || (after == Some("ago") && !ends_in_digit(before));
        if counted && UNITS.contains(&word) {
            words.push("1");
        }
        words.push(word);
    }
    join(&words)
}

/// Units that may stand without a number.
const UNITS: [&str; 7] = ["seconds", "minutes", "hours", "day", "week", "month", "year"];

fn ends_in_digit(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit())
}

/// Words to a phrase; Russian has no «of» in «последний день месяца».
fn join(words: &[&str]) -> String {
    let mut text = words.join(" ");
    for edge in ["first day", "last day"] {
        if let Some(at) = text.find(&format!("{edge} ")) {
            let at = at + edge.len();
            let of = match text[at..].trim_start() {
                rest if rest.starts_with("of ") => "",
                rest if rest.starts_with("month") || rest.starts_with("year") => " of this",
                rest if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => " of",
                _ => "",
            };
            text.insert_str(at, of);
        }
    }
    text
}

fn english(word: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .find(|(words, _)| words.contains(&word))
        .map(|(_, english)| *english)
}

const WORDS: [(&[&str], &str); 43] = [
    (&["сейчас", "зараз", "теперь"], "now"),
    (&["сегодня", "сьогодні"], "today"),
    (&["завтра"], "tomorrow"),
    (&["вчера", "вчора"], "yesterday"),
    (&["послезавтра", "післязавтра"], "tomorrow +1 day"),
    (&["позавчера", "позавчора"], "yesterday -1 day"),
    (&["полдень", "опівдні"], "noon"),
    (&["полночь", "опівночі"], "midnight"),
    (&["через", "г.", "года", "року", "в", "во", "о", "у"], ""),
    (&["назад", "тому"], "ago"),
    (&["секунда", "секунды", "секунду", "секунд", "сек"], "seconds"),
    (
        &[
            "минута",
            "минуты",
            "минуту",
            "минут",
            "мин",
            "хвилина",
            "хвилини",
            "хвилину",
            "хвилин",
        ],
        "minutes",
    ),
    (
        &["час", "часа", "часов", "година", "години", "годину", "годин"],
        "hours",
    ),
    (&["день", "дня", "дней", "днів", "дні"], "day"),
    (
        &[
            "неделя",
            "недели",
            "неделю",
            "недель",
            "тиждень",
            "тижня",
            "тижні",
            "тижнів",
        ],
        "week",
    ),
    (
        &[
            "месяц",
            "месяца",
            "месяцев",
            "місяць",
            "місяця",
            "місяці",
            "місяців",
        ],
        "month",
    ),
    (&["год", "лет", "рік", "роки", "років"], "year"),
    (
        &[
            "следующий",
            "следующая",
            "следующее",
            "следующую",
            "следующего",
            "следующей",
            "наступний",
            "наступна",
        ],
        "next",
    ),
    (&["наступного", "наступної", "наступну"], "next"),
    (
        &[
            "прошлый",
            "прошлая",
            "прошлую",
            "прошлого",
            "прошлой",
            "минулий",
            "минула",
            "минулого",
            "минулої",
        ],
        "previous",
    ),
    (
        &[
            "последний",
            "последняя",
            "последнюю",
            "останній",
            "остання",
            "последнего",
            "останнього",
        ],
        "last",
    ),
    (
        &["первый", "первая", "перший", "перша", "первого", "першого"],
        "first",
    ),
    (
        &[
            "этот",
            "эта",
            "эту",
            "этого",
            "этой",
            "цей",
            "ця",
            "цього",
            "цієї",
            "текущий",
            "текущего",
            "текущей",
            "поточного",
            "поточний",
        ],
        "this",
    ),
    (
        &["понедельник", "понеділок", "понедельника", "понеділка"],
        "monday",
    ),
    (&["вторник", "вівторок", "вторника", "вівторка"], "tuesday"),
    (
        &["среда", "среду", "середа", "середу", "среды", "середи"],
        "wednesday",
    ),
    (&["четверг", "четвер", "четверга"], "thursday"),
    (
        &[
            "пятница",
            "пятницу",
            "п'ятниця",
            "п'ятницю",
            "п’ятниця",
            "пятницы",
            "п'ятниці",
        ],
        "friday",
    ),
    (
        &["суббота", "субботу", "субота", "суботу", "субботы", "суботи"],
        "saturday",
    ),
    (
        &["воскресенье", "неділя", "неділю", "воскресенья", "неділі"],
        "sunday",
    ),
    (&["январь", "января", "січень", "січня"], "january"),
    (&["февраль", "февраля", "лютий", "лютого"], "february"),
    (&["март", "марта", "березень", "березня"], "march"),
    (&["апрель", "апреля", "квітень", "квітня"], "april"),
    (&["май", "мая", "травень", "травня"], "may"),
    (&["июнь", "июня", "червень", "червня"], "june"),
    (&["июль", "июля", "липень", "липня"], "july"),
    (&["август", "августа", "серпень", "серпня"], "august"),
    (&["сентябрь", "сентября", "вересень", "вересня"], "september"),
    (&["октябрь", "октября", "жовтень", "жовтня"], "october"),
    (&["ноябрь", "ноября", "листопад", "листопада"], "november"),
    (&["декабрь", "декабря", "грудень", "грудня"], "december"),
    (
        &["рабочих", "рабочий", "рабочего", "робочих", "робочий"],
        "weekdays",
    ),
];
