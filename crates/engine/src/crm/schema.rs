//! What the records of a workspace are made of, read once per version of the definitions.

use super::CrmError;
use signalbox_model::field::Field;
use signalbox_model::person::User;
use signalbox_model::record::{LossReason, Pipeline, Stage, StageKind, TaskType};
use signalbox_model::{Key, PipelineId, RecordKind, StageId, UserId};
use signalbox_store::crm::definitions;
use signalbox_store::{Space, StoreError, accounts};

/// Pipelines, reasons, types of tasks, custom fields and people. Lists are short: look-ups walk them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// Pipelines in order.
    pub pipelines: Vec<Pipeline>,
    /// Reasons for losing a lead, in order.
    pub loss_reasons: Vec<LossReason>,
    /// Types of tasks, in order.
    pub task_types: Vec<TaskType>,
    /// People of the workspace.
    pub users: Vec<User>,
    fields: [Vec<Field>; RecordKind::ALL.len()],
}

/// The same text but for case and surrounding spaces: how people name things.
fn same(left: &str, right: &str) -> bool {
    left.trim().to_lowercase() == right.trim().to_lowercase()
}

impl Schema {
    /// Reads the schema of a workspace.
    pub fn load(space: &mut Space) -> Result<Self, StoreError> {
        let mut schema = Self {
            pipelines: definitions::pipelines(space)?,
            loss_reasons: definitions::loss_reasons(space)?,
            task_types: definitions::task_types(space)?,
            users: accounts::list_users(space)?,
            fields: Default::default(),
        };
        for field in definitions::fields(space)? {
            schema.fields[field.record as usize].push(field);
        }
        Ok(schema)
    }

    #[cfg(test)]
    pub(crate) fn put_fields(&mut self, fields: Vec<Field>) {
        for field in fields {
            self.fields[field.record as usize].push(field);
        }
    }

    /// The custom fields of a kind of record, in order.
    pub fn fields(&self, kind: RecordKind) -> &[Field] {
        &self.fields[kind as usize]
    }

    /// A custom field by key: exact case first, then the only one that differs in case alone.
    pub fn field(&self, kind: RecordKind, key: &str) -> Option<&Field> {
        let fields = self.fields(kind);
        fields.iter().find(|field| field.key.as_str() == key).or_else(|| {
            let mut close = fields
                .iter()
                .filter(|field| field.key.as_str().eq_ignore_ascii_case(key));
            close.next().filter(|_| close.next().is_none())
        })
    }

    /// A pipeline by id.
    pub fn pipeline(&self, id: PipelineId) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.id == id)
    }

    /// A stage and its pipeline by the stage's id.
    pub fn stage(&self, id: StageId) -> Option<(&Pipeline, &Stage)> {
        self.pipelines.iter().find_map(|pipeline| {
            let stage = pipeline.stages.iter().find(|stage| stage.id == id)?;
            Some((pipeline, stage))
        })
    }

    /// A pipeline by key, id or name.
    pub fn pipeline_named(&self, text: &str) -> Option<&Pipeline> {
        let all = || self.pipelines.iter();
        all()
            .find(|pipeline| pipeline.key.as_str() == text.trim() || pipeline.id.to_string() == text.trim())
            .or_else(|| all().find(|pipeline| same(&pipeline.name, text)))
    }

    /// A stage by key, id or name; `pipeline/stage` names one of another pipeline than `home`.
    pub fn stage_named(&self, home: Option<PipelineId>, text: &str) -> Option<(&Pipeline, &Stage)> {
        if let Some((pipeline, stage)) = text.split_once('/') {
            let pipeline = self.pipeline_named(pipeline)?;
            return Some((pipeline, stage_in(pipeline, stage)?));
        }
        let mut order: Vec<&Pipeline> = self.pipelines.iter().collect();
        order.sort_by_key(|pipeline| Some(pipeline.id) != home);
        order
            .into_iter()
            .find_map(|pipeline| Some((pipeline, stage_in(pipeline, text)?)))
    }

    /// Where leads begin: the first open stage of a pipeline, of the first one when none is given.
    pub fn first_stage(&self, pipeline: Option<PipelineId>) -> Option<(&Pipeline, &Stage)> {
        let pipeline = match pipeline {
            Some(id) => self.pipeline(id)?,
            None => self.pipelines.first()?,
        };
        let open = pipeline.stages.iter().find(|stage| stage.kind == StageKind::Open);
        Some((pipeline, open.or(pipeline.stages.first())?))
    }

    /// The keys of a pipeline and a stage in it.
    pub fn stage_by_keys(&self, pipeline: &Key, stage: &Key) -> Option<(&Pipeline, &Stage)> {
        let pipeline = self.pipelines.iter().find(|known| known.key == *pipeline)?;
        let stage = pipeline.stages.iter().find(|known| known.key == *stage)?;
        Some((pipeline, stage))
    }

    /// A reason by id or name.
    pub fn loss_reason_named(&self, text: &str) -> Option<&LossReason> {
        let all = || self.loss_reasons.iter();
        all()
            .find(|reason| reason.id.to_string() == text.trim())
            .or_else(|| all().find(|reason| same(&reason.name, text)))
    }

    /// A type of task by key or name.
    pub fn task_type_named(&self, text: &str) -> Option<&TaskType> {
        let all = || self.task_types.iter();
        all()
            .find(|known| known.key.as_str() == text.trim())
            .or_else(|| all().find(|known| same(&known.name, text)))
    }

    /// A user by id.
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// A user by id, e-mail or name; a name that two people have is refused (Z-89).
    pub fn resolve_user(&self, text: &str) -> Result<&User, CrmError> {
        let wanted = text.trim();
        let by = |test: &dyn Fn(&User) -> bool| -> Vec<&User> {
            self.users.iter().filter(|user| test(user)).collect()
        };
        let tests: [&dyn Fn(&User) -> bool; 3] = [
            &|user| user.id.to_string() == wanted,
            &|user| same(&user.email, wanted),
            &|user| same(&user.name, wanted),
        ];
        for test in tests {
            match by(test).as_slice() {
                [] => {}
                [user] => return Ok(user),
                _ => {
                    let message = format!("several users are called `{wanted}`: write the e-mail instead");
                    return Err(CrmError::invalid("responsible", message));
                }
            }
        }
        let message = format!("`{wanted}` is no active user: write the id, e-mail or name of one");
        Err(CrmError::invalid("responsible", message))
    }
}

fn stage_in<'p>(pipeline: &'p Pipeline, text: &str) -> Option<&'p Stage> {
    let all = || pipeline.stages.iter();
    all()
        .find(|stage| stage.key.as_str() == text.trim() || stage.id.to_string() == text.trim())
        .or_else(|| all().find(|stage| same(&stage.name, text)))
}
