//! The rules of signing in of a workspace.

use super::error::{Result, invalid};
use crate::Space;
use crate::audit::{self, Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::person::Role;

/// The rules of signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "SignInRules")]
pub struct Security {
    /// People of these roles need a second factor: until they have set it up, they can do nothing else.
    pub two_factor_roles: Vec<Role>,
    /// The shortest new password, characters.
    #[schemars(range(min = 8, max = 64))]
    pub password_chars: u8,
}

impl Default for Security {
    fn default() -> Self {
        Self {
            two_factor_roles: Vec::new(),
            password_chars: 8,
        }
    }
}

const NAME: &str = "security";

/// The rules of a workspace.
pub fn security(space: &mut Space) -> crate::Result<Security> {
    let sql = "SELECT value FROM workspace_setting WHERE workspace_id = ?1 AND name = ?2";
    Ok(space
        .one(sql, &[NAME.into()], |row| row.json(0))?
        .unwrap_or_default())
}

/// Sets the rules of a workspace; passwords that are set already stay.
pub fn set_security(space: &mut Space, wanted: &Security) -> Result<()> {
    if !(8..=64).contains(&wanted.password_chars) {
        return Err(invalid("password_chars", "choose between 8 and 64 characters"));
    }
    let before = security(space)?;
    audit::changed(space, Kind::Security, NAME, Some(&before), wanted)?;
    let text = serde_json::to_string(wanted).map_err(crate::StoreError::from)?;
    space.exec(
        "INSERT INTO workspace_setting (workspace_id, name, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value",
        &[NAME.into(), (&text).into()],
    )?;
    Ok(())
}
