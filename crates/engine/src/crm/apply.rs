//! Making pipelines, reasons, types of tasks and fields like those of a document.

use super::{CrmError, Ctx, Schema, definitions};
use signalbox_model::RecordKind;
use signalbox_model::account::Account;
use signalbox_store::Space;

fn position(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// Writes what the document names: what has the same key (a reason: the same name) is changed, the rest is new.
pub fn apply_schema(space: &mut Space, ctx: &Ctx, account: &Account) -> Result<(), CrmError> {
    let schema = ctx.schema;
    // Fields first: stages may ask for them.
    for (kind, fields) in &account.fields {
        for (place, text) in fields.iter().enumerate() {
            let known = schema.field(*kind, text.key.as_str()).map(|known| known.id);
            definitions::save_field(space, ctx, known, *kind, text, position(place))?;
        }
    }
    apply_pipelines(space, ctx, account)?;
    for (place, name) in account.loss_reasons.iter().enumerate() {
        let known = schema
            .loss_reasons
            .iter()
            .find(|known| known.name == *name)
            .map(|known| known.id);
        definitions::save_loss_reason(space, ctx, known, name, position(place))?;
    }
    for (place, task_type) in account.task_types.iter().enumerate() {
        definitions::save_task_type(space, ctx, task_type, position(place))?;
    }
    Ok(())
}

/// Pipelines are checked against the fields as they are now.
fn apply_pipelines(space: &mut Space, ctx: &Ctx, account: &Account) -> Result<(), CrmError> {
    let schema = Schema::load(space)?;
    let ctx = Ctx {
        schema: &schema,
        author: ctx.author.clone(),
        chain: Vec::new(),
        emitted: Vec::new(),
        ..*ctx
    };
    for (place, text) in account.pipelines.iter().enumerate() {
        let known = schema
            .pipelines
            .iter()
            .find(|known| known.key == text.key)
            .map(|known| known.id);
        definitions::save_pipeline(space, &ctx, known, text, position(place))?;
    }
    Ok(())
}

/// Deletes what the document does not name. `ctx` must know what [`apply_schema`] wrote.
pub fn prune_schema(space: &mut Space, ctx: &Ctx, account: &Account) -> Result<(), CrmError> {
    let schema = ctx.schema;
    for known in schema
        .pipelines
        .iter()
        .filter(|known| !account.pipelines.iter().any(|text| text.key == known.key))
    {
        definitions::delete_pipeline(space, ctx, known.id)?;
    }
    for known in schema
        .loss_reasons
        .iter()
        .filter(|known| !account.loss_reasons.contains(&known.name))
    {
        definitions::delete_loss_reason(space, ctx, known.id)?;
    }
    for known in schema
        .task_types
        .iter()
        .filter(|known| !account.task_types.iter().any(|text| text.key == known.key))
    {
        definitions::delete_task_type(space, ctx, &known.key)?;
    }
    for kind in RecordKind::ALL {
        let named = account.fields.get(&kind).map_or(&[][..], Vec::as_slice);
        for known in schema
            .fields(kind)
            .iter()
            .filter(|known| !named.iter().any(|text| text.key == known.key))
        {
            definitions::delete_field(space, ctx, known.id)?;
        }
    }
    Ok(())
}
