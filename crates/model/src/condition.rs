//! Conditions of a block: rows joined by AND or OR, and groups with brackets.

use crate::text::Scalar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One row of a block: a comparison or a group.
///
/// Rows of one list follow the documented rule (Z-2): with `O` the rows marked `or` and `A` the rest,
/// the list holds when any of `O` holds, or `A` is not empty and all of `A` hold; an empty list always holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "RowText", into = "RowText")]
#[schemars(with = "RowText")]
pub struct Row {
    /// Joined to the others by OR.
    pub or: bool,
    /// What is tested.
    pub test: Test,
}

/// What a row tests.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Left value, operator, right value.
    Compare(Comparison),
    /// Every row inside holds; joiners inside do not count.
    All(Vec<Row>),
    /// At least one row inside holds; joiners inside do not count.
    Any(Vec<Row>),
    /// The row inside does not hold.
    Not(Box<Row>),
}

/// A comparison of two values; both sides are templates from the same list of values (F-11).
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The left value.
    pub left: Scalar,
    /// The operator.
    pub is: Operator,
    /// The right value; `empty`, `not_empty` and `changed` have none.
    pub right: Option<Scalar>,
    /// Text is compared letter by letter; otherwise case does not count (Z-6).
    pub case_sensitive: bool,
}

/// How two values are compared (F-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Empty,
    NotEmpty,
    In,
    NotIn,
    Matches,
    NotMatches,
    /// The event at hand changed this field of its record.
    Changed,
}

impl Operator {
    /// Whether the operator looks at the left value alone.
    pub fn is_unary(self) -> bool {
        matches!(self, Self::Empty | Self::NotEmpty | Self::Changed)
    }
}

/// How a row is written: a comparison (`left`, `is`, `right`) or one of `all`, `any`, `not`.
#[derive(Serialize, Deserialize, JsonSchema, Clone)]
#[serde(deny_unknown_fields)]
struct RowText {
    /// Joined by OR: one such row that holds makes the whole list hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    or: bool,
    /// The left value, e.g. `{amount}` or `{{lead.sale}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    left: Option<Scalar>,
    /// The operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<Operator>,
    /// The right value; not for `empty`, `not_empty`, `changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    right: Option<Scalar>,
    /// Text is compared letter by letter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    case_sensitive: bool,
    /// A group: every row inside holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Row>>,
    /// A group: at least one row inside holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Row>>,
    /// The row inside does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not: Option<Box<Row>>,
}

impl TryFrom<RowText> for Row {
    type Error = String;
    fn try_from(text: RowText) -> Result<Self, String> {
        let RowText {
            or,
            left,
            is,
            right,
            case_sensitive,
            all,
            any,
            not,
        } = text;
        let test = match (left, is, all, any, not) {
            (Some(left), Some(is), None, None, None) => {
                if is.is_unary() == right.is_some() {
                    let wants = if is.is_unary() {
                        "takes no `right`"
                    } else {
                        "needs `right`"
                    };
                    return Err(format!("the operator {wants}"));
                }
                Test::Compare(Comparison {
                    left,
                    is,
                    right,
                    case_sensitive,
                })
            }
            (None, None, Some(rows), None, None) => Test::All(rows),
            (None, None, None, Some(rows), None) => Test::Any(rows),
            (None, None, None, None, Some(row)) => Test::Not(row),
            (Some(_), None, None, None, None) => {
                return Err("the row is not configured: `is` is missing".into());
            }
            _ => return Err("a row has `left`, `is`, `right`, or exactly one of `all`, `any`, `not`".into()),
        };
        Ok(Self { or, test })
    }
}

impl From<Row> for RowText {
    fn from(row: Row) -> Self {
        let mut text = Self {
            or: row.or,
            left: None,
            is: None,
            right: None,
            case_sensitive: false,
            all: None,
            any: None,
            not: None,
        };
        match row.test {
            Test::Compare(c) => {
                (text.left, text.is, text.right) = (Some(c.left), Some(c.is), c.right);
                text.case_sensitive = c.case_sensitive;
            }
            Test::All(rows) => text.all = Some(rows),
            Test::Any(rows) => text.any = Some(rows),
            Test::Not(row) => text.not = Some(row),
        }
        text
    }
}
