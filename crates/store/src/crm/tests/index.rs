//! The index of values.

use super::*;
use proptest::prelude::*;

/// A change of one of few leads: its tags, a text, a list, or its end.
#[derive(Debug, Clone)]
enum Step {
    Name(i64, String),
    Tags(i64, Vec<String>),
    City(i64, Option<String>),
    Goods(i64, Vec<String>),
    Drop(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let word = || prop::sample::select(vec!["А", "а", "ё", "Е", "Б б", "б", "-", ""]).prop_map(str::to_owned);
    let id = || 1_i64..4;
    let step = prop_oneof![
        (id(), word()).prop_map(|(id, name)| Step::Name(id, name)),
        (id(), prop::collection::vec(word(), 0..3)).prop_map(|(id, tags)| Step::Tags(id, tags)),
        (id(), prop::option::of(word())).prop_map(|(id, city)| Step::City(id, city)),
        (id(), prop::collection::vec(word(), 0..3)).prop_map(|(id, goods)| Step::Goods(id, goods)),
        id().prop_map(Step::Drop),
    ];
    prop::collection::vec(step, 1..24)
}

fn take(space: &mut Space, step: Step, fields: &[Field]) -> Result<()> {
    let (Step::Name(id, _) | Step::Tags(id, _) | Step::City(id, _) | Step::Goods(id, _) | Step::Drop(id)) =
        step;
    let old = get::<Lead>(space, RecordId(id))?;
    let mut new = old.clone().unwrap_or_else(|| lead(id));
    match step {
        Step::Drop(_) => return old.map_or(Ok(()), |old| delete(space, &old, fields)),
        Step::Name(_, name) => new.name = name,
        Step::Tags(_, tags) => new.tags = tags,
        Step::City(_, Some(city)) => drop(new.fields.insert(key("city"), json!(city))),
        Step::City(_, None) => drop(new.fields.remove(&key("city"))),
        Step::Goods(_, goods) => drop(new.fields.insert(key("goods"), json!(goods))),
    }
    match old {
        Some(old) => update(space, &old, &new, fields),
        None => insert(space, &new, fields),
    }
}

/// Whatever was done, the index holds exactly what a scan of the records finds.
fn index_equals_scan(space: &mut Space, fields: &[Field]) -> Result<()> {
    let all = list::<Lead>(
        space,
        &Filter {
            limit: 50,
            ..Filter::default()
        },
    )?;
    let mut expected: Vec<(Entry, i64)> = Vec::new();
    for lead in &all {
        expected.extend(lead.entries(fields).into_iter().map(|entry| (entry, lead.id.0)));
    }
    expected.sort();
    let mut held = space.all(
        "SELECT field, folded, record_id FROM record_value WHERE workspace_id = ?1",
        &[],
        |row| Ok((Entry::new(&row.text(0)?, row.text(1)?), row.int(2)?)),
    )?;
    held.sort();
    assert_eq!(held, expected);
    for (entry, id) in expected {
        let found = find_by::<Lead>(space, &entry, |_| true)?;
        assert!(found.iter().any(|lead| lead.id.0 == id), "{entry:?}");
    }
    Ok(())
}

#[test]
fn the_index_equals_a_scan_after_any_changes() {
    databases(|db| {
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(40));
        let done = runner.run(&steps(), |steps| {
            inside(db, move |space| {
                let fields = fields();
                for step in steps {
                    take(space, step, &fields)?;
                }
                index_equals_scan(space, &fields)
            });
            Ok(())
        });
        done.unwrap();
    });
}
