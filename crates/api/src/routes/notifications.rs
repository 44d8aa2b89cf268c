//! What the person who asks is told of.

use crate::can::{Can, Read, Write};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::views::RecordLink;
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Topic;
use signalbox_model::notice::NoticeKind;
use signalbox_model::record::Task;
use signalbox_model::{
    AnnouncementId, BulkId, DialogId, HookId, JobId, MessageId, Micros, NotificationId, RecordId, RunId,
    ScenarioId, UserId,
};
use signalbox_store::chat::dialogs;
use signalbox_store::notices::{self, Stored};
use signalbox_store::{announcements, bulk, crm};
use std::collections::BTreeSet;

/// Notifications marked as read at a time.
const MOST_READ: usize = 500;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Notifications")
        .get(
            "/notifications",
            "notification_list",
            "List what you are told of, newest first.",
            list,
        )
        .get(
            "/notifications/unread",
            "notification_count",
            "Count what you have not read, up to 100.",
            unread,
        )
        .post(
            "/notifications/read",
            "notification_read",
            "Mark notifications as read: some, or all up to one.",
            read,
        )
        .post(
            "/notifications/announcements/{id}/press",
            "announcement_press",
            "Press a button of what a scenario told you; of those it was told the first one counts.",
            press,
        )
        .get(
            "/notifications/choices",
            "notification_choices_show",
            "Say which kinds you do not want to hear of.",
            choices,
        )
        .put(
            "/notifications/choices",
            "notification_choices_update",
            "Choose which kinds you do not want to hear of.",
            choose,
        )
}

/// Something a person is told of. The same about the same subject within a day is one, with its number.
#[derive(Debug, Serialize, JsonSchema)]
struct NotificationView {
    /// Its id; a repeat gives it a fresh one, unread.
    id: NotificationId,
    /// What happened.
    kind: NoticeKind,
    /// What it is about: the id of a scenario, hook, bulk run, task or dialog, or a host.
    subject: String,
    /// The name of the subject, while it is there.
    title: Option<String>,
    /// The id of the newest run, delivery, bulk run, hook, task, dialog or message behind it.
    latest: String,
    /// How often it happened.
    count: i64,
    /// When first.
    first_at: Micros,
    /// When last.
    at: Micros,
    /// Whether you have read it.
    read: bool,
    /// What a scenario says, for the kind `announcement`.
    announcement: Option<AnnouncementView>,
}

/// What a scenario tells people.
#[derive(Debug, Serialize, JsonSchema)]
struct AnnouncementView {
    /// Its id.
    id: AnnouncementId,
    /// What it says.
    text: String,
    /// A sound goes with it.
    sound: bool,
    /// The browser shows it outside the page.
    browser: bool,
    /// The record it is about.
    record: Option<RecordLink>,
    /// Its buttons, in order.
    buttons: Vec<AnnouncementButton>,
}

/// A button that runs a scenario.
#[derive(Debug, Serialize, JsonSchema)]
struct AnnouncementButton {
    /// The caption.
    text: String,
    /// Who was the first to press it: it is off then.
    taken_by: Option<String>,
    /// When.
    taken_at: Option<Micros>,
}

/// Which button.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PressNow {
    /// Its place, from 0.
    button: usize,
}

/// How many are unread.
#[derive(Debug, Serialize, JsonSchema)]
struct Unread {
    /// Up to 100.
    count: i64,
}

/// Which are read now: `ids`, or all up to `until`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadNow {
    /// These, at most 500.
    #[serde(default)]
    ids: Vec<NotificationId>,
    /// This one and all before it.
    #[serde(default)]
    until: Option<NotificationId>,
}

/// What a person wants to hear of.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Choices {
    /// The kinds that are left out.
    muted: BTreeSet<NoticeKind>,
}

async fn list(me: Can<Read>, Query(paging): Query<Paging>) -> Result<Json<Page<NotificationView>>> {
    let (user, before, limit) = (me.user().id, paging.before()?, paging.limit());
    let views = me.look(move |look| {
        let found = notices::list(&mut look.space(), user, before, limit)?;
        found
            .into_iter()
            .map(|row| view(look, user, row))
            .collect::<Result<Vec<_>>>()
    });
    Ok(Json(Page::new(views.await?, limit, |row| row.id.to_string())))
}

fn view(look: &mut Look, user: UserId, row: Stored) -> Result<NotificationView> {
    let announcement = match row.kind {
        NoticeKind::Announcement => row.subject.parse::<AnnouncementId>().ok(),
        _ => None,
    };
    let announcement = match announcement {
        Some(id) => announcements::get(&mut look.space(), id, user)?,
        None => None,
    };
    let (title, latest) = match &announcement {
        Some(announcement) => (Some(announcement.title.clone()), announcement.run.to_string()),
        None => subject(look, &row)?,
    };
    let announcement = match announcement {
        Some(announcement) => Some(AnnouncementView::new(look, announcement)?),
        None => None,
    };
    Ok(NotificationView {
        id: row.id,
        kind: row.kind,
        subject: row.subject,
        title,
        latest,
        count: row.count,
        first_at: row.first_at,
        at: row.at,
        read: row.is_read,
        announcement,
    })
}

impl AnnouncementView {
    fn new(look: &mut Look, announcement: announcements::Stored) -> Result<Self> {
        let titles = look.titles(announcement.record)?;
        let name = |user: UserId| {
            look.defs
                .schema
                .user(user)
                .map_or_else(String::new, |user| user.name.clone())
        };
        let buttons = announcement.buttons.into_iter().map(|button| AnnouncementButton {
            text: button.text,
            taken_by: button.taken.map(|(user, _)| name(user)),
            taken_at: button.taken.map(|(_, at)| at),
        });
        Ok(Self {
            id: announcement.id,
            text: announcement.text,
            sound: announcement.heard,
            browser: announcement.outside,
            record: announcement.record.map(|record| titles.link(record)),
            buttons: buttons.collect(),
        })
    }
}

/// The name of what a notification is about, and the id behind it as text.
fn subject(look: &mut Look, row: &Stored) -> Result<(Option<String>, String)> {
    let raw = row.latest;
    Ok(match row.kind {
        NoticeKind::RunFailed => {
            let scenario = row.subject.parse::<ScenarioId>().ok();
            (
                scenario.and_then(|id| scenario_name(look, id)),
                RunId(raw).to_string(),
            )
        }
        NoticeKind::DeliveryFailed => (Some(row.subject.clone()), JobId(raw).to_string()),
        NoticeKind::BulkFinished => {
            let found = bulk::get(&mut look.space(), BulkId(raw))?;
            let name = found.and_then(|bulk| scenario_name(look, bulk.scenario));
            (name, BulkId(raw).to_string())
        }
        NoticeKind::HookPaused => {
            let hook = look.defs.hooks.get(&HookId(raw));
            (
                hook.map(|hook| hook.settings.name.clone()),
                HookId(raw).to_string(),
            )
        }
        // It was deleted with age: only that a run told something is known.
        NoticeKind::Announcement => (None, RunId(raw).to_string()),
        NoticeKind::BridgePaused => {
            let name = scenario_name(look, ScenarioId(raw));
            (name, ScenarioId(raw).to_string())
        }
        NoticeKind::TaskAssigned | NoticeKind::TaskDue => {
            let task = crm::get::<Task>(&mut look.space(), RecordId(raw))?;
            (task.map(|task| task.text), RecordId(raw).to_string())
        }
        NoticeKind::Mentioned => (dialog_name(look, &row.subject)?, MessageId(raw).to_string()),
        NoticeKind::DialogAssigned => (dialog_name(look, &row.subject)?, DialogId(raw).to_string()),
    })
}

/// Who the talk is with, when the person who asks may see it.
fn dialog_name(look: &mut Look, subject: &str) -> Result<Option<String>> {
    let Ok(id) = subject.parse::<DialogId>() else {
        return Ok(None);
    };
    Ok(dialogs::get(&mut look.space(), id)?.map(|dialog| dialog.name))
}

fn scenario_name(look: &Look, id: ScenarioId) -> Option<String> {
    let known = look.defs.scenarios.get(&id)?;
    Some(known.body.scenario.name.clone())
}

async fn unread(me: Can<Read>) -> Result<Json<Unread>> {
    let user = me.user().id;
    let count = me.read(move |space| notices::unread(space, user)).await?;
    Ok(Json(Unread { count }))
}

async fn read(me: Can<Read>, Body(ReadNow { ids, until }): Body<ReadNow>) -> Result<NoContent> {
    if ids.len() > MOST_READ {
        return Err(Problem::invalid("ids", format!("at most {MOST_READ} at a time")));
    }
    let user = me.user().id;
    me.write(move |work| {
        let space = &mut work.space();
        notices::read(space, user, &ids)?;
        if let Some(until) = until {
            notices::read_until(space, user, until)?;
        }
        let id = work.id();
        work.tell(Topic::Notification, id);
        Ok(())
    })
    .await?;
    Ok(NoContent)
}

async fn press(
    me: Can<Write>,
    At(id): At<AnnouncementId>,
    Body(PressNow { button }): Body<PressNow>,
) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.press_announcement(tx, by, id, button)))
        .await?;
    Ok(NoContent)
}

async fn choices(me: Can<Read>) -> Result<Json<Choices>> {
    let user = me.user().id;
    let muted = me.read(move |space| notices::muted(space, user)).await?;
    Ok(Json(Choices { muted }))
}

async fn choose(me: Can<Read>, Body(Choices { muted }): Body<Choices>) -> Result<Json<Choices>> {
    let user = me.user().id;
    let kept = me.write(move |work| {
        notices::mute(&mut work.space(), user, &muted)?;
        let id = work.id();
        work.tell(Topic::Notification, id);
        Ok(muted)
    });
    Ok(Json(Choices { muted: kept.await? }))
}
