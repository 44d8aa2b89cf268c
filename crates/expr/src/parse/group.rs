//! Bracketed groups, as they stand before `:calc` (G-7).

use super::expr::is_word;
use super::{MAX_NESTING, Parser};
use crate::ast::{Item, Operand};

impl Parser<'_> {
    /// `( … )`: placeholders, paths, numbers, operators and further brackets.
    pub(super) fn group(&mut self) -> Option<Vec<Item>> {
        let mut items = Vec::new();
        let mut open = 0usize;
        loop {
            let item = self.group_item()?;
            match item {
                Item::Sign('(') => {
                    open += 1;
                    if self.depth + open > MAX_NESTING + 1 {
                        self.limit = Some("brackets are nested deeper than 10 levels");
                        return None;
                    }
                }
                Item::Sign(')') => open -= 1,
                _ => {}
            }
            items.push(item);
            if open == 0 {
                return Some(items);
            }
        }
    }

    fn group_item(&mut self) -> Option<Item> {
        let c = self.peek()?;
        let sign = match c {
            '(' | ')' | '+' | '*' | '/' => Some(c),
            '-' | '−' | '–' => Some('-'),
            '×' => Some('*'),
            '÷' => Some('/'),
            _ => None,
        };
        if let Some(sign) = sign {
            self.pos += c.len_utf8();
            return Some(Item::Sign(sign));
        }
        let operand = match c {
            c if c.is_whitespace() => {
                let space = self.take_while(char::is_whitespace);
                return Some(Item::Space(space.into()));
            }
            '{' => Operand::Placeholder(self.placeholder()?),
            c if c.is_ascii_digit() => Operand::Number(self.number()?),
            c if is_word(c) => Operand::Path(self.path()?),
            _ => return None,
        };
        Some(Item::Operand(operand))
    }
}
