//! What a template names: the edges of the "used by" graph.

use crate::ast::{Arg, ArgPart, Expr, Item, Node, Operand, Path, Primary};
use crate::notice::Span;
use crate::scope::Segment;

/// A name a template uses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// `{report}`.
    Variable(String),
    /// `{{lead.cf(101)}}`; an argument that is a template itself is empty here.
    Path(Vec<Segment>),
    /// `{tlink:290}`.
    Link(u64),
}

/// A name and the placeholder it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    pub name: Name,
    pub span: Span,
}

pub(crate) fn collect(nodes: &[Node]) -> Vec<Reference> {
    let mut found = Vec::new();
    visit_nodes(nodes, &mut found);
    found
}

fn visit_nodes(nodes: &[Node], found: &mut Vec<Reference>) {
    for node in nodes {
        match node {
            Node::Placeholder(placeholder) => visit_expr(&placeholder.expr, placeholder.span, found),
            Node::Button(button) => {
                visit_nodes(&button.url, found);
                visit_nodes(&button.text, found);
            }
            Node::Text(_) | Node::Backslash => {}
        }
    }
}

fn visit_expr(expr: &Expr, span: Span, found: &mut Vec<Reference>) {
    match &expr.primary {
        Primary::Group(items) => {
            for item in items {
                match item {
                    Item::Operand(Operand::Placeholder(inner)) => visit_expr(&inner.expr, inner.span, found),
                    Item::Operand(Operand::Path(path)) => visit_path(path, span, found),
                    Item::Operand(Operand::Number(_)) | Item::Sign(_) | Item::Space(_) => {}
                }
            }
        }
        Primary::Path(path) => visit_path(path, span, found),
        Primary::Single(single) => {
            let name = match &single.path {
                Some(path) => Name::Path(path.clone()),
                None => Name::Variable(single.name.to_string()),
            };
            found.push(Reference { name, span });
        }
        Primary::Link(number) => found.push(Reference {
            name: Name::Link(*number),
            span,
        }),
        Primary::Pattern(_) => found.push(Reference {
            name: Name::Variable("message_text".to_owned()),
            span,
        }),
        Primary::Reset | Primary::Number(_) | Primary::Text(_) => {}
    }
    expr.modifiers
        .iter()
        .for_each(|modifier| visit_args(&modifier.args, found));
}

fn visit_path(path: &Path, span: Span, found: &mut Vec<Reference>) {
    let segments = path.segments.iter().map(|segment| Segment {
        name: segment.name.clone(),
        args: segment
            .args
            .iter()
            .map(|arg| arg.literal.as_deref().unwrap_or_default().to_owned())
            .collect(),
    });
    found.push(Reference {
        name: Name::Path(segments.collect()),
        span,
    });
    path.segments
        .iter()
        .for_each(|segment| visit_args(&segment.args, found));
}

fn visit_args(args: &[Arg], found: &mut Vec<Reference>) {
    for part in args.iter().flat_map(|arg| &arg.parts) {
        if let ArgPart::Placeholder(inner) = part {
            visit_expr(&inner.expr, inner.span, found);
        }
    }
}
