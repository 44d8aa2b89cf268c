//! Deleting what records are made of: refused while scenarios and others name it; records are taken off it first.

use crate::crm::{self, Ctx};
use crate::definitions::Definitions;
use crate::done::{Done, LiveNote, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use crate::uses::{Thing, refuse_used};
use signalbox_model::account::{FieldText, PipelineText};
use signalbox_model::field::{Field, FieldKind};
use signalbox_model::record::Pipeline;
use signalbox_model::{FieldId, Key, LossReasonId, PipelineId, RecordKind, StageId};
use signalbox_store::crm::definitions::{self, Ordered};
use signalbox_store::crm::fold;
use signalbox_store::crm::holders::{self, Held};
use signalbox_store::{Space, Tx, Val};
use std::collections::BTreeMap;

/// How many records hold a thing.
pub fn held(space: &mut Space, defs: &Definitions, thing: &Thing) -> Result<i64> {
    let entry;
    let folded;
    let what = match thing {
        Thing::Pipeline(id) => Held::Pipeline(*id),
        Thing::Stage(id) => {
            let (pipeline, stage) = defs.schema.stage(*id).ok_or_else(|| super::missing("stage"))?;
            Held::Stage(pipeline.id, stage.id)
        }
        Thing::Field(id) => {
            let field = field(defs, *id)?;
            Held::Field(field.record, &field.key)
        }
        Thing::Choice(id, option) => {
            let field = field(defs, *id)?;
            entry = crm::option_entry(field, option);
            Held::Value(field.record, &entry)
        }
        Thing::LossReason(id) => Held::LossReason(*id),
        Thing::TaskType(key) => Held::TaskType(key),
        Thing::Tag(kind, tag) => {
            folded = fold::text(tag);
            Held::Tag(*kind, &folded)
        }
        // Records hold no secrets.
        Thing::Secret(_) | Thing::Connection(_) => return Ok(0),
    };
    Ok(holders::count(space, what)?)
}

fn field(defs: &Definitions, id: FieldId) -> Result<&Field> {
    RecordKind::ALL
        .into_iter()
        .flat_map(|kind| defs.schema.fields(kind))
        .find(|field| field.id == id)
        .ok_or_else(|| super::missing("field"))
}

fn conflict(say: String) -> EngineError {
    EngineError::Conflict(say)
}

impl Engine {
    /// Changes records and definitions together; what is left to do after the commit.
    fn restructure<T>(
        &self,
        tx: &mut Tx,
        by: &By,
        what: impl FnOnce(&mut Space, &mut Ctx, &Definitions) -> Result<T>,
    ) -> Result<(T, Done)> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut ctx = defs.ctx(self.ids(), by.now, by.author.clone());
        let value = what(&mut tx.space(by.workspace), &mut ctx, &defs)?;
        let mut done = Done::from_events(&defs, ctx.emitted);
        self.touch(tx, by)?;
        done.live.push(LiveNote {
            workspace: by.workspace,
            topic: Topic::Definitions,
            id: self.ids().next(by.now.0),
        });
        Ok((value, done))
    }

    /// Deletes a stage; leads that stand on it go to `move_to`.
    pub fn delete_stage(&self, tx: &mut Tx, by: &By, id: StageId, move_to: Option<StageId>) -> Result<Done> {
        let done = self.restructure(tx, by, |space, ctx, defs| {
            let (pipeline, stage) = defs.schema.stage(id).ok_or_else(|| super::missing("stage"))?;
            refuse_used(space, defs, &Thing::Stage(id))?;
            empty_stage(space, ctx, pipeline.id, id, move_to)?;
            let mut text = crate::account::pipeline_text(pipeline);
            text.stages.retain(|known| known.key != stage.key);
            let position = position_of(defs, pipeline.id);
            crm::save_pipeline(space, ctx, Some(pipeline.id), &text, position)?;
            Ok(())
        })?;
        Ok(done.1)
    }

    /// Writes a pipeline whole; a stage that goes must not be used, and no lead may stand on it.
    pub fn save_pipeline(
        &self,
        tx: &mut Tx,
        by: &By,
        id: Option<PipelineId>,
        text: &PipelineText,
    ) -> Result<(Pipeline, Done)> {
        self.restructure(tx, by, |space, ctx, defs| {
            let old = id.and_then(|id| defs.schema.pipeline(id));
            for stage in old.into_iter().flat_map(|old| &old.stages) {
                if text.stages.iter().all(|kept| kept.key != stage.key) {
                    refuse_used(space, defs, &Thing::Stage(stage.id))?;
                }
            }
            if let Some(old) = old.filter(|old| old.key != text.key) {
                refuse_used(space, defs, &Thing::Pipeline(old.id))?;
            }
            let position = match id {
                Some(id) => position_of(defs, id),
                None => i64::try_from(defs.schema.pipelines.len()).unwrap_or(i64::MAX),
            };
            Ok(crm::save_pipeline(space, ctx, id, text, position)?)
        })
    }

    /// Deletes a pipeline; its leads go to `move_to`, a stage of another.
    pub fn delete_pipeline(
        &self,
        tx: &mut Tx,
        by: &By,
        id: PipelineId,
        move_to: Option<StageId>,
    ) -> Result<Done> {
        let done = self.restructure(tx, by, |space, ctx, defs| {
            let pipeline = defs
                .schema
                .pipeline(id)
                .ok_or_else(|| super::missing("pipeline"))?;
            refuse_used(space, defs, &Thing::Pipeline(id))?;
            for stage in &pipeline.stages {
                refuse_used(space, defs, &Thing::Stage(stage.id))?;
            }
            if let Some(to) = move_to {
                crm::empty_stage(space, ctx, id, None, to)?;
            }
            Ok(crm::delete_pipeline(space, ctx, id)?)
        })?;
        Ok(done.1)
    }

    /// Deletes a field; `with_values` also when records hold values of it, which go too.
    pub fn delete_field(&self, tx: &mut Tx, by: &By, id: FieldId, with_values: bool) -> Result<Done> {
        let done = self.restructure(tx, by, |space, ctx, defs| {
            refuse_used(space, defs, &Thing::Field(id))?;
            let count = held(space, defs, &Thing::Field(id))?;
            if count > 0 && !with_values {
                return Err(conflict(format!(
                    "{count} records hold a value of this field: confirm with `values=delete` that they lose it"
                )));
            }
            Ok(crm::delete_field(space, ctx, id)?)
        })?;
        Ok(done.1)
    }

    /// Writes a field. Options that go must not be used; `replace` says what records that hold them get instead, `None`
    /// for nothing.
    pub fn save_field(
        &self,
        tx: &mut Tx,
        by: &By,
        id: FieldId,
        text: &FieldText,
        replace: &BTreeMap<String, Option<String>>,
    ) -> Result<(Field, Done)> {
        self.restructure(tx, by, |space, ctx, defs| {
            let old = field(defs, id)?;
            let siblings = defs.schema.fields(old.record);
            let place = siblings.iter().position(|known| known.id == id).unwrap_or_default();
            let position = i64::try_from(place).unwrap_or(i64::MAX);
            let new = crm::save_field(space, ctx, Some(id), old.record, text, position)?;
            for option in gone(&old.kind, &new.kind) {
                let thing = Thing::Choice(id, option.clone());
                refuse_used(space, defs, &thing)?;
                let Some(instead) = replace.get(option) else {
                    let count = held(space, defs, &thing)?;
                    if count > 0 {
                        return Err(conflict(format!(
                            "{count} records hold the option `{option}`: say in `replace` what they get instead"
                        )));
                    }
                    continue;
                };
                check_instead(&new.kind, option, instead.as_deref())?;
                crm::replace_option(space, ctx, old, option, instead.as_deref())?;
            }
            Ok(new)
        })
    }

    /// Renames a reason; one that is named by its text must not be used.
    pub fn rename_loss_reason(&self, tx: &mut Tx, by: &By, id: LossReasonId, name: &str) -> Result<Done> {
        let done = self.restructure(tx, by, |space, ctx, defs| {
            let place = defs.schema.loss_reasons.iter().position(|known| known.id == id);
            let place = place.ok_or_else(|| super::missing("loss reason"))?;
            if defs.schema.loss_reasons[place].name.trim() != name.trim() {
                refuse_used(space, defs, &Thing::LossReason(id))?;
            }
            let position = i64::try_from(place).unwrap_or(i64::MAX);
            crm::save_loss_reason(space, ctx, Some(id), name, position)?;
            Ok(())
        })?;
        Ok(done.1)
    }

    /// Deletes a reason; leads that have it get `move_to`, or none.
    pub fn delete_loss_reason(
        &self,
        tx: &mut Tx,
        by: &By,
        id: LossReasonId,
        move_to: Option<LossReasonId>,
    ) -> Result<Done> {
        let done = self.restructure(tx, by, |space, ctx, defs| {
            refuse_used(space, defs, &Thing::LossReason(id))?;
            if let Some(to) = move_to {
                crm::replace_reason(space, ctx, id, to)?;
            }
            Ok(crm::delete_loss_reason(space, ctx, id)?)
        })?;
        Ok(done.1)
    }

    /// Deletes a type of task; tasks of it get `move_to`, or keep its key.
    pub fn delete_task_type(&self, tx: &mut Tx, by: &By, key: &Key, move_to: Option<&Key>) -> Result<Done> {
        let done = self.restructure(tx, by, |space, ctx, defs| {
            refuse_used(space, defs, &Thing::TaskType(key.clone()))?;
            if let Some(to) = move_to {
                crm::replace_task_type(space, ctx, key, to)?;
            }
            Ok(crm::delete_task_type(space, ctx, key)?)
        })?;
        Ok(done.1)
    }

    /// Takes a tag off every record of a kind, or puts another in its place.
    pub fn replace_tag(
        &self,
        tx: &mut Tx,
        by: &By,
        kind: RecordKind,
        tag: &str,
        instead: Option<&str>,
    ) -> Result<Done> {
        let done = self.restructure(tx, by, |space, ctx, defs| {
            refuse_used(space, defs, &Thing::Tag(kind, tag.to_owned()))?;
            Ok(crm::replace_tag(space, ctx, kind, tag, instead)?)
        })?;
        Ok(done.1)
    }

    /// Puts pipelines, reasons, types of tasks or the fields of a kind of record in an order. `ids` are ids, of types of
    /// tasks their keys; every one of the list must be there.
    pub fn set_order(&self, tx: &mut Tx, by: &By, list: Ordered, ids: &[String]) -> Result<Done> {
        let done = self.restructure(tx, by, |space, _, defs| {
            check_order(defs, list, ids)?;
            let raw: Vec<Option<i64>> = ids
                .iter()
                .map(|id| id.parse::<FieldId>().ok().map(|id| id.0))
                .collect();
            let values = ids.iter().zip(&raw).map(|(text, raw)| match (list, raw) {
                (Ordered::TaskTypes, _) | (_, None) => Val::Text(text),
                (_, Some(raw)) => Val::Int(*raw),
            });
            Ok(definitions::set_order(space, list, &values.collect::<Vec<_>>())?)
        })?;
        Ok(done.1)
    }
}

fn check_order(defs: &Definitions, list: Ordered, ids: &[String]) -> Result<()> {
    let mut given: Vec<&str> = ids.iter().map(String::as_str).collect();
    given.sort_unstable();
    let sorted = |mut known: Vec<String>| {
        known.sort_unstable();
        known
    };
    let schema = &defs.schema;
    let lists: Vec<Vec<String>> = match list {
        Ordered::Pipelines => vec![schema.pipelines.iter().map(|one| one.id.to_string()).collect()],
        Ordered::LossReasons => vec![schema.loss_reasons.iter().map(|one| one.id.to_string()).collect()],
        Ordered::TaskTypes => vec![schema.task_types.iter().map(|one| one.key.to_string()).collect()],
        Ordered::Fields => RecordKind::ALL
            .into_iter()
            .map(|kind| schema.fields(kind).iter().map(|one| one.id.to_string()).collect())
            .collect(),
    };
    if !ids.is_empty() && lists.into_iter().any(|known| sorted(known) == given) {
        return Ok(());
    }
    Err(EngineError::invalid(
        "ids",
        "name each one of the list once: somebody may have added or removed one meanwhile, load the list anew",
    ))
}

fn empty_stage(
    space: &mut Space,
    ctx: &mut Ctx,
    pipeline: PipelineId,
    stage: StageId,
    move_to: Option<StageId>,
) -> Result<()> {
    if let Some(to) = move_to {
        crm::empty_stage(space, ctx, pipeline, Some(stage), to)?;
        return Ok(());
    }
    match holders::count(space, Held::Stage(pipeline, stage))? {
        0 => Ok(()),
        count => Err(conflict(format!(
            "{count} leads stand on this stage: say with `move_to` where they go"
        ))),
    }
}

fn position_of(defs: &Definitions, id: PipelineId) -> i64 {
    let place = defs.schema.pipelines.iter().position(|known| known.id == id);
    i64::try_from(place.unwrap_or_default()).unwrap_or(i64::MAX)
}

/// Options that are not there any more.
fn gone<'k>(old: &'k FieldKind, new: &FieldKind) -> Vec<&'k String> {
    match (old, new) {
        (FieldKind::Select { options: old }, FieldKind::Select { options: new })
        | (FieldKind::Multiselect { options: old }, FieldKind::Multiselect { options: new }) => {
            old.iter().filter(|option| !new.contains(option)).collect()
        }
        _ => Vec::new(),
    }
}

fn check_instead(kind: &FieldKind, option: &str, instead: Option<&str>) -> Result<()> {
    let (FieldKind::Select { options } | FieldKind::Multiselect { options }) = kind else {
        return Ok(());
    };
    match instead {
        Some(text) if options.iter().all(|known| known != text) => Err(EngineError::invalid(
            format!("replace.{option}"),
            "this is none of the options: choose one, or null for nothing",
        )),
        _ => Ok(()),
    }
}
