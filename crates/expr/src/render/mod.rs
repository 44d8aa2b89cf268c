//! Walking the nodes: values in, one escaped text out.

mod buttons;
mod eval;
mod message;
mod resolve;

use std::borrow::Cow;

use crate::ast::{Node, Placeholder, Primary};
use crate::context::{self, Context};
use crate::html;
use crate::notice::{Level, Notice, Span};
use crate::scope::Scope;
use crate::value::Value;

pub use buttons::{Button, ButtonTarget};
pub(crate) use eval::excerpt;

/// Longest result (V-8), in bytes.
pub(crate) const MAX_RESULT: usize = 1024 * 1024;

/// Placeholders one rendering may evaluate, bot variables inside bot variables included.
const MAX_STEPS: u32 = 100_000;

/// Bot variables inside bot variables.
const MAX_BOT_DEPTH: usize = 5;

/// More notices than a person reads are not kept.
const MAX_NOTICES: usize = 200;

/// What inserted values hold in a Telegram message; other contexts do not ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Values {
    /// Text: its signs are escaped.
    #[default]
    Plain,
    /// HTML, cleaned down to the tags Telegram understands (example 114).
    Html,
}

/// A finished rendering.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    pub text: String,
    pub notices: Vec<Notice>,
    /// Telegram's inline keyboard, row by row; empty in every other context.
    pub buttons: Vec<Vec<Button>>,
    /// The field is to be cleared: the whole text was `{reset}`; the text is then empty.
    pub clear: bool,
}

pub(crate) struct Renderer<'a> {
    pub scope: &'a dyn Scope,
    context: Context,
    values: Values,
    out: String,
    notices: Vec<Notice>,
    /// Names of the bot variables being rendered, outermost first.
    bots: Vec<String>,
    steps: u32,
    full: bool,
    buttons: buttons::Keyboard,
    /// For JSON: whether the template's own text so far ends inside a string.
    in_string: bool,
}

impl<'a> Renderer<'a> {
    pub fn new(scope: &'a dyn Scope, context: Context, notices: Vec<Notice>) -> Renderer<'a> {
        Renderer {
            scope,
            context,
            values: Values::Plain,
            out: String::new(),
            notices,
            bots: Vec::new(),
            steps: 0,
            full: false,
            buttons: buttons::Keyboard::default(),
            in_string: false,
        }
    }

    pub fn holding(mut self, values: Values) -> Renderer<'a> {
        self.values = values;
        self
    }

    pub fn render(mut self, nodes: &[Node]) -> Rendered {
        self.nodes(nodes);
        self.finish_buttons();
        if self.context == Context::Url && self.out.contains(['{', '}']) {
            let message = "a brace is left in the URL: replace it by a value or a variable";
            self.notice(Level::Warning, message, None);
        }
        let clear = self.context == Context::Field && self.out.trim() == "{reset}";
        Rendered {
            text: if clear { String::new() } else { self.out },
            notices: self.notices,
            buttons: self.buttons.rows,
            clear,
        }
    }

    /// The typed value of one placeholder (conditions, typed JSON).
    pub fn value(mut self, placeholder: &Placeholder) -> (Value, Vec<Notice>) {
        let value = match self.evaluate(placeholder) {
            eval::Outcome::Value(value) => value,
            eval::Outcome::Verbatim => Value::Null,
        };
        let value = match placeholder.expr.primary {
            Primary::Reset => Value::from("{reset}"),
            _ => value,
        };
        (value, self.notices)
    }

    fn nodes(&mut self, nodes: &[Node]) {
        let mut first = true;
        for node in nodes {
            if self.full {
                return;
            }
            // White space in front of an address does not count.
            let opens = first;
            first &= matches!(node, Node::Text(text) if text.trim().is_empty());
            match node {
                Node::Text(text) => self.template_text(text),
                Node::Backslash => {
                    let json = self.context == Context::Json;
                    self.template_text(if json { "\\\\" } else { "\\" });
                }
                Node::Placeholder(placeholder) => self.placeholder(placeholder, opens),
                Node::Button(button) => self.button(button),
            }
        }
    }

    fn template_text(&mut self, text: &str) {
        let text = match self.context {
            Context::Header if text.contains(['\r', '\n']) => Cow::Owned(text.replace(['\r', '\n'], "")),
            Context::Json => {
                self.follow_json(text);
                Cow::Borrowed(text)
            }
            _ => Cow::Borrowed(text),
        };
        let text = self.after_button(&text).unwrap_or(text);
        self.push(&text);
    }

    /// Keeps track of the string a JSON body's own text is in.
    fn follow_json(&mut self, text: &str) {
        let mut escaped = false;
        for byte in text.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if self.in_string => escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ => {}
            }
        }
    }

    fn placeholder(&mut self, placeholder: &Placeholder, first: bool) {
        let opens_url = first && self.out.trim_start().is_empty();
        if let Some(bot) = self.plain_bot_variable(placeholder) {
            if let Some(template) = self.enter_bot(bot, placeholder.span) {
                self.nodes(template.nodes());
                self.bots.pop();
            }
            return;
        }
        match self.evaluate(placeholder) {
            eval::Outcome::Value(value) => self.insert(&value, opens_url),
            eval::Outcome::Verbatim => self.insert_verbatim(&placeholder.verbatim),
        }
    }

    /// A bot variable alone in its braces is template text of its own: its tags stay, and the URL it
    /// opens, while the values inside it are escaped. Elsewhere it is a value like any other.
    fn plain_bot_variable(&mut self, placeholder: &Placeholder) -> Option<(String, crate::Template)> {
        let expr = &placeholder.expr;
        let own = match self.context {
            Context::Url => self.out.trim_start().is_empty(),
            Context::Json => false,
            _ => true,
        };
        let plain = own && expr.modifiers.is_empty() && expr.default.is_none();
        if plain {
            self.bot_variable_of(&expr.primary)
        } else {
            None
        }
    }

    /// Renders nodes as a value: same names and limits, nothing escaped.
    fn raw(&mut self, nodes: &[Node]) -> String {
        let context = if self.context.is_wire() {
            Context::Form
        } else {
            Context::Note
        };
        self.apart(nodes, context)
    }

    fn insert(&mut self, value: &Value, opens_url: bool) {
        let mut text = String::new();
        let text: &str = match value {
            Value::Text(text) => text,
            Value::Number(number) => number.as_str(),
            Value::List(_) | Value::Map(_) if self.context == Context::Json && !self.in_string => {
                // Between a body's quotes a list is text; outside them only JSON makes sense.
                text = value.to_json_string();
                self.before_value(&text);
                self.push(&text);
                return;
            }
            _ => {
                value.write_text(&mut text);
                &text
            }
        };
        self.before_value(text);
        match self.context {
            Context::Url if !opens_url => self.escaped(text, context::escape_url),
            Context::Json => self.escaped(text, context::escape_json),
            Context::Telegram if self.values == Values::Html => {
                self.escaped(text, |text, out| out.push_str(&html::clean(text)));
            }
            Context::Telegram => self.escaped(text, context::escape_html),
            Context::Header => self.escaped(text, context::escape_header),
            _ => self.push(text),
        }
    }

    fn insert_verbatim(&mut self, text: &str) {
        self.before_value(text);
        self.push(text);
    }

    fn escaped(&mut self, text: &str, escape: fn(&str, &mut String)) {
        if text.len() > MAX_RESULT {
            let mut end = MAX_RESULT;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            escape(&text[..end], &mut self.out);
        } else {
            escape(text, &mut self.out);
        }
        self.check_length();
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.check_length();
    }

    fn check_length(&mut self) {
        if self.out.len() <= MAX_RESULT {
            return;
        }
        let mut end = MAX_RESULT;
        while !self.out.is_char_boundary(end) {
            end -= 1;
        }
        self.out.truncate(end);
        self.full = true;
        self.notice(
            Level::Error,
            "the result is longer than 1 MiB and was cut there",
            None,
        );
    }

    /// Records a notice; inside a bot variable places of the outer template would mislead.
    pub fn notice(&mut self, level: Level, message: impl Into<String>, at: Option<Span>) {
        if self.notices.len() < MAX_NOTICES {
            let at = at.filter(|_| self.bots.is_empty());
            self.notices.push(Notice {
                level,
                message: message.into(),
                at,
            });
        }
    }
}
