//! Arguments in brackets: templates in which `:` is ordinary and `\` takes the next character (G-3).

use super::Parser;
use crate::ast::{Arg, ArgPart};

impl Parser<'_> {
    /// `( arg , arg … )`; empty brackets are no arguments at all.
    pub(super) fn args(&mut self) -> Option<Vec<Arg>> {
        self.eat("(");
        let mut args = Vec::new();
        let mut current = Parts::default();
        let mut open = 0usize;
        loop {
            let c = self.peek()?;
            if c == '{' {
                match self.placeholder() {
                    Some(placeholder) => current.push(ArgPart::Placeholder(placeholder)),
                    None if self.limit.is_some() => return None,
                    None => self.plain_char(c, &mut current),
                }
                continue;
            }
            self.pos += c.len_utf8();
            match c {
                '\\' => match self.peek() {
                    Some(next) => {
                        self.pos += next.len_utf8();
                        current.push(ArgPart::Escape(next));
                    }
                    None => return None,
                },
                ',' if open == 0 => args.push(Arg::new(current.take())),
                ')' if open == 0 => {
                    let last = current.take();
                    if !(args.is_empty() && last.is_empty()) {
                        args.push(Arg::new(last));
                    }
                    return Some(args);
                }
                '(' | ')' => {
                    open = if c == '(' { open + 1 } else { open - 1 };
                    current.text.push(c);
                }
                _ => current.text.push(c),
            }
        }
    }

    fn plain_char(&mut self, c: char, parts: &mut Parts) {
        self.pos += c.len_utf8();
        parts.text.push(c);
    }
}

#[derive(Default)]
struct Parts {
    text: String,
    done: Vec<ArgPart>,
}

impl Parts {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.done
                .push(ArgPart::Text(std::mem::take(&mut self.text).into()));
        }
    }

    fn push(&mut self, part: ArgPart) {
        self.flush();
        self.done.push(part);
    }

    fn take(&mut self) -> Vec<ArgPart> {
        self.flush();
        std::mem::take(&mut self.done)
    }
}
