//! What an editor of scenarios offers while one types.

mod talks;

use crate::problem::{Problem, Result};
use crate::work::Look;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use signalbox_engine::Definitions;
use signalbox_model::action::Action;
use signalbox_model::condition::Operator;
use signalbox_model::event::EventKind;
use signalbox_model::person::Language;
use signalbox_model::start::Start;
use signalbox_model::{Key, RecordKind};
use signalbox_store::events::{self, Filter};
use signalbox_store::globals;

/// Everything that can be completed.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Completions {
    /// Variables, as they stand in templates.
    variables: Vec<Named>,
    /// Modifiers after the colon.
    modifiers: Vec<Modifier>,
    /// Names of actions.
    actions: Vec<Named>,
    /// Names of starts.
    starts: Vec<Named>,
    /// Names of operators.
    operators: Vec<Named>,
    /// Keys of what the workspace has.
    keys: Keys,
}

/// A name with an explanation.
#[derive(Debug, Serialize, JsonSchema)]
struct Named {
    /// The name.
    name: String,
    /// What it is.
    help: String,
}

/// A modifier.
#[derive(Debug, Serialize, JsonSchema)]
struct Modifier {
    /// Its name.
    name: &'static str,
    /// Its arguments.
    args: &'static str,
    /// What it does, in the language of who asks.
    help: &'static str,
    /// A use of it.
    example: &'static str,
}

/// A key with the name people know it by.
#[derive(Debug, Serialize, JsonSchema)]
struct Keyed {
    /// The key.
    key: String,
    /// The name.
    name: String,
}

/// Keys of what the workspace has.
#[derive(Debug, Serialize, JsonSchema)]
struct Keys {
    pipelines: Vec<Keyed>,
    /// Stages as `pipeline/stage`.
    stages: Vec<Keyed>,
    /// Custom fields as `lead.key`.
    fields: Vec<Keyed>,
    hooks: Vec<Keyed>,
    bots: Vec<Keyed>,
    /// Flows as `bot/flow`.
    flows: Vec<Keyed>,
    /// Steps of published flows as `bot/flow/step`, at most 2,000.
    flow_steps: Vec<Keyed>,
    scenarios: Vec<Keyed>,
    globals: Vec<Keyed>,
    /// Trigger links by number.
    links: Vec<Keyed>,
    task_types: Vec<Keyed>,
}

/// Properties every record has, and those of each kind.
const COMMON: &[&str] = &[
    "id",
    "name",
    "tags",
    "tagsCount",
    "created_at",
    "updated_at",
    "responsible.name",
    "responsible.email",
];
const LEAD: &[&str] = &[
    "sale",
    "currency",
    "source",
    "pipeline.name",
    "status.name",
    "status.key",
    "status.next.name",
    "loss_reason.name",
    "previousStatus",
    "previousSale",
    "main_contact.name",
    "main_contact.phone",
    "company.name",
    "contactsCount",
    "tasksCount(open)",
    "closest_task_at",
];
const CONTACT: &[&str] = &[
    "first_name",
    "last_name",
    "phone",
    "phones",
    "email",
    "emails",
    "timezone",
    "company_name",
    "leadsCount(open)",
    "leadsSum(won)",
];
const COMPANY: &[&str] = &[
    "phone",
    "phones",
    "email",
    "emails",
    "contactsCount",
    "leadsCount(open)",
];
const TASK: &[&str] = &[
    "text",
    "type",
    "type_name",
    "due_at",
    "is_completed",
    "is_expired",
    "result",
];

/// Gathers the completions of a workspace.
pub(super) fn gather(look: &mut Look, hook: Option<&Key>) -> Result<Completions> {
    let globals = globals::list(&mut look.space())?;
    let defs = look.defs.clone();
    let mut variables = match hook {
        Some(key) => hook_variables(look, key)?,
        None => Vec::new(),
    };
    variables.extend(record_variables(&defs));
    variables.extend(talks::variables(&defs));
    let global = |global: &globals::Global| Named {
        name: format!("{{{{global.{}}}}}", global.name),
        help: "global variable".into(),
    };
    variables.extend(globals.iter().map(global));
    Ok(Completions {
        variables,
        modifiers: modifiers(&defs),
        actions: kinds(&schemars::schema_for!(Action).to_value()),
        starts: kinds(&schemars::schema_for!(Start).to_value()),
        operators: kinds(&schemars::schema_for!(Operator).to_value()),
        keys: Keys {
            bots: talks::bots(&defs),
            flows: talks::flows(&defs),
            flow_steps: talks::steps(&defs, &mut look.space())?,
            ..keys(&defs, &globals)
        },
    })
}

/// The longest value that is shown beside a variable, characters.
const SHOWN: usize = 80;

/// The variables of the newest request to a hook, with their values.
fn hook_variables(look: &mut Look, key: &Key) -> Result<Vec<Named>> {
    let hook = look.defs.hook(key).ok_or_else(|| Problem::not_found("hook"))?.id;
    let filter = Filter {
        kind: Some(EventKind::HookReceived),
        key: Some(hook.0),
        limit: 1,
        ..Filter::default()
    };
    let Some(newest) = events::list(&mut look.space(), filter)?.pop() else {
        return Ok(Vec::new());
    };
    let workspace = look.defs.workspace;
    let found = look
        .engine
        .variables(look.tx, look.now, workspace, newest.event.id)?;
    let named = |(name, value): (String, String)| Named {
        name: format!("{{{name}}}"),
        help: value.chars().take(SHOWN).collect(),
    };
    Ok(found.into_iter().map(named).collect())
}

fn record_variables(defs: &Definitions) -> Vec<Named> {
    let kinds = [
        (RecordKind::Lead, LEAD),
        (RecordKind::Contact, CONTACT),
        (RecordKind::Company, COMPANY),
        (RecordKind::Task, TASK),
    ];
    let mut all = Vec::new();
    for (kind, own) in kinds {
        let named = |name: &&str| Named {
            name: format!("{{{{{kind}.{name}}}}}"),
            help: format!("of the {kind}"),
        };
        all.extend(COMMON.iter().chain(own).map(named));
        let fields = defs.schema.fields(kind).iter();
        all.extend(fields.map(|field| Named {
            name: format!("{{{{{kind}.cf({})}}}}", field.key),
            help: field.name.clone(),
        }));
    }
    all
}

fn modifiers(defs: &Definitions) -> Vec<Modifier> {
    let place = match Language::from_name(&defs.settings.language) {
        Some(Language::Ru) => 1,
        Some(Language::Uk) => 2,
        _ => 0,
    };
    let all = signalbox_expr::catalogue().iter();
    all.map(|spec| Modifier {
        name: spec.name,
        args: spec.args,
        help: spec.help[place],
        example: spec.example,
    })
    .collect()
}

/// The kinds of an enum with what its schema says of them: bare constants, or arms told apart by a constant.
fn kinds(schema: &Value) -> Vec<Named> {
    let plain = schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| (name, &Value::Null));
    let arms = schema["oneOf"].as_array().into_iter().flatten().flat_map(|arm| {
        let tag = arm["properties"]
            .as_object()
            .and_then(|all| all.values().find_map(|one| one.get("const")));
        let several = arm["enum"].as_array().into_iter().flatten();
        arm.get("const")
            .or(tag)
            .into_iter()
            .chain(several)
            .map(move |name| (name, &arm["description"]))
    });
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    plain
        .chain(arms)
        .map(|(name, help)| Named {
            name: text(name),
            help: text(help),
        })
        .collect()
}

fn keyed(key: impl ToString, name: &str) -> Keyed {
    Keyed {
        key: key.to_string(),
        name: name.to_owned(),
    }
}

fn keys(defs: &Definitions, globals: &[globals::Global]) -> Keys {
    let schema = &defs.schema;
    let stages = schema.pipelines.iter().flat_map(|pipeline| {
        pipeline
            .stages
            .iter()
            .map(move |stage| keyed(format!("{}/{}", pipeline.key, stage.key), &stage.name))
    });
    let fields = RecordKind::ALL.into_iter().flat_map(|kind| {
        schema
            .fields(kind)
            .iter()
            .map(move |field| keyed(format!("{kind}.{}", field.key), &field.name))
    });
    let mut scenarios: Vec<Keyed> = defs
        .scenarios
        .values()
        .map(|known| keyed(&known.key, &known.body.scenario.name))
        .collect();
    scenarios.sort_by(|a, b| a.key.cmp(&b.key));
    let mut hooks: Vec<Keyed> = defs
        .hooks
        .values()
        .map(|hook| keyed(&hook.key, &hook.settings.name))
        .collect();
    hooks.sort_by(|a, b| a.key.cmp(&b.key));
    let mut links: Vec<_> = defs.links.values().collect();
    links.sort_by_key(|link| link.number);
    Keys {
        pipelines: schema
            .pipelines
            .iter()
            .map(|pipeline| keyed(&pipeline.key, &pipeline.name))
            .collect(),
        stages: stages.collect(),
        fields: fields.collect(),
        hooks,
        bots: Vec::new(),
        flows: Vec::new(),
        flow_steps: Vec::new(),
        scenarios,
        globals: globals
            .iter()
            .map(|global| keyed(&global.name, &global.name))
            .collect(),
        links: links
            .into_iter()
            .map(|link| keyed(link.number, &link.settings.name))
            .collect(),
        task_types: schema
            .task_types
            .iter()
            .map(|kind| keyed(&kind.key, &kind.name))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_in_its_schema() {
        let found = |schema: schemars::Schema| {
            kinds(&schema.to_value())
                .into_iter()
                .map(|kind| kind.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(found(schemars::schema_for!(Start)), Start::KINDS);
        assert_eq!(found(schemars::schema_for!(Action)), Action::KINDS);
        let mut operators = found(schemars::schema_for!(Operator));
        operators.sort();
        for name in ["changed", "contains", "equals", "greater_or_equal", "not_matches"] {
            assert!(
                operators.binary_search(&name.to_owned()).is_ok(),
                "{name} in {operators:?}"
            );
        }
        assert_eq!(operators.len(), 17);
    }
}
