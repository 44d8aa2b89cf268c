//! Tasks and their results (F-25).

use super::*;
use signalbox_model::action::TaskResultChoice;
use signalbox_model::record::Task;
use signalbox_store::crm::get;

fn call(record: Option<RecordRef>) -> NewTask {
    NewTask {
        text: "Позвонить".into(),
        due_at: NOW.plus_secs(3600),
        record,
        ..NewTask::default()
    }
}

fn choices() -> Vec<TaskResultChoice> {
    vec![
        TaskResultChoice {
            name: "Дозвонился".into(),
            scenario: Some(key("thanks")),
        },
        TaskResultChoice {
            name: "Нет ответа".into(),
            scenario: None,
        },
    ]
}

#[test]
fn a_task_belongs_to_whom_its_record_belongs() {
    databases(|db| {
        inside(db, |space, ctx| {
            let new = NewLead {
                responsible_id: Some(ANNA),
                ..NewLead::default()
            };
            let lead = reference(RecordKind::Lead, create_lead(space, ctx, new)?.id);
            let task = create_task(space, ctx, call(Some(lead)))?;
            assert_eq!(
                (task.responsible_id, task.task_type.as_str()),
                (Some(ANNA), "follow_up")
            );
            let named = NewTask {
                task_type: Some("позвонить".into()),
                responsible_id: Some(MAXIM),
                ..call(Some(lead))
            };
            let named = create_task(space, ctx, named)?;
            assert_eq!(
                (named.responsible_id, named.task_type.as_str()),
                (Some(MAXIM), "call")
            );

            let odd = NewTask {
                task_type: Some("полёт".into()),
                ..call(None)
            };
            assert_eq!(refused(create_task(space, ctx, odd)), ["type"]);
            assert_eq!(refused(create_task(space, ctx, NewTask::default())), ["text"]);
            let on_task = reference(RecordKind::Task, task.id);
            assert_eq!(refused(create_task(space, ctx, call(Some(on_task)))), ["record"]);
            let nowhere = reference(RecordKind::Lead, RecordId(99));
            assert!(matches!(
                create_task(space, ctx, call(Some(nowhere))),
                Err(CrmError::NotFound(_))
            ));
            Ok(())
        });
    });
}

#[test]
fn a_task_with_results_is_closed_by_choosing_one() {
    databases(|db| {
        inside(db, |space, ctx| {
            let new = NewTask {
                results: choices(),
                ..call(None)
            };
            let id = create_task(space, ctx, new)?.id;
            let done = || TaskPatch {
                done: Some(true),
                ..TaskPatch::default()
            };
            assert_eq!(refused(update_task(space, ctx, id, done())), ["result"]);
            assert_eq!(refused(complete_task(space, ctx, id, None)), ["result"]);
            assert_eq!(refused(complete_task(space, ctx, id, Some("Другое"))), ["result"]);
            events(ctx);
            let closed = complete_task(space, ctx, id, Some(" дозвонился "))?;
            assert_eq!(closed.scenario, Some(key("thanks")));
            assert_eq!(
                (closed.task.done_at, closed.task.result.as_deref()),
                (Some(NOW), Some("Дозвонился"))
            );
            let expected = [
                ("done", json!(false), json!(true)),
                ("result", Json::Null, json!("Дозвонился")),
            ];
            assert_eq!(triples(&closed.changes), expected);
            assert_eq!(events(ctx), [EventKind::TaskChanged]);

            let again = complete_task(space, ctx, id, Some("Нет ответа"))?;
            assert_eq!(
                (again.changes.len(), again.scenario, events(ctx).len()),
                (0, None, 0)
            );
            assert_eq!(
                get::<Task>(space, id)?.unwrap().result.as_deref(),
                Some("Дозвонился")
            );
            Ok(())
        });
    });
}

#[test]
fn a_plain_task_is_closed_with_any_words_and_opened_again() {
    databases(|db| {
        inside(db, |space, ctx| {
            let id = create_task(space, ctx, call(None))?.id;
            let closed = complete_task(space, ctx, id, Some("договорились"))?.task;
            assert_eq!(closed.result.as_deref(), Some("договорились"));
            let patch = |done, text: &str| TaskPatch {
                done: Some(done),
                text: Some(text.into()),
                task_type: Some("meeting".into()),
                due_at: Some(NOW),
                ..TaskPatch::default()
            };
            let open = update_task(space, ctx, id, patch(false, "Встретиться"))?;
            let fields: Vec<&str> = open.changes.iter().map(|change| change.field.as_str()).collect();
            assert_eq!(fields, ["text", "type", "due", "done", "result"]);
            assert_eq!((open.record.done_at, open.record.result), (None, None));
            assert_eq!(
                update_task(space, ctx, id, patch(true, "Встретиться"))?
                    .record
                    .done_at,
                Some(NOW)
            );
            Ok(())
        });
    });
}
