//! Pages and totals.

use super::super::definitions;
use super::*;

/// Five leads that differ in everything filters look at.
fn stock(space: &mut Space) -> Result<()> {
    definitions::put_pipeline(space, &pipeline(), 0)?;
    for id in 1..=5 {
        let odd = id % 2 == 1;
        let stock = Lead {
            stage_id: StageId(if id < 4 { 1 } else { 2 }),
            responsible_id: odd.then_some(UserId(1)),
            tags: if id > 2 { vec!["vip".into()] } else { vec![] },
            fields: [(key("city"), json!(if odd { "Киев" } else { "Москва" }))].into(),
            ..lead(id)
        };
        insert(space, &stock, &fields())?;
    }
    let won = Lead {
        name: "Иванов Пётр".into(),
        stage_id: StageId(3),
        closed_at: Some(Micros(9)),
        ..lead(6)
    };
    insert(space, &won, &fields())?;
    for (id, on, due) in [(21, 2, 100), (22, 5, 200)] {
        let hung = Task {
            due_at: Micros(due),
            ..task(id, Some(lead(on).reference()))
        };
        insert(space, &hung, &[])?;
    }
    Ok(())
}

#[test]
fn lists_filter_by_everything() {
    databases(|db| {
        inside(db, |space| {
            stock(space)?;
            let all = Filter {
                limit: 50,
                ..Filter::default()
            };
            let city = |city: &str| vec![Entry::new("city", fold::text(city))];
            let cases = [
                (all.clone(), vec![6, 5, 4, 3, 2, 1]),
                (
                    Filter {
                        limit: 2,
                        ..all.clone()
                    },
                    vec![6, 5],
                ),
                (
                    Filter {
                        before: Some(RecordId(3)),
                        ..all.clone()
                    },
                    vec![2, 1],
                ),
                (
                    Filter {
                        pipeline: Some(PipelineId(1)),
                        ..all.clone()
                    },
                    vec![6, 5, 4, 3, 2, 1],
                ),
                (
                    Filter {
                        pipeline: Some(PipelineId(2)),
                        ..all.clone()
                    },
                    vec![],
                ),
                (
                    Filter {
                        stage: Some(StageId(1)),
                        limit: 2,
                        ..all.clone()
                    },
                    vec![3, 2],
                ),
                (
                    Filter {
                        open: true,
                        ..all.clone()
                    },
                    vec![5, 4, 3, 2, 1],
                ),
                (
                    Filter {
                        responsible: Some(UserId(1)),
                        ..all.clone()
                    },
                    vec![5, 3, 1],
                ),
                (
                    Filter {
                        responsible: Some(UserId(1)),
                        open: true,
                        limit: 2,
                        ..all.clone()
                    },
                    vec![5, 3],
                ),
                (
                    Filter {
                        responsible: Some(UserId(1)),
                        stage: Some(StageId(1)),
                        limit: 1,
                        ..all.clone()
                    },
                    vec![3],
                ),
                (
                    Filter {
                        tags: vec![" VIP"],
                        ..all.clone()
                    },
                    vec![5, 4, 3],
                ),
                (
                    Filter {
                        tags: vec!["vip"],
                        stage: Some(StageId(2)),
                        ..all.clone()
                    },
                    vec![5, 4],
                ),
                (
                    Filter {
                        values: city("киев"),
                        ..all.clone()
                    },
                    vec![5, 3, 1],
                ),
                (
                    Filter {
                        values: city("киев"),
                        tags: vec!["vip"],
                        limit: 1,
                        ..all.clone()
                    },
                    vec![5],
                ),
                (
                    Filter {
                        values: city("киев"),
                        tags: vec!["vip"],
                        before: Some(RecordId(5)),
                        ..all.clone()
                    },
                    vec![3],
                ),
                (
                    Filter {
                        nobody: true,
                        ..all.clone()
                    },
                    vec![6, 4, 2],
                ),
                (
                    Filter {
                        tags: vec!["vip", "none"],
                        ..all.clone()
                    },
                    vec![],
                ),
                (
                    Filter {
                        created_from: Some(Micros(3)),
                        created_to: Some(Micros(5)),
                        ..all.clone()
                    },
                    vec![4, 3],
                ),
                (
                    Filter {
                        tasks: Some(Tasks::None),
                        open: true,
                        ..all.clone()
                    },
                    vec![4, 3, 1],
                ),
                (
                    Filter {
                        tasks: Some(Tasks::Overdue(Micros(150))),
                        ..all.clone()
                    },
                    vec![2],
                ),
                (
                    Filter {
                        tasks: Some(Tasks::Some),
                        ..all.clone()
                    },
                    vec![5, 2],
                ),
                (
                    Filter {
                        query: Some("заяв"),
                        limit: 2,
                        ..all.clone()
                    },
                    vec![5, 4],
                ),
                (
                    Filter {
                        query: Some("петр ив"),
                        ..all.clone()
                    },
                    vec![6],
                ),
                (
                    Filter {
                        query: Some("моск"),
                        ..all.clone()
                    },
                    vec![4, 2],
                ),
                (
                    Filter {
                        query: Some("моск"),
                        tags: vec!["vip"],
                        ..all.clone()
                    },
                    vec![4],
                ),
                (
                    Filter {
                        query: Some("оскв"),
                        ..all.clone()
                    },
                    vec![],
                ),
                (
                    Filter {
                        query: Some("  "),
                        limit: 1,
                        ..all.clone()
                    },
                    vec![6],
                ),
            ];
            for (filter, ids) in cases {
                let found: Vec<i64> = list::<Lead>(space, &filter)?
                    .iter()
                    .map(|lead| lead.id.0)
                    .collect();
                assert_eq!(found, ids, "{filter:?}");
                walk_agrees(space, &filter)?;
            }
            Ok(())
        });
    });
}

/// Counting and walking from the oldest on see the records that the pages show.
fn walk_agrees(space: &mut Space, filter: &Filter) -> Result<()> {
    let whole = Filter {
        limit: 50,
        before: None,
        ..filter.clone()
    };
    let mut newest = list::<Lead>(space, &whole)?;
    newest.reverse();
    assert_eq!(
        count::<Lead>(space, filter)?,
        i64::try_from(newest.len()).unwrap(),
        "{filter:?}"
    );
    let mut walked: Vec<Lead> = Vec::new();
    loop {
        let last = walked.last().map_or(RecordId(0), |lead| lead.id);
        let some = list_after::<Lead>(
            space,
            &Filter {
                limit: 2,
                ..whole.clone()
            },
            last,
        )?;
        if some.is_empty() {
            break;
        }
        walked.extend(some);
    }
    assert_eq!(walked, newest, "{filter:?}");
    Ok(())
}

#[test]
fn lists_of_tasks_know_open_ones_and_their_record() {
    databases(|db| {
        inside(db, |space| {
            let on = Some(lead(1).reference());
            for id in 1..=4 {
                let done_at = (id == 3).then_some(Micros(1));
                insert(
                    space,
                    &Task {
                        done_at,
                        ..task(id, on.filter(|_| id < 4))
                    },
                    &[],
                )?;
            }
            let all = Filter {
                limit: 9,
                ..Filter::default()
            };
            for (filter, ids) in [
                (
                    Filter {
                        open: true,
                        ..all.clone()
                    },
                    vec![4, 2, 1],
                ),
                (
                    Filter {
                        record: on,
                        ..all.clone()
                    },
                    vec![3, 2, 1],
                ),
                (
                    Filter {
                        record: on,
                        open: true,
                        ..all.clone()
                    },
                    vec![2, 1],
                ),
                (
                    Filter {
                        responsible: Some(UserId(1)),
                        open: true,
                        limit: 1,
                        ..all.clone()
                    },
                    vec![4],
                ),
                (
                    Filter {
                        query: Some("позв"),
                        open: true,
                        ..all
                    },
                    vec![4, 2, 1],
                ),
            ] {
                let found: Vec<i64> = list::<Task>(space, &filter)?
                    .iter()
                    .map(|task| task.id.0)
                    .collect();
                assert_eq!(found, ids, "{filter:?}");
            }
            Ok(())
        });
    });
}

#[test]
fn stages_are_counted_and_summed_by_currency() {
    databases(|db| {
        inside(db, |space| {
            let money = |minor, currency: &str| {
                Some(Money {
                    minor,
                    currency: currency.into(),
                })
            };
            for (id, sale) in [
                (1, money(100, "RUB")),
                (2, money(250, "RUB")),
                (3, money(7, "USD")),
                (4, None),
            ] {
                insert(space, &Lead { sale, ..lead(id) }, &[])?;
            }
            let all = Filter::default();
            let sum = |minor, currency: &str| Money {
                minor,
                currency: currency.into(),
            };
            let totals = board::column_totals(space, PipelineId(1), &all)?;
            assert_eq!((totals.len(), totals[0].count), (1, 4));
            assert_eq!(totals[0].sums, [sum(350, "RUB"), sum(7, "USD")]);
            let one = Filter {
                query: Some("заявка 2"),
                ..Filter::default()
            };
            let totals = board::column_totals(space, PipelineId(1), &one)?;
            assert_eq!(
                (totals[0].count, &totals[0].sums[..]),
                (1, &[sum(250, "RUB")][..])
            );
            assert!(leads::any_on(space, PipelineId(1), StageId(1))?);
            assert!(!leads::any_on(space, PipelineId(1), StageId(2))?);
            Ok(())
        });
    });
}

#[test]
fn a_value_finds_its_holders_latest_change_first() {
    databases(|db| {
        inside(db, |space| {
            for (id, updated_at) in [(1, 30), (2, 10), (3, 20)] {
                insert(
                    space,
                    &Contact {
                        updated_at: Micros(updated_at),
                        ..contact(id)
                    },
                    &[],
                )?;
            }
            let ids = |found: Vec<Contact>| found.iter().map(|contact| contact.id.0).collect::<Vec<_>>();
            let phone = Entry::new(slot::PHONE, fold::phone("8 999 888-77-66"));
            assert_eq!(ids(find_by(space, &phone, |_| true)?), [1, 3, 2]);
            assert_eq!(
                ids(find_by(space, &phone, |contact: &Contact| contact.id.0 > 1)?),
                [3, 2]
            );
            assert_eq!(
                ids(find_by(space, &Entry::new(slot::PHONE, String::new()), |_| true)?),
                [0; 0]
            );
            Ok(())
        });
    });
}
