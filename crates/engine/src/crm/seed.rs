//! What a new workspace begins with.

use signalbox_model::id::IdSource;
use signalbox_model::record::{LossReason, Pipeline, Stage, StageKind, TaskType};
use signalbox_model::{Key, KeyError, LossReasonId, Micros, PipelineId, StageId};
use signalbox_store::crm::definitions;
use signalbox_store::{Space, StoreError, workspaces};

/// A name in Russian, Ukrainian and English.
type Name = [&'static str; 3];

const PIPELINE: Name = ["Продажи", "Продажі", "Sales"];
const STAGES: [(&str, Name, StageKind, &str); 6] = [
    ("new", ["Новая", "Нова", "New"], StageKind::Open, "#60a5fa"),
    (
        "in-work",
        ["В работе", "В роботі", "In work"],
        StageKind::Open,
        "#fbbf24",
    ),
    (
        "offer",
        ["Предложение", "Пропозиція", "Offer"],
        StageKind::Open,
        "#a78bfa",
    ),
    (
        "waiting",
        ["Ждём оплату", "Чекаємо оплату", "Waiting for payment"],
        StageKind::Open,
        "#fb923c",
    ),
    ("won", ["Успешно", "Успішно", "Won"], StageKind::Won, "#4ade80"),
    (
        "lost",
        ["Не реализовано", "Не реалізовано", "Lost"],
        StageKind::Lost,
        "#94a3b8",
    ),
];
const REASONS: [Name; 4] = [
    ["Дорого", "Дорого", "Too expensive"],
    ["Выбрали другого", "Обрали іншого", "Chose someone else"],
    ["Пропала потребность", "Зникла потреба", "No longer needed"],
    ["Не отвечает", "Не відповідає", "Does not answer"],
];
const TASK_TYPES: [(&str, Name); 3] = [
    ("follow_up", ["Связаться", "Зв'язатися", "Follow up"]),
    ("call", ["Позвонить", "Зателефонувати", "Call"]),
    ("meeting", ["Встреча", "Зустріч", "Meeting"]),
];

/// Makes the first pipeline, reasons for losing leads and types of tasks, named in `ru`, `uk` or `en`.
pub fn seed(space: &mut Space, ids: &IdSource, now: Micros, language: &str) -> Result<(), StoreError> {
    let place = match language {
        "uk" => 1,
        "en" => 2,
        _ => 0,
    };
    let stages: Result<Vec<Stage>, StoreError> = STAGES
        .iter()
        .map(|(name, names, kind, color)| {
            Ok(Stage {
                id: StageId(ids.next(now.0)),
                key: key(name)?,
                name: names[place].to_owned(),
                kind: *kind,
                color: (*color).to_owned(),
                required: Vec::new(),
            })
        })
        .collect();
    let pipeline = Pipeline {
        id: PipelineId(ids.next(now.0)),
        key: key("sales")?,
        name: PIPELINE[place].to_owned(),
        stages: stages?,
    };
    definitions::put_pipeline(space, &pipeline, 0)?;
    for (position, names) in (0..).zip(REASONS) {
        let reason = LossReason {
            id: LossReasonId(ids.next(now.0)),
            name: names[place].to_owned(),
        };
        definitions::put_loss_reason(space, &reason, position)?;
    }
    for (position, (name, names)) in (0..).zip(TASK_TYPES) {
        let task_type = TaskType {
            key: key(name)?,
            name: names[place].to_owned(),
        };
        definitions::put_task_type(space, &task_type, position)?;
    }
    let workspace = space.workspace();
    workspaces::touch(space.tx(), workspace, ids.next(now.0))
}

fn key(text: &str) -> Result<Key, StoreError> {
    text.parse()
        .map_err(|error: KeyError| StoreError::Broken(error.to_string()))
}
