//! Declension of Russian nouns by the school grammar, with lists for what the rules miss.

mod adjective;
mod plural;
mod singular;
mod words;

use super::like;
use adjective::{adjective, adjective_stem};
use plural::plural_form;
use singular::singular_form;
use words::{ANIMATE, COUNTED, IMMUTABLE, INANIMATE, MASCULINE_SOFT, WHOLE, among, form_of};

/// One noun in a case (1 … 6), singular or plural; the letters' case is kept.
/// A phrase declines adjectives in front of its last word along with it.
pub(crate) fn decline(phrase: &str, case: usize, plural: bool) -> String {
    let words: Vec<&str> = phrase.split(' ').collect();
    let (last, front) = words.split_last().unwrap_or((&"", &[]));
    let noun = one(last, case, plural);
    let gender = gender(last);
    let mut out: Vec<String> = front
        .iter()
        .map(|word| match adjective_stem(&word.to_lowercase()) {
            Some(_) => adjective(word, case, plural, gender, is_animate(last)),
            None => (*word).to_owned(),
        })
        .collect();
    out.push(noun);
    out.join(" ")
}

/// The form after a number: 1 рубль, 2 рубля, 5 рублей, 5 лет, 45 грамм.
pub(crate) fn counted(phrase: &str, form: usize) -> String {
    let lower = phrase.to_lowercase();
    match (form, form_of(COUNTED, &lower)) {
        (0, _) => phrase.to_owned(),
        (2, Some(counted)) => counted.to_owned(),
        (1, _) if phrase.contains(' ') => {
            // After 2–4 the adjective stands in the genitive plural, the noun in the genitive singular.
            let (front, noun) = phrase.rsplit_once(' ').unwrap_or(("", phrase));
            let adjectives = decline(&format!("{front} {noun}"), 2, true);
            let front = adjectives.rsplit_once(' ').map_or("", |(front, _)| front);
            format!("{front} {}", one(noun, 2, false))
        }
        (1, _) if adjective_stem(&lower).is_some() => one(phrase, 2, true),
        (1, _) => one(phrase, 2, false),
        _ => decline(phrase, 2, true),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

fn one(word: &str, case: usize, plural: bool) -> String {
    let lower = word.to_lowercase();
    if (case <= 1 && !plural) || lower.is_empty() || is_immutable(&lower) {
        return word.to_owned();
    }
    if let Some(forms) = form_of(WHOLE, &lower) {
        let mut forms = forms.split(' ');
        let index = case.clamp(1, 6) - 1 + if plural { 6 } else { 0 };
        return restyle(word, forms.nth(index).unwrap_or(word));
    }
    if adjective_stem(&lower).is_some() {
        return adjective(word, case, plural, gender(word), is_animate(word));
    }
    let form = if plural {
        plural_form(&lower, case, is_animate(word))
    } else {
        singular_form(&lower, case, is_animate(word))
    };
    restyle(word, &form)
}

/// A lower-case form in the letters of the original: capitals, a capital first, or small.
fn restyle(word: &str, form: &str) -> String {
    let upper = like(word, form);
    if upper != form || !word.chars().next().is_some_and(char::is_uppercase) {
        return upper;
    }
    let mut letters = form.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A capital letter is taken for a person's name, else a few endings and words speak of living beings.
fn is_animate(word: &str) -> bool {
    let lower = word.to_lowercase();
    word.chars().next().is_some_and(char::is_uppercase)
        || ["тель", "ник", "щик", "чик", "ист", "анин", "янин", "ёнок", "енок"]
            .iter()
            .any(|end| lower.ends_with(end) && !among(INANIMATE, &lower))
        || among(ANIMATE, &lower)
}

fn gender(word: &str) -> Gender {
    let lower = word.to_lowercase();
    let chars = lower.chars().last().unwrap_or(' ');
    if lower.ends_with("ая") || lower.ends_with("яя") {
        return Gender::Feminine;
    }
    match chars {
        'о' | 'е' | 'ё' => Gender::Neuter,
        'я' if lower.ends_with("мя") => Gender::Neuter,
        'а' | 'я' if ["мужчина", "дядя", "папа", "дедушка", "юноша"].contains(&lower.as_str()) => {
            Gender::Masculine
        }
        'а' | 'я' => Gender::Feminine,
        'ь' if !is_masculine_soft(&lower) => Gender::Feminine,
        _ => Gender::Masculine,
    }
}

fn is_masculine_soft(lower: &str) -> bool {
    (lower.ends_with("тель") && !["метель", "постель", "артель", "обитель", "добродетель"].contains(&lower))
        || lower.ends_with("арь")
        || among(MASCULINE_SOFT, lower)
}

fn is_immutable(lower: &str) -> bool {
    let loan = among(IMMUTABLE, lower);
    loan || lower.ends_with(['у', 'ю', 'и', 'э', 'ы'])
        || !lower.chars().any(|c| ('а'..='я').contains(&c) || c == 'ё')
}

/// Consonants that choose endings.
const HUSHING: &str = "жшчщ";
const VELAR: &str = "гкх";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular() {
        for (word, forms) in [
            ("Иван", "Ивана Ивану Ивана Иваном Иване"),
            ("стакан", "стакана стакану стакан стаканом стакане"),
            ("фабрика", "фабрики фабрике фабрику фабрикой фабрике"),
            ("молния", "молнии молнии молнию молнией молнии"),
            ("дерево", "дерева дереву дерево деревом дереве"),
            ("поле", "поля полю поле полем поле"),
            ("сообщение", "сообщения сообщению сообщение сообщением сообщении"),
            ("время", "времени времени время временем времени"),
            ("новость", "новости новости новость новостью новости"),
            ("день", "дня дню день днем дне"),
            ("рубль", "рубля рублю рубль рублем рубле"),
            ("договор", "договора договору договор договором договоре"),
            (
                "руководитель",
                "руководителя руководителю руководителя руководителем руководителе",
            ),
            ("столбец", "столбца столбцу столбец столбцом столбце"),
            ("станок", "станка станку станок станком станке"),
            ("урок", "урока уроку урок уроком уроке"),
            (
                "комментарий",
                "комментария комментарию комментарий комментарием комментарии",
            ),
            ("выходной", "выходного выходному выходной выходным выходном"),
            ("запятая", "запятой запятой запятую запятой запятой"),
            ("евро", "евро евро евро евро евро"),
            (
                "новый клиент",
                "нового клиента новому клиенту нового клиента новым клиентом новом клиенте",
            ),
        ] {
            let all: Vec<String> = (2..=6).map(|case| decline(word, case, false)).collect();
            assert_eq!(all.join(" "), forms, "{word}");
        }
    }

    #[test]
    fn plural() {
        for (word, forms) in [
            ("стакан", "стаканы стаканов стаканам стаканы стаканами стаканах"),
            ("дом", "дома домов домам дома домами домах"),
            ("книга", "книги книг книгам книги книгами книгах"),
            ("поле", "поля полей полям поля полями полях"),
            ("новость", "новости новостей новостям новости новостями новостях"),
            ("клиент", "клиенты клиентов клиентам клиентов клиентами клиентах"),
            ("письмо", "письма писем письмам письма письмами письмах"),
            ("человек", "люди людей людям людей людьми людях"),
            (
                "сообщение",
                "сообщения сообщений сообщениям сообщения сообщениями сообщениях",
            ),
        ] {
            let all: Vec<String> = (1..=6).map(|case| decline(word, case, true)).collect();
            assert_eq!(all.join(" "), forms, "{word}");
        }
    }

    #[test]
    fn after_a_number() {
        for (word, two, five) in [
            ("грамм", "грамма", "грамм"),
            ("рубль", "рубля", "рублей"),
            ("год", "года", "лет"),
            ("день", "дня", "дней"),
            ("человек", "человека", "человек"),
            ("штука", "штуки", "штук"),
            ("копейка", "копейки", "копеек"),
            ("кружка", "кружки", "кружек"),
            ("марка", "марки", "марок"),
            ("неделя", "недели", "недель"),
            ("месяц", "месяца", "месяцев"),
            ("минута", "минуты", "минут"),
            ("час", "часа", "часов"),
            ("товар", "товара", "товаров"),
            ("сделка", "сделки", "сделок"),
            ("заявка", "заявки", "заявок"),
            ("позиция", "позиции", "позиций"),
            ("окно", "окна", "окон"),
            ("новое сообщение", "новых сообщения", "новых сообщений"),
        ] {
            assert_eq!(counted(word, 0), word);
            assert_eq!(counted(word, 1), two);
            assert_eq!(counted(word, 2), five);
        }
    }
}
