//! What stands between braces: primaries, modifiers, defaults, names and paths.

use super::{MAX_MODIFIERS, Parser};
use crate::ast::{Arg, ArgPart, Expr, Modifier, Path, PathSegment, Primary, Single};
use crate::modifier;
use crate::names_table::{canonical_chat_name, canonical_property, canonical_root, is_message_part};
use crate::notice::{Level, Span};
use crate::number::Number;
use crate::scope::Segment;

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

impl Parser<'_> {
    /// `{{ primary :modifier … default }}`.
    pub(super) fn double(&mut self) -> Option<Expr> {
        self.eat("{{");
        self.skip_space();
        let primary = self.primary()?;
        let mut modifiers = Vec::new();
        loop {
            let mark = self.pos;
            self.skip_space();
            if !self.eat(":") {
                self.pos = mark;
                break;
            }
            self.skip_space();
            modifiers.push(self.modifier(true)?);
        }
        let default = self.default()?;
        self.skip_space();
        self.eat("}}").then_some(Expr {
            primary,
            modifiers,
            default,
        })
    }

    /// `{name:modifier}`, no white space at the braces.
    pub(super) fn single(&mut self) -> Option<Expr> {
        self.eat("{");
        let primary = self.single_name()?;
        let mut modifiers = Vec::new();
        while self.eat(":") {
            modifiers.push(self.modifier(false)?);
        }
        self.eat("}").then_some(Expr {
            primary,
            modifiers,
            default: None,
        })
    }

    fn single_name(&mut self) -> Option<Primary> {
        let name = self.take_while(|c| is_word(c) || c == '.');
        if name.eq_ignore_ascii_case("tlink") || name.eq_ignore_ascii_case("tglink") {
            let mark = self.pos;
            if self.eat(":")
                && let Ok(number) = self.take_while(|c| c.is_ascii_digit()).parse()
            {
                return Some(Primary::Link(number));
            }
            self.pos = mark;
        }
        if name == "reset" && self.rest().starts_with('}') {
            return Some(Primary::Reset);
        }
        let whole = !name.split('.').any(str::is_empty);
        let named = name.contains(|c: char| c.is_alphabetic() || c == '_');
        (whole && named).then(|| {
            Primary::Single(Single {
                name: name.into(),
                path: dotted_path(name),
            })
        })
    }

    fn primary(&mut self) -> Option<Primary> {
        match self.peek()? {
            '(' => self.group().map(Primary::Group),
            '"' | '\'' => self.string().map(|text| Primary::Text(text.into())),
            c if c == '-' || c.is_ascii_digit() => self.number().map(Primary::Number),
            c if is_word_start(c) => match self.pattern() {
                Some(pattern) => Some(Primary::Pattern(pattern.into())),
                None => self.path().map(Primary::Path),
            },
            _ => None,
        }
    }

    /// `regexp./pattern/flags`: between the slashes everything is the pattern's, braces too.
    fn pattern(&mut self) -> Option<&str> {
        let rest = self.rest();
        let root = rest.get(.."regexp".len())?;
        let body = rest["regexp".len()..]
            .trim_start()
            .strip_prefix('.')?
            .trim_start();
        if !root.eq_ignore_ascii_case("regexp") {
            return None;
        }
        let inside = body.strip_prefix('/')?;
        let mut escaped = false;
        let (close, _) = inside.char_indices().find(|(_, c)| {
            let ends = *c == '/' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        })?;
        let flags = inside[close + 1..]
            .bytes()
            .take_while(u8::is_ascii_lowercase)
            .count();
        let end = 1 + close + 1 + flags;
        self.pos += rest.len() - body.len() + end;
        Some(&body[..end])
    }

    /// `[-]digits[.digits]`, not running into a name.
    pub(super) fn number(&mut self) -> Option<Number> {
        let start = self.pos;
        self.eat("-");
        let whole = self.take_while(|c| c.is_ascii_digit()).len();
        let mark = self.pos;
        if self.eat(".") && self.take_while(|c| c.is_ascii_digit()).is_empty() {
            self.pos = mark;
        }
        let ends = !self.peek().is_some_and(is_word);
        let text = &self.src[start..self.pos];
        if whole == 0 || !ends {
            return None;
        }
        Number::parse(text).or_else(|| {
            let trimmed: rust_decimal::Decimal = text.parse().ok()?;
            Some(trimmed.into())
        })
    }

    fn string(&mut self) -> Option<&str> {
        let quote = ["'''", "\"", "'"]
            .into_iter()
            .find(|quote| self.rest().starts_with(quote))?;
        self.pos += quote.len();
        let end = self.rest().find(quote)?;
        let text = &self.src[self.pos..self.pos + end];
        self.pos += end + quote.len();
        Some(text)
    }

    /// `lead.cf(101)`, white space around the dots allowed (G-6).
    pub(super) fn path(&mut self) -> Option<Path> {
        let mut segments = vec![self.segment()?];
        loop {
            let mark = self.pos;
            self.skip_space();
            if !self.eat(".") {
                self.pos = mark;
                break;
            }
            self.skip_space();
            segments.push(self.segment()?);
        }
        Some(settle(segments))
    }

    fn segment(&mut self) -> Option<PathSegment> {
        let digits = self.peek()?.is_ascii_digit();
        let name = match digits {
            true => self.take_while(|c| c.is_ascii_digit()),
            false => self.take_while(is_word),
        };
        if name.is_empty() || (digits && self.peek().is_some_and(is_word)) {
            return None;
        }
        let args = match self.rest().starts_with('(') && !digits {
            true => self.args()?,
            false => Vec::new(),
        };
        Some(PathSegment {
            name: name.to_owned(),
            args,
        })
    }

    fn modifier(&mut self, double: bool) -> Option<Modifier> {
        let start = self.pos;
        if !self.peek().is_some_and(is_word_start) {
            return None;
        }
        let name = self.take_while(is_word);
        let bracketed = self.rest().starts_with('(');
        let args = if bracketed { self.args()? } else { Vec::new() };
        self.modifiers += 1;
        if self.modifiers > MAX_MODIFIERS {
            self.limit = Some("there are more than 200 modifiers");
            return None;
        }
        let spec = modifier::find(name);
        let span = Span { start, end: self.pos };
        let args = match spec {
            Some(spec) if spec.takes_one() && args.len() > 1 => vec![Arg::join(args)],
            _ => args,
        };
        if double {
            self.check_modifier(name, spec, args.len(), span);
        }
        Some(Modifier {
            name: name.into(),
            spec,
            args,
            span,
        })
    }

    fn check_modifier(&mut self, name: &str, spec: Option<&modifier::Spec>, count: usize, span: Span) {
        let message = match spec {
            None => format!("there is no modifier «{name}»: the value is printed unchanged"),
            Some(spec) if count < spec.least => {
                format!("«{name}» needs {} argument(s): {}", spec.least, spec.example)
            }
            Some(spec) if count > spec.most => {
                format!(
                    "«{name}» takes at most {} argument(s): {}",
                    spec.most, spec.example
                )
            }
            Some(_) => return,
        };
        self.fault(Level::Warning, message, span, false);
    }

    /// `or '…'` or `||| …`; the outer `None` means that it began and did not parse.
    #[expect(clippy::option_option, reason = "absent and broken are different answers")]
    fn default(&mut self) -> Option<Option<Box<str>>> {
        let mark = self.pos;
        self.skip_space();
        if self.eat("|||") {
            let end = self.rest().find("}}")?;
            let text = self.rest()[..end].trim();
            self.pos += end;
            return Some(Some(text.into()));
        }
        let spaced = self.pos > mark;
        if spaced && self.eat("or") && self.rest().starts_with(char::is_whitespace) {
            self.skip_space();
            return self.string().map(|text| Some(text.into()));
        }
        self.pos = mark;
        Some(None)
    }
}

/// A dotted single name that may stand for a path: `{tracker.clickid}` (R-2, layer 5).
fn dotted_path(name: &str) -> Option<Vec<Segment>> {
    if !name.contains('.') {
        return None;
    }
    let parts: Vec<&str> = name.split('.').collect();
    let parts = match parts[0].eq_ignore_ascii_case("chat") && parts.len() > 1 {
        true => &parts[1..],
        false => &parts[..],
    };
    let root = match parts {
        [only] => canonical_chat_name(only)?,
        [name, part] if is_message_part(name, part) => "message_text",
        [root, ..] => {
            canonical_root(root).filter(|root| matches!(*root, "tracker" | "fields" | "variables"))?
        }
        [] => return None,
    };
    let rest = parts[1..].iter().map(|part| Segment::new(*part));
    Some(std::iter::once(Segment::new(root)).chain(rest).collect())
}

/// Settles roots, aliases and case (R-4, G-6), and readies the path when its arguments are plain.
fn settle(mut segments: Vec<PathSegment>) -> Path {
    let first: Box<str> = segments[0].name.as_str().into();
    let plain_root = segments[0].args.is_empty();
    let chat = segments.len() > 1 && plain_root && first.eq_ignore_ascii_case("chat");
    if chat {
        segments.remove(0);
    }
    let alone = segments.len() == 1;
    let name = segments[0].name.clone();
    let chat_name = canonical_chat_name(&name).filter(|_| alone);
    if let Some(canonical) = chat_name.or_else(|| canonical_root(&name)) {
        segments[0].name = canonical.to_owned();
    }
    let root = segments[0].name.clone();
    for segment in &mut segments[1..] {
        if let Some(canonical) = canonical_property(&root, &segment.name) {
            segment.name = canonical.to_owned();
        }
    }
    join_field_ids(&mut segments);
    let fixed = segments
        .iter()
        .map(|segment| {
            let args = segment
                .args
                .iter()
                .map(|arg| arg.literal.as_deref().map(str::to_owned));
            Some(Segment {
                name: segment.name.clone(),
                args: args.collect::<Option<_>>()?,
            })
        })
        .collect();
    Path {
        segments,
        fixed,
        first,
        chat,
    }
}

/// `lead.cf.101` is `lead.cf(101)`, as salesbots write it.
fn join_field_ids(segments: &mut Vec<PathSegment>) {
    let mut at = 1;
    while at + 1 < segments.len() {
        let id = &segments[at + 1];
        let is_field =
            matches!(segments[at].name.as_str(), "cf" | "cfm" | "cff") && segments[at].args.is_empty();
        if is_field && id.args.is_empty() && id.name.bytes().all(|b| b.is_ascii_digit()) {
            let id = segments.remove(at + 1).name;
            segments[at].args.push(Arg::new(vec![ArgPart::Text(id.into())]));
        }
        at += 1;
    }
}
