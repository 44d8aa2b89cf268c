//! Buttons as `reply_markup`.

use serde_json::{Value, json};
use signalbox_model::chat::{Button, Keyboard, Press};

/// Bytes a button carries at most (T-5).
const DATA: usize = 64;

/// The markup of a keyboard.
///
/// # Errors
/// A sentence for people about the button that Telegram would refuse.
pub(super) fn markup(keyboard: &Keyboard, is_private: bool) -> Result<Value, String> {
    let all = |rows: &[Vec<Button>], one: &dyn Fn(&Button) -> Result<Value, String>| {
        let filled = rows.iter().filter(|row| !row.is_empty());
        filled
            .map(|row| row.iter().map(one).collect::<Result<Vec<_>, _>>())
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(match keyboard {
        Keyboard::Inline(rows) => json!({"inline_keyboard": all(rows, &inline)?}),
        Keyboard::Reply { rows, once } => json!({
            "keyboard": all(rows, &|button| reply(button, is_private))?,
            "resize_keyboard": true,
            "one_time_keyboard": once,
        }),
        Keyboard::Remove => json!({"remove_keyboard": true}),
    })
}

fn caption(button: &Button) -> Result<&str, String> {
    match button.text.trim() {
        "" => Err("a button has no caption. Give it one".to_owned()),
        text => Ok(text),
    }
}

fn inline(button: &Button) -> Result<Value, String> {
    let text = caption(button)?;
    Ok(match &button.press {
        Press::Data(data) if (1..=DATA).contains(&data.len()) => json!({"text": text, "callback_data": data}),
        Press::Data(_) => {
            return Err(format!(
                "the button \u{201c}{text}\u{201d} must carry 1 to {DATA} bytes"
            ));
        }
        Press::Url(url) => json!({"text": text, "url": url}),
        Press::WebApp(url) => json!({"text": text, "web_app": {"url": url}}),
        Press::Query(query) => json!({"text": text, "switch_inline_query_current_chat": query}),
        Press::Say | Press::SharePhone | Press::ShareLocation => {
            return Err(format!(
                "the button \u{201c}{text}\u{201d} can only stand in a keyboard below the input, not under a message"
            ));
        }
    })
}

fn reply(button: &Button, is_private: bool) -> Result<Value, String> {
    let text = caption(button)?;
    Ok(match &button.press {
        // Telegram refuses the whole message when a group is asked for phones (T-13); the caption is still an answer.
        Press::SharePhone if is_private => json!({"text": text, "request_contact": true}),
        Press::ShareLocation if is_private => json!({"text": text, "request_location": true}),
        Press::Say | Press::SharePhone | Press::ShareLocation => json!({"text": text}),
        Press::WebApp(url) => json!({"text": text, "web_app": {"url": url}}),
        Press::Data(_) | Press::Url(_) | Press::Query(_) => {
            return Err(format!(
                "the button \u{201c}{text}\u{201d} can only stand under a message, not in a keyboard below the input"
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(text: &str, press: Press) -> Button {
        Button {
            text: text.into(),
            press,
        }
    }

    #[test]
    fn buttons_become_what_telegram_knows() {
        let rows = vec![
            vec![
                button("Yes", Press::Data("a1".into())),
                button("Site", Press::Url("https://a.b".into())),
            ],
            vec![],
            vec![button("App", Press::WebApp("https://a.b/app".into()))],
        ];
        let expected = json!({"inline_keyboard": [
            [{"text": "Yes", "callback_data": "a1"}, {"text": "Site", "url": "https://a.b"}],
            [{"text": "App", "web_app": {"url": "https://a.b/app"}}],
        ]});
        assert_eq!(markup(&Keyboard::Inline(rows), true), Ok(expected));
    }

    #[test]
    fn a_phone_is_asked_for_in_private_only() {
        let keyboard = Keyboard::Reply {
            rows: vec![vec![button("Phone", Press::SharePhone)]],
            once: true,
        };
        let asks = |is_private| markup(&keyboard, is_private).map(|markup| markup["keyboard"][0][0].clone());
        assert_eq!(asks(true), Ok(json!({"text": "Phone", "request_contact": true})));
        assert_eq!(asks(false), Ok(json!({"text": "Phone"})));
    }

    #[test]
    fn what_telegram_would_refuse_is_named() {
        for press in [
            Press::Data("x".repeat(65)),
            Press::Data(String::new()),
            Press::Say,
        ] {
            let keyboard = Keyboard::Inline(vec![vec![button("Go", press)]]);
            assert!(markup(&keyboard, true).unwrap_err().contains("Go"));
        }
    }
}
