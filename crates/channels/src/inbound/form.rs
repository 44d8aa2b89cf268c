//! Forms and queries: `leads[add][0][id]=1` becomes `{"leads":{"add":[{"id":"1"}]}}` (K-1, Z-209).
//!
//! Values stay text. Indexes need not be dense and are sorted as numbers (Z-203); `[]` appends. What cannot be nested
//! (`a=1&a[b]=2`) is kept under its literal name, so that no field is ever lost.

use super::charset::{self, Text};
use super::decode::{DecodeError, MAX_DEPTH, MAX_FIELDS};
use encoding_rs::Encoding;
use indexmap::IndexMap;
use indexmap::map::Entry;
use percent_encoding::percent_decode;
use signalbox_wire::tree::{Members, Node, add_repeatable};
use std::borrow::Cow;

/// A branch whose keys are all below this is a list; higher numbers are ids used as names (`fields[104953]=x`), and
/// making a list of them would lose the ids.
const MAX_LIST_INDEX: u64 = 1000;

/// What a form or query held.
#[derive(Debug)]
pub(super) struct Fields {
    pub members: Members,
    pub guessed_charset: bool,
    pub notes: Vec<String>,
}

/// Decodes `name=value&…`, once, with `+` as a space.
pub(super) fn decode_pairs(
    encoded: &[u8],
    declared: Option<&'static Encoding>,
) -> Result<Fields, DecodeError> {
    let mut guessed_charset = false;
    let mut text = |bytes: &[u8]| {
        let Text { text, guessed } = charset::to_text(bytes, declared);
        guessed_charset |= guessed;
        text.into_owned()
    };
    let mut form = FormTree::default();
    for pair in encoded
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &b""[..]),
        };
        form.add(&text(&unescape(name)), Node::Text(text(&unescape(value))))?;
    }
    Ok(Fields {
        guessed_charset,
        ..form.finish()
    })
}

/// Undoes percent-encoding and `+`. A `%` that starts no escape stays as it is.
fn unescape(encoded: &[u8]) -> Cow<'_, [u8]> {
    if !encoded.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return Cow::Borrowed(encoded);
    }
    let spaced: Vec<u8> = encoded
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

/// Collects fields with bracketed names into a tree. Used for forms, queries and multipart alike.
#[derive(Default)]
pub(super) struct FormTree {
    root: Branch,
    /// Fields whose bracketed name contradicts an earlier field.
    literal: Members,
    fields: usize,
}

impl FormTree {
    /// Adds one field.
    ///
    /// # Errors
    /// Too many fields, or a name with too many brackets.
    pub(super) fn add(&mut self, name: &str, value: Node) -> Result<(), DecodeError> {
        self.fields += 1;
        if self.fields > MAX_FIELDS {
            return Err(DecodeError::TooManyFields { limit: MAX_FIELDS });
        }
        let steps = steps(name);
        if steps.len() > MAX_DEPTH {
            return Err(DecodeError::TooDeep { limit: MAX_DEPTH });
        }
        if let Err(value) = self.root.insert(&steps, value) {
            add_repeatable(&mut self.literal, name.to_owned(), value);
        }
        Ok(())
    }

    /// The finished object.
    pub(super) fn finish(self) -> Fields {
        let mut members: Members = self
            .root
            .children
            .into_iter()
            .map(|(name, slot)| (name, slot.into_node()))
            .collect();
        let mut notes = Vec::new();
        for (name, value) in self.literal {
            let mut free_name = name.clone();
            while members.contains_key(&free_name) {
                free_name.push_str("[]");
            }
            notes.push(format!(
                "The field `{name}` is sent both as a value and as a group; the later one is kept as `{free_name}`."
            ));
            members.insert(free_name, value);
        }
        Fields {
            members,
            guessed_charset: false,
            notes,
        }
    }
}

/// One bracket of a name.
#[derive(Debug, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Append,
}

/// `a[b][]` → `a`, `b`, append. A name whose brackets do not pair up is one literal key.
fn steps(name: &str) -> Vec<Step<'_>> {
    bracketed(name).unwrap_or_else(|| vec![Step::Key(name)])
}

fn bracketed(name: &str) -> Option<Vec<Step<'_>>> {
    let open = name.find('[').filter(|at| *at > 0)?;
    let mut steps = vec![Step::Key(&name[..open])];
    let mut rest = &name[open..];
    while !rest.is_empty() {
        let (inner, after) = rest.strip_prefix('[')?.split_once(']')?;
        if inner.contains('[') {
            return None;
        }
        steps.push(if inner.is_empty() {
            Step::Append
        } else {
            Step::Key(inner)
        });
        rest = after;
    }
    Some(steps)
}

/// A group of fields.
#[derive(Default)]
struct Branch {
    children: IndexMap<String, Slot>,
    /// The index that `[]` takes next.
    next_index: u64,
}

enum Slot {
    Value(Node),
    Repeated(Vec<Node>),
    Group(Branch),
}

impl Branch {
    /// Puts a value at a path, or hands it back when a field on the way is not of that shape.
    fn insert(&mut self, steps: &[Step<'_>], value: Node) -> Result<(), Node> {
        let Some((step, rest)) = steps.split_first() else {
            return Err(value);
        };
        let key = match step {
            Step::Key(key) => (*key).to_owned(),
            Step::Append => self.next_index.to_string(),
        };
        if let Some(index) = index_of(&key) {
            self.next_index = self.next_index.max(index.saturating_add(1));
        }
        match self.children.entry(key) {
            Entry::Vacant(free) if rest.is_empty() => {
                free.insert(Slot::Value(value));
                Ok(())
            }
            Entry::Vacant(free) => {
                let mut group = Branch::default();
                group.insert(rest, value)?;
                free.insert(Slot::Group(group));
                Ok(())
            }
            Entry::Occupied(taken) => taken.into_mut().insert(rest, value),
        }
    }
}

impl Slot {
    fn insert(&mut self, rest: &[Step<'_>], value: Node) -> Result<(), Node> {
        match self {
            Slot::Group(group) if !rest.is_empty() => group.insert(rest, value),
            Slot::Repeated(values) if rest.is_empty() => {
                values.push(value);
                Ok(())
            }
            Slot::Value(first) if rest.is_empty() => {
                let first = std::mem::replace(first, Node::Null);
                *self = Slot::Repeated(vec![first, value]);
                Ok(())
            }
            _ => Err(value),
        }
    }

    fn into_node(self) -> Node {
        match self {
            Slot::Value(value) => value,
            Slot::Repeated(values) => Node::List(values),
            Slot::Group(group) => group.into_node(),
        }
    }
}

impl Branch {
    fn into_node(self) -> Node {
        let indexes: Option<Vec<u64>> = self
            .children
            .keys()
            .map(|key| index_of(key).filter(|index| *index < MAX_LIST_INDEX))
            .collect();
        let nodes = self
            .children
            .into_iter()
            .map(|(key, slot)| (key, slot.into_node()));
        match indexes {
            None => Node::Map(nodes.collect()),
            Some(indexes) => {
                let mut items: Vec<_> = indexes.into_iter().zip(nodes.map(|(_, node)| node)).collect();
                items.sort_by_key(|(index, _)| *index);
                Node::List(items.into_iter().map(|(_, node)| node).collect())
            }
        }
    }
}

/// The number a key spells, without leading zeros or signs.
fn index_of(key: &str) -> Option<u64> {
    let canonical = key == "0" || !key.starts_with('0');
    if canonical && key.bytes().all(|byte| byte.is_ascii_digit()) {
        key.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(encoded: &str) -> String {
        let fields = decode_pairs(encoded.as_bytes(), None).unwrap();
        Node::Map(fields.members).to_json()
    }

    #[test]
    fn names_with_brackets_become_nested() {
        let table = [
            ("a=1&b=2", r#"{"a":"1","b":"2"}"#),
            ("a=x+y%2Bz", r#"{"a":"x y+z"}"#),
            ("a=%2541", r#"{"a":"%41"}"#),
            ("a=50%&b=%zz", r#"{"a":"50%","b":"%zz"}"#),
            (
                "leads[add][0][id]=1&leads[add][0][name]=N",
                r#"{"leads":{"add":[{"id":"1","name":"N"}]}}"#,
            ),
            (
                "leads%5Badd%5D%5B0%5D%5Bid%5D=1",
                r#"{"leads":{"add":[{"id":"1"}]}}"#,
            ),
            ("l[10]=c&l[2]=b&l[0]=a", r#"{"l":["a","b","c"]}"#),
            ("tags[]=a&tags[]=b", r#"{"tags":["a","b"]}"#),
            ("t[5]=a&t[]=b", r#"{"t":["a","b"]}"#),
            ("l[][id]=1&l[][id]=2", r#"{"l":[{"id":"1"},{"id":"2"}]}"#),
            ("fields[104953]=x", r#"{"fields":{"104953":"x"}}"#),
            ("f[0]=a&f[name]=b", r#"{"f":{"0":"a","name":"b"}}"#),
            ("f[01]=a", r#"{"f":{"01":"a"}}"#),
            ("0=a&1=b", r#"{"0":"a","1":"b"}"#),
            ("x=1&x=2&x=3", r#"{"x":["1","2","3"]}"#),
            ("flag&empty=&=v", r#"{"flag":"","empty":"","":"v"}"#),
            (
                "a[b=1&[c]=2&a]=3&a[b]c=4",
                r#"{"a[b":"1","[c]":"2","a]":"3","a[b]c":"4"}"#,
            ),
            ("a=b=c&&", r#"{"a":"b=c"}"#),
            ("", "{}"),
        ];
        for (encoded, expected) in table {
            assert_eq!(json(encoded), expected, "{encoded}");
        }
    }

    #[test]
    fn contradicting_fields_are_kept_under_their_full_name() {
        let fields = decode_pairs(b"a=1&a[b]=2&a[b]=3&c[d]=1&c=2", None).unwrap();
        assert_eq!(fields.notes.len(), 2);
        assert_eq!(
            Node::Map(fields.members).to_json(),
            r#"{"a":"1","c":{"d":"1"},"a[b]":["2","3"],"c[]":"2"}"#
        );
    }

    #[test]
    fn windows_1251_is_decoded_after_the_percent_signs() {
        let fields = decode_pairs(b"name=%CF%F0%E8%E2%E5%F2", None).unwrap();
        assert!(fields.guessed_charset);
        assert_eq!(Node::Map(fields.members).to_json(), r#"{"name":"Привет"}"#);
        let fields = decode_pairs(b"%E8=%E8", Some(encoding_rs::WINDOWS_1251)).unwrap();
        assert!(!fields.guessed_charset);
        assert_eq!(Node::Map(fields.members).to_json(), r#"{"и":"и"}"#);
    }

    #[test]
    fn limits_are_refused_not_survived() {
        let many = "a=1&".repeat(MAX_FIELDS + 1);
        assert_eq!(
            decode_pairs(many.as_bytes(), None).unwrap_err(),
            DecodeError::TooManyFields { limit: MAX_FIELDS }
        );
        let deep = format!("a{}=1", "[x]".repeat(MAX_DEPTH));
        assert_eq!(
            decode_pairs(deep.as_bytes(), None).unwrap_err(),
            DecodeError::TooDeep { limit: MAX_DEPTH }
        );
        let allowed = format!("a{}=1", "[x]".repeat(MAX_DEPTH - 1));
        assert!(decode_pairs(allowed.as_bytes(), None).is_ok());
    }
}
