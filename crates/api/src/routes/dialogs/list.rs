//! The lists of the inbox: pages of dialogs, and how many there are.

use super::{DialogRow, rows};
use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::{Page, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::dialog::DialogStatus;
use signalbox_model::{BotId, ChannelId, DialogId, FlowId, Micros, RecordId};
use signalbox_store::chat::dialogs::{self, Counts, Filter, Order, View};
use signalbox_store::chat::passes::{self, Passed};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(
            "/dialogs",
            "dialog_list",
            "List dialogs, the one with the newest message first.",
            list,
        )
        .get(
            "/dialogs/counts",
            "dialog_counts",
            "Count the tabs of the inbox.",
            counts,
        )
        .get(
            "/dialogs/tally",
            "dialog_tally",
            "Count the dialogs that a list with these parameters holds, up to 1000.",
            tally,
        )
}

/// Whose dialogs are listed.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DialogView {
    /// Open ones of whoever asks.
    Mine,
    /// Open ones that wait for an operator and belong to nobody.
    Unassigned,
    /// Every open one.
    #[default]
    All,
    /// Put off.
    Snoozed,
    /// Ended.
    Closed,
    /// Whatever their state.
    Every,
}

/// What happened to people on a step.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StepPassed {
    /// They came there.
    Entered,
    /// They went on to another step.
    Gone,
    /// They could not go on.
    Failed,
}

impl From<StepPassed> for Passed {
    fn from(what: StepPassed) -> Self {
        match what {
            StepPassed::Entered => Self::Entered,
            StepPassed::Gone => Self::Gone,
            StepPassed::Failed => Self::Failed,
        }
    }
}

/// In which order dialogs are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DialogOrder {
    /// The newest message first.
    #[default]
    Newest,
    /// Only people who wait for an answer, who has waited longest first.
    Waiting,
}

/// Which dialogs.
#[derive(Debug, Deserialize, JsonSchema)]
struct Wanted {
    /// Whose; all open ones when absent.
    view: Option<DialogView>,
    /// In this status.
    status: Option<DialogStatus>,
    /// Of this bot.
    bot: Option<BotId>,
    /// In this channel.
    channel: Option<ChannelId>,
    /// In this flow.
    flow: Option<FlowId>,
    /// On this step.
    step: Option<String>,
    /// With `flow` and `step`: not who stands there, but to whom this happened there.
    passed: Option<StepPassed>,
    /// With `passed`: in this many days up to today; 30 when absent.
    #[schemars(range(min = 1, max = 3660))]
    days: Option<u16>,
    /// Of this contact, whatever their state.
    contact: Option<RecordId>,
    /// Whose contact has this tag.
    tag: Option<String>,
    /// Only with messages nobody has seen.
    unread: Option<bool>,
    /// In the name, the chat or the last message.
    q: Option<String>,
    /// In which order.
    order: Option<DialogOrder>,
    /// How many, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

/// Which bot's.
#[derive(Debug, Deserialize, JsonSchema)]
struct CountsQuery {
    /// Of this bot; of all when absent.
    bot: Option<BotId>,
}

/// How many dialogs the tabs hold, each up to 1000.
#[derive(Debug, Serialize, JsonSchema)]
struct CountsView {
    /// Open ones of whoever asks.
    mine: i64,
    /// Of these, with messages not seen.
    mine_unread: i64,
    /// Waiting for anybody.
    unassigned: i64,
    /// Every open one.
    all: i64,
    /// Put off.
    snoozed: i64,
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            mine: counts.mine,
            mine_unread: counts.mine_unread,
            unassigned: counts.unassigned,
            all: counts.all,
            snoozed: counts.snoozed,
        }
    }
}

/// Where a page ended: moment and id.
fn place(cursor: &str) -> Result<(Micros, DialogId)> {
    let parts = cursor.split_once('.');
    let place = parts.and_then(|(at, id)| Some((Micros(at.parse().ok()?), id.parse().ok()?)));
    place.ok_or_else(|| Problem::invalid("cursor", "is no cursor of ours: take `next` of the page before"))
}

/// What the store is asked for.
fn filter_of(me: &Can<Read>, wanted: Wanted) -> Result<Filter> {
    let limit = i64::from(wanted.limit.unwrap_or(50).clamp(1, 200));
    Ok(Filter {
        view: match wanted.view.unwrap_or_default() {
            DialogView::Mine => View::Mine(me.user().id),
            DialogView::Unassigned => View::Unassigned,
            DialogView::All => View::All,
            DialogView::Snoozed => View::Snoozed,
            DialogView::Closed => View::Closed,
            DialogView::Every => View::Every,
        },
        status: wanted.status,
        bot: wanted.bot,
        channel: wanted.channel,
        flow: wanted.flow,
        step: wanted.step,
        passed: wanted.passed.map(|what| {
            let days = i64::from(wanted.days.unwrap_or(30).max(1));
            (what.into(), passes::day_of(me.server().now()) - days + 1)
        }),
        contact: wanted.contact,
        tag: wanted.tag,
        unread: wanted.unread.unwrap_or_default(),
        query: wanted.q,
        order: match wanted.order.unwrap_or_default() {
            DialogOrder::Newest => Order::Newest,
            DialogOrder::Waiting => Order::Waiting,
        },
        before: wanted.cursor.as_deref().map(place).transpose()?,
        limit,
    })
}

async fn list(me: Can<Read>, Query(wanted): Query<Wanted>) -> Result<Json<Page<DialogRow>>> {
    let filter = filter_of(&me, wanted)?;
    let page = me.look(move |look| {
        let found = dialogs::list(&mut look.space(), &filter)?;
        let rows = rows(look, found)?;
        Ok(Page::new(rows, filter.limit, |row| {
            let at = match filter.order {
                Order::Newest => row.last_at,
                Order::Waiting => row.heard_at.unwrap_or(row.last_at),
            };
            format!("{}.{}", at.0, row.id)
        }))
    });
    Ok(Json(page.await?))
}

/// How many dialogs a list holds.
#[derive(Debug, Serialize, JsonSchema)]
struct Tally {
    /// Up to 1000.
    count: i64,
}

async fn tally(me: Can<Read>, Query(wanted): Query<Wanted>) -> Result<Json<Tally>> {
    let filter = filter_of(&me, wanted)?;
    let count = me.read(move |space| dialogs::count(space, &filter)).await?;
    Ok(Json(Tally { count }))
}

async fn counts(me: Can<Read>, Query(CountsQuery { bot }): Query<CountsQuery>) -> Result<Json<CountsView>> {
    let user = me.user().id;
    let found = me.read(move |space| dialogs::counts(space, user, bot)).await?;
    Ok(Json(found.into()))
}
