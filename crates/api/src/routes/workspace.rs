//! Settings of the workspace.

use crate::can::{Can, Manage, Read};
use crate::doc::Routes;
use crate::extract::Body;
use crate::problem::{FieldFault, Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_engine::settings_faults;
use signalbox_model::account::WorkspaceSettings;
use signalbox_store::workspaces;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Workspace")
        .get(
            "/workspace",
            "workspace_show",
            "Show the settings of the workspace.",
            show,
        )
        .patch(
            "/workspace",
            "workspace_update",
            "Change settings of the workspace.",
            update,
        )
}

/// A change of settings; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WorkspaceChange {
    /// The name.
    name: Option<String>,
    /// The IANA time zone.
    timezone: Option<String>,
    /// ISO 4217.
    currency: Option<String>,
    /// `ru`, `uk` or `en`.
    language: Option<String>,
}

/// Settings of a new workspace; what is absent is as usual.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWorkspace {
    /// The name.
    name: Option<String>,
    /// The IANA time zone.
    timezone: Option<String>,
    /// ISO 4217.
    currency: Option<String>,
    /// `ru`, `uk` or `en`.
    language: Option<String>,
}

impl NewWorkspace {
    pub(super) fn settings(self) -> WorkspaceSettings {
        let usual = WorkspaceSettings::default();
        WorkspaceSettings {
            name: self.name.unwrap_or(usual.name),
            timezone: self.timezone.unwrap_or(usual.timezone),
            currency: self.currency.unwrap_or(usual.currency),
            language: self.language.unwrap_or(usual.language),
        }
    }
}

/// Refuses settings that the engine could not work with.
pub(super) fn check(settings: &WorkspaceSettings) -> Result<()> {
    let faults: Vec<FieldFault> = settings_faults(settings)
        .into_iter()
        .map(|(path, message)| FieldFault::new(path, message))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::faults(faults))
    }
}

async fn show(me: Can<Read>) -> Result<Json<WorkspaceSettings>> {
    let workspace = me.workspace();
    let settings = me
        .read(move |space| workspaces::get(space.tx(), workspace))
        .await?;
    settings.map(Json).ok_or_else(|| Problem::not_found("workspace"))
}

async fn update(me: Can<Manage>, Body(change): Body<WorkspaceChange>) -> Result<Json<WorkspaceSettings>> {
    let workspace = me.workspace();
    let settings = me.write(move |work| {
        let before = workspaces::get(work.tx(), workspace)?.ok_or_else(|| Problem::not_found("workspace"))?;
        let settings = WorkspaceSettings {
            name: change.name.unwrap_or(before.name),
            timezone: change.timezone.unwrap_or(before.timezone),
            currency: change.currency.unwrap_or(before.currency),
            language: change.language.unwrap_or(before.language),
        };
        check(&settings)?;
        let stamp = work.id();
        workspaces::update(work.tx(), workspace, &settings, stamp)?;
        Ok(settings)
    });
    Ok(Json(settings.await?))
}
