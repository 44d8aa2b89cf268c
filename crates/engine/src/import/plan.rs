//! From the cells of a row to what is set on which record. Nothing is written here.

use super::{amount, date};
use crate::crm::{Schema, moment};
use crate::definitions::Definitions;
use signalbox_model::field::FieldKind;
use signalbox_model::import::{Column, ImportSettings, ProblemCode, RowFault};
use signalbox_model::record::{Pipeline, Stage, StageKind};
use signalbox_model::{Key, Micros, RecordKind};
use signalbox_store::crm::fold;

/// How much of a refused value is shown.
const SHOWN: usize = 80;

/// What a row says about its records.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// By kind, each at most once.
    pub parts: Vec<Part>,
    /// What is odd but keeps nothing from being imported.
    pub warnings: Vec<RowFault>,
}

/// What a row says about one record.
#[derive(Debug)]
pub(super) struct Part {
    pub kind: RecordKind,
    /// Fields and texts in the order they are set.
    pub given: Vec<Given>,
    pub tags: Vec<String>,
    pub notes: Vec<String>,
    pub created_at: Option<Micros>,
    pub closed_at: Option<Micros>,
    /// A task that is done.
    pub is_done: bool,
}

/// A field and its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given {
    pub key: Key,
    pub text: String,
    /// Where it comes from.
    pub column: usize,
    /// The field is made when the import starts: a trial cannot set it yet.
    pub is_new: bool,
}

impl Part {
    fn new(kind: RecordKind) -> Self {
        Self {
            kind,
            given: Vec::new(),
            tags: Vec::new(),
            notes: Vec::new(),
            created_at: None,
            closed_at: None,
            is_done: false,
        }
    }

    /// The text of a field.
    pub fn text(&self, key: &str) -> Option<&str> {
        let found = self.given.iter().find(|given| given.key.as_str() == key);
        found.map(|given| given.text.as_str())
    }
}

impl Plan {
    pub fn part(&self, kind: RecordKind) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == kind)
    }

    fn part_mut(&mut self, kind: RecordKind) -> &mut Part {
        let place = self.parts.iter().position(|part| part.kind == kind);
        let place = place.unwrap_or_else(|| {
            self.parts.push(Part::new(kind));
            self.parts.len() - 1
        });
        &mut self.parts[place]
    }
}

/// A fault of a value.
pub(super) fn fault(
    code: ProblemCode,
    column: Option<usize>,
    value: &str,
    message: impl Into<String>,
) -> RowFault {
    RowFault {
        code,
        column,
        value: value.chars().take(SHOWN).collect(),
        message: message.into(),
    }
}

/// Reads the cells of a row; all its faults are told at once. In a trial stages that will be made are passed over.
pub(super) fn read(
    defs: &Definitions,
    kind: RecordKind,
    settings: &ImportSettings,
    cells: &[String],
    is_trial: bool,
) -> Result<Plan, Vec<RowFault>> {
    let mut reading = Reading {
        defs,
        settings,
        is_trial,
        plan: Plan::default(),
        faults: Vec::new(),
        stage: None,
        pipeline: None,
    };
    for (place, column) in settings.columns.iter().enumerate() {
        let cell = cells.get(place).map_or("", |cell| cell.trim());
        if let (Some((record, field)), false) = (column.target(), cell.is_empty()) {
            reading.cell(place, column, record, field, cell);
        }
    }
    if kind == RecordKind::Lead {
        reading.place_lead();
    }
    if reading.faults.is_empty() {
        Ok(reading.plan)
    } else {
        Err(reading.faults)
    }
}

struct Reading<'r> {
    defs: &'r Definitions,
    settings: &'r ImportSettings,
    is_trial: bool,
    plan: Plan,
    faults: Vec<RowFault>,
    stage: Option<(usize, String)>,
    pipeline: Option<(usize, String)>,
}

impl Reading<'_> {
    fn cell(&mut self, place: usize, column: &Column, record: RecordKind, field: &Key, cell: &str) {
        match (record, field.as_str()) {
            (RecordKind::Lead, "stage") => self.stage = Some((place, cell.to_owned())),
            (RecordKind::Lead, "pipeline") => self.pipeline = Some((place, cell.to_owned())),
            (_, "note") => self.plan.part_mut(record).notes.push(cell.to_owned()),
            (_, "tags") => {
                let tags = crate::crm::split_list(&cell.replace([';', '\n'], ","));
                self.plan.part_mut(record).tags.extend(tags);
            }
            (_, "created_at" | "closed_at") => self.dated(place, record, field, cell),
            (RecordKind::Task, "done") => self.done(place, cell),
            (_, "responsible") => self.responsible(place, record, field, cell),
            (_, "phone" | "email") => self.address(place, record, field, cell),
            _ => {
                let (text, is_new) = match column {
                    Column::NewField { holds, .. } => (self.value(place, &(*holds).into(), cell), true),
                    _ => (self.field(place, record, field, cell), false),
                };
                if let Some(text) = text {
                    self.give(record, field, text, place, is_new);
                }
            }
        }
    }

    /// Of several columns for one field the first that holds something counts.
    fn give(&mut self, record: RecordKind, key: &Key, text: String, column: usize, is_new: bool) {
        let part = self.plan.part_mut(record);
        if part.text(key.as_str()).is_none() {
            part.given.push(Given {
                key: key.clone(),
                text,
                column,
                is_new,
            });
        }
    }

    fn refuse(&mut self, code: ProblemCode, column: usize, value: &str, message: impl Into<String>) {
        self.faults.push(fault(code, Some(column), value, message));
    }

    fn dated(&mut self, place: usize, record: RecordKind, field: &Key, cell: &str) {
        let read = date::iso(cell, self.settings.dates).and_then(|text| moment(&text, &self.defs.zone));
        let Some(at) = read else {
            return self.refuse(ProblemCode::BadDate, place, cell, date::EXPECTED);
        };
        let part = self.plan.part_mut(record);
        if field.as_str() == "created_at" {
            part.created_at = part.created_at.or(Some(at));
        } else {
            part.closed_at = part.closed_at.or(Some(at));
        }
    }

    /// Yes, no, or the date it was done on.
    fn done(&mut self, place: usize, cell: &str) {
        let is_dated = date::iso(cell, self.settings.dates).is_some();
        match flag(cell) {
            _ if is_dated => self.plan.part_mut(RecordKind::Task).is_done = true,
            Some(yes) => self.plan.part_mut(RecordKind::Task).is_done |= yes,
            None => self.refuse(
                ProblemCode::BadFlag,
                place,
                cell,
                "write yes or no, or the date it was done on",
            ),
        }
    }

    fn responsible(&mut self, place: usize, record: RecordKind, field: &Key, cell: &str) {
        let meant = self
            .settings
            .users
            .iter()
            .find(|meaning| fold::text(&meaning.name) == fold::text(cell));
        let user = match meant {
            Some(meaning) => meaning.user_id,
            None => match self.defs.schema.resolve_user(cell) {
                Ok(user) => Some(user.id),
                Err(error) => {
                    return self.refuse(
                        ProblemCode::UnknownUser,
                        place,
                        cell,
                        format!("{error}; or say whom this name means"),
                    );
                }
            },
        };
        if let Some(user) = user {
            self.give(record, field, user.to_string(), place, false);
        }
    }

    /// Phones and e-mails are gathered; what can be none is left out with a warning.
    fn address(&mut self, place: usize, record: RecordKind, field: &Key, cell: &str) {
        let is_phone = field.as_str() == "phone";
        let mut good = Vec::new();
        for item in cell
            .split([',', ';', '\n'])
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            let item = item.trim_start_matches('\'');
            let digits = item.bytes().filter(u8::is_ascii_digit).count();
            let fits = if is_phone {
                digits >= 3
            } else {
                item.split_once('@')
                    .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            };
            if fits {
                good.push(item);
                continue;
            }
            let (code, what) = if is_phone {
                (ProblemCode::BadPhone, "this is no phone: it is left out")
            } else {
                (ProblemCode::BadEmail, "this is no e-mail: it is left out")
            };
            self.plan.warnings.push(fault(code, Some(place), item, what));
        }
        if good.is_empty() {
            return;
        }
        let text = good.join(", ");
        let part = self.plan.part_mut(record);
        match part.given.iter_mut().find(|given| given.key == *field) {
            Some(given) => given.text = format!("{}, {text}", given.text),
            None => self.give(record, field, text, place, false),
        }
    }

    /// A text that the field will take, or a fault.
    fn field(&mut self, place: usize, record: RecordKind, field: &Key, cell: &str) -> Option<String> {
        match (record, field.as_str()) {
            (RecordKind::Lead, "sale") => self.value(place, &FieldKind::Money, cell),
            (RecordKind::Task, "due") => self.value(place, &FieldKind::DateTime, cell),
            (RecordKind::Lead, "loss_reason") if self.defs.schema.loss_reason_named(cell).is_none() => {
                let message =
                    "there is no such loss reason: add it in the settings first, or correct the cell";
                self.refuse(ProblemCode::UnknownReason, place, cell, message);
                None
            }
            (RecordKind::Task, "type") if self.defs.schema.task_type_named(cell).is_none() => {
                let message =
                    "there is no such type of task: add it in the settings first, or correct the cell";
                self.refuse(ProblemCode::UnknownType, place, cell, message);
                None
            }
            _ => match self.defs.schema.field(record, field.as_str()) {
                Some(known) => {
                    let kind = known.kind.clone();
                    self.value(place, &kind, cell)
                }
                None => Some(cell.to_owned()),
            },
        }
    }

    fn value(&mut self, place: usize, kind: &FieldKind, cell: &str) -> Option<String> {
        let read = match kind {
            FieldKind::Date | FieldKind::DateTime => {
                date::iso(cell, self.settings.dates).ok_or((ProblemCode::BadDate, date::EXPECTED.to_owned()))
            }
            FieldKind::Number | FieldKind::Money => {
                let text = amount::bare(cell);
                let code = if *kind == FieldKind::Money {
                    ProblemCode::BadAmount
                } else {
                    ProblemCode::BadNumber
                };
                match signalbox_expr::parse_human(&text) {
                    Some(_) => Ok(text),
                    None => Err((code, "write it in digits, such as 1250.50".to_owned())),
                }
            }
            FieldKind::Flag => match flag(cell) {
                Some(yes) => Ok(if yes { "1" } else { "0" }.to_owned()),
                None => Err((ProblemCode::BadFlag, "write yes or no".to_owned())),
            },
            FieldKind::Select { options } => choice(options, cell),
            FieldKind::Multiselect { options } => choices(options, cell),
            _ => Ok(cell.to_owned()),
        };
        match read {
            Ok(text) => Some(text),
            Err((code, message)) => {
                self.refuse(code, place, cell, message);
                None
            }
        }
    }

    /// Finds the stage that pipeline and stage name together.
    fn place_lead(&mut self) {
        let (pipeline, stage) = (self.pipeline.take(), self.stage.take());
        let Some((column, _)) = stage.as_ref().or(pipeline.as_ref()) else {
            return;
        };
        let column = *column;
        let in_file =
            |given: &Option<(usize, String)>| given.as_ref().map_or(String::new(), |(_, text)| text.clone());
        let (pipeline, stage) = (in_file(&pipeline), in_file(&stage));
        match meant(&self.defs.schema, self.settings, &pipeline, &stage) {
            Ok(stage) => {
                if let Ok(key) = "stage".parse() {
                    self.give(RecordKind::Lead, &key, stage.id.to_string(), column, false);
                }
            }
            Err(_) if self.is_trial && self.settings.create_stages => {}
            Err((code, message)) => {
                let value = if code == ProblemCode::UnknownPipeline {
                    &pipeline
                } else {
                    &stage
                };
                let value = value.clone();
                self.refuse(code, column, &value, message);
            }
        }
    }
}

/// The stage that the names in the file mean.
fn meant<'s>(
    schema: &'s Schema,
    settings: &ImportSettings,
    pipeline: &str,
    stage: &str,
) -> Result<&'s Stage, (ProblemCode, String)> {
    let same = |left: &str, right: &str| fold::text(left) == fold::text(right);
    let said = settings
        .stages
        .iter()
        .find(|meaning| same(&meaning.pipeline, pipeline) && same(&meaning.stage, stage));
    if let Some((_, stage)) = said.and_then(|meaning| schema.stage(meaning.stage_id)) {
        return Ok(stage);
    }
    let home = match pipeline {
        "" => settings
            .pipeline_id
            .and_then(|id| schema.pipeline(id))
            .or(schema.pipelines.first()),
        name => schema.pipeline_named(name),
    };
    let home = home.ok_or_else(|| {
        let message = "there is no such pipeline: say what it means, or let missing stages be made";
        (ProblemCode::UnknownPipeline, message.to_owned())
    })?;
    let found = match stage {
        "" => schema.first_stage(Some(home.id)).map(|(_, stage)| stage),
        name => stage_in(home, name).or_else(|| closed_in(home, name)),
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = home.stages.iter().map(|stage| stage.name.as_str()).collect();
        let message = format!(
            "the pipeline {} has no such stage: say what it means, or let missing stages be made. It has: {}",
            home.name,
            names.join(", ")
        );
        (ProblemCode::UnknownStage, message)
    })
}

/// A stage of a pipeline by name, key or id.
pub(super) fn stage_in<'p>(pipeline: &'p Pipeline, text: &str) -> Option<&'p Stage> {
    let wanted = fold::text(text);
    let fits = |stage: &&Stage| {
        fold::text(&stage.name) == wanted
            || stage.key.as_str() == text.trim()
            || stage.id.to_string() == text.trim()
    };
    pipeline.stages.iter().find(fits)
}

/// The closed stage that a name of another system means, when the pipeline has one of that meaning.
pub(super) fn closed_in<'p>(pipeline: &'p Pipeline, name: &str) -> Option<&'p Stage> {
    let kind = super::prepare::meaning(name);
    let closed = |stage: &&Stage| stage.kind == kind && kind != StageKind::Open;
    pipeline.stages.iter().find(closed)
}

fn flag(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "да" | "так" | "+" | "x" | "х" | "v" => Some(true),
        "0" | "false" | "no" | "off" | "нет" | "ні" | "-" => Some(false),
        _ => None,
    }
}

/// An option whatever its case.
fn option<'o>(options: &'o [String], text: &str) -> Option<&'o String> {
    options
        .iter()
        .find(|option| fold::text(option) == fold::text(text))
}

fn unknown(options: &[String]) -> (ProblemCode, String) {
    let message = format!("there is no such option: the options are {}", options.join(", "));
    (ProblemCode::UnknownOption, message)
}

fn choice(options: &[String], cell: &str) -> Result<String, (ProblemCode, String)> {
    option(options, cell).cloned().ok_or_else(|| unknown(options))
}

/// Several options in one cell, between commas, semicolons or line ends.
fn choices(options: &[String], cell: &str) -> Result<String, (ProblemCode, String)> {
    if let Some(only) = option(options, cell) {
        return Ok(only.clone());
    }
    let items = crate::crm::split_list(&cell.replace([';', '\n'], ","));
    let found: Option<Vec<&String>> = items.iter().map(|item| option(options, item)).collect();
    let found = found.ok_or_else(|| unknown(options))?;
    let quoted: Vec<String> = found.iter().map(|option| format!("\"{option}\"")).collect();
    Ok(quoted.join(", "))
}
