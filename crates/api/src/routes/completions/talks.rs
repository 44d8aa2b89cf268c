//! What of bots and their dialogs can be completed.

use super::{Keyed, Named, keyed};
use crate::problem::Result;
use signalbox_engine::Definitions;
use signalbox_engine::chat::Bot;
use signalbox_store::Space;
use std::collections::BTreeMap;
use std::sync::Arc;

/// More steps than this help nobody who looks for one.
const MOST_STEPS: usize = 2_000;

/// What runs that start in dialogs can name, with an explanation.
const ALWAYS: &[(&str, &str)] = &[
    ("{message_text}", "text of the message"),
    ("{message_kind}", "what was sent: text, photo, voice, …"),
    ("{message_state}", "failed or uncertain"),
    ("{button}", "caption of the pressed button"),
    ("{start_payload}", "what followed /start"),
    ("{error}", "why a message was not delivered"),
    ("{{dialog.name}}", "name in the dialog"),
    (
        "{{dialog.status}}",
        "auto, manual, waiting, blocked, finished, stopped",
    ),
    ("{{dialog.holder}}", "flow, operator, ai, nobody"),
    ("{{dialog.operator}}", "name of the operator"),
    ("{{dialog.channel}}", "telegram or web_chat"),
    ("{{dialog.flow}}", "key of the flow"),
    ("{{dialog.step}}", "key of the step"),
    ("{{bot.name}}", "name of the bot"),
    ("{{bot.key}}", "key of the bot"),
];

fn sorted(defs: &Definitions) -> Vec<&Arc<Bot>> {
    let mut bots: Vec<_> = defs.bots.by_id.values().collect();
    bots.sort_by(|a, b| a.bot.key.cmp(&b.bot.key));
    bots
}

/// Names of a talk; none while the workspace has no bot.
pub(super) fn variables(defs: &Definitions) -> Vec<Named> {
    let mut own: BTreeMap<String, String> = BTreeMap::new();
    for bot in sorted(defs) {
        let settings = &bot.bot.settings;
        own.extend(
            settings
                .fields
                .iter()
                .map(|field| (format!("{{{{dialog.{}}}}}", field.key), field.name.clone())),
        );
        let variables = settings.variables.keys();
        own.extend(variables.map(|name| (format!("{{{{bot.{name}}}}}"), name.to_string())));
    }
    if defs.bots.by_id.is_empty() {
        return Vec::new();
    }
    let always = ALWAYS.iter().map(|(name, help)| Named {
        name: (*name).to_owned(),
        help: (*help).to_owned(),
    });
    always
        .chain(own.into_iter().map(|(name, help)| Named { name, help }))
        .collect()
}

pub(super) fn bots(defs: &Definitions) -> Vec<Keyed> {
    let bots = sorted(defs).into_iter();
    bots.map(|bot| keyed(&bot.bot.key, &bot.bot.settings.name))
        .collect()
}

pub(super) fn flows(defs: &Definitions) -> Vec<Keyed> {
    let each = |bot: &Arc<Bot>| {
        let flows = bot.flows.iter();
        let named = flows.map(|flow| keyed(format!("{}/{}", bot.bot.key, flow.key), flow.key.as_str()));
        named.collect::<Vec<_>>()
    };
    sorted(defs).into_iter().flat_map(each).collect()
}

pub(super) fn steps(defs: &Definitions, space: &mut Space) -> Result<Vec<Keyed>> {
    let mut all = Vec::new();
    for bot in sorted(defs) {
        for flow in bot.flows.iter().filter(|flow| flow.version > 0) {
            let Some(document) = defs.bots.version(space, flow.id, flow.version)? else {
                continue;
            };
            for step in &document.steps {
                if all.len() == MOST_STEPS {
                    return Ok(all);
                }
                let key = format!("{}/{}/{}", bot.bot.key, flow.key, step.id);
                all.push(keyed(
                    key,
                    if step.title.is_empty() {
                        step.id.as_str()
                    } else {
                        &step.title
                    },
                ));
            }
        }
    }
    Ok(all)
}
