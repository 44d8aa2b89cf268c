//! What templates call `{tg_*}`: the person as their channel knows them (F-34).

use crate::chat::internal::Talk;
use crate::error::Result;
use crate::work::Work;
use serde_json::{Map, Value, json};
use signalbox_store::chat::identities;

impl Work<'_, '_> {
    /// Adds who the person is to the variables of a flow.
    pub(super) fn add_person(&mut self, talk: &Talk, variables: &mut Map<String, Value>) -> Result<()> {
        let identity = match talk.row.identity {
            Some(id) => identities::get(&mut self.space(), id)?,
            None => None,
        };
        let Some(who) = identity else { return Ok(()) };
        variables.insert("tg_id".into(), json!(who.external));
        variables.insert("tg_chat_id".into(), json!(talk.row.chat));
        variables.insert("tg_name".into(), json!(who.name));
        variables.insert(
            "tg_username".into(),
            json!(who.username.clone().unwrap_or_default()),
        );
        variables.insert("tg_language".into(), json!(who.language.unwrap_or_default()));
        // The names of the flow constructor this one learned from (C-36, C-40).
        variables.insert("username".into(), json!(who.username.unwrap_or_default()));
        variables.insert("name".into(), json!(who.name));
        Ok(())
    }
}
