//! Lists: splitting text, printing items.

use super::Call;
use super::text::spelled;
use crate::value::Value;

/// `split(sep,idx)`: comma when empty, `s` for a space; from 0, but from 1 for `s` (V-7); `end`.
pub(crate) fn split(call: &mut Call<'_, '_>, value: Value) -> Value {
    let separator = call.arg(0);
    let by_space = matches!(&*separator, "s" | "\\s");
    let separator = if separator.is_empty() {
        ",".to_owned()
    } else {
        spelled(&separator)
    };
    let text = value.to_text();
    let items: Vec<String> = match &value {
        Value::List(items) if separator == "," => items.iter().map(Value::to_text).collect(),
        _ if by_space => text.split_whitespace().map(str::to_owned).collect(),
        _ => text
            .split(&separator)
            .map(|item| item.trim().to_owned())
            .collect(),
    };
    let first = i64::from(by_space);
    let wanted = call.arg(1);
    let index = match &*wanted {
        "" => Some(first),
        "end" | "last" => Some(items.len() as i64 - 1 + first),
        number => number.parse().ok(),
    };
    let Some(index) = index else {
        call.warn(format!("«{wanted}» is no index: write a number or end"));
        return Value::from("");
    };
    let place = if index < 0 {
        items.len() as i64 + index
    } else {
        index - first
    };
    let item = usize::try_from(place)
        .ok()
        .and_then(|place| items.into_iter().nth(place));
    Value::Text(item.unwrap_or_default())
}

/// `part(br/rn/ul/ol)`: the items of a list, joined by `<br>` or CRLF, bulleted or numbered.
pub(crate) fn part(call: &mut Call<'_, '_>, value: Value) -> Value {
    let items: Vec<String> = match &value {
        Value::List(items) => items.iter().map(Value::to_text).collect(),
        _ if value.is_empty() => return value,
        other => crate::compare::split_list(&other.to_text()),
    };
    let kind = call.arg(0).to_lowercase();
    let text = match kind.as_str() {
        "br" | "" => items.join("<br>"),
        "rn" => items.join("\r\n"),
        "ul" => items
            .iter()
            .map(|item| format!("• {item}"))
            .collect::<Vec<_>>()
            .join("\n"),
        "ol" => {
            let numbered = items
                .iter()
                .enumerate()
                .map(|(index, item)| format!("{}. {item}", index + 1));
            numbered.collect::<Vec<_>>().join("\n")
        }
        _ => {
            call.warn(format!("«{kind}» is no kind of list: use br, rn, ul or ol"));
            return value;
        }
    };
    call.limited(text)
}
