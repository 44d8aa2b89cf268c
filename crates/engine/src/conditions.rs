//! Judging the conditions of a block, every row, with what was compared (Z-1…Z-8).

use crate::compile::{CompiledRow, CompiledTest};
use crate::scope::RunScope;
use signalbox_expr::compare::{self, compare};
use signalbox_expr::{Notice, Template, Value};
use signalbox_model::condition::Operator;
use signalbox_model::record::Change;
use signalbox_model::run::RowTrace;

/// How much of a value the trace keeps, characters.
const SHOWN: usize = 200;

/// Whether a list of rows holds: `any(O) or (A is not empty and all(A))`, and always when there are none (Z-2).
pub fn holds(rows: impl Iterator<Item = (bool, bool)> + Clone) -> bool {
    let mut all = rows.clone().filter(|(or, _)| !or).map(|(_, ok)| ok).peekable();
    let any = rows.clone().any(|(or, ok)| or && ok);
    let none = rows.count() == 0;
    none || any || (all.peek().is_some() && all.all(|ok| ok))
}

/// Judges every row, without a short cut: the log shows each one (Z-3).
pub(crate) fn judge(rows: &[CompiledRow], scope: &RunScope, changes: &[Change]) -> (bool, Vec<RowTrace>) {
    let traces: Vec<RowTrace> = rows.iter().map(|row| judge_row(row, scope, changes)).collect();
    let ok = holds(
        rows.iter()
            .map(|row| row.or)
            .zip(traces.iter().map(|trace| trace.ok)),
    );
    (ok, traces)
}

fn judge_row(row: &CompiledRow, scope: &RunScope, changes: &[Change]) -> RowTrace {
    let group = |rows: &[CompiledRow], ok: fn(&[RowTrace]) -> bool| {
        let rows: Vec<RowTrace> = rows.iter().map(|row| judge_row(row, scope, changes)).collect();
        RowTrace {
            ok: ok(&rows),
            rows,
            ..RowTrace::default()
        }
    };
    match &row.test {
        CompiledTest::Compare {
            left,
            is: Operator::Changed,
            ..
        } => changed(left, changes),
        CompiledTest::Compare {
            left,
            is,
            right,
            case_sensitive,
        } => compared(left, *is, right.as_ref(), *case_sensitive, scope),
        CompiledTest::All(rows) => group(rows, |rows| rows.iter().all(|row| row.ok)),
        CompiledTest::Any(rows) => group(rows, |rows| rows.iter().any(|row| row.ok)),
        CompiledTest::Not(inner) => {
            let inner = judge_row(inner, scope, changes);
            RowTrace {
                ok: !inner.ok,
                rows: vec![inner],
                ..RowTrace::default()
            }
        }
    }
}

fn compared(
    left: &Template,
    is: Operator,
    right: Option<&Template>,
    case_sensitive: bool,
    scope: &RunScope,
) -> RowTrace {
    let (left_value, mut notices) = value(left, scope);
    let (right_value, more) = right.map_or((Value::Null, Vec::new()), |right| value(right, scope));
    notices.extend(more);
    let (ok, fault) = match operator(is).map(|is| compare(&left_value, is, &right_value, case_sensitive)) {
        Some(Ok(ok)) => (ok, None),
        Some(Err(error)) => (false, Some(error.to_string())),
        None => (false, None),
    };
    let note = fault.or_else(|| notices.into_iter().next().map(|notice| notice.message));
    RowTrace {
        ok,
        left: Some(shown(&left_value)),
        // A literal stands in the version that ran; only what was found out is kept.
        right: right
            .filter(|right| right.is_literal().is_none())
            .map(|_| shown(&right_value)),
        rows: Vec::new(),
        note,
    }
}

fn value(template: &Template, scope: &RunScope) -> (Value, Vec<Notice>) {
    match template.is_literal() {
        Some(text) => (Value::text(text), Vec::new()),
        None => template.value(scope),
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_text();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn operator(is: Operator) -> Option<compare::Operator> {
    use compare::Operator as To;
    Some(match is {
        Operator::Equals => To::Equals,
        Operator::NotEquals => To::NotEquals,
        Operator::Contains => To::Contains,
        Operator::NotContains => To::NotContains,
        Operator::StartsWith => To::StartsWith,
        Operator::EndsWith => To::EndsWith,
        Operator::Greater => To::Greater,
        Operator::GreaterOrEqual => To::GreaterOrEqual,
        Operator::Less => To::Less,
        Operator::LessOrEqual => To::LessOrEqual,
        Operator::Empty => To::Empty,
        Operator::NotEmpty => To::NotEmpty,
        Operator::In => To::In,
        Operator::NotIn => To::NotIn,
        Operator::Matches => To::Matches,
        Operator::NotMatches => To::NotMatches,
        Operator::Changed => return None,
    })
}

/// Whether the event at hand changed the field that the left side names: `{{lead.cf(budget)}}` or `budget`.
fn changed(left: &Template, changes: &[Change]) -> RowTrace {
    let field = changed_field(left.source());
    let change = changes.iter().find(|change| change.field == field);
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    RowTrace {
        ok: change.is_some(),
        left: Some(change.map_or_else(
            || format!("{field}: not changed"),
            |c| format!("{} → {}", text(&c.old), text(&c.new)),
        )),
        ..RowTrace::default()
    }
}

/// The key of the field in `{{lead.cf(budget)}}`, `{{lead.sale}}` or `budget`.
pub(crate) fn changed_field(source: &str) -> String {
    let inside = source.trim().trim_start_matches('{').trim_end_matches('}').trim();
    let last = match inside.rsplit_once('(') {
        Some((_, args)) => args.trim_end_matches(')').split(',').next().unwrap_or_default(),
        None => inside.rsplit('.').next().unwrap_or_default(),
    };
    match last.trim() {
        "status" | "pipeline" => "stage".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documented_rule() {
        const AND: bool = false;
        const OR: bool = true;
        for (rows, fires) in [
            (vec![(AND, true), (AND, true)], true),
            (vec![(AND, true), (AND, false)], false),
            (vec![(AND, false), (OR, true)], true),
            (vec![(AND, true), (OR, false)], true),
            (vec![(AND, false), (OR, true), (AND, false)], true),
            (vec![(AND, true), (OR, false), (AND, false)], false),
            (vec![(AND, true), (AND, true), (OR, false)], true),
            (vec![(AND, false), (AND, true), (OR, false)], false),
            (vec![(OR, false), (OR, false)], false),
            (vec![], true),
        ] {
            assert_eq!(holds(rows.iter().copied()), fires, "{rows:?}");
        }
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_one_true_or_is_enough(mut rows in prop::collection::vec(any::<(bool, bool)>(), 0..8)) {
            let fires = holds(rows.iter().copied());
            rows.reverse();
            prop_assert_eq!(holds(rows.iter().copied()), fires);
            rows.push((true, true));
            prop_assert!(holds(rows.iter().copied()));
        }
    }

    #[test]
    fn the_field_of_changed() {
        for (source, field) in [
            ("{{lead.cf(budget)}}", "budget"),
            ("{{ lead.cf(101, x) }}", "101"),
            ("{{lead.sale}}", "sale"),
            ("{{lead.status}}", "stage"),
            ("budget", "budget"),
        ] {
            assert_eq!(changed_field(source), field, "{source}");
        }
    }
}
