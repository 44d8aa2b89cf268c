//! The tracker: campaigns, click ids, and what partners report of the people behind them (C-1…C-16).

use crate::text::{Key, Scalar};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The settings of a campaign, as people write them (C-15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignSettings {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Where its link leads.
    pub entry: Entry,
    /// The currency of sums that come without one, ISO 4217; the workspace's when missing (Z-70).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Parameters of its link that become tracker fields. Others become one too, under their own name (C-14).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<CampaignParameter>,
}

/// Where the link of a campaign leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "to", deny_unknown_fields)]
pub enum Entry {
    /// To a Telegram bot, with the click id behind `start`.
    Telegram {
        /// The bot.
        bot: Key,
    },
    /// To a page, a template: `https://shop.example/?sub={{tracker.clickid}}`. A page that carries the web chat hands the
    /// click id on by itself when it stands in `sb_click`.
    Page {
        /// The address.
        url: Scalar,
    },
}

/// A parameter of a campaign's link (C-14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignParameter {
    /// The name for people.
    pub name: String,
    /// Its name in the link and in templates: `{{tracker.ad_name}}`.
    pub parameter: Key,
    /// What stands in the link that is given to the ad network: its macro, or a fixed value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub placeholder: String,
    /// Shown to operators.
    #[serde(default = "yes")]
    pub visible: bool,
}

fn yes() -> bool {
    true
}

/// The partner network a postback is made for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// 1win.
    #[serde(rename = "1win")]
    OneWin,
    /// Binomo.
    Binomo,
    /// Any other.
    #[default]
    Custom,
}

/// The settings of a postback: an address that partners report to (C-9, C-10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostbackSettings {
    /// The name.
    pub name: String,
    /// The network, whose macros the printed addresses use.
    #[serde(default)]
    pub network: Network,
    /// Only for clicks of this campaign; for all when missing, which is advised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Key>,
    /// The parameter that carries our click id, besides `clickid` (C-10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub click_parameter: Option<String>,
    /// What the partner calls events, and what they are called here: `withdraw` → `withdrawal` (C-82).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// What the partner hears when a postback was taken; some check it.
    #[serde(default = "ok", skip_serializing_if = "is_ok")]
    pub answer: String,
}

fn ok() -> String {
    "OK".to_owned()
}

fn is_ok(answer: &String) -> bool {
    answer == "OK"
}

/// What became of a postback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostbackVerdict {
    /// It is stored, and what waits for it was started.
    Taken = 1,
    /// The same as one before.
    Duplicate = 2,
    /// Nobody has this click id yet: kept for 24 hours, in case they come (Z-69).
    Unknown = 3,
    /// It says nothing that can be used; the reason says why.
    Refused = 4,
}

impl PostbackVerdict {
    const ALL: [Self; 4] = [Self::Taken, Self::Duplicate, Self::Unknown, Self::Refused];

    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The verdict of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
