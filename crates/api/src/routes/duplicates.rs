//! Records that may be one, merging them, and undoing it.

use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::views::RecordLink;
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::crm::{self, Group, MergeOrder};
use signalbox_model::event::MergedName;
use signalbox_model::record::Author;
use signalbox_model::{MergeId, Micros, RecordId, RecordKind, RecordRef};
use signalbox_store::crm::{Entry, duplicates, slot};
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    // Groups and merges tell of records that one may not see oneself.
    let telling_all = |routes: Routes| {
        routes
            .get(
                "/duplicates",
                "duplicate_list",
                "List groups of contacts or companies that share a phone, an e-mail or, of companies, a name or web address.",
                list,
            )
            .get("/merges", "merge_list", "List merges, newest first.", merges)
    };
    routes
        .chapter("Duplicates")
        .telling_all(telling_all)
        .get(
            "/duplicates/alike",
            "duplicate_alike",
            "List records that hold a phone or an e-mail already.",
            alike,
        )
        .post(
            "/duplicates/apart",
            "duplicate_apart",
            "Remember that records are not duplicates of each other.",
            apart,
        )
        .post(
            "/duplicates/together",
            "duplicate_together",
            "Forget that records are not duplicates of each other.",
            together,
        )
        .post(
            "/merges",
            "merge_create",
            "Merge contacts or companies into one, which keeps its id; the others' ids lead to it.",
            create,
        )
        .post(
            "/merges/{id}/undo",
            "merge_undo",
            "Undo a merge: the others are back with what was theirs.",
            undo,
        )
}

/// Which groups.
#[derive(Debug, Deserialize, JsonSchema)]
struct Groups {
    /// `contact` or `company`.
    kind: RecordKind,
    /// How many, 1 to 100; 20 when absent.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

/// A value that records share.
#[derive(Debug, Serialize, JsonSchema)]
struct SharedValue {
    /// `phone`, `email`, `name` or the key of a custom field.
    field: String,
    /// The value in the form in which it is compared.
    value: String,
}

impl From<Entry> for SharedValue {
    fn from(entry: Entry) -> Self {
        let field = match entry.field.as_str() {
            slot::PHONE => "phone".to_owned(),
            slot::EMAIL => "email".to_owned(),
            slot::NAME => "name".to_owned(),
            _ => entry.field,
        };
        Self {
            field,
            value: entry.folded,
        }
    }
}

/// Records that may be one.
#[derive(Debug, Serialize, JsonSchema)]
struct DuplicateGroup {
    /// Values that all of them share; the group is listed under the first.
    shared: Vec<SharedValue>,
    /// The records, oldest first; at most 50.
    records: Vec<RecordLink>,
    /// How many records hold the first value in all.
    count: i64,
}

/// The first shared value of a group, as a cursor.
fn place(entry: &Entry) -> String {
    format!("{}.{}", entry.field, entry.folded)
}

fn entry(cursor: &str) -> Result<Entry> {
    let parts = cursor.split_once('.');
    let (field, folded) = parts
        .ok_or_else(|| Problem::invalid("cursor", "is no cursor of ours: take `next` of the page before"))?;
    Ok(Entry::new(field, folded.to_owned()))
}

fn groups(look: &mut Look, kind: RecordKind, found: Vec<Group>) -> Result<Vec<DuplicateGroup>> {
    let all = found.iter().flat_map(|group| &group.records);
    let titles = look.titles(all.map(|id| RecordRef { kind, id: *id }))?;
    let view = |group: Group| DuplicateGroup {
        shared: group.shared.into_iter().map(SharedValue::from).collect(),
        records: group
            .records
            .into_iter()
            .map(|id| titles.link(RecordRef { kind, id }))
            .collect(),
        count: group.count,
    };
    Ok(found.into_iter().map(view).collect())
}

async fn list(me: Can<Read>, Query(wanted): Query<Groups>) -> Result<Json<Page<DuplicateGroup>>> {
    let Groups { kind, limit, cursor } = wanted;
    let after = cursor.as_deref().map(entry).transpose()?;
    let limit = usize::from(limit.unwrap_or(20).clamp(1, 100));
    let page = me.look(move |look| {
        let defs = look.defs.clone();
        let (found, next) = crm::duplicate_groups(&mut look.space(), &defs.schema, kind, after, limit)?;
        Ok(Page {
            items: groups(look, kind, found)?,
            next: next.as_ref().map(place),
        })
    });
    Ok(Json(page.await?))
}

/// What a new record would hold.
#[derive(Debug, Deserialize, JsonSchema)]
struct Alike {
    /// `contact` or `company`.
    kind: RecordKind,
    /// A phone.
    phone: Option<String>,
    /// An e-mail.
    email: Option<String>,
    /// The record itself, which is left out.
    except: Option<RecordId>,
}

async fn alike(me: Can<Read>, Query(wanted): Query<Alike>) -> Result<Json<Page<RecordLink>>> {
    let found = me.look(move |look| {
        let given = |text: Option<String>| text.into_iter().filter(|text| !text.trim().is_empty()).collect();
        let language = look.defs.settings.language.clone();
        let (phones, emails): (Vec<String>, Vec<String>) = (given(wanted.phone), given(wanted.email));
        let mut ids = crm::alike(&mut look.space(), &language, wanted.kind, &phones, &emails)?;
        ids.retain(|id| Some(*id) != wanted.except);
        let record = |id| RecordRef {
            kind: wanted.kind,
            id,
        };
        let titles = look.titles(ids.iter().copied().map(record))?;
        Ok(ids.into_iter().map(|id| titles.link(record(id))).collect())
    });
    Ok(Json(Page::whole(found.await?)))
}

/// Records of one kind.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Several {
    /// `contact` or `company`.
    kind: RecordKind,
    /// The records, 2 to 50.
    #[schemars(length(min = 2, max = 50))]
    records: Vec<RecordId>,
}

impl Several {
    /// Every pair, once.
    fn pairs(&self) -> Result<Vec<(RecordId, RecordId)>> {
        if !(2..=50).contains(&self.records.len()) {
            return Err(Problem::invalid("records", "name 2 to 50 records"));
        }
        if !matches!(self.kind, RecordKind::Contact | RecordKind::Company) {
            return Err(Problem::invalid("kind", "this is said of contacts and companies"));
        }
        let rest = |place: usize| self.records[place + 1..].iter().copied();
        let pairs = self.records.iter().enumerate();
        Ok(pairs
            .flat_map(|(place, one)| rest(place).map(move |other| (*one, other)))
            .filter(|(one, other)| one != other)
            .collect())
    }
}

async fn apart(me: Can<Write>, Body(several): Body<Several>) -> Result<NoContent> {
    me.write(move |work| {
        for (one, other) in several.pairs()? {
            duplicates::keep_apart(&mut work.space(), several.kind, one, other)?;
        }
        Ok(())
    })
    .await?;
    Ok(NoContent)
}

async fn together(me: Can<Write>, Body(several): Body<Several>) -> Result<NoContent> {
    me.write(move |work| {
        for (one, other) in several.pairs()? {
            duplicates::forget_apart(&mut work.space(), several.kind, one, other)?;
        }
        Ok(())
    })
    .await?;
    Ok(NoContent)
}

/// A merge that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MergeNew {
    /// `contact` or `company`.
    kind: RecordKind,
    /// The record that stays.
    into: RecordId,
    /// The others, 1 to 9.
    #[schemars(length(min = 1, max = 9))]
    others: Vec<RecordId>,
    /// Whose value a field gets: `name`, `responsible`, or `fields.KEY` for a custom one. Lists are joined; without a
    /// choice the value is that of the record that stays, else the first that is there.
    #[serde(default)]
    take: BTreeMap<String, RecordId>,
}

/// A merge.
#[derive(Debug, Serialize, JsonSchema)]
struct MergeView {
    /// Its id.
    id: MergeId,
    /// The record that stayed.
    record: RecordLink,
    /// The others, with their names then.
    others: Vec<MergedName>,
    /// Who merged.
    author: Author,
    /// When.
    at: Micros,
    /// When it was undone.
    undone_at: Option<Micros>,
}

fn views(look: &mut Look, all: Vec<crm::Merge>) -> Result<Vec<MergeView>> {
    let titles = look.titles(all.iter().map(|merge| merge.record))?;
    let view = |merge: crm::Merge| MergeView {
        id: merge.id,
        record: titles.link(merge.record),
        others: merge.others,
        author: merge.author,
        at: merge.at,
        undone_at: merge.undone_at,
    };
    Ok(all.into_iter().map(view).collect())
}

/// Which merges.
#[derive(Debug, Deserialize, JsonSchema)]
struct Merges {
    /// `contact` or `company`.
    kind: RecordKind,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

async fn merges(me: Can<Read>, Query(wanted): Query<Merges>) -> Result<Json<Page<MergeView>>> {
    let paging = Paging {
        limit: wanted.limit,
        cursor: wanted.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let page = me.look(move |look| {
        let found = crm::merges(&mut look.space(), wanted.kind, before, limit)?;
        Ok(Page::new(views(look, found)?, limit, |merge| {
            merge.id.to_string()
        }))
    });
    Ok(Json(page.await?))
}

async fn create(me: Can<Write>, Body(new): Body<MergeNew>) -> Result<Created<MergeView>> {
    let made = me.write(move |work| {
        let order = MergeOrder {
            kind: new.kind,
            into: new.into,
            others: new.others,
            take: new.take,
        };
        let merge = work.change(|space, ctx| crm::merge(space, ctx, &order))?;
        one(&mut work.look()?, merge)
    });
    Ok(Created(made.await?))
}

async fn undo(me: Can<Write>, At(id): At<MergeId>) -> Result<Json<MergeView>> {
    let undone = me.write(move |work| {
        let merge = work.change(|space, ctx| crm::unmerge(space, ctx, id))?;
        one(&mut work.look()?, merge)
    });
    Ok(Json(undone.await?))
}

fn one(look: &mut Look, merge: crm::Merge) -> Result<MergeView> {
    let view = views(look, vec![merge])?.pop();
    view.ok_or_else(|| Problem::not_found("merge"))
}
