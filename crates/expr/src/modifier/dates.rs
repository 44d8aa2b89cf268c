//! Dates: printing, shifting, distances, working days.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

use super::Call;
use crate::date::workdays::{self, Country};
use crate::date::{self, diff, format};
use crate::locale::Locale;
use crate::render::excerpt;
use crate::value::Value;
use crate::words;

impl Call<'_, '_> {
    /// The value as a moment. Empty is nothing; what is no date is a warning; both stay as they are.
    fn moment(&mut self, value: &Value) -> Option<Zoned> {
        let moment = date::moment(value, &self.scope().now());
        if moment.is_none() && !value.is_empty() {
            self.warn(format!(
                "«{}» is not a date: it is printed unchanged",
                excerpt(&value.to_text())
            ));
        }
        moment
    }
}

/// `df(fmt[,ru])`: PHP's date letters, English names unless a language is named.
pub(crate) fn df(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(moment) = call.moment(&value) else {
        return value;
    };
    // A comma inside the format is not a language: «d F, Y».
    let count = call.count();
    let named = if count > 1 {
        call.arg(count - 1).parse().ok()
    } else {
        None
    };
    let pattern = call.span_of_args(0, if named.is_some() { count - 1 } else { count });
    let locale = named.unwrap_or(Locale::En);
    let pattern = if pattern.is_empty() {
        "d.m.Y".to_owned()
    } else {
        pattern
    };
    let text = format::format(&pattern, &moment, locale);
    call.limited(text)
}

/// `dm(fmt,expr)`: a time phrase seen from the value, then printed.
pub(crate) fn dm(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(moment) = call.moment(&value) else {
        return value;
    };
    let phrase = call.rest(1);
    let shifted = if phrase.is_empty() {
        Some(moment)
    } else {
        date::shift(&moment, &phrase)
    };
    let Some(shifted) = shifted else {
        call.error(date::unreadable(&phrase));
        return Value::Null;
    };
    let pattern = call.arg(0);
    let pattern = if pattern.is_empty() { "d.m.Y" } else { &*pattern };
    let text = format::format(pattern, &shifted, Locale::En);
    call.limited(text)
}

/// `date_diff([unix[,fmt]])`: distance to a moment, now unless told; `%a` days unless told.
pub(crate) fn date_diff(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(from) = call.moment(&value) else {
        return value;
    };
    let other = call.arg(0).into_owned();
    let to = match other.is_empty() {
        true => Some(call.scope().now()),
        false => date::moment(&unix_or_text(&other), &call.scope().now()),
    };
    let Some(to) = to else {
        call.error(date::unreadable(&other));
        return Value::Null;
    };
    let pattern = call.rest(1);
    let pattern = if pattern.is_empty() { "%a" } else { &pattern };
    Value::Text(diff::format(pattern, &from, &to).unwrap_or_default())
}

/// The first argument is UNIX seconds even when it is short.
fn unix_or_text(text: &str) -> Value {
    text.parse::<i64>()
        .map_or_else(|_| Value::from(text), Value::from)
}

/// `addworkdays(n[,by])`: that many working days later, the clock unchanged.
pub(crate) fn add_workdays(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(moment) = call.moment(&value) else {
        return value;
    };
    let count = call.int(0, 0);
    let country = Country::from_arg(&call.arg(1));
    let day = workdays::add(moment.date(), count, country);
    let shifted = day.and_then(|day| move_to(&moment, day));
    match (shifted, &value) {
        (Some(shifted), Value::Date(_)) => Value::Date(shifted.date()),
        (Some(shifted), _) => Value::DateTime(shifted, date::style_of(&value)),
        (None, _) => {
            call.error("the date is out of range");
            Value::Null
        }
    }
}

fn move_to(moment: &Zoned, day: Date) -> Option<Zoned> {
    let days = moment.date().until(day).ok()?.get_days();
    moment.checked_add(days.days()).ok()
}

pub(crate) fn next_workday(call: &mut Call<'_, '_>, value: Value) -> Value {
    neighbour(call, value, 1)
}

pub(crate) fn previous_workday(call: &mut Call<'_, '_>, value: Value) -> Value {
    neighbour(call, value, -1)
}

/// `nextworkday(fmt,loc)`: `by` is the calendar of Belarus, a language names months and days.
fn neighbour(call: &mut Call<'_, '_>, value: Value, step: i64) -> Value {
    let Some(moment) = call.moment(&value) else {
        return value;
    };
    let place = call.arg(1);
    let day = workdays::add(moment.date(), step, Country::from_arg(&place));
    let Some(shifted) = day.and_then(|day| move_to(&moment, day)) else {
        return Value::Null;
    };
    let pattern = call.arg(0);
    match (pattern.is_empty(), &value) {
        (true, Value::Date(_)) => Value::Date(shifted.date()),
        (true, _) => Value::DateTime(shifted, date::style_of(&value)),
        (false, _) => Value::Text(format::format(
            &pattern,
            &shifted,
            place.parse().unwrap_or(Locale::En),
        )),
    }
}

/// 1 on a working day, else 0.
pub(crate) fn is_workday(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(moment) = call.moment(&value) else {
        return value;
    };
    let country = Country::from_arg(&call.arg(0));
    Value::from(i64::from(workdays::is_workday(moment.date(), country)))
}

/// A date in words, in the scope's language unless one is named.
pub(crate) fn spell_date(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(moment) = call.moment(&value) else {
        return value;
    };
    let locale = call.locale(0);
    Value::Text(words::spell_date(moment.date(), locale))
}
