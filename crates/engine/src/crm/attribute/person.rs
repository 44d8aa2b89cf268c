//! Attributes of contacts and companies (F-86, F-87).

use super::super::link::linked;
use super::{Attributes, Found, Reading, amount, count, empty, id_list, maybe_text, texts};
use signalbox_expr::{Segment, Value};
use signalbox_model::record::{Author, Company, Contact, Lead, StageKind};
use signalbox_model::{Micros, RecordKind, RecordRef};
use signalbox_store::crm::{self, Record as _, links};
use signalbox_store::{Space, StoreError};

impl Attributes for Contact {
    fn own(
        &self,
        space: &mut Space,
        reading: &Reading,
        name: &str,
        segment: &Segment,
        _rest: &[Segment],
    ) -> Found {
        Ok(Some(match name {
            "first_name" => maybe_text(self.first_name.as_deref()),
            "last_name" => maybe_text(self.last_name.as_deref()),
            "timezone" => maybe_text(self.timezone.as_deref()),
            "phone" => first(&self.phones),
            "phones" => texts(&self.phones),
            "email" => first(&self.emails),
            "emails" => texts(&self.emails),
            "company_id" | "company_name" => return company(space, self.reference(), name),
            _ => return leads(space, reading, self.reference(), name, segment),
        }))
    }

    fn made(&self) -> (Micros, &Author) {
        (self.created_at, &self.created_by)
    }
}

impl Attributes for Company {
    fn own(
        &self,
        space: &mut Space,
        reading: &Reading,
        name: &str,
        segment: &Segment,
        _rest: &[Segment],
    ) -> Found {
        Ok(Some(match name {
            "phone" => first(&self.phones),
            "phones" => texts(&self.phones),
            "email" => first(&self.emails),
            "emails" => texts(&self.emails),
            "company_id" => Value::text(self.id.to_string()),
            "company_name" => Value::text(self.name.as_str()),
            "contactscount" => {
                let found = links::count(space, self.reference(), RecordKind::Contact)?;
                Value::from(found)
            }
            _ => return leads(space, reading, self.reference(), name, segment),
        }))
    }

    fn made(&self) -> (Micros, &Author) {
        (self.created_at, &self.created_by)
    }
}

fn first(items: &[String]) -> Value {
    items.first().map_or_else(empty, Value::text)
}

fn company(space: &mut Space, contact: RecordRef, name: &str) -> Found {
    let Some(company) = linked(space, contact, RecordKind::Company)? else {
        return Ok(Some(Value::Null));
    };
    if name == "company_id" {
        return Ok(Some(Value::text(company.id.to_string())));
    }
    let found = crm::get::<Company>(space, company.id)?;
    Ok(Some(
        found.map_or(Value::Null, |company| Value::text(company.name)),
    ))
}

/// `leadsCount(filter)`, `leadsSum(filter)`, `leadsIds(filter)`. Sums are of the workspace's currency alone.
fn leads(space: &mut Space, reading: &Reading, of: RecordRef, name: &str, segment: &Segment) -> Found {
    if !matches!(name, "leadscount" | "leadssum" | "leadsids") {
        return Ok(None);
    }
    let found = chosen(space, reading, of, &segment.args)?;
    Ok(Some(match name {
        "leadscount" => count(found.len()),
        "leadsids" => id_list(&found.iter().map(|lead| lead.id).collect::<Vec<_>>()),
        _ => {
            let currency = &reading.defs.settings.currency;
            let sales = found.iter().filter_map(|lead| lead.sale.as_ref());
            let own = sales.filter(|sale| sale.currency == *currency);
            amount(own.fold(0_i64, |sum, sale| sum.saturating_add(sale.minor)))
        }
    }))
}

/// Linked leads that fit any of the arguments; all of them without arguments.
fn chosen(
    space: &mut Space,
    reading: &Reading,
    of: RecordRef,
    args: &[String],
) -> Result<Vec<Lead>, StoreError> {
    let ids: Vec<_> = links::of(space, of, RecordKind::Lead)?
        .iter()
        .map(|linked| linked.id)
        .collect();
    let mut found = crm::get_many::<Lead>(space, &ids)?;
    let wanted: Vec<&str> = args
        .iter()
        .flat_map(|arg| arg.split(','))
        .map(str::trim)
        .filter(|arg| !arg.is_empty())
        .collect();
    found.retain(|lead| wanted.is_empty() || wanted.iter().any(|filter| fits(lead, reading, filter)));
    Ok(found)
}

/// `open`, `success`, `loss`, `closed`, a stage, `pipeline/stage` or `pipeline/`; by key, id or name.
fn fits(lead: &Lead, reading: &Reading, filter: &str) -> bool {
    let schema = reading.defs.schema;
    let kind = schema.stage(lead.stage_id).map(|(_, stage)| stage.kind);
    match filter.to_lowercase().as_str() {
        "open" => return lead.is_open(),
        "closed" => return !lead.is_open(),
        "success" | "won" => return kind == Some(StageKind::Won),
        "loss" | "lost" => return kind == Some(StageKind::Lost),
        _ => {}
    }
    if let Some(pipeline) = filter.strip_suffix('/') {
        return schema
            .pipeline_named(pipeline)
            .is_some_and(|pipeline| pipeline.id == lead.pipeline_id);
    }
    // The lead's own pipeline first: keys of stages repeat.
    schema
        .stage_named(Some(lead.pipeline_id), filter)
        .is_some_and(|(_, stage)| stage.id == lead.stage_id)
}
