//! What holds for every body: no panic, one valid document, nothing lost.

use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use signalbox_channels::inbound::{BodyKind, MAX_DEPTH, RawRequest, decode, split_events};
use signalbox_channels::outbound::{EmptyValues, JsonScalar, form_encode, json_from_paths};

const TYPES: [&str; 8] = [
    "",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=XX",
    "multipart/form-data",
    "text/xml; charset=windows-1251",
    "text/plain",
    "image/png; charset=utf-16le",
];

fn request(content_type: &str, query: Option<String>, body: impl Into<Bytes>) -> RawRequest {
    RawRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query,
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: body.into(),
    }
}

/// Decodes and checks what must hold whatever came in.
fn check_decodes(req: &RawRequest) -> Result<(), TestCaseError> {
    let Ok(decoded) = decode(req) else { return Ok(()) };
    let document: serde_json::Value = serde_json::from_str(&decoded.json)
        .map_err(|error| TestCaseError::fail(format!("{error}: {}", decoded.json)))?;
    prop_assert!(document.is_object() || decoded.kind == BodyKind::Json);
    let events = split_events(&decoded.json);
    prop_assert!(!events.is_empty());
    for event in events {
        prop_assert!(
            serde_json::from_str::<serde_json::Value>(&event).is_ok(),
            "{}",
            event
        );
    }
    Ok(())
}

/// Bytes that look like the formats more often than chance allows.
fn shaped_bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "--XX",
        "--XX--",
        "\r\n",
        "\r\n\r\n",
        "Content-Disposition: form-data; name=\"a\"",
        "; filename=\"b\"",
        "Content-Type: text/plain; charset=koi8-r",
        "<a>",
        "</a>",
        "<b/>",
        "<a x='",
        "'>",
        "&amp;",
        "&#0;",
        "&x;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml version='1.0' encoding='",
        "?>",
        "<!DOCTYPE a [",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "1.50",
        "null",
        "\\ud83d",
        "\\",
        "a",
        "=",
        "&",
        "%5B",
        "%5D",
        "%",
        "+",
        "\u{feff}",
        "ж",
        "leads",
        "add",
    ];
    let piece = prop_oneof![
        8 => proptest::sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 1..4),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A tree of texts that a form can express: no empty groups, names without brackets.
#[derive(Debug, Clone)]
enum Tree {
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = ".{0,6}".prop_map(Tree::Text);
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(Tree::List),
            members(inner).prop_map(Tree::Map)
        ]
    })
}

fn members(inner: impl Strategy<Value = Tree>) -> impl Strategy<Value = Vec<(String, Tree)>> {
    let name = "[a-zа-я .&=%+\"][a-z0-9_. ]{0,4}";
    proptest::collection::btree_map(name, inner, 1..4).prop_map(|members| members.into_iter().collect())
}

impl Tree {
    fn json(&self) -> serde_json::Value {
        match self {
            Tree::Text(text) => text.as_str().into(),
            Tree::List(items) => items.iter().map(Tree::json).collect(),
            Tree::Map(members) => members
                .iter()
                .map(|(name, tree)| (name.clone(), tree.json()))
                .collect(),
        }
    }

    fn fields(&self, name: &str, fields: &mut Vec<(String, String)>) {
        match self {
            Tree::Text(text) => fields.push((name.to_owned(), text.clone())),
            Tree::List(items) => {
                // Sent in the wrong order and with gaps: the indexes decide.
                for (index, item) in items.iter().enumerate().rev() {
                    item.fields(&format!("{name}[{}]", index * 3), fields);
                }
            }
            Tree::Map(members) => {
                members
                    .iter()
                    .for_each(|(key, tree)| tree.fields(&format!("{name}[{key}]"), fields));
            }
        }
    }

    fn paths(&self, path: &str, fields: &mut Vec<(String, JsonScalar)>) {
        match self {
            Tree::Text(text) => fields.push((path.to_owned(), JsonScalar::Text(text.clone()))),
            Tree::List(items) => {
                for (index, item) in items.iter().enumerate().rev() {
                    item.paths(&format!("{path}.{}", index * 3), fields);
                }
            }
            Tree::Map(members) => {
                for (key, tree) in members {
                    let key = key.replace('\\', r"\\").replace('.', r"\.");
                    tree.paths(&format!("{path}.{key}"), fields);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_decode_to_a_valid_document_or_an_error(
        kind in 0..TYPES.len(),
        query in proptest::option::of("[a-z\\[\\]%=&+]{0,20}"),
        body in prop_oneof![shaped_bytes(), vec(any::<u8>(), 0..200)],
    ) {
        check_decodes(&request(TYPES[kind], query, body))?;
    }

    #[test]
    fn forms_give_back_the_tree_they_were_made_of(members in members(tree())) {
        let mut fields = Vec::new();
        members.iter().for_each(|(name, tree)| tree.fields(name, &mut fields));
        let encoded = form_encode(&fields);
        let decoded = decode(&request("application/x-www-form-urlencoded", None, encoded.clone())).unwrap();
        let document: serde_json::Value = serde_json::from_str(&decoded.json).unwrap();
        prop_assert_eq!(document, Tree::Map(members).json(), "{}", encoded);
        prop_assert!(decoded.notes.is_empty());
    }

    #[test]
    fn dotted_paths_give_back_the_tree_they_were_made_of(tree in members(tree()).prop_map(Tree::Map)) {
        let mut fields = Vec::new();
        tree.paths("root", &mut fields);
        let document: serde_json::Value =
            serde_json::from_str(&json_from_paths(&fields, EmptyValues::Send).unwrap()).unwrap();
        prop_assert_eq!(&document["root"], &tree.json());
    }

    #[test]
    fn any_path_makes_a_document_or_an_error(paths in vec("[a-z0-9.\\\\]{0,8}", 0..6)) {
        let fields: Vec<_> = paths.into_iter().map(|path| (path, JsonScalar::Null)).collect();
        if let Ok(json) = json_from_paths(&fields, EmptyValues::Drop) {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
        }
    }

    #[test]
    fn json_bodies_pass_unchanged(json in "[ \\n]{0,2}(\\{\"a\": ?-?[1-9][0-9]{0,2}\\.[0-9]{1,9}\\}|\\[1\\.0+, \"x\"\\])") {
        let decoded = decode(&request("application/json", None, json.clone()));
        prop_assert_eq!(decoded.unwrap().json, json.trim());
    }
}

#[test]
fn nesting_at_the_limit_is_read_by_strict_readers() {
    let body = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    let decoded = decode(&request("application/json", None, body)).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&decoded.json).is_ok());
}
