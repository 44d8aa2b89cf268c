//! `signalbox workspace`, and which workspace a command works on.

use crate::account::NOBODY;
use crate::cli::WorkspaceCreate;
use crate::config::Place;
use crate::open::Opened;
use anyhow::{Context, Result, bail};
use signalbox_engine::settings_faults;
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::Role;
use signalbox_model::{Micros, PersonId, WorkspaceId};
use signalbox_store::{Tx, accounts, workspaces};

/// The workspace a command works on: the one that was named, else the first.
#[derive(Debug, Clone, Copy)]
pub struct Home(pub Option<WorkspaceId>);

impl Home {
    /// The workspace, when somebody has set one up.
    ///
    /// # Errors
    /// When the one that was named is not there.
    pub fn find(self, tx: &mut Tx) -> Result<Option<WorkspaceId>> {
        let Some(named) = self.0 else {
            return Ok(workspaces::first(tx)?);
        };
        if workspaces::get(tx, named)?.is_none() {
            bail!("there is no workspace {named}: `signalbox workspace list` shows them");
        }
        Ok(Some(named))
    }
}

/// Prints every workspace: its id, its name, how many people, its time zone.
pub fn list(place: &Place) -> Result<()> {
    let opened = Opened::existing(place)?;
    let rows = opened.rehearse(|tx, _| {
        let mut rows = Vec::new();
        for id in workspaces::all(tx)? {
            let settings = workspaces::get(tx, id)?.unwrap_or_default();
            let people = accounts::list_users(&mut tx.space(id))?.len();
            rows.push(format!(
                "{id}\t{}\t{people}\t{}",
                settings.name, settings.timezone
            ));
        }
        Ok(rows)
    })?;
    for row in rows {
        println!("{row}");
    }
    Ok(())
}

/// Makes a workspace and prints its id.
pub fn create(place: &Place, flags: WorkspaceCreate) -> Result<()> {
    let opened = Opened::existing(place)?;
    let engine = opened.engine();
    let (id, owner) = opened.write(move |tx, now: Micros| {
        let settings = settings(tx, &flags)?;
        let (person, name) = owner(tx, flags.owner.as_deref())?;
        Ok(engine.open_workspace(tx, now, &settings, person, &name)?)
    })?;
    eprintln!(
        "{} is its owner; sign in and choose it in the studio",
        owner.email
    );
    println!("{id}");
    Ok(())
}

/// What the flags say; the rest as in the first workspace.
fn settings(tx: &mut Tx, flags: &WorkspaceCreate) -> Result<WorkspaceSettings> {
    let first = workspaces::first(tx)?.context(NOBODY)?;
    let usual = workspaces::get(tx, first)?.context(NOBODY)?;
    let settings = WorkspaceSettings {
        name: flags.name.trim().to_owned(),
        timezone: flags.timezone.clone().unwrap_or(usual.timezone),
        currency: flags.currency.clone().unwrap_or(usual.currency),
        language: flags.language.clone().unwrap_or(usual.language),
    };
    if let Some((name, say)) = settings_faults(&settings).first() {
        bail!("--{name}: {say}");
    }
    Ok(settings)
}

/// Who becomes the owner, and how they are called: somebody who signs in on this server.
fn owner(tx: &mut Tx, email: Option<&str>) -> Result<(PersonId, String)> {
    if let Some(email) = email {
        let found = accounts::find_credentials_any_workspace(tx, email)?;
        let found = found.with_context(|| {
            format!("nobody signs in as {email}: make them with `signalbox user create` first")
        })?;
        return Ok((found.person, found.user.name));
    }
    let first = workspaces::first(tx)?.context(NOBODY)?;
    let space = &mut tx.space(first);
    let users = accounts::list_users(space)?;
    let owner = users
        .into_iter()
        .find(|user| user.role == Role::Owner && user.disabled_at.is_none())
        .context(NOBODY)?;
    Ok((accounts::person_of(space, owner.id)?, owner.name))
}
