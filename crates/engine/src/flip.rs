//! The smallest change that would have made a block fire: the fewest conditions whose outcome has to turn.
//!
//! Only outcomes turn, never the structure: a person can give a record another value more easily than rethink a
//! scenario. Each condition is taken to turn by itself; two that speak of one value may not agree.

use signalbox_model::condition::{Row, Test};
use signalbox_model::run::RowTrace;

/// The way to a condition: its place in the block's list, then in each group on the way.
pub type Path = Vec<usize>;

/// What has to turn, none when nothing can make it so.
type Turns = Option<Vec<Path>>;

/// The fewest conditions of a block that have to turn for the block to fire. `None` when no turn makes it fire, as with
/// an empty "any of".
pub fn to_fire(rows: &[Row], traces: &[RowTrace]) -> Option<Vec<Path>> {
    if rows.is_empty() {
        return Some(Vec::new());
    }
    let turned = |place: usize| at(&rows[place], traces.get(place), vec![place], true);
    let of = |or: bool| (0..rows.len()).filter(move |place| rows[*place].or == or);
    let any = fewest(of(true).map(turned));
    if of(false).next().is_none() {
        return any;
    }
    fewest([all(of(false).map(turned)), any].into_iter())
}

/// The fewest turns after which a row ends as wanted.
fn at(row: &Row, trace: Option<&RowTrace>, path: Path, wanted: bool) -> Turns {
    let ok = trace.is_some_and(|trace| trace.ok);
    let inner = |rows: &[Row], wanted: bool| -> Vec<Turns> {
        let traces = trace.map_or(&[][..], |trace| &trace.rows);
        let step = |(place, row): (usize, &Row)| {
            let path = path.iter().copied().chain([place]).collect();
            at(row, traces.get(place), path, wanted)
        };
        rows.iter().enumerate().map(step).collect()
    };
    match &row.test {
        Test::Compare(_) if ok == wanted => Some(Vec::new()),
        Test::Compare(_) => Some(vec![path]),
        // "All" fails as soon as one inside does, "any" holds as soon as one does.
        Test::All(rows) if wanted => all(inner(rows, true).into_iter()),
        Test::All(rows) => fewest(inner(rows, false).into_iter()),
        Test::Any(rows) if wanted => fewest(inner(rows, true).into_iter()),
        Test::Any(rows) => all(inner(rows, false).into_iter()),
        Test::Not(row) => inner(std::slice::from_ref(row), !wanted).pop().flatten(),
    }
}

fn all(turns: impl Iterator<Item = Turns>) -> Turns {
    turns.collect::<Option<Vec<_>>>().map(|turns| turns.concat())
}

/// Of ways equally short the first.
fn fewest(turns: impl Iterator<Item = Turns>) -> Turns {
    turns.flatten().min_by_key(Vec::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::holds;
    use proptest::prelude::*;
    use signalbox_model::condition::{Comparison, Operator};
    use signalbox_model::text::Scalar;

    fn leaf(or: bool) -> Row {
        Row {
            or,
            test: Test::Compare(Comparison {
                left: Scalar("{a}".into()),
                is: Operator::NotEmpty,
                right: None,
                case_sensitive: false,
            }),
        }
    }

    /// A tree and the outcome of each comparison in it, taken from the list in order.
    fn judged(row: &Row, outcomes: &mut impl Iterator<Item = bool>) -> RowTrace {
        let mut group =
            |rows: &[Row]| -> Vec<RowTrace> { rows.iter().map(|row| judged(row, outcomes)).collect() };
        let (ok, rows) = match &row.test {
            Test::Compare(_) => (outcomes.next().unwrap_or(false), Vec::new()),
            Test::All(rows) => {
                let rows = group(rows);
                (rows.iter().all(|row| row.ok), rows)
            }
            Test::Any(rows) => {
                let rows = group(rows);
                (rows.iter().any(|row| row.ok), rows)
            }
            Test::Not(row) => {
                let rows = group(std::slice::from_ref(row));
                (!rows[0].ok, rows)
            }
        };
        RowTrace {
            ok,
            rows,
            ..RowTrace::default()
        }
    }

    fn judge(rows: &[Row], outcomes: &[bool]) -> (bool, Vec<RowTrace>) {
        let mut outcomes = outcomes.iter().copied();
        let traces: Vec<_> = rows.iter().map(|row| judged(row, &mut outcomes)).collect();
        let oks: Vec<_> = rows
            .iter()
            .map(|row| row.or)
            .zip(traces.iter().map(|row| row.ok))
            .collect();
        (holds(oks.into_iter()), traces)
    }

    /// The paths of all comparisons, in the order in which they take their outcomes.
    fn leaves(rows: &[Row], path: &[usize], out: &mut Vec<Path>) {
        for (place, row) in rows.iter().enumerate() {
            let here: Path = path.iter().copied().chain([place]).collect();
            match &row.test {
                Test::Compare(_) => out.push(here),
                Test::All(rows) | Test::Any(rows) => leaves(rows, &here, out),
                Test::Not(row) => leaves(std::slice::from_ref(row), &here, out),
            }
        }
    }

    fn tree() -> impl Strategy<Value = Row> {
        let end = any::<bool>().prop_map(leaf);
        end.prop_recursive(3, 10, 3, |inner| {
            let rows = prop::collection::vec(inner.clone(), 0..3);
            (any::<bool>(), 0..3_u8, rows, inner).prop_map(|(or, kind, rows, one)| Row {
                or,
                test: match kind {
                    0 => Test::All(rows),
                    1 => Test::Any(rows),
                    _ => Test::Not(Box::new(one)),
                },
            })
        })
    }

    proptest! {
        #[test]
        fn it_makes_the_block_fire_and_nothing_smaller_does(
            rows in prop::collection::vec(tree(), 0..4),
            outcomes in prop::collection::vec(any::<bool>(), 12),
        ) {
            let mut paths = Vec::new();
            leaves(&rows, &[], &mut paths);
            prop_assume!(paths.len() <= 12);
            let (_, traces) = judge(&rows, &outcomes);
            let fewest = (0_u32..1 << paths.len())
                .filter(|turned| {
                    let after: Vec<bool> = (0..paths.len()).map(|at| outcomes[at] ^ (turned >> at & 1 == 1)).collect();
                    judge(&rows, &after).0
                })
                .map(u32::count_ones)
                .min();
            match (to_fire(&rows, &traces), fewest) {
                (None, None) => {}
                (Some(turns), Some(fewest)) => {
                    prop_assert_eq!(turns.len(), fewest as usize);
                    let after: Vec<bool> = paths.iter().zip(&outcomes).map(|(path, ok)| ok ^ turns.contains(path)).collect();
                    prop_assert!(judge(&rows, &after).0);
                }
                (found, fewest) => prop_assert!(false, "{found:?} against {fewest:?}"),
            }
        }
    }
}
