//! Names to values: which layer answers, the language's own roots, bot variables (R-1 … R-9).

use super::{MAX_BOT_DEPTH, Renderer};
use crate::Template;
use crate::ast::{Path, Primary, Single};
use crate::date;
use crate::names_table::{CHAT_NAMES, ROOTS, canonical_chat_name, is_message_part};
use crate::notice::{Level, Span};
use crate::scope::Segment;
use crate::value::Value;

impl Renderer<'_> {
    /// A double-brace path; `None` = undeclared.
    pub(super) fn path(&mut self, path: &Path, span: Span) -> Option<Value> {
        match &path.fixed {
            Some(segments) => self.segments(segments, path, span),
            None => {
                let segments: Vec<Segment> = path
                    .segments
                    .iter()
                    .map(|segment| Segment {
                        name: segment.name.clone(),
                        args: segment
                            .args
                            .iter()
                            .map(|arg| self.arg(arg).into_owned())
                            .collect(),
                    })
                    .collect();
                self.segments(&segments, path, span)
            }
        }
    }

    fn segments(&mut self, segments: &[Segment], path: &Path, span: Span) -> Option<Value> {
        match segments {
            [only] if only.args.is_empty() => self.bare(only, path, span),
            [root, property, ..] if root.name == "date" => self.date(property, span),
            [root, property, ..] if root.name == "random" => self.random(property, span),
            // `entry(x)` is x itself: it lends a plain text the modifiers of a path (F-90).
            [only] if only.name == "entry" => Some(Value::Text(only.args.join(","))),
            _ => match self.settled(segments, span) {
                None if !ROOTS.contains(&segments[0].name.as_str()) => {
                    self.inside_variable(segments, path, span)
                }
                found => found,
            },
        }
    }

    /// `{{name}}`: chat built-ins and roots first when written in their own case, else the layers of R-2.
    fn bare(&mut self, only: &Segment, path: &Path, span: Span) -> Option<Value> {
        let asked = std::slice::from_ref(only);
        if path.chat {
            return self.scope.path(asked);
        }
        match *path.first == *only.name && is_own_name(&only.name) {
            true => self
                .scope
                .path(asked)
                .or_else(|| self.variable(&path.first, span)),
            false => self
                .variable(&path.first, span)
                .or_else(|| self.scope.path(asked))
                .or_else(|| self.made_up(&path.first)),
        }
    }

    /// Bare names that nobody declares but the language answers itself (F-101).
    fn made_up(&mut self, name: &str) -> Option<Value> {
        Some(match name.to_ascii_lowercase().as_str() {
            "rand" => Value::Text(self.random_text(32, false)),
            "short_rand" => Value::Text(self.random_text(8, false)),
            "short_rand_num" => self.random_number(1111, 9999),
            "current_date" => Value::Date(self.scope.now().date()),
            _ => return None,
        })
    }

    /// `{{order.id}}` where `order` is a variable that holds an object.
    fn inside_variable(&mut self, segments: &[Segment], path: &Path, span: Span) -> Option<Value> {
        if path.chat || segments.iter().any(|segment| !segment.args.is_empty()) {
            return None;
        }
        let variable = self.variable(&path.first, span)?;
        let mut value = &variable;
        for segment in &segments[1..] {
            value = value.step(&segment.name)?;
        }
        Some(value.clone())
    }

    /// A path that single and double braces read alike: bot variables, then the scope,
    /// and `fields.chatId` falls back to the chat (example 80).
    fn settled(&mut self, segments: &[Segment], span: Span) -> Option<Value> {
        if let [root, name] = segments
            && root.name == "variables"
            && let Some(template) = self.scope.bot_variable(&name.name)
        {
            return Some(self.bot_value(&name.name, &template, span));
        }
        if let [root, part] = segments
            && is_message_part(&root.name, &part.name)
        {
            return self.message_part(&part.name);
        }
        self.scope.path(segments).or_else(|| match segments {
            [root, key] if root.name == "fields" => {
                let built_in = canonical_chat_name(&key.name)?;
                self.scope.path(&[Segment::new(built_in)])
            }
            _ => None,
        })
    }

    /// A single-brace name; `None` = undeclared.
    pub(super) fn single(&mut self, single: &Single, span: Span) -> Option<Value> {
        let declared = self.variable(&single.name, span);
        match (&declared, &single.path) {
            (None, Some(path)) => self.settled(path, span),
            _ => declared,
        }
    }

    /// A variable; a name that several parts of the body give is answered with the first, and said.
    fn variable(&mut self, name: &str, span: Span) -> Option<Value> {
        let found = self.scope.variable(name)?;
        if self.scope.is_doubled(name) {
            let message = format!(
                "several parts of the body are called «{name}»: the first is taken, {{{{hook.…}}}} reaches the others"
            );
            self.notice(Level::Warning, message, Some(span));
        }
        Some(found)
    }

    fn date(&mut self, property: &Segment, span: Span) -> Option<Value> {
        let now = self.scope.now();
        match date::root(&property.name, &property.args, &now) {
            Some(Ok(value)) => Some(value),
            Some(Err(message)) => {
                self.notice(Level::Error, message, Some(span));
                Some(Value::Null)
            }
            None => None,
        }
    }

    /// `random.num(min,max)`, `random.str(N[,alpha])`, `random.float(N)` (F-91).
    fn random(&mut self, property: &Segment, span: Span) -> Option<Value> {
        let number = |index: usize| property.args.get(index).and_then(|arg| arg.parse::<i64>().ok());
        let value = match property.name.as_str() {
            "num" => number(0)
                .zip(number(1))
                .map(|(a, b)| self.random_number(a.min(b), a.max(b))),
            "str" => {
                let alpha = property
                    .args
                    .get(1)
                    .is_some_and(|arg| arg.eq_ignore_ascii_case("alpha"));
                number(0).map(|length| Value::Text(self.random_text(length, alpha)))
            }
            "float" => number(0).or(Some(2)).map(|digits| self.random_fraction(digits)),
            _ => return None,
        };
        if value.is_none() {
            let message = format!(
                "random.{} needs whole numbers: random.num(1, 6), random.str(8)",
                property.name
            );
            self.notice(Level::Error, message, Some(span));
        }
        Some(value.unwrap_or_default())
    }

    fn random_number(&mut self, low: i64, high: i64) -> Value {
        let values = high.abs_diff(low).saturating_add(1);
        let drawn = self.scope.random(values).min(values - 1);
        Value::from(low.saturating_add_unsigned(drawn))
    }

    fn random_text(&mut self, length: i64, alpha: bool) -> String {
        let alphabet: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let alphabet = if alpha { &alphabet[..52] } else { alphabet };
        let letter = |_| {
            let drawn = self.scope.random(alphabet.len() as u64) as usize;
            char::from(alphabet[drawn.min(alphabet.len() - 1)])
        };
        (0..length.clamp(0, 1000)).map(letter).collect()
    }

    fn random_fraction(&mut self, digits: i64) -> Value {
        let digits = digits.clamp(1, 18) as u32;
        let below = 10u64.pow(digits);
        let drawn = self.scope.random(below).min(below - 1);
        Value::from(rust_decimal::Decimal::from_i128_with_scale(
            i128::from(drawn),
            digits,
        ))
    }

    /// The bot variable a primary names, if it names one that nothing hides.
    pub(super) fn bot_variable_of(&self, primary: &Primary) -> Option<(String, Template)> {
        let segments = match primary {
            Primary::Path(path) => path.fixed.as_deref()?,
            Primary::Single(single) => {
                let path = single.path.as_deref()?;
                if self.scope.variable(&single.name).is_some() {
                    return None;
                }
                path
            }
            _ => return None,
        };
        match segments {
            [root, name] if root.name == "variables" => {
                Some((name.name.clone(), self.scope.bot_variable(&name.name)?))
            }
            _ => None,
        }
    }

    /// Begins a bot variable; a cycle or too deep a nest is empty and an error.
    pub(super) fn enter_bot(&mut self, (name, template): (String, Template), span: Span) -> Option<Template> {
        if !self.step() {
            return None;
        }
        let message = if self.bots.contains(&name) {
            format!(
                "the bot variable «{name}» contains itself: {} → {name}",
                self.bots.join(" → ")
            )
        } else if self.bots.len() == MAX_BOT_DEPTH {
            format!("bot variables are nested deeper than {MAX_BOT_DEPTH} levels at «{name}»")
        } else {
            self.bots.push(name);
            return Some(template);
        };
        self.notice(Level::Error, message, Some(span));
        None
    }

    /// A bot variable as a value: rendered raw, escaped later by whatever takes it.
    fn bot_value(&mut self, name: &str, template: &Template, span: Span) -> Value {
        let Some(template) = self.enter_bot((name.to_owned(), template.clone()), span) else {
            return Value::Null;
        };
        let text = self.raw(template.nodes());
        self.bots.pop();
        Value::Text(text)
    }
}

fn is_own_name(name: &str) -> bool {
    CHAT_NAMES.contains(&name) || ROOTS.contains(&name)
}
