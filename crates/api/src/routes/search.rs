//! Finding records of every kind, and their tags.

use crate::can::{Can, Manage, Read};
use crate::doc::{NoContent, Routes};
use crate::extract::{Body, Page, Query};
use crate::problem::{Problem, Result};
use crate::views::Titled;
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::record::{Company, Contact, Lead, Task};
use signalbox_model::tag::TagColor;
use signalbox_model::{RecordId, RecordKind};
use signalbox_store::crm::{self, Filter, Record, tags};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Search")
        .get(
            "/search",
            "search_show",
            "Find records of every kind by the beginning of any value, or by four digits of a phone in a row.",
            search,
        )
        .get(
            "/tags",
            "tag_list",
            "List the tags of a kind of record with how many have them.",
            list_tags,
        )
        .get(
            "/tags/colors",
            "tag_color_list",
            "List the tags of a kind of record that have a colour.",
            list_colors,
        )
        .put(
            "/tags/colors",
            "tag_color_update",
            "Give a tag a colour, or take it.",
            paint,
        )
}

/// So many records of each kind are shown.
const OF_EACH_KIND: usize = 5;

/// What is looked for.
#[derive(Debug, Deserialize, JsonSchema)]
struct Asked {
    /// Beginnings of names, phones, e-mails or field values; of a phone also digits from its middle or end, four or more.
    q: String,
}

/// A record that was found.
#[derive(Debug, Serialize, JsonSchema)]
struct SearchHit {
    /// Its kind.
    kind: RecordKind,
    /// Its id.
    id: RecordId,
    /// Its name.
    title: String,
    /// What tells it from others of the name: a phone, an e-mail, an amount.
    subtitle: Option<String>,
}

/// Which kind of record.
#[derive(Debug, Deserialize, JsonSchema)]
struct OfKind {
    /// The kind.
    record: RecordKind,
}

/// A tag.
#[derive(Debug, Serialize, JsonSchema)]
struct TagCount {
    /// The tag.
    name: String,
    /// How many records have it.
    count: i64,
    /// Its colour; grey when absent.
    color: Option<TagColor>,
}

/// A tag with a colour.
#[derive(Debug, Serialize, JsonSchema)]
struct ColoredTag {
    /// The tag.
    name: String,
    /// Its colour.
    color: TagColor,
}

/// The colour of a tag.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TagPaint {
    /// The kind of record.
    kind: RecordKind,
    /// The tag.
    tag: String,
    /// The colour; `null` for grey.
    color: Option<TagColor>,
}

async fn search(me: Can<Read>, Query(Asked { q }): Query<Asked>) -> Result<Json<Page<SearchHit>>> {
    let found = me.look(move |look| {
        let mut hits = Vec::new();
        if q.trim().is_empty() {
            return Ok(hits);
        }
        hits.extend(hits_of::<Lead>(look, &q, |lead| lead.sale.as_ref().map(money))?);
        hits.extend(hits_of::<Contact>(look, &q, |contact| {
            first(&contact.phones, &contact.emails)
        })?);
        hits.extend(hits_of::<Company>(look, &q, |company| {
            first(&company.phones, &company.emails)
        })?);
        hits.extend(hits_of::<Task>(look, &q, |_| None)?);
        Ok(hits)
    });
    Ok(Json(Page::whole(found.await?)))
}

fn hits_of<R: Record + Titled>(
    look: &mut Look,
    query: &str,
    subtitle: impl Fn(&R) -> Option<String>,
) -> Result<Vec<SearchHit>> {
    let filter = Filter {
        query: Some(query),
        limit: OF_EACH_KIND,
        ..Filter::default()
    };
    let found = crm::list::<R>(&mut look.space(), &filter)?;
    let hit = |record: &R| SearchHit {
        kind: R::KIND,
        id: record.id(),
        title: record.title().to_owned(),
        subtitle: subtitle(record),
    };
    Ok(found.iter().map(hit).collect())
}

fn first(phones: &[String], emails: &[String]) -> Option<String> {
    phones.first().or(emails.first()).cloned()
}

fn money(money: &signalbox_model::record::Money) -> String {
    let (sign, minor) = (if money.minor < 0 { "-" } else { "" }, money.minor.unsigned_abs());
    format!("{sign}{}.{:02} {}", minor / 100, minor % 100, money.currency)
}

async fn list_tags(me: Can<Read>, Query(OfKind { record }): Query<OfKind>) -> Result<Json<Page<TagCount>>> {
    let found = me.read(move |space| tags::counts(space, record)).await?;
    Ok(Json(Page::whole(
        found
            .into_iter()
            .map(|tag| TagCount {
                name: tag.name,
                count: tag.count,
                color: tag.color,
            })
            .collect(),
    )))
}

async fn list_colors(
    me: Can<Read>,
    Query(OfKind { record }): Query<OfKind>,
) -> Result<Json<Page<ColoredTag>>> {
    let found = me.read(move |space| tags::colors(space, record)).await?;
    let colored = found.into_iter().map(|(name, color)| ColoredTag { name, color });
    Ok(Json(Page::whole(colored.collect())))
}

async fn paint(me: Can<Manage>, Body(TagPaint { kind, tag, color }): Body<TagPaint>) -> Result<NoContent> {
    let painted = me.write(move |work| Ok(tags::set_color(&mut work.space(), kind, &tag, color)?));
    match painted.await? {
        true => Ok(NoContent),
        false => Err(Problem::not_found("tag")),
    }
}
