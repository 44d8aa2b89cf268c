//! Trigger links: made, changed, removed.

use super::{check_manual, check_name, missing, refuse, told};
use crate::definitions::Definitions;
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::LinkId;
use signalbox_model::link::LinkSettings;
use signalbox_store::{StoreError, Tx, links};

impl Engine {
    /// Makes a link, with the next free number when none is given. `token` is the generated part of its manual form.
    pub fn create_link(
        &self,
        tx: &mut Tx,
        by: &By,
        number: Option<u32>,
        settings: &LinkSettings,
        token: &str,
    ) -> Result<LinkId> {
        let defs = self.definitions(tx, by.workspace)?;
        refuse(faults_of(&defs, settings))?;
        if number == Some(0) {
            return Err(EngineError::invalid("number", "numbers start with 1"));
        }
        let id = LinkId(self.ids().next(by.now.0));
        match links::insert(&mut tx.space(by.workspace), id, number, token, settings, by.now) {
            Ok(_) => {}
            Err(StoreError::Conflict(_)) => {
                let say =
                    "there already is a link with this number: leave it out, and the next free one is taken";
                return Err(EngineError::Conflict(say.into()));
            }
            Err(error) => return Err(error.into()),
        }
        self.touch(tx, by)?;
        Ok(id)
    }

    /// Writes a link's settings; its number and addresses stay.
    pub fn update_link(&self, tx: &mut Tx, by: &By, id: LinkId, settings: &LinkSettings) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        refuse(faults_of(&defs, settings))?;
        if !links::update(&mut tx.space(by.workspace), id, settings)? {
            return Err(missing("link"));
        }
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, id.0))
    }

    /// Removes a link with every address that was rendered from it.
    pub fn delete_link(&self, tx: &mut Tx, by: &By, id: LinkId) -> Result<Done> {
        if !links::delete(&mut tx.space(by.workspace), id)? {
            return Err(missing("link"));
        }
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, id.0))
    }
}

fn faults_of(defs: &Definitions, settings: &LinkSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_name("settings.name", &settings.name, &mut faults);
    let target = settings.target.trim();
    if !["http://", "https://", "{"]
        .iter()
        .any(|start| target.starts_with(start))
    {
        faults.push(Fault::error(
            "settings.target",
            "an address starts with http:// or https://",
        ));
    }
    check_manual(defs, "settings.scenario", &settings.scenario, &mut faults);
    faults
}
