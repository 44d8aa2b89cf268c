//! Bodies and queries from lists of fields. Dotted names build nested JSON (Z-194): `items.0.id` is the id of the first
//! item, `a\.b` is one name with a dot, and `fields.\104953` is a name made of digits.

use crate::MAX_DEPTH;
use crate::json;
use crate::tree::{Members, Node};
use indexmap::IndexMap;
use indexmap::map::Entry;
use serde_json::value::RawValue;
use url::form_urlencoded;

/// A rendered value with the type its parameter has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonScalar {
    Text(String),
    /// A number as it is written: `12.50` stays `12.50`.
    Number(String),
    Bool(bool),
    /// A whole JSON value.
    Json(String),
    Null,
}

/// What happens to fields whose value is empty after rendering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyValues {
    /// They are left out, and so is a parent left without fields.
    #[default]
    Drop,
    /// They are sent: an empty text as `""`, an empty number or JSON as `null`.
    Send,
}

/// Why a list of fields makes no JSON body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    #[error("the fields `{first}` and `{second}` contradict each other: {reason}. Rename one of them")]
    Conflict {
        first: String,
        second: String,
        reason: &'static str,
    },
    #[error("the field name `{path}` cannot be used: {reason}")]
    BadPath { path: String, reason: &'static str },
    #[error("the field `{path}` is to be a number, but its value is none. Write it like 12 or -12.5")]
    BadNumber { path: String },
    #[error("the field `{path}` is to be JSON, but breaks off at line {line}, column {column}: {reason}")]
    BadJson {
        path: String,
        line: usize,
        column: usize,
        reason: String,
    },
}

/// Builds a JSON document from dotted names, in the order of the list; indexes are sorted and closed up.
///
/// # Errors
/// Names that contradict each other, also when their values would be left out, and values that are not of their type.
pub fn json_from_paths(fields: &[(String, JsonScalar)], empty: EmptyValues) -> Result<String, BodyError> {
    let mut root = Group::default();
    for (path, value) in fields {
        let steps = steps(path)?;
        root.insert(path, &steps, value_node(path, value, empty)?)?;
    }
    let document = match root.into_node() {
        Some(node) => node,
        None => Node::Map(Members::new()),
    };
    Ok(document.to_json())
}

/// The value to send; `None` when it is empty and left out.
fn value_node(path: &str, value: &JsonScalar, empty: EmptyValues) -> Result<Option<Node>, BodyError> {
    let send_empty = empty == EmptyValues::Send;
    let node = match value {
        JsonScalar::Text(text) if text.is_empty() => send_empty.then(|| Node::Text(String::new())),
        JsonScalar::Number(text) | JsonScalar::Json(text) if text.trim().is_empty() => {
            send_empty.then_some(Node::Null)
        }
        JsonScalar::Text(text) => Some(Node::Text(text.clone())),
        JsonScalar::Number(text) => Some(number(text).ok_or_else(|| BodyError::BadNumber {
            path: path.to_owned(),
        })?),
        JsonScalar::Bool(flag) => Some(Node::Bool(*flag)),
        JsonScalar::Json(text) => Some(raw(path, text)?),
        JsonScalar::Null => Some(Node::Null),
    };
    Ok(node)
}

fn number(text: &str) -> Option<Node> {
    let text = text.trim();
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let raw = RawValue::from_string(text.to_owned()).ok()?;
    starts.then_some(Node::Raw(raw))
}

fn raw(path: &str, text: &str) -> Result<Node, BodyError> {
    RawValue::from_string(text.trim().to_owned())
        .map(Node::Raw)
        .map_err(|error| {
            let json::Fault { line, column, reason } = json::Fault::of(&error, text.trim());
            BodyError::BadJson {
                path: path.to_owned(),
                line,
                column,
                reason,
            }
        })
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Name(String),
    Index(u32),
}

impl Step {
    fn shape(&self) -> Shape {
        match self {
            Step::Name(_) => Shape::Object,
            Step::Index(_) => Shape::List,
        }
    }

    /// The key under which children are told apart; a group never has both kinds.
    fn key(&self) -> String {
        match self {
            Step::Name(name) => name.clone(),
            Step::Index(index) => index.to_string(),
        }
    }
}

pub(crate) fn steps(path: &str) -> Result<Vec<Step>, BodyError> {
    let bad = |reason| BodyError::BadPath {
        path: path.to_owned(),
        reason,
    };
    let mut steps = Vec::new();
    let mut text = String::new();
    let mut escaped = false;
    let mut characters = path.chars();
    loop {
        match characters.next() {
            Some('\\') => {
                escaped = true;
                text.push(
                    characters
                        .next()
                        .ok_or_else(|| bad("it ends with a backslash. Write two for one"))?,
                );
            }
            Some(character) if character != '.' => text.push(character),
            end => {
                steps.push(step(std::mem::take(&mut text), std::mem::take(&mut escaped)).map_err(bad)?);
                if end.is_none() {
                    break;
                }
            }
        }
    }
    if steps.len() > MAX_DEPTH {
        return Err(bad("it has too many levels"));
    }
    Ok(steps)
}

fn step(text: String, escaped: bool) -> Result<Step, &'static str> {
    if text.is_empty() {
        return Err("a part between its dots is empty");
    }
    if escaped || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Step::Name(text));
    }
    text.parse().map(Step::Index).map_err(
        |_| "a number in it is too large for an index. Write a backslash before it to make it a name",
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Object,
    List,
}

/// Fields under one name, with the paths that made them so, for the message about a conflict.
#[derive(Default)]
struct Group<'a> {
    shape: Option<(Shape, &'a str)>,
    children: IndexMap<String, (Slot<'a>, &'a str)>,
}

enum Slot<'a> {
    Value(Option<Node>),
    Group(Group<'a>),
}

impl<'a> Group<'a> {
    fn insert(&mut self, path: &'a str, steps: &[Step], value: Option<Node>) -> Result<(), BodyError> {
        let Some((step, rest)) = steps.split_first() else {
            return Ok(());
        };
        let conflict = |first: &str, reason| {
            Err(BodyError::Conflict {
                first: first.to_owned(),
                second: path.to_owned(),
                reason,
            })
        };
        let (shape, shaped_by) = *self.shape.get_or_insert((step.shape(), path));
        if shape != step.shape() {
            return conflict(shaped_by, "one makes the same place a list, the other an object");
        }
        match self.children.entry(step.key()) {
            Entry::Vacant(free) if rest.is_empty() => {
                free.insert((Slot::Value(value), path));
                Ok(())
            }
            Entry::Vacant(free) => {
                let (slot, _) = free.insert((Slot::Group(Group::default()), path));
                slot.group()
                    .map_or(Ok(()), |group| group.insert(path, rest, value))
            }
            Entry::Occupied(taken) => {
                let (slot, first) = taken.into_mut();
                match slot.group() {
                    Some(group) if !rest.is_empty() => group.insert(path, rest, value),
                    None if rest.is_empty() => conflict(first, "both are the same place"),
                    _ => conflict(first, "one is a value, the other a group of fields"),
                }
            }
        }
    }

    /// The group as JSON; `None` when nothing in it is sent.
    fn into_node(self) -> Option<Node> {
        let children = self
            .children
            .into_iter()
            .filter_map(|(key, (slot, _))| Some((key, slot.into_node()?)));
        match self.shape? {
            (Shape::Object, _) => {
                let members: Members = children.collect();
                (!members.is_empty()).then_some(Node::Map(members))
            }
            (Shape::List, _) => {
                let mut items: Vec<_> = children
                    .filter_map(|(key, node)| Some((key.parse::<u32>().ok()?, node)))
                    .collect();
                items.sort_by_key(|(index, _)| *index);
                (!items.is_empty()).then(|| Node::List(items.into_iter().map(|(_, node)| node).collect()))
            }
        }
    }
}

impl<'a> Slot<'a> {
    fn group(&mut self) -> Option<&mut Group<'a>> {
        match self {
            Slot::Group(group) => Some(group),
            Slot::Value(_) => None,
        }
    }

    fn into_node(self) -> Option<Node> {
        match self {
            Slot::Value(value) => value,
            Slot::Group(group) => group.into_node(),
        }
    }
}

/// `name=value&…` with everything percent-encoded that must be.
pub fn form_encode(fields: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Leaves out query parameters that have an equals sign and nothing behind it (Z-195); the rest stays as it is spelled.
pub fn drop_empty_query(url: &str) -> String {
    let (address, fragment) = match url.find('#') {
        Some(at) => url.split_at(at),
        None => (url, ""),
    };
    let Some((base, query)) = address.split_once('?') else {
        return url.to_owned();
    };
    let is_sent = |pair: &&str| pair.split_once('=').is_none_or(|(_, value)| !value.is_empty());
    let kept: Vec<_> = query.split('&').filter(is_sent).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{base}{mark}{}{fragment}", kept.join("&"))
}

#[cfg(test)]
mod tests;
