//! Imports: files of leads, contacts, companies and tasks become records, row by row.
//!
//! A step works off a few rows in one transaction, together with what is known of each of them afterwards; so a row is
//! imported once whatever happens to the server in between. A trial does the same and takes every row back.

mod amount;
mod apply;
mod check;
mod date;
mod names;
mod plan;
mod prepare;
mod step;
mod text;
mod undo;
mod values;

pub use names::core_name;
pub use text::{parse_settings, print_settings};
pub use values::{different, named_stages, reason};

use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::import::{Column, ImportFile, ImportSettings, ImportState, Tally};
use signalbox_model::{ImportId, Key, RecordKind};
use signalbox_store::Tx;
use signalbox_store::imports::{self, Stored};

/// The most rows of a file.
pub const MAX_ROWS: i64 = 500_000;

/// The core fields of a kind of record that a column can go into.
pub fn core_fields(record: RecordKind) -> &'static [&'static str] {
    match record {
        RecordKind::Lead => &[
            "name",
            "sale",
            "pipeline",
            "stage",
            "responsible",
            "source",
            "loss_reason",
            "tags",
            "note",
            "created_at",
            "closed_at",
        ],
        RecordKind::Contact => &[
            "name",
            "first_name",
            "last_name",
            "phone",
            "email",
            "responsible",
            "timezone",
            "tags",
            "note",
            "created_at",
        ],
        RecordKind::Company => &[
            "name",
            "phone",
            "email",
            "responsible",
            "tags",
            "note",
            "created_at",
        ],
        RecordKind::Task => &[
            "text",
            "type",
            "due",
            "responsible",
            "done",
            "result",
            "tags",
            "created_at",
        ],
    }
}

/// Whether rows of a kind can hold values of another record: those they are linked to.
pub fn takes(kind: RecordKind, record: RecordKind) -> bool {
    match kind {
        RecordKind::Lead => record != RecordKind::Task,
        RecordKind::Contact => matches!(record, RecordKind::Contact | RecordKind::Company),
        RecordKind::Company => record == RecordKind::Company,
        RecordKind::Task => true,
    }
}

/// Whether a column can go into a core field. A task only names the record it hangs on.
pub fn importable(kind: RecordKind, record: RecordKind, field: &str) -> bool {
    let by_name = kind == RecordKind::Task && record != kind;
    takes(kind, record)
        && core_fields(record).contains(&field)
        && (!by_name || matches!(field, "name" | "phone" | "email"))
        && (record == kind || !matches!(field, "created_at" | "closed_at"))
}

fn missing() -> EngineError {
    EngineError::NotFound("import with this id".into())
}

fn refuse(import: &Stored, what: &str) -> EngineError {
    EngineError::Conflict(format!("the import is {}: {what}", import.state.as_str()))
}

impl Engine {
    /// Begins an import whose rows are about to come in.
    pub fn begin_import(&self, tx: &mut Tx, by: &By, kind: RecordKind, file: ImportFile) -> Result<ImportId> {
        let id = ImportId(self.ids().next(by.now.0));
        let import = Stored {
            id,
            workspace: by.workspace,
            kind,
            state: ImportState::Receiving,
            file,
            settings: ImportSettings::default(),
            tally: Tally::default(),
            author: by.author.clone(),
            total: 0,
            done: 0,
            at: by.now,
            updated_at: by.now,
        };
        imports::insert(&mut tx.space(by.workspace), &import)?;
        Ok(id)
    }

    /// Ends the coming in of the rows, and proposes what the columns become.
    pub fn receive_import(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ImportId,
        file: ImportFile,
        total: i64,
    ) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut space = tx.space(by.workspace);
        let mut import = imports::get_for_update(&mut space, id)?.ok_or_else(missing)?;
        let columns = names::guess(&defs.schema, import.kind, &file.first);
        let header = names::is_header(&columns, &file.first);
        import.settings = ImportSettings {
            header,
            columns: if header {
                prepare::with_foreign_id(&file.first, columns)
            } else {
                columns
            },
            pipeline_id: defs.schema.pipelines.first().map(|pipeline| pipeline.id),
            ..ImportSettings::default()
        };
        import.settings.repeats.by = prepare::usual_repeats(import.kind, &import.settings.columns);
        (import.file, import.total, import.state) = (file, total, ImportState::Ready);
        Ok(imports::save(&mut space, &import, by.now)?)
    }

    /// Says what is to be done with the file; a trial before is forgotten.
    pub fn configure_import(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ImportId,
        settings: ImportSettings,
    ) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut space = tx.space(by.workspace);
        let mut import = imports::get_for_update(&mut space, id)?.ok_or_else(missing)?;
        if !matches!(import.state, ImportState::Ready | ImportState::Checked) {
            return Err(refuse(
                &import,
                "its settings stay as they are; send the file again",
            ));
        }
        check::settings(&defs, import.kind, &import.file, &settings)?;
        imports::forget_rows(&mut space, id)?;
        (import.settings, import.state) = (settings, ImportState::Ready);
        (import.tally, import.done) = (Tally::default(), 0);
        Ok(imports::save(&mut space, &import, by.now)?)
    }

    /// Starts the trial.
    pub fn check_import(&self, tx: &mut Tx, by: &By, id: ImportId) -> Result<Done> {
        self.start(tx, by, id, None)
    }

    /// Starts the import itself. `named` are the pipelines and stages that the file names, when missing ones are to be
    /// made.
    pub fn run_import(&self, tx: &mut Tx, by: &By, id: ImportId, named: &[(String, String)]) -> Result<Done> {
        self.start(tx, by, id, Some(named))
    }

    fn start(&self, tx: &mut Tx, by: &By, id: ImportId, named: Option<&[(String, String)]>) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut space = tx.space(by.workspace);
        let mut import = imports::get_for_update(&mut space, id)?.ok_or_else(missing)?;
        if !matches!(import.state, ImportState::Ready | ImportState::Checked) {
            return Err(refuse(&import, "it has been started already"));
        }
        check::settings(&defs, import.kind, &import.file, &import.settings)?;
        check::is_complete(import.kind, &import.settings)?;
        imports::forget_rows(&mut space, id)?;
        import.state = ImportState::Checking;
        if let Some(named) = named {
            import.state = ImportState::Running;
            let ctx = defs.ctx(self.ids(), by.now, by.author.clone());
            prepare::make_missing(&mut space, &ctx, &mut import, named)?;
        }
        (import.tally, import.done) = (Tally::default(), 0);
        imports::save(&mut space, &import, by.now)?;
        Ok(woken(by))
    }

    /// Moves an import to another state: paused, on again, called off, taken back.
    pub fn steer_import(&self, tx: &mut Tx, by: &By, id: ImportId, to: ImportState) -> Result<Done> {
        use ImportState::{Cancelled, Checking, Finished, Paused, Ready, Running, Undoing};
        let mut space = tx.space(by.workspace);
        let mut import = imports::get_for_update(&mut space, id)?.ok_or_else(missing)?;
        import.state = match (import.state, to) {
            (Running, Paused) => Paused,
            (Paused, Running) => Running,
            (Running | Paused, Cancelled) => Cancelled,
            // Nothing of a trial stays.
            (Checking, Cancelled) => Ready,
            (Paused | Finished | Cancelled, Undoing) => Undoing,
            (state, to) if state == to => return Ok(Done::default()),
            (_, to) => return Err(refuse(&import, &format!("it cannot become {}", to.as_str()))),
        };
        imports::save(&mut space, &import, by.now)?;
        Ok(woken(by))
    }

    /// Removes an import from the list; its records stay and can no longer be taken back.
    pub fn forget_import(&self, tx: &mut Tx, by: &By, id: ImportId) -> Result<()> {
        let mut space = tx.space(by.workspace);
        let import = imports::get_for_update(&mut space, id)?.ok_or_else(missing)?;
        if import.state.is_busy() {
            return Err(refuse(&import, "cancel it first"));
        }
        Ok(imports::delete(&mut space, id)?)
    }
}

fn woken(by: &By) -> Done {
    Done {
        imports: true,
        live: vec![crate::done::LiveNote {
            workspace: by.workspace,
            topic: Topic::Definitions,
            id: by.now.0,
        }],
        ..Done::default()
    }
}

/// The place of the column that goes into a field.
pub(crate) fn place_of(columns: &[Column], record: RecordKind, field: &str) -> Option<usize> {
    let is_it = |target: (RecordKind, &Key)| target.0 == record && target.1.as_str() == field;
    columns
        .iter()
        .position(|column| column.target().is_some_and(is_it))
}

/// Whether a field takes several columns.
pub(crate) fn is_list_of(schema: &crate::crm::Schema, record: RecordKind, field: &Key) -> bool {
    use signalbox_model::field::FieldKind;
    let custom = schema.field(record, field.as_str()).map(|field| &field.kind);
    names::is_list(field) && (custom.is_none() || matches!(custom, Some(FieldKind::Phone | FieldKind::Email)))
}
