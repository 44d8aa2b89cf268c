//! Every function of the CRM's tables on both databases: what the tests share.

mod definitions;
mod index;
mod lists;
mod plans;
mod records;
mod sight;

use super::*;
use crate::tests::{databases, wait};
use crate::{Db, Result, Space, StoreError};

use serde_json::json;
use signalbox_model::field::{Field, FieldKind};
use signalbox_model::record::*;
use signalbox_model::*;

const SPACE: WorkspaceId = WorkspaceId(7);

/// Runs `work` in a workspace and undoes it.
fn inside<T: Send + 'static>(db: &Db, work: impl FnOnce(&mut Space) -> Result<T> + Send + 'static) -> T {
    let done: Result<T> = wait(db.rehearse(|tx| work(&mut tx.space(SPACE))));
    done.unwrap()
}

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn fields() -> Vec<Field> {
    let field = |id, name: &str, kind| Field {
        id: FieldId(id),
        record: RecordKind::Lead,
        key: key(name),
        name: name.to_owned(),
        kind,
    };
    vec![
        field(1, "city", FieldKind::Text),
        field(2, "sum", FieldKind::Number),
        field(
            3,
            "goods",
            FieldKind::Multiselect {
                options: vec!["А".into(), "Б".into()],
            },
        ),
        field(4, "phone2", FieldKind::Phone),
    ]
}

fn lead(id: i64) -> Lead {
    Lead {
        id: RecordId(id),
        name: format!("Заявка {id}"),
        pipeline_id: PipelineId(1),
        stage_id: StageId(1),
        entered_stage_at: Micros(id),
        position: id,
        sale: None,
        responsible_id: None,
        loss_reason_id: None,
        source: None,
        tags: Vec::new(),
        fields: FieldValues::new(),
        subscribers: Vec::new(),
        created_at: Micros(id),
        updated_at: Micros(id),
        closed_at: None,
        created_by: Author::System,
    }
}

fn full_lead() -> Lead {
    Lead {
        sale: Some(Money {
            minor: 5_800_000,
            currency: "RUB".into(),
        }),
        responsible_id: Some(UserId(5)),
        loss_reason_id: Some(LossReasonId(6)),
        source: Some("Сайт".into()),
        tags: vec!["VIP".into(), "сайт".into()],
        fields: [(key("city"), json!("Киев")), (key("sum"), json!("12.50"))].into(),
        subscribers: vec![UserId(5), UserId(6)],
        closed_at: Some(Micros(9)),
        created_by: Author::User { user: UserId(5) },
        ..lead(10)
    }
}

fn contact(id: i64) -> Contact {
    Contact {
        id: RecordId(id),
        name: "Миронов Евгений".into(),
        first_name: Some("Евгений".into()),
        last_name: None,
        phones: vec!["+79998887766".into(), "доб. 12".into()],
        emails: vec!["A@mail.ru".into()],
        responsible_id: None,
        timezone: Some("Europe/Kyiv".into()),
        tags: vec!["друг".into()],
        fields: FieldValues::new(),
        created_at: Micros(1),
        updated_at: Micros(1),
        created_by: Author::Run { run: RunId(3) },
    }
}

fn company(id: i64) -> Company {
    Company {
        id: RecordId(id),
        name: "ООО Ромашка".into(),
        phones: vec![],
        emails: vec!["info@r.ru".into()],
        responsible_id: Some(UserId(1)),
        tags: vec![],
        fields: FieldValues::new(),
        created_at: Micros(1),
        updated_at: Micros(1),
        created_by: Author::System,
    }
}

fn task(id: i64, record: Option<RecordRef>) -> Task {
    Task {
        id: RecordId(id),
        text: "Позвонить".into(),
        task_type: "call".into(),
        due_at: Micros(100 + id),
        record,
        responsible_id: Some(UserId(1)),
        results: vec![action::TaskResultChoice {
            name: "Дозвонился".into(),
            scenario: Some(key("won")),
        }],
        done_at: None,
        result: None,
        tags: vec![],
        fields: FieldValues::new(),
        created_at: Micros(1),
        updated_at: Micros(1),
        created_by: Author::System,
    }
}

fn note(id: i64, record: RecordRef) -> Note {
    Note {
        id: NoteId(id),
        record,
        kind: NoteKind::Call,
        text: "звонок".into(),
        direction: Some(Direction::Out),
        subject: Some("тема".into()),
        status: Some("answered".into()),
        duration_secs: Some(61),
        address: Some("+79990001122".into()),
        created_at: Micros(5),
        created_by: Author::Hook { hook: HookId(4) },
    }
}

fn rows(space: &mut Space, table: &str) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE workspace_id = ?1");
    Ok(space.one(&sql, &[], |row| row.int(0))?.unwrap_or(0))
}

fn pipeline() -> Pipeline {
    let stage = |id, name: &str, kind| Stage {
        id: StageId(id),
        key: key(name),
        name: name.to_owned(),
        kind,
        color: "#94a3b8".into(),
        required: Vec::new(),
    };
    Pipeline {
        id: PipelineId(1),
        key: key("sales"),
        name: "Продажи".into(),
        stages: vec![
            stage(1, "new", StageKind::Open),
            stage(2, "work", StageKind::Open),
            stage(3, "won", StageKind::Won),
        ],
    }
}
