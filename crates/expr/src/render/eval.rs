//! Placeholders to values: primaries, modifiers, defaults, arguments.

use std::borrow::Cow;

use super::{MAX_STEPS, Renderer};
use crate::ast::{Arg, ArgPart, Expr, Item, Modifier, Operand, Placeholder, Primary};
use crate::calc::Token;
use crate::modifier::Call;
use crate::notice::{Level, Span};
use crate::value::Value;

/// What a placeholder came to.
pub(crate) enum Outcome {
    Value(Value),
    /// An undeclared single name in human text: it stays as it was written.
    Verbatim,
}

impl Renderer<'_> {
    pub(super) fn evaluate(&mut self, placeholder: &Placeholder) -> Outcome {
        let expr = &placeholder.expr;
        match self.primary(expr, placeholder.span) {
            Some(Outcome::Value(value)) => Outcome::Value(self.modify(expr, value)),
            Some(Outcome::Verbatim) if !expr.settles_empty() => Outcome::Verbatim,
            Some(Outcome::Verbatim) | None => Outcome::Value(self.modify(expr, Value::Null)),
        }
    }

    /// A value that is inserted into something larger: an argument, a group.
    fn inner(&mut self, placeholder: &Placeholder) -> Value {
        match self.evaluate(placeholder) {
            Outcome::Value(value) => value,
            Outcome::Verbatim => Value::text(&*placeholder.verbatim),
        }
    }

    fn primary(&mut self, expr: &Expr, span: Span) -> Option<Outcome> {
        if !self.step() {
            return None;
        }
        let value = match &expr.primary {
            Primary::Group(items) => {
                // `calc` reads the operands themselves; without it the group is text.
                let calc = expr.modifiers.first().and_then(|modifier| modifier.spec);
                match calc.is_some_and(|spec| spec.name == "calc") {
                    true => self.calculate(items, span),
                    false => Value::Text(self.group_text(items, span)),
                }
            }
            Primary::Path(path) => match self.path(path, span) {
                Some(value) => value,
                None => {
                    self.undeclared_path(path, span);
                    return None;
                }
            },
            Primary::Single(single) => match self.single(single, span) {
                Some(value) => value,
                None => return Some(self.undeclared_single(&single.name, span)),
            },
            Primary::Link(number) => match self.scope.link(*number) {
                Some(url) => Value::Text(url),
                None => {
                    self.notice(
                        Level::Error,
                        format!("there is no trigger link {number}"),
                        Some(span),
                    );
                    return None;
                }
            },
            Primary::Pattern(pattern) => self.in_message(pattern, span)?,
            Primary::Reset => return Some(Outcome::Verbatim),
            Primary::Number(number) => Value::Number(number.clone()),
            Primary::Text(text) => Value::text(&**text),
        };
        Some(Outcome::Value(value))
    }

    /// Counts one placeholder; false when there were too many and the rendering ends.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps <= MAX_STEPS {
            return true;
        }
        if !self.full {
            self.full = true;
            self.notice(
                Level::Error,
                "more than 100000 placeholders in one rendering: it was cut",
                None,
            );
        }
        false
    }

    fn undeclared_single(&mut self, name: &str, span: Span) -> Outcome {
        self.notice(
            Level::Warning,
            format!("nothing declares the variable «{name}»"),
            Some(span),
        );
        match self.context.is_wire() {
            true => Outcome::Value(Value::Null),
            false => Outcome::Verbatim,
        }
    }

    fn undeclared_path(&mut self, path: &crate::ast::Path, span: Span) {
        let name: Vec<&str> = path
            .segments
            .iter()
            .map(|segment| segment.name.as_str())
            .collect();
        let message = format!("nothing is found at «{}»: it is printed as empty", name.join("."));
        self.notice(Level::Warning, message, Some(span));
    }

    fn modify(&mut self, expr: &Expr, mut value: Value) -> Value {
        let from = match &expr.primary {
            Primary::Group(_) if expr.modifiers.first().is_some_and(Modifier::is_calc) => 1,
            _ => 0,
        };
        for modifier in &expr.modifiers[from..] {
            if self.full {
                return Value::Null;
            }
            value = match modifier.spec {
                Some(spec) => (spec.apply)(&mut Call::new(self, modifier), value),
                None => {
                    let message = format!(
                        "there is no modifier «{}»: the value is printed unchanged",
                        modifier.name
                    );
                    self.notice(Level::Warning, message, Some(modifier.span));
                    value
                }
            };
        }
        let missing = value.is_empty() || value == Value::Bool(false);
        match &expr.default {
            Some(default) if missing => Value::text(&**default),
            _ => value,
        }
    }

    fn calculate(&mut self, items: &[Item], span: Span) -> Value {
        let mut tokens = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Item::Operand(operand) => {
                    let value = self.operand(operand, span);
                    tokens.push(Token::Number(self.number_for_calc(&value, span)));
                }
                Item::Sign(sign) => tokens.push(Token::Sign(*sign)),
                Item::Space(_) => {}
            }
        }
        self.calc_result(&tokens, span)
    }

    /// Evaluates tokens; a fault is empty and an error (V-6).
    pub(crate) fn calc_result(&mut self, tokens: &[Token], span: Span) -> Value {
        match crate::calc::evaluate(tokens) {
            Ok(number) => Value::from(number),
            Err(error) => {
                self.notice(Level::Error, error.to_string(), Some(span));
                Value::Null
            }
        }
    }

    /// An operand: empty is 0; text that is no number is 0 and an error (V-6).
    pub(crate) fn number_for_calc(&mut self, value: &Value, span: Span) -> rust_decimal::Decimal {
        match crate::modifier::to_decimal(value) {
            Some(number) => number,
            None if value.is_empty() => rust_decimal::Decimal::ZERO,
            None => {
                let message = format!(
                    "«{}» is not a number: 0 is used instead",
                    excerpt(&value.to_text())
                );
                self.notice(Level::Error, message, Some(span));
                rust_decimal::Decimal::ZERO
            }
        }
    }

    fn operand(&mut self, operand: &Operand, span: Span) -> Value {
        match operand {
            Operand::Number(number) => Value::Number(number.clone()),
            Operand::Placeholder(placeholder) => match self.evaluate(placeholder) {
                Outcome::Value(value) => value,
                Outcome::Verbatim => Value::Null,
            },
            Operand::Path(path) => match self.path(path, span) {
                Some(value) => value,
                None => {
                    self.undeclared_path(path, span);
                    Value::Null
                }
            },
        }
    }

    fn group_text(&mut self, items: &[Item], span: Span) -> String {
        let mut text = String::new();
        for item in items {
            match item {
                Item::Operand(operand) => self.operand(operand, span).write_text(&mut text),
                Item::Sign(sign) => text.push(*sign),
                Item::Space(space) => text.push_str(space),
            }
        }
        text
    }

    /// An argument, rendered and trimmed (G-4).
    pub(crate) fn arg<'x>(&mut self, arg: &'x Arg) -> Cow<'x, str> {
        match &arg.literal {
            Some(literal) => Cow::Borrowed(literal),
            None => Cow::Owned(self.arg_text(arg, false).trim().to_owned()),
        }
    }

    /// An argument as it is written, white space around it kept.
    pub(crate) fn whole_arg(&mut self, arg: &Arg) -> String {
        self.arg_text(arg, false)
    }

    /// An argument that is a regular expression: its own backslashes stay.
    pub(crate) fn pattern_arg(&mut self, arg: &Arg) -> String {
        self.arg_text(arg, true).trim().to_owned()
    }

    fn arg_text(&mut self, arg: &Arg, pattern: bool) -> String {
        let mut text = String::new();
        for part in &arg.parts {
            match part {
                ArgPart::Placeholder(placeholder) => self.inner(placeholder).write_text(&mut text),
                ArgPart::Escape(c) if pattern => {
                    text.push('\\');
                    text.push(*c);
                }
                _ => part.write_plain(&mut text),
            }
        }
        text
    }
}

/// The beginning of a text, for messages.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Modifier {
    fn is_calc(&self) -> bool {
        self.spec.is_some_and(|spec| spec.name == "calc")
    }
}

impl Expr {
    /// A modifier or a default says what an empty value becomes, so nothing needs to stay verbatim.
    fn settles_empty(&self) -> bool {
        let settles = |modifier: &Modifier| {
            modifier
                .spec
                .is_some_and(|spec| matches!(spec.name, "ifempty" | "ifnotempty" | "if"))
        };
        self.default.is_some() || self.modifiers.iter().any(settles)
    }
}
