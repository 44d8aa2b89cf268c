//! Names, nouns, places and the agreements around them.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Call;
use crate::locale::Locale;
use crate::names::fio::FullName;
use crate::names::petrovich::Sex;
use crate::names::{CASES, geo, noun, speech};
use crate::value::Value;
use crate::words::plural_index;

impl Call<'_, '_> {
    /// The case asked for, 1 … 6.
    pub(super) fn case(&mut self) -> usize {
        let case = self.int(0, 1);
        match usize::try_from(case).ok().filter(|case| CASES.contains(case)) {
            Some(case) => case,
            None => {
                self.warn(format!("there is no case {case}: use 1 to 6"));
                1
            }
        }
    }

    fn full_name(&mut self, value: &Value) -> Option<FullName> {
        let name = FullName::parse(&value.to_text());
        if name.is_none() && !value.is_empty() {
            self.warn("this is not a name of one to three words: it is printed unchanged");
        }
        name
    }
}

/// `fio([1/2/3])`: the full name; 1 name, 2 surname, 3 patronymic.
pub(crate) fn fio(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(name) = call.full_name(&value) else {
        return value;
    };
    Value::Text(match &*call.arg(0) {
        "1" => name.first,
        "2" => name.last,
        "3" => name.middle,
        _ => name.full(),
    })
}

/// `fio_format(F i\.o\.)`.
pub(crate) fn fio_format(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(name) = call.full_name(&value) else {
        return value;
    };
    Value::Text(name.format(&call.arg(0)))
}

pub(crate) fn infl_name(call: &mut Call<'_, '_>, value: Value) -> Value {
    let case = call.case();
    let Some(name) = call.full_name(&value) else {
        return value;
    };
    Value::Text(name.decline(case))
}

pub(crate) fn infl_geo(call: &mut Call<'_, '_>, value: Value) -> Value {
    Value::Text(geo::decline(value.to_text().trim(), call.case()))
}

/// A noun in the singular; a capitalised word is taken for a name and declined as a living being.
pub(crate) fn noun_decl(call: &mut Call<'_, '_>, value: Value) -> Value {
    Value::Text(noun::decline(value.to_text().trim(), call.case(), false))
}

pub(crate) fn noun_mdecl(call: &mut Call<'_, '_>, value: Value) -> Value {
    Value::Text(noun::decline(value.to_text().trim(), call.case(), true))
}

/// `noun_plur(word)`: 45 → 45 грамм; or the forms themselves: `noun_plur(день,дня,дней)`.
pub(crate) fn noun_plur(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let whole = number.fract().is_zero();
    let form = match (call.scope().locale(), whole, number.abs().to_u128()) {
        (Locale::En, ..) => usize::from(number.abs() != Decimal::ONE),
        // A fraction takes the genitive singular: 1,5 рубля.
        (_, false, _) | (_, _, None) => 1,
        (_, true, Some(number)) => plural_index(number),
    };
    let word = match call.count() {
        2 | 3 => call.arg(form.min(call.count() - 1)).into_owned(),
        _ => {
            let word = call.rest(0);
            let cyrillic = word.chars().any(|c| ('а'..='я').contains(&c) || c == 'ё');
            match cyrillic {
                true => noun::counted(&word, form),
                false if form > 0 => english_plural(&word),
                false => word,
            }
        }
    };
    Value::Text(format!("{} {word}", value.to_text().trim()))
}

fn english_plural(word: &str) -> String {
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if sibilant => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// `f` or `m`; empty when the name does not tell.
pub(crate) fn gender(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(name) = call.full_name(&value) else {
        return Value::from("");
    };
    Value::from(match name.sex() {
        Sex::Female => "f",
        Sex::Male => "m",
        Sex::Androgynous => {
            call.warn("the name does not tell whether it is a woman's or a man's: the result is empty");
            ""
        }
    })
}

/// `sp_verb(оформил)`: the verb as the person named by the value did it.
pub(crate) fn sp_verb(call: &mut Call<'_, '_>, value: Value) -> Value {
    let female = match value.to_text().trim() {
        "f" => true,
        "m" => false,
        text => FullName::parse(text).is_some_and(|name| name.sex() == Sex::Female),
    };
    Value::Text(speech::verb(&call.arg(0), female))
}

pub(crate) fn sp_in(_: &mut Call<'_, '_>, value: Value) -> Value {
    spoken(&value, speech::with_in)
}

pub(crate) fn sp_with(_: &mut Call<'_, '_>, value: Value) -> Value {
    spoken(&value, speech::with_with)
}

pub(crate) fn sp_about(_: &mut Call<'_, '_>, value: Value) -> Value {
    spoken(&value, speech::with_about)
}

fn spoken(value: &Value, preposition: fn(&str) -> String) -> Value {
    match value.to_text().trim() {
        "" => Value::from(""),
        text => Value::Text(preposition(text)),
    }
}
