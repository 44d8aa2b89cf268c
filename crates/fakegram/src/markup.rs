//! Keyboards under and beside messages.

use crate::call::{Params, Refusal};
use serde_json::{Value, json};

/// Bytes a button carries at most (T-5).
const DATA: usize = 64;
/// Buttons under one message.
const BUTTONS: usize = 100;

/// Reads `reply_markup`. Only what stands under the message is a part of it.
pub(crate) fn read(params: &Params, is_private: bool) -> Result<Option<Value>, Refusal> {
    let Some(markup) = params.json("reply_markup")? else {
        return Ok(None);
    };
    if let Some(rows) = markup.get("inline_keyboard") {
        let buttons = buttons(rows, "inline keyboard")?;
        if buttons.len() > BUTTONS {
            return Err(Refusal::bad("reply markup is too long"));
        }
        buttons.into_iter().try_for_each(check_inline)?;
        return Ok(Some(markup));
    }
    if let Some(rows) = markup.get("keyboard") {
        for button in buttons(rows, "keyboard")? {
            check_reply(button, is_private)?;
        }
        return Ok(None);
    }
    match markup.get("remove_keyboard").or(markup.get("force_reply")) {
        Some(Value::Bool(true)) => Ok(None),
        _ => Err(Refusal::bad("object expected as reply markup")),
    }
}

fn buttons<'a>(rows: &'a Value, what: &str) -> Result<Vec<&'a Value>, Refusal> {
    let wrong = || Refusal::bad(&format!("field \"{what}\" must be an Array of Arrays"));
    let rows = rows.as_array().ok_or_else(wrong)?;
    let mut buttons = Vec::new();
    for row in rows {
        buttons.extend(row.as_array().ok_or_else(wrong)?);
    }
    Ok(buttons)
}

fn check_inline(button: &Value) -> Result<(), Refusal> {
    const PRESSES: [&str; 9] = [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "pay",
    ];
    if button["text"].as_str().is_none_or(str::is_empty) {
        return Err(Refusal::bad(
            "field \"text\" must be of type String and not empty",
        ));
    }
    let presses = PRESSES.iter().filter(|name| !button[**name].is_null()).count();
    if presses != 1 {
        return Err(Refusal::bad("text buttons are unallowed in the inline keyboard"));
    }
    if let Some(data) = button["callback_data"].as_str()
        && !(1..=DATA).contains(&data.len())
    {
        return Err(Refusal::bad("BUTTON_DATA_INVALID"));
    }
    let address = button["url"].as_str().or(button["web_app"]["url"].as_str());
    match address {
        Some(url) if !is_address(url, button["web_app"].is_null()) => Err(Refusal::bad(&format!(
            "inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        ))),
        _ => Ok(()),
    }
}

fn is_address(url: &str, may_be_plain: bool) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://").filter(|_| may_be_plain))
        .or_else(|| url.strip_prefix("tg://").filter(|_| may_be_plain));
    host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace))
}

fn check_reply(button: &Value, is_private: bool) -> Result<(), Refusal> {
    if button.is_string() {
        return Ok(());
    }
    if button["text"].as_str().is_none_or(str::is_empty) {
        return Err(Refusal::bad(
            "field \"text\" must be of type String and not empty",
        ));
    }
    let asks = |name: &str| button[name] == json!(true);
    if asks("request_contact") && !is_private {
        return Err(Refusal::bad(
            "phone number can be requested in private chats only",
        ));
    }
    if asks("request_location") && !is_private {
        return Err(Refusal::bad("location can be requested in private chats only"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markup: Value, is_private: bool) -> bool {
        let mut params = Params::default();
        params.fields.insert("reply_markup".into(), markup);
        read(&params, is_private).is_ok()
    }

    #[test]
    fn buttons_are_judged_as_the_real_server_does() {
        let inline = |button: Value| json!({"inline_keyboard": [[button]]});
        assert!(check(
            inline(json!({"text": "a", "callback_data": "x".repeat(64)})),
            true
        ));
        assert!(!check(
            inline(json!({"text": "a", "callback_data": "x".repeat(65)})),
            true
        ));
        assert!(!check(
            inline(json!({"text": "a", "callback_data": "я".repeat(33)})),
            true
        ));
        assert!(!check(inline(json!({"text": "", "callback_data": "x"})), true));
        assert!(!check(inline(json!({"text": "a"})), true));
        assert!(!check(inline(json!({"text": "a", "url": "nowhere"})), true));
        assert!(!check(
            inline(json!({"text": "a", "web_app": {"url": "http://a.b"}})),
            true
        ));
        let phone = json!({"keyboard": [[{"text": "p", "request_contact": true}]]});
        assert!(check(phone.clone(), true));
        assert!(!check(phone, false));
        assert!(!check(json!({}), true));
    }
}
