//! One request, one JSON document. The declared content type is believed only as far as the body bears it out,
//! because many senders lie about it.

use super::charset::{self, Text};
use super::form::{self, Fields};
use super::{RawRequest, multipart, xml};
use serde::Serialize;
use signalbox_wire::json;
use signalbox_wire::tree::{Members, Node};
use std::borrow::Cow;

/// Levels of nesting that are read; readers further on recurse and must not be pushed over.
pub use signalbox_wire::MAX_DEPTH;

/// Fields of a form, parts of a multipart body, or elements and attributes of an XML body. JSON has no such limit:
/// it is not rebuilt here, so its cost is bounded by its size.
pub const MAX_FIELDS: usize = 10_000;

/// What the body turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// No body; the document holds the query parameters.
    Empty,
    Json,
    Form,
    Multipart,
    Xml,
    Text,
}

/// A decoded request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub kind: BodyKind,
    /// The document as text, so that number texts like `12.50` survive. An object for everything but JSON bodies that
    /// are themselves something else; a JSON body is unchanged but for query parameters added at its end.
    pub json: String,
    /// Warnings for people, whole sentences.
    pub notes: Vec<String>,
}

/// Why a body could not be decoded. The caller keeps the bytes; this is shown beside them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Line and column count from 1.
    #[error(
        "the body says {declared} but breaks off being JSON at line {line}, column {column}: {reason}. Correct it at the sender, or send it as plain text to receive it undecoded"
    )]
    Json {
        declared: String,
        line: usize,
        column: usize,
        reason: String,
    },
    /// Line and column count from 1.
    #[error(
        "the body says {declared} but breaks off being XML at line {line}, column {column}: {reason}. Correct it at the sender, or send it as plain text to receive it undecoded"
    )]
    Xml {
        declared: String,
        line: usize,
        column: usize,
        reason: String,
    },
    #[error(
        "the multipart body cannot be read: {reason}. The sender must separate the parts by the boundary its Content-Type names"
    )]
    Multipart { reason: String },
    #[error("the body is nested deeper than {limit} levels. Let the sender flatten it")]
    TooDeep { limit: usize },
    #[error("the request carries more than {limit} fields. Let the sender split it into several requests")]
    TooManyFields { limit: usize },
}

/// Decodes any request into one JSON document (Z-112).
///
/// # Errors
/// A body that contradicts its declared type beyond guessing, or one past the limits.
pub fn decode(req: &RawRequest) -> Result<Decoded, DecodeError> {
    let body = decode_body(req)?;
    let Some(query) = req.query.as_deref().filter(|query| !query.is_empty()) else {
        return Ok(body);
    };
    merge_query(body, form::decode_pairs(query.as_bytes(), None)?)
}

/// What the `Content-Type` promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    Json,
    Form,
    Multipart,
    Xml,
    Plain,
    Other,
    Nothing,
}

fn promise(content_type: &str) -> Promise {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "" => Promise::Nothing,
        "application/x-www-form-urlencoded" => Promise::Form,
        "text/plain" => Promise::Plain,
        "text/xml" | "application/xml" => Promise::Xml,
        json if json.ends_with("/json") || json.ends_with("+json") => Promise::Json,
        xml if xml.ends_with("+xml") && xml != "application/xhtml+xml" => Promise::Xml,
        form if form.starts_with("multipart/") => Promise::Multipart,
        _ => Promise::Other,
    }
}

fn decode_body(req: &RawRequest) -> Result<Decoded, DecodeError> {
    let content_type = req.header("content-type").unwrap_or_default();
    if req.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Decoded {
            kind: BodyKind::Empty,
            json: "{}".to_owned(),
            notes: Vec::new(),
        });
    }
    let promise = promise(content_type);
    if promise == Promise::Multipart || multipart::looks_like(&req.body) {
        let fields = multipart::decode(content_type, &req.body)?;
        return Ok(Decoded::of_fields(BodyKind::Multipart, fields));
    }
    let declared = charset::declared(content_type).or_else(|| charset::declared_in_xml(&req.body));
    let Text { text, guessed } = charset::body_to_text(&req.body, declared);
    let mut decoded = Reading {
        req,
        content_type,
        declared,
        text,
    }
    .decode(promise)?;
    if guessed {
        decoded.note_guessed_charset();
    }
    Ok(decoded)
}

/// A body that is text, with what is known about it.
struct Reading<'a> {
    req: &'a RawRequest,
    content_type: &'a str,
    declared: Option<&'static encoding_rs::Encoding>,
    text: Cow<'a, str>,
}

impl Reading<'_> {
    fn decode(&self, promise: Promise) -> Result<Decoded, DecodeError> {
        let first = self.text.trim_start().bytes().next().unwrap_or_default();
        let unforced = matches!(promise, Promise::Plain | Promise::Other | Promise::Nothing);
        match promise {
            Promise::Json => self.promised_json(first),
            Promise::Xml => self.promised_xml(first),
            _ if matches!(first, b'{' | b'[') => match self.json() {
                Ok(found) => found.map(|json| self.surprise(json, promise)),
                Err(_) if promise == Promise::Form => self.form(),
                Err(fault) => Ok(self.plain_text(Some(format!(
                    "The body looks like JSON but breaks off at line {}, column {}: {}. It was taken as text.",
                    fault.line, fault.column, fault.reason
                )))),
            },
            Promise::Form => self.form(),
            _ if unforced && self.looks_like_xml(promise) => match xml::decode(&self.text)? {
                Ok(members) => Ok(self.surprise(Decoded::of_members(BodyKind::Xml, members), promise)),
                Err(fault) => Ok(self.plain_text(Some(format!(
                    "The body looks like XML but breaks off at line {}, column {}: {}. It was taken as text.",
                    fault.line, fault.column, fault.reason
                )))),
            },
            _ if promise == Promise::Nothing && looks_like_form(&self.text) => {
                self.form().map(|form| self.surprise(form, promise))
            }
            _ => Ok(self.plain_text(None)),
        }
    }

    fn promised_json(&self, first: u8) -> Result<Decoded, DecodeError> {
        let fault = match self.json() {
            Ok(found) => return found,
            Err(fault) => fault,
        };
        if first == b'<'
            && let Ok(members) = xml::decode(&self.text)?
        {
            return Ok(self.surprise(Decoded::of_members(BodyKind::Xml, members), Promise::Json));
        }
        if !matches!(first, b'{' | b'[' | b'"') && looks_like_form(&self.text) {
            return self.form().map(|form| self.surprise(form, Promise::Json));
        }
        let json::Fault { line, column, reason } = fault;
        Err(DecodeError::Json {
            declared: self.content_type.to_owned(),
            line,
            column,
            reason,
        })
    }

    fn promised_xml(&self, first: u8) -> Result<Decoded, DecodeError> {
        if matches!(first, b'{' | b'[')
            && let Ok(found) = self.json()
        {
            return found.map(|json| self.surprise(json, Promise::Xml));
        }
        match xml::decode(&self.text)? {
            Ok(members) => Ok(Decoded::of_members(BodyKind::Xml, members)),
            Err(json::Fault { line, column, reason }) => Err(DecodeError::Xml {
                declared: self.content_type.to_owned(),
                line,
                column,
                reason,
            }),
        }
    }

    /// The outer result says whether it is JSON, the inner whether it may be read.
    fn json(&self) -> Result<Result<Decoded, DecodeError>, json::Fault> {
        json::check(&self.text)?;
        if json::depth(&self.text) > MAX_DEPTH {
            return Ok(Err(DecodeError::TooDeep { limit: MAX_DEPTH }));
        }
        let mut notes = Vec::new();
        let json = match json::repair_surrogates(&self.text) {
            None => self.text.trim().to_owned(),
            Some(repaired) => {
                notes.push(
                    "A character was cut in half by the sender (a lone UTF-16 escape); it was replaced."
                        .to_owned(),
                );
                repaired.trim().to_owned()
            }
        };
        Ok(Ok(Decoded {
            kind: BodyKind::Json,
            json,
            notes,
        }))
    }

    /// Forms carry their charset below the percent signs, so they are decoded from the bytes.
    fn form(&self) -> Result<Decoded, DecodeError> {
        let body = self.req.body.trim_ascii();
        form::decode_pairs(body, self.declared).map(|fields| Decoded::of_fields(BodyKind::Form, fields))
    }

    fn plain_text(&self, note: Option<String>) -> Decoded {
        let members = Members::from([("text".to_owned(), Node::Text(self.text.clone().into_owned()))]);
        Decoded {
            notes: note.into_iter().collect(),
            ..Decoded::of_members(BodyKind::Text, members)
        }
    }

    fn looks_like_xml(&self, promise: Promise) -> bool {
        let text = self.text.trim_start();
        text.starts_with("<?xml") || (promise == Promise::Nothing && text.starts_with('<'))
    }

    /// Notes that the body is not what the content type promised.
    fn surprise(&self, mut decoded: Decoded, promise: Promise) -> Decoded {
        if promise != Promise::Nothing {
            let kind = match decoded.kind {
                BodyKind::Json => "JSON",
                BodyKind::Xml => "XML",
                _ => "a form",
            };
            decoded.notes.push(format!(
                "The request says {} but the body is {kind}; it was read as {kind}.",
                self.content_type
            ));
        }
        decoded
    }
}

/// `name=value&…` without spaces, whose first name is spelled like a name.
fn looks_like_form(text: &str) -> bool {
    let text = text.trim();
    let Some((name, _)) = text.split_once('=') else {
        return false;
    };
    let name_like = |byte: u8| byte.is_ascii_alphanumeric() || b"_[]%.-+".contains(&byte);
    !name.is_empty()
        && name.bytes().all(name_like)
        && !text.ends_with("==")
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Decoded {
    fn of_members(kind: BodyKind, members: Members) -> Self {
        Decoded {
            kind,
            json: Node::Map(members).to_json(),
            notes: Vec::new(),
        }
    }

    fn of_fields(kind: BodyKind, fields: Fields) -> Self {
        let mut decoded = Decoded {
            kind,
            json: Node::Map(fields.members).to_json(),
            notes: fields.notes,
        };
        if fields.guessed_charset {
            decoded.note_guessed_charset();
        }
        decoded
    }

    fn note_guessed_charset(&mut self) {
        let note = "The text is not UTF-8 and names no other charset; it was read as windows-1251.";
        if !self.notes.iter().any(|earlier| earlier == note) {
            self.notes.push(note.to_owned());
        }
    }
}

/// Adds the query parameters at the end of the object; a field of the body with the same name wins.
fn merge_query(mut body: Decoded, query: Fields) -> Result<Decoded, DecodeError> {
    body.notes.extend(query.notes);
    if query.guessed_charset {
        body.note_guessed_charset();
    }
    let Some(present) = json::members(&body.json) else {
        body.notes.push(
            "The query parameters were left out, because the body is not an object they could be added to."
                .to_owned(),
        );
        return Ok(body);
    };
    let taken: std::collections::HashSet<_> = present.iter().map(|(name, _)| name.as_ref()).collect();
    let mut added = Members::new();
    let mut hidden = Vec::new();
    for (name, value) in query.members {
        if taken.contains(name.as_str()) {
            hidden.push(format!("`{name}`"));
        } else {
            added.insert(name, value);
        }
    }
    if !hidden.is_empty() {
        body.notes.push(format!(
            "The body has fields named like query parameters ({}); the body's are used.",
            hidden.join(", ")
        ));
    }
    let was_empty = present.is_empty();
    if !added.is_empty() {
        body.json = append_members(&body.json, was_empty, added);
    }
    Ok(body)
}

fn append_members(object: &str, was_empty: bool, added: Members) -> String {
    let added = Node::Map(added).to_json();
    if was_empty {
        return added;
    }
    let open = object.trim_end().strip_suffix('}').unwrap_or(object);
    format!("{open},{}", added.strip_prefix('{').unwrap_or(&added))
}

#[cfg(test)]
mod tests;
