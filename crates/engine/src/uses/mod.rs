//! Where things people configure are used: which scenario, hook, link or formula names a stage, a field or a tag.
//!
//! Read from the documents as they are compiled: settings that name a thing, literal values given to fields, values
//! compared with fields, and the paths in templates. What a template computes at run time is not seen (decision 0097).

mod scenario;
mod thing;
mod view;

use crate::definitions::Definitions;
use crate::error::{EngineError, Result};
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_expr::Template;
use signalbox_model::RecordKind;
use signalbox_model::field::FieldKind;
use signalbox_store::{Space, views};
pub use thing::Thing;
use thing::Wanted;

/// What uses a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UsedBy {
    /// A scenario.
    Scenario,
    /// The look-up of an incoming hook.
    Hook,
    /// The target of a trigger link.
    Link,
    /// The formula of a field.
    Field,
    /// A view that everybody sees.
    View,
    /// A stage that asks for a field.
    Stage,
}

/// One place where a thing is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Use {
    /// What uses it.
    pub by: UsedBy,
    /// The id of the user.
    pub id: String,
    /// Its key, or the number of a link.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The place in it, e.g. `blocks[0].do[1].stage`.
    pub path: String,
    /// Whether it is switched on; hooks, links and fields always are.
    pub on: bool,
}

/// Everything that uses a thing, scenarios first, each by key and place.
pub fn uses(space: &mut Space, defs: &Definitions, thing: &Thing) -> Result<Vec<Use>> {
    let wanted = Wanted::of(&defs.schema, thing)?;
    let mut found = Vec::new();
    for compiled in defs.scenarios.values() {
        let doc = &compiled.body.scenario;
        found.extend(scenario::paths(&wanted, doc).into_iter().map(|path| Use {
            by: UsedBy::Scenario,
            id: compiled.id.to_string(),
            key: compiled.key.to_string(),
            name: doc.name.clone(),
            path,
            on: compiled.on,
        }));
    }
    hooks(defs, &wanted, &mut found);
    links(defs, &wanted, &mut found);
    formulas(defs, &wanted, &mut found);
    stages(defs, &wanted, &mut found);
    for view in views::shared(space)? {
        found.extend(view::paths(&wanted, &view).into_iter().map(|path| Use {
            by: UsedBy::View,
            id: view.id.to_string(),
            key: view.list.as_str().to_owned(),
            name: view.view.name.clone(),
            path,
            on: true,
        }));
    }
    found.sort_by(|one, other| (one.by, &one.key, &one.path).cmp(&(other.by, &other.key, &other.path)));
    found.dedup();
    Ok(found)
}

fn hooks(defs: &Definitions, wanted: &Wanted, found: &mut Vec<Use>) {
    for hook in defs.hooks.values() {
        let Some(find) = &hook.settings.find else { continue };
        let mut paths = Vec::new();
        for (place, by) in find.by.iter().enumerate() {
            wanted.assigned(
                &format!("find.by[{place}]"),
                find.kind,
                &by.field,
                &by.value,
                &mut paths,
            );
            wanted.template(&format!("find.by[{place}].value"), &by.value.0, &mut paths);
        }
        found.extend(paths.into_iter().map(|path| Use {
            by: UsedBy::Hook,
            id: hook.id.to_string(),
            key: hook.key.to_string(),
            name: hook.settings.name.clone(),
            path,
            on: true,
        }));
    }
}

fn links(defs: &Definitions, wanted: &Wanted, found: &mut Vec<Use>) {
    for link in defs.links.values() {
        let mut paths = Vec::new();
        wanted.template("target", &link.settings.target, &mut paths);
        found.extend(paths.into_iter().map(|path| Use {
            by: UsedBy::Link,
            id: link.id.to_string(),
            key: link.number.to_string(),
            name: link.settings.name.clone(),
            path,
            on: true,
        }));
    }
}

fn formulas(defs: &Definitions, wanted: &Wanted, found: &mut Vec<Use>) {
    let all = RecordKind::ALL
        .into_iter()
        .flat_map(|kind| defs.schema.fields(kind));
    for field in all {
        let FieldKind::Formula { template } = &field.kind else {
            continue;
        };
        let mut paths = Vec::new();
        wanted.template("template", template, &mut paths);
        found.extend(paths.into_iter().map(|path| Use {
            by: UsedBy::Field,
            id: field.id.to_string(),
            key: format!("{}.{}", field.record, field.key),
            name: field.name.clone(),
            path,
            on: true,
        }));
    }
}

fn stages(defs: &Definitions, wanted: &Wanted, found: &mut Vec<Use>) {
    for pipeline in &defs.schema.pipelines {
        for stage in &pipeline.stages {
            let mut paths = Vec::new();
            for (n, key) in stage.required.iter().enumerate() {
                wanted.named(
                    &format!("required[{n}]"),
                    RecordKind::Lead,
                    key.as_str(),
                    &mut paths,
                );
            }
            found.extend(paths.into_iter().map(|path| Use {
                by: UsedBy::Stage,
                id: stage.id.to_string(),
                key: format!("{}/{}", pipeline.key, stage.key),
                name: stage.name.clone(),
                path,
                on: true,
            }));
        }
    }
}

/// Refuses what would leave scenarios and others without a thing they name.
pub fn refuse_used(space: &mut Space, defs: &Definitions, thing: &Thing) -> Result<()> {
    const SHOWN: usize = 5;
    let mut all = uses(space, defs, thing)?;
    // Stages forget a field that is deleted.
    all.retain(|used| used.by != UsedBy::Stage);
    if all.is_empty() {
        return Ok(());
    }
    let mut who: Vec<String> = all
        .iter()
        .map(|used| {
            let by = match used.by {
                UsedBy::Scenario => "scenario",
                UsedBy::Hook => "hook",
                UsedBy::Link => "link",
                UsedBy::Field => "the formula of field",
                UsedBy::View => "the view of the list",
                UsedBy::Stage => "stage",
            };
            format!("{by} `{}` ({})", used.key, used.path)
        })
        .collect();
    let more = who.len().saturating_sub(SHOWN);
    who.truncate(SHOWN);
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more places"),
    };
    Err(EngineError::Conflict(format!(
        "{} is still used by {}{more}: change them first",
        thing.named(&defs.schema),
        who.join(", ")
    )))
}

/// The text of a template without placeholders.
fn literal(source: &str) -> Option<String> {
    Template::parse(source).is_literal().map(str::to_owned)
}

#[cfg(test)]
mod tests;
