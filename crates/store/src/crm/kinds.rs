//! The columns and values of each kind of record.

use super::fold;
use super::record::{Cell, Record, author};
use super::stays;
use super::values::{Entries, Entry, slot};
use crate::{Result, Row, Space, StoreError};
use signalbox_model::field::Field;
use signalbox_model::record::{Company, Contact, Lead, Money, Task};
use signalbox_model::{LossReasonId, Micros, PipelineId, RecordId, RecordKind, RecordRef, StageId, UserId};
use std::collections::BTreeSet;

/// What `Record` asks that is the same field everywhere.
macro_rules! common {
    ($name:ident) => {
        fn id(&self) -> RecordId {
            self.id
        }
        fn name(&self) -> &str {
            &self.$name
        }
        fn responsible(&self) -> Option<UserId> {
            self.responsible_id
        }
        fn tags(&self) -> &[String] {
            &self.tags
        }
        fn updated_at(&self) -> Micros {
            self.updated_at
        }
    };
}

fn user(row: &Row, column: usize) -> Result<Option<UserId>> {
    Ok(row.opt_int(column)?.map(UserId))
}

fn money(row: &Row, minor: usize, currency: usize) -> Result<Option<Money>> {
    let Some(minor) = row.opt_int(minor)? else {
        return Ok(None);
    };
    let currency = row.text(currency)?;
    Ok(Some(Money { minor, currency }))
}

impl Record for Lead {
    const KIND: RecordKind = RecordKind::Lead;
    const SELECT: &'static str = "SELECT id, name, pipeline_id, stage_id, sale, currency, responsible_id,
        loss_reason_id, source, tags, fields, subscribers, created_at, updated_at, closed_at, created_by,
        entered_stage_at, position FROM lead";
    const INSERT: &'static str = "INSERT INTO lead (workspace_id, id, name, pipeline_id, stage_id, sale, currency,
        responsible_id, loss_reason_id, source, tags, fields, subscribers, created_at, updated_at, closed_at, created_by,
        entered_stage_at, position)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    const UPDATE: &'static str = "UPDATE lead SET name = ?3, loss_reason_id = ?4, source = ?5, tags = ?6, fields = ?7,
        subscribers = ?8, updated_at = ?9, closed_at = ?10, entered_stage_at = ?11 WHERE workspace_id = ?1 AND id = ?2";
    const UPDATED: &'static [usize] = &[0, 6, 7, 8, 9, 10, 12, 13, 15];

    common!(name);

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: RecordId(row.int(0)?),
            name: row.text(1)?,
            pipeline_id: PipelineId(row.int(2)?),
            stage_id: StageId(row.int(3)?),
            sale: money(row, 4, 5)?,
            responsible_id: user(row, 6)?,
            loss_reason_id: row.opt_int(7)?.map(LossReasonId),
            source: row.opt_text(8)?,
            tags: row.opt_json(9)?.unwrap_or_default(),
            fields: row.opt_json(10)?.unwrap_or_default(),
            subscribers: row.opt_json(11)?.unwrap_or_default(),
            created_at: Micros(row.int(12)?),
            updated_at: Micros(row.int(13)?),
            closed_at: row.opt_int(14)?.map(Micros),
            created_by: author(row, 15)?,
            entered_stage_at: Micros(row.int(16)?),
            position: row.int(17)?,
        })
    }

    fn cells(&self) -> Result<Vec<Cell<'_>>> {
        Ok(vec![
            Cell::text(&self.name),
            Cell::Int(Some(self.pipeline_id.0)),
            Cell::Int(Some(self.stage_id.0)),
            Cell::Int(self.sale.as_ref().map(|sale| sale.minor)),
            Cell::maybe(self.sale.as_ref().map(|sale| sale.currency.as_str())),
            Cell::Int(self.responsible_id.map(|user| user.0)),
            Cell::Int(self.loss_reason_id.map(|reason| reason.0)),
            Cell::maybe(self.source.as_deref()),
            Cell::list(&self.tags)?,
            Cell::fields(&self.fields)?,
            Cell::list(&self.subscribers)?,
            Cell::Int(Some(self.created_at.0)),
            Cell::Int(Some(self.updated_at.0)),
            Cell::Int(self.closed_at.map(|at| at.0)),
            Cell::author(&self.created_by)?,
            Cell::Int(Some(self.entered_stage_at.0)),
            Cell::Int(Some(self.position)),
        ])
    }

    fn born(&self, space: &mut Space) -> Result<()> {
        stays::begin(space, self, self.closed_at.unwrap_or(self.created_at))
    }

    fn place(&self, old: &Self, space: &mut Space) -> Result<()> {
        if (old.pipeline_id, old.stage_id) != (self.pipeline_id, self.stage_id) {
            stays::end(space, old, self.updated_at)?;
            stays::begin(space, self, self.updated_at)?;
        }
        let at = |lead: &Self| (lead.pipeline_id, lead.stage_id, lead.position);
        if at(old) != at(self) {
            space.exec(
                "UPDATE lead SET pipeline_id = ?3, stage_id = ?4, position = ?5 WHERE workspace_id = ?1 AND id = ?2",
                &[
                    self.id.0.into(),
                    self.pipeline_id.0.into(),
                    self.stage_id.0.into(),
                    self.position.into(),
                ],
            )?;
        }
        if old.sale != self.sale {
            let sale = self.sale.as_ref();
            space.exec(
                "UPDATE lead SET sale = ?3, currency = ?4 WHERE workspace_id = ?1 AND id = ?2",
                &[
                    self.id.0.into(),
                    sale.map(|sale| sale.minor).into(),
                    sale.map(|sale| sale.currency.as_str()).into(),
                ],
            )?;
        }
        Ok(())
    }

    fn entries(&self, fields: &[Field]) -> BTreeSet<Entry> {
        let mut entries = Entries::default();
        entries.name(&self.name);
        entries.each(slot::TAG, &self.tags, fold::text);
        if let Some(source) = &self.source {
            entries.add(slot::SOURCE, fold::text(source));
        }
        if let Some(sale) = &self.sale {
            entries.add(slot::SALE, fold::money(sale.minor, &sale.currency));
        }
        entries.custom(&self.fields, fields);
        entries.into_set()
    }

    fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    fn pipeline(&self) -> Option<PipelineId> {
        Some(self.pipeline_id)
    }
}

impl Record for Contact {
    const KIND: RecordKind = RecordKind::Contact;
    const SELECT: &'static str =
        "SELECT id, name, first_name, last_name, phones, emails, responsible_id, timezone,
        tags, fields, created_at, updated_at, created_by FROM contact";
    const INSERT: &'static str =
        "INSERT INTO contact (workspace_id, id, name, first_name, last_name, phones, emails,
        responsible_id, timezone, tags, fields, created_at, updated_at, created_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    const UPDATE: &'static str = "UPDATE contact SET name = ?3, first_name = ?4, last_name = ?5, phones = ?6,
        emails = ?7, timezone = ?8, tags = ?9, fields = ?10, updated_at = ?11 WHERE workspace_id = ?1 AND id = ?2";
    const UPDATED: &'static [usize] = &[0, 1, 2, 3, 4, 6, 7, 8, 10];

    common!(name);

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: RecordId(row.int(0)?),
            name: row.text(1)?,
            first_name: row.opt_text(2)?,
            last_name: row.opt_text(3)?,
            phones: row.opt_json(4)?.unwrap_or_default(),
            emails: row.opt_json(5)?.unwrap_or_default(),
            responsible_id: user(row, 6)?,
            timezone: row.opt_text(7)?,
            tags: row.opt_json(8)?.unwrap_or_default(),
            fields: row.opt_json(9)?.unwrap_or_default(),
            created_at: Micros(row.int(10)?),
            updated_at: Micros(row.int(11)?),
            created_by: author(row, 12)?,
        })
    }

    fn cells(&self) -> Result<Vec<Cell<'_>>> {
        Ok(vec![
            Cell::text(&self.name),
            Cell::maybe(self.first_name.as_deref()),
            Cell::maybe(self.last_name.as_deref()),
            Cell::list(&self.phones)?,
            Cell::list(&self.emails)?,
            Cell::Int(self.responsible_id.map(|user| user.0)),
            Cell::maybe(self.timezone.as_deref()),
            Cell::list(&self.tags)?,
            Cell::fields(&self.fields)?,
            Cell::Int(Some(self.created_at.0)),
            Cell::Int(Some(self.updated_at.0)),
            Cell::author(&self.created_by)?,
        ])
    }

    fn place(&self, _old: &Self, _space: &mut Space) -> Result<()> {
        Ok(())
    }

    fn entries(&self, fields: &[Field]) -> BTreeSet<Entry> {
        let mut entries = Entries::default();
        entries.name(&self.name);
        for (slot, name) in [
            (slot::FIRST_NAME, &self.first_name),
            (slot::LAST_NAME, &self.last_name),
        ] {
            if let Some(name) = name {
                entries.add(slot, fold::text(name));
            }
        }
        entries.phones(&self.phones);
        entries.each(slot::EMAIL, &self.emails, fold::email);
        entries.each(slot::TAG, &self.tags, fold::text);
        entries.custom(&self.fields, fields);
        entries.into_set()
    }
}

impl Record for Company {
    const KIND: RecordKind = RecordKind::Company;
    const SELECT: &'static str = "SELECT id, name, phones, emails, responsible_id, tags, fields, created_at,
        updated_at, created_by FROM company";
    const INSERT: &'static str =
        "INSERT INTO company (workspace_id, id, name, phones, emails, responsible_id, tags,
        fields, created_at, updated_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    const UPDATE: &'static str =
        "UPDATE company SET name = ?3, phones = ?4, emails = ?5, tags = ?6, fields = ?7,
        updated_at = ?8 WHERE workspace_id = ?1 AND id = ?2";
    const UPDATED: &'static [usize] = &[0, 1, 2, 4, 5, 7];

    common!(name);

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: RecordId(row.int(0)?),
            name: row.text(1)?,
            phones: row.opt_json(2)?.unwrap_or_default(),
            emails: row.opt_json(3)?.unwrap_or_default(),
            responsible_id: user(row, 4)?,
            tags: row.opt_json(5)?.unwrap_or_default(),
            fields: row.opt_json(6)?.unwrap_or_default(),
            created_at: Micros(row.int(7)?),
            updated_at: Micros(row.int(8)?),
            created_by: author(row, 9)?,
        })
    }

    fn cells(&self) -> Result<Vec<Cell<'_>>> {
        Ok(vec![
            Cell::text(&self.name),
            Cell::list(&self.phones)?,
            Cell::list(&self.emails)?,
            Cell::Int(self.responsible_id.map(|user| user.0)),
            Cell::list(&self.tags)?,
            Cell::fields(&self.fields)?,
            Cell::Int(Some(self.created_at.0)),
            Cell::Int(Some(self.updated_at.0)),
            Cell::author(&self.created_by)?,
        ])
    }

    fn place(&self, _old: &Self, _space: &mut Space) -> Result<()> {
        Ok(())
    }

    fn entries(&self, fields: &[Field]) -> BTreeSet<Entry> {
        let mut entries = Entries::default();
        entries.name(&self.name);
        entries.phones(&self.phones);
        entries.each(slot::EMAIL, &self.emails, fold::email);
        entries.each(slot::TAG, &self.tags, fold::text);
        entries.custom(&self.fields, fields);
        entries.into_set()
    }
}

impl Record for Task {
    const KIND: RecordKind = RecordKind::Task;
    const SELECT: &'static str =
        "SELECT id, text, task_type, due_at, record_kind, record_id, responsible_id, results,
        done_at, result, tags, fields, created_at, updated_at, created_by FROM task";
    const INSERT: &'static str =
        "INSERT INTO task (workspace_id, id, text, task_type, due_at, record_kind, record_id,
        responsible_id, results, done_at, result, tags, fields, created_at, updated_at, created_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    const UPDATE: &'static str = "UPDATE task SET text = ?3, task_type = ?4, results = ?5,
        result = ?6, tags = ?7, fields = ?8, updated_at = ?9 WHERE workspace_id = ?1 AND id = ?2";
    const UPDATED: &'static [usize] = &[0, 1, 6, 8, 9, 10, 12];

    common!(text);

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: RecordId(row.int(0)?),
            text: row.text(1)?,
            task_type: row.text(2)?,
            due_at: Micros(row.int(3)?),
            record: reference(row.opt_int(4)?, row.opt_int(5)?)?,
            responsible_id: user(row, 6)?,
            results: row.opt_json(7)?.unwrap_or_default(),
            done_at: row.opt_int(8)?.map(Micros),
            result: row.opt_text(9)?,
            tags: row.opt_json(10)?.unwrap_or_default(),
            fields: row.opt_json(11)?.unwrap_or_default(),
            created_at: Micros(row.int(12)?),
            updated_at: Micros(row.int(13)?),
            created_by: author(row, 14)?,
        })
    }

    fn cells(&self) -> Result<Vec<Cell<'_>>> {
        Ok(vec![
            Cell::text(&self.text),
            Cell::text(&self.task_type),
            Cell::Int(Some(self.due_at.0)),
            Cell::Int(self.record.map(|record| record.kind.code())),
            Cell::Int(self.record.map(|record| record.id.0)),
            Cell::Int(self.responsible_id.map(|user| user.0)),
            Cell::list(&self.results)?,
            Cell::Int(self.done_at.map(|at| at.0)),
            Cell::maybe(self.result.as_deref()),
            Cell::list(&self.tags)?,
            Cell::fields(&self.fields)?,
            Cell::Int(Some(self.created_at.0)),
            Cell::Int(Some(self.updated_at.0)),
            Cell::author(&self.created_by)?,
        ])
    }

    fn place(&self, old: &Self, space: &mut Space) -> Result<()> {
        if old.record != self.record {
            space.exec(
                "UPDATE task SET record_kind = ?3, record_id = ?4 WHERE workspace_id = ?1 AND id = ?2",
                &[
                    self.id.0.into(),
                    self.record.map(|record| record.kind.code()).into(),
                    self.record.map(|record| record.id.0).into(),
                ],
            )?;
        }
        if old.due_at != self.due_at {
            space.exec(
                "UPDATE task SET due_at = ?3 WHERE workspace_id = ?1 AND id = ?2",
                &[self.id.0.into(), self.due_at.into()],
            )?;
        }
        if old.done_at != self.done_at {
            space.exec(
                "UPDATE task SET done_at = ?3 WHERE workspace_id = ?1 AND id = ?2",
                &[self.id.0.into(), self.done_at.into()],
            )?;
        }
        Ok(())
    }

    fn entries(&self, fields: &[Field]) -> BTreeSet<Entry> {
        let mut entries = Entries::default();
        entries.name(&self.text);
        entries.each(slot::TAG, &self.tags, fold::text);
        entries.custom(&self.fields, fields);
        entries.into_set()
    }

    fn is_open(&self) -> bool {
        self.done_at.is_none()
    }

    fn hangs_on(&self) -> Option<RecordRef> {
        self.record
    }
}

/// The record of a kind's and an id's columns.
pub(crate) fn reference(kind: Option<i64>, id: Option<i64>) -> Result<Option<RecordRef>> {
    let (Some(code), Some(id)) = (kind, id) else {
        return Ok(None);
    };
    let kind = RecordKind::from_code(code)
        .ok_or_else(|| StoreError::Broken(format!("{code} is no kind of record this version knows")))?;
    Ok(Some(RecordRef {
        kind,
        id: RecordId(id),
    }))
}
