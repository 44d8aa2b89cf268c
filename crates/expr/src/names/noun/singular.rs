//! The singular: first, second and third declension.

use super::words::{FLEETING, KEEPS_OK, form_of};
use super::{HUSHING, VELAR, is_masculine_soft};
use crate::names::cut;

pub(super) fn singular_form(lower: &str, case: usize, animate: bool) -> String {
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
pub(super) fn stem_stressed(lower: &str) -> bool {
    lower.ends_with("ец")
        && !["палец", "месяц", "ситец", "перец", "индеец", "европеец", "немец"].contains(&lower)
}

/// The stem without its last sign and without a fleeting vowel.
pub(super) fn oblique_stem(lower: &str) -> String {
    if let Some(stem) = form_of(FLEETING, lower) {
        return stem.to_owned();
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
    let keeps = KEEPS_OK.split_whitespace().any(|word| stem.ends_with(word));
    match stem.strip_suffix("ок").or_else(|| stem.strip_suffix("ёк")) {
        Some(front) if !keeps && front.chars().count() > 1 => format!("{front}к"),
        _ => stem.to_owned(),
    }
}
