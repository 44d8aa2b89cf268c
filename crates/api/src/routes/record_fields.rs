//! Custom fields.

use super::records::then;
use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_engine::{Definitions, crm};
use signalbox_model::account::FieldText;
use signalbox_model::field::{Field, FieldKind};
use signalbox_model::{FieldId, Key, RecordKind};
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Fields")
        .get("/fields", "field_list", "List custom fields, in order.", list)
        .post(
            "/fields",
            "field_create",
            "Add a custom field to a kind of record.",
            create,
        )
        .patch(
            "/fields/{id}",
            "field_update",
            "Change the name or options of a field; key and type stay.",
            update,
        )
        .delete(
            "/fields/{id}",
            "field_delete",
            "Delete a field that nothing uses; with `values=delete` also when records hold values of it.",
            delete,
        )
}

/// Which fields.
#[derive(Debug, Deserialize, JsonSchema)]
struct OfKind {
    /// Of this kind of record; of every kind when absent.
    record: Option<RecordKind>,
}

/// A field that is to be added.
#[derive(Debug, Deserialize, JsonSchema)]
struct FieldNew {
    /// The kind of record.
    record: RecordKind,
    /// Its key; made from the name when absent.
    key: Option<Key>,
    /// Its name.
    name: String,
    /// What it holds.
    #[serde(flatten)]
    kind: FieldKind,
}

/// A change of a field; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct FieldChange {
    /// Its name.
    name: Option<String>,
    /// The options of a selection, in order.
    options: Option<Vec<String>>,
    /// The template of a formula.
    template: Option<String>,
    /// For options that go: what records that hold them get instead; null for nothing.
    replace: BTreeMap<String, Option<String>>,
}

impl FieldChange {
    fn apply(self, kind: &mut FieldKind) -> Result<()> {
        match (kind, self.options, self.template) {
            (FieldKind::Select { options } | FieldKind::Multiselect { options }, Some(new), None) => {
                *options = new
            }
            (FieldKind::Formula { template }, None, Some(new)) => *template = new,
            (_, None, None) => {}
            (_, Some(_), _) => return Err(Problem::invalid("options", "this type of field has no options")),
            (_, None, Some(_)) => return Err(Problem::invalid("template", "only a formula has a template")),
        }
        Ok(())
    }
}

fn all(defs: &Definitions) -> impl Iterator<Item = &Field> {
    RecordKind::ALL
        .into_iter()
        .flat_map(|kind| defs.schema.fields(kind))
}

async fn list(me: Can<Read>, Query(OfKind { record }): Query<OfKind>) -> Result<Json<Page<Field>>> {
    let found = me.look(move |look| {
        Ok(all(&look.defs)
            .filter(|field| record.is_none_or(|kind| field.record == kind))
            .cloned()
            .collect())
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn create(me: Can<Manage>, Body(new): Body<FieldNew>) -> Result<Created<Field>> {
    let made = me.write(move |work| {
        let FieldNew {
            record,
            key,
            name,
            kind,
        } = new;
        let defs = work.definitions()?;
        let known = defs.schema.fields(record);
        let taken =
            |key: &Key| known.iter().any(|field| field.key == *key) || crm::is_core(record, key.as_str());
        let key = key.unwrap_or_else(|| signalbox_engine::scenarios::free_key(&name, taken));
        let position = i64::try_from(known.len()).unwrap_or(i64::MAX);
        let text = FieldText { key, name, kind };
        let field = work.change(|space, ctx| crm::save_field(space, ctx, None, record, &text, position))?;
        work.definitions_changed()?;
        Ok(field)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<FieldId>,
    Body(mut change): Body<FieldChange>,
) -> Result<Json<Field>> {
    let changed = me.write(move |work| {
        let replace = std::mem::take(&mut change.replace);
        let defs = work.definitions()?;
        let before = all(&defs)
            .find(|field| field.id == id)
            .ok_or_else(|| Problem::not_found("field"))?
            .clone();
        let Field {
            key, name, mut kind, ..
        } = before;
        let name = change.name.take().unwrap_or(name);
        change.apply(&mut kind)?;
        let text = FieldText { key, name, kind };
        let saved = work.engine_does(|engine, tx, by| engine.save_field(tx, by, id, &text, &replace))?;
        Ok(then(work, saved))
    });
    Ok(Json(changed.await?))
}

/// What becomes of the values.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Values {
    /// They are deleted with the field.
    Delete,
}

/// Whether values go too.
#[derive(Debug, Deserialize, JsonSchema)]
struct Deletion {
    /// `delete`: also when records hold values of the field.
    values: Option<Values>,
}

async fn delete(me: Can<Manage>, At(id): At<FieldId>, Query(deletion): Query<Deletion>) -> Result<NoContent> {
    let with_values = deletion.values.is_some();
    me.write(move |work| work.command(|engine, tx, by| engine.delete_field(tx, by, id, with_values)))
        .await?;
    Ok(NoContent)
}
