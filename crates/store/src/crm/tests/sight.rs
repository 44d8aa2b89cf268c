//! What a person may see and change holds in every function that reads or writes records.

use super::*;
use crate::Sight;
use signalbox_model::person::Role;
use signalbox_model::rights::{Access, Reach, Rights};
use std::sync::Arc;

const ME: UserId = UserId(1);
const MATE: UserId = UserId(2);
const STRANGER: UserId = UserId(3);

fn owned(id: i64, responsible: Option<UserId>) -> Lead {
    Lead {
        responsible_id: responsible,
        tags: vec!["hot".into()],
        sale: Some(Money {
            minor: 100,
            currency: "RUB".into(),
        }),
        ..lead(id)
    }
}

/// Leads 1 to 4: mine, a team-mate's, a stranger's, nobody's. Then looks through the eyes of somebody.
fn through<T: Send + 'static>(
    db: &Db,
    see: Reach,
    edit: Reach,
    work: impl FnOnce(&mut Space) -> Result<T> + Send + 'static,
) -> T {
    let done: Result<T> = wait(db.rehearse(move |tx| {
        for (id, owner) in (1..).zip([Some(ME), Some(MATE), Some(STRANGER), None]) {
            insert(&mut tx.space(SPACE), &owned(id, owner), &[])?;
        }
        let stage = Stage {
            id: StageId(1),
            key: key("new"),
            name: "New".into(),
            kind: StageKind::Open,
            color: String::new(),
            required: Vec::new(),
        };
        let pipeline = Pipeline {
            id: PipelineId(1),
            key: key("sales"),
            name: "Sales".into(),
            stages: vec![stage],
        };
        crate::crm::definitions::put_pipeline(&mut tx.space(SPACE), &pipeline, 0)?;
        let mut rights = Rights::usual(Role::Operator);
        rights.leads = Access { see, edit };
        tx.see_as(Sight::new(ME, [MATE], rights, &[]).map(Arc::new));
        work(&mut tx.space(SPACE))
    }));
    done.unwrap()
}

fn ids(leads: &[Lead]) -> Vec<i64> {
    leads.iter().map(|lead| lead.id.0).collect()
}

#[test]
fn lists_counts_totals_and_single_records_agree() {
    let table = [
        (Reach::None, vec![]),
        (Reach::Own, vec![1]),
        (Reach::Team, vec![1, 2, 4]),
        (Reach::All, vec![1, 2, 3, 4]),
    ];
    databases(|db| {
        for (see, expected) in table.clone() {
            through(db, see, Reach::None, move |space| {
                let tagged = Filter {
                    tags: vec!["hot"],
                    limit: 50,
                    ..Filter::default()
                };
                let on_stage = Filter {
                    stage: Some(StageId(1)),
                    limit: 50,
                    ..Filter::default()
                };
                let found = Filter {
                    query: Some("Заявка"),
                    limit: 50,
                    ..Filter::default()
                };
                let everything = Filter {
                    limit: 50,
                    ..Filter::default()
                };
                for filter in [everything, tagged, on_stage, found] {
                    let mut newest = list::<Lead>(space, &filter)?;
                    newest.reverse();
                    assert_eq!(ids(&newest), expected, "{see:?} {filter:?}");
                    let oldest = list_after::<Lead>(space, &filter, RecordId(0))?;
                    assert_eq!(ids(&oldest), expected, "{see:?} {filter:?}");
                    let count = count::<Lead>(space, &filter)?;
                    assert_eq!(
                        usize::try_from(count).unwrap(),
                        expected.len(),
                        "{see:?} {filter:?}"
                    );
                }
                let all: Vec<_> = (1..=4).map(RecordId).collect();
                assert_eq!(ids(&get_many::<Lead>(space, &all)?), expected);
                for id in all {
                    let seen = expected.contains(&id.0);
                    let record = RecordRef {
                        kind: RecordKind::Lead,
                        id,
                    };
                    assert_eq!(get::<Lead>(space, id)?.is_some(), seen);
                    assert_eq!(exists(space, record)?, seen);
                }
                let totals = board::column_totals(space, PipelineId(1), &Filter::default())?;
                let sums: i64 = totals
                    .iter()
                    .flat_map(|column| &column.sums)
                    .map(|sum| sum.minor)
                    .sum();
                assert_eq!(sums, 100 * i64::try_from(expected.len()).unwrap());
                Ok(())
            });
        }
    });
}

#[test]
fn writes_are_refused_beyond_the_reach() {
    databases(|db| {
        for (edit, expected) in [
            (Reach::None, vec![]),
            (Reach::Own, vec![1]),
            (Reach::Team, vec![1, 2, 4]),
            (Reach::All, vec![1, 2, 3, 4]),
        ] {
            through(db, Reach::All, edit, move |space| {
                for id in 1..=4 {
                    let old = get::<Lead>(space, RecordId(id))?.unwrap();
                    let new = Lead {
                        name: "Changed".into(),
                        ..old.clone()
                    };
                    let may = expected.contains(&id);
                    let record = old.reference();
                    assert_eq!(check_edit(space, record).is_ok(), may, "{edit:?} {id}");
                    let done = update(space, &old, &new, &[]);
                    assert_eq!(done.is_ok(), may, "{edit:?} {id}");
                    if let Err(error) = done {
                        assert!(matches!(error, StoreError::NotAllowed(_)), "{error}");
                    }
                    assert_eq!(delete(space, &old, &[]).is_ok(), may, "{edit:?} {id}");
                }
                let made = insert(space, &owned(9, Some(STRANGER)), &[]);
                assert_eq!(made.is_ok(), edit != Reach::None, "{edit:?}");
                Ok(())
            });
        }
    });
}
