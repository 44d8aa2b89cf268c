//! Beginnings: a workspace with its pipeline, loss reasons and task types, and its owner.

use crate::crm;
use crate::engine::Engine;
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::{Language, Role, User};
use signalbox_model::{Micros, PersonId, UserId, WorkspaceId};
use signalbox_store::accounts::{self, FirstUser};
use signalbox_store::audit::{self, Actor, Kind};
use signalbox_store::{Tx, workspaces};
use std::sync::Arc;

/// What of the settings of a workspace the engine could not work with: the field, and what would be right.
pub fn settings_faults(settings: &WorkspaceSettings) -> Vec<(&'static str, &'static str)> {
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
    let broken = rules.into_iter().filter(|(_, fits, _)| !fits);
    broken.map(|(path, _, message)| (path, message)).collect()
}

impl Engine {
    /// Makes the owner, once, and the workspace. A workspace that an applied document made before anybody could sign
    /// in is taken as it is.
    ///
    /// # Errors
    /// When somebody can sign in already, or a text does not do as a name or e-mail.
    pub fn found(
        &self,
        tx: &mut Tx,
        now: Micros,
        settings: &WorkspaceSettings,
        owner: FirstUser,
    ) -> accounts::Result<(WorkspaceId, User)> {
        let applied = workspaces::all(tx)?.first().copied();
        let home = applied.unwrap_or_else(|| WorkspaceId(self.ids().next(now.0)));
        let user = UserId(self.ids().next(now.0));
        let user = accounts::found(tx, home, user, settings, owner, now)?;
        if applied.is_none() {
            crm::seed(&mut tx.space(home), self.ids(), now, &settings.language)?;
        }
        Ok((home, user))
    }

    /// Makes a further workspace, whose owner is somebody who signs in on this server already and is called `name` there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open_workspace(
        &self,
        tx: &mut Tx,
        now: Micros,
        settings: &WorkspaceSettings,
        owner: PersonId,
        name: &str,
    ) -> accounts::Result<(WorkspaceId, User)> {
        let id = WorkspaceId(self.ids().next(now.0));
        let user = UserId(self.ids().next(now.0));
        // The log of the new workspace knows its own users only: there the person is this one.
        if let Some(actor) = tx.actor().filter(|actor| actor.user.is_some()) {
            let actor = Actor {
                user: Some(user),
                ..Actor::clone(actor)
            };
            tx.act_as(Arc::new(actor));
        }
        workspaces::insert(tx, id, settings, now)?;
        let space = &mut tx.space(id);
        audit::changed(
            space,
            Kind::Workspace,
            &settings.name,
            None::<&WorkspaceSettings>,
            settings,
        )?;
        crm::seed(space, self.ids(), now, &settings.language)?;
        let owner = accounts::add_user(space, user, owner, name, Role::Owner, now)?;
        Ok((id, owner))
    }
}
