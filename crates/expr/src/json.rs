//! JSON into values, numbers with their own text: serde_json would turn `12.50` into `12.5`,
//! and its `arbitrary_precision` breaks tagged enums elsewhere in the workspace.

use crate::number::Number;
use crate::value::{Map, Value};

/// Deepest nesting accepted.
const MAX_DEPTH: usize = 128;

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at line {line}, column {column}")]
pub struct JsonError {
    pub message: String,
    /// Counted from 1.
    pub line: usize,
    /// In bytes, counted from 1.
    pub column: usize,
}

impl Value {
    /// Parses one JSON document: UTF-8, at most 128 levels, nothing after it but white space.
    pub fn from_json(bytes: impl AsRef<[u8]>) -> Result<Value, JsonError> {
        let bytes = bytes.as_ref();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut parser = match std::str::from_utf8(bytes) {
            Ok(text) => Parser {
                text,
                bytes,
                pos: 0,
                depth: 0,
            },
            Err(error) => {
                let at = Parser {
                    text: "",
                    bytes,
                    pos: error.valid_up_to(),
                    depth: 0,
                };
                return Err(at.fail("the bytes are not UTF-8"));
            }
        };
        let value = parser.value()?;
        parser.skip_space();
        match parser.peek() {
            None => Ok(value),
            Some(_) => Err(parser.fail("text after the end of the document")),
        }
    }
}

struct Parser<'s> {
    text: &'s str,
    bytes: &'s [u8],
    pos: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.pos += 1;
        }
    }

    fn fail(&self, message: impl Into<String>) -> JsonError {
        let before = &self.bytes[..self.pos.min(self.bytes.len())];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        JsonError {
            message: message.into(),
            line: before.iter().filter(|&&b| b == b'\n').count() + 1,
            column: before.len() - line_start + 1,
        }
    }

    fn value(&mut self) -> Result<Value, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Value::Text),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(self.fail("expected a value")),
            None => Err(self.fail("the document ends too early")),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, JsonError>) -> Result<Value, JsonError> {
        if self.depth == MAX_DEPTH {
            return Err(self.fail("nested deeper than 128 levels"));
        }
        self.depth += 1;
        self.pos += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let mut map = Map::new();
        self.skip_space();
        if self.eat(b'}') {
            return Ok(Value::Map(map));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.fail("expected a key in double quotes"));
            }
            let key = self.string()?;
            self.skip_space();
            if !self.eat(b':') {
                return Err(self.fail("expected «:» after the key"));
            }
            let value = self.value()?;
            map.insert(key, value);
            self.skip_space();
            if self.eat(b'}') {
                return Ok(Value::Map(map));
            }
            if !self.eat(b',') {
                return Err(self.fail("expected «,» or «}»"));
            }
        }
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        self.skip_space();
        if self.eat(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.eat(b']') {
                return Ok(Value::List(items));
            }
            if !self.eat(b',') {
                return Err(self.fail("expected «,» or «]»"));
            }
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.pos += usize::from(found);
        found
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, JsonError> {
        if self.bytes[self.pos..].starts_with(word.as_bytes()) {
            self.pos += word.len();
            return Ok(value);
        }
        Err(self.fail("expected a value"))
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.pos;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.pos += 1;
        }
        match Number::parse(&self.text[start..self.pos]) {
            Some(number) => Ok(Value::Number(number)),
            None => {
                self.pos = start;
                Err(self.fail("not a number"))
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.pos += 1;
        let mut out = String::new();
        loop {
            let start = self.pos;
            while self.peek().is_some_and(|b| b != b'"' && b != b'\\' && b >= 0x20) {
                self.pos += 1;
            }
            out.push_str(&self.text[start..self.pos]);
            match self.peek() {
                Some(b'"') => {
                    self.pos += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                Some(_) => return Err(self.fail("a control character inside a string")),
                None => return Err(self.fail("a string without its closing quote")),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), JsonError> {
        self.pos += 1;
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.pos += 1;
                let c = self.unicode()?;
                out.push(c);
                return Ok(());
            }
            _ => return Err(self.fail("an unknown escape")),
        };
        self.pos += 1;
        out.push(plain);
        Ok(())
    }

    /// A lone surrogate becomes U+FFFD: senders do produce them, and losing the body would be worse.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let high = self.hex4()?;
        if !(0xd800..0xdc00).contains(&high) {
            return Ok(char::from_u32(high).unwrap_or('\u{fffd}'));
        }
        let mark = self.pos;
        if self.eat(b'\\') && self.eat(b'u') {
            let low = self.hex4()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
        }
        self.pos = mark;
        Ok('\u{fffd}')
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let digits = self
            .bytes
            .get(self.pos..self.pos + 4)
            .and_then(|d| std::str::from_utf8(d).ok());
        let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        let code = code.ok_or_else(|| self.fail("expected four hexadecimal digits"))?;
        self.pos += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_back_as_they_were() {
        for text in [
            "null",
            "true",
            r#"{"a":12.50,"b":[1e3,-0,{}],"я":"\"\\\n"}"#,
            "[]",
            r#""\u0001""#,
            "123456789012345678901234567890.123456789",
        ] {
            assert_eq!(Value::from_json(text).unwrap().to_json_string(), text);
        }
        assert_eq!(Value::from_json(" [ 1 , 2 ] ").unwrap().to_json_string(), "[1,2]");
        assert_eq!(
            Value::from_json(r#""\ud83d\ude00\ud83dx""#).unwrap(),
            Value::from("😀\u{fffd}x")
        );
        assert_eq!(
            Value::from_json(r#"{"a":1,"a":2}"#).unwrap().to_json_string(),
            r#"{"a":1}"#
        );
    }

    #[test]
    fn faults_name_their_place() {
        let cases = [
            ("", "the document ends too early at line 1, column 1"),
            ("{\"a\":\n  }", "expected a value at line 2, column 3"),
            ("[1,]", "expected a value at line 1, column 4"),
            ("{\"n\":}", "expected a value at line 1, column 6"),
            ("01", "not a number at line 1, column 1"),
            ("\"a", "a string without its closing quote at line 1, column 3"),
            ("1 2", "text after the end of the document at line 1, column 3"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                Value::from_json(text).unwrap_err().to_string(),
                expected,
                "{text}"
            );
        }
        assert!(Value::from_json(b"\xff").is_err());
        assert!(Value::from_json("[".repeat(128) + &"]".repeat(128)).is_ok());
        assert!(Value::from_json("[".repeat(129) + &"]".repeat(129)).is_err());
    }
}
