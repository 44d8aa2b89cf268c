//! Files that people send by Telegram: kept beside their message, up to what Telegram gives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use house::House;
use serde_json::{Value, json};
use signalbox_fakegram::{Deed, Fault, Media, Rule};
use signalbox_testkit::until;

fn file(media: Media, content: &str, size: usize, name: &str) -> Deed {
    Deed::File {
        media,
        content: content.into(),
        size,
        name: name.into(),
        caption: String::new(),
        album: 1,
    }
}

/// The files of a dialog, in order.
fn files(house: &House, dialog: &str) -> Vec<Value> {
    let all = house.messages(dialog);
    let of = |message: &Value| message["body"]["received"]["files"].as_array().cloned();
    all.iter().filter_map(of).flatten().collect()
}

fn broken(times: u32, fault: Fault) -> Rule {
    Rule {
        times,
        ..Rule::next("getFile", fault)
    }
}

#[test]
fn files_are_kept_and_those_over_the_limit_say_so() {
    let house = House::new();
    // A gateway that fails and an answer that breaks off are no end.
    let status = Fault::Status {
        code: 502,
        description: String::new(),
        retry_after: None,
    };
    house.fake.fail(broken(1, status));
    house.fake.fail(broken(1, Fault::Truncate));
    house.does(7, file(Media::Document, "the bytes", 0, "notes.txt"));
    house.does(7, file(Media::Video, "", 30 << 20, "long.mp4"));
    house.does(7, file(Media::Photo, "a picture", 0, ""));
    let dialog = house.opened(7);
    let settled = |files: &[Value]| {
        files.len() == 3
            && files
                .iter()
                .all(|file| file["source"]["stored"].is_string() || file["trouble"].is_string())
    };
    until("the files are here", || settled(&files(&house, &dialog)));
    let all = files(&house, &dialog);
    let bytes = |file: &Value| {
        let id = file["source"]["stored"].as_str().unwrap();
        house.client.get(&format!("/api/v1/files/{id}"))
    };
    assert_eq!(
        (&all[0]["name"], bytes(&all[0])),
        (&json!("notes.txt"), json!("the bytes"))
    );
    assert_eq!(all[1]["trouble"], "too_large");
    assert_eq!(
        (&all[2]["mime"], bytes(&all[2])),
        (&json!("image/jpeg"), json!("a picture"))
    );
    let asked = house.fake.calls("getFile").len();
    assert_eq!(asked, 4, "nobody asks for what is too large");
}

#[test]
fn a_file_comes_once_also_when_the_server_is_killed_meanwhile() {
    let mut house = House::new();
    house.fake.fail(broken(1, Fault::Hang));
    house.does(7, file(Media::Document, "the bytes", 0, "notes.txt"));
    let dialog = house.opened(7);
    until("it is asked for", || !house.fake.calls("getFile").is_empty());
    house.server.kill();
    house.server.restart();
    house.client = house.client.clone().at(house.server.base());
    until("the file is here", || {
        files(&house, &dialog)
            .iter()
            .any(|file| file["source"]["stored"].is_string())
    });
    assert_eq!(files(&house, &dialog).len(), 1);
}
