//! The first start: a workspace with its pipeline, loss reasons and task types, and its owner.

use crate::crm;
use crate::engine::Engine;
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::User;
use signalbox_model::{Micros, UserId, WorkspaceId};
use signalbox_store::accounts::{self, FirstUser};
use signalbox_store::{Tx, workspaces};

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
}
