//! What the editor of bridges shows: for a sample, what every row of the filter compared, what every parameter would get,
//! and the request.

use crate::compile::{Body, Compiled, conditions};
use crate::connect::Connection;
use crate::connect::call::{FieldResult, compose, missing};
use crate::dryrun::Sample;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::run::Run;
use crate::scenarios::By;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::bridge::{Bridge, MOST_DELAY_MINS};
use signalbox_model::job::Request;
use signalbox_model::run::RowTrace;
use signalbox_model::start::Start;
use signalbox_model::{JobId, RunId, ScenarioId};
use signalbox_store::Tx;
use std::rc::Rc;

/// What a bridge would do with a sample. Nothing was stored, nothing was sent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BridgePreview {
    /// Whether the filter lets the sample through.
    pub passes: bool,
    /// What each row of the filter compared.
    pub filter: Vec<RowTrace>,
    /// What came of each parameter.
    pub fields: Vec<FieldResult>,
    /// The request, without the secrets of the connection.
    pub request: Option<Request>,
    /// Why there is none.
    pub request_fault: Option<String>,
    /// Parameters that must be given and are not.
    pub missing: Vec<String>,
    /// Variables of the sample that neither the filter nor a value uses.
    pub unused: Vec<String>,
    /// Every variable of the sample, as templates see it.
    pub variables: Vec<SampleVariable>,
    /// Faults of the bridge.
    pub faults: Vec<Fault>,
}

/// A variable of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SampleVariable {
    /// Its name, without braces.
    pub name: String,
    /// Its value as text.
    pub value: String,
}

/// The faults of a bridge as a scenario, at the places of the bridge.
pub fn faults_of(defs: &crate::Definitions, bridge: &Bridge) -> Vec<Fault> {
    let mut faults = crate::check::check(defs, &bridge.clone().into_scenario());
    for fault in &mut faults {
        let path = fault.path.clone();
        let place = path
            .strip_prefix("blocks[0].do[0].")
            .map(|rest| format!("call.{rest}"))
            .or_else(|| {
                path.strip_prefix("blocks[0].if")
                    .map(|rest| format!("filter{rest}"))
            });
        fault.path = place.unwrap_or(path);
    }
    if bridge.delay_mins > MOST_DELAY_MINS {
        let say = format!("the longest delay is {MOST_DELAY_MINS} minutes, a week");
        faults.push(Fault::error("delay_mins", say));
    }
    if matches!(bridge.start, Start::Manual(_) | Start::Schedule(_)) {
        faults.push(Fault::error(
            "start",
            "a bridge waits for an event: a request to a hook, or a change of a record",
        ));
    }
    faults
}

impl Engine {
    /// Tries a bridge on a sample. Call it in `Db::rehearse`.
    ///
    /// # Errors
    /// When the sample is gone or the store fails; what is wrong with the bridge is told in the preview.
    pub fn preview_bridge(
        &self,
        tx: &mut Tx,
        by: &By,
        bridge: Bridge,
        sample: &Sample,
    ) -> Result<BridgePreview> {
        let faults = faults_of(&*self.definitions(tx, by.workspace)?, &bridge);
        let mut work = self.work(tx, by.now, by.workspace)?;
        let (event, vars) = work.sample(sample, None)?;
        let (event, vars) = (Rc::new(event), Rc::new(vars));
        let rows = conditions(&bridge.filter);
        let call = bridge.call.clone();
        let used = used_names(&bridge);
        let compiled = Compiled {
            id: ScenarioId(work.next_id()),
            key: crate::compile::id_of(None),
            on: true,
            position: 0,
            version: 0,
            body: Body::new(bridge.into_scenario()),
        };
        let run = Run::new(RunId(work.next_id()), &compiled, &event, &vars);
        let (passes, filter) = work.judge(&run, &rows)?;
        let variables: Vec<SampleVariable> = run
            .vars
            .all()
            .into_iter()
            .map(|(name, value)| SampleVariable {
                value: value.to_text(),
                name,
            })
            .collect();
        let is_branch = |name: &str| variables.iter().any(|other| is_below(name, &other.name));
        let unused = variables.iter().map(|variable| &variable.name);
        let unused = unused.filter(|name| !is_branch(name) && !is_used(&used, name));
        let mut preview = BridgePreview {
            passes,
            filter,
            fields: Vec::new(),
            request: None,
            request_fault: None,
            missing: Vec::new(),
            unused: unused.cloned().collect(),
            variables,
            faults,
        };
        let Some(connection) = work.defs.connections.get(&call.connection).cloned() else {
            preview.request_fault = Some("choose a connection first".to_owned());
            return Ok(preview);
        };
        if let Some(operation) = connection.operation(&call.operation) {
            let names = missing(&connection, operation, &call).map(|parameter| parameter.name.clone());
            preview.missing = names.collect();
        }
        let id = JobId(work.next_id());
        match compose(&mut work, &run, &call, &connection, id) {
            Ok(composed) => {
                preview.fields = composed.fields;
                match composed.request {
                    Ok(request) => preview.request = Some(request),
                    Err(fault) => preview.request_fault = Some(fault),
                }
            }
            Err(EngineError::Store(error)) => return Err(error.into()),
            Err(error) => preview.request_fault = Some(error.to_string()),
        }
        Ok(preview)
    }
}

/// The variables that templates of a bridge name, flat.
fn used_names(bridge: &Bridge) -> Vec<String> {
    let Ok(tree) = serde_json::to_value(bridge) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    crate::check::collect("", &tree, &mut texts);
    let references = texts
        .into_iter()
        .filter(|(_, text)| text.contains('{'))
        .flat_map(|(_, text)| signalbox_expr::Template::parse(text).references());
    references
        .filter_map(|reference| match reference.name {
            signalbox_expr::Name::Variable(name) => Some(name),
            signalbox_expr::Name::Path(segments) => {
                let own = match segments.split_first()? {
                    (root, rest) if root.name == "hook" => rest,
                    (_, []) => segments.as_slice(),
                    _ => return None,
                };
                let names: Vec<_> = own.iter().map(|segment| segment.name.as_str()).collect();
                Some(names.join("_"))
            }
            signalbox_expr::Name::Link(_) => None,
        })
        .collect()
}

/// A branch is used with every leaf, and a leaf uses its branches.
fn is_used(used: &[String], name: &str) -> bool {
    used.iter()
        .any(|one| one == name || is_below(one, name) || is_below(name, one))
}

/// Whether a flat name is that of something inside another.
fn is_below(part: &str, whole: &str) -> bool {
    whole.strip_prefix(part).is_some_and(|rest| rest.starts_with('_'))
}

/// What is known of a source beside what came: the names of its fields for people.
pub fn field_names(connection: &Connection) -> Vec<(String, String)> {
    let Some(source) = connection.kind.as_ref().and_then(|kind| kind.source.as_ref()) else {
        return Vec::new();
    };
    let mut names: Vec<_> = source
        .fields
        .iter()
        .map(|field| (field.path.clone(), field.name.clone()))
        .collect();
    let at = source
        .attributes
        .as_deref()
        .map_or(String::new(), |field| format!("{field}."));
    let attributes = connection.stored.settings.attributes.iter();
    names.extend(attributes.map(|name| (format!("{at}{name}"), name.clone())));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_uses_its_branches_and_its_leaves() {
        let used = ["attrs_uuid".to_owned(), "client".to_owned()];
        for (name, expected) in [
            ("attrs_uuid", true),
            ("attrs", true),
            ("attrs_other", false),
            ("client_phone", true),
            ("clients", false),
        ] {
            assert_eq!(is_used(&used, name), expected, "{name}");
        }
    }
}
