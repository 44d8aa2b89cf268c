use super::*;
use proptest::prelude::*;
use serde_json::json;
use signalbox_model::chat::{Mark, Style};

const NOW: Micros = Micros(5);

fn inbound(update: Value) -> Inbound {
    read(&update, NOW).unwrap().inbound
}

fn wrote(parts: Value) -> Value {
    let mut message = json!({
        "message_id": 9,
        "from": {"id": 70, "is_bot": false, "first_name": "Ада", "last_name": "Л.", "username": "ada", "language_code": "uk"},
        "chat": {"id": 70, "type": "private"},
        "date": 1_780_000_000,
    });
    message
        .as_object_mut()
        .unwrap()
        .extend(parts.as_object().unwrap().clone());
    json!({"update_id": 3, "message": message})
}

fn message_of(parts: Value) -> Message {
    match inbound(wrote(parts)).report {
        Report::Message(message) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_text_is_read_with_who_where_and_when() {
    let entities = json!([{"type": "bold", "offset": 0, "length": 2}]);
    let got = inbound(wrote(
        json!({"text": "👍 so", "entities": entities, "reply_to_message": {"message_id": 4}}),
    ));
    assert_eq!(
        (got.key.as_str(), got.chat.as_str(), got.at),
        ("3", "70", Micros(1_780_000_000_000_000))
    );
    let sender = got.sender.unwrap();
    assert_eq!(
        (sender.name.as_str(), sender.username.as_deref()),
        ("Ада Л.", Some("ada"))
    );
    let Report::Message(message) = got.report else {
        panic!()
    };
    let bold = Mark {
        start: 0,
        len: 2,
        style: Style::Bold,
    };
    assert_eq!(message.text.marks, [bold]);
    assert_eq!(message.reply_to.as_deref(), Some("4"));
    assert_eq!(message.start, None);
}

#[test]
fn a_deep_link_carries_its_payload() {
    let table = [
        ("/start abc_-9", Some("abc_-9")),
        ("/start@my_bot x", Some("x")),
        ("/start", None),
        ("/started x", None),
        ("/start ", None),
        ("say /start x", None),
    ];
    for (text, payload) in table {
        assert_eq!(
            message_of(json!({"text": text})).start.as_deref(),
            payload,
            "{text}"
        );
    }
    assert_eq!(
        message_of(json!({"text": format!("/start {}", "x".repeat(65))})).start,
        None
    );
}

#[test]
fn a_contact_is_own_only_when_telegram_says_so() {
    let card = |owner: Value| json!({"contact": {"phone_number": "+380501112233", "first_name": "A", "user_id": owner}});
    let own = |owner: Value| message_of(card(owner)).contact.unwrap().own;
    assert!(own(json!(70)));
    assert!(!own(json!(71)));
    assert!(!own(Value::Null));
}

#[test]
fn files_of_every_kind_are_read() {
    let file = json!({"file_id": "F", "file_size": 7, "file_name": "a.b", "mime_type": "x/y"});
    for (name, kind) in [
        ("video", FileKind::Video),
        ("audio", FileKind::Audio),
        ("voice", FileKind::Voice),
        ("video_note", FileKind::VideoNote),
        ("sticker", FileKind::Sticker),
        ("document", FileKind::Document),
    ] {
        let message = message_of(json!({name: file}));
        assert_eq!(message.files[0].kind, kind);
        assert_eq!(message.files[0].source, FileSource::Remote("F".into()));
        assert_eq!(message.files[0].size, Some(7));
    }
    let sizes = json!([{"file_id": "small"}, {"file_id": "large"}]);
    let photo = message_of(json!({"photo": sizes, "caption": "c", "media_group_id": "g"}));
    assert_eq!(photo.files[0].source, FileSource::Remote("large".into()));
    assert_eq!(
        (photo.text.text.as_str(), photo.album.as_deref()),
        ("c", Some("g"))
    );
    let animation = message_of(json!({"animation": file, "document": file}));
    assert_eq!(
        (animation.files.len(), animation.files[0].kind),
        (1, FileKind::Animation)
    );
}

#[test]
fn everything_else_that_we_know_is_read() {
    let group = json!({"id": -5, "type": "supergroup"});
    let person = json!({"id": 70, "first_name": "A"});
    let table = [
        (
            json!({"callback_query": {"id": "q", "from": person, "data": "d", "message": {"message_id": 4, "chat": group}}}),
            Report::Pressed {
                callback: "q".into(),
                data: "d".into(),
                message: Some("4".into()),
            },
            "-5",
        ),
        (
            json!({"my_chat_member": {"chat": {"id": 70, "type": "private"}, "new_chat_member": {"status": "kicked"}}}),
            Report::Membership { allowed: false },
            "70",
        ),
        (
            json!({"my_chat_member": {"chat": group, "new_chat_member": {"status": "administrator"}}}),
            Report::Membership { allowed: true },
            "-5",
        ),
        (
            json!({"chat_join_request": {"chat": group, "from": person, "user_chat_id": 77, "invite_link": {"invite_link": "l"}}}),
            Report::JoinAsked {
                private_chat: "77".into(),
                invite: Some("l".into()),
            },
            "-5",
        ),
        (
            json!({"message": {"message_id": 1, "chat": {"id": -5, "type": "group"}, "date": 1, "migrate_to_chat_id": -1005}}),
            Report::Moved { to: "-1005".into() },
            "-5",
        ),
    ];
    for (mut update, report, chat) in table {
        update["update_id"] = json!(1);
        let got = inbound(update);
        assert_eq!(got.report, report);
        assert_eq!(got.chat, chat);
    }
}

#[test]
fn what_is_unknown_is_kept() {
    let got = inbound(json!({"update_id": 1, "purchased_paid_media": {"from": {"id": 7}}}));
    assert_eq!(got.chat, "7");
    assert!(matches!(got.report, Report::Other { name, .. } if name == "purchased_paid_media"));
    let got = inbound(wrote(json!({"new_chat_members": []})));
    assert!(matches!(got.report, Report::Other { name, .. } if name == "new_chat_members"));
    let long = "я".repeat(RAW);
    let got = inbound(json!({"update_id": 1, "unheard_of": long}));
    assert!(matches!(got.report, Report::Other { raw, .. } if raw.len() <= RAW));
    assert_eq!(read(&json!({"message": {}}), NOW), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z/@ 👍]{0,8}".prop_map(Value::from),
    ];
    let names = prop_oneof![
        Just("message_id"),
        Just("chat"),
        Just("id"),
        Just("from"),
        Just("text"),
        Just("entities"),
        Just("photo"),
        Just("file_id"),
        Just("date"),
        Just("contact"),
        Just("phone_number"),
        Just("data"),
        Just("offset"),
        Just("length"),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names.clone(), inner), 0..6).prop_map(|fields| {
                Value::Object(
                    fields
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_update_is_refused(kind in "message|edited_message|callback_query|my_chat_member|chat_join_request|x", content in any_json()) {
        let update = json!({"update_id": 1, kind: content});
        prop_assert!(read(&update, NOW).is_some());
    }
}
