//! The server is itself checked: echo bots written with two client libraries of others run against it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use frankenstein::client_ureq::Bot as Sync;
use frankenstein::methods::{GetUpdatesParams, SendMessageParams, SendPhotoParams, SetWebhookParams};
use frankenstein::types::ReplyParameters;
use frankenstein::updates::UpdateContent;
use frankenstein::{Error, TelegramApi};
use serde_json::json;
use signalbox_fakegram::{Act, Deed, Fakegram, Fault, Limits, Media, Options, Rule};
use std::io::Write;
use std::net::TcpListener;
use teloxide_core::Bot as Async;
use teloxide_core::payloads::{GetUpdatesSetters, SendMessageSetters};
use teloxide_core::prelude::Requester;
use teloxide_core::types::{
    ChatId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMedia, InputMediaPhoto, UpdateKind,
};

const TOKEN: &str = "12345:secret";

fn start() -> Fakegram {
    let options = Options {
        tokens: vec![TOKEN.to_owned()],
        limits: Limits::default(),
    };
    Fakegram::start(&options)
}

fn sync_bot(server: &Fakegram) -> Sync {
    Sync::new_url(format!("{}/bot{TOKEN}", server.url()))
}

fn async_bot(server: &Fakegram) -> Async {
    Async::new(TOKEN).set_api_url(server.url().parse().unwrap())
}

fn says(user: i64, text: &str) -> Act {
    Act {
        user,
        chat: None,
        deed: Deed::Text {
            text: text.to_owned(),
            entities: Vec::new(),
            reply_to: None,
        },
    }
}

fn does(user: i64, deed: Deed) -> Act {
    Act {
        user,
        chat: None,
        deed,
    }
}

#[test]
fn an_echo_bot_of_frankenstein_answers_everybody() {
    let server = start();
    let bot = sync_bot(&server);
    assert_eq!(
        bot.get_me().unwrap().result.username.as_deref(),
        Some("bot12345_bot")
    );
    for user in 1..=3 {
        server.act(TOKEN, says(user, &format!("hello from {user} 👍")));
    }
    let mut asked = GetUpdatesParams::builder().timeout(1_u32).build();
    for update in bot.get_updates(&asked).unwrap().result {
        let UpdateContent::Message(message) = update.content else {
            panic!("{update:?}");
        };
        let reply = ReplyParameters::builder().message_id(message.message_id).build();
        let echo = SendMessageParams::builder()
            .chat_id(message.chat.id)
            .text(message.text.unwrap())
            .reply_parameters(reply)
            .build();
        let sent = bot.send_message(&echo).unwrap().result;
        assert_eq!(sent.reply_to_message.unwrap().message_id, message.message_id);
        asked.offset = Some(i64::from(update.update_id) + 1);
    }
    asked.timeout = Some(0);
    assert_eq!(bot.get_updates(&asked).unwrap().result, []);
    let echoes: Vec<_> = server
        .calls("sendMessage")
        .into_iter()
        .map(|call| {
            (
                call.params["chat_id"].as_i64().unwrap(),
                call.params["text"].clone(),
            )
        })
        .collect();
    let expected: Vec<_> = (1..=3)
        .map(|user| (user, json!(format!("hello from {user} 👍"))))
        .collect();
    assert_eq!(echoes, expected);
}

#[test]
fn frankenstein_uploads_a_file_and_reads_errors() {
    let server = start();
    let bot = sync_bot(&server);
    server.act(TOKEN, says(7, "/start"));
    let mut file = tempfile::NamedTempFile::with_suffix(".png").unwrap();
    file.write_all(b"not really a picture").unwrap();
    let photo = SendPhotoParams::builder()
        .chat_id(7_i64)
        .photo(file.path().to_path_buf())
        .caption("look")
        .build();
    let sent = bot.send_photo(&photo).unwrap().result;
    assert_eq!(sent.photo.unwrap()[0].file_size, Some(20));

    let hello = |chat: i64| SendMessageParams::builder().chat_id(chat).text("hi").build();
    let refusal = |chat: i64| match bot.send_message(&hello(chat)) {
        Err(Error::Api(refused)) => (refused.error_code, refused.description),
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(8), (400, "Bad Request: chat not found".to_owned()));
    server.act(TOKEN, does(7, Deed::Block));
    assert_eq!(
        refusal(7),
        (403, "Forbidden: bot was blocked by the user".to_owned())
    );
    let webhook = SetWebhookParams::builder().url("http://127.0.0.1:9/x").build();
    bot.set_webhook(&webhook).unwrap();
    match bot.get_updates(&GetUpdatesParams::builder().build()) {
        Err(Error::Api(refused)) => assert_eq!(refused.error_code, 409),
        other => panic!("{other:?}"),
    }
    server.revoke(TOKEN);
    match bot.get_me() {
        Err(Error::Api(refused)) => assert_eq!(refused.error_code, 401),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_echo_bot_of_teloxide_answers_texts_presses_and_files() {
    let server = start();
    let bot = async_bot(&server);
    assert_eq!(bot.get_me().await.unwrap().username(), "bot12345_bot");
    server.act(TOKEN, says(5, "menu"));
    let file = Deed::File {
        media: Media::Document,
        content: "inside".to_owned(),
        size: 0,
        name: "note.txt".to_owned(),
        caption: String::new(),
        album: 0,
    };
    server.act(TOKEN, does(5, file));
    let updates = bot.get_updates().timeout(1).await.unwrap();
    assert_eq!(updates.len(), 2);
    let UpdateKind::Message(first) = &updates[0].kind else {
        panic!("{updates:?}")
    };
    let button = InlineKeyboardButton::callback("Yes", "y");
    bot.send_message(first.chat.id, first.text().unwrap())
        .reply_markup(InlineKeyboardMarkup::new([[button]]))
        .await
        .unwrap();
    let UpdateKind::Message(second) = &updates[1].kind else {
        panic!("{updates:?}")
    };
    let stored = bot
        .get_file(second.document().unwrap().file.id.clone())
        .await
        .unwrap();
    assert_eq!(stored.size, 6);

    let button = Deed::Press {
        button: "Yes".to_owned(),
    };
    server.act(TOKEN, does(5, button));
    let offset = i32::try_from(updates[1].id.0).unwrap() + 1;
    let updates = bot.get_updates().offset(offset).await.unwrap();
    let UpdateKind::CallbackQuery(query) = &updates[0].kind else {
        panic!("{updates:?}")
    };
    assert_eq!(query.data.as_deref(), Some("y"));
    bot.answer_callback_query(query.id.clone()).await.unwrap();
    assert!(
        bot.answer_callback_query(query.id.clone()).await.is_err(),
        "answered once"
    );

    let picture = || {
        InputMedia::Photo(InputMediaPhoto::new(
            InputFile::memory("bytes").file_name("a.png"),
        ))
    };
    let album = bot
        .send_media_group(ChatId(5), [picture(), picture()])
        .await
        .unwrap();
    assert_eq!(album.len(), 2);
    assert_eq!(album[0].media_group_id(), album[1].media_group_id());
}

#[tokio::test]
async fn limits_are_told_to_teloxide_and_faults_break_its_calls() {
    let server = start();
    let bot = async_bot(&server);
    server.act(TOKEN, says(5, "hi"));
    server.limit(Limits {
        on: true,
        burst: 1,
        ..Limits::default()
    });
    bot.send_message(ChatId(5), "one").await.unwrap();
    match bot.send_message(ChatId(5), "two").await {
        Err(teloxide_core::RequestError::RetryAfter(wait)) => assert_eq!(wait.seconds(), 1),
        other => panic!("{other:?}"),
    }
    server.limit(Limits::default());
    server.fail(Rule::next("sendMessage", Fault::Truncate));
    server.fail(Rule::next("sendMessage", Fault::Close { done: false }));
    let before = server
        .calls("sendMessage")
        .iter()
        .filter(|call| call.done)
        .count();
    assert!(bot.send_message(ChatId(5), "cut").await.is_err());
    assert!(bot.send_message(ChatId(5), "gone").await.is_err());
    let done = server
        .calls("sendMessage")
        .iter()
        .filter(|call| call.done)
        .count();
    assert_eq!(done, before + 1, "the cut one was carried out, the other was not");
}

#[test]
fn a_webhook_gets_each_update_with_its_secret_until_it_says_2xx() {
    use std::io::{BufRead, BufReader, Read};
    let server = start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let webhook = SetWebhookParams::builder()
        .url(url)
        .secret_token("s3cret_-")
        .max_connections(1_u32)
        .build();
    sync_bot(&server).set_webhook(&webhook).unwrap();
    server.act(TOKEN, says(5, "pushed"));
    let mut seen = Vec::new();
    for status in ["500 No", "200 OK"] {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut length, mut secret, mut line) = (0, None, String::new());
        while reader.read_line(&mut line).unwrap() > 2 {
            let (name, value) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap(),
                "x-telegram-bot-api-secret-token" => secret = Some(value.trim().to_owned()),
                _ => {}
            }
            line.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let update: serde_json::Value = serde_json::from_slice(&body).unwrap();
        seen.push((
            secret,
            update["update_id"].clone(),
            update["message"]["text"].clone(),
        ));
        write!(
            stream,
            "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].0.as_deref(), Some("s3cret_-"));
    assert_eq!(seen[0].2, json!("pushed"));
}
