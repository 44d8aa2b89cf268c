//! What is made before the first row: fields, pipelines and stages that the file names and the workspace lacks.

use crate::crm::{self, Ctx, Schema};
use crate::error::Result;
use crate::scenarios::free_key;
use signalbox_model::account::{FieldText, PipelineText, StageText};
use signalbox_model::import::{Column, NewKind};
use signalbox_model::record::{Pipeline, StageKind};
use signalbox_model::{Key, RecordKind};
use signalbox_store::Space;
use signalbox_store::crm::fold;
use signalbox_store::imports::Stored;

/// Colours for stages that are made, in turn.
const COLORS: [&str; 6] = ["#60a5fa", "#34d399", "#fbbf24", "#a78bfa", "#f472b6", "#22d3ee"];
/// The most stages one import makes.
const MOST: usize = 50;

/// Keeps the ids of an export from amoCRM or Kommo, so that its records are known again: their column is called `ID`.
pub(super) fn with_foreign_id(heads: &[String], mut columns: Vec<Column>) -> Vec<Column> {
    let folded: Vec<String> = heads.iter().map(|head| fold::text(head)).collect();
    let marks = [
        "этап сделки",
        "название сделки",
        "полное имя контакта",
        "lead title",
        "етап угоди",
        "дата создания контакта",
    ];
    let is_export = folded
        .iter()
        .filter(|head| marks.contains(&head.as_str()))
        .count()
        > 0;
    let main = columns
        .iter()
        .find_map(|column| column.target().map(|(record, _)| record));
    let (Some(place), Some(record), true) = (folded.iter().position(|head| head == "id"), main, is_export)
    else {
        return columns;
    };
    if let (Some(column @ Column::Skip), Ok(field)) = (columns.get_mut(place), "amo_id".parse()) {
        *column = Column::NewField {
            record,
            field,
            name: "amoCRM ID".into(),
            holds: NewKind::Text,
        };
    }
    columns
}

/// By what records are known again when nobody says so: the id of another system, then phone and e-mail.
pub(super) fn usual_repeats(kind: RecordKind, columns: &[Column]) -> Vec<Key> {
    let wanted = ["amo_id", "phone", "email"]
        .into_iter()
        .filter_map(|key| key.parse::<Key>().ok());
    wanted
        .filter(|key| super::place_of(columns, kind, key.as_str()).is_some())
        .collect()
}

/// Makes the new fields, and the stages when asked; the settings then name what is there.
pub(super) fn make_missing(
    space: &mut Space,
    ctx: &Ctx,
    import: &mut Stored,
    named: &[(String, String)],
) -> Result<()> {
    for column in &mut import.settings.columns {
        let Column::NewField {
            record,
            field,
            name,
            holds,
        } = column
        else {
            continue;
        };
        let text = FieldText {
            key: field.clone(),
            name: name.clone(),
            kind: (*holds).into(),
        };
        let position = i64::try_from(ctx.schema.fields(*record).len()).unwrap_or(i64::MAX);
        crm::save_field(space, ctx, None, *record, &text, position)?;
        *column = Column::Field {
            record: *record,
            field: field.clone(),
        };
    }
    if import.settings.create_stages {
        make_stages(space, ctx, import, named)?;
    }
    Ok(())
}

fn make_stages(space: &mut Space, ctx: &Ctx, import: &Stored, named: &[(String, String)]) -> Result<()> {
    let home = import
        .settings
        .pipeline_id
        .and_then(|id| ctx.schema.pipeline(id))
        .or(ctx.schema.pipelines.first());
    let mut wanted: Vec<(&str, Vec<&str>)> = Vec::new();
    for (pipeline, stage) in named.iter().take(MOST) {
        if is_known(ctx.schema, import, home, pipeline, stage) {
            continue;
        }
        match wanted
            .iter_mut()
            .find(|(name, _)| fold::text(name) == fold::text(pipeline))
        {
            Some((_, stages)) => stages.push(stage),
            None => wanted.push((pipeline, vec![stage])),
        }
    }
    for (name, stages) in wanted {
        let known = if name.trim().is_empty() {
            home
        } else {
            ctx.schema.pipeline_named(name)
        };
        let stages: Vec<&str> = stages
            .into_iter()
            .filter(|stage| !stage.trim().is_empty())
            .collect();
        let (id, text) = match known {
            Some(known) => (Some(known.id), extended(known, &stages)),
            None => (None, fresh(ctx.schema, name, &stages)),
        };
        let place = ctx
            .schema
            .pipelines
            .iter()
            .position(|pipeline| Some(pipeline.id) == id);
        let position = place.unwrap_or(ctx.schema.pipelines.len());
        crm::save_pipeline(space, ctx, id, &text, i64::try_from(position).unwrap_or(i64::MAX))?;
    }
    Ok(())
}

fn is_known(schema: &Schema, import: &Stored, home: Option<&Pipeline>, pipeline: &str, stage: &str) -> bool {
    let same = |left: &str, right: &str| fold::text(left) == fold::text(right);
    let meant = import
        .settings
        .stages
        .iter()
        .any(|meaning| same(&meaning.pipeline, pipeline) && same(&meaning.stage, stage));
    let home = if pipeline.trim().is_empty() {
        home
    } else {
        schema.pipeline_named(pipeline)
    };
    let there = home.is_some_and(|home| {
        stage.trim().is_empty() || {
            let named = super::plan::stage_in(home, stage).or_else(|| super::plan::closed_in(home, stage));
            named.is_some()
        }
    });
    meant || there
}

/// What a stage with this name usually means, in the exports of other systems among others.
pub(super) fn meaning(name: &str) -> StageKind {
    let folded = fold::text(name);
    let any = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if any(&[
        "не реализован",
        "lost",
        "отказ",
        "програн",
        "проигран",
        "відмова",
        "не реалізован",
    ]) {
        StageKind::Lost
    } else if any(&[
        "успешно реализован",
        "won",
        "успішно реалізован",
        "выигран",
        "вигран",
    ]) {
        StageKind::Won
    } else {
        StageKind::Open
    }
}

fn stage_texts(taken: &[Key], names: &[&str]) -> Vec<StageText> {
    let mut keys = taken.to_vec();
    let mut made = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let key = free_key(name, |key| keys.contains(key));
        keys.push(key.clone());
        let kind = meaning(name);
        let color = match kind {
            StageKind::Open => COLORS[place % COLORS.len()],
            StageKind::Won => "#22c55e",
            StageKind::Lost => "#94a3b8",
        };
        made.push(StageText {
            key,
            name: name.trim().to_owned(),
            kind,
            color: color.to_owned(),
            required: Vec::new(),
        });
    }
    made
}

/// The pipeline with the new stages before the closed ones.
fn extended(known: &Pipeline, names: &[&str]) -> PipelineText {
    let keys: Vec<Key> = known.stages.iter().map(|stage| stage.key.clone()).collect();
    let old = known.stages.iter().map(|stage| StageText {
        key: stage.key.clone(),
        name: stage.name.clone(),
        kind: stage.kind,
        color: stage.color.clone(),
        required: stage.required.clone(),
    });
    let mut stages: Vec<StageText> = old.chain(stage_texts(&keys, names)).collect();
    stages.sort_by_key(|stage| stage.kind != StageKind::Open);
    PipelineText {
        key: known.key.clone(),
        name: known.name.clone(),
        stages,
    }
}

/// A new pipeline in the order the file names its stages; one stage is open at least.
fn fresh(schema: &Schema, name: &str, names: &[&str]) -> PipelineText {
    let mut stages = stage_texts(&[], names);
    if stages.iter().all(|stage| stage.kind != StageKind::Open) {
        let keys: Vec<Key> = stages.iter().map(|stage| stage.key.clone()).collect();
        stages.extend(stage_texts(&keys, &["New"]));
    }
    stages.sort_by_key(|stage| stage.kind != StageKind::Open);
    PipelineText {
        key: free_key(name, |key| schema.pipelines.iter().any(|known| known.key == *key)),
        name: name.trim().to_owned(),
        stages,
    }
}
