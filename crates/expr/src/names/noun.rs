//! Declension of Russian nouns by the school grammar, with lists for what the rules miss.

use super::{cut, like};

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
    match (form, COUNTED.iter().find(|(word, _)| *word == lower)) {
        (0, _) => phrase.to_owned(),
        (2, Some((_, counted))) => (*counted).to_owned(),
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

/// Genitive plurals that only a number asks for.
const COUNTED: [(&str, &str); 5] = [
    ("год", "лет"),
    ("человек", "человек"),
    ("грамм", "грамм"),
    ("килограмм", "килограмм"),
    ("раз", "раз"),
];

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
    if let Some((_, forms)) = WHOLE.iter().find(|(known, _)| *known == lower) {
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
            .any(|end| lower.ends_with(end) && !INANIMATE.contains(&lower.as_str()))
        || ANIMATE.contains(&lower.as_str())
}

const INANIMATE: [&str; 13] = [
    "двигатель",
    "показатель",
    "выключатель",
    "холодильник",
    "праздник",
    "ящик",
    "дневник",
    "лист",
    "мячик",
    "понедельник",
    "вторник",
    "чайник",
    "учебник",
];
const ANIMATE: [&str; 29] = [
    "менеджер",
    "клиент",
    "друг",
    "брат",
    "сын",
    "муж",
    "отец",
    "человек",
    "кот",
    "собака",
    "кошка",
    "врач",
    "директор",
    "доктор",
    "студент",
    "партнер",
    "партнёр",
    "гость",
    "пользователь",
    "подруга",
    "сестра",
    "женщина",
    "девочка",
    "мужчина",
    "мальчик",
    "оператор",
    "продавец",
    "бухгалтер",
    "юрист",
];

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
        || MASCULINE_SOFT.contains(&lower)
}

const MASCULINE_SOFT: [&str; 56] = [
    "рубль",
    "день",
    "камень",
    "корень",
    "парень",
    "пень",
    "ремень",
    "огонь",
    "уголь",
    "ноготь",
    "локоть",
    "коготь",
    "гость",
    "конь",
    "лось",
    "олень",
    "медведь",
    "голубь",
    "гвоздь",
    "дождь",
    "вождь",
    "модуль",
    "стиль",
    "профиль",
    "автомобиль",
    "кабель",
    "отель",
    "апрель",
    "июнь",
    "июль",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
    "февраль",
    "январь",
    "вексель",
    "рояль",
    "картель",
    "портфель",
    "туннель",
    "тоннель",
    "коктейль",
    "путь",
    "тюлень",
    "уровень",
    "ливень",
    "перечень",
    "бюллетень",
    "ячмень",
    "кремль",
    "корабль",
    "руль",
    "нуль",
    "ноль",
    "юань",
];

fn is_immutable(lower: &str) -> bool {
    let loan = IMMUTABLE.contains(&lower);
    loan || lower.ends_with(['у', 'ю', 'и', 'э', 'ы'])
        || !lower.chars().any(|c| ('а'..='я').contains(&c) || c == 'ё')
}

const IMMUTABLE: [&str; 46] = [
    "евро",
    "тенге",
    "пенни",
    "песо",
    "манго",
    "какао",
    "кино",
    "пальто",
    "бюро",
    "танго",
    "вето",
    "бунгало",
    "авокадо",
    "депо",
    "панно",
    "авто",
    "видео",
    "радио",
    "фото",
    "метро",
    "кофе",
    "шимпанзе",
    "атташе",
    "колье",
    "резюме",
    "кашне",
    "драже",
    "суфле",
    "пюре",
    "купе",
    "фойе",
    "шоссе",
    "кафе",
    "желе",
    "портмоне",
    "каноэ",
    "алоэ",
    "кило",
    "евро-2",
    "сальдо",
    "лото",
    "эскимо",
    "пианино",
    "казино",
    "лого",
    "боа",
];

const HUSHING: &str = "жшчщ";
const VELAR: &str = "гкх";

fn singular_form(lower: &str, case: usize, animate: bool) -> String {
    let stem1 = cut(lower, 1);
    let before = stem1.chars().last().unwrap_or(' ');
    if lower.ends_with("мя") {
        let ending = ["я", "ени", "ени", "я", "енем", "ени"][case - 1];
        return format!("{stem1}{ending}");
    }
    match lower.chars().last().unwrap_or(' ') {
        'а' => {
            let gen_ = if VELAR.contains(before) || HUSHING.contains(before) {
                "и"
            } else {
                "ы"
            };
            let ins = if HUSHING.contains(before) || before == 'ц' {
                "ей"
            } else {
                "ой"
            };
            format!("{stem1}{}", ["а", gen_, "е", "у", ins, "е"][case - 1])
        }
        'я' => {
            let dat = if before == 'и' { "и" } else { "е" };
            format!("{stem1}{}", ["я", "и", dat, "ю", "ей", dat][case - 1])
        }
        'о' => format!("{stem1}{}", ["о", "а", "у", "о", "ом", "е"][case - 1]),
        'е' | 'ё' if HUSHING.contains(before) || before == 'ц' => {
            format!("{stem1}{}", ["е", "а", "у", "е", "ем", "е"][case - 1])
        }
        'е' | 'ё' => {
            let prep = if before == 'и' { "и" } else { "е" };
            format!("{stem1}{}", ["е", "я", "ю", "е", "ем", prep][case - 1])
        }
        'ь' if !is_masculine_soft(lower) => {
            format!("{stem1}{}", ["ь", "и", "и", "ь", "ью", "и"][case - 1])
        }
        last => masculine(lower, last, case, animate),
    }
}

fn masculine(lower: &str, last: char, case: usize, animate: bool) -> String {
    let soft = matches!(last, 'ь' | 'й');
    let case = match case {
        4 if animate => 2,
        4 => return lower.to_owned(),
        case => case,
    };
    let stem = oblique_stem(lower);
    let prep = if lower.ends_with("ий") { "и" } else { "е" };
    let ins = match (soft, last) {
        (true, _) | (_, 'ж' | 'ш' | 'ч' | 'щ') => "ем",
        (_, 'ц') if !stem_stressed(lower) => "ем",
        _ => "ом",
    };
    let ins = if lower == "карандаш" || lower == "врач" || lower == "ключ" {
        "ом"
    } else {
        ins
    };
    let endings = match soft {
        true => ["", "я", "ю", "", ins, prep],
        false => ["", "а", "у", "", ins, "е"],
    };
    match case {
        1 => lower.to_owned(),
        _ => format!("{stem}{}", endings[case - 1]),
    }
}

/// «отец», «продавец» are stressed on the ending, «месяц», «палец» are not.
fn stem_stressed(lower: &str) -> bool {
    lower.ends_with("ец")
        && !["палец", "месяц", "ситец", "перец", "индеец", "европеец", "немец"].contains(&lower)
}

/// The stem without its last sign and without a fleeting vowel.
fn oblique_stem(lower: &str) -> String {
    if let Some((_, stem)) = FLEETING.iter().find(|(word, _)| *word == lower) {
        return (*stem).to_owned();
    }
    let stem = if lower.ends_with(['ь', 'й']) {
        cut(lower, 1)
    } else {
        lower
    };
    if let Some(front) = stem.strip_suffix("ец").filter(|front| front.chars().count() > 1) {
        let before = front.chars().last().unwrap_or(' ');
        return match before {
            'а' | 'е' | 'и' | 'о' | 'у' | 'я' | 'ю' => format!("{front}йц"),
            'л' => format!("{front}ьц"),
            _ => format!("{front}ц"),
        };
    }
    let keeps = KEEPS_OK.iter().any(|word| stem.ends_with(word));
    match stem.strip_suffix("ок").or_else(|| stem.strip_suffix("ёк")) {
        Some(front) if !keeps && front.chars().count() > 1 => format!("{front}к"),
        _ => stem.to_owned(),
    }
}

/// Words in -ок whose vowel stays.
const KEEPS_OK: [&str; 14] = [
    "урок",
    "срок",
    "рок",
    "поток",
    "сток",
    "исток",
    "восток",
    "игрок",
    "знаток",
    "сок",
    "порок",
    "блок",
    "бок",
    "ток",
];

const FLEETING: [(&str, &str); 38] = [
    ("день", "дн"),
    ("пень", "пн"),
    ("камень", "камн"),
    ("корень", "корн"),
    ("парень", "парн"),
    ("ремень", "ремн"),
    ("уровень", "уровн"),
    ("ливень", "ливн"),
    ("перечень", "перечн"),
    ("огонь", "огн"),
    ("уголь", "угл"),
    ("ноготь", "ногт"),
    ("локоть", "локт"),
    ("коготь", "когт"),
    ("орел", "орл"),
    ("орёл", "орл"),
    ("осел", "осл"),
    ("осёл", "осл"),
    ("узел", "узл"),
    ("санузел", "санузл"),
    ("козел", "козл"),
    ("козёл", "козл"),
    ("котел", "котл"),
    ("котёл", "котл"),
    ("угол", "угл"),
    ("пес", "пс"),
    ("пёс", "пс"),
    ("лоб", "лб"),
    ("рот", "рт"),
    ("сон", "сн"),
    ("лев", "льв"),
    ("лед", "льд"),
    ("лёд", "льд"),
    ("ветер", "ветр"),
    ("костер", "костр"),
    ("костёр", "костр"),
    ("заем", "займ"),
    ("заём", "займ"),
];

fn plural_form(lower: &str, case: usize, animate: bool) -> String {
    let nominative = plural_nominative(lower);
    match case {
        1 => nominative,
        2 => plural_genitive(lower, &nominative),
        4 if animate => plural_genitive(lower, &nominative),
        4 => nominative,
        _ => {
            let soft = nominative.ends_with(['и', 'я'])
                && !nominative
                    .chars()
                    .rev()
                    .nth(1)
                    .is_some_and(|c| VELAR.contains(c) || HUSHING.contains(c));
            let endings = if soft {
                ["ям", "ями", "ях"]
            } else {
                ["ам", "ами", "ах"]
            };
            let index = match case {
                3 => 0,
                5 => 1,
                _ => 2,
            };
            format!("{}{}", cut(&nominative, 1), endings[index])
        }
    }
}

fn plural_nominative(lower: &str) -> String {
    let stem1 = cut(lower, 1);
    let before = stem1.chars().last().unwrap_or(' ');
    if lower.ends_with("мя") {
        return format!("{stem1}ена");
    }
    if IN_A.contains(&lower) {
        let soft = lower.ends_with(['ь', 'й']);
        return format!("{}{}", oblique_stem(lower), if soft { "я" } else { "а" });
    }
    match lower.chars().last().unwrap_or(' ') {
        'а' if VELAR.contains(before) || HUSHING.contains(before) => format!("{stem1}и"),
        'а' => format!("{stem1}ы"),
        'я' => format!("{stem1}и"),
        'о' if lower == "яблоко" => "яблоки".to_owned(),
        'о' => format!("{stem1}а"),
        'е' | 'ё' if HUSHING.contains(before) || before == 'ц' => format!("{stem1}а"),
        'е' | 'ё' => format!("{stem1}я"),
        'ь' if !is_masculine_soft(lower) => format!("{stem1}и"),
        last => {
            let stem = oblique_stem(lower);
            let soft = matches!(last, 'ь' | 'й') || VELAR.contains(last) || HUSHING.contains(last);
            match lower.strip_suffix("анин").or_else(|| lower.strip_suffix("янин")) {
                Some(_) => format!("{}е", cut(lower, 2)),
                None => format!("{stem}{}", if soft { "и" } else { "ы" }),
            }
        }
    }
}

/// Masculines whose plural is stressed -а, -я.
const IN_A: [&str; 26] = [
    "дом",
    "город",
    "профессор",
    "доктор",
    "учитель",
    "адрес",
    "паспорт",
    "номер",
    "мастер",
    "поезд",
    "вечер",
    "глаз",
    "цвет",
    "лес",
    "берег",
    "век",
    "директор",
    "остров",
    "голос",
    "сорт",
    "сторож",
    "повар",
    "катер",
    "отпуск",
    "холод",
    "край",
];

fn plural_genitive(lower: &str, nominative: &str) -> String {
    if let Some((_, form)) = GENITIVES.iter().find(|(word, _)| *word == lower) {
        return (*form).to_owned();
    }
    let stem1 = cut(lower, 1);
    let before = stem1.chars().last().unwrap_or(' ');
    match lower.chars().last().unwrap_or(' ') {
        'а' | 'о' => zero_ending(stem1),
        'я' if before == 'и' || "аеоу".contains(before) => format!("{stem1}й"),
        'я' if before == 'ь' => format!("{}ей", cut(stem1, 1)),
        'я' => soft_zero_ending(stem1),
        'е' if before == 'и' => format!("{stem1}й"),
        'е' if before == 'ь' => format!("{}ий", cut(stem1, 1)),
        'е' if HUSHING.contains(before) => stem1.to_owned(),
        'е' if before == 'ц' => zero_ending(stem1),
        'е' | 'ё' | 'ь' => format!("{}ей", oblique_stem_of_plural(nominative)),
        'й' => format!("{stem1}ев"),
        'ц' if stem_stressed(lower) => format!("{}ов", oblique_stem(lower)),
        'ц' => format!("{}ев", oblique_stem(lower)),
        'ж' | 'ш' | 'ч' | 'щ' => format!("{lower}ей"),
        _ if lower.ends_with("анин") || lower.ends_with("янин") => cut(lower, 2).to_owned(),
        _ => format!("{}ов", oblique_stem(lower)),
    }
}

fn oblique_stem_of_plural(nominative: &str) -> &str {
    cut(nominative, 1)
}

/// «сумма» → «сумм», «марка» → «марок», «кружка» → «кружек», «окно» → «окон», «письмо» → «писем».
fn zero_ending(stem: &str) -> String {
    let mut letters = stem.chars().rev();
    let (last, before) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    let front = cut(stem, 1);
    match (before, last) {
        ('ь' | 'й', 'к' | 'м' | 'ц' | 'б') => format!("{}е{last}", cut(front, 1)),
        ('ж' | 'ш' | 'ч', 'к') => format!("{front}е{last}"),
        (c, 'к') if !"аеёиоуыэюяск".contains(c) => format!("{front}о{last}"),
        ('с', 'к') if stem.ends_with("ск") && stem.chars().count() > 3 => format!("{front}о{last}"),
        ('к', 'н') | ('к', 'л') => format!("{front}о{last}"),
        ('т' | 'с' | 'д' | 'р', 'л' | 'р' | 'н') if stem.chars().count() > 2 => {
            format!("{front}е{last}")
        }
        ('л' | 'н', 'ц') | ('т', 'ц') => format!("{front}е{last}"),
        _ => stem.to_owned(),
    }
}

/// «неделя» → «недель», «капля» → «капель», «песня» → «песен».
fn soft_zero_ending(stem: &str) -> String {
    let mut letters = stem.chars().rev();
    let (last, before) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    let front = cut(stem, 1);
    match (before, last) {
        ('с' | 'ш' | 'б' | 'т' | 'ч' | 'в', 'н') => format!("{front}е{last}"),
        (c, 'л' | 'н') if !"аеёиоуыэюяь".contains(c) => format!("{front}е{last}ь"),
        _ => format!("{stem}ь"),
    }
}

const GENITIVES: [(&str, &str); 34] = [
    ("раз", "раз"),
    ("грамм", "граммов"),
    ("глаз", "глаз"),
    ("солдат", "солдат"),
    ("чулок", "чулок"),
    ("сапог", "сапог"),
    ("партизан", "партизан"),
    ("волос", "волос"),
    ("место", "мест"),
    ("дело", "дел"),
    ("слово", "слов"),
    ("право", "прав"),
    ("число", "чисел"),
    ("кресло", "кресел"),
    ("весло", "весел"),
    ("стекло", "стекол"),
    ("яйцо", "яиц"),
    ("земля", "земель"),
    ("кухня", "кухонь"),
    ("гривна", "гривен"),
    ("сестра", "сестер"),
    ("статья", "статей"),
    ("свеча", "свечей"),
    ("семья", "семей"),
    ("копейка", "копеек"),
    ("тысяча", "тысяч"),
    ("доска", "досок"),
    ("сказка", "сказок"),
    ("деньги", "денег"),
    ("игра", "игр"),
    ("цифра", "цифр"),
    ("норма", "норм"),
    ("карта", "карт"),
    ("буква", "букв"),
];

/// Words with no rule: six singular forms, six plural.
const WHOLE: [(&str, &str); 17] = [
    (
        "путь",
        "путь пути пути путь путем пути пути путей путям пути путями путях",
    ),
    (
        "человек",
        "человек человека человеку человека человеком человеке люди людей людям людей людьми людях",
    ),
    (
        "ребенок",
        "ребенок ребенка ребенку ребенка ребенком ребенке дети детей детям детей детьми детях",
    ),
    (
        "ребёнок",
        "ребёнок ребёнка ребёнку ребёнка ребёнком ребёнке дети детей детям детей детьми детях",
    ),
    (
        "друг",
        "друг друга другу друга другом друге друзья друзей друзьям друзей друзьями друзьях",
    ),
    (
        "брат",
        "брат брата брату брата братом брате братья братьев братьям братьев братьями братьях",
    ),
    (
        "сын",
        "сын сына сыну сына сыном сыне сыновья сыновей сыновьям сыновей сыновьями сыновьях",
    ),
    (
        "муж",
        "муж мужа мужу мужа мужем муже мужья мужей мужьям мужей мужьями мужьях",
    ),
    (
        "стул",
        "стул стула стулу стул стулом стуле стулья стульев стульям стулья стульями стульях",
    ),
    (
        "дерево",
        "дерево дерева дереву дерево деревом дереве деревья деревьев деревьям деревья деревьями деревьях",
    ),
    (
        "мать",
        "мать матери матери мать матерью матери матери матерей матерям матерей матерями матерях",
    ),
    (
        "дочь",
        "дочь дочери дочери дочь дочерью дочери дочери дочерей дочерям дочерей дочерями дочерях",
    ),
    (
        "отец",
        "отец отца отцу отца отцом отце отцы отцов отцам отцов отцами отцах",
    ),
    (
        "год",
        "год года году год годом годе годы годов годам годы годами годах",
    ),
    (
        "любовь",
        "любовь любви любви любовь любовью любви любви любвей любвям любви любвями любвях",
    ),
    (
        "церковь",
        "церковь церкви церкви церковь церковью церкви церкви церквей церквам церкви церквами церквах",
    ),
    (
        "месяц",
        "месяц месяца месяцу месяц месяцем месяце месяцы месяцев месяцам месяцы месяцами месяцах",
    ),
];

/// The stem of a word that declines as an adjective.
fn adjective_stem(lower: &str) -> Option<&str> {
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

fn adjective(word: &str, case: usize, plural: bool, gender: Gender, animate: bool) -> String {
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
