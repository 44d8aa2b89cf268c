//! What columns are called in files: our own words in three languages and those of other systems' exports.

use super::importable;
use crate::crm::Schema;
use signalbox_model::import::Column;
use signalbox_model::{Key, RecordKind};
use signalbox_store::crm::fold;

/// Whose field a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The imported kind's.
    Row,
    /// A person's: of the contact, or of the company when companies are imported.
    Reach,
    /// Of this kind.
    Kind(RecordKind),
}

/// A field and its names: English, Russian, Ukrainian, then what others call it. All folded.
struct Named {
    of: Of,
    field: &'static str,
    names: [&'static str; 3],
    also: &'static [&'static str],
}

const fn named(
    of: Of,
    field: &'static str,
    names: [&'static str; 3],
    also: &'static [&'static str],
) -> Named {
    Named {
        of,
        field,
        names,
        also,
    }
}

use Of::{Kind, Reach, Row};
const LEAD: Of = Kind(RecordKind::Lead);
const CONTACT: Of = Kind(RecordKind::Contact);
const COMPANY: Of = Kind(RecordKind::Company);
const TASK: Of = Kind(RecordKind::Task);

/// More telling names stand before general ones.
const NAMES: &[Named] = &[
    named(
        LEAD,
        "name",
        ["lead", "сделка", "угода"],
        &[
            "название сделки",
            "назва угоди",
            "lead title",
            "lead name",
            "deal",
            "deal name",
            "deal title",
            "сделки",
        ],
    ),
    named(
        LEAD,
        "sale",
        ["amount", "бюджет", "сума"],
        &[
            "сумма",
            "sale",
            "budget",
            "price",
            "deal value",
            "lead value",
            "бюджет сделки",
            "сумма сделки",
            "lead budget",
        ],
    ),
    named(
        LEAD,
        "pipeline",
        ["pipeline", "воронка", "воронка продажів"],
        &["воронка продаж", "lead pipeline"],
    ),
    named(
        LEAD,
        "stage",
        ["stage", "этап", "етап"],
        &[
            "этап сделки",
            "етап угоди",
            "статус",
            "статус сделки",
            "lead stage",
            "pipeline stage",
            "lead status",
            "status",
            "стадия",
            "стадія",
        ],
    ),
    named(
        LEAD,
        "source",
        ["source", "источник", "джерело"],
        &["источник сделки", "lead source", "source name"],
    ),
    named(
        LEAD,
        "loss_reason",
        ["loss reason", "причина отказа", "причина відмови"],
        &["lost reason", "reason for loss"],
    ),
    named(
        LEAD,
        "closed_at",
        ["closed at", "дата закрытия", "дата закриття"],
        &["closed", "close date", "date closed", "дата закрытия сделки"],
    ),
    named(
        CONTACT,
        "name",
        ["contact", "контакт", "контактна особа"],
        &[
            "полное имя контакта",
            "полное имя",
            "фио",
            "основной контакт",
            "имя контакта",
            "full name",
            "contact name",
            "contact full name",
            "main contact",
            "піб",
            "повне ім'я",
            "повне ім'я контакту",
            "основний контакт",
        ],
    ),
    named(
        CONTACT,
        "responsible",
        [
            "contact's owner",
            "ответственный за контакт",
            "відповідальний за контакт",
        ],
        &[],
    ),
    named(
        CONTACT,
        "first_name",
        ["first name", "имя", "ім'я"],
        &["given name"],
    ),
    named(
        CONTACT,
        "last_name",
        ["last name", "фамилия", "прізвище"],
        &["surname", "family name"],
    ),
    named(
        CONTACT,
        "timezone",
        ["time zone", "часовой пояс", "часовий пояс"],
        &["timezone"],
    ),
    named(
        Reach,
        "phone",
        ["phone", "телефон", "телефон контакту"],
        &[
            "phones",
            "телефоны",
            "телефони",
            "рабочий телефон",
            "рабочий прямой телефон",
            "мобильный телефон",
            "домашний телефон",
            "другой телефон",
            "work phone",
            "work direct phone",
            "work direct",
            "mobile phone",
            "mobile",
            "mob",
            "home phone",
            "other phone",
            "робочий телефон",
            "робочий прямий телефон",
            "мобільний телефон",
            "домашній телефон",
            "інший телефон",
            "тел",
            "phone number",
            "номер телефона",
        ],
    ),
    named(
        Reach,
        "email",
        ["e-mail", "почта", "електронна пошта"],
        &[
            "email",
            "emails",
            "рабочий email",
            "личный email",
            "другой email",
            "work email",
            "personal email",
            "private email",
            "other email",
            "робочий email",
            "особистий email",
            "інший email",
            "электронная почта",
            "email address",
            "пошта",
            "е-mail",
        ],
    ),
    named(
        COMPANY,
        "name",
        ["company", "компания", "компанія"],
        &[
            "название компании",
            "компания контакта",
            "company name",
            "назва компанії",
            "компанія контакту",
            "организация",
            "організація",
            "lead company",
            "contact company",
        ],
    ),
    named(
        TASK,
        "text",
        ["task", "задача", "завдання"],
        &["текст", "текст задачи", "task text", "text", "что сделать"],
    ),
    named(
        TASK,
        "due",
        ["due", "срок", "термін"],
        &[
            "due date",
            "deadline",
            "дедлайн",
            "срок выполнения",
            "выполнить до",
            "complete till",
            "дата",
        ],
    ),
    named(
        TASK,
        "type",
        ["task type", "тип задачи", "тип завдання"],
        &["тип", "type"],
    ),
    named(
        TASK,
        "done",
        ["done", "выполнена", "виконано"],
        &["completed", "is completed", "выполнено", "завершена"],
    ),
    named(TASK, "result", ["result", "результат", "результат завдання"], &[]),
    named(
        Row,
        "name",
        ["name", "название", "назва"],
        &["title", "наименование", "найменування"],
    ),
    named(
        Row,
        "responsible",
        ["responsible", "ответственный", "відповідальний"],
        &[
            "responsible user",
            "owner",
            "lead owner",
            "менеджер",
            "manager",
            "assigned to",
            "исполнитель",
        ],
    ),
    named(
        Row,
        "tags",
        ["tags", "теги", "мітки"],
        &[
            "tag",
            "теги сделки",
            "теги контакта",
            "теги компании",
            "lead tags",
            "contact tags",
            "тег",
            "метки",
        ],
    ),
    named(
        Row,
        "note",
        ["note", "примечание", "примітка"],
        &[
            "notes",
            "примечание 1",
            "примечание 2",
            "примечание 3",
            "примечание 4",
            "примечание 5",
            "note 1",
            "note 2",
            "note 3",
            "note 4",
            "note 5",
            "комментарий",
            "коментар",
            "comment",
            "примітка 2",
            "примітка 3",
            "примітка 4",
            "примітка 5",
            "примечания",
        ],
    ),
    named(
        Row,
        "created_at",
        ["created at", "дата создания", "дата створення"],
        &[
            "created",
            "created on",
            "creation date",
            "дата создания сделки",
            "дата создания контакта",
            "дата создания компании",
            "дата створення угоди",
            "lead created at",
        ],
    ),
];

/// What a column's head says: the words, and whose field it is when brackets tell.
struct Head {
    words: String,
    of: Option<RecordKind>,
}

impl Head {
    fn parse(text: &str) -> Self {
        let folded = fold::text(text).replace(['ʼ', '’'], "'");
        let (words, bracket) = match folded.split_once('(') {
            Some((words, rest)) => (
                words.trim().to_owned(),
                Some(rest.trim_end_matches(')').trim().to_owned()),
            ),
            None => (folded, None),
        };
        let of = bracket.and_then(|bracket| match bracket.as_str() {
            "контакт" | "contact" => Some(RecordKind::Contact),
            "компания" | "компанія" | "company" => Some(RecordKind::Company),
            "сделка" | "угода" | "lead" => Some(RecordKind::Lead),
            _ => None,
        });
        let is_mark = |c: char| c.is_whitespace() || "*:.,₽₴$€₸".contains(c);
        Self {
            words: words.trim_matches(is_mark).to_owned(),
            of,
        }
    }
}

/// What the columns of a file become, as far as their heads tell.
pub(crate) fn guess(schema: &Schema, kind: RecordKind, heads: &[String]) -> Vec<Column> {
    let heads: Vec<Head> = heads.iter().map(|head| Head::parse(head)).collect();
    let has_surname = heads
        .iter()
        .any(|head| ["фамилия", "last name", "прізвище", "surname"].contains(&&*head.words));
    let mut taken: Vec<(RecordKind, Key)> = Vec::new();
    let mut columns = Vec::new();
    for head in &heads {
        let found = core(kind, head, has_surname).or_else(|| custom(schema, kind, head));
        let free = found.filter(|found| is_list(&found.1) || !taken.contains(found));
        columns.push(match free {
            Some((record, field)) => {
                taken.push((record, field.clone()));
                Column::Field { record, field }
            }
            None => Column::Skip,
        });
    }
    columns
}

/// Whether several columns can go into one field.
pub(super) fn is_list(field: &Key) -> bool {
    matches!(field.as_str(), "phone" | "email" | "tags" | "note")
}

fn core(kind: RecordKind, head: &Head, has_surname: bool) -> Option<(RecordKind, Key)> {
    let fits = |named: &&Named| named.names.contains(&&*head.words) || named.also.contains(&&*head.words);
    let candidates = NAMES.iter().filter(fits);
    let mut owned = candidates.filter_map(|named| {
        let record = match named.of {
            Row => head.of.unwrap_or(kind),
            Reach => head.of.unwrap_or(if kind == RecordKind::Company {
                kind
            } else {
                RecordKind::Contact
            }),
            Kind(record) => head
                .of
                .filter(|of| *of != record)
                .map_or(Some(record), |_| None)?,
        };
        // A single name of a person is the whole of it.
        let field = match (named.field, record) {
            ("first_name", _) if !has_surname => "name",
            ("name", RecordKind::Task) => "text",
            (field, _) => field,
        };
        let field: Key = field.parse().ok()?;
        importable(kind, record, field.as_str()).then_some((record, field))
    });
    owned.next()
}

fn custom(schema: &Schema, kind: RecordKind, head: &Head) -> Option<(RecordKind, Key)> {
    let order = [
        Some(kind),
        Some(RecordKind::Lead),
        Some(RecordKind::Contact),
        Some(RecordKind::Company),
    ];
    let kinds = match head.of {
        Some(of) => vec![of],
        None => order.into_iter().flatten().collect(),
    };
    kinds.into_iter().find_map(|record| {
        let field = schema
            .fields(record)
            .iter()
            .find(|field| fold::text(&field.name) == head.words || field.key.as_str() == head.words)?;
        super::takes(kind, record).then(|| (record, field.key.clone()))
    })
}

/// Whether a first row names columns rather than being data.
pub(crate) fn is_header(columns: &[Column], first: &[String]) -> bool {
    if columns.iter().any(|column| *column != Column::Skip) {
        return true;
    }
    let is_data = |cell: &String| {
        cell.contains('@') || cell.bytes().filter(u8::is_ascii_digit).count() * 2 > cell.len()
    };
    !first.iter().any(is_data)
}

/// The name of a core field in a language, for the head of an export.
pub fn core_name(kind: RecordKind, field: &str, language: &str) -> Option<&'static str> {
    let place = match language {
        "ru" => 1,
        "uk" => 2,
        _ => 0,
    };
    let known = |named: &&Named| {
        named.field == field
            && match named.of {
                Row | Reach => true,
                Kind(record) => record == kind,
            }
    };
    let mut all = NAMES.iter().filter(known);
    let found = all.next()?;
    Some(found.names[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(kind: RecordKind, heads: &[&str]) -> Vec<String> {
        let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
        let columns = guess(&Schema::default(), kind, &heads);
        let text = |column: &Column| {
            let target = column.target();
            target.map_or("-".to_owned(), |(record, field)| format!("{record}.{field}"))
        };
        columns.iter().map(text).collect()
    }

    #[test]
    fn an_export_of_amocrm_is_understood() {
        let heads = [
            ("ID", "-"),
            ("Название сделки", "lead.name"),
            ("Бюджет ₽", "lead.sale"),
            ("Ответственный", "lead.responsible"),
            ("Дата создания сделки", "lead.created_at"),
            ("Кем создана сделка", "-"),
            ("Дата закрытия", "lead.closed_at"),
            ("Теги сделки", "lead.tags"),
            ("Примечание", "lead.note"),
            ("Примечание 2", "lead.note"),
            ("Этап сделки", "lead.stage"),
            ("Воронка", "lead.pipeline"),
            ("Полное имя контакта", "contact.name"),
            ("Компания контакта", "company.name"),
            ("Ответственный за контакт", "contact.responsible"),
            ("Компания", "-"),
            ("Рабочий телефон (контакт)", "contact.phone"),
            ("Мобильный телефон", "contact.phone"),
            ("Рабочий email", "contact.email"),
            ("Рабочий телефон (компания)", "company.phone"),
        ];
        let (names, expected): (Vec<_>, Vec<_>) = heads.into_iter().unzip();
        assert_eq!(mapped(RecordKind::Lead, &names), expected);
    }

    #[test]
    fn three_languages_and_kinds_are_understood() {
        for (kind, head, expected) in [
            (RecordKind::Contact, "First name", "contact.name"),
            (RecordKind::Contact, "E-mail:", "contact.email"),
            (RecordKind::Company, "Телефон", "company.phone"),
            (RecordKind::Company, "Назва", "company.name"),
            (RecordKind::Lead, "Назва угоди*", "lead.name"),
            (RecordKind::Lead, "Ім’я", "contact.name"),
            (RecordKind::Lead, "Lead title", "lead.name"),
            (RecordKind::Task, "Срок", "task.due"),
            (RecordKind::Task, "Название", "task.text"),
            (RecordKind::Contact, "Бюджет", "-"),
            (RecordKind::Lead, "Любимый цвет", "-"),
        ] {
            assert_eq!(mapped(kind, &[head]), [expected], "{kind} {head}");
        }
        assert_eq!(
            mapped(RecordKind::Contact, &["Имя", "Фамилия"]),
            ["contact.first_name", "contact.last_name"]
        );
    }

    #[test]
    fn a_header_is_told_from_data() {
        let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let skipped = [Column::Skip];
        assert!(is_header(&skipped, &cells(&["Любимый цвет", "Город"])));
        assert!(!is_header(&skipped, &cells(&["Анна", "+7 916 123-45-67"])));
        assert!(!is_header(&skipped, &cells(&["anna@example.com"])));
    }

    #[test]
    fn exported_heads_are_guessed_back() {
        for kind in RecordKind::ALL {
            for field in [
                "name",
                "text",
                "sale",
                "stage",
                "phone",
                "email",
                "tags",
                "responsible",
                "created_at",
                "due",
            ] {
                for language in ["en", "ru", "uk"] {
                    let Some(name) =
                        core_name(kind, field, language).filter(|_| importable(kind, kind, field))
                    else {
                        continue;
                    };
                    assert_eq!(
                        mapped(kind, &[name]),
                        [format!("{kind}.{field}")],
                        "{kind} {name}"
                    );
                }
            }
        }
    }
}
