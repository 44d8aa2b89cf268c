//! What templates read (F-80…F-90).

use super::*;
use signalbox_expr::{Segment, Value};
use signalbox_model::record::{Direction, Note, NoteKind};
use signalbox_store::crm::notes;

/// `status.next.name`, `cf(city,default)`.
fn path(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    for part in text.split('.') {
        let (name, args) = part.split_once('(').unwrap_or((part, ""));
        let args = args.trim_end_matches(')');
        segments.push(Segment {
            name: name.into(),
            args: args
                .split(',')
                .filter(|arg| !arg.is_empty())
                .map(str::to_owned)
                .collect(),
        });
    }
    segments
}

fn read(
    space: &mut Space,
    ctx: &Ctx,
    record: RecordRef,
    previous: &[Change],
    text: &str,
) -> Result<Option<Value>, StoreError> {
    let reading = Reading {
        defs: ctx.defs(),
        now: ctx.now,
        previous,
    };
    attribute(space, &reading, record, &path(text))
}

/// Reads each path and compares its printed form; `None` is undeclared.
fn check(
    space: &mut Space,
    ctx: &Ctx,
    record: RecordRef,
    previous: &[Change],
    cases: &[(&str, Option<&str>)],
) {
    for (text, expected) in cases {
        let found = read(space, ctx, record, previous, text)
            .unwrap()
            .map(|value| value.to_text());
        assert_eq!(found.as_deref(), *expected, "{text}");
    }
}

/// A lead with everything on it.
fn full(space: &mut Space, ctx: &mut Ctx) -> Result<(RecordRef, RecordRef, RecordRef), CrmError> {
    let firm = NewCompany {
        name: "Ромашка".into(),
        ..NewCompany::default()
    };
    let firm = reference(RecordKind::Company, create_company(space, ctx, firm)?.id);
    let ann = NewContact {
        name: "Миронов Евгений".into(),
        phones: vec!["+79998887766".into(), "+79990001122".into()],
        emails: vec!["a@mail.ru".into(), "b@mail.ru".into()],
        fields: [(key("tg"), json!("@ev"))].into(),
        links: vec![firm],
        ..NewContact::default()
    };
    let ann = reference(RecordKind::Contact, create_contact(space, ctx, ann)?.id);
    let fields = [
        ("city", json!("Киев")),
        ("budget", json!("15.756")),
        ("price", json!("12,50")),
        ("day", json!("1990-05-05")),
        ("moment", json!("2019-11-21T16:03:00+03:00")),
        ("vip", json!(true)),
        ("goods", json!("Товар, Товар 2, Товар 3")),
        (
            "doc",
            json!({ "name": "a.pdf", "size": 5, "url": "https://x/a.pdf" }),
        ),
    ];
    let lead = NewLead {
        name: "Заявка с сайта".into(),
        sale: Some(money(5_800_000)),
        stage_id: Some(stage(ctx, "offer")),
        responsible_id: Some(MAXIM),
        source: Some("Сайт".into()),
        tags: vec!["сайт".into(), "директ".into()],
        fields: fields.map(|(name, value)| (key(name), value)).into(),
        contacts: vec![ann.id],
        ..NewLead::default()
    };
    let lead = reference(RecordKind::Lead, create_lead(space, ctx, lead)?.id);
    Ok((lead, ann, firm))
}

#[test]
fn a_lead_tells_everything_about_itself() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ann, firm) = full(space, ctx)?;
            let maxim = MAXIM.to_string();
            let (id, ann, firm) = (lead.id.to_string(), ann.id.to_string(), firm.id.to_string());
            let offer = stage(ctx, "offer").to_string();
            let waiting = stage(ctx, "waiting").to_string();
            check(
                space,
                ctx,
                lead,
                &[],
                &[
                    ("id", Some(&id)),
                    ("name", Some("Заявка с сайта")),
                    ("NAME", Some("Заявка с сайта")),
                    ("sale", Some("58000")),
                    ("currency", Some("RUB")),
                    ("tag", Some("сайт")),
                    ("tags", Some("сайт, директ")),
                    ("tagsCount", Some("2")),
                    ("created_at", Some("26.03.2021 18:46:00")),
                    ("closed_at", Some("")),
                    ("created_by", Some(&maxim)),
                    ("responsible", Some("Максим Петров")),
                    ("responsible.email", Some("max@x.ru")),
                    ("responsible.is_admin", Some("1")),
                    ("responsible.group_name", Some("")),
                    ("pipeline", Some("Продажи")),
                    ("pipeline.key", Some("sales")),
                    ("status", Some("Предложение")),
                    ("status_id", Some(&offer)),
                    ("status.id", Some(&offer)),
                    ("status.kind", Some("open")),
                    ("status.next.name", Some("Ждём оплату")),
                    ("status.next.id", Some(&waiting)),
                    ("status.previous.key", Some("in-work")),
                    ("status.previous.previous.previous", Some("")),
                    ("loss_reason_name", Some("")),
                    ("source_name", Some("Сайт")),
                    ("contactsCount", Some("1")),
                    ("main_contact", Some("Миронов Евгений")),
                    ("main_contact.id", Some(&ann)),
                    ("main_contact.cf(tg)", Some("@ev")),
                    ("company_id", Some(&firm)),
                    ("company_name", Some("Ромашка")),
                    ("closest_task_at", Some("")),
                    ("cf(city)", Some("Киев")),
                    ("cf(CITY)", Some("Киев")),
                    ("city", Some("Киев")),
                    ("cf(budget)", Some("15.756")),
                    ("cf(price)", Some("12.5")),
                    ("cf(price).currency", Some("RUB")),
                    ("cf(day)", Some("05.05.1990")),
                    ("cf(moment)", Some("21.11.2019 16:03:00")),
                    ("cf(vip)", Some("1")),
                    ("cf(goods)", Some("Товар, Товар 2, Товар 3")),
                    ("cfm(city)", Some("Киев")),
                    ("cf(doc)", Some("https://x/a.pdf")),
                    ("cf(doc).name", Some("a.pdf")),
                    ("cf(memo)", Some("")),
                    ("cf(memo,Москва)", Some("Москва")),
                    ("cf(memo,нет, совсем)", Some("нет,  совсем")),
                    ("cf(city,Москва)", Some("Киев")),
                    ("cf(total)", Some("58015.756")),
                    ("cf(loop)", Some("")),
                    ("cf(nofield)", None),
                    ("cf(nofield,x)", Some("x")),
                    ("cf", None),
                    ("nothing", None),
                    ("responsible.secret", None),
                    ("status.nothing", None),
                ],
            );
            let gone = reference(RecordKind::Lead, RecordId(99));
            assert_eq!(read(space, ctx, gone, &[], "sale")?, Some(Value::Null));
            Ok(())
        });
    });
}

#[test]
fn values_keep_their_types() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ..) = full(space, ctx)?;
            let mut kind = |text: &str| read(space, ctx, lead, &[], text).unwrap().unwrap();
            assert!(matches!(kind("sale"), Value::Number(_)));
            assert!(matches!(kind("cf(budget)"), Value::Number(_)));
            assert!(matches!(kind("cf(total)"), Value::Number(_) | Value::Text(_)));
            assert!(matches!(kind("cf(day)"), Value::Date(_)));
            assert!(matches!(kind("cf(moment)"), Value::DateTime(..)));
            assert!(matches!(kind("cf(vip)"), Value::Bool(true)));
            assert!(matches!(kind("cfm(city)"), Value::List(items) if items.len() == 1));
            assert!(matches!(kind("status.previous.previous.previous"), Value::Null));
            Ok(())
        });
    });
}

#[test]
fn what_was_before_comes_from_the_event() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ..) = full(space, ctx)?;
            let patch = LeadPatch {
                sale: Some(Some(money(100))),
                stage_id: Some(stage(ctx, "won")),
                responsible_id: Some(Some(ANNA)),
                fields: [(key("city"), json!("Львов")), (key("goods"), Json::Null)].into(),
                ..LeadPatch::default()
            };
            let changes = update_lead(space, ctx, lead.id, patch)?.changes;
            let (maxim, offer) = (MAXIM.to_string(), stage(ctx, "offer").to_string());
            check(
                space,
                ctx,
                lead,
                &changes,
                &[
                    ("sale", Some("1")),
                    ("previousSale", Some("58000")),
                    ("previousStatus", Some("Предложение")),
                    ("previousStatusId", Some(&offer)),
                    ("previousPipeline", Some("Продажи")),
                    ("previousResponsibleId", Some(&maxim)),
                    ("previousResponsible.name", Some("Максим Петров")),
                    ("previousCf(city)", Some("Киев")),
                    ("previousCf(goods)", Some("Товар, Товар 2, Товар 3")),
                    // Not changed by the event: as it is.
                    ("previousCf(budget)", Some("15.756")),
                    ("previousCf(nofield)", None),
                    ("closed_at", Some("26.03.2021 18:46:00")),
                ],
            );
            // Without an event of its own there is no before.
            let nothing = [
                ("previousSale", Some("")),
                ("previousStatus", Some("")),
                ("previousCf(city)", Some("")),
            ];
            check(space, ctx, lead, &[], &nothing);
            Ok(())
        });
    });
}

#[test]
fn people_count_their_leads() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ann, firm) = full(space, ctx)?;
            let mut others = Vec::new();
            for (stage_name, minor) in [("won", 100), ("lost", 200), ("new", 300)] {
                let new = NewLead {
                    stage_id: Some(stage(ctx, stage_name)),
                    sale: Some(money(minor)),
                    contacts: vec![ann.id],
                    company: Some(firm.id),
                    ..NewLead::default()
                };
                others.push(create_lead(space, ctx, new)?.id.to_string());
            }
            let sales = ctx.schema.pipelines[0].id.to_string();
            let (won, offer) = (stage(ctx, "won").to_string(), stage(ctx, "offer").to_string());
            let open_ids = format!("{}, {}", lead.id, others[2]);
            let cases = [
                ("phone".to_owned(), "+79998887766".to_owned()),
                ("phones".into(), "+79998887766, +79990001122".into()),
                ("email".into(), "a@mail.ru".into()),
                ("first_name".into(), String::new()),
                ("company_name".into(), "Ромашка".into()),
                ("cf(tg)".into(), "@ev".into()),
                ("leadsCount".into(), "4".into()),
                ("leadsCount(open)".into(), "2".into()),
                ("leadsCount(success)".into(), "1".into()),
                ("leadsCount(loss)".into(), "1".into()),
                ("leadsCount(closed)".into(), "2".into()),
                (format!("leadsCount({won},{offer})"), "2".into()),
                (format!("leadsCount({sales}/{won})"), "1".into()),
                (format!("leadsCount({sales}/)"), "4".into()),
                ("leadsCount(sales/new)".into(), "1".into()),
                ("leadsCount(lost)".into(), "1".into()),
                ("leadsCount(nothing)".into(), "0".into()),
                ("leadsSum(closed)".into(), "3".into()),
                ("leadsSum".into(), "58006".into()),
                ("leadsIds(open)".into(), open_ids),
            ];
            let cases: Vec<(&str, Option<&str>)> = cases
                .iter()
                .map(|(path, text)| (path.as_str(), Some(text.as_str())))
                .collect();
            check(space, ctx, ann, &[], &cases);
            check(
                space,
                ctx,
                firm,
                &[],
                &[
                    ("leadsCount", Some("3")),
                    ("contactsCount", Some("1")),
                    ("phone", Some("")),
                ],
            );
            Ok(())
        });
    });
}

#[test]
fn records_count_their_tasks() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ..) = full(space, ctx)?;
            let mut task = |ctx: &mut Ctx, task_type: &str, due: i64| -> Result<RecordId, CrmError> {
                let new = NewTask {
                    text: "x".into(),
                    task_type: Some(task_type.into()),
                    due_at: NOW.plus_secs(due),
                    record: Some(lead),
                    ..NewTask::default()
                };
                Ok(create_task(space, ctx, new)?.id)
            };
            let late = task(ctx, "call", -60)?;
            task(ctx, "meeting", 60)?;
            let done = task(ctx, "call", 30)?;
            ctx.now = NOW.plus_secs(90);
            complete_task(space, ctx, done, Some("ок"))?;
            ctx.now = NOW;
            let late_id = late.to_string();
            check(
                space,
                ctx,
                lead,
                &[],
                &[
                    ("tasksCount", Some("3")),
                    ("tasksCount(open)", Some("2")),
                    ("tasksCount(closed)", Some("1")),
                    ("tasksCount(expired)", Some("1")),
                    ("tasksCount(call)", Some("2")),
                    ("tasksCount(Позвонить)", Some("2")),
                    ("tasksCount(call/open)", Some("1")),
                    ("tasksCount(meeting,closed)", Some("2")),
                    ("tasksIds(expired)", Some(&late_id)),
                    ("closest_task_at", Some("26.03.2021 18:45:00")),
                ],
            );
            let lead_id = lead.id.to_string();
            check(
                space,
                ctx,
                reference(RecordKind::Task, done),
                &[],
                &[
                    ("text", Some("x")),
                    ("type", Some("call")),
                    ("type_name", Some("Позвонить")),
                    ("is_completed", Some("1")),
                    ("is_expired", Some("0")),
                    ("result", Some("ок")),
                    ("duration", Some("90")),
                    ("due_at", Some("26.03.2021 18:46:30")),
                    ("element_type", Some("lead")),
                    ("element_id", Some(&lead_id)),
                    ("tasksCount", None),
                ],
            );
            Ok(())
        });
    });
}

#[test]
fn links_between_records_are_followed() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ..) = full(space, ctx)?;
            let id = lead.id.to_string();
            let twin = NewLead {
                fields: [(key("twin"), json!(id))].into(),
                ..NewLead::default()
            };
            let twin = reference(RecordKind::Lead, create_lead(space, ctx, twin)?.id);
            check(
                space,
                ctx,
                twin,
                &[],
                &[
                    ("cf(twin)", Some(&id)),
                    ("cf(twin).name", Some("Заявка с сайта")),
                    ("cf(twin).cf(total)", Some("58015.756")),
                    ("cf(twin).cf(twin).name", Some("")),
                ],
            );
            Ok(())
        });
    });
}

#[test]
fn notes_and_users_tell_about_themselves() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ..) = full(space, ctx)?;
            let new = NewNote {
                direction: Some(Direction::In),
                status: Some("answered".into()),
                duration_secs: Some(61),
                address: Some("+79161234567".into()),
                ..NewNote::text(lead, NoteKind::Call, "звонок")
            };
            let Note { id, .. } = add_note(space, ctx, new)?;
            for (text, expected) in [
                ("text", Some("звонок")),
                ("type", Some("call")),
                ("direction", Some("in")),
                ("subject", Some("")),
                ("status", Some("answered")),
                ("duration", Some("61")),
                ("phone", Some("+79161234567")),
                ("author", Some("Максим Петров")),
                ("created_at", Some("26.03.2021 18:46:00")),
                ("nothing", None),
            ] {
                let found = note_attribute(space, ctx.defs(), id, &path(text))?.map(|value| value.to_text());
                assert_eq!(found.as_deref(), expected, "{text}");
            }
            assert_eq!(notes::list(space, lead.id, None, 9)?.len(), 1);
            assert_eq!(
                note_attribute(space, ctx.defs(), NoteId(9), &path("text"))?,
                Some(Value::Null)
            );
            let maxim = MAXIM.to_string();
            for (who, text, expected) in [
                (maxim.as_str(), "name", Some("Максим Петров")),
                ("max@x\\.ru", "id", Some(maxim.as_str())),
                ("Анна", "language", Some("ru")),
                ("никто", "name", Some("")),
                ("Анна", "password", None),
            ] {
                let found = user_attribute(ctx.schema, who, &path(text)).map(|value| value.to_text());
                assert_eq!(found.as_deref(), expected, "{who} {text}");
            }
            Ok(())
        });
    });
}
