//! The rights of roles, and the sight of a person that follows from them.

use super::error::{Result, invalid};
use super::teams;
use crate::audit::{self, Kind};
use crate::{Sight, Space};
use signalbox_model::person::{Role, User};
use signalbox_model::rights::Rights;
use signalbox_model::{Key, PipelineId};
use std::collections::BTreeMap;

/// The roles whose rights can be changed. Owners, admins and managers build what acts on every record: to hide some
/// from them would only look like a right.
pub const EDITABLE: [Role; 2] = [Role::Operator, Role::ReadOnly];

/// The rights of a role.
pub fn rights(space: &mut Space, role: Role) -> crate::Result<Rights> {
    if !EDITABLE.contains(&role) {
        return Ok(Rights::usual(role));
    }
    let sql = "SELECT rights FROM role_rights WHERE workspace_id = ?1 AND role = ?2";
    let found = space.one(sql, &[role.as_str().into()], |row| row.json(0))?;
    Ok(found.unwrap_or_else(|| Rights::usual(role)))
}

/// The rights of roles that differ from the usual ones.
pub fn own_rights(space: &mut Space) -> crate::Result<BTreeMap<Role, Rights>> {
    let mut own = BTreeMap::new();
    for role in EDITABLE {
        let found = rights(space, role)?;
        if found != Rights::usual(role) {
            own.insert(role, found);
        }
    }
    Ok(own)
}

/// Sets the rights of a role.
///
/// # Errors
/// When the role's rights are fixed, or somebody could change what they do not see.
pub fn set_rights(space: &mut Space, role: Role, wanted: &Rights) -> Result<()> {
    if !EDITABLE.contains(&role) {
        let say =
            "owners, admins and managers work with everything: change the rights of operator or read_only";
        return Err(invalid("role", say));
    }
    if let Some((path, message)) = wanted.fault(role) {
        return Err(super::AccountError::Refused {
            path,
            message: message.to_owned(),
        });
    }
    let before = rights(space, role)?;
    audit::changed(space, Kind::Role, role.as_str(), Some(&before), wanted)?;
    if *wanted == Rights::usual(role) {
        let sql = "DELETE FROM role_rights WHERE workspace_id = ?1 AND role = ?2";
        space.exec(sql, &[role.as_str().into()])?;
        return Ok(());
    }
    let text = serde_json::to_string(wanted).map_err(crate::StoreError::from)?;
    space.exec(
        "INSERT INTO role_rights (workspace_id, role, rights) VALUES (?1, ?2, ?3)
         ON CONFLICT (workspace_id, role) DO UPDATE SET rights = excluded.rights",
        &[role.as_str().into(), (&text).into()],
    )?;
    Ok(())
}

/// What a person may see and change; `None` is everything.
pub fn sight(space: &mut Space, user: &User) -> crate::Result<Option<Sight>> {
    if !EDITABLE.contains(&user.role) {
        return Ok(None);
    }
    let rights = rights(space, user.role)?;
    if rights == Rights::usual(Role::Operator) {
        return Ok(None);
    }
    let team = teams::mates(space, user.id)?;
    let pipelines = if rights.pipelines.is_empty() {
        Vec::new()
    } else {
        pipelines(space)?
    };
    Ok(Sight::new(user.id, team, rights, &pipelines))
}

fn pipelines(space: &mut Space) -> crate::Result<Vec<(Key, PipelineId)>> {
    let sql = "SELECT key, id FROM pipeline WHERE workspace_id = ?1";
    space.all(sql, &[], |row| {
        Ok((crate::scenarios::key(&row.text(0)?)?, PipelineId(row.int(1)?)))
    })
}
