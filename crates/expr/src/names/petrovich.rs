//! Cases and gender of personal names by the rules data of the petrovich project.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{cut, like};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sex {
    Male,
    Female,
    /// Unknown, or fitting both.
    Androgynous,
}

/// Which part of a full name a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Last,
    First,
    Middle,
}

#[derive(Deserialize)]
struct Rules {
    lastname: Group,
    firstname: Group,
    middlename: Group,
}

#[derive(Deserialize)]
struct Group {
    exceptions: Vec<Rule>,
    suffixes: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    gender: Sex,
    test: Vec<String>,
    /// Genitive … prepositional: `-` takes a letter away, `.` changes nothing.
    mods: [String; 5],
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
struct GenderFile {
    gender: GenderRules,
}

#[derive(Deserialize)]
struct GenderRules {
    lastname: GenderGroup,
    firstname: GenderGroup,
    middlename: GenderGroup,
}

#[derive(Deserialize)]
struct GenderGroup {
    #[serde(default)]
    exceptions: HashMap<Sex, Vec<String>>,
    suffixes: HashMap<Sex, Vec<String>>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/petrovich-rules.json"))
        .expect("the embedded rules are tested")
});

static GENDERS: LazyLock<GenderFile> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/petrovich-gender.json"))
        .expect("the embedded rules are tested")
});

/// One part of a name in a case (2 … 6); hyphenated halves are declined each.
pub(crate) fn decline(name: &str, part: Part, sex: Sex, case: usize) -> String {
    if !(2..=6).contains(&case) {
        return name.to_owned();
    }
    let group = match part {
        Part::Last => &RULES.lastname,
        Part::First => &RULES.firstname,
        Part::Middle => &RULES.middlename,
    };
    let halves: Vec<&str> = name.split('-').collect();
    let several = halves.len() > 1;
    let declined = halves.iter().enumerate().map(|(index, half)| {
        let first = several && index == 0;
        group
            .find(half, sex, first)
            .map_or_else(|| (*half).to_owned(), |rule| rule.apply(half, case))
    });
    declined.collect::<Vec<_>>().join("-")
}

impl Group {
    fn find(&self, name: &str, sex: Sex, first: bool) -> Option<&Rule> {
        let lower = name.to_lowercase();
        let usable = |rule: &&Rule| {
            let fits = match sex {
                Sex::Androgynous => !(rule.gender == Sex::Female && rule.mods.iter().all(|m| m == ".")),
                _ => rule.gender == sex || rule.gender == Sex::Androgynous,
            };
            fits && (rule.tags.is_empty() || first)
        };
        let exact = self
            .exceptions
            .iter()
            .filter(usable)
            .find(|rule| rule.test.contains(&lower));
        exact.or_else(|| {
            let ends = |rule: &&Rule| rule.test.iter().any(|test| lower.ends_with(test.as_str()));
            self.suffixes.iter().filter(usable).find(ends)
        })
    }
}

impl Rule {
    fn apply(&self, name: &str, case: usize) -> String {
        let change = &self.mods[case - 2];
        if change == "." {
            return name.to_owned();
        }
        let ending = change.trim_start_matches('-');
        let kept = cut(name, change.len() - ending.len());
        format!("{kept}{}", like(name, ending))
    }
}

/// The sex a part of a name speaks for.
pub(crate) fn sex_of(name: &str, part: Part) -> Sex {
    let rules = &GENDERS.gender;
    let group = match part {
        Part::Last => &rules.lastname,
        Part::First => &rules.firstname,
        Part::Middle => &rules.middlename,
    };
    let lower = name.to_lowercase();
    let lower = lower.rsplit('-').next().unwrap_or(&lower);
    for sex in [Sex::Female, Sex::Male, Sex::Androgynous] {
        if group
            .exceptions
            .get(&sex)
            .is_some_and(|names| names.iter().any(|name| name == lower))
        {
            return sex;
        }
    }
    let ends = |(sex, suffixes): (&Sex, &Vec<String>)| {
        let longest = suffixes
            .iter()
            .filter(|suffix| lower.ends_with(suffix.as_str()))
            .map(|s| s.len())
            .max();
        longest.map(|length| (length, *sex))
    };
    group
        .suffixes
        .iter()
        .filter_map(ends)
        .max_by_key(|(length, _)| *length)
        .map_or(Sex::Androgynous, |(_, sex)| sex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_case() {
        let cases = [
            (
                "Иванов",
                Part::Last,
                Sex::Male,
                ["Иванова", "Иванову", "Иванова", "Ивановым", "Иванове"],
            ),
            (
                "Иванова",
                Part::Last,
                Sex::Female,
                ["Ивановой", "Ивановой", "Иванову", "Ивановой", "Ивановой"],
            ),
            ("Шевчук", Part::Last, Sex::Female, ["Шевчук"; 5]),
            (
                "Иван",
                Part::First,
                Sex::Male,
                ["Ивана", "Ивану", "Ивана", "Иваном", "Иване"],
            ),
            (
                "Павел",
                Part::First,
                Sex::Male,
                ["Павла", "Павлу", "Павла", "Павлом", "Павле"],
            ),
            (
                "Анна",
                Part::First,
                Sex::Female,
                ["Анны", "Анне", "Анну", "Анной", "Анне"],
            ),
            (
                "ИВАН",
                Part::First,
                Sex::Male,
                ["ИВАНА", "ИВАНУ", "ИВАНА", "ИВАНОМ", "ИВАНЕ"],
            ),
            (
                "Иванович",
                Part::Middle,
                Sex::Male,
                ["Ивановича", "Ивановичу", "Ивановича", "Ивановичем", "Ивановиче"],
            ),
        ];
        for (name, part, sex, expected) in cases {
            for (case, expected) in (2..=6).zip(expected) {
                assert_eq!(decline(name, part, sex, case), expected, "{name} {case}");
            }
            assert_eq!(decline(name, part, sex, 1), name);
        }
    }

    #[test]
    fn names_by_sex() {
        let cases = [
            ("Евгений", Part::First, Sex::Male),
            ("Анна", Part::First, Sex::Female),
            ("Никита", Part::First, Sex::Male),
            ("Саша", Part::First, Sex::Androgynous),
            ("Петрова", Part::Last, Sex::Female),
            ("Миронов", Part::Last, Sex::Male),
            ("Ильинична", Part::Middle, Sex::Female),
            ("Ильич", Part::Middle, Sex::Male),
        ];
        for (name, part, expected) in cases {
            assert_eq!(sex_of(name, part), expected, "{name}");
        }
    }
}
