//! Arithmetic and the printing of numbers.

use rust_decimal::Decimal;

use super::Call;
use crate::calc::Token;
use crate::number::round as round_to;
use crate::value::Value;

/// `calc` on a single value: the number it reads as (V-6). A group is worked out before.
pub(crate) fn calc(call: &mut Call<'_, '_>, value: Value) -> Value {
    let number = call.renderer.number_for_calc(&value, call.span);
    call.renderer.calc_result(&[Token::Number(number)], call.span)
}

/// `format(dec[,decSep[,thSep]])`: grouped by thousands, 0 decimals, `.` and a space unless told.
pub(crate) fn format(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let decimals = call.int(0, 0).clamp(0, 28);
    let mark = match call.arg(1) {
        mark if mark.is_empty() => ".".to_owned(),
        mark => mark.into_owned(),
    };
    let group = match (call.count() > 2, call.arg(2)) {
        (false, _) => " ".to_owned(),
        (true, mark) if mark == "s" || mark == "\\s" => " ".to_owned(),
        (true, mark) => mark.into_owned(),
    };
    let plain = fixed(number, decimals as u32);
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push_str(&group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push_str(&mark);
        text.push_str(fraction);
    }
    Value::Text(text)
}

/// Exactly so many decimals, rounded half away from zero.
fn fixed(number: Decimal, decimals: u32) -> String {
    let mut rounded = round_to(number, decimals as i32);
    if rounded.is_zero() {
        rounded = Decimal::ZERO;
    }
    rounded.rescale(decimals);
    let text = rounded.to_string();
    // A number of 28 digits has no room for more zeros behind it: they are added as text.
    let present = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let missing = (decimals as usize).saturating_sub(present);
    match (missing, present) {
        (0, _) => text,
        (_, 0) => format!("{text}.{}", "0".repeat(missing)),
        _ => text + &"0".repeat(missing),
    }
}

/// `float(n)`: 58000 → 58000.0.
pub(crate) fn float(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let decimals = call.int(0, 1).clamp(0, 28) as u32;
    Value::Text(fixed(number, decimals))
}

pub(crate) fn round(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let digits = call.int(0, 0).clamp(-28, 28) as i32;
    Value::from(round_to(number, digits))
}

pub(crate) fn floor(call: &mut Call<'_, '_>, value: Value) -> Value {
    call.number(&value)
        .map_or(value, |number| Value::from(number.floor()))
}

pub(crate) fn ceil(call: &mut Call<'_, '_>, value: Value) -> Value {
    call.number(&value)
        .map_or(value, |number| Value::from(number.ceil()))
}

/// 1 for an even whole number, 0 for anything else.
pub(crate) fn is_even(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let even = (number % Decimal::TWO).is_zero();
    Value::from(i64::from(even))
}

/// `currencyConvert(USD)`: roubles into a currency by the scope's rate, to hundredths.
pub(crate) fn currency_convert(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let code = call.arg(0).to_uppercase();
    let rate = if code == "RUB" {
        Some(Decimal::ONE)
    } else {
        call.scope().rate(&code)
    };
    let converted = rate
        .filter(|rate| !rate.is_zero())
        .and_then(|rate| number.checked_div(rate));
    match converted {
        Some(sum) => Value::from(round_to(sum, 2)),
        None => {
            call.warn(format!(
                "there is no exchange rate for «{code}»: the result is empty"
            ));
            Value::Null
        }
    }
}
