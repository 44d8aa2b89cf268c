//! What templates can name of a talk: `{{dialog.…}}`, `{{variables.…}}` of the bot, `{{contact.tg_…}}`.

use super::RunScope;
use crate::chat::Memory;
use signalbox_expr::{Context, Segment, Value};
use signalbox_model::{DialogId, Key, RecordKind};
use signalbox_store::chat::{dialogs, identities};

/// Variables of a bot that may stand inside one another.
const MOST_NESTED: u8 = 5;

impl RunScope<'_, '_> {
    /// A variable or field of the dialog at hand; of a flow under way as it stands at this moment.
    pub(super) fn of_dialog(&self, rest: &[Segment]) -> Option<Value> {
        let name = &rest.first()?.name;
        if let Some(value) = self.run.vars.get(&format!("dialog.{name}")) {
            return Some(value);
        }
        let id = self
            .run
            .vars
            .get("dialog_id")?
            .to_text()
            .parse::<DialogId>()
            .ok()?;
        let Some(row) = self.read(|space| dialogs::get(space, id)) else {
            return Some(Value::Null);
        };
        let memory = Memory::read(&row.memory);
        let field = name.parse::<Key>().ok().and_then(|key| memory.fields.get(&key));
        if let Some(value) = memory.vars.get(name).or(field) {
            return Some(Value::text(value.clone()));
        }
        Some(match name.as_str() {
            "id" => Value::text(row.id.to_string()),
            "status" => Value::text(row.status.as_str().to_owned()),
            "name" => Value::text(row.name),
            "step" => row
                .position
                .map_or(Value::Null, |at| Value::text(at.step.to_string())),
            "flow" => {
                let flow = row.position.and_then(|at| self.defs.bots.flow(at.flow));
                flow.map_or(Value::Null, |(_, flow)| Value::text(flow.key.to_string()))
            }
            "holder" => Value::text(row.holder.as_str().to_owned()),
            "operator" => {
                let user = row.user.and_then(|user| self.defs.schema.user(user));
                user.map_or(Value::Null, |user| Value::text(user.name.clone()))
            }
            "channel" => {
                let channel = self.defs.bots.channels.get(&row.channel);
                channel.map_or(Value::Null, |channel| {
                    Value::text(channel.kind.as_str().to_owned())
                })
            }
            _ => Value::Null,
        })
    }

    /// A field of the dialog at hand, in any case; else the contact's own field of this key.
    pub(super) fn of_fields(&self, rest: &[Segment]) -> Option<Value> {
        let name = &rest.first()?.name;
        if name.eq_ignore_ascii_case("chatid") {
            return self.run.vars.get("chatId");
        }
        let lower = name.to_ascii_lowercase();
        if let Some(value) = self.run.vars.get(&format!("fields.{lower}")) {
            return Some(value);
        }
        let kept = self.dialog_at_hand().and_then(|row| {
            let key = lower.parse::<Key>().ok()?;
            Memory::read(&row.memory).fields.get(&key).cloned()
        });
        match kept {
            Some(value) => Some(Value::text(value)),
            None => self
                .of_record(self.record(RecordKind::Contact), rest)
                .or(Some(Value::Null)),
        }
    }

    pub(super) fn dialog_at_hand(&self) -> Option<dialogs::Stored> {
        let id = self
            .run
            .vars
            .get("dialog_id")?
            .to_text()
            .parse::<DialogId>()
            .ok()?;
        self.read(|space| dialogs::get(space, id))
    }

    /// The bot of the dialog at hand: its own names, or one of its variables.
    pub(super) fn about_bot(&self, rest: &[Segment]) -> Option<Value> {
        let key = self.run.vars.get("bot")?.to_text().parse::<Key>().ok()?;
        let bot = self.defs.bots.by_key(&key)?;
        match rest.first()?.name.as_str() {
            "key" => Some(Value::text(bot.bot.key.to_string())),
            "name" => Some(Value::text(bot.bot.settings.name.clone())),
            _ => self.of_bot(rest),
        }
    }

    /// The message at hand: its `text`, `kind`, `id`, and its `state` when it did not arrive.
    pub(super) fn of_message(&self, rest: &[Segment]) -> Option<Value> {
        let name = rest.first()?.name.as_str();
        match name {
            "text" | "kind" | "id" | "state" => self.run.vars.get(&format!("message_{name}")),
            _ => None,
        }
    }

    /// A variable of the bot: a template itself (C-41).
    pub(super) fn of_bot(&self, rest: &[Segment]) -> Option<Value> {
        let bot = self.run.vars.get("bot")?.to_text().parse::<Key>().ok()?;
        let bot = self.defs.bots.by_key(&bot)?;
        // Whoever wrote `regLink` elsewhere finds it here, where keys have no capitals.
        let name = rest.first()?.name.to_ascii_lowercase().parse::<Key>().ok()?;
        let source = bot.bot.settings.variables.get(&name)?;
        if self.nested.get() >= MOST_NESTED {
            return Some(Value::Null);
        }
        self.nested.set(self.nested.get() + 1);
        let rendered = self.defs.template(&source.0).render(self, Context::Note);
        self.nested.set(self.nested.get() - 1);
        let is_short = bot.bot.settings.short_links.contains(&name);
        let short = is_short.then(|| self.short_link(&rendered.text)).flatten();
        Some(Value::text(short.unwrap_or(rendered.text)))
    }

    /// The contact as its channel knows them: who wrote, else their first identity (F-34).
    pub(super) fn of_person(&self, rest: &[Segment]) -> Option<Value> {
        let name = &rest.first()?.name;
        if let Some(value) = self.run.vars.get(name) {
            return Some(value);
        }
        let Some(contact) = self.record(RecordKind::Contact) else {
            return Some(Value::Null);
        };
        let who = self.read(|space| Ok(identities::of_contact(space, contact.id)?.into_iter().next()));
        let Some(who) = who else { return Some(Value::Null) };
        let text = |text: Option<String>| text.map_or(Value::Null, Value::text);
        match name.as_str() {
            "tg_id" | "tg_chat_id" => Some(Value::text(who.external)),
            "tg_name" => Some(Value::text(who.name)),
            "tg_username" => Some(text(who.username)),
            "tg_language" => Some(text(who.language)),
            _ => None,
        }
    }
}
