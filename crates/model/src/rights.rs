//! What the people of a role may see and change of the records.

use crate::person::Role;
use crate::record::RecordKind;
use crate::text::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose records a right reaches; each includes those before it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Nobody's.
    None,
    /// Those the person is responsible for.
    Own,
    /// Also those of the people in the same teams, and those nobody is responsible for.
    Team,
    /// Everybody's.
    #[default]
    All,
}

/// What may be done with a kind of record, or with the leads of a pipeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Which records may be seen; what may not be seen is answered as if it did not exist.
    pub see: Reach,
    /// Which of those may be changed and deleted; anything but `none` allows making new ones.
    pub edit: Reach,
}

impl Access {
    /// Everything.
    pub const ALL: Self = Self {
        see: Reach::All,
        edit: Reach::All,
    };
    /// A look at everything.
    pub const LOOK: Self = Self {
        see: Reach::All,
        edit: Reach::None,
    };
}

/// The rights of a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// Leads of every pipeline that `pipelines` does not name.
    pub leads: Access,
    /// Leads of single pipelines, by the pipeline's key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pipelines: BTreeMap<Key, Access>,
    /// Contacts.
    pub contacts: Access,
    /// Companies.
    pub companies: Access,
    /// Tasks.
    pub tasks: Access,
}

impl Rights {
    /// What a role may do until somebody changes it: everybody works with everything, readers look.
    pub fn usual(role: Role) -> Self {
        let access = match role {
            Role::ReadOnly => Access::LOOK,
            Role::Owner | Role::Admin | Role::Manager | Role::Operator => Access::ALL,
        };
        Self {
            leads: access,
            pipelines: BTreeMap::new(),
            contacts: access,
            companies: access,
            tasks: access,
        }
    }

    /// The rights of a kind of record; of leads those that no pipeline overrides.
    pub fn of(&self, kind: RecordKind) -> Access {
        match kind {
            RecordKind::Lead => self.leads,
            RecordKind::Contact => self.contacts,
            RecordKind::Company => self.companies,
            RecordKind::Task => self.tasks,
        }
    }

    /// The place of an access that changes what it does not show, or that a role may not have.
    pub fn fault(&self, role: Role) -> Option<(String, &'static str)> {
        let kinds = [
            ("leads", self.leads),
            ("contacts", self.contacts),
            ("companies", self.companies),
            ("tasks", self.tasks),
        ];
        let kinds = kinds.into_iter().map(|(name, access)| (name.to_owned(), access));
        let pipelines = self
            .pipelines
            .iter()
            .map(|(key, access)| (format!("pipelines.{key}"), *access));
        kinds.chain(pipelines).find_map(|(path, access)| {
            let path = format!("{path}.edit");
            if access.edit > access.see {
                Some((path, "cannot reach further than `see`"))
            } else if role == Role::ReadOnly && access.edit != Reach::None {
                Some((path, "must be `none`: this role only looks"))
            } else {
                None
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(see: Reach, edit: Reach) -> Access {
        Access { see, edit }
    }

    #[test]
    fn nobody_changes_what_they_cannot_see_and_readers_change_nothing() {
        let with = |leads| Rights {
            leads,
            ..Rights::usual(Role::Operator)
        };
        assert_eq!(with(access(Reach::Own, Reach::Own)).fault(Role::Operator), None);
        let fault = with(access(Reach::Own, Reach::Team)).fault(Role::Operator);
        assert_eq!(fault.map(|(path, _)| path).as_deref(), Some("leads.edit"));
        assert_eq!(Rights::usual(Role::ReadOnly).fault(Role::ReadOnly), None);
        assert!(Rights::usual(Role::Operator).fault(Role::ReadOnly).is_some());
        let mut rights = Rights::usual(Role::Operator);
        let place = rights.pipelines.entry("sales".parse().unwrap());
        place.or_insert(access(Reach::None, Reach::Own));
        let fault = rights.fault(Role::Operator);
        assert_eq!(
            fault.map(|(path, _)| path).as_deref(),
            Some("pipelines.sales.edit")
        );
    }
}
