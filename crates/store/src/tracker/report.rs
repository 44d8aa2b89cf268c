//! The campaign report: from clicks to money, by any tracker field. Sums of different currencies stand apart.

use crate::{Result, Space};
use signalbox_model::{CampaignId, Micros, id};

/// What the rows are told apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The campaign.
    Campaign,
    /// A tracker field.
    Field(String),
}

/// Which clicks are counted.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of this campaign alone.
    pub campaign: Option<CampaignId>,
    /// From this moment.
    pub from: Micros,
    /// Before this moment.
    pub to: Micros,
    /// What the rows are told apart by.
    pub by: By,
}

/// Clicks with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clicks {
    /// The campaign's raw id, or the field's value; none for clicks that lack it.
    pub value: Option<String>,
    /// How many clicks.
    pub clicks: i64,
    /// How many of them began a dialog.
    pub starts: i64,
}

/// Events of clicks with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Events {
    /// As in [`Clicks`].
    pub value: Option<String>,
    /// The event.
    pub event: String,
    /// The currency of its sums.
    pub currency: Option<String>,
    /// How many.
    pub count: i64,
    /// How many people.
    pub people: i64,
    /// The sum, minor units.
    pub sum: i64,
}

/// Values shown, at most; the ones with most clicks.
const MOST_VALUES: i64 = 200;

/// The expression rows are told apart by, and its parameter.
fn value(space: &mut Space, by: &By) -> (String, String) {
    match by {
        By::Campaign => ("CAST(k.campaign_id AS TEXT)".into(), String::new()),
        By::Field(name) if space.tx().is_pg() => {
            ("(k.fields::json ->> CAST(?5 AS TEXT))".into(), name.clone())
        }
        By::Field(name) => (
            "json_extract(k.fields, ?5)".into(),
            format!("$.\"{}\"", name.replace('"', "")),
        ),
    }
}

const WHICH: &str = "k.workspace_id = ?1 AND k.id >= ?2 AND k.id < ?3 AND (?4 = -1 OR k.campaign_id = ?4)";

/// Clicks and starts by value, most clicks first.
pub fn clicks(space: &mut Space, asked: &Asked) -> Result<Vec<Clicks>> {
    let (value, parameter) = value(space, &asked.by);
    let sql = format!(
        "SELECT {value}, COUNT(*), COUNT(k.started_at) FROM click k WHERE {WHICH} AND CAST(?5 AS TEXT) = CAST(?5 AS TEXT)
         GROUP BY 1 ORDER BY 2 DESC LIMIT {MOST_VALUES}"
    );
    space.all(&sql, &params(asked, &parameter), |row| {
        Ok(Clicks {
            value: row.opt_text(0)?,
            clicks: row.int(1)?,
            starts: row.int(2)?,
        })
    })
}

/// Events by value, event and currency.
pub fn events(space: &mut Space, asked: &Asked) -> Result<Vec<Events>> {
    let (value, parameter) = value(space, &asked.by);
    let sql = format!(
        "SELECT {value}, c.event, c.currency, COUNT(*), COUNT(DISTINCT c.click_id), CAST(COALESCE(SUM(c.cost), 0) AS BIGINT)
         FROM click k JOIN conversion c ON c.workspace_id = k.workspace_id AND c.click_id = k.id
         WHERE {WHICH} AND CAST(?5 AS TEXT) = CAST(?5 AS TEXT) GROUP BY 1, 2, 3 ORDER BY 2, 3"
    );
    space.all(&sql, &params(asked, &parameter), |row| {
        Ok(Events {
            value: row.opt_text(0)?,
            event: row.text(1)?,
            currency: row.opt_text(2)?,
            count: row.int(3)?,
            people: row.int(4)?,
            sum: row.int(5)?,
        })
    })
}

fn params<'p>(asked: &Asked, parameter: &'p str) -> [crate::Val<'p>; 4] {
    [
        id::floor_at(asked.from.0).into(),
        id::floor_at(asked.to.0).into(),
        asked.campaign.map_or(-1, |id| id.0).into(),
        parameter.into(),
    ]
}
