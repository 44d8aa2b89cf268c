//! Buttons: cut from a Telegram text into a keyboard, printed as `text: url` elsewhere.

use std::borrow::Cow;

use super::Renderer;
use crate::ast::{self, Node, Primary};
use crate::context::Context;
use crate::notice::Level;

/// One button of a Telegram keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    pub text: String,
    pub target: ButtonTarget,
}

/// What pressing a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ButtonTarget {
    Url(String),
    /// Callback data of a trigger link.
    Callback(String),
}

/// The rows collected so far.
#[derive(Default)]
pub(super) struct Keyboard {
    pub rows: Vec<Vec<Button>>,
    /// Source line of the last row.
    line: Option<usize>,
    /// A button was just cut: the white space around the hole is closed up.
    hole: bool,
    /// An address was just printed: what follows must not run into it.
    printed: bool,
    any: bool,
}

impl Renderer<'_> {
    pub(super) fn button(&mut self, button: &ast::Button) {
        let text = self.apart(&button.text, Context::Note);
        if self.context != Context::Telegram {
            let url = self.apart(&button.url, Context::Url);
            self.buttons.printed = !self.out.is_empty();
            let line = crate::value::Value::Text(format!("{text}: {url}"));
            self.insert(&line, true);
            self.buttons.printed = true;
            return;
        }
        self.open_hole();
        let Some(target) = self.target(button) else {
            return;
        };
        let button_row = button.line;
        let button = Button { text, target };
        match self.buttons.rows.last_mut() {
            Some(row) if self.buttons.line == Some(button_row) => row.push(button),
            _ => self.buttons.rows.push(vec![button]),
        }
        self.buttons.line = Some(button_row);
    }

    fn target(&mut self, button: &ast::Button) -> Option<ButtonTarget> {
        let link = match button.url.as_slice() {
            [Node::Placeholder(only)] if only.expr.modifiers.is_empty() => match only.expr.primary {
                Primary::Link(number) => Some(number),
                _ => None,
            },
            _ => None,
        };
        let target = match link {
            Some(number) => match self.scope.link_callback(number) {
                Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
                    ButtonTarget::Url(url)
                }
                Some(data) => ButtonTarget::Callback(data),
                None => {
                    let message = format!("there is no trigger link {number}: the button is left out");
                    self.notice(Level::Error, message, Some(button.span));
                    return None;
                }
            },
            None => ButtonTarget::Url(self.apart(&button.url, Context::Url).trim().to_owned()),
        };
        if target == ButtonTarget::Url(String::new()) {
            self.notice(
                Level::Error,
                "the button's URL is empty: the button is left out",
                Some(button.span),
            );
            return None;
        }
        Some(target)
    }

    /// Renders nodes on their own, with the same names and limits but another way to escape.
    pub(super) fn apart(&mut self, nodes: &[Node], context: Context) -> String {
        let outer = std::mem::take(&mut self.out);
        let outer_context = std::mem::replace(&mut self.context, context);
        let hole = std::mem::take(&mut self.buttons.hole);
        let printed = std::mem::take(&mut self.buttons.printed);
        self.nodes(nodes);
        self.buttons.hole = hole;
        self.buttons.printed = printed;
        self.context = outer_context;
        std::mem::replace(&mut self.out, outer)
    }

    fn open_hole(&mut self) {
        let kept = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(kept);
        self.buttons.hole = true;
        self.buttons.any = true;
    }

    /// Template text after a button: a line that held only buttons disappears, and no space is doubled.
    pub(super) fn after_button<'t>(&mut self, text: &Cow<'t, str>) -> Option<Cow<'t, str>> {
        if std::mem::take(&mut self.buttons.printed) && !text.is_empty() {
            return self.runs_into(text).then(|| Cow::Owned(format!(" {text}")));
        }
        if !self.buttons.hole {
            return None;
        }
        let rest = text.trim_start_matches([' ', '\t']);
        if rest.is_empty() {
            return Some(Cow::Borrowed(""));
        }
        self.buttons.hole = false;
        let line_empty = self.out.is_empty() || self.out.ends_with('\n');
        let rest = match rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
            Some(next_line) if line_empty => next_line.to_owned(),
            None if !line_empty => format!(" {rest}"),
            _ => rest.to_owned(),
        };
        Some(Cow::Owned(rest))
    }

    /// A value right after a button.
    pub(super) fn before_value(&mut self, value: &str) {
        if !value.is_empty() && std::mem::take(&mut self.buttons.printed) && self.runs_into(value) {
            self.out.push(' ');
        }
        if self.buttons.hole && !value.is_empty() {
            self.buttons.hole = false;
            if !self.out.is_empty() && !self.out.ends_with('\n') {
                self.out.push(' ');
            }
        }
    }

    /// Whether a word would run into what is there: `https://a.bText`.
    fn runs_into(&self, text: &str) -> bool {
        let opens = |c: char| c.is_whitespace() || "([{«“\"'".contains(c);
        matches!(self.context, Context::Note | Context::Sms)
            && !self.out.ends_with(opens)
            && text.starts_with(char::is_alphanumeric)
    }

    /// Nothing but the text is left of a message that ends in buttons.
    pub(super) fn finish_buttons(&mut self) {
        if self.buttons.any {
            let kept = self.out.trim_end().len();
            self.out.truncate(kept);
        }
    }
}
