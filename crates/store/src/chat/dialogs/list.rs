//! Pages of dialogs, the one with the newest message first, and how many there are.

use super::super::passes::Passed;
use super::{COLUMNS, Stored, seen, stored};
use crate::crm::fold;
use crate::{Result, Space, Val};
use signalbox_model::dialog::DialogStatus;
use signalbox_model::{BotId, ChannelId, DialogId, FlowId, Micros, RecordId, UserId};

/// Counts go up to this.
pub const MOST_COUNTED: i64 = 1000;

/// Whose dialogs are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// Open ones of a user.
    Mine(UserId),
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

/// In which order a list shows them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest message first.
    #[default]
    Newest,
    /// Only those who wait for an answer, who has waited longest first.
    Waiting,
}

/// Which dialogs a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Whose.
    pub view: View,
    /// In this status.
    pub status: Option<DialogStatus>,
    /// Of this bot.
    pub bot: Option<BotId>,
    /// In this channel.
    pub channel: Option<ChannelId>,
    /// In this flow.
    pub flow: Option<FlowId>,
    /// On this step of it.
    pub step: Option<String>,
    /// Of those on the step: not who stands there, but to whom this happened there from a day on.
    pub passed: Option<(Passed, i64)>,
    /// Of this contact; in any view.
    pub contact: Option<RecordId>,
    /// Whose contact has this tag.
    pub tag: Option<String>,
    /// With messages nobody has seen.
    pub unread: bool,
    /// In the name, the chat or the last message.
    pub query: Option<String>,
    /// In which order.
    pub order: Order,
    /// Behind the last one of the page before: its moment in the order, and its id.
    pub before: Option<(Micros, DialogId)>,
    /// How many, 1–200.
    pub limit: i64,
}

struct Wanted {
    sql: String,
    params: Vec<Param>,
}

enum Param {
    Int(i64),
    Flag(bool),
    Text(String),
}

impl Param {
    fn val(&self) -> Val<'_> {
        match self {
            Self::Int(n) => Val::Int(*n),
            Self::Flag(yes) => Val::Flag(*yes),
            Self::Text(text) => Val::Text(text),
        }
    }
}

impl Wanted {
    fn and(&mut self, condition: &str, param: Param) {
        self.params.push(param);
        self.sql.push_str(&format!(
            " AND {}",
            condition.replace('#', &format!("?{}", self.params.len() + 1))
        ));
    }

    fn vals(&self) -> Vec<Val<'_>> {
        self.params.iter().map(Param::val).collect()
    }
}

fn of_view(view: View, wanted: &mut Wanted) {
    match view {
        View::Mine(user) => {
            wanted.and("d.user_id = #", Param::Int(user.0));
            wanted.and("d.is_open = #", Param::Flag(true));
        }
        View::Unassigned => {
            wanted.and("d.status = #", Param::Int(DialogStatus::Manual.code()));
            wanted.and("d.user_id = #", Param::Int(0));
            wanted.and("d.is_open = #", Param::Flag(true));
        }
        View::Every => {}
        View::All => wanted.and("d.is_open = #", Param::Flag(true)),
        View::Snoozed => {
            wanted.and("d.is_open = #", Param::Flag(false));
            wanted.sql.push_str(" AND d.snoozed_until IS NOT NULL");
        }
        View::Closed => {
            wanted.and("d.is_open = #", Param::Flag(false));
            wanted.sql.push_str(" AND d.snoozed_until IS NULL");
        }
    }
}

/// Who stands in a flow or on a step of it, or came through there.
fn on_step(filter: &Filter, wanted: &mut Wanted) {
    let (Some((what, from_day)), Some(flow), Some(step)) = (filter.passed, filter.flow, &filter.step) else {
        if let Some(flow) = filter.flow {
            wanted.and("d.flow_id = #", Param::Int(flow.0));
        }
        if let Some(step) = &filter.step {
            wanted.and("d.step = #", Param::Text(step.clone()));
        }
        return;
    };
    let n = wanted.params.len() + 2;
    wanted.params.extend([
        Param::Int(flow.0),
        Param::Text(step.clone()),
        Param::Int(from_day),
    ]);
    wanted.sql.push_str(&format!(
        " AND EXISTS (SELECT 1 FROM flow_pass p WHERE p.workspace_id = d.workspace_id AND p.flow_id = ?{n}
         AND p.step = ?{} AND p.dialog_id = d.id AND p.day >= ?{} AND p.{} > 0)",
        n + 1,
        n + 2,
        what.column()
    ));
}

fn wanted(space: &Space, filter: &Filter) -> Wanted {
    let mut wanted = Wanted {
        sql: seen(space),
        params: Vec::new(),
    };
    match filter.contact {
        Some(contact) => wanted.and("d.contact_id = #", Param::Int(contact.0)),
        None => of_view(filter.view, &mut wanted),
    }
    let ints = [
        ("d.status = #", filter.status.map(DialogStatus::code)),
        ("d.bot_id = #", filter.bot.map(|id| id.0)),
        ("d.channel_id = #", filter.channel.map(|id| id.0)),
    ];
    for (condition, value) in ints {
        if let Some(value) = value {
            wanted.and(condition, Param::Int(value));
        }
    }
    on_step(filter, &mut wanted);
    if filter.unread {
        wanted.sql.push_str(" AND d.unread > 0");
    }
    if let Some(tag) = &filter.tag {
        let held = format!(
            "EXISTS (SELECT 1 FROM record_value v WHERE v.workspace_id = d.workspace_id AND v.kind = {}
             AND v.folded = # AND v.field = '{}' AND v.record_id = d.contact_id)",
            signalbox_model::RecordKind::Contact.code(),
            crate::crm::slot::TAG
        );
        wanted.and(&held, Param::Text(fold::text(tag)));
    }
    if let Some(query) = filter
        .query
        .as_deref()
        .map(fold::whole)
        .filter(|query| !query.is_empty())
    {
        let like = format!(
            "%{}%",
            query
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        );
        wanted.and("d.search LIKE # ESCAPE '\\'", Param::Text(like));
    }
    wanted
}

/// Whose person waits for an answer.
const WAITS: &str = " AND d.unread > 0 AND d.heard_at IS NOT NULL";

/// A page of dialogs.
pub fn list(space: &mut Space, filter: &Filter) -> Result<Vec<Stored>> {
    let mut wanted = wanted(space, filter);
    let (by, than, way) = match filter.order {
        Order::Newest => ("d.last_at", "<", "DESC"),
        Order::Waiting => ("d.heard_at", ">", "ASC"),
    };
    if filter.order == Order::Waiting {
        wanted.sql.push_str(WAITS);
    }
    if let Some((at, id)) = filter.before {
        wanted.and(&format!("{by} {than}= #"), Param::Int(at.0));
        let at = format!("?{}", wanted.params.len() + 1);
        wanted.and(&format!("({by} {than} {at} OR d.id {than} #)"), Param::Int(id.0));
    }
    let limit = filter.limit.clamp(1, 200);
    let sql = format!(
        "SELECT {COLUMNS} FROM dialog d WHERE d.workspace_id = ?1{} ORDER BY {by} {way}, d.id {way} LIMIT {limit}",
        wanted.sql
    );
    space.all(&sql, &wanted.vals(), stored)
}

/// How many dialogs a list holds, up to [`MOST_COUNTED`].
pub fn count(space: &mut Space, filter: &Filter) -> Result<i64> {
    let mut wanted = wanted(space, filter);
    if filter.order == Order::Waiting {
        wanted.sql.push_str(WAITS);
    }
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM dialog d WHERE d.workspace_id = ?1{} LIMIT {MOST_COUNTED}) AS counted",
        wanted.sql
    );
    Ok(space.one(&sql, &wanted.vals(), |row| row.int(0))?.unwrap_or(0))
}

/// How many dialogs the tabs of the inbox hold, each up to [`MOST_COUNTED`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of the user.
    pub mine: i64,
    /// Of the user, with messages they have not seen.
    pub mine_unread: i64,
    /// Waiting for anybody.
    pub unassigned: i64,
    /// All open ones.
    pub all: i64,
    /// Put off.
    pub snoozed: i64,
}

/// Counts the tabs for a user, of one bot or of all.
pub fn counts(space: &mut Space, user: UserId, bot: Option<BotId>) -> Result<Counts> {
    let mut count = |view, unread| {
        let filter = Filter {
            view,
            bot,
            unread,
            ..Filter::default()
        };
        count(space, &filter)
    };
    Ok(Counts {
        mine: count(View::Mine(user), false)?,
        mine_unread: count(View::Mine(user), true)?,
        unassigned: count(View::Unassigned, false)?,
        all: count(View::All, false)?,
        snoozed: count(View::Snoozed, false)?,
    })
}
