//! Arithmetic of `:calc`: `+ - * /` and brackets on decimals (V-5, V-6).

use rust_decimal::Decimal;

use crate::number;

/// Decimals of a result.
const RESULT_DIGITS: i32 = 10;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token {
    Number(Decimal),
    /// One of `+ - * / ( )`.
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CalcError {
    #[error("calc: division by zero gives nothing")]
    DivisionByZero,
    #[error("calc: the number does not fit 28 digits")]
    TooLarge,
    #[error("calc: this is not arithmetic; write numbers with + - * / and brackets between them")]
    Syntax,
}

/// The value of a list of tokens, rounded to ten decimals.
pub(crate) fn evaluate(tokens: &[Token]) -> Result<Decimal, CalcError> {
    let mut reader = Reader { tokens, at: 0 };
    let value = reader.sum()?;
    match reader.at == tokens.len() {
        true => Ok(number::round(value, RESULT_DIGITS)),
        false => Err(CalcError::Syntax),
    }
}

/// Depth is bounded by the parser's limit on brackets; unary signs are read in a loop.
struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn eat(&mut self, signs: &[char]) -> Option<char> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) if signs.contains(sign) => {
                self.at += 1;
                Some(*sign)
            }
            _ => None,
        }
    }

    fn sum(&mut self) -> Result<Decimal, CalcError> {
        let mut value = self.product()?;
        while let Some(sign) = self.eat(&['+', '-']) {
            let right = self.product()?;
            let sum = if sign == '+' {
                value.checked_add(right)
            } else {
                value.checked_sub(right)
            };
            value = sum.ok_or(CalcError::TooLarge)?;
        }
        Ok(value)
    }

    fn product(&mut self) -> Result<Decimal, CalcError> {
        let mut value = self.factor()?;
        while let Some(sign) = self.eat(&['*', '/']) {
            let right = self.factor()?;
            if sign == '/' && right.is_zero() {
                return Err(CalcError::DivisionByZero);
            }
            let product = if sign == '*' {
                value.checked_mul(right)
            } else {
                value.checked_div(right)
            };
            value = product.ok_or(CalcError::TooLarge)?;
        }
        Ok(value)
    }

    fn factor(&mut self) -> Result<Decimal, CalcError> {
        let mut negative = false;
        while let Some(sign) = self.eat(&['+', '-']) {
            negative ^= sign == '-';
        }
        let value = match self.tokens.get(self.at) {
            Some(Token::Number(number)) => {
                self.at += 1;
                *number
            }
            Some(Token::Sign('(')) => {
                self.at += 1;
                let inner = self.sum()?;
                self.eat(&[')']).ok_or(CalcError::Syntax)?;
                inner
            }
            _ => return Err(CalcError::Syntax),
        };
        Ok(if negative { -value } else { value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calc(text: &str) -> Result<String, CalcError> {
        let mut tokens = Vec::new();
        let mut number = String::new();
        for c in text.chars().chain([' ']) {
            if c.is_ascii_digit() || c == '.' {
                number.push(c);
                continue;
            }
            if !number.is_empty() {
                tokens.push(Token::Number(std::mem::take(&mut number).parse().unwrap()));
            }
            if c != ' ' {
                tokens.push(Token::Sign(c));
            }
        }
        evaluate(&tokens).map(|value| value.normalize().to_string())
    }

    #[test]
    fn arithmetic() {
        for (text, expected) in [
            ("2+3*4", "14"),
            ("(2+3)*4", "20"),
            ("0.1+0.2", "0.3"),
            ("10/4", "2.5"),
            ("58000/3", "19333.3333333333"),
            ("-5+3", "-2"),
            ("2*-3", "-6"),
            ("8-3-2", "3"),
            ("--4", "4"),
            ("1/3*3", "1"),
            ("100/8/2", "6.25"),
        ] {
            assert_eq!(calc(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(calc("1/0"), Err(CalcError::DivisionByZero));
        for text in ["", "1+", "(1", "1)", "1 2", "()", "*2"] {
            assert_eq!(calc(text), Err(CalcError::Syntax), "{text}");
        }
        let huge = "79228162514264337593543950335";
        assert_eq!(calc(&format!("{huge}*10")), Err(CalcError::TooLarge));
    }
}
