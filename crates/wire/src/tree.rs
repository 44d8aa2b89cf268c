//! A JSON tree that is only ever written: what the form, multipart and XML decoders and the body builder produce.
//!
//! `serde_json::Value` is not used because it would turn the number text `12.50` into `12.5`.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Members of an object in the order of their arrival.
pub type Members = IndexMap<String, Node>;

/// One JSON value that will be written out.
#[derive(Debug)]
pub enum Node {
    Text(String),
    Count(u64),
    Bool(bool),
    Null,
    /// A value whose text must survive as it was written: numbers and pasted JSON.
    Raw(Box<RawValue>),
    List(Vec<Node>),
    Map(Members),
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Text(text) => serializer.serialize_str(text),
            Node::Count(count) => serializer.serialize_u64(*count),
            Node::Bool(flag) => serializer.serialize_bool(*flag),
            Node::Null => serializer.serialize_unit(),
            Node::Raw(raw) => raw.serialize(serializer),
            Node::List(items) => serializer.collect_seq(items),
            Node::Map(members) => serializer.collect_map(members),
        }
    }
}

impl Node {
    /// The node as JSON text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("text keys and valid raw values always serialize")
    }
}

/// Adds a value under a name; a name that comes again turns the value into a list, so that nothing is lost.
/// Only for values that are not lists themselves.
pub fn add_repeatable(members: &mut Members, name: String, value: Node) {
    match members.entry(name) {
        indexmap::map::Entry::Vacant(free) => {
            free.insert(value);
        }
        indexmap::map::Entry::Occupied(mut taken) => match taken.get_mut() {
            Node::List(items) => items.push(value),
            single => {
                let first = std::mem::replace(single, Node::Null);
                *single = Node::List(vec![first, value]);
            }
        },
    }
}
