//! A parsed template: the type the rest of the house holds.

use std::fmt;
use std::sync::Arc;

use crate::ast::{Node, Primary};
use crate::context::Context;
use crate::notice::{Diagnostic, Notice};
use crate::parse;
use crate::reference::{self, Reference};
use crate::render::{Rendered, Renderer, Values};
use crate::scope::Scope;
use crate::value::Value;

/// A template parsed once; cloning shares the parsed form.
#[derive(Clone)]
pub struct Template(Arc<Inner>);

struct Inner {
    source: Box<str>,
    nodes: Vec<Node>,
    diagnostics: Vec<Diagnostic>,
    /// What each rendering has to repeat: unclosed braces, broken buttons, passed limits.
    standing: Vec<Notice>,
}

impl Template {
    /// Parses; never fails (G-2). A source beyond the limits (V-8) gives a diagnostic and is plain text.
    pub fn parse(source: &str) -> Template {
        let parsed = parse::parse(source);
        let standing = parsed
            .faults
            .iter()
            .filter(|fault| fault.in_render)
            .map(|fault| Notice {
                level: fault.level,
                message: fault.message.clone(),
                at: Some(fault.span),
            });
        let standing = standing.collect();
        let diagnostics = parsed
            .faults
            .into_iter()
            .map(|fault| Diagnostic::new(source, fault.level, fault.message, fault.span))
            .collect();
        Template(Arc::new(Inner {
            source: source.into(),
            nodes: parsed.nodes,
            diagnostics,
            standing,
        }))
    }

    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Faults that show without rendering, with their places.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0.diagnostics
    }

    /// Renders for a context; never fails, tells what went wrong in the notices.
    pub fn render(&self, scope: &dyn Scope, context: Context) -> Rendered {
        self.render_with(scope, context, Values::Plain)
    }

    /// As [`Template::render`], with a word on what values hold (example 114).
    pub fn render_with(&self, scope: &dyn Scope, context: Context, values: Values) -> Rendered {
        let literal = self.is_literal();
        let breaks = context == Context::Header && literal.is_some_and(|text| text.contains(['\r', '\n']));
        if let Some(text) = literal.filter(|_| !breaks) {
            return Rendered {
                text: text.to_owned(),
                notices: self.0.standing.clone(),
                ..Rendered::default()
            };
        }
        Renderer::new(scope, context, self.0.standing.clone())
            .holding(values)
            .render(&self.0.nodes)
    }

    /// The typed value of a template that is exactly one placeholder, else the rendered text.
    /// An undeclared name is [`Value::Null`] and a notice.
    pub fn value(&self, scope: &dyn Scope) -> (Value, Vec<Notice>) {
        match self.0.nodes.as_slice() {
            [Node::Placeholder(placeholder)] => {
                Renderer::new(scope, Context::Note, self.0.standing.clone()).value(placeholder)
            }
            _ => {
                let rendered = self.render(scope, Context::Note);
                (Value::Text(rendered.text), rendered.notices)
            }
        }
    }

    /// The whole text, escapes resolved, when there is no placeholder in it.
    pub fn is_literal(&self) -> Option<&str> {
        match self.0.nodes.as_slice() {
            [] => Some(""),
            [Node::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// `amount` for exactly `{amount}`: what an index of conditions can look up.
    pub fn sole_variable(&self) -> Option<&str> {
        match self.0.nodes.as_slice() {
            [Node::Placeholder(placeholder)] if placeholder.expr.modifiers.is_empty() => {
                match &placeholder.expr.primary {
                    Primary::Single(single) if !single.name.contains('.') => Some(&single.name),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Every variable, path and link the template names, in order: for completion and "used by".
    pub fn references(&self) -> Vec<Reference> {
        reference::collect(&self.0.nodes)
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.0.nodes
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Template").field(&self.0.source).finish()
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Template) -> bool {
        self.0.source == other.0.source
    }
}

impl Eq for Template {}
