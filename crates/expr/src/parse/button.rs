//! `[button url="…" text="…"]`: any quotes, any order, values are templates.

use super::Parser;
use crate::ast::{Button, Node};
use crate::notice::{Level, Span};

impl Parser<'_> {
    /// A button at the current place; one that lacks its text or URL is plain text with a warning.
    pub(super) fn button(&mut self) -> Option<Node> {
        let start = self.pos;
        if !self.eat("[button") || !self.peek().is_some_and(char::is_whitespace) {
            self.pos = start;
            return None;
        }
        self.in_button = true;
        let attributes = self.deeper(Self::attributes);
        self.in_button = false;
        let span = Span { start, end: self.pos };
        let mut url = None;
        let mut text = None;
        for (name, value) in attributes.unwrap_or_default() {
            match name.as_str() {
                "url" => url = Some(value),
                "text" => text = Some(value),
                _ => self.fault(
                    Level::Warning,
                    format!("a button has no «{name}»: only url and text"),
                    span,
                    false,
                ),
            }
        }
        let line = self.src[..start].matches('\n').count();
        if let (Some(url), Some(text)) = (url, text) {
            return Some(Node::Button(Button {
                url,
                text,
                line,
                span,
            }));
        }
        self.pos = start;
        let message = "a button needs url=\"…\" and text=\"…\": it is printed as text";
        self.fault(
            Level::Warning,
            message,
            Span {
                start,
                end: start + "[button".len(),
            },
            true,
        );
        None
    }

    fn attributes(&mut self) -> Option<Vec<(String, Vec<Node>)>> {
        let mut attributes = Vec::new();
        loop {
            self.skip_space();
            if self.eat("]") {
                return Some(attributes);
            }
            let name = self
                .take_while(|c| c.is_alphanumeric() || c == '_')
                .to_ascii_lowercase();
            if name.is_empty() || !self.eat("=") {
                return None;
            }
            let quote = self.peek()?;
            let close = match quote {
                '"' | '\'' => quote,
                '“' | '”' | '„' => '”',
                '«' => '»',
                _ => return None,
            };
            self.pos += quote.len_utf8();
            let value = self.nodes(Some(close));
            self.pos += self.peek()?.len_utf8();
            attributes.push((name, value));
        }
    }
}
