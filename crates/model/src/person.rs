//! People who sign in, what they may do, and the tokens of their programs.

use crate::id::{TokenId, UserId};
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a request may do; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Look at everything but secrets.
    Read,
    /// Work with records, runs, timers and deliveries.
    Write,
    /// Change the account: scenarios, hooks, pipelines, people, tokens, settings.
    Admin,
}

/// What a person is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, also making other owners. There is always one.
    Owner,
    /// Everything except making and removing owners.
    Admin,
    /// Builds scenarios, hooks and pipelines, but does not manage people.
    Manager,
    /// Works with records.
    Operator,
    /// Looks.
    ReadOnly,
}

impl Role {
    /// All roles, the most powerful first.
    pub const ALL: [Self; 5] = [
        Self::Owner,
        Self::Admin,
        Self::Manager,
        Self::Operator,
        Self::ReadOnly,
    ];

    /// The name in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Operator => "operator",
            Self::ReadOnly => "read_only",
        }
    }

    /// The role of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The most that a request of such a person may do.
    pub fn scope(self) -> Scope {
        match self {
            Self::Owner | Self::Admin | Self::Manager => Scope::Admin,
            Self::Operator => Scope::Write,
            Self::ReadOnly => Scope::Read,
        }
    }

    /// Whether such a person manages people, their tokens and the server itself.
    pub fn manages_people(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }
}

/// The languages of the studio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Language {
    Ru,
    Uk,
    En,
}

impl Language {
    /// The name in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::Uk => "uk",
            Self::En => "en",
        }
    }

    /// The language of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Ru, Self::Uk, Self::En]
            .into_iter()
            .find(|language| language.as_str() == name)
    }
}

/// The colours of the studio.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The name in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.as_str() == name)
    }
}

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The e-mail, lower case: one person on the whole server, whatever workspaces they work in.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// The language of the studio.
    pub language: Language,
    /// The colours of the studio.
    pub theme: Theme,
    /// The IANA time zone in which the person sees moments; that of the workspace when absent.
    #[serde(default)]
    pub timezone: Option<String>,
    /// When it was made.
    pub created_at: Micros,
    /// Since when the person cannot sign in.
    #[serde(default)]
    pub disabled_at: Option<Micros>,
    /// Whether signing in takes a code of the person's phone too.
    #[serde(default)]
    pub two_factor: bool,
    /// Whether the person also works in another workspace of the server: then only they themselves change their password
    /// and second factor.
    #[serde(default)]
    pub elsewhere: bool,
}

/// A token of a program. It acts for the person who made it and can never do more than that person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The person it acts for.
    pub user_id: UserId,
    /// Its last characters, so that people recognise it.
    pub last4: String,
    /// When it was made.
    pub created_at: Micros,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Micros>,
    /// When it stops working.
    pub expires_at: Option<Micros>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_api() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
            assert_eq!(Role::from_name(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_name("king"), None);
        for language in [Language::Ru, Language::Uk, Language::En] {
            assert_eq!(Language::from_name(language.as_str()), Some(language));
            assert_eq!(serde_json::to_value(language).unwrap(), language.as_str());
        }
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            assert_eq!(Theme::from_name(theme.as_str()), Some(theme));
            assert_eq!(serde_json::to_value(theme).unwrap(), theme.as_str());
        }
    }

    #[test]
    fn only_owners_and_admins_manage_people_and_readers_only_read() {
        let table = [
            (Role::Owner, Scope::Admin, true),
            (Role::Admin, Scope::Admin, true),
            (Role::Manager, Scope::Admin, false),
            (Role::Operator, Scope::Write, false),
            (Role::ReadOnly, Scope::Read, false),
        ];
        for (role, scope, people) in table {
            assert_eq!((role.scope(), role.manages_people()), (scope, people), "{role:?}");
        }
    }
}
