//! The parsed form of a template: built once, shared, walked by every rendering.

use crate::modifier::Spec;
use crate::notice::Span;
use crate::number::Number;
use crate::scope::Segment;

/// A piece of a template, in order.
#[derive(Debug)]
pub(crate) enum Node {
    /// Plain text, escapes resolved.
    Text(Box<str>),
    /// The escape `\\`: one backslash, but still two inside a JSON body, where it is JSON's own escape.
    Backslash,
    Placeholder(Placeholder),
    Button(Button),
}

/// `{{…}}` or `{…}`.
#[derive(Debug)]
pub(crate) struct Placeholder {
    pub expr: Expr,
    pub span: Span,
    /// A single placeholder as it was written, printed when nothing declares its name.
    pub verbatim: Box<str>,
}

/// What stands between the braces.
#[derive(Debug)]
pub(crate) struct Expr {
    pub primary: Primary,
    pub modifiers: Vec<Modifier>,
    /// `or '…'` and `||| …`: printed when the value is empty.
    pub default: Option<Box<str>>,
}

#[derive(Debug)]
pub(crate) enum Primary {
    Group(Vec<Item>),
    Path(Path),
    Single(Single),
    Link(u64),
    /// `regexp./pattern/flags`, slashes and flags included: what the message has of it (F-101).
    Pattern(Box<str>),
    Reset,
    Number(Number),
    Text(Box<str>),
}

/// A single-brace name; a dotted one may also be a path (R-2, layer 5).
#[derive(Debug)]
pub(crate) struct Single {
    pub name: Box<str>,
    pub path: Option<Vec<Segment>>,
}

/// A double-brace path.
#[derive(Debug)]
pub(crate) struct Path {
    pub segments: Vec<PathSegment>,
    /// The segments ready for the scope, when no argument needs rendering.
    pub fixed: Option<Vec<Segment>>,
    /// The first segment exactly as written, for bare names.
    pub first: Box<str>,
    /// `chat.` stood in front: chat built-ins, never another layer.
    pub chat: bool,
}

#[derive(Debug)]
pub(crate) struct PathSegment {
    pub name: String,
    pub args: Vec<Arg>,
}

/// A piece of a bracketed group, as `calc` reads it.
#[derive(Debug)]
pub(crate) enum Item {
    Operand(Operand),
    /// One of `+ - * / ( )`, look-alikes already replaced (G-7).
    Sign(char),
    Space(Box<str>),
}

#[derive(Debug)]
pub(crate) enum Operand {
    Placeholder(Placeholder),
    Path(Path),
    Number(Number),
}

#[derive(Debug)]
pub(crate) struct Modifier {
    pub name: Box<str>,
    /// `None` for a name that is no modifier: the value passes unchanged, with a warning.
    pub spec: Option<&'static Spec>,
    pub args: Vec<Arg>,
    pub span: Span,
}

/// One argument, a template of its own.
#[derive(Debug, Default)]
pub(crate) struct Arg {
    pub parts: Vec<ArgPart>,
    /// The trimmed text, when nothing needs rendering.
    pub literal: Option<Box<str>>,
}

#[derive(Debug)]
pub(crate) enum ArgPart {
    Text(Box<str>),
    /// A backslash and what follows it: the character itself for punctuation, kept for letters
    /// (`\d` of a date format) and for regular expressions.
    Escape(char),
    Placeholder(Placeholder),
}

/// `[button url="…" text="…"]`.
#[derive(Debug)]
pub(crate) struct Button {
    pub url: Vec<Node>,
    pub text: Vec<Node>,
    /// Line of the source: buttons of one line share a row.
    pub line: usize,
    pub span: Span,
}

impl Arg {
    pub fn new(parts: Vec<ArgPart>) -> Arg {
        let fixed = parts.iter().all(|part| !matches!(part, ArgPart::Placeholder(_)));
        let literal = fixed.then(|| {
            let mut text = String::new();
            parts.iter().for_each(|part| part.write_plain(&mut text));
            text.trim().into()
        });
        Arg { parts, literal }
    }

    /// Joins arguments that a comma split by mistake (G-5).
    pub fn join(args: Vec<Arg>) -> Arg {
        let mut parts = Vec::new();
        for (index, arg) in args.into_iter().enumerate() {
            if index > 0 {
                parts.push(ArgPart::Text(",".into()));
            }
            parts.extend(arg.parts);
        }
        Arg::new(parts)
    }
}

impl ArgPart {
    /// Appends the part as ordinary arguments read it; placeholders add nothing.
    pub fn write_plain(&self, out: &mut String) {
        match self {
            ArgPart::Text(text) => out.push_str(text),
            ArgPart::Escape(c) => {
                if c.is_alphanumeric() {
                    out.push('\\');
                }
                out.push(*c);
            }
            ArgPart::Placeholder(_) => {}
        }
    }
}
