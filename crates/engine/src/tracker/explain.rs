//! "Explain this address": what a postback would do, before a partner sends the first (2.7, 5.8).

use super::read::{is_unexpanded, read};
use super::request::parameters;
use crate::engine::Engine;
use crate::error::Result;
use crate::scenarios::By;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::PostbackId;
use signalbox_model::tracker::PostbackSettings;
use signalbox_store::Tx;
use signalbox_store::tracker::{clicks, conversions, postbacks};

/// What a parameter of an address is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExplainedPart {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether the partner puts its own value in place of this one: a macro.
    pub is_macro: bool,
}

/// What a postback would do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Explained {
    /// The postback whose address it is; none when nobody here has it.
    pub postback: Option<PostbackId>,
    /// Its parameters.
    pub parts: Vec<ExplainedPart>,
    /// Why it would be refused as it stands. A macro in place of the click id is no fault before the partner fills it in.
    pub refusal: Option<String>,
    /// The event it reports, as it is called here.
    pub event: Option<String>,
    /// Which one of its kind it would be for this click id.
    pub number: Option<i64>,
    /// Whether somebody has the click id.
    pub click_known: bool,
    /// What of it would be left out, and why.
    pub warnings: Vec<String>,
}

impl Engine {
    /// Explains an address without doing anything.
    pub fn explain_postback(&self, tx: &mut Tx, by: &By, url: &str) -> Result<Explained> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let address = path.rsplit('/').find(|part| part.len() == 36).unwrap_or_default();
        let found = postbacks::find_any_workspace(tx, &address.to_ascii_lowercase())?;
        let found = found.filter(|postback| postback.workspace == by.workspace);
        let settings = found
            .as_ref()
            .map_or_else(nameless, |postback| postback.settings.clone());
        let all = parameters(query);
        let parts = all
            .iter()
            .map(|(name, value)| ExplainedPart {
                is_macro: is_unexpanded(name, value) && !value.trim().is_empty(),
                name: name.clone(),
                value: value.clone(),
            })
            .collect();
        let mut explained = Explained {
            postback: found.as_ref().map(|postback| postback.id),
            parts,
            refusal: None,
            event: None,
            number: None,
            click_known: false,
            warnings: Vec::new(),
        };
        match read(&all, &settings) {
            Err((_, reason)) => explained.refusal = Some(reason),
            Ok(report) => {
                let mut space = tx.space(by.workspace);
                if let Some(click) = clicks::find(&mut space, &report.code)? {
                    explained.click_known = true;
                    let count = conversions::count(&mut space, click.id, &report.event)?;
                    explained.number = Some(count + 1);
                }
                explained.event = Some(report.event);
                explained.warnings = report.warnings;
            }
        }
        Ok(explained)
    }
}

/// The settings by which an address is read that nobody has.
fn nameless() -> PostbackSettings {
    PostbackSettings {
        name: String::new(),
        network: Default::default(),
        campaign: None,
        click_parameter: None,
        names: Default::default(),
        answer: String::new(),
    }
}
