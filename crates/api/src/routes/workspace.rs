//! Settings of the workspace.

use crate::can::{Can, Manage, Read};
use crate::doc::Routes;
use crate::extract::Body;
use crate::problem::{FieldFault, Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::Language;
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

/// Refuses settings that the engine could not work with.
pub(super) fn check(settings: &WorkspaceSettings) -> Result<()> {
    let WorkspaceSettings {
        name,
        timezone,
        currency,
        language,
    } = settings;
    let rules = [
        (
            "name",
            !name.trim().is_empty() && name.chars().count() <= 200,
            "use 1 to 200 characters",
        ),
        (
            "timezone",
            jiff::tz::TimeZone::get(timezone).is_ok(),
            "use a name of the IANA list, such as Europe/Kyiv",
        ),
        (
            "currency",
            currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase()),
            "use three letters such as EUR",
        ),
        (
            "language",
            Language::from_name(language).is_some(),
            "use ru, uk or en",
        ),
    ];
    let faults: Vec<FieldFault> = rules
        .into_iter()
        .filter(|(_, fits, _)| !fits)
        .map(|(path, _, message)| FieldFault::new(path, message))
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
