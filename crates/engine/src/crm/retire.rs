//! What becomes of records when a stage, a reason, a type of task, an option or a tag goes.

use super::lead::Place as _;
use super::migrate::each;
use super::{CrmError, Ctx, Tracked, tag};
use serde_json::Value as Json;
use signalbox_model::field::Field;
use signalbox_model::record::{Company, Contact, Lead, Task};
use signalbox_model::{Key, LossReasonId, PipelineId, RecordKind, StageId};
use signalbox_store::Space;
use signalbox_store::crm::holders::Held;
use signalbox_store::crm::{Entry, fold, tags};

/// Moves every lead of a stage, or of a whole pipeline, to another stage; how many.
pub fn empty_stage(
    space: &mut Space,
    ctx: &mut Ctx,
    pipeline: PipelineId,
    stage: Option<StageId>,
    to: StageId,
) -> Result<i64, CrmError> {
    let (home, target) = ctx
        .schema
        .stage(to)
        .ok_or_else(|| CrmError::invalid("move_to", "there is no such stage: choose another"))?;
    let goes = stage == Some(to) || (stage.is_none() && home.id == pipeline);
    if goes {
        return Err(CrmError::invalid(
            "move_to",
            "this stage goes too: choose another",
        ));
    }
    let what = match stage {
        Some(stage) => Held::Stage(pipeline, stage),
        None => Held::Pipeline(pipeline),
    };
    let (home, target) = (home.id, target.clone());
    each::<Lead>(space, ctx, what, |lead, ctx| lead.move_to(ctx, home, &target))
}

/// Gives every lead that was lost for a reason another one; how many.
pub fn replace_reason(
    space: &mut Space,
    ctx: &mut Ctx,
    old: LossReasonId,
    new: LossReasonId,
) -> Result<i64, CrmError> {
    if old == new || ctx.schema.loss_reasons.iter().all(|reason| reason.id != new) {
        return Err(CrmError::invalid(
            "move_to",
            "there is no such reason: choose another",
        ));
    }
    each::<Lead>(space, ctx, Held::LossReason(old), |lead, _| {
        lead.loss_reason_id = Some(new);
    })
}

/// Gives every task of a type another one; how many.
pub fn replace_task_type(space: &mut Space, ctx: &mut Ctx, old: &Key, new: &Key) -> Result<i64, CrmError> {
    if old == new || ctx.schema.task_types.iter().all(|known| known.key != *new) {
        return Err(CrmError::invalid(
            "move_to",
            "there is no such type of task: choose another",
        ));
    }
    each::<Task>(space, ctx, Held::TaskType(old), |task, _| {
        task.task_type = new.to_string();
    })
}

/// Gives every record that holds an option another one, or none; how many.
pub fn replace_option(
    space: &mut Space,
    ctx: &mut Ctx,
    field: &Field,
    old: &str,
    new: Option<&str>,
) -> Result<i64, CrmError> {
    match field.record {
        RecordKind::Lead => option::<Lead>(space, ctx, field, old, new),
        RecordKind::Contact => option::<Contact>(space, ctx, field, old, new),
        RecordKind::Company => option::<Company>(space, ctx, field, old, new),
        RecordKind::Task => option::<Task>(space, ctx, field, old, new),
    }
}

/// The entry of an option in the index of values.
pub fn option_entry(field: &Field, option: &str) -> Entry {
    Entry::new(field.key.as_str(), fold::text(option))
}

fn option<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    field: &Field,
    old: &str,
    new: Option<&str>,
) -> Result<i64, CrmError> {
    let entry = option_entry(field, old);
    each::<R>(space, ctx, Held::Value(R::KIND, &entry), |record, _| {
        let Some(value) = record.fields_mut().remove(&field.key) else {
            return;
        };
        if let Some(value) = swapped(value, old, new) {
            record.fields_mut().insert(field.key.clone(), value);
        }
    })
}

/// A value with an option exchanged; none when nothing is left of it.
fn swapped(value: Json, old: &str, new: Option<&str>) -> Option<Json> {
    match value {
        Json::Array(items) => {
            let mut left: Vec<Json> = Vec::new();
            for item in items {
                let item = if item == old {
                    new.map(Json::from)
                } else {
                    Some(item)
                };
                if let Some(item) = item.filter(|item| !left.contains(item)) {
                    left.push(item);
                }
            }
            (!left.is_empty()).then_some(Json::Array(left))
        }
        one if one == old => new.map(Json::from),
        other => Some(other),
    }
}

/// Gives every record that has a tag another one, or takes it off; how many.
pub fn replace_tag(
    space: &mut Space,
    ctx: &mut Ctx,
    kind: RecordKind,
    old: &str,
    new: Option<&str>,
) -> Result<i64, CrmError> {
    let changed = match kind {
        RecordKind::Lead => retag::<Lead>(space, ctx, old, new),
        RecordKind::Contact => retag::<Contact>(space, ctx, old, new),
        RecordKind::Company => retag::<Company>(space, ctx, old, new),
        RecordKind::Task => retag::<Task>(space, ctx, old, new),
    }?;
    if let Some(new) = new {
        tags::inherit_color(space, kind, old, new)?;
    }
    Ok(changed)
}

fn retag<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    old: &str,
    new: Option<&str>,
) -> Result<i64, CrmError> {
    let folded = fold::text(old);
    each::<R>(space, ctx, Held::Tag(R::KIND, &folded), |record, _| {
        let before = std::mem::take(record.tags_mut());
        let after = before
            .into_iter()
            .filter_map(|tag| match fold::text(&tag) == folded {
                true => new.map(str::to_owned),
                false => Some(tag),
            });
        *record.tags_mut() = tag::clean(after.collect());
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_option_is_exchanged_or_goes() {
        for (value, new, left) in [
            (json!("a"), Some("b"), Some(json!("b"))),
            (json!("a"), None, None),
            (json!("c"), None, Some(json!("c"))),
            (json!(["a", "c"]), Some("b"), Some(json!(["b", "c"]))),
            (json!(["a", "b"]), Some("b"), Some(json!(["b"]))),
            (json!(["a"]), None, None),
        ] {
            assert_eq!(swapped(value.clone(), "a", new), left, "{value}");
        }
    }
}
