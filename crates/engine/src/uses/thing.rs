//! A thing that may be used, and how a place is recognised as using it.

use super::literal;
use crate::crm::{Schema, split_list};
use crate::error::{EngineError, Result};
use signalbox_expr::{Name, Segment, Template};
use signalbox_model::field::{Field, FieldKind};
use signalbox_model::record::{LossReason, Pipeline, Stage};
use signalbox_model::{FieldId, Key, LossReasonId, PipelineId, RecordKind, Scalar, StageId};
use signalbox_store::crm::fold;

/// Something people configure that other definitions name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A pipeline.
    Pipeline(PipelineId),
    /// A stage.
    Stage(StageId),
    /// A custom field.
    Field(FieldId),
    /// An option of a selection.
    Choice(FieldId, String),
    /// A reason for losing leads.
    LossReason(LossReasonId),
    /// A type of task.
    TaskType(Key),
    /// A tag of a kind of record.
    Tag(RecordKind, String),
    /// A stored secret.
    Secret(Key),
    /// A connection.
    Connection(Key),
}

impl Thing {
    /// What it is called in a sentence.
    pub fn named(&self, schema: &Schema) -> String {
        match Wanted::of(schema, self) {
            Ok(Wanted { what, .. }) => match what {
                What::Pipeline(pipeline) => format!("the pipeline `{}`", pipeline.key),
                What::Stage(_, stage) => format!("the stage `{}`", stage.key),
                What::Field(field) => format!("the field `{}`", field.key),
                What::Choice(field, option) => format!("the option `{option}` of `{}`", field.key),
                What::LossReason(reason) => format!("the reason `{}`", reason.name),
                What::TaskType(key) => format!("the type of task `{key}`"),
                What::Tag(_, tag) => format!("the tag `{tag}`"),
                What::Secret(name) => format!("the secret `{name}`"),
                What::Connection(key) => format!("the connection `{key}`"),
            },
            Err(_) => "it".to_owned(),
        }
    }
}

enum What<'s> {
    Pipeline(&'s Pipeline),
    Stage(&'s Pipeline, &'s Stage),
    Field(&'s Field),
    Choice(&'s Field, &'s str),
    LossReason(&'s LossReason),
    TaskType(&'s Key),
    Tag(RecordKind, &'s str),
    Secret(&'s Key),
    Connection(&'s Key),
}

/// A thing as it is looked for.
pub(super) struct Wanted<'s> {
    schema: &'s Schema,
    what: What<'s>,
}

pub(super) fn field_by_id(schema: &Schema, id: FieldId) -> Result<&Field> {
    RecordKind::ALL
        .into_iter()
        .flat_map(|kind| schema.fields(kind))
        .find(|field| field.id == id)
        .ok_or_else(|| EngineError::NotFound("field with this id".into()))
}

/// The kind of record that a segment of a path leads to.
fn leads_to(schema: &Schema, at: Option<RecordKind>, segment: &Segment) -> Option<RecordKind> {
    match segment.name.to_lowercase().as_str() {
        "lead" => Some(RecordKind::Lead),
        "contact" | "main_contact" => Some(RecordKind::Contact),
        "company" => Some(RecordKind::Company),
        "task" => Some(RecordKind::Task),
        "cf" | "cff" => match schema.field(at?, segment.args.first()?)?.kind {
            FieldKind::Link { to } => Some(to),
            _ => None,
        },
        name => match schema.field(at?, name)?.kind {
            FieldKind::Link { to } => Some(to),
            _ => None,
        },
    }
}

impl<'s> Wanted<'s> {
    pub fn of(schema: &'s Schema, thing: &'s Thing) -> Result<Self> {
        let missing = |what: &str| EngineError::NotFound(format!("{what} with this id"));
        let what = match thing {
            Thing::Pipeline(id) => What::Pipeline(schema.pipeline(*id).ok_or_else(|| missing("pipeline"))?),
            Thing::Stage(id) => {
                let (pipeline, stage) = schema.stage(*id).ok_or_else(|| missing("stage"))?;
                What::Stage(pipeline, stage)
            }
            Thing::Field(id) => What::Field(field_by_id(schema, *id)?),
            Thing::Choice(id, option) => What::Choice(field_by_id(schema, *id)?, option),
            Thing::LossReason(id) => {
                let found = schema.loss_reasons.iter().find(|reason| reason.id == *id);
                What::LossReason(found.ok_or_else(|| missing("loss reason"))?)
            }
            Thing::TaskType(key) => What::TaskType(key),
            Thing::Tag(kind, tag) => What::Tag(*kind, tag),
            Thing::Secret(name) => What::Secret(name),
            Thing::Connection(key) => What::Connection(key),
        };
        Ok(Self { schema, what })
    }

    /// A pipeline and a stage that a setting names by their keys. Without a pipeline a stage of any may be meant.
    pub fn placed(&self, path: &str, pipeline: Option<&Key>, stage: Option<&Key>, out: &mut Vec<String>) {
        match &self.what {
            What::Pipeline(own) if pipeline == Some(&own.key) => out.push(format!("{path}pipeline")),
            What::Stage(home, own)
                if stage == Some(&own.key) && pipeline.is_none_or(|key| *key == home.key) =>
            {
                out.push(format!("{path}stage"));
            }
            _ => {}
        }
    }

    /// A field that a setting names.
    pub fn named(&self, path: &str, kind: RecordKind, key: &str, out: &mut Vec<String>) {
        if let What::Field(field) = &self.what
            && field.record == kind
            && field.key.as_str() == key
        {
            out.push(path.to_owned());
        }
    }

    /// A value that is given to a field, or looked for in it.
    pub fn assigned(&self, path: &str, kind: RecordKind, key: &Key, value: &Scalar, out: &mut Vec<String>) {
        self.named(path, kind, key.as_str(), out);
        let Some(text) = literal(&value.0) else { return };
        if self.is_value_of(kind, key.as_str(), &text) {
            out.push(path.to_owned());
        }
    }

    /// Whether a text, as the value of a field, means the thing.
    fn is_value_of(&self, kind: RecordKind, key: &str, text: &str) -> bool {
        let is_own = |field: &Field| field.record == kind && field.key.as_str().eq_ignore_ascii_case(key);
        match &self.what {
            What::Field(_) | What::Secret(_) | What::Connection(_) => false,
            What::Choice(field, option) => is_own(field) && has(text, option),
            What::Tag(of, tag) => *of == kind && matches!(key, "tags" | "tag") && has(text, tag),
            What::Pipeline(own) => {
                kind == RecordKind::Lead
                    && matches!(key, "pipeline" | "pipeline_id" | "previouspipeline")
                    && each(text).any(|one| {
                        self.schema
                            .pipeline_named(&one)
                            .is_some_and(|found| found.id == own.id)
                    })
            }
            What::Stage(home, own) => {
                kind == RecordKind::Lead
                    && matches!(
                        key,
                        "stage" | "stage_id" | "status" | "status_id" | "previousstatus"
                    )
                    && each(text).any(|one| {
                        let found = self.schema.stage_named(Some(home.id), &one);
                        found.is_some_and(|(_, stage)| stage.id == own.id)
                    })
            }
            What::LossReason(own) => {
                kind == RecordKind::Lead
                    && matches!(key, "loss_reason" | "loss_reason_id" | "loss_reason_name")
                    && each(text).any(|one| {
                        self.schema
                            .loss_reason_named(&one)
                            .is_some_and(|found| found.id == own.id)
                    })
            }
            What::TaskType(own) => {
                kind == RecordKind::Task && matches!(key, "type") && self.is_type(text, own)
            }
        }
    }

    fn is_type(&self, text: &str, own: &Key) -> bool {
        let known = |one: &str| self.schema.task_type_named(one).map(|known| &known.key);
        each(text).any(|one| one == own.as_str() || known(&one) == Some(own))
    }

    /// A type of task that a setting names.
    pub fn typed(&self, path: &str, value: Option<&Scalar>, out: &mut Vec<String>) {
        let text = value.and_then(|value| literal(&value.0));
        if let (What::TaskType(own), Some(text)) = (&self.what, text)
            && self.is_type(&text, own)
        {
            out.push(path.to_owned());
        }
    }

    /// A secret that a setting names.
    pub fn signed(&self, path: &str, name: Option<&Key>, out: &mut Vec<String>) {
        if let What::Secret(own) = &self.what
            && name == Some(*own)
        {
            out.push(path.to_owned());
        }
    }

    /// A connection that a call names.
    pub fn connected(&self, path: &str, key: &Key, out: &mut Vec<String>) {
        if let What::Connection(own) = &self.what
            && key == *own
        {
            out.push(path.to_owned());
        }
    }

    /// Tags that a setting names.
    pub fn tagged(
        &self,
        path: &str,
        kind: Option<RecordKind>,
        value: Option<&Scalar>,
        out: &mut Vec<String>,
    ) {
        let text = value.and_then(|value| literal(&value.0));
        if let (What::Tag(own, tag), Some(text)) = (&self.what, text)
            && kind.is_none_or(|kind| kind == *own)
            && has(&text, tag)
        {
            out.push(path.to_owned());
        }
    }

    /// A reason that a setting names.
    pub fn lost(&self, path: &str, value: Option<&Scalar>, out: &mut Vec<String>) {
        let text = value.and_then(|value| literal(&value.0));
        if text.is_some_and(|text| self.is_value_of(RecordKind::Lead, "loss_reason", &text)) {
            out.push(path.to_owned());
        }
    }

    /// Two sides of a condition: a path to a field on one, the thing's value on the other.
    pub fn compared(&self, path: &str, left: &str, right: &str, out: &mut Vec<String>) {
        for (side, value) in [(left, right), (right, left)] {
            let Some(text) = literal(value) else { continue };
            let names = Template::parse(side).references();
            let fits = names.iter().any(|reference| match &reference.name {
                Name::Path(segments) => self.compares(segments, &text),
                Name::Variable(_) | Name::Link(_) => false,
            });
            if fits {
                out.push(path.to_owned());
            }
        }
    }

    fn compares(&self, segments: &[Segment], text: &str) -> bool {
        let mut at = None;
        segments.iter().any(|segment| {
            let key = match segment.name.to_lowercase().as_str() {
                "cf" | "cfm" | "cff" | "previouscf" => segment.args.first().cloned().unwrap_or_default(),
                name => name.to_owned(),
            };
            let kinds = kinds_at(segments, at);
            let fits = kinds.iter().any(|kind| self.is_value_of(*kind, &key, text));
            at = leads_to(self.schema, at, segment).or(at);
            fits
        })
    }

    /// The paths of a template.
    pub fn template(&self, path: &str, source: &str, out: &mut Vec<String>) {
        let What::Field(field) = &self.what else { return };
        if !source.contains('{') {
            return;
        }
        let named = Template::parse(source)
            .references()
            .into_iter()
            .any(|reference| match reference.name {
                Name::Path(segments) => self.reads(field, &segments),
                Name::Variable(_) | Name::Link(_) => false,
            });
        if named {
            out.push(path.to_owned());
        }
    }

    fn reads(&self, field: &Field, segments: &[Segment]) -> bool {
        let mut at = None;
        segments.iter().any(|segment| {
            let own = |key: &str| field.key.as_str().eq_ignore_ascii_case(key);
            let names = match segment.name.to_lowercase().as_str() {
                "cf" | "cfm" | "cff" | "previouscf" => segment.args.first().is_some_and(|key| own(key)),
                name => at.is_some() && own(name),
            };
            let here = kinds_at(segments, at).contains(&field.record);
            at = leads_to(self.schema, at, segment).or(at);
            names && here
        })
    }
}

/// The kinds of record a segment may belong to: `client` is a contact or a company.
fn kinds_at(segments: &[Segment], at: Option<RecordKind>) -> Vec<RecordKind> {
    let client = segments
        .first()
        .is_some_and(|root| root.name.eq_ignore_ascii_case("client"));
    match at {
        Some(kind) => vec![kind],
        None if client => vec![RecordKind::Contact, RecordKind::Company],
        None => Vec::new(),
    }
}

/// Items of a list as people write it, and the whole text.
fn each(text: &str) -> impl Iterator<Item = String> {
    split_list(text).into_iter().chain([text.trim().to_owned()])
}

fn has(text: &str, wanted: &str) -> bool {
    let wanted = fold::text(wanted);
    each(text).any(|one| fold::text(&one) == wanted)
}
