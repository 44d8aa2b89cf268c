//! Where in a text its parts stand: the line and column of a path, and of a place inside a value.
//!
//! Documents are read by serde, which forgets where things stood. So a text whose faults are to be shown is walked a
//! second time, by a parser that keeps marks.

use crate::error::{EngineError, Fault};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};
use serde::de::DeserializeOwned;

/// Reads a document from its text.
///
/// # Errors
/// With faults that each have a line and a column.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Vec<Fault>> {
    let tree: serde_json::Value = serde_yaml_ng::from_str(text).map_err(|error| vec![no_yaml(&error)])?;
    let places = Places::of(text);
    let doubles = places.doubles();
    if !doubles.is_empty() {
        return Err(doubles);
    }
    serde_path_to_error::deserialize(tree).map_err(|error| {
        let mut faults = vec![crate::check::place(&error)];
        places.mark(&mut faults);
        faults
    })
}

fn no_yaml(error: &serde_yaml_ng::Error) -> Fault {
    let at = error.location();
    let (line, column) = at.map_or((1, 1), |at| (at.line(), at.column()));
    Fault {
        line: Some(line),
        column: Some(column),
        ..Fault::error("", format!("this is not YAML: {error}"))
    }
}

/// Gives the faults of a text their lines and columns.
pub fn mark(text: &str, faults: &mut [Fault]) {
    if faults.iter().any(|fault| fault.line.is_none()) {
        Places::of(text).mark(faults);
    }
}

/// An error with the faults it carries at their places in the text they came from.
pub fn placed(text: &str, error: EngineError) -> EngineError {
    match error {
        EngineError::Invalid(mut faults) => {
            mark(text, &mut faults);
            EngineError::Invalid(faults)
        }
        other => other,
    }
}

/// A line and a column in characters, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    line: usize,
    column: usize,
}

impl From<Marker> for Mark {
    fn from(marker: Marker) -> Self {
        Self {
            line: marker.line(),
            column: marker.col() + 1,
        }
    }
}

#[derive(Debug)]
struct Node {
    span: Span,
    what: What,
}

#[derive(Debug)]
enum What {
    Scalar {
        value: String,
        style: ScalarStyle,
    },
    List(Vec<Node>),
    Map(Vec<Pair>),
    /// Stands for a part elsewhere, `*name`.
    Alias,
}

#[derive(Debug)]
struct Pair {
    key: String,
    at: Mark,
    value: Node,
}

/// The parts of a text.
struct Places {
    chars: Vec<char>,
    root: Option<Node>,
}

impl Places {
    /// Walks a text. Of one that is no YAML only the beginning is known.
    fn of(text: &str) -> Self {
        Self {
            chars: text.chars().collect(),
            root: tree(text),
        }
    }

    /// Gives every fault its line and column: those of the deepest part of its path that is in the text.
    fn mark(&self, faults: &mut [Fault]) {
        for fault in faults.iter_mut().filter(|fault| fault.line.is_none()) {
            let mark = self.find(fault);
            (fault.line, fault.column) = (Some(mark.line), Some(mark.column));
        }
    }

    /// Keys that stand twice in one map: serde keeps the last and says nothing.
    fn doubles(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Some(root) = &self.root {
            doubles("", root, &mut faults);
        }
        faults
    }

    fn find(&self, fault: &Fault) -> Mark {
        let Some(root) = &self.root else {
            return Mark { line: 1, column: 1 };
        };
        let unknown = unknown_field(&fault.message);
        // The path of an unknown field may end with it or above it.
        let above = unknown.and_then(|name| fault.path.strip_suffix(name));
        let (node, rest) = descend(root, above.unwrap_or(&fault.path));
        match (&node.what, fault.inside) {
            (What::Scalar { value, style }, Some(bytes)) if rest.is_empty() => {
                self.inside(node.span, *style, value, bytes)
            }
            (What::Map(pairs), _) => unknown
                .and_then(|name| pairs.iter().find(|pair| pair.key == name))
                .map_or_else(|| node.span.start.into(), |pair| pair.at),
            _ => node.span.start.into(),
        }
    }

    /// Where the `bytes`-th byte of a value was written. Line breaks and indents are written otherwise than read, so the
    /// visible characters are counted.
    fn inside(&self, span: Span, style: ScalarStyle, value: &str, bytes: usize) -> Mark {
        let before = value.get(..bytes).unwrap_or(value);
        let mut left = before.chars().filter(|c| !c.is_whitespace()).count();
        let mut walk = Walk {
            chars: &self.chars,
            at: span.start.index(),
            mark: span.start.into(),
        };
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded => walk.skip_header(),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => walk.step(1),
            ScalarStyle::Plain => {}
        }
        let end = span.end.index().min(self.chars.len());
        loop {
            walk.skip_blanks(end);
            let (length, visible) = walk.unit(style);
            if walk.at >= end || (visible && left == 0) {
                return walk.mark;
            }
            left -= usize::from(visible);
            walk.step(length);
        }
    }
}

/// A way over the characters of a text.
struct Walk<'c> {
    chars: &'c [char],
    at: usize,
    mark: Mark,
}

impl Walk<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn step(&mut self, count: usize) {
        for _ in 0..count {
            match self.peek(0) {
                Some('\n') => (self.mark.line, self.mark.column) = (self.mark.line + 1, 1),
                Some(_) => self.mark.column += 1,
                None => return,
            }
            self.at += 1;
        }
    }

    fn skip_blanks(&mut self, end: usize) {
        while self.at < end && self.peek(0).is_some_and(char::is_whitespace) {
            self.step(1);
        }
    }

    /// Goes past `|-` or `>2 # why` when the walk begins there.
    fn skip_header(&mut self) {
        if matches!(self.peek(0), Some('|' | '>')) {
            while self.peek(0).is_some_and(|c| c != '\n') {
                self.step(1);
            }
        }
    }

    /// How many characters are written for the next one, and whether that one is visible.
    fn unit(&self, style: ScalarStyle) -> (usize, bool) {
        match (style, self.peek(0), self.peek(1)) {
            (ScalarStyle::SingleQuoted, Some('\''), Some('\'')) => (2, true),
            (ScalarStyle::DoubleQuoted, Some('\\'), Some(letter)) => match letter {
                'x' => (4, true),
                'u' => (6, true),
                'U' => (10, true),
                'n' | 't' | 'r' | 'v' | 'f' | ' ' | '\t' | '\n' | '_' | 'N' | 'L' | 'P' => (2, false),
                _ => (2, true),
            },
            _ => (1, true),
        }
    }
}

/// The deepest part of a path that is there, and what of the path is left.
fn descend<'n, 'p>(mut node: &'n Node, mut path: &'p str) -> (&'n Node, &'p str) {
    loop {
        path = path.strip_prefix('.').unwrap_or(path);
        let next = match &node.what {
            What::List(items) => index(path).and_then(|(n, rest)| Some((items.get(n)?, rest))),
            What::Map(pairs) => entry(pairs, path),
            What::Scalar { .. } | What::Alias => None,
        };
        match next {
            Some((inner, rest)) => (node, path) = (inner, rest),
            None => return (node, path),
        }
    }
}

/// `[3].url` begins with 3.
fn index(path: &str) -> Option<(usize, &str)> {
    let (number, rest) = path.strip_prefix('[')?.split_once(']')?;
    Some((number.parse().ok()?, rest))
}

/// The entry a path goes on with. Keys may hold dots themselves, so the longest that fits is meant; of doubles the last.
fn entry<'n, 'p>(pairs: &'n [Pair], path: &'p str) -> Option<(&'n Node, &'p str)> {
    let fitting = pairs.iter().filter_map(|pair| {
        let rest = path.strip_prefix(pair.key.as_str())?;
        (rest.is_empty() || rest.starts_with(['.', '['])).then_some((pair, rest))
    });
    let (pair, rest) = fitting.max_by_key(|(pair, _)| pair.key.len())?;
    Some((&pair.value, rest))
}

/// The field a message of serde names as unknown: it stands in the map, the path ends above.
fn unknown_field(message: &str) -> Option<&str> {
    message.strip_prefix("unknown field `")?.split('`').next()
}

fn doubles(path: &str, node: &Node, faults: &mut Vec<Fault>) {
    match &node.what {
        What::List(items) => {
            for (n, item) in items.iter().enumerate() {
                doubles(&format!("{path}[{n}]"), item, faults);
            }
        }
        What::Map(pairs) => {
            let mut seen = std::collections::HashMap::new();
            for Pair { key, at, value } in pairs {
                let dot = if path.is_empty() { "" } else { "." };
                let inner = format!("{path}{dot}{key}");
                if let Some(first) = seen.insert(key.as_str(), at.line) {
                    let say = format!("`{key}` stands here a second time, first in line {first}: keep one");
                    let mut fault = Fault::error(inner.clone(), say);
                    (fault.line, fault.column) = (Some(at.line), Some(at.column));
                    faults.push(fault);
                }
                doubles(&inner, value, faults);
            }
        }
        What::Scalar { .. } | What::Alias => {}
    }
}

/// A list or map that is still open.
enum Open {
    List(Span, Vec<Node>),
    Map(Span, Vec<Pair>, Option<(String, Mark)>),
}

impl Open {
    fn close(self) -> Node {
        let (span, what) = match self {
            Self::List(span, items) => (span, What::List(items)),
            Self::Map(span, pairs, _) => (span, What::Map(pairs)),
        };
        Node { span, what }
    }
}

fn tree(text: &str) -> Option<Node> {
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let node = match event {
            Event::SequenceStart(..) => {
                open.push(Open::List(span, Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(span, Vec::new(), None));
                continue;
            }
            Event::Scalar(value, style, ..) => {
                let value = value.into_owned();
                let what = What::Scalar { value, style };
                Node { span, what }
            }
            Event::Alias(_) => Node {
                span,
                what: What::Alias,
            },
            Event::SequenceEnd | Event::MappingEnd => open.pop()?.close(),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => continue,
        };
        if let Some(root) = put(&mut open, node) {
            return Some(root);
        }
    }
    None
}

/// Puts a finished part into the one around it; gives it back when there is none.
fn put(open: &mut [Open], node: Node) -> Option<Node> {
    match open.last_mut() {
        None => return Some(node),
        Some(Open::List(_, items)) => items.push(node),
        Some(Open::Map(_, pairs, key)) => match key.take() {
            Some((key, at)) => pairs.push(Pair { key, at, value: node }),
            None => {
                let at = node.span.start.into();
                let name = match node.what {
                    What::Scalar { value, .. } => value,
                    // No document of ours has such a key; serde refuses it by itself.
                    What::List(_) | What::Map(_) | What::Alias => String::new(),
                };
                *key = Some((name, at));
            }
        },
    }
    None
}

#[cfg(test)]
mod tests;
