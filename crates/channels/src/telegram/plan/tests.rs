use super::*;
use signalbox_model::chat::{Button, Keyboard, Mark, Press, Style};

fn file(kind: FileKind) -> File {
    File {
        kind,
        source: FileSource::Remote("F".into()),
        name: String::new(),
        mime: None,
        size: None,
        trouble: None,
    }
}

fn content(text: &str, files: &[FileKind]) -> Content {
    Content {
        text: Rich::plain(text),
        files: files.iter().copied().map(file).collect(),
        ..Content::default()
    }
}

fn calls(content: Content) -> Vec<Call> {
    let effect = Effect::Send {
        content: Box::new(content),
    };
    plan(&effect, "70", true).unwrap()
}

fn methods(content: Content) -> Vec<&'static str> {
    calls(content).iter().map(|call| call.method).collect()
}

fn button() -> Option<Keyboard> {
    let button = Button {
        text: "Go".into(),
        press: Press::Data("d".into()),
    };
    Some(Keyboard::Inline(vec![vec![button]]))
}

#[test]
fn a_text_goes_with_entities_and_buttons() {
    let mut content = content("hello", &[]);
    content.text.marks = vec![Mark {
        start: 0,
        len: 5,
        style: Style::Bold,
    }];
    content.keyboard = button();
    content.reply_to = Some("4".into());
    content.no_preview = true;
    let calls = calls(content);
    assert_eq!(
        Value::Object(calls[0].params.clone()),
        json!({
            "chat_id": 70,
            "text": "hello",
            "entities": [{"type": "bold", "offset": 0, "length": 5}],
            "link_preview_options": {"is_disabled": true},
            "reply_parameters": {"message_id": 4, "allow_sending_without_reply": true},
            "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "d"}]]},
        })
    );
}

#[test]
fn a_long_text_goes_in_parts_with_the_buttons_under_the_last() {
    let mut content = content(&format!("{}\n{}", "a".repeat(4000), "b".repeat(4000)), &[]);
    content.keyboard = button();
    let calls = calls(content);
    let buttons: Vec<_> = calls
        .iter()
        .map(|call| call.params.contains_key("reply_markup"))
        .collect();
    assert_eq!(buttons, [false, true]);
}

#[test]
fn files_go_alone_or_as_albums() {
    use FileKind::{Animation, Audio, Document, Photo, Sticker, Video};
    assert_eq!(methods(content("c", &[Photo])), ["sendPhoto"]);
    assert_eq!(methods(content("c", &[Photo, Video])), ["sendMediaGroup"]);
    assert_eq!(
        methods(content("c", &[Photo, Document])),
        ["sendPhoto", "sendDocument"]
    );
    assert_eq!(
        methods(content("c", &[Audio, Audio, Animation])),
        ["sendMediaGroup", "sendAnimation"]
    );
    assert_eq!(methods(content("c", &[Sticker])), ["sendSticker", "sendMessage"]);
    assert_eq!(
        methods(content(&"c".repeat(1025), &[Photo])),
        ["sendPhoto", "sendMessage"]
    );
    assert_eq!(
        methods(content("", &[Photo; 11])),
        ["sendMediaGroup", "sendPhoto"]
    );
    let two = calls(content("c", &[Photo, Document]));
    assert!(!two[0].params.contains_key("caption"));
    assert_eq!(two[1].params["caption"], "c");
}

#[test]
fn buttons_stand_under_the_text_of_an_album() {
    let mut album = content("c", &[FileKind::Photo, FileKind::Photo]);
    album.keyboard = button();
    assert_eq!(methods(album.clone()), ["sendMediaGroup", "sendMessage"]);
    album.text = Rich::default();
    let effect = Effect::Send {
        content: Box::new(album),
    };
    assert!(plan(&effect, "70", true).unwrap_err().contains("album"));
}

#[test]
fn own_files_go_along_and_are_measured() {
    let mut own = content("", &[FileKind::Photo]);
    own.files[0].source = FileSource::Stored("s1".into());
    let sent = calls(own.clone());
    assert_eq!(sent[0].params["photo"], "attach://file0");
    assert_eq!(sent[0].wants[0].stored, "s1");
    own.files[0].size = Some(PHOTO_BYTES + 1);
    let effect = Effect::Send {
        content: Box::new(own),
    };
    assert!(plan(&effect, "70", true).unwrap_err().contains("10 MB"));
}

#[test]
fn nothing_to_say_is_refused() {
    let effect = Effect::Send {
        content: Box::new(content("  \n", &[])),
    };
    assert!(plan(&effect, "70", true).is_err());
}

#[test]
fn deeds_are_calls() {
    let one = |effect: Effect| {
        let calls = plan(&effect, "-5", false).unwrap();
        (calls[0].method, Value::Object(calls[0].params.clone()))
    };
    let press = Effect::AnswerPress {
        callback: "q".into(),
        text: "👍".repeat(150),
    };
    assert_eq!(
        one(press),
        (
            "answerCallbackQuery",
            json!({"callback_query_id": "q", "text": "👍".repeat(100)})
        )
    );
    assert_eq!(
        one(Effect::Typing),
        ("sendChatAction", json!({"chat_id": -5, "action": "typing"}))
    );
    let delete = Effect::Delete {
        message: "4 5".into(),
    };
    assert_eq!(
        one(delete),
        ("deleteMessages", json!({"chat_id": -5, "message_ids": [4, 5]}))
    );
    let join = Effect::AnswerJoin {
        user: "70".into(),
        approve: true,
    };
    assert_eq!(
        one(join),
        ("approveChatJoinRequest", json!({"chat_id": -5, "user_id": 70}))
    );
    let edit = Effect::Edit {
        message: "4 5".into(),
        content: Box::new(content("new", &[])),
    };
    assert_eq!(
        one(edit),
        (
            "editMessageText",
            json!({"chat_id": -5, "message_id": 4, "text": "new"})
        )
    );
}
