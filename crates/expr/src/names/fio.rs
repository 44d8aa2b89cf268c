//! Full names: finding surname, name and patronymic, printing and declining them.

use super::given::is_given_name;
use super::petrovich::{Part, Sex, decline, sex_of};

/// A full name taken apart; parts that are not there are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FullName {
    pub last: String,
    pub first: String,
    pub middle: String,
    /// The parts in the order they were written.
    order: Vec<Part>,
}

impl FullName {
    /// Takes a name apart; «Иванов Иван Иванович», «Иван Иванович Иванов», «Иван Иванов», «Иван».
    /// `None` for more than three words or none (but «Гасан оглы» stays with its patronymic).
    pub fn parse(text: &str) -> Option<FullName> {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        if words.len() == 4 && is_patronymic_word(&words[3]) {
            let tail = words.remove(3);
            words[2] = format!("{} {tail}", words[2]);
        }
        let order = match words.as_slice() {
            [only] => vec![if is_patronymic(only) {
                Part::Middle
            } else {
                Part::First
            }],
            [a, b] => pair(a, b).to_vec(),
            [_, b, c] if is_patronymic(b) && !is_patronymic(c) => vec![Part::First, Part::Middle, Part::Last],
            [_, _, _] => vec![Part::Last, Part::First, Part::Middle],
            _ => return None,
        };
        let mut name = FullName {
            order,
            ..FullName::default()
        };
        for (part, word) in name.order.clone().into_iter().zip(words) {
            *name.part_mut(part) = word;
        }
        Some(name)
    }

    fn part_mut(&mut self, part: Part) -> &mut String {
        match part {
            Part::Last => &mut self.last,
            Part::First => &mut self.first,
            Part::Middle => &mut self.middle,
        }
    }

    fn part(&self, part: Part) -> &str {
        match part {
            Part::Last => &self.last,
            Part::First => &self.first,
            Part::Middle => &self.middle,
        }
    }

    /// «Фамилия Имя Отчество».
    pub fn full(&self) -> String {
        let parts = [&self.last, &self.first, &self.middle];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The patronymic decides; else a given name known to be one sex's; else surname and name by their endings.
    pub fn sex(&self) -> Sex {
        let of = |part: Part| match self.part(part) {
            "" => Sex::Androgynous,
            word => sex_of(word, part),
        };
        let by_middle = of(Part::Middle);
        if by_middle != Sex::Androgynous {
            return by_middle;
        }
        let (first, last) = (of(Part::First), of(Part::Last));
        match (first, last) {
            (Sex::Androgynous, last) => last,
            (first, Sex::Androgynous) => first,
            (first, _) if is_given_name(&self.first) => first,
            (_, last) => last,
        }
    }

    /// The whole name in a case, in the order it was written.
    pub fn decline(&self, case: usize) -> String {
        let sex = self.sex();
        let parts = self
            .order
            .iter()
            .map(|&part| decline(self.part(part), part, sex, case));
        parts.collect::<Vec<_>>().join(" ")
    }

    /// `F I O` full parts, `f i o` initials, Cyrillic letters too; the rest as it stands.
    /// Punctuation after a part that is missing is left out with it.
    pub fn format(&self, pattern: &str) -> String {
        let mut out = String::new();
        let mut missing = false;
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            let part = match c {
                'F' | 'f' | 'Ф' | 'ф' => Some(Part::Last),
                'I' | 'i' | 'И' | 'и' => Some(Part::First),
                'O' | 'o' | 'О' | 'о' => Some(Part::Middle),
                _ => None,
            };
            let Some(part) = part else {
                let literal = if c == '\\' { chars.next().unwrap_or(c) } else { c };
                if !(missing && literal.is_ascii_punctuation()) {
                    out.push(literal);
                }
                missing = false;
                continue;
            };
            let word = self.part(part);
            missing = word.is_empty();
            match c.is_uppercase() {
                true => out.push_str(word),
                false => out.extend(word.chars().take(1).flat_map(char::to_uppercase)),
            }
        }
        out.split(' ')
            .filter(|piece| !piece.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Two words: with a patronymic it is name and patronymic, else surname and name in either order.
fn pair(a: &str, b: &str) -> [Part; 2] {
    if is_patronymic(b) && is_given_name(a) {
        return [Part::First, Part::Middle];
    }
    let surname_end = |word: &str| sex_of(word, Part::Last) != Sex::Androgynous;
    match (is_given_name(a), is_given_name(b)) {
        (true, false) => [Part::First, Part::Last],
        (false, true) => [Part::Last, Part::First],
        _ if surname_end(b) && !surname_end(a) => [Part::First, Part::Last],
        _ => [Part::Last, Part::First],
    }
}

fn is_patronymic(word: &str) -> bool {
    let lower = word.to_lowercase();
    let ends = [
        "ович",
        "евич",
        "ёвич",
        "ьич",
        "овна",
        "евна",
        "ёвна",
        "ична",
        "ївна",
        "ївич",
        "йович",
    ];
    ends.iter().any(|end| lower.ends_with(end))
        || lower.split_whitespace().last().is_some_and(is_patronymic_word)
}

fn is_patronymic_word(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "оглы" | "кызы" | "гызы" | "улы" | "уулу" | "угли"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_in_any_order() {
        for (text, last, first, middle) in [
            ("Иванов Иван Иванович", "Иванов", "Иван", "Иванович"),
            ("Иван Иванович Иванов", "Иванов", "Иван", "Иванович"),
            ("Миронов Евгений", "Миронов", "Евгений", ""),
            ("Максим Петров", "Петров", "Максим", ""),
            ("Анна Сергеевна", "", "Анна", "Сергеевна"),
            ("Мария", "", "Мария", ""),
            ("Шевченко Тарас", "Шевченко", "Тарас", ""),
            ("Алиев Гасан Вели оглы", "Алиев", "Гасан", "Вели оглы"),
        ] {
            let name = FullName::parse(text).unwrap();
            assert_eq!(
                (&*name.last, &*name.first, &*name.middle),
                (last, first, middle),
                "{text}"
            );
        }
        assert_eq!(FullName::parse(""), None);
        assert_eq!(FullName::parse("a b c d e"), None);
    }

    #[test]
    fn patterns() {
        let name = FullName::parse("Иванов Иван Иванович").unwrap();
        assert_eq!(name.format("F i.o."), "Иванов И.И.");
        assert_eq!(name.format("F i. o."), "Иванов И. И.");
        assert_eq!(name.format("I O F"), "Иван Иванович Иванов");
        let name = FullName::parse("Миронов Евгений").unwrap();
        assert_eq!(name.format("F i.o."), "Миронов Е.");
        assert_eq!(name.format("I O F"), "Евгений Миронов");
    }

    #[test]
    fn whole_names_by_case() {
        for (text, case, expected) in [
            ("Иванов Иван Иванович", 2, "Иванова Ивана Ивановича"),
            ("Иванов Иван Иванович", 3, "Иванову Ивану Ивановичу"),
            ("Петрова Анна Сергеевна", 5, "Петровой Анной Сергеевной"),
            ("Максим Петров", 2, "Максима Петрова"),
            ("Мария", 4, "Марию"),
        ] {
            assert_eq!(FullName::parse(text).unwrap().decline(case), expected);
        }
    }
}
