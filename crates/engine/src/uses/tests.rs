//! What uses what, on documents as people write them.

use super::{scenario, *};
use crate::crm::Schema;
use signalbox_model::field::Field;
use signalbox_model::record::{LossReason, Pipeline, Stage, StageKind, TaskType};
use signalbox_model::{FieldId, Key, LossReasonId, PipelineId, StageId};

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn stage(id: i64, name: &str, kind: StageKind) -> Stage {
    Stage {
        id: StageId(id),
        key: key(name),
        name: name.to_uppercase(),
        kind,
        color: "#94a3b8".into(),
        required: Vec::new(),
    }
}

fn pipeline(id: i64, name: &str) -> Pipeline {
    Pipeline {
        id: PipelineId(id),
        key: key(name),
        name: name.to_uppercase(),
        stages: vec![
            stage(id * 10 + 1, "new", StageKind::Open),
            stage(id * 10 + 2, "work", StageKind::Open),
            stage(id * 10 + 3, "lost", StageKind::Lost),
        ],
    }
}

fn schema() -> Schema {
    let field = |id, record, name: &str, kind| Field {
        id: FieldId(id),
        record,
        key: key(name),
        name: name.into(),
        kind,
    };
    let options = vec!["Red".to_owned(), "Blue".to_owned()];
    let mut schema = Schema::default();
    schema.pipelines = vec![pipeline(1, "sales"), pipeline(2, "repairs")];
    schema.loss_reasons = vec![LossReason {
        id: LossReasonId(5),
        name: "Too dear".into(),
    }];
    schema.task_types = vec![TaskType {
        key: key("call"),
        name: "Call".into(),
    }];
    schema.put_fields(vec![
        field(1, RecordKind::Lead, "colour", FieldKind::Select { options }),
        field(2, RecordKind::Contact, "city", FieldKind::Text),
        field(
            3,
            RecordKind::Lead,
            "buyer",
            FieldKind::Link {
                to: RecordKind::Contact,
            },
        ),
        field(4, RecordKind::Lead, "city", FieldKind::Text),
    ]);
    schema
}

/// The places in a scenario that use a thing.
fn found(thing: &Thing, text: &str) -> Vec<String> {
    let schema = schema();
    let wanted = Wanted::of(&schema, thing).unwrap();
    let scenario = crate::scenarios::parse(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    scenario::paths(&wanted, &scenario)
}

fn with(rest: &str) -> String {
    format!("name: A\nstart: {{on: lead_created}}\n{rest}")
}

fn does(action: &str) -> String {
    with(&format!("blocks: [{{do: [{action}]}}]"))
}

fn judges(row: &str) -> String {
    with(&format!("blocks: [{{if: [{row}], do: []}}]"))
}

#[test]
fn settings_that_name_a_stage_or_a_pipeline_use_it() {
    let work = Thing::Stage(StageId(12));
    let sales = Thing::Pipeline(PipelineId(1));
    for (text, of_stage, of_pipeline) in [
        (
            does("{action: change_stage, stage: work}"),
            vec!["blocks[0].do[0].stage"],
            vec![],
        ),
        (
            does("{action: change_stage, pipeline: sales, stage: work}"),
            vec!["blocks[0].do[0].stage"],
            vec!["blocks[0].do[0].pipeline"],
        ),
        (
            does("{action: change_stage, pipeline: repairs, stage: work}"),
            vec![],
            vec![],
        ),
        (does("{action: change_stage, stage: new}"), vec![], vec![]),
        (
            "name: A\nstart: {on: lead_stage_changed, pipeline: sales, stage: work}\nblocks: []".into(),
            vec!["start.stage"],
            vec!["start.pipeline"],
        ),
        (
            does("{action: change_fields, apply_to: lead, fields: {stage: sales/work}}"),
            vec!["blocks[0].do[0].fields.stage"],
            vec![],
        ),
        (
            judges("{left: '{{lead.status}}', is: equals, right: WORK}"),
            vec!["blocks[0].if[0]"],
            vec![],
        ),
        (
            judges("{not: {left: '{{lead.pipeline.name}}', is: equals, right: Sales}}"),
            vec![],
            vec!["blocks[0].if[0].not"],
        ),
        (
            judges("{left: '{{lead.name}}', is: equals, right: work}"),
            vec![],
            vec![],
        ),
    ] {
        assert_eq!(found(&work, &text), of_stage, "{text}");
        assert_eq!(found(&sales, &text), of_pipeline, "{text}");
    }
}

#[test]
fn a_field_is_used_by_settings_templates_and_conditions() {
    let city = Thing::Field(FieldId(2));
    for (text, places) in [
        (
            does("{action: add_note, text: 'From {{contact.cf(city)}}'}"),
            vec!["blocks[0].do[0].text"],
        ),
        (
            does("{action: add_note, text: 'From {{contact.city}}'}"),
            vec!["blocks[0].do[0].text"],
        ),
        (
            does("{action: add_note, text: 'From {{client.cf(city)}}'}"),
            vec!["blocks[0].do[0].text"],
        ),
        (
            does("{action: add_note, text: 'From {{lead.buyer.city}}'}"),
            vec!["blocks[0].do[0].text"],
        ),
        (
            does("{action: add_note, text: 'From {{lead.cf(buyer).cf(city)}}'}"),
            vec!["blocks[0].do[0].text"],
        ),
        // The lead has a field of the same key.
        (does("{action: add_note, text: 'From {{lead.city}}'}"), vec![]),
        (does("{action: add_note, text: 'city {city}'}"), vec![]),
        (
            does("{action: change_fields, apply_to: contact, fields: {city: Kyiv}}"),
            vec!["blocks[0].do[0].fields.city"],
        ),
        (
            does("{action: change_fields, apply_to: lead, fields: {city: Kyiv}}"),
            vec![],
        ),
        (
            does("{action: find_record, kind: contact, by: [{field: city, value: Kyiv}]}"),
            vec!["blocks[0].do[0].by[0]"],
        ),
        (
            "name: A\nstart: {on: contact_changed, fields: [city]}\nblocks: []".into(),
            vec!["start.fields[0]"],
        ),
        (
            judges("{left: '{{contact.cf(city)}}', is: changed}"),
            vec!["blocks[0].if[0].left"],
        ),
    ] {
        assert_eq!(found(&city, &text), places, "{text}");
    }
}

#[test]
fn options_reasons_types_and_tags_are_used_by_their_texts() {
    let table = [
        (
            Thing::Choice(FieldId(1), "Red".into()),
            does("{action: change_fields, apply_to: lead, fields: {colour: red}}"),
            vec!["blocks[0].do[0].fields.colour"],
        ),
        (
            Thing::Choice(FieldId(1), "Red".into()),
            judges("{left: '{{lead.cf(colour)}}', is: in, right: 'Blue, Red'}"),
            vec!["blocks[0].if[0]"],
        ),
        (
            Thing::Choice(FieldId(1), "Red".into()),
            judges("{left: '{{lead.cf(colour)}}', is: equals, right: Blue}"),
            vec![],
        ),
        (
            Thing::LossReason(LossReasonId(5)),
            does("{action: change_stage, stage: lost, loss_reason: too dear}"),
            vec!["blocks[0].do[0].loss_reason"],
        ),
        (
            Thing::TaskType(key("call")),
            does("{action: create_task, text: a, due: tomorrow, type: Call}"),
            vec!["blocks[0].do[0].type"],
        ),
        (
            Thing::Tag(RecordKind::Lead, "VIP".into()),
            does("{action: change_tags, add: 'shop, vip'}"),
            vec!["blocks[0].do[0].add"],
        ),
        (
            Thing::Tag(RecordKind::Contact, "VIP".into()),
            does("{action: create_lead, name: a, tags: vip}"),
            vec![],
        ),
    ];
    for (thing, text, places) in table {
        assert_eq!(found(&thing, &text), places, "{text}");
    }
}
