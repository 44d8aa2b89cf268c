//! What templates can name of how somebody came: `{{tracker.clickid}}`, `{{tracker.ad_name}}` (C-14, C-40, C-92).

use super::RunScope;
use signalbox_expr::{Segment, Value};
use signalbox_model::ClickId;
use signalbox_store::tracker::{clicks, short_links};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What short addresses are told apart by from the other tokens of the server.
const SALT: i64 = -2;
/// The length of a short address behind the server's own.
const SHORT_LEN: usize = 7;

impl RunScope<'_, '_> {
    /// A tracker field of the click at hand: the one that was reported of, else the newest of the dialog.
    pub(super) fn of_tracker(&self, rest: &[Segment]) -> Option<Value> {
        let name = rest.first()?.name.as_str();
        let Some(click) = self.click() else {
            return Some(Value::Null);
        };
        let campaign = click.campaign.and_then(|id| self.defs.campaigns.get(&id));
        let known = match name.to_ascii_lowercase().as_str() {
            "clickid" | "click_id" => Some(click.code.clone()),
            "campaign" => campaign.map(|campaign| campaign.key.to_string()),
            "campaign_name" => campaign.map(|campaign| campaign.settings.name.clone()),
            _ => None,
        };
        let field = || {
            let exact = click.fields.get(name);
            let same = |(known, _): &(&String, &String)| known.eq_ignore_ascii_case(name);
            exact
                .or_else(|| click.fields.iter().find(same).map(|(_, value)| value))
                .cloned()
        };
        Some(known.or_else(field).map_or(Value::Null, Value::text))
    }

    /// A short address for a long one, the same for one dialog every time (Z-167); none for what is no web address.
    pub(super) fn short_link(&self, url: &str) -> Option<String> {
        let lower = url.trim().to_ascii_lowercase();
        if !lower.starts_with("https://") && !lower.starts_with("http://") {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        let whose = self.run.vars.get("dialog_id").map(|id| id.to_text().to_string());
        (self.defs.workspace.0, whose, url.trim()).hash(&mut hasher);
        let token = self.links.token(SALT, hasher.finish().cast_signed());
        let plain: Vec<char> = token.chars().filter(char::is_ascii_alphanumeric).collect();
        let token: String = plain[plain.len().saturating_sub(SHORT_LEN)..].iter().collect();
        let kept = self.read(|space| short_links::keep(space, &token, url.trim()).map(Some));
        // Two of 62^7 hardly ever meet; should they, the long address stays.
        (kept == Some(true)).then(|| format!("{}/s/{token}", self.links.origin()))
    }

    fn click(&self) -> Option<clicks::Stored> {
        let named = self
            .run
            .vars
            .get("click_id")
            .and_then(|id| id.to_text().parse::<ClickId>().ok());
        if let Some(id) = named {
            return self.read(|space| clicks::get(space, id));
        }
        let dialog = self.dialog_at_hand()?.id;
        self.read(|space| clicks::of_dialog(space, dialog))
    }
}
