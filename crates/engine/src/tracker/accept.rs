//! A postback on its way in: judged, stored, and what waits for it started, in one transaction (C-12, Z-63…Z-73).

use super::read::{Report, read};
use super::request::parameters;
use super::{REPEAT_SECS, WAIT_SECS};
use crate::chat::internal::{Cause, facts};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::remote::Sent;
use crate::scenarios::By;
use crate::vars::Vars;
use crate::work::Work;
use serde_json::{Map, Value, json};
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::record::Author;
use signalbox_model::tracker::PostbackVerdict;
use signalbox_model::{ConversionId, DialogId, EventId, Key, Micros, PostbackCallId, RecordKind, RecordRef};
use signalbox_store::tracker::{calls, clicks, conversions, postbacks};
use signalbox_store::{Tx, events};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// The longest text of a postback that is kept, characters.
const MOST_REQUEST: usize = 4096;

/// A postback as it was received.
#[derive(Debug, Clone)]
pub struct PostbackCall {
    /// `GET` or `POST`.
    pub method: String,
    /// Query and body; the secret address is not in it.
    pub request: String,
}

/// What the partner hears, and what is left to be done.
#[derive(Debug)]
pub struct PostbackAnswer {
    /// What became of it.
    pub verdict: PostbackVerdict,
    /// Why, and what of it was left out.
    pub reason: Option<String>,
    /// Whether it says nothing that could ever be used: only then the partner hears that it is at fault.
    pub is_nonsense: bool,
    /// What is to be done after the commit.
    pub done: Done,
}

/// What became of a report.
struct Outcome {
    verdict: PostbackVerdict,
    reason: Option<String>,
    code: String,
    event: String,
    conversion: Option<ConversionId>,
    dialog: Option<DialogId>,
}

impl Outcome {
    fn of(verdict: PostbackVerdict, reason: impl Into<String>, code: String, event: String) -> Self {
        Self {
            verdict,
            reason: Some(reason.into()),
            code,
            event,
            conversion: None,
            dialog: None,
        }
    }
}

impl Engine {
    /// Takes a postback. It is in the log whatever becomes of it; when this is committed the partner may hear its answer.
    ///
    /// # Errors
    /// When the store fails: nothing was done then, and nothing is in the log.
    pub fn take_postback(
        &self,
        tx: &mut Tx,
        now: Micros,
        postback: &postbacks::Stored,
        call: PostbackCall,
    ) -> Result<PostbackAnswer> {
        let mut work = self.work(tx, now, postback.workspace)?;
        let request: String = call.request.chars().take(MOST_REQUEST).collect();
        let outcome = work.judge_postback(postback, &request)?;
        let event_is_empty = outcome.event.is_empty();
        let row = calls::Stored {
            id: PostbackCallId(work.next_id()),
            postback: postback.id,
            verdict: outcome.verdict,
            reason: outcome.reason.clone(),
            code: outcome.code,
            event: outcome.event,
            conversion: outcome.conversion,
            dialog: outcome.dialog,
            method: call.method,
            request,
        };
        calls::insert(&mut work.space(), &row)?;
        work.live(Topic::Postback, row.id.0);
        Ok(PostbackAnswer {
            verdict: outcome.verdict,
            reason: outcome.reason,
            is_nonsense: outcome.verdict == PostbackVerdict::Refused && event_is_empty,
            done: work.done,
        })
    }

    /// Judges a postback again that is in the log, as it would be judged now; its row tells the new verdict.
    pub fn replay_postback(&self, tx: &mut Tx, by: &By, id: PostbackCallId) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let row = calls::get(&mut work.space(), id)?;
        let row = row.ok_or_else(|| EngineError::NotFound("postback with this id".into()))?;
        if row.verdict == PostbackVerdict::Taken {
            let say = "this postback was taken already: once more it would count twice";
            return Err(EngineError::Conflict(say.into()));
        }
        let address = postbacks::get(&mut work.space(), row.postback)?;
        let address =
            address.ok_or_else(|| EngineError::NotFound("address of this postback any more".into()))?;
        work.judge_again(&address, row)?;
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    /// Judges the postbacks that wait for a click id which has just come, in the order in which they came.
    pub(super) fn match_waiting(&mut self, code: &str) -> Result<()> {
        let since = self.now.plus_secs(-WAIT_SECS);
        for row in calls::waiting(&mut self.space(), code, since)? {
            if let Some(address) = postbacks::get(&mut self.space(), row.postback)? {
                self.judge_again(&address, row)?;
            }
        }
        Ok(())
    }

    fn judge_again(&mut self, postback: &postbacks::Stored, mut row: calls::Stored) -> Result<()> {
        let outcome = self.judge_postback(postback, &row.request)?;
        row.verdict = outcome.verdict;
        row.reason = outcome.reason;
        row.conversion = outcome.conversion;
        row.dialog = outcome.dialog;
        calls::settle(&mut self.space(), &row)?;
        self.live(Topic::Postback, row.id.0);
        Ok(())
    }

    fn judge_postback(&mut self, postback: &postbacks::Stored, request: &str) -> Result<Outcome> {
        let report = match read(&parameters(request), &postback.settings) {
            Ok(report) => report,
            Err((code, reason)) => {
                let code = code.chars().take(super::read::MOST_CODE).collect();
                return Ok(Outcome::of(PostbackVerdict::Refused, reason, code, String::new()));
            }
        };
        let Some(click) = clicks::find(&mut self.space(), &report.code)? else {
            let say = "nobody has this click id yet: it is kept for 24 hours, in case they come";
            return Ok(Outcome::of(
                PostbackVerdict::Unknown,
                say,
                report.code,
                report.event,
            ));
        };
        if let Some(key) = &postback.settings.campaign
            && self.campaign_key(&click).as_ref() != Some(key)
        {
            let say =
                format!("the click came by another campaign than `{key}`, for which alone this address is");
            return Ok(Outcome::of(
                PostbackVerdict::Refused,
                say,
                report.code,
                report.event,
            ));
        }
        // What is reported of one person is worked off in the order in which it came (Z-73).
        self.tx.lock(click.id.0)?;
        let mark = mark(&report, request);
        let since = report.tid.is_none().then(|| self.now.plus_secs(-REPEAT_SECS));
        if let Some(earlier) = conversions::repeated(&mut self.space(), click.id, &mark, since)? {
            let say = format!("the same as {earlier}");
            return Ok(Outcome::of(
                PostbackVerdict::Duplicate,
                say,
                report.code,
                report.event,
            ));
        }
        self.store_report(click, report, mark)
    }

    fn campaign_key(&self, click: &clicks::Stored) -> Option<Key> {
        let id = click.campaign?;
        self.defs.campaigns.get(&id).map(|campaign| campaign.key.clone())
    }

    /// Stores the event and the fields, then starts what waits for it: its texts see the fields (Z-71).
    fn store_report(&mut self, click: clicks::Stored, report: Report, mark: String) -> Result<Outcome> {
        let mut warnings = report.warnings.clone();
        let one = self.conversion(&click, &report, mark)?;
        conversions::insert(&mut self.space(), &one)?;
        warnings.extend(self.keep_report_fields(&click, report.fields)?);
        self.tell_scenarios(&click, &one)?;
        Ok(Outcome {
            verdict: PostbackVerdict::Taken,
            reason: (!warnings.is_empty()).then(|| warnings.join("; ")),
            code: report.code,
            event: one.event,
            conversion: Some(one.id),
            dialog: click.dialog,
        })
    }

    fn conversion(
        &mut self,
        click: &clicks::Stored,
        report: &Report,
        mark: String,
    ) -> Result<conversions::Stored> {
        // A second first deposit with an id of its own is a repeat deposit (Z-66).
        let again = report.event == "sale"
            && report.tid.is_some()
            && conversions::count(&mut self.space(), click.id, "sale")? > 0;
        let event = if again {
            "resale".to_owned()
        } else {
            report.event.clone()
        };
        let number = conversions::count(&mut self.space(), click.id, &event)? + 1;
        let campaign = click.campaign.and_then(|id| self.defs.campaigns.get(&id));
        let usual = campaign.and_then(|campaign| campaign.settings.currency.clone());
        let usual = usual.unwrap_or_else(|| self.defs.settings.currency.clone());
        Ok(conversions::Stored {
            id: ConversionId(self.next_id()),
            click: click.id,
            campaign: click.campaign,
            event,
            number,
            mark,
            cost: report.cost,
            currency: report.cost.map(|_| report.currency.clone().unwrap_or(usual)),
            tid: report.tid.clone(),
        })
    }

    /// Writes fields into the dialog of a click, or keeps them until there is one.
    fn keep_report_fields(
        &mut self,
        click: &clicks::Stored,
        fields: BTreeMap<Key, Sent>,
    ) -> Result<Vec<String>> {
        if fields.is_empty() {
            return Ok(Vec::new());
        }
        let talk = match click.dialog {
            None => None,
            Some(id) => match self.talk(id) {
                Err(EngineError::NotFound(_)) => None,
                found => Some(found?),
            },
        };
        let Some(mut talk) = talk else {
            let mut wanted: BTreeMap<Key, Sent> = match &click.wanted {
                Some(text) => serde_json::from_str(text)?,
                None => BTreeMap::new(),
            };
            wanted.extend(fields);
            clicks::want(&mut self.space(), click.id, &serde_json::to_string(&wanted)?)?;
            return Ok(Vec::new());
        };
        let Some(bot) = self.defs.bots.by_id.get(&talk.row.bot).cloned() else {
            return Ok(vec!["the fields were left out: the bot is gone".to_owned()]);
        };
        let warnings = self.write_fields(&mut talk.memory, &bot, &fields)?;
        self.keep(talk, &Cause::by(Author::System))?;
        Ok(warnings)
    }

    /// Writes the event and runs what waits for it, at once and in the order of arrival.
    fn tell_scenarios(&mut self, click: &clicks::Stored, one: &conversions::Stored) -> Result<()> {
        let dialog = match click.dialog {
            Some(id) => signalbox_store::chat::dialogs::get(&mut self.space(), id)?,
            None => None,
        };
        let contact = dialog.as_ref().and_then(|row| row.contact);
        let mut variables = dialog.as_ref().map_or_else(Map::new, |row| facts(self, row));
        variables.extend(self.report_facts(click, one));
        let event = Event {
            id: EventId(self.next_id()),
            workspace: self.defs.workspace,
            kind: EventKind::PostbackReceived,
            subject: contact.map(|id| RecordRef {
                kind: RecordKind::Contact,
                id,
            }),
            key: None,
            payload: Payload {
                variables,
                ..Payload::default()
            },
            cause: None,
            depth: 0,
            author: Author::System,
            at: self.now,
        };
        let waited_for = self.defs.bucket(EventKind::PostbackReceived, None).is_some();
        // What nobody waits for and no card shows needs no row: the conversion itself is one.
        if !waited_for && event.subject.is_none() {
            return Ok(());
        }
        events::append(&mut self.space(), &event, EventState::Done)?;
        if event.subject.is_some() {
            self.live(Topic::Record, event.id.0);
        }
        if !waited_for {
            return Ok(());
        }
        let id = event.id;
        let before = std::mem::take(&mut self.done);
        self.guarded(id, |work| {
            let vars = Rc::new(Vars::new(&event.payload));
            work.start_candidates(&Rc::new(event), &vars, None)
        })?;
        let own = std::mem::replace(&mut self.done, before);
        self.done.merge(own);
        Ok(())
    }

    /// What scenarios and templates can name of a report.
    fn report_facts(&self, click: &clicks::Stored, one: &conversions::Stored) -> Map<String, Value> {
        let mut facts = Map::new();
        facts.insert("click_id".into(), json!(click.id));
        facts.insert("clickid".into(), json!(click.code));
        facts.insert("campaign".into(), json!(self.campaign_key(click)));
        facts.insert("event".into(), json!(one.event));
        facts.insert("event_number".into(), json!(one.number));
        facts.insert("event_tid".into(), json!(one.tid));
        facts.insert("cost".into(), json!(one.cost.map(decimal)));
        facts.insert("currency".into(), json!(one.currency));
        facts
    }
}

/// A sum as people write it.
pub(super) fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    format!("{sign}{}.{:02}", minor / 100, minor % 100)
}

/// What tells a repeat: the partner's own id, else the very same text (Z-67).
fn mark(report: &Report, request: &str) -> String {
    match &report.tid {
        Some(tid) => format!("t:{}:{tid}", report.event),
        None => {
            let mut hasher = DefaultHasher::new();
            request.hash(&mut hasher);
            format!("q:{:016x}", hasher.finish())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn sums_are_written_with_two_digits() {
        for (minor, text) in [
            (950, "9.50"),
            (-1000, "-10.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (0, "0.00"),
        ] {
            assert_eq!(decimal(minor), text);
        }
    }
}
