//! What lists of leads, contacts, companies and tasks have in common.

use crate::doc::{Input, Sketch};
use crate::extract::{Page, Paging};
use crate::problem::{Problem, Result};
use crate::views::Titled;
use crate::work::{Look, Work};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::crm as rules;
use signalbox_engine::{Definitions, Done};
use signalbox_model::record::Money;
use signalbox_model::start::{RecordFilter, TaskFilter};
use signalbox_model::{RecordId, RecordKind, RecordRef, Scalar, UserId};
use signalbox_store::Space;
use signalbox_store::crm::{self, Filter, Record, links};
use std::collections::BTreeMap;

/// Which records a list shows. Besides these, `field.KEY=value` keeps records whose field holds a value; several must
/// all fit.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct RecordFilters {
    /// Beginnings of names, phones, e-mails or field values; several words must all fit.
    query: Option<String>,
    /// Leads of this pipeline: id or key.
    pipeline: Option<String>,
    /// Leads on this stage: id or key.
    stage: Option<String>,
    /// The responsible user: an id, `me` or `nobody`.
    responsible: Option<String>,
    /// With this tag; with all of several, separated by commas.
    tag: Option<String>,
    /// `1`: only leads that are neither won nor lost, only tasks that are not done.
    open: Option<String>,
    /// Made on this day or later, or from this moment on.
    created_from: Option<String>,
    /// Made on this day or earlier, or before this moment.
    created_to: Option<String>,
    /// By the open tasks on the record: `none`, `some` or `overdue`.
    task: Option<TaskFilter>,
    /// Tasks on this kind of record, together with `record_id`.
    record_kind: Option<RecordKind>,
    /// Tasks on this record.
    record_id: Option<RecordId>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

/// The query of a list of records.
#[derive(Debug)]
pub(super) struct RecordQuery {
    all: BTreeMap<String, String>,
}

impl<S: Send + Sync> FromRequestParts<S> for RecordQuery {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(all)) => Ok(Self { all }),
            Err(rejection) => Err(Problem::invalid("query", rejection.body_text())),
        }
    }
}

impl Input for RecordQuery {
    fn describe(sketch: &mut Sketch) {
        sketch.query::<RecordFilters>();
    }
}

impl RecordQuery {
    fn text(&self, name: &str) -> Option<&str> {
        self.all
            .get(name)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    fn read<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>>
    where
        T::Err: std::fmt::Display,
    {
        let wrong = |error: T::Err| Problem::invalid(name, error.to_string());
        self.text(name).map(str::parse).transpose().map_err(wrong)
    }

    fn paging(&self) -> Result<Paging> {
        Ok(Paging {
            limit: self.read("limit")?,
            cursor: self.text("cursor").map(str::to_owned),
        })
    }

    /// The filter as a document: what bulk runs keep.
    pub fn document(&self, kind: RecordKind, me: UserId) -> Result<RecordFilter> {
        let text = |name: &str| self.text(name).map(Scalar::from);
        let mut fields = BTreeMap::new();
        for (name, value) in &self.all {
            let Some(key) = name.strip_prefix("field.") else {
                continue;
            };
            let wrong = |error: signalbox_model::KeyError| Problem::invalid(name.as_str(), error.to_string());
            fields.insert(key.parse().map_err(wrong)?, Scalar::from(value.as_str()));
        }
        let tags = self.text("tag").into_iter().flat_map(|tags| tags.split(','));
        Ok(RecordFilter {
            pipeline: self.read("pipeline")?,
            stage: self.read("stage")?,
            tags: tags
                .map(str::trim)
                .filter(|tag| !tag.is_empty())
                .map(Scalar::from)
                .collect(),
            responsible: match self.text("responsible") {
                Some("me") => Some(Scalar::from(me.to_string().as_str())),
                _ => text("responsible"),
            },
            open: self
                .text("open")
                .is_some_and(|text| text == "1" || text == "true"),
            query: text("query"),
            fields,
            created_from: text("created_from"),
            created_to: text("created_to"),
            task: self.task()?,
            ..RecordFilter::of(kind)
        })
    }

    fn task(&self) -> Result<Option<TaskFilter>> {
        Ok(match self.text("task") {
            None => None,
            Some("none") => Some(TaskFilter::None),
            Some("some") => Some(TaskFilter::Some),
            Some("overdue") => Some(TaskFilter::Overdue),
            Some(other) => {
                let message = format!("`{other}` is none of `none`, `some` and `overdue`");
                return Err(Problem::invalid("task", message));
            }
        })
    }

    fn record(&self) -> Result<Option<RecordRef>> {
        match (self.read("record_kind")?, self.read("record_id")?) {
            (Some(kind), Some(id)) => Ok(Some(RecordRef { kind, id })),
            (None, None) => Ok(None),
            _ => Err(Problem::invalid(
                "record_kind",
                "give `record_kind` and `record_id` together",
            )),
        }
    }

    /// Hands on the filter, with how many rows are wanted.
    pub fn with_filter<T>(
        &self,
        look: &mut Look,
        kind: RecordKind,
        me: UserId,
        then: impl FnOnce(&mut Look, Filter) -> Result<T>,
    ) -> Result<T> {
        let (defs, now) = (look.defs.clone(), look.now);
        let document = self.document(kind, me)?;
        let filter = Filter {
            record: self.record()?,
            limit: usize::try_from(self.paging()?.limit()).unwrap_or(50),
            ..rules::resolve(defs.crm(), &document, now)?
        };
        then(look, filter)
    }

    /// A page of records.
    pub fn page<R: Record>(&self, look: &mut Look, me: UserId) -> Result<Page<R>> {
        let before = self.paging()?.before()?;
        self.with_filter(look, R::KIND, me, |look, filter| {
            let limit = i64::try_from(filter.limit).unwrap_or(50);
            let filter = Filter { before, ..filter };
            let found = crm::list::<R>(&mut look.space(), &filter)?;
            Ok(Page::new(found, limit, |record| record.id().to_string()))
        })
    }

    /// The texts that begin so, by what follows: `sort.STAGE`.
    pub fn named<'q>(&'q self, prefix: &str) -> impl Iterator<Item = (&'q str, &'q str)> {
        let of =
            move |(name, value): (&'q String, &'q String)| Some((name.strip_prefix(prefix)?, value.as_str()));
        self.all.iter().filter_map(of).collect::<Vec<_>>().into_iter()
    }

    /// How many rows are asked for.
    pub fn limit(&self) -> Result<Option<u16>> {
        let limit: Option<u16> = self.read("limit")?;
        Ok(limit.map(|limit| limit.clamp(1, 500)))
    }

    /// Where the last page ended.
    pub fn cursor(&self) -> Option<&str> {
        self.text("cursor")
    }
}

impl From<BTreeMap<String, String>> for RecordQuery {
    fn from(all: BTreeMap<String, String>) -> Self {
        Self { all }
    }
}

/// A pipeline by id or key.
pub(super) fn pipeline(defs: &Definitions, text: &str) -> Result<signalbox_model::PipelineId> {
    let by_id = text.parse().ok().and_then(|id| defs.schema.pipeline(id));
    let found = by_id.or_else(|| defs.schema.pipeline_named(text));
    found
        .map(|found| found.id)
        .ok_or_else(|| Problem::invalid("pipeline", format!("there is no pipeline `{text}`")))
}

/// A stage by id or key, in a pipeline when one is given.
pub(super) fn stage(
    defs: &Definitions,
    home: Option<signalbox_model::PipelineId>,
    text: &str,
) -> Result<signalbox_model::StageId> {
    let by_id = text.parse().ok().and_then(|id| defs.schema.stage(id));
    let found = by_id.or_else(|| defs.schema.stage_named(home, text));
    found
        .map(|(_, found)| found.id)
        .ok_or_else(|| Problem::invalid("stage", format!("there is no stage `{text}`")))
}

/// An amount as people send it: `{minor, currency}`, or major units as text or number in the workspace's currency.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Amount {
    /// Whole minor units.
    Money(Money),
    /// `"12.50"`.
    Text(String),
    /// `12.5`.
    Number(serde_json::Number),
}

impl Amount {
    /// The amount in minor units.
    pub fn money(&self, currency: &str) -> Result<Money> {
        let text = match self {
            Self::Money(money) => return Ok(money.clone()),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        };
        let minor = minor_units(&text);
        let minor = minor.ok_or_else(|| {
            Problem::invalid("sale", format!("`{text}` is no amount: write it like 1250.50"))
        })?;
        Ok(Money {
            minor,
            currency: currency.to_owned(),
        })
    }
}

/// Minor units of a decimal with at most two digits after the point.
fn minor_units(text: &str) -> Option<i64> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .replace(',', ".");
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or((1, text.as_str()), |rest| (-1, rest));
    let (major, minor) = digits.split_once('.').unwrap_or((digits, ""));
    let minor = minor.trim_end_matches('0');
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if major.is_empty() || minor.len() > 2 || !plain(major) || !plain(minor) {
        return None;
    }
    let minor: i64 = format!("{minor:0<2}").parse().ok()?;
    major
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(minor)?
        .checked_mul(sign)
}

/// A linked record.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct LinkedRecord {
    /// Its id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
}

/// A linked contact.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct LinkedContact {
    /// Its id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Whether it is the main one.
    pub main: bool,
}

/// The records of a kind that are linked to a record, with their names; the main one first.
pub(super) fn linked<R: Record + Titled>(space: &mut Space, record: RecordRef) -> Result<Vec<LinkedContact>> {
    let links = links::of(space, record, R::KIND)?;
    let ids: Vec<RecordId> = links.iter().map(|link| link.id).collect();
    let found = crm::get_many::<R>(space, &ids)?;
    let name = |id: RecordId| {
        found
            .iter()
            .find(|known| known.id() == id)
            .map(|known| known.title().to_owned())
    };
    Ok(links
        .iter()
        .filter_map(|link| {
            Some(LinkedContact {
                id: link.id,
                name: name(link.id)?,
                main: link.main,
            })
        })
        .collect())
}

/// The same without the mark of the main one.
pub(super) fn linked_plain<R: Record + Titled>(
    space: &mut Space,
    record: RecordRef,
) -> Result<Vec<LinkedRecord>> {
    Ok(linked::<R>(space, record)?
        .into_iter()
        .map(|LinkedContact { id, name, .. }| LinkedRecord { id, name })
        .collect())
}

/// One record, or 404. The id of a merged one gives the record it was merged into.
pub(super) fn one<R: Record>(space: &mut Space, id: RecordId) -> Result<R> {
    if let Some(record) = crm::get::<R>(space, id)? {
        return Ok(record);
    }
    let now = crm::current(space, RecordRef { kind: R::KIND, id })?;
    let found = match now {
        Some(now) => crm::get::<R>(space, now.id)?,
        None => None,
    };
    found.ok_or_else(|| Problem::not_found(R::KIND.as_str()))
}

/// Deletes a record.
pub(super) fn delete(work: &mut Work, kind: RecordKind, id: RecordId) -> Result<()> {
    work.change(|space, ctx| rules::delete(space, ctx, RecordRef { kind, id }))
}

/// Adds what the engine left to do, and gives the value back.
pub(super) fn then<T>(work: &mut Work, (value, done): (T, Done)) -> T {
    work.then(done);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_in_major_units() {
        let table = [
            ("12.50", Some(1250)),
            ("12,5", Some(1250)),
            ("12", Some(1200)),
            ("1 000 000.01", Some(100_000_001)),
            ("-3.10", Some(-310)),
            ("0", Some(0)),
            ("12.500", Some(1250)),
            ("12.501", None),
            ("", None),
            ("-", None),
            (".5", None),
            ("1e3", None),
            ("12.5.5", None),
            ("1٢", None),
            ("99999999999999999999", None),
            ("92233720368547758.08", None),
        ];
        for (text, expected) in table {
            assert_eq!(minor_units(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in -1_000_000_000_000_i64..1_000_000_000_000) {
            let text = format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100);
            prop_assert_eq!(minor_units(&text), Some(minor));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            minor_units(&text);
        }
    }
}
