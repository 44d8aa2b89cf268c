//! `if`, `ifempty`, `ifnotempty`.

use super::Call;
use crate::compare::{Operator, compare};
use crate::value::Value;

/// `if(op,value,then[,else])`; without else a false answer leaves the value itself.
pub(crate) fn if_(call: &mut Call<'_, '_>, value: Value) -> Value {
    let name = call.arg(0);
    let Some(operator) = operator(&name) else {
        call.error(format!(
            "«{name}» is no operator: use = != > >= < <= in notin match notmatch contains empty"
        ));
        return value;
    };
    let is_pattern = matches!(operator, Operator::Matches | Operator::NotMatches);
    let right = if is_pattern {
        call.pattern(1)
    } else {
        call.arg(1).into_owned()
    };
    // Nothing is what empty text is here: `if` is asked about printed values, not about records.
    let left = if value == Value::Null {
        Value::from("")
    } else {
        value.clone()
    };
    let answer = compare(&left, operator, &Value::from(right), is_pattern);
    match answer {
        Ok(true) => Value::Text(call.arg(2).into_owned()),
        Ok(false) if call.count() > 3 => Value::Text(call.rest(3)),
        Ok(false) => value,
        Err(error) => {
            call.error(error.to_string());
            value
        }
    }
}

fn operator(name: &str) -> Option<Operator> {
    Some(match name.to_lowercase().as_str() {
        "=" | "==" | "eq" => Operator::Equals,
        "!=" | "<>" | "≠" | "ne" => Operator::NotEquals,
        ">" | "gt" => Operator::Greater,
        ">=" | "≥" | "gte" => Operator::GreaterOrEqual,
        "<" | "lt" => Operator::Less,
        "<=" | "≤" | "lte" => Operator::LessOrEqual,
        "in" => Operator::In,
        "notin" | "not in" | "!in" | "nin" => Operator::NotIn,
        "match" | "matches" | "regex" | "~" => Operator::Matches,
        "notmatch" | "not match" | "!match" | "!~" => Operator::NotMatches,
        "contains" | "like" => Operator::Contains,
        "notcontains" | "not contains" | "!contains" => Operator::NotContains,
        "startswith" | "starts" => Operator::StartsWith,
        "endswith" | "ends" => Operator::EndsWith,
        "empty" => Operator::Empty,
        "notempty" | "not empty" | "!empty" => Operator::NotEmpty,
        _ => return None,
    })
}

pub(crate) fn empty_or(call: &mut Call<'_, '_>, value: Value) -> Value {
    if value.is_empty() {
        Value::Text(call.arg(0).into_owned())
    } else {
        value
    }
}

pub(crate) fn not_empty_or(call: &mut Call<'_, '_>, value: Value) -> Value {
    if value.is_empty() {
        value
    } else {
        Value::Text(call.arg(0).into_owned())
    }
}
