//! A moment of the past: records are put back to what they were right after an event, and what was born later is not
//! there. Only in transactions that are rolled back (decision 0105).

use crate::crm;
use crate::error::Result;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_model::event::{Event, EventKind};
use signalbox_model::reason::Unknown;
use signalbox_model::run::RunStatus;
use signalbox_model::{EventId, HookId, Micros, RecordId, RecordKind, RecordRef, ScenarioId};
use signalbox_store::crm::links;
use signalbox_store::{events, globals, runs, scenarios};
use std::collections::HashSet;

/// So many later changes of a record are looked through.
const MOST_CHANGES: i64 = 2_000;
/// So many linked records born later are taken away, one after another.
const MOST_LINKS: usize = 50;

/// The moment a unit of work looks at.
#[derive(Debug)]
pub(crate) struct Past {
    event: EventId,
    /// Ids from here on are born in this unit of work.
    fresh: i64,
    back: HashSet<RecordId>,
    unknown: Vec<Unknown>,
}

impl Past {
    /// Born after the event, and not in this unit of work.
    fn hides(&self, record: RecordRef) -> bool {
        record.id.0 > self.event.0 && record.id.0 < self.fresh
    }
}

impl Work<'_, '_> {
    /// Goes back to the moment of an event: its record, and what is linked with it, are what they were then.
    pub(crate) fn go_back(&mut self, event: &Event) -> Result<()> {
        self.now = event.at;
        self.past = Some(Past {
            event: event.id,
            fresh: self.next_id(),
            back: HashSet::new(),
            unknown: Vec::new(),
        });
        for record in event
            .subject
            .into_iter()
            .chain(event.payload.records.iter().copied())
        {
            self.as_then(record)?;
        }
        Ok(())
    }

    /// Goes to a place where nothing is but what this unit of work makes from here on.
    pub(crate) fn leave_all_behind(&mut self, now: Micros) {
        self.now = now;
        self.past = Some(Past {
            event: EventId(0),
            fresh: self.next_id(),
            back: HashSet::new(),
            unknown: Vec::new(),
        });
    }

    /// What is not known of that moment.
    pub(crate) fn unknown(&self) -> Vec<Unknown> {
        self.past
            .as_ref()
            .map(|past| past.unknown.clone())
            .unwrap_or_default()
    }

    /// Notes something that is not known.
    pub(crate) fn not_known(&mut self, what: Unknown) {
        if let Some(past) = &mut self.past {
            past.unknown.push(what);
        }
    }

    /// Of records that were found those that were there, each as it was; all of them when this is the present.
    pub(crate) fn as_they_were(&mut self, found: Vec<RecordRef>) -> Result<Vec<RecordRef>> {
        if self.past.is_none() {
            return Ok(found);
        }
        let mut there = Vec::with_capacity(found.len());
        for record in found {
            if self.as_then(record)? {
                there.push(record);
            }
        }
        Ok(there)
    }

    /// Puts a record back; false when it was not there yet.
    fn as_then(&mut self, record: RecordRef) -> Result<bool> {
        let Some(past) = &mut self.past else {
            return Ok(true);
        };
        if past.hides(record) {
            return Ok(false);
        }
        if record.id.0 >= past.fresh || !past.back.insert(record.id) {
            return Ok(true);
        }
        let event = past.event;
        let later = events::changes_after(&mut self.space(), record.id, event, MOST_CHANGES)?;
        let mut unknown = Vec::new();
        if i64::try_from(later.len()) == Ok(MOST_CHANGES) {
            unknown.push(Unknown::TooManyChanges { record });
        }
        if later.iter().any(|(_, kind, _)| is_deleted(*kind)) {
            unknown.push(Unknown::RecordDeleted { record });
        }
        let changes: Vec<_> = later
            .into_iter()
            .flat_map(|(_, _, payload)| payload.changes)
            .collect();
        let defs = self.defs.clone();
        let lost = crm::put_back(&mut self.space(), &defs.schema, record, &changes)?;
        unknown.extend(lost.into_iter().map(|field| Unknown::Value { record, field }));
        if let Some(past) = &mut self.past {
            past.unknown.extend(unknown);
        }
        self.neighbours_as_then(record)?;
        Ok(true)
    }

    /// Records a template may reach from here.
    fn neighbours_as_then(&mut self, record: RecordRef) -> Result<()> {
        for kind in [RecordKind::Lead, RecordKind::Contact, RecordKind::Company] {
            for _ in 0..MOST_LINKS {
                let Some(linked) = crm::linked(&mut self.space(), record, kind)?.filter(|to| *to != record)
                else {
                    break;
                };
                // A link that came by way of another record stays.
                if self.as_then(linked)? || !links::remove(&mut self.space(), record, linked)? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Looks the record of a hook's request up again, as its hook did: the outcome is not kept with the event.
    pub(crate) fn look_up_again(&mut self, event: &mut Event, vars: &mut Vars) -> Result<()> {
        if event.kind != EventKind::HookReceived {
            return Ok(());
        }
        let known = event
            .key
            .and_then(|key| self.defs.hooks.get(&HookId(key)).cloned());
        if let Some(find) = known.as_ref().and_then(|hook| hook.settings.find.as_ref()) {
            let subject = event.subject;
            self.look_up(find, event, vars)?;
            event.subject = subject.or(event.subject);
        }
        Ok(())
    }

    /// The marks of a scenario on a record as the runs before the event had left them.
    pub(crate) fn marks_as_then(&mut self, scenario: ScenarioId, event: &Event) -> Result<()> {
        let Some(subject) = event.subject else {
            return Ok(());
        };
        scenarios::clear_mark(&mut self.space(), scenario, subject.id)?;
        let mut marks = Vec::new();
        for status in [RunStatus::NotMatched, RunStatus::Fired, RunStatus::Failed] {
            let last = runs::last_before(&mut self.space(), subject.id, scenario, status, event.id)?;
            marks.extend(last.map(|last| (last, status != RunStatus::NotMatched)));
        }
        marks.sort();
        for (last, fired) in marks {
            let at = Micros(last.born_at());
            scenarios::set_mark(&mut self.space(), scenario, subject.id, at, fired)?;
        }
        Ok(())
    }

    /// Global variables that a text names and that changed after a moment.
    pub(crate) fn globals_changed(&mut self, text: &str, at: Micros) -> Result<Vec<Unknown>> {
        let all = globals::list(&mut self.space())?;
        let named = |name: &str| {
            text.to_lowercase()
                .contains(&format!("{{{}", name.to_lowercase()))
        };
        Ok(all
            .into_iter()
            .filter(|global| global.updated_at > at && named(&global.name))
            .map(|global| Unknown::Global {
                name: global.name,
                changed_at: global.updated_at,
            })
            .collect())
    }
}

fn is_deleted(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::LeadDeleted
            | EventKind::ContactDeleted
            | EventKind::CompanyDeleted
            | EventKind::TaskDeleted
    )
}
