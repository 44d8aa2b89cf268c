//! Attributes of leads (F-83).

use super::super::link::linked;
use super::{Attributes, Found, Reading, amount, before, count, empty, id_list, maybe_text, nested};
use serde_json::Value as Json;
use signalbox_expr::{Segment, Value};
use signalbox_model::record::{Author, Lead, Pipeline, Stage};
use signalbox_model::{Key, Micros, RecordId, RecordKind};
use signalbox_store::crm::{Record as _, links};
use signalbox_store::{Space, StoreError};

impl Attributes for Lead {
    fn own(
        &self,
        space: &mut Space,
        reading: &Reading,
        name: &str,
        _segment: &Segment,
        rest: &[Segment],
    ) -> Found {
        if let Some(value) = plain(self, reading, name, rest) {
            return Ok(Some(value));
        }
        match name {
            "contactscount" => Ok(Some(count(contacts(space, self)?.len()))),
            "contactsids" => Ok(Some(id_list(&contacts(space, self)?))),
            "company_id" | "company_name" | "company" | "main_contact" => {
                relative(space, self, reading, name, rest)
            }
            _ => Ok(None),
        }
    }

    fn made(&self) -> (Micros, &Author) {
        (self.created_at, &self.created_by)
    }

    fn closed(&self) -> Option<Micros> {
        self.closed_at
    }
}

fn contacts(space: &mut Space, lead: &Lead) -> Result<Vec<RecordId>, StoreError> {
    let all = links::of(space, lead.reference(), RecordKind::Contact)?;
    Ok(all.into_iter().map(|linked| linked.id).collect())
}

fn relative(space: &mut Space, lead: &Lead, reading: &Reading, name: &str, rest: &[Segment]) -> Found {
    let kind = match name {
        "main_contact" => RecordKind::Contact,
        _ => RecordKind::Company,
    };
    let Some(record) = linked(space, lead.reference(), kind)? else {
        return Ok(Some(Value::Null));
    };
    let other = Reading {
        previous: &[],
        ..*reading
    };
    match (name, rest) {
        ("company_id", []) => Ok(Some(Value::text(record.id.to_string()))),
        (_, []) => nested(space, &other, record, &[Segment::new("name")], 0),
        ("company" | "main_contact", rest) => nested(space, &other, record, rest, 0),
        _ => Ok(None),
    }
}

/// What the lead itself and the definitions tell.
fn plain(lead: &Lead, reading: &Reading, name: &str, rest: &[Segment]) -> Option<Value> {
    let schema = reading.defs.schema;
    let place = schema.stage(lead.stage_id);
    let (pipeline, stage) = (schema.pipeline(lead.pipeline_id), place.map(|(_, stage)| stage));
    let reason = lead
        .loss_reason_id
        .map(|id| schema.loss_reasons.iter().find(|reason| reason.id == id));
    Some(match name {
        "sale" | "price" => lead.sale.as_ref().map_or_else(empty, |sale| amount(sale.minor)),
        "currency" => maybe_text(lead.sale.as_ref().map(|sale| sale.currency.as_str())),
        "previoussale" => before(lead, reading, "sale")["minor"]
            .as_i64()
            .map_or_else(empty, amount),
        "source" | "source_name" => maybe_text(lead.source.as_deref()),
        // Sources are names here; there is no number behind them.
        "source_id" => maybe_text(lead.source.as_deref()),
        "pipeline" => return pipeline_path(pipeline, rest),
        "pipeline_id" => Value::text(lead.pipeline_id.to_string()),
        "status" | "stage" => return stage_path(place, rest),
        "status_id" | "stage_id" => Value::text(lead.stage_id.to_string()),
        "is_closed" => Value::Bool(lead.closed_at.is_some()),
        "kind" => maybe_text(stage.map(kind_of)),
        "loss_reason" | "loss_reason_name" if rest.is_empty() => {
            maybe_text(reason.flatten().map(|reason| reason.name.as_str()))
        }
        "loss_reason" => match rest.first()?.name.to_lowercase().as_str() {
            "id" => reason
                .flatten()
                .map_or_else(empty, |reason| Value::text(reason.id.to_string())),
            "name" => maybe_text(reason.flatten().map(|reason| reason.name.as_str())),
            _ => return None,
        },
        "loss_reason_id" => reason
            .flatten()
            .map_or_else(empty, |reason| Value::text(reason.id.to_string())),
        "previousstatus" | "previousstatusid" | "previouspipeline" | "previouspipelineid" => {
            previous(&before(lead, reading, "stage"), reading, name)
        }
        _ => return None,
    })
}

fn kind_of(stage: &Stage) -> &'static str {
    use signalbox_model::record::StageKind;
    match stage.kind {
        StageKind::Open => "open",
        StageKind::Won => "won",
        StageKind::Lost => "lost",
    }
}

fn pipeline_path(pipeline: Option<&Pipeline>, rest: &[Segment]) -> Option<Value> {
    let name = rest
        .first()
        .map_or_else(|| "name".to_owned(), |segment| segment.name.to_lowercase());
    let read = |give: fn(&Pipeline) -> Value| pipeline.map_or(Value::Null, give);
    Some(match name.as_str() {
        "name" => read(|pipeline| Value::text(pipeline.name.as_str())),
        "id" => read(|pipeline| Value::text(pipeline.id.to_string())),
        "key" => read(|pipeline| Value::text(pipeline.key.as_str())),
        _ => return None,
    })
}

/// `status`, `status.name`, `status.next.id`: the neighbours are those of the pipeline's order.
fn stage_path(place: Option<(&Pipeline, &Stage)>, rest: &[Segment]) -> Option<Value> {
    let Some((segment, rest)) = rest.split_first() else {
        return Some(place.map_or(Value::Null, |(_, stage)| Value::text(stage.name.as_str())));
    };
    let neighbour = |step: isize| {
        let (pipeline, stage) = place?;
        let at = pipeline.stages.iter().position(|known| known.id == stage.id)?;
        let next = pipeline.stages.get(at.checked_add_signed(step)?)?;
        Some((pipeline, next))
    };
    let read = |give: fn(&Stage) -> Value| place.map_or(Value::Null, |(_, stage)| give(stage));
    Some(match segment.name.to_lowercase().as_str() {
        "name" => read(|stage| Value::text(stage.name.as_str())),
        "id" => read(|stage| Value::text(stage.id.to_string())),
        "key" => read(|stage| Value::text(stage.key.as_str())),
        "color" => read(|stage| Value::text(stage.color.as_str())),
        "kind" => read(|stage| Value::text(kind_of(stage))),
        "next" => return stage_path(neighbour(1), rest),
        "previous" => return stage_path(neighbour(-1), rest),
        _ => return None,
    })
}

/// The stage before the event, which names pipeline and stage by key; one that is gone is told by its key.
fn previous(old: &Json, reading: &Reading, name: &str) -> Value {
    let key = |part: &str| old[part].as_str().and_then(|text| text.parse::<Key>().ok());
    let (Some(pipeline), Some(stage)) = (key("pipeline"), key("stage")) else {
        return empty();
    };
    match (reading.defs.schema.stage_by_keys(&pipeline, &stage), name) {
        (Some((_, stage)), "previousstatus") => Value::text(stage.name.as_str()),
        (Some((_, stage)), "previousstatusid") => Value::text(stage.id.to_string()),
        (Some((pipeline, _)), "previouspipeline") => Value::text(pipeline.name.as_str()),
        (Some((pipeline, _)), _) => Value::text(pipeline.id.to_string()),
        (None, "previousstatus" | "previousstatusid") => Value::text(stage.as_str()),
        (None, _) => Value::text(pipeline.as_str()),
    }
}
