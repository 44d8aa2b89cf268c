//! Modifiers: `{{value:modifier(arguments)}}`. Each is a row of the catalogue and a function.

mod condition;
mod dates;
mod list;
mod names;
mod numbers;
mod phone;
mod text;
mod translit;

mod words;

pub use translit::latin;

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::ast::{Arg, Modifier};
use crate::catalogue;
use crate::locale::Locale;
use crate::notice::{Level, Span};
use crate::number::parse_human;
use crate::render::{MAX_RESULT, Renderer};
use crate::scope::Scope;
use crate::value::Value;

pub use crate::catalogue::Spec;

pub(crate) type Apply = fn(&mut Call<'_, '_>, Value) -> Value;

/// The modifier of a name, in any case, aliases included (G-6).
pub(crate) fn find(name: &str) -> Option<&'static Spec> {
    catalogue::catalogue().iter().find(|spec| {
        spec.name.eq_ignore_ascii_case(name)
            || spec.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}

impl Spec {
    /// With one argument at most, commas inside it belong to it (G-5).
    pub(crate) fn takes_one(&self) -> bool {
        self.most == 1
    }
}

/// One use of a modifier: its arguments, rendered when asked for, and the way to tell of faults.
pub(crate) struct Call<'c, 'a> {
    renderer: &'c mut Renderer<'a>,
    args: &'c [Arg],
    name: &'c str,
    span: Span,
}

impl<'c, 'a> Call<'c, 'a> {
    pub fn new(renderer: &'c mut Renderer<'a>, modifier: &'c Modifier) -> Call<'c, 'a> {
        Call {
            renderer,
            args: &modifier.args,
            name: &modifier.name,
            span: modifier.span,
        }
    }

    pub fn count(&self) -> usize {
        self.args.len()
    }

    /// An argument, rendered and trimmed; empty when it is not there.
    pub fn arg(&mut self, index: usize) -> Cow<'c, str> {
        let args = self.args;
        args.get(index)
            .map_or(Cow::Borrowed(""), |arg| self.renderer.arg(arg))
    }

    /// An argument and all after it, joined by the commas that split them (G-5).
    pub fn rest(&mut self, from: usize) -> String {
        self.span_of_args(from, self.count())
    }

    /// Arguments `from..to`, joined as they were written.
    pub fn span_of_args(&mut self, from: usize, to: usize) -> String {
        let args = self.args.get(from..to).unwrap_or_default();
        let parts: Vec<_> = args.iter().map(|arg| self.renderer.whole_arg(arg)).collect();
        parts.join(",").trim().to_owned()
    }

    /// An argument that is a regular expression.
    pub fn pattern(&mut self, index: usize) -> String {
        let args = self.args;
        args.get(index)
            .map_or_else(String::new, |arg| self.renderer.pattern_arg(arg))
    }

    /// A whole number; the default when it is not there, a warning when it is none.
    pub fn int(&mut self, index: usize, default: i64) -> i64 {
        let text = self.arg(index);
        if text.is_empty() {
            return default;
        }
        match text.parse() {
            Ok(number) => number,
            Err(_) => {
                self.warn(format!("«{text}» is not a whole number: {default} is used"));
                default
            }
        }
    }

    pub fn scope(&self) -> &'a dyn Scope {
        self.renderer.scope
    }

    pub fn warn(&mut self, message: impl AsRef<str>) {
        self.notice(Level::Warning, message.as_ref());
    }

    pub fn error(&mut self, message: impl AsRef<str>) {
        self.notice(Level::Error, message.as_ref());
    }

    fn notice(&mut self, level: Level, message: &str) {
        let message = format!("{}: {message}", self.name);
        self.renderer.notice(level, message, Some(self.span));
    }

    /// The value as a number. Empty is nothing; text that is no number is a warning; both leave
    /// the value as it is.
    pub fn number(&mut self, value: &Value) -> Option<Decimal> {
        let number = to_decimal(value);
        if number.is_none() && !value.is_empty() {
            self.warn(format!(
                "«{}» is not a number: it is printed unchanged",
                crate::render::excerpt(&value.to_text())
            ));
        }
        number
    }

    /// Keeps what a modifier made within the limit of a result.
    pub fn limited(&mut self, mut text: String) -> Value {
        if text.len() > MAX_RESULT {
            let mut end = MAX_RESULT;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            self.error("the result is longer than 1 MiB and was cut there");
        }
        Value::Text(text)
    }

    /// The language an argument names; the scope's when there is none.
    pub fn locale(&mut self, index: usize) -> Locale {
        let text = self.arg(index);
        let default = self.scope().locale();
        if text.is_empty() {
            return default;
        }
        text.parse().unwrap_or_else(|error| {
            self.warn(format!("{error}"));
            default
        })
    }
}

/// A value as a number: typed ones, flags as 1 and 0, text as people write it (V-4).
pub(crate) fn to_decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.decimal(),
        Value::Bool(flag) => Some(Decimal::from(u8::from(*flag))),
        Value::Text(text) => parse_human(text),
        Value::List(items) if items.len() == 1 => to_decimal(&items[0]),
        _ => None,
    }
}

/// The functions of the catalogue's rows.
pub(crate) mod apply {
    pub(crate) use super::condition::{empty_or, if_, not_empty_or};
    pub(crate) use super::dates::{
        add_workdays, date_diff, df, dm, is_workday, next_workday, previous_workday, spell_date,
    };
    pub(crate) use super::list::{part, split};
    pub(crate) use super::names::{
        fio, fio_format, gender, infl_geo, infl_name, noun_decl, noun_mdecl, noun_plur, sp_about, sp_in,
        sp_verb, sp_with,
    };
    pub(crate) use super::numbers::{calc, ceil, currency_convert, float, floor, format, is_even, round};
    pub(crate) use super::phone::{region, timezone};
    pub(crate) use super::text::{
        documents_only, first_capital, length, lower, nbr, pad_left, pad_right, qr, quotemeta, replace,
        slice, substr, to_numeric, trim, upper, words_capital,
    };
    pub(crate) use super::translit::translit;
    pub(crate) use super::words::{ordinal_num, spell_money, spell_num, spell_price};
}
