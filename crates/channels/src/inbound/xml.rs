//! XML: elements become members, attributes `@name`, repeated elements lists, text `#text` or, in an element that has
//! nothing else, the plain value. Entities of the document's own making are not expanded.

use super::decode::{DecodeError, MAX_DEPTH, MAX_FIELDS};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use signalbox_wire::json::Fault;
use signalbox_wire::tree::{Members, Node, add_repeatable};

/// Decodes a document into an object with the root element as its only member. The outer error is a limit passed, the
/// inner a text that is not XML.
pub(super) fn decode(text: &str) -> Result<Result<Members, Fault>, DecodeError> {
    let mut reader = Reader::from_str(text);
    let mut document = Document::default();
    loop {
        let outcome = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => document.take(event),
            Err(error) => Err(Stop::Fault(error.to_string())),
        };
        match outcome {
            Ok(()) => {}
            Err(Stop::Limit(limit)) => return Err(limit),
            Err(Stop::Fault(reason)) => return Ok(Err(fault(text, reader.buffer_position(), reason))),
        }
    }
    Ok(document
        .finish()
        .map_err(|reason| fault(text, text.len() as u64, reason)))
}

/// Why reading ends early.
enum Stop {
    Limit(DecodeError),
    Fault(String),
}

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Stop::Fault(reason)
    }
}

/// An element that is still open.
struct Open {
    name: String,
    members: Members,
    text: String,
}

#[derive(Default)]
struct Document {
    root: Members,
    open: Vec<Open>,
    /// Elements and attributes so far.
    fields: usize,
}

impl Document {
    fn take(&mut self, event: Event<'_>) -> Result<(), Stop> {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::Empty(tag) => self.start(&tag).and_then(|()| self.end()),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text(&resolve(&reference)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        if self.open.is_empty() && !self.root.is_empty() {
            return Err(Stop::Fault("a second root element begins".to_owned()));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Stop::Limit(DecodeError::TooDeep { limit: MAX_DEPTH }));
        }
        self.count()?;
        let mut members = Members::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            self.count()?;
            let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => value.into_owned(),
                // An entity the document defines itself: kept as it is spelled.
                Err(_) => attribute.value.clone().into_owned(),
            };
            members.insert(format!("@{}", attribute.key.into_inner()), Node::Text(value));
        }
        let name = tag.name().into_inner().to_owned();
        self.open.push(Open {
            name,
            members,
            text: String::new(),
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Stop> {
        let Some(Open {
            name,
            mut members,
            text,
        }) = self.open.pop()
        else {
            return Err(Stop::Fault("an element ends that never began".to_owned()));
        };
        let text = text.trim().to_owned();
        let node = if members.is_empty() {
            Node::Text(text)
        } else {
            if !text.is_empty() {
                members.insert("#text".to_owned(), Node::Text(text));
            }
            Node::Map(members)
        };
        let parent = self
            .open
            .last_mut()
            .map_or(&mut self.root, |open| &mut open.members);
        add_repeatable(parent, name, node);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Stop> {
        match self.open.last_mut() {
            Some(open) => open.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(Stop::Fault("there is text outside the root element".to_owned())),
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Stop> {
        self.fields += 1;
        if self.fields > MAX_FIELDS {
            return Err(Stop::Limit(DecodeError::TooManyFields { limit: MAX_FIELDS }));
        }
        Ok(())
    }

    fn finish(self) -> Result<Members, String> {
        match self.open.last() {
            Some(open) => Err(format!("the element `{}` is never closed", open.name)),
            None if self.root.is_empty() => Err("there is no root element".to_owned()),
            None => Ok(self.root),
        }
    }
}

/// The text of `&…;`. Entities that XML does not define stay as they are spelled: expanding a document's own is how
/// small bodies become large ones.
fn resolve(reference: &BytesRef<'_>) -> String {
    let name: &str = reference;
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let known = match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => return format!("&{name};"),
    };
    known.to_owned()
}

/// Line and column (in characters) of a byte offset.
fn fault(text: &str, offset: u64, reason: String) -> Fault {
    let mut at = usize::try_from(offset).unwrap_or(text.len()).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Fault { line, column, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Result<String, Fault> {
        decode(text).unwrap().map(|members| Node::Map(members).to_json())
    }

    #[test]
    fn elements_become_members() {
        let table = [
            ("<a/>", r#"{"a":""}"#),
            ("<a> x </a>", r#"{"a":"x"}"#),
            ("<a n='1'/>", r#"{"a":{"@n":"1"}}"#),
            ("<a n='&lt;&#1087;'>t</a>", r##"{"a":{"@n":"<п","#text":"t"}}"##),
            (
                "<a><b>1</b><c/><b>2</b><b>3</b></a>",
                r#"{"a":{"b":["1","2","3"],"c":""}}"#,
            ),
            ("<a>x<b>1</b>y</a>", r##"{"a":{"b":"1","#text":"xy"}}"##),
            ("<a>1 &lt; 2 &amp; &#x41;&nbsp;</a>", r#"{"a":"1 < 2 & A&nbsp;"}"#),
            ("<a><![CDATA[<b>&amp;]]></a>", r#"{"a":"<b>&amp;"}"#),
            (
                "<s:E xmlns:s='u'><s:B/></s:E>",
                r#"{"s:E":{"@xmlns:s":"u","s:B":""}}"#,
            ),
            (
                "<?xml version='1.0'?><!-- c --><!DOCTYPE a><a>1</a>\n",
                r#"{"a":"1"}"#,
            ),
            (
                "<!DOCTYPE a [<!ENTITY x 'boom'>]><a n='&x;'>&x;</a>",
                r##"{"a":{"@n":"&x;","#text":"&x;"}}"##,
            ),
        ];
        for (text, expected) in table {
            assert_eq!(json(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_xml_is_refused_with_its_place() {
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "<a/>x",
            "<a",
            "<a n></a>",
            "<a n='1' n='2'/>",
        ] {
            assert!(json(text).is_err(), "{text}");
        }
        let fault = json("<a>\n  <b>\n</a>").unwrap_err();
        assert_eq!(fault.line, 3);
    }

    #[test]
    fn fields_are_limited() {
        let many = format!("<a>{}</a>", "<b/>".repeat(MAX_FIELDS));
        assert_eq!(
            decode(&many).unwrap_err(),
            DecodeError::TooManyFields { limit: MAX_FIELDS }
        );
    }
}
