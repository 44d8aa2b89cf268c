//! What records are made of.

use super::super::definitions;
use super::*;

#[test]
fn definitions_are_kept_in_order() {
    databases(|db| {
        let done: Result<()> = wait(db.rehearse(|tx| {
            let space = &mut tx.space(SPACE);
            let mut sales = pipeline();
            definitions::put_pipeline(space, &sales, 0)?;
            // The keys of two stages change places with one that goes.
            sales.stages.remove(0);
            sales.stages[0].key = key("new");
            sales.stages.reverse();
            definitions::put_pipeline(space, &sales, 0)?;
            assert_eq!(definitions::pipelines(space)?, [sales]);

            for (id, name) in [(1, "Дорого"), (2, "Передумал")] {
                let reason = LossReason {
                    id: LossReasonId(id),
                    name: name.into(),
                };
                definitions::put_loss_reason(space, &reason, 10 - id)?;
            }
            let lost = Lead {
                loss_reason_id: Some(LossReasonId(1)),
                ..lead(1)
            };
            insert(space, &lost, &[])?;
            assert_eq!(definitions::loss_reasons(space)?[0].name, "Передумал");
            definitions::delete_loss_reason(space, LossReasonId(1))?;
            assert_eq!(get::<Lead>(space, RecordId(1))?.unwrap().loss_reason_id, None);
            assert_eq!(definitions::loss_reasons(space)?.len(), 1);

            let call = TaskType {
                key: key("call"),
                name: "Звонок".into(),
            };
            definitions::put_task_type(space, &call, 0)?;
            assert_eq!(definitions::task_types(space)?, std::slice::from_ref(&call));
            definitions::delete_task_type(space, &call.key)?;
            assert_eq!(definitions::task_types(space)?, []);

            definitions::delete_pipeline(space, PipelineId(1))?;
            assert_eq!(
                (definitions::pipelines(space)?.len(), rows(space, "stage")?),
                (0, 0)
            );
            Ok(())
        }));
        done.unwrap();
    });
}

#[test]
fn a_deleted_field_takes_its_values_along() {
    databases(|db| {
        inside(db, |space| {
            let fields = fields();
            for (position, field) in (0..).zip(&fields) {
                definitions::put_field(space, field, position)?;
            }
            assert_eq!(definitions::fields(space)?, fields);
            insert(space, &full_lead(), &fields)?;
            insert(space, &lead(11), &fields)?;
            definitions::delete_field(space, &fields[0], &fields)?;
            let left = get::<Lead>(space, RecordId(10))?.unwrap().fields;
            assert_eq!(left.keys().map(Key::as_str).collect::<Vec<_>>(), ["sum"]);
            assert_eq!(definitions::fields(space)?, fields[1..]);
            let gone = Entry::new("city", fold::text("Киев"));
            assert_eq!(find_by::<Lead>(space, &gone, |_| true)?, []);
            Ok(())
        });
    });
}
