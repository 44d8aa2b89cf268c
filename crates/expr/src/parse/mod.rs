//! Text into nodes. Parsing never fails: what does not parse is plain text (G-2).
//!
//! At each position the longest match wins in the order escape, `{{`, single, button, character (G-1).
//! A construct that failed at a place is not tried there again, so hostile input costs no more than
//! its length times the nesting limit.

mod arg;
mod button;
mod expr;
mod group;

use std::collections::HashSet;

use crate::ast::{Node, Placeholder};
use crate::notice::{Level, Span};

/// Limits of V-8.
pub(crate) const MAX_SOURCE: usize = 64 * 1024;
pub(crate) const MAX_NESTING: usize = 10;
pub(crate) const MAX_MODIFIERS: usize = 200;

/// More faults than a person reads are not worth finding.
const MAX_FAULTS: usize = 100;

/// A fault found while parsing; `in_render` ones are repeated in the notices of each rendering.
pub(crate) struct Fault {
    pub level: Level,
    pub message: String,
    pub span: Span,
    pub in_render: bool,
}

pub(crate) struct Parsed {
    pub nodes: Vec<Node>,
    pub faults: Vec<Fault>,
}

/// Parses a whole template; one beyond the limits is a single plain text (V-8).
pub(crate) fn parse(source: &str) -> Parsed {
    let plain = |message: String| Parsed {
        nodes: vec![Node::Text(source.into())],
        faults: vec![Fault {
            level: Level::Error,
            message,
            span: Span {
                start: 0,
                end: source.len(),
            },
            in_render: true,
        }],
    };
    if source.len() > MAX_SOURCE {
        return plain(format!(
            "the template has {} bytes, {MAX_SOURCE} are allowed: it is used as plain text",
            source.len()
        ));
    }
    let mut parser = Parser::new(source);
    let nodes = parser.nodes(None);
    match parser.limit {
        Some(limit) => plain(format!("{limit}: the template is used as plain text")),
        None => Parsed {
            nodes,
            faults: parser.faults,
        },
    }
}

pub(crate) struct Parser<'s> {
    src: &'s str,
    pos: usize,
    /// Open brackets and nested placeholders around the current place.
    depth: usize,
    modifiers: usize,
    /// A limit of V-8 was passed: everything gives up.
    limit: Option<&'static str>,
    /// Places where a double or a single placeholder is known not to start.
    no_double: HashSet<usize>,
    no_single: HashSet<usize>,
    faults: Vec<Fault>,
    /// Inside a button: no further buttons, and the quote that ends the text.
    in_button: bool,
}

impl<'s> Parser<'s> {
    fn new(src: &'s str) -> Parser<'s> {
        Parser {
            src,
            pos: 0,
            depth: 0,
            modifiers: 0,
            limit: None,
            no_double: HashSet::new(),
            no_single: HashSet::new(),
            faults: Vec::new(),
            in_button: false,
        }
    }

    fn rest(&self) -> &'s str {
        &self.src[self.pos..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.pos += token.len();
        }
        found
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.pos += rest.len() - rest.trim_start().len();
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.pos += end;
        &rest[..end]
    }

    /// Nodes up to the end, or up to `stop` outside any placeholder.
    fn nodes(&mut self, stop: Option<char>) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut text = String::new();
        while let Some(c) = self.peek() {
            if Some(c) == stop || self.limit.is_some() {
                break;
            }
            match self.node(c) {
                Some(Node::Text(piece)) => text.push_str(&piece),
                Some(node) => {
                    flush(&mut text, &mut nodes);
                    nodes.push(node);
                }
                None => {
                    self.warn_unclosed();
                    self.plain(c, &mut text);
                }
            }
        }
        flush(&mut text, &mut nodes);
        nodes
    }

    /// One ordinary character, and with it all that cannot begin anything.
    fn plain(&mut self, c: char, text: &mut String) {
        text.push(c);
        self.pos += c.len_utf8();
        if !self.in_button {
            text.push_str(self.take_while(|c| !matches!(c, '\\' | '{' | '[')));
        }
    }

    fn node(&mut self, c: char) -> Option<Node> {
        match c {
            '\\' => self.escape(),
            '{' => self.placeholder().map(Node::Placeholder),
            '[' if !self.in_button => self.button(),
            _ => None,
        }
    }

    /// `\{` `\}` `\[` `\\`; `\{{` is one escape, so that `\{{name}}` prints `{{name}}` whatever `{name}` is.
    fn escape(&mut self) -> Option<Node> {
        let escapes = [("\\{{", "{{"), ("\\{", "{"), ("\\}", "}"), ("\\[", "[")];
        if self.eat("\\\\") {
            return Some(Node::Backslash);
        }
        let (_, text) = escapes.into_iter().find(|(escape, _)| self.eat(escape))?;
        Some(Node::Text(text.into()))
    }

    /// A double or a single placeholder at the current place; the place is kept when there is none.
    fn placeholder(&mut self) -> Option<Placeholder> {
        let start = self.pos;
        let double = self.rest().starts_with("{{") && !self.no_double.contains(&start);
        if double {
            if let Some(expr) = self.deeper(Self::double) {
                return Some(Placeholder {
                    expr,
                    span: Span { start, end: self.pos },
                    verbatim: "".into(),
                });
            }
            self.pos = start;
            self.no_double.insert(start);
        }
        if self.no_single.contains(&start) {
            return None;
        }
        if let Some(expr) = self.deeper(Self::single) {
            let verbatim = self.src[start..self.pos].into();
            return Some(Placeholder {
                expr,
                span: Span { start, end: self.pos },
                verbatim,
            });
        }
        self.pos = start;
        self.no_single.insert(start);
        None
    }

    /// Runs a step one level further in, and gives up at the limit of nesting.
    fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.limit.is_some() {
            return None;
        }
        if self.depth > MAX_NESTING {
            self.limit = Some("brackets are nested deeper than 10 levels");
            return None;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        result.filter(|_| self.limit.is_none())
    }

    fn warn_unclosed(&mut self) {
        let rest = self.rest();
        if !rest.starts_with("{{") || rest.starts_with("{{{") || self.faults.len() >= MAX_FAULTS {
            return;
        }
        let (end, message) = match rest.find("}}") {
            None => (
                self.src.len(),
                "«{{» is never closed by «}}»: it is printed as text",
            ),
            Some(at) => (
                self.pos + at + 2,
                "this is not a placeholder and is printed as text",
            ),
        };
        self.fault(Level::Warning, message, Span { start: self.pos, end }, true);
    }

    fn fault(&mut self, level: Level, message: impl Into<String>, span: Span, in_render: bool) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault {
                level,
                message: message.into(),
                span,
                in_render,
            });
        }
    }
}

fn flush(text: &mut String, nodes: &mut Vec<Node>) {
    if !text.is_empty() {
        nodes.push(Node::Text(std::mem::take(text).into()));
    }
}
