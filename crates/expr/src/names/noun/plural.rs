//! The plural, and its genitive with all its ways to be irregular.

use super::singular::{oblique_stem, stem_stressed};
use super::words::{GENITIVES, IN_A, among, form_of};
use super::{HUSHING, VELAR, is_masculine_soft};
use crate::names::cut;

pub(super) fn plural_form(lower: &str, case: usize, animate: bool) -> String {
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
    if among(IN_A, lower) {
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

fn plural_genitive(lower: &str, nominative: &str) -> String {
    if let Some(form) = form_of(GENITIVES, lower) {
        return form.to_owned();
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
        'е' | 'ё' | 'ь' => format!("{}ей", cut(nominative, 1)),
        'й' => format!("{stem1}ев"),
        'ц' if stem_stressed(lower) => format!("{}ов", oblique_stem(lower)),
        'ц' => format!("{}ев", oblique_stem(lower)),
        'ж' | 'ш' | 'ч' | 'щ' => format!("{lower}ей"),
        _ if lower.ends_with("анин") || lower.ends_with("янин") => cut(lower, 2).to_owned(),
        _ => format!("{}ов", oblique_stem(lower)),
    }
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
