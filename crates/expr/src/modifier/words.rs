//! Numbers and sums of money in words.

use rust_decimal::prelude::ToPrimitive;

use super::Call;
use crate::value::Value;
use crate::words::{self, Gender, MoneyFormat, MoneyLocale};

/// `spell_num([case[,gender[,lang]]])`: 55000 → пятьдесят пять тысяч; a language may stand alone.
pub(crate) fn spell_num(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let alone = call.count() == 1 && call.arg(0).parse::<crate::locale::Locale>().is_ok();
    if call.count() == 0 || alone {
        let locale = call.locale(0);
        return Value::Text(words::number(number, locale));
    }
    let case = call.case();
    let (gender, locale) = (gender(&call.arg(1)), call.locale(2));
    let whole = number.trunc() == number && !number.is_sign_negative();
    match number.to_u128().filter(|_| whole) {
        Some(number) => Value::Text(words::cases::cardinal(number, locale, case, gender)),
        None => {
            if case != 1 {
                call.warn("only whole numbers from 0 have cases: the nominative is used");
            }
            Value::Text(words::number(number, locale))
        }
    }
}

/// `spell_price([cur[,fmt[,lang]]])`: roubles and the normal format unless told.
pub(crate) fn spell_price(call: &mut Call<'_, '_>, value: Value) -> Value {
    let currency = call.arg(0).into_owned();
    let format = call.arg(1);
    let Some(format) = MoneyFormat::from_arg(&format) else {
        call.error(format!(
            "«{format}» is no format: use normal, short, duplication or clarification"
        ));
        return value;
    };
    let locale = MoneyLocale::House(call.locale(2));
    money(call, value, &currency, locale, format)
}

/// `spell_money(locale=ru, currency=rub[, format=short])`: named arguments in any order.
pub(crate) fn spell_money(call: &mut Call<'_, '_>, value: Value) -> Value {
    let mut currency = String::new();
    let mut locale = MoneyLocale::House(call.scope().locale());
    let mut format = MoneyFormat::Normal;
    for index in 0..call.count() {
        let arg = call.arg(index);
        let (name, setting) = arg.split_once('=').unwrap_or(("", &arg));
        let setting = setting.trim();
        let understood = match name.trim().to_ascii_lowercase().as_str() {
            "currency" => {
                currency = setting.to_owned();
                true
            }
            "locale" | "lang" => MoneyLocale::from_arg(setting)
                .map(|named| locale = named)
                .is_some(),
            "format" => MoneyFormat::from_arg(setting)
                .map(|named| format = named)
                .is_some(),
            // Without a name: a language or a currency by its code, as `spell_price` takes it.
            "" => match MoneyLocale::from_arg(setting) {
                Some(named) => {
                    locale = named;
                    true
                }
                None => {
                    currency = setting.to_owned();
                    !setting.is_empty()
                }
            },
            _ => false,
        };
        if !understood {
            call.warn(format!(
                "«{arg}» is not understood: write locale=ru, currency=rub"
            ));
        }
    }
    if currency.is_empty() {
        currency = if locale == MoneyLocale::Uzbek {
            "uzs"
        } else {
            "rub"
        }
        .to_owned();
    }
    money(call, value, &currency, locale, format)
}

fn money(
    call: &mut Call<'_, '_>,
    value: Value,
    currency: &str,
    locale: MoneyLocale,
    format: MoneyFormat,
) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    match words::spell_money(number, currency, locale, format) {
        Some(text) => Value::Text(text),
        None => {
            call.error(format!("the currency «{currency}» has no words in this language"));
            value
        }
    }
}

/// `ordinal_num(case,gender[,lang])` and `spell_ordinal`: 7 → седьмой; case 1 … 6, gender m, f or n.
pub(crate) fn ordinal_num(call: &mut Call<'_, '_>, value: Value) -> Value {
    let Some(number) = call.number(&value) else {
        return value;
    };
    let Some(number) = number.trunc().to_u128() else {
        call.warn("only 0 and more have an ordinal: the value is printed unchanged");
        return value;
    };
    // A language may stand alone: spell_ordinal(uk).
    let alone = call.count() == 1 && call.arg(0).parse::<crate::locale::Locale>().is_ok();
    let (case, gender, locale) = match alone {
        true => (1, Gender::Masculine, call.locale(0)),
        false => {
            let case = call.int(0, 1);
            let gender = gender(&call.arg(1));
            (case, gender, call.locale(2))
        }
    };
    if !(1..=6).contains(&case) {
        call.warn(format!("there is no case {case}: use 1 to 6"));
    }
    Value::Text(words::ordinal(number, locale, case.clamp(1, 6) as usize, gender))
}

fn gender(text: &str) -> Gender {
    match text.to_lowercase().as_str() {
        "f" | "ж" => Gender::Feminine,
        "n" | "с" | "ср" => Gender::Neuter,
        _ => Gender::Masculine,
    }
}
