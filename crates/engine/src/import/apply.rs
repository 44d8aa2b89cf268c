//! From what a row says to records: known ones are found again, others are made and linked.

use super::plan::{Given, Part, Plan, fault};
use crate::crm::{
    self, CrmError, Ctx, Dates, Draft, NewCompany, NewContact, NewLead, NewNote, NewTask, Setting, Tracked,
};
use signalbox_model::import::{
    Changed, ImportSettings, LinkMade, Made, OnRepeat, Outcome, ProblemCode, RowDetail, RowFault,
};
use signalbox_model::record::{Company, Contact, Lead, NoteKind, Task};
use signalbox_model::{ImportId, Micros, RecordKind, RecordRef};
use signalbox_store::crm::{fold, links};
use signalbox_store::{Space, StoreError, imports};

/// Why a row is not imported.
pub(super) enum RowError {
    /// It is refused; the others go on.
    Refused(Vec<RowFault>),
    /// The store failed: the step is tried again.
    Store(StoreError),
}

impl From<StoreError> for RowError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CrmError> for RowError {
    fn from(error: CrmError) -> Self {
        match error {
            CrmError::Store(error) => Self::Store(error),
            refused => Self::Refused(vec![fault(ProblemCode::Refused, None, "", refused.to_string())]),
        }
    }
}

type Done<T> = Result<T, RowError>;

/// One row on its way.
pub(super) struct Row<'r, 's, 't, 'a, 'c> {
    pub import: ImportId,
    pub kind: RecordKind,
    pub settings: &'r ImportSettings,
    pub space: &'s mut Space<'t, 'a>,
    pub ctx: &'s mut Ctx<'c>,
    pub is_trial: bool,
    pub detail: RowDetail,
    /// What a trial remembers of the row, for no record of it stays.
    pub seen: Vec<(RecordKind, String)>,
}

/// A record that is known again.
#[derive(Clone, Copy)]
enum Known {
    Record(RecordRef),
    /// An earlier row of the trial would have made it.
    Earlier,
}

impl Row<'_, '_, '_, '_, '_> {
    /// Imports the row.
    pub fn import(&mut self, plan: &Plan) -> Done<Outcome> {
        let empty;
        let main = match plan.part(self.kind) {
            Some(main) => main,
            // A lead may be told by its contact alone.
            None if self.kind == RecordKind::Lead && !plan.parts.is_empty() => {
                empty = Part::empty(RecordKind::Lead);
                &empty
            }
            None => {
                let message = format!(
                    "the row holds nothing of a {}: fill it in, or delete it",
                    self.kind
                );
                return Err(RowError::Refused(vec![fault(
                    ProblemCode::NothingInRow,
                    None,
                    "",
                    message,
                )]));
            }
        };
        let known = self.known_again(main)?;
        match (known, self.settings.repeats.action) {
            (Some(known), OnRepeat::Skip) => {
                if let Known::Record(record) = known {
                    self.detail.same_as = Some(record);
                }
                Ok(Outcome::Skipped)
            }
            (Some(Known::Earlier), OnRepeat::Update) => Ok(Outcome::Updated),
            (Some(Known::Record(record)), OnRepeat::Update) => {
                let linked = self.linked(plan)?;
                self.update(record, main)?;
                for other in linked {
                    let is_known = links::get(self.space, record, other)?.is_some();
                    crm::link(self.space, self.ctx, record, other, false)?;
                    if !is_known {
                        self.detail.links.push(LinkMade { record, to: other });
                    }
                }
                Ok(Outcome::Updated)
            }
            (Some(_), OnRepeat::Create) | (None, _) => {
                let linked = self.linked(plan)?;
                self.create_main(main, plan, &linked)?;
                Ok(Outcome::Created)
            }
        }
    }

    /// The record that the row is about, when it is there already.
    fn known_again(&mut self, main: &Part) -> Done<Option<Known>> {
        for key in &self.settings.repeats.by {
            let given = main.given.iter().find(|given| given.key == *key);
            let Some(given) = given.cloned() else {
                continue;
            };
            for text in each_value(&given) {
                if let Some(known) = self.find(self.kind, key.as_str(), text, given.is_new)? {
                    return Ok(Some(known));
                }
            }
        }
        Ok(None)
    }

    fn find(&mut self, kind: RecordKind, key: &str, text: &str, is_new: bool) -> Done<Option<Known>> {
        if !is_new {
            let found = crm::find(self.space, self.ctx.defs(), kind, key, text)?;
            if let Some(record) = found.first() {
                return Ok(Some(Known::Record(*record)));
            }
        }
        if !self.is_trial {
            return Ok(None);
        }
        let folded = match key {
            "phone" => fold::phone(text),
            "email" => fold::email(text),
            _ => fold::text(text),
        };
        let mark = format!("{key}\u{1f}{folded}");
        if imports::is_seen(self.space, self.import, kind, &mark)? {
            return Ok(Some(Known::Earlier));
        }
        self.seen.push((kind, mark));
        Ok(None)
    }

    /// The contact and the company that the row names, found or made.
    fn linked(&mut self, plan: &Plan) -> Done<Vec<RecordRef>> {
        if self.kind == RecordKind::Task {
            return Ok(Vec::new());
        }
        let mut linked = Vec::new();
        for kind in [RecordKind::Company, RecordKind::Contact] {
            let Some(part) = plan.part(kind).filter(|_| kind != self.kind) else {
                continue;
            };
            let known = self.known_by_address(part)?;
            match known {
                Some(Known::Record(record)) => {
                    if self.settings.repeats.action == OnRepeat::Update {
                        self.update(record, part)?;
                    }
                    linked.push(record);
                }
                Some(Known::Earlier) => {}
                None => linked.extend(self.create_linked(part, &linked)?),
            }
        }
        Ok(linked)
    }

    /// People are known again by phone and e-mail, by name only without those; companies by name too.
    fn known_by_address(&mut self, part: &Part) -> Done<Option<Known>> {
        let addresses = part
            .given
            .iter()
            .filter(|given| matches!(given.key.as_str(), "phone" | "email"));
        let addresses: Vec<Given> = addresses.cloned().collect();
        for given in &addresses {
            for text in each_value(given) {
                if let Some(known) = self.find(part.kind, given.key.as_str(), text, false)? {
                    return Ok(Some(known));
                }
            }
        }
        match part.text("name") {
            Some(name) if addresses.is_empty() || part.kind == RecordKind::Company => {
                self.find(part.kind, "name", name, false)
            }
            _ => Ok(None),
        }
    }

    fn create_linked(&mut self, part: &Part, links: &[RecordRef]) -> Done<Option<RecordRef>> {
        let nothing = part.given.is_empty() && part.notes.is_empty();
        if nothing {
            return Ok(None);
        }
        let draft = match part.kind {
            RecordKind::Contact => Draft::Contact(NewContact {
                name: called(part),
                tags: part.tags.clone(),
                responsible_id: self.settings.responsible_id,
                links: links.to_vec(),
                ..NewContact::default()
            }),
            _ => Draft::Company(NewCompany {
                tags: part.tags.clone(),
                responsible_id: self.settings.responsible_id,
                links: links.to_vec(),
                ..NewCompany::default()
            }),
        };
        Ok(Some(self.create(part, &draft)?))
    }

    fn create_main(&mut self, main: &Part, plan: &Plan, linked: &[RecordRef]) -> Done<()> {
        let tags: Vec<String> = main.tags.iter().chain(&self.settings.tags).cloned().collect();
        let responsible_id = self.settings.responsible_id;
        let of = |kind: RecordKind| {
            linked
                .iter()
                .filter(move |record| record.kind == kind)
                .map(|record| record.id)
        };
        let draft = match self.kind {
            RecordKind::Lead => Draft::Lead(NewLead {
                name: plan.part(RecordKind::Contact).map(called).unwrap_or_default(),
                pipeline_id: self.settings.pipeline_id,
                responsible_id,
                tags,
                contacts: of(RecordKind::Contact).collect(),
                company: of(RecordKind::Company).next(),
                ..NewLead::default()
            }),
            RecordKind::Contact => Draft::Contact(NewContact {
                name: called(main),
                responsible_id,
                tags,
                links: linked.to_vec(),
                ..NewContact::default()
            }),
            RecordKind::Company => Draft::Company(NewCompany {
                responsible_id,
                tags,
                ..NewCompany::default()
            }),
            RecordKind::Task => Draft::Task(self.task(main, plan, tags)?),
        };
        let made = self.create(main, &draft)?;
        if main.is_done {
            let patch = crm::TaskPatch {
                done: Some(true),
                ..crm::TaskPatch::default()
            };
            crm::update_task(self.space, self.ctx, made.id, patch)?;
            self.print_again(made)?;
        }
        Ok(())
    }

    /// A task hangs on the record that the row names.
    fn task(&mut self, main: &Part, plan: &Plan, tags: Vec<String>) -> Done<NewTask> {
        let Some(due) = main.text("due").and_then(|text| crm::moment(text, self.ctx.tz)) else {
            let message = "a task needs a due date: fill it in";
            return Err(RowError::Refused(vec![fault(
                ProblemCode::BadDate,
                None,
                "",
                message,
            )]));
        };
        let mut record = None;
        for part in plan.parts.iter().filter(|part| part.kind != RecordKind::Task) {
            match self.known_by_address(part)? {
                Some(Known::Record(found)) => record = record.or(Some(found)),
                _ => {
                    let given = part.given.first();
                    let message = format!(
                        "there is no such {}: import it first, or correct the cell",
                        part.kind
                    );
                    let (column, value) =
                        given.map_or((None, ""), |given| (Some(given.column), given.text.as_str()));
                    return Err(RowError::Refused(vec![fault(
                        ProblemCode::NoRecord,
                        column,
                        value,
                        message,
                    )]));
                }
            }
        }
        Ok(NewTask {
            text: main.text("text").unwrap_or_default().to_owned(),
            due_at: due,
            record,
            responsible_id: self.settings.responsible_id,
            tags,
            ..NewTask::default()
        })
    }

    fn create(&mut self, part: &Part, draft: &Draft) -> Done<RecordRef> {
        let settings = self.settings_of(part);
        let dates = Dates {
            created_at: part.created_at,
            closed_at: part.closed_at,
        };
        let assigned = crm::create_dated(self.space, self.ctx, draft, &settings, dates)?;
        self.refuse_faults(part, &assigned.faults)?;
        let record = assigned.record;
        self.add_notes(record, part)?;
        let print = print_of(self.space, self.ctx, record)?.unwrap_or_default();
        self.detail.created.push(Made {
            record,
            at: self.ctx.now,
            print,
        });
        Ok(record)
    }

    fn update(&mut self, record: RecordRef, part: &Part) -> Done<()> {
        let settings = self.settings_of(part);
        let assigned = crm::set_fields(self.space, self.ctx, record, &settings)?;
        self.refuse_faults(part, &assigned.faults)?;
        let mut changes = assigned.changes;
        let own = if record.kind == self.kind {
            self.settings.tags.as_slice()
        } else {
            &[]
        };
        let tags: Vec<String> = part.tags.iter().chain(own).cloned().collect();
        if !tags.is_empty() {
            changes.extend(crm::change_tags(
                self.space,
                self.ctx,
                record,
                &tags,
                &crm::Untag::None,
            )?);
        }
        self.add_notes(record, part)?;
        if !changes.is_empty() {
            self.detail.updated.push(Changed { record, changes });
        }
        Ok(())
    }

    /// What is set by name. Where a lead stands comes first, for the rest may depend on it.
    fn settings_of(&self, part: &Part) -> Vec<Setting> {
        let usable = part.given.iter().filter(|given| !(self.is_trial && given.is_new));
        let mut all: Vec<&Given> = usable.collect();
        all.sort_by_key(|given| given.key.as_str() != "stage");
        let setting = |given: &Given| Setting {
            key: given.key.clone(),
            text: given.text.clone(),
            clear: false,
        };
        all.into_iter().map(setting).collect()
    }

    fn refuse_faults(&self, part: &Part, faults: &[crm::FieldFault]) -> Done<()> {
        if faults.is_empty() {
            return Ok(());
        }
        let told = faults.iter().map(|found| {
            let given = part.given.iter().find(|given| given.key.as_str() == found.field);
            let (column, value) = given.map_or((None, ""), |given| (Some(given.column), given.text.as_str()));
            fault(code_of(&found.field), column, value, found.message.clone())
        });
        Err(RowError::Refused(told.collect()))
    }

    fn add_notes(&mut self, record: RecordRef, part: &Part) -> Done<()> {
        for note in &part.notes {
            crm::add_note(
                self.space,
                self.ctx,
                NewNote::text(record, NoteKind::Text, note.clone()),
            )?;
        }
        Ok(())
    }

    /// Takes the fingerprint of a record that was changed again after it was made.
    fn print_again(&mut self, record: RecordRef) -> Done<()> {
        let print = print_of(self.space, self.ctx, record)?.unwrap_or_default();
        if let Some(made) = self.detail.created.iter_mut().find(|made| made.record == record) {
            made.print = print;
        }
        Ok(())
    }
}

impl Part {
    fn empty(kind: RecordKind) -> Self {
        Self {
            kind,
            given: Vec::new(),
            tags: Vec::new(),
            notes: Vec::new(),
            created_at: None,
            closed_at: None,
            is_done: false,
        }
    }
}

/// The name of a person by what the row tells.
fn called(part: &Part) -> String {
    let parts = ["first_name", "last_name"]
        .into_iter()
        .filter_map(|key| part.text(key));
    let names: Vec<&str> = parts.collect();
    match part.text("name") {
        Some(name) => name.to_owned(),
        None if !names.is_empty() => names.join(" "),
        None => {
            let addresses = ["phone", "email"].into_iter().filter_map(|key| part.text(key));
            let first = addresses.flat_map(|text| text.split(',')).next();
            first.unwrap_or_default().trim().to_owned()
        }
    }
}

/// Phones and e-mails of one cell, each; any other text whole.
fn each_value(given: &Given) -> Vec<&str> {
    if matches!(given.key.as_str(), "phone" | "email") {
        given.text.split(',').map(str::trim).collect()
    } else {
        vec![given.text.as_str()]
    }
}

fn code_of(field: &str) -> ProblemCode {
    match field {
        "responsible" => ProblemCode::UnknownUser,
        "stage" => ProblemCode::UnknownStage,
        "timezone" => ProblemCode::UnknownZone,
        "sale" => ProblemCode::BadAmount,
        "due" => ProblemCode::BadDate,
        _ => ProblemCode::Refused,
    }
}

/// A fingerprint of a record's values; `None` when it is gone.
pub(super) fn print_of(
    space: &mut Space,
    ctx: &Ctx,
    record: RecordRef,
) -> Result<Option<String>, StoreError> {
    match record.kind {
        RecordKind::Lead => print::<Lead>(space, ctx, record),
        RecordKind::Contact => print::<Contact>(space, ctx, record),
        RecordKind::Company => print::<Company>(space, ctx, record),
        RecordKind::Task => print::<Task>(space, ctx, record),
    }
}

fn print<R: Tracked>(space: &mut Space, ctx: &Ctx, record: RecordRef) -> Result<Option<String>, StoreError> {
    let found: Option<R> = signalbox_store::crm::get(space, record.id)?;
    let Some(found) = found else {
        return Ok(None);
    };
    let values = crm::diff(None, Some(&found), ctx.schema);
    Ok(Some(format!(
        "{:016x}",
        fingerprint(serde_json::to_string(&values)?.as_bytes())
    )))
}

/// FNV-1a: the same in every version of this program, and only ever compared with itself.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether somebody added a note or a task to a record after a moment.
pub(super) fn was_worked_with(
    space: &mut Space,
    record: RecordRef,
    after: Micros,
) -> Result<bool, StoreError> {
    use signalbox_store::crm::{notes, tasks};
    let newest = notes::list(space, record.id, None, 1)?;
    let has_note = newest.first().is_some_and(|note| note.created_at > after);
    Ok(has_note
        || tasks::of(space, record.id)?
            .iter()
            .any(|task| task.created_at > after))
}
