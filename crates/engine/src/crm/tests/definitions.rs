//! Pipelines, reasons, types of tasks and fields.

use super::*;
use signalbox_model::account::{PipelineText, StageText};
use signalbox_model::record::{StageKind, TaskType};

fn text(stages: &[(&str, StageKind)]) -> PipelineText {
    let stage = |(name, kind): &(&str, StageKind)| StageText {
        key: key(name),
        name: (*name).into(),
        kind: *kind,
        color: "#94a3b8".into(),
        required: Vec::new(),
    };
    PipelineText {
        key: key("service"),
        name: "Сервис".into(),
        stages: stages.iter().map(stage).collect(),
    }
}

/// Runs `work` with the definitions as they are now.
fn anew(
    space: &mut Space,
    ctx: &Ctx,
    work: impl FnOnce(&mut Space, &mut Ctx) -> Result<(), CrmError>,
) -> Result<(), CrmError> {
    let schema = Schema::load(space)?;
    work(space, &mut context(&schema, ctx.settings, ctx.tz, ctx.ids))
}

#[test]
fn a_pipeline_keeps_its_stages_by_key() {
    databases(|db| {
        inside(db, |space, ctx| {
            use StageKind::{Lost, Open, Won};
            let old = save_pipeline(
                space,
                ctx,
                None,
                &text(&[("a", Open), ("b", Open), ("w", Won)]),
                1,
            )?;
            anew(space, ctx, |space, ctx| {
                let new = save_pipeline(
                    space,
                    ctx,
                    Some(old.id),
                    &text(&[("b", Open), ("x", Lost), ("a", Open)]),
                    1,
                )?;
                assert_eq!(
                    (new.stages[0].id, new.stages[2].id),
                    (old.stages[1].id, old.stages[0].id)
                );
                Ok(())
            })?;
            anew(space, ctx, |space, ctx| {
                let lead = NewLead {
                    stage_id: Some(old.stages[0].id),
                    ..NewLead::default()
                };
                let lead = create_lead(space, ctx, lead)?;
                let without = save_pipeline(space, ctx, Some(old.id), &text(&[("b", Open)]), 1);
                assert!(matches!(without, Err(CrmError::Refused(why)) if why.contains("`a`")));
                assert!(matches!(
                    delete_pipeline(space, ctx, old.id),
                    Err(CrmError::Refused(_))
                ));
                delete(space, ctx, reference(RecordKind::Lead, lead.id))?;
                delete_pipeline(space, ctx, old.id)
            })?;
            anew(space, ctx, |space, ctx| {
                let last = delete_pipeline(space, ctx, ctx.schema.pipelines[0].id);
                assert!(matches!(last, Err(CrmError::Refused(_))));
                Ok(())
            })
        });
    });
}

#[test]
fn faults_of_definitions_are_told_at_their_places() {
    databases(|db| {
        inside(db, |space, ctx| {
            let mut bad = text(&[("a", StageKind::Won), ("a", StageKind::Won)]);
            bad.key = key("sales");
            bad.stages[0].name = " ".into();
            bad.stages[1].color = "red".into();
            let expected = [
                "key",
                "stages",
                "stages[0].name",
                "stages[1].key",
                "stages[1].color",
            ];
            assert_eq!(refused(save_pipeline(space, ctx, None, &bad, 1)), expected);
            assert_eq!(refused(save_loss_reason(space, ctx, None, "Дорого", 9)), ["name"]);
            assert_eq!(refused(save_loss_reason(space, ctx, None, " ", 9)), ["name"]);

            let field = |name: &str, kind| FieldText {
                key: key(name),
                name: name.into(),
                kind,
            };
            let lead = RecordKind::Lead;
            let known = ctx.schema.field(lead, "city").unwrap().id;
            let twice = vec!["a".to_owned(), " ".into(), "a ".into()];
            for (id, text, faults) in [
                (None, field("sale", FieldKind::Text), vec!["key"]),
                (None, field("city", FieldKind::Text), vec!["key"]),
                (Some(known), field("town", FieldKind::Text), vec!["key"]),
                (Some(known), field("city", FieldKind::Number), vec!["type"]),
                (
                    None,
                    field("s", FieldKind::Select { options: vec![] }),
                    vec!["options"],
                ),
                (
                    None,
                    field("s", FieldKind::Select { options: twice }),
                    vec!["options[1]", "options[2]"],
                ),
            ] {
                assert_eq!(refused(save_field(space, ctx, id, lead, &text, 0)), faults);
            }
            let renamed = FieldText {
                name: "Город".into(),
                ..field("city", FieldKind::Text)
            };
            assert_eq!(save_field(space, ctx, Some(known), lead, &renamed, 0)?.id, known);
            Ok(())
        });
    });
}

#[test]
fn definitions_come_and_go_and_every_change_is_told() {
    databases(|db| {
        inside(db, |space, ctx| {
            let version = |space: &mut Space| workspaces::definitions(space.tx(), SPACE).unwrap();
            let mut last = version(space);
            let mut told = |space: &mut Space| {
                let now = version(space);
                assert_ne!(now, last);
                last = now;
            };
            let reason = save_loss_reason(space, ctx, None, "Передумал", 9)?;
            told(space);
            let visit = TaskType {
                key: key("visit"),
                name: "Визит".into(),
            };
            save_task_type(space, ctx, &visit, 9)?;
            told(space);
            let lead = NewLead {
                fields: [(key("city"), json!("Киев"))].into(),
                ..NewLead::default()
            };
            let lead = create_lead(space, ctx, lead)?.id;
            delete_field(space, ctx, ctx.schema.field(RecordKind::Lead, "city").unwrap().id)?;
            told(space);
            let now = signalbox_store::crm::get::<signalbox_model::record::Lead>(space, lead)?.unwrap();
            assert!(now.fields.is_empty());
            anew(space, ctx, |space, ctx| {
                assert!(ctx.schema.field(RecordKind::Lead, "city").is_none());
                assert!(ctx.schema.task_type_named("визит").is_some());
                delete_task_type(space, ctx, &visit.key)?;
                delete_loss_reason(space, ctx, reason.id)
            })?;
            told(space);
            let schema = Schema::load(space)?;
            assert!(schema.task_type_named("visit").is_none());
            assert!(schema.loss_reasons.iter().all(|known| known.id != reason.id));
            assert!(matches!(
                delete_loss_reason(space, ctx, LossReasonId(9)),
                Err(CrmError::NotFound(_))
            ));
            Ok(())
        });
    });
}

#[test]
fn a_new_workspace_speaks_its_language() {
    databases(|db| {
        inside(db, |space, ctx| {
            for (id, language, name) in [(8, "uk", "Продажі"), (9, "en", "Sales"), (10, "ru", "Продажи")]
            {
                let space = &mut space.tx().space(WorkspaceId(id));
                seed(space, ctx.ids, NOW, language)?;
                let schema = Schema::load(space)?;
                assert_eq!(schema.pipelines[0].name, name);
                let kinds: Vec<StageKind> = schema.pipelines[0]
                    .stages
                    .iter()
                    .map(|stage| stage.kind)
                    .collect();
                assert_eq!(kinds[4..], [StageKind::Won, StageKind::Lost]);
                assert_eq!((schema.loss_reasons.len(), schema.task_types.len()), (4, 3));
            }
            Ok(())
        });
    });
}

#[test]
fn the_core_fields_that_can_be_changed_are_known_by_name() {
    for (kind, name, known) in [
        (RecordKind::Lead, "sale", true),
        (RecordKind::Lead, "phone", false),
        (RecordKind::Contact, "phone", true),
        (RecordKind::Task, "due", true),
        (RecordKind::Company, "tags", true),
        (RecordKind::Company, "city", false),
    ] {
        assert_eq!(is_core(kind, name), known, "{kind} {name}");
    }
}
