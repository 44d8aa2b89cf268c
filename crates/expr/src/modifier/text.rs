//! Letters, lengths and pieces of text.

use super::Call;
use crate::context::escape_url;
use crate::render::MAX_RESULT;
use crate::value::Value;

/// Widest padding, in characters.
const MAX_PAD: i64 = 10_000;

pub(crate) fn first_capital(_: &mut Call<'_, '_>, value: Value) -> Value {
    Value::Text(capitalised(&value.to_text()))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(crate) fn words_capital(_: &mut Call<'_, '_>, value: Value) -> Value {
    let text = value.to_text();
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match inside || !c.is_alphanumeric() {
            true => out.push(c),
            false => out.extend(c.to_uppercase()),
        }
        inside = !c.is_whitespace() && (inside || c.is_alphanumeric()) && c != '-';
    }
    Value::Text(out)
}

pub(crate) fn lower(_: &mut Call<'_, '_>, value: Value) -> Value {
    Value::Text(value.to_text().to_lowercase())
}

pub(crate) fn upper(_: &mut Call<'_, '_>, value: Value) -> Value {
    Value::Text(value.to_text().to_uppercase())
}

/// In characters.
pub(crate) fn length(_: &mut Call<'_, '_>, value: Value) -> Value {
    Value::from(i64::try_from(value.to_text().chars().count()).unwrap_or(i64::MAX))
}

pub(crate) fn trim(_: &mut Call<'_, '_>, value: Value) -> Value {
    Value::text(value.to_text().trim())
}

pub(crate) fn pad_left(call: &mut Call<'_, '_>, value: Value) -> Value {
    let (text, padding) = padded(call, &value);
    call.limited(padding + &text)
}

pub(crate) fn pad_right(call: &mut Call<'_, '_>, value: Value) -> Value {
    let (text, padding) = padded(call, &value);
    call.limited(text + &padding)
}

fn padded(call: &mut Call<'_, '_>, value: &Value) -> (String, String) {
    let text = value.to_text();
    let width = call.int(0, 0).clamp(0, MAX_PAD) as usize;
    let filler = call.arg(1);
    let filler = if filler.is_empty() || filler == "\\s" {
        " "
    } else {
        &*filler
    };
    let missing = width.saturating_sub(text.chars().count());
    let padding = filler.chars().cycle().take(missing).collect();
    (text, padding)
}

/// `slice(a[,b])` as in Python: negative numbers count from the end.
pub(crate) fn slice(call: &mut Call<'_, '_>, value: Value) -> Value {
    let letters: Vec<char> = value.to_text().chars().collect();
    let length = letters.len() as i64;
    let place = |at: i64| if at < 0 { (length + at).max(0) } else { at.min(length) } as usize;
    let from = place(call.int(0, 0));
    let to = place(call.int(1, length));
    Value::Text(letters.get(from..to).unwrap_or_default().iter().collect())
}

/// `substr(pos,len)`: counted from 1 (V-7); a negative position counts from the end.
pub(crate) fn substr(call: &mut Call<'_, '_>, value: Value) -> Value {
    let letters: Vec<char> = value.to_text().chars().collect();
    let length = letters.len() as i64;
    let position = call.int(0, 1);
    let from = if position < 0 {
        length.saturating_add(position)
    } else {
        position - 1
    }
    .clamp(0, length);
    let count = call.int(1, length);
    let to = if count < 0 {
        length.saturating_add(count)
    } else {
        from.saturating_add(count)
    }
    .clamp(from, length);
    Value::Text(letters[from as usize..to as usize].iter().collect())
}

/// `replace(a,b)`: all occurrences; `s` or `\s` is a space, `\n` a line break (G-4).
pub(crate) fn replace(call: &mut Call<'_, '_>, value: Value) -> Value {
    let text = value.to_text();
    let from = spelled(&call.arg(0));
    let to = spelled(&call.arg(1));
    if from.is_empty() {
        return value;
    }
    let grown = text
        .len()
        .saturating_add(text.matches(&from).count().saturating_mul(to.len()));
    if grown > 2 * MAX_RESULT {
        call.error("the result would be longer than 1 MiB: the value is printed unchanged");
        return value;
    }
    let replaced = text.replace(&from, &to);
    call.limited(replaced)
}

/// The signs that trimming would lose, written as letters.
pub(super) fn spelled(text: &str) -> String {
    match text {
        "s" | "\\s" => " ".to_owned(),
        _ => text
            .replace("\\s", " ")
            .replace("\\n", "\n")
            .replace("\\r", "\r")
            .replace("\\t", "\t"),
    }
}

/// Digits only.
pub(crate) fn to_numeric(_: &mut Call<'_, '_>, value: Value) -> Value {
    Value::Text(value.to_text().chars().filter(char::is_ascii_digit).collect())
}

/// Line breaks as `<br>`.
pub(crate) fn nbr(call: &mut Call<'_, '_>, value: Value) -> Value {
    let text = value
        .to_text()
        .replace("\r\n", "\n")
        .replace(['\r', '\n'], "<br>");
    call.limited(text)
}

/// A backslash before every character that regular expressions give a meaning.
pub(crate) fn quotemeta(call: &mut Call<'_, '_>, value: Value) -> Value {
    let text = value.to_text();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if ".\\+*?[^]$(){}|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    call.limited(out)
}

/// The URL of a PNG with the value as a QR code.
pub(crate) fn qr(call: &mut Call<'_, '_>, value: Value) -> Value {
    if value.is_empty() {
        return value;
    }
    let mut url = format!("{}/qr?text=", call.scope().host().trim_end_matches('/'));
    escape_url(&value.to_text(), &mut url);
    call.limited(url)
}

/// `insertImage`, `insertLink`, `insertTable`, `row`: known, but only documents can do them.
pub(crate) fn documents_only(call: &mut Call<'_, '_>, value: Value) -> Value {
    call.warn("only documents know this: the value is printed unchanged");
    value
}
