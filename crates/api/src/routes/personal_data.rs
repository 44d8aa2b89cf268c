//! Personal data: everything about one person as a file, erasing a person, and emptying the workspace.

use super::backups::owners_only;
use super::records;
use crate::can::{Can, People};
use crate::doc::{Created, Routes};
use crate::download::Download;
use crate::extract::{At, Body, Page};
use crate::problem::{Code, Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use signalbox_engine::Done;
use signalbox_engine::crm::{self, EraseOrder};
use signalbox_model::record::{Company, Contact, Lead, Note, Task};
use signalbox_model::{ErasureId, Micros, RecordId, RecordKind, UserId};
use signalbox_store::audit::{self, Deed, Kind};
use signalbox_store::crm::{Filter, Record, get, links, list, notes};
use signalbox_store::erasure::{self, Erasure, Tally, Traces};
use signalbox_store::{Space, StoreError, workspaces};
use std::sync::Arc;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Personal data")
        .get(
            "/contacts/{id}/personal-data",
            "personal_data_export",
            "Load everything that is known of a person as JSON Lines: records, conversations, history.",
            export,
        )
        .post(
            "/contacts/{id}/erase",
            "personal_data_erase",
            "Erase a person everywhere: at once what is theirs, then what history tells of them.",
            erase,
        )
        .get(
            "/erasures",
            "erasure_list",
            "List erasures, newest first, with how far they have come.",
            erasures,
        )
        .post(
            "/workspace/empty",
            "workspace_empty",
            "Delete all records, conversations and history; owners only. What was set up stays.",
            empty,
        )
}

/// How a person is erased.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EraseBody {
    /// The contact's name, typed to be sure.
    name: String,
    /// What becomes of the leads that no other contact has.
    #[serde(default)]
    leads: Leads,
}

/// What becomes of a person's leads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "EraseLeads")]
enum Leads {
    /// They stay, without what names the person.
    #[default]
    Keep,
    /// They are deleted.
    Delete,
}

/// How the workspace is emptied.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EmptyBody {
    /// The workspace's name, typed to be sure.
    name: String,
}

/// An erasure.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Erasure")]
struct ErasureView {
    /// Its id.
    id: ErasureId,
    /// The contact that was; absent when the whole workspace was emptied.
    contact_id: Option<RecordId>,
    /// Who began it.
    user_id: Option<UserId>,
    /// When it was begun.
    at: Micros,
    /// When it was done; until then it goes on by itself.
    finished_at: Option<Micros>,
    /// What was found so far.
    found: Tally,
}

impl From<Erasure> for ErasureView {
    fn from(one: Erasure) -> Self {
        Self {
            id: one.id,
            contact_id: one.contact,
            user_id: one.user,
            at: one.at,
            finished_at: one.finished_at,
            found: one.tally,
        }
    }
}

async fn erasures(me: Can<People>) -> Result<Json<Page<ErasureView>>> {
    let found = me.read(erasure::list).await?;
    Ok(Json(Page::whole(
        found.into_iter().map(ErasureView::from).collect(),
    )))
}

/// Refuses an order whose typed name is another.
fn typed(given: &str, name: &str) -> Result<()> {
    if given.trim() == name.trim() {
        return Ok(());
    }
    let say = format!("is not the name: type `{}` as it stands", name.trim());
    Err(Problem::invalid("name", say))
}

/// The work that an erasure leaves to be done.
fn begun() -> Done {
    Done {
        erasures: true,
        ..Done::default()
    }
}

async fn erase(
    me: Can<People>,
    At(id): At<RecordId>,
    Body(order): Body<EraseBody>,
) -> Result<Created<ErasureView>> {
    let by = me.user().id;
    let made = me.write(move |work| {
        let contact: Contact = records::one(&mut work.space(), id)?;
        typed(&order.name, &contact.name)?;
        let order = EraseOrder {
            contact: contact.id,
            with_leads: order.leads == Leads::Delete,
            by: Some(by),
        };
        let erasure = work.change(|space, ctx| crm::erase(space, ctx, order))?;
        // The log must not name who was erased.
        noted(&mut work.space(), Deed::Deleted, contact.id)?;
        work.then(begun());
        Ok(ErasureView::from(erasure))
    });
    Ok(Created(made.await?))
}

fn noted(space: &mut Space, deed: Deed, contact: RecordId) -> Result<()> {
    let what = "contact";
    Ok(audit::noted(
        space,
        Kind::PersonalData,
        deed,
        &contact.to_string(),
        what,
    )?)
}

async fn empty(me: Can<People>, Body(order): Body<EmptyBody>) -> Result<Created<ErasureView>> {
    owners_only(&me)?;
    let (workspace, by) = (me.workspace(), me.user().id);
    let made = me.write(move |work| {
        let settings =
            workspaces::get(work.tx(), workspace)?.ok_or_else(|| Problem::not_found("workspace"))?;
        typed(&order.name, &settings.name)?;
        if erasure::is_emptying(&mut work.space())? {
            return Err(Problem::new(
                Code::Conflict,
                "the workspace is being emptied already",
            ));
        }
        let erasure = work.change(|space, ctx| crm::empty_workspace(space, ctx, Some(by)))?;
        let space = &mut work.space();
        audit::noted(space, Kind::Workspace, Deed::Deleted, &settings.name, "contents")?;
        work.then(begun());
        Ok(ErasureView::from(erasure))
    });
    Ok(Created(made.await?))
}

/// Lines of one page.
const PAGE: i64 = 200;

/// Where the file stands.
#[derive(Debug, Clone, Copy)]
enum Part {
    Records,
    Messages(i64),
    /// The place of a table of history, and the id after which it goes on.
    History(usize, i64),
}

async fn export(me: Can<People>, At(id): At<RecordId>) -> Result<Download> {
    let found = me.write(move |work| {
        let space = &mut work.space();
        let contact: Contact = records::one(space, id)?;
        noted(space, Deed::Created, contact.id)?;
        let traces = crm::traces(space, &contact)?;
        Ok((contact, traces))
    });
    let found = found.await?;
    let asked = Arc::new((me, found));
    let name = format!("person-{id}.jsonl");
    let media = "application/jsonl; charset=utf-8";
    Ok(Download::of_pages(
        name,
        media,
        Some(Part::Records),
        move |part| {
            let asked = asked.clone();
            async move {
                let Some(part) = part else { return Ok(None) };
                let (me, (contact, traces)) = &*asked;
                let (contact, traces) = (contact.clone(), traces.clone());
                let read = me.read(move |space| page(space, &contact, &traces, part));
                let (lines, next) = read.await?;
                let text = lines.iter().map(|line| format!("{line}\n")).collect();
                Ok(Some((text, next)))
            }
        },
    ))
}

type Lines = (Vec<Value>, Option<Part>);

/// The lines of a part, and the next part.
fn page(
    space: &mut Space,
    contact: &Contact,
    traces: &Traces,
    part: Part,
) -> std::result::Result<Lines, StoreError> {
    Ok(match part {
        Part::Records => (records_of(space, contact)?, Some(Part::Messages(0))),
        Part::Messages(after) => {
            let found = erasure::messages_of(space, contact.id, after, PAGE)?;
            let next = match found.last() {
                Some((last, _)) => Part::Messages(*last),
                None => Part::History(0, 0),
            };
            (found.into_iter().map(|(_, line)| line).collect(), Some(next))
        }
        Part::History(table, after) => match erasure::told(space, traces, table, after)? {
            None => (Vec::new(), None),
            Some((lines, Some(last))) => (lines, Some(Part::History(table, last))),
            Some((lines, None)) => (lines, Some(Part::History(table + 1, 0))),
        },
    })
}

/// The contact and what hangs on it.
fn records_of(space: &mut Space, contact: &Contact) -> std::result::Result<Vec<Value>, StoreError> {
    let mut lines = vec![line("contact", contact)?];
    for known in erasure::known_as(space, contact.id)? {
        let (id, username, name) = (known.external, known.username, known.name);
        lines.push(json!({"what": "address", "id": id, "username": username, "name": name}));
    }
    lines.extend(erasure::clicks_of(space, contact.id)?);
    hanging(space, contact, &mut lines)?;
    for company in links::of(space, contact.reference(), RecordKind::Company)? {
        if let Some(company) = get::<Company>(space, company.id)? {
            lines.push(line("company", &company)?);
        }
    }
    for lead in links::of(space, contact.reference(), RecordKind::Lead)? {
        if let Some(lead) = get::<Lead>(space, lead.id)? {
            lines.push(line("lead", &lead)?);
            hanging(space, &lead, &mut lines)?;
        }
    }
    Ok(lines)
}

/// Notes and tasks of a record.
fn hanging<R: Record>(
    space: &mut Space,
    record: &R,
    lines: &mut Vec<Value>,
) -> std::result::Result<(), StoreError> {
    let mut before = None;
    loop {
        let page: Vec<Note> = notes::list(space, record.id(), before, 500)?;
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        for note in &page {
            lines.push(line("note", note)?);
        }
    }
    let mut filter = Filter {
        record: Some(record.reference()),
        limit: 500,
        ..Filter::default()
    };
    loop {
        let page: Vec<Task> = list(space, &filter)?;
        let Some(last) = page.last() else { return Ok(()) };
        filter.before = Some(last.id);
        for task in &page {
            lines.push(line("task", task)?);
        }
    }
}

fn line<T: Serialize>(what: &str, record: &T) -> std::result::Result<Value, StoreError> {
    let mut line = serde_json::to_value(record)?;
    if let Value::Object(fields) = &mut line {
        fields.insert("what".into(), what.into());
    }
    Ok(line)
}
