//! Everybody's macros as part of an account's text: people stand there by e-mail, scenarios by key.

use crate::chat::check_acts;
use crate::definitions::Definitions;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::account::{Account, ActText};
use signalbox_model::desk::{DialogAct, Macro};
use signalbox_model::{Key, MacroId, ScenarioId, UserId};
use signalbox_store::Tx;
use signalbox_store::chat::macros;
use std::collections::BTreeMap;
use std::convert::Infallible;

pub(super) fn export(tx: &mut Tx, defs: &Definitions) -> Result<BTreeMap<String, Vec<ActText>>> {
    let all = macros::shared(&mut tx.space(defs.workspace))?;
    let text = |stored: macros::Stored| {
        let acts = stored.body.acts.into_iter().map(|act| text_of(defs, act));
        (stored.body.name, acts.collect())
    };
    Ok(all.into_iter().map(text).collect())
}

/// What is gone keeps its id, so that an account can always be applied to where it came from.
fn text_of(defs: &Definitions, act: DialogAct) -> ActText {
    let user = |id: UserId| {
        let known = defs.schema.user(id);
        Ok::<_, Infallible>(known.map_or_else(|| id.to_string(), |user| user.email.clone()))
    };
    let scenario = |id: ScenarioId| {
        let known = defs.scenarios.get(&id);
        Ok(known.map_or_else(|| id.to_string(), |scenario| scenario.key.to_string()))
    };
    match act.renamed(user, scenario) {
        Ok(text) => text,
        Err(never) => match never {},
    }
}

/// The field of an act that names something unknown, and what is to be said of it.
type Unknown = (&'static str, String);

fn act_of(defs: &Definitions, text: ActText) -> std::result::Result<DialogAct, Unknown> {
    let user = |email: String| {
        let mut all = defs.schema.users.iter();
        let known = all.find(|user| user.email.eq_ignore_ascii_case(&email));
        let say = || format!("there is nobody with the e-mail {email}: mend it, or add the person");
        known
            .map(|user| user.id)
            .or_else(|| email.parse().ok())
            .ok_or_else(|| ("user", say()))
    };
    let scenario = |key: String| {
        let known = key.parse::<Key>().ok();
        let known = known.and_then(|key| defs.scenario_keys.get(&key).copied());
        let say = || format!("there is no scenario `{key}`: mend the name");
        known
            .or_else(|| key.parse().ok())
            .ok_or_else(|| ("scenario", say()))
    };
    text.renamed(user, scenario)
}

impl Engine {
    pub(super) fn apply_macros(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let known = macros::shared(&mut tx.space(by.workspace))?;
        for gone in known
            .iter()
            .filter(|one| !account.macros.contains_key(&one.body.name))
        {
            macros::delete(&mut tx.space(by.workspace), gone.body.id)?;
        }
        for (name, acts) in &account.macros {
            let before = known.iter().find(|one| one.body.name == *name);
            let stored = macros::Stored {
                user: None,
                body: Macro {
                    id: before.map_or_else(|| MacroId(self.ids().next(by.now.0)), |one| one.body.id),
                    name: name.clone(),
                    shared: true,
                    acts: acts_of(&defs, name, acts)?,
                    updated_at: by.now,
                },
            };
            macros::put(&mut tx.space(by.workspace), &stored)?;
        }
        Ok(())
    }
}

fn acts_of(defs: &Definitions, name: &str, texts: &[ActText]) -> Result<Vec<DialogAct>> {
    let (mut acts, mut faults) = (Vec::with_capacity(texts.len()), Vec::new());
    for (n, text) in texts.iter().enumerate() {
        match act_of(defs, text.clone()) {
            Ok(act) => acts.push(act),
            Err((field, say)) => faults.push(Fault::error(format!("macros.{name}[{n}].{field}"), say)),
        }
    }
    let own = |fault: Fault| Fault {
        path: fault.path.replacen("acts", &format!("macros.{name}"), 1),
        ..fault
    };
    if faults.is_empty() {
        faults = check_acts(&acts).into_iter().map(own).collect();
    }
    match faults.is_empty() {
        true => Ok(acts),
        false => Err(EngineError::Invalid(faults)),
    }
}
