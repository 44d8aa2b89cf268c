//! Fields set by name from rendered texts.

use super::*;
use signalbox_model::record::{Contact, Lead, Task};
use signalbox_store::crm::get;

fn set(name: &str, text: &str) -> Setting {
    Setting {
        key: key(name),
        text: text.into(),
        clear: false,
    }
}

fn faulty(assigned: &Assigned) -> Vec<&str> {
    assigned.faults.iter().map(|fault| fault.field.as_str()).collect()
}

#[test]
fn every_field_of_a_lead_is_set_by_its_text() {
    databases(|db| {
        inside(db, |space, ctx| {
            let id = create_lead(space, ctx, NewLead::default())?.id;
            let twin = create_lead(space, ctx, NewLead::default())?.id;
            let lead = reference(RecordKind::Lead, id);
            events(ctx);
            let twin = twin.to_string();
            for (name, text, change, value) in [
                ("name", " Заявка ", "name", json!("Заявка")),
                (
                    "sale",
                    "1 250,50",
                    "sale",
                    json!({ "minor": 125_050, "currency": "RUB" }),
                ),
                ("responsible", "anna@X.ru", "responsible", json!(ANNA)),
                ("source", "Сайт", "source", json!("Сайт")),
                ("tags", "a, \"б, в\"", "tags", json!(["a", "б, в"])),
                (
                    "stage",
                    "lost",
                    "stage",
                    json!({ "pipeline": "sales", "stage": "lost" }),
                ),
                ("loss_reason", "дорого", "loss_reason", json!("Дорого")),
                ("city", "Киев", "city", json!("Киев")),
                ("budget", "10", "budget", json!("10")),
                ("price", "2", "price", json!({ "minor": 200, "currency": "RUB" })),
                ("day", "26.03.2021", "day", json!("2021-03-26")),
                ("moment", "2021-03-26 18:46:00", "moment", json!(NOW)),
                ("vip", "да", "vip", json!(true)),
                ("level", "Товар 2", "level", json!("Товар 2")),
                ("goods", "Товар, Товар 3", "goods", json!(["Товар", "Товар 3"])),
                ("tel", "89161234567", "tel", json!(["+79161234567"])),
                ("mail", "a@b.ru; c@d.ru", "mail", json!(["a@b.ru", "c@d.ru"])),
                ("site", "https://x.y", "site", json!("https://x.y")),
                (
                    "twin",
                    twin.as_str(),
                    "twin",
                    json!({ "kind": "lead", "id": twin }),
                ),
            ] {
                let done = set_fields(space, ctx, lead, &[set(name, text)])?;
                assert_eq!(faulty(&done), [""; 0], "{name}");
                let found = done.changes.iter().find(|found| found.field == change);
                assert_eq!(found.map(|found| &found.new), Some(&value), "{name}");
                assert_eq!(events(ctx), [EventKind::LeadChanged]);
                let again = set_fields(space, ctx, lead, &[set(name, text)])?;
                assert_eq!((again.changes.len(), events(ctx).len()), (0, 0), "{name}");
            }
            let clear = Setting {
                clear: true,
                ..set("goods", "Товар")
            };
            set_fields(
                space,
                ctx,
                lead,
                &[clear, set("sale", ""), set("responsible", " "), set("city", "")],
            )?;
            let now = get::<Lead>(space, id)?.unwrap();
            assert_eq!((now.sale, now.responsible_id), (None, None));
            assert!(!now.fields.contains_key(&key("goods")) && !now.fields.contains_key(&key("city")));
            Ok(())
        });
    });
}

#[test]
fn a_refused_field_does_not_keep_the_others_back() {
    databases(|db| {
        inside(db, |space, ctx| {
            let id = create_lead(space, ctx, NewLead::default())?.id;
            let lead = reference(RecordKind::Lead, id);
            let settings = [
                set("goods", "Товар, Чужой, Товар 2"),
                set("name", " "),
                set("responsible", "никто"),
                set("stage", "нет"),
                set("pipeline", "нет"),
                set("loss_reason", "нет"),
                set("sale", "много"),
                set("nofield", "1"),
                set("total", "1"),
                set("twin", &RecordId(9).to_string()),
                set("city", "Киев"),
            ];
            let done = set_fields(space, ctx, lead, &settings)?;
            let expected = [
                "goods",
                "name",
                "responsible",
                "stage",
                "pipeline",
                "loss_reason",
                "sale",
                "nofield",
                "total",
                "twin",
            ];
            assert_eq!(faulty(&done), expected);
            let set: Vec<&str> = done.changes.iter().map(|change| change.field.as_str()).collect();
            assert_eq!(set, ["city", "goods"]);
            assert_eq!(
                get::<Lead>(space, id)?.unwrap().fields[&key("goods")],
                json!(["Товар", "Товар 2"])
            );
            Ok(())
        });
    });
}

#[test]
fn one_phone_is_added_and_all_phones_are_replaced() {
    databases(|db| {
        inside(db, |space, ctx| {
            let id = create_contact(space, ctx, NewContact::default())?.id;
            let contact = reference(RecordKind::Contact, id);
            for (name, text, left) in [
                ("phone", "89161234567", "+79161234567"),
                ("phone", "+7 916 123-45-67", "+79161234567"),
                ("phone", "+380501234567", "+79161234567|+380501234567"),
                ("phones", "доб. 5", "доб. 5"),
                ("phone", "", ""),
            ] {
                set_fields(space, ctx, contact, &[set(name, text)])?;
                assert_eq!(
                    get::<Contact>(space, id)?.unwrap().phones.join("|"),
                    left,
                    "{name} {text}"
                );
            }
            let mails = [
                set("email", "A@b.ru"),
                set("email", "a@B.ru"),
                set("email", "c@d.ru"),
            ];
            set_fields(space, ctx, contact, &mails)?;
            assert_eq!(get::<Contact>(space, id)?.unwrap().emails, ["A@b.ru", "c@d.ru"]);
            let rest = [
                set("first_name", "Анна"),
                set("timezone", "Mars/Base"),
                set("tg", "@anna"),
                set("sale", "1"),
            ];
            let done = set_fields(space, ctx, contact, &rest)?;
            assert_eq!(faulty(&done), ["timezone", "sale"]);
            Ok(())
        });
    });
}

#[test]
fn a_record_is_made_and_filled_in_one_event() {
    databases(|db| {
        inside(db, |space, ctx| {
            let settings = [
                set("name", "Анна"),
                set("phone", "89161234567"),
                set("tg", "@a"),
                set("nofield", "x"),
            ];
            let made = create_filled(space, ctx, &Draft::Contact(NewContact::default()), &settings)?;
            assert_eq!(faulty(&made), ["nofield"]);
            let contact = get::<Contact>(space, made.record.id)?.unwrap();
            assert_eq!(
                (contact.name.as_str(), contact.phones[0].as_str()),
                ("Анна", "+79161234567")
            );
            let lead = NewLead {
                contacts: vec![contact.id],
                ..NewLead::default()
            };
            let made = create_filled(
                space,
                ctx,
                &Draft::Lead(lead),
                &[set("sale", "5"), set("stage", "offer")],
            )?;
            assert_eq!(
                get::<Lead>(space, made.record.id)?.unwrap().stage_id,
                stage(ctx, "offer")
            );
            assert_eq!(
                linked(space, made.record, RecordKind::Contact)?.map(|found| found.id),
                Some(contact.id)
            );
            let task = create_filled(
                space,
                ctx,
                &Draft::Task(NewTask {
                    text: "x".into(),
                    ..NewTask::default()
                }),
                &[
                    set("due", "27.03.2021 10:00"),
                    set("type", "Встреча"),
                    set("result", "ок"),
                ],
            )?;
            let task = get::<Task>(space, task.record.id)?.unwrap();
            assert_eq!(
                (task.due_at, task.task_type.as_str()),
                (Micros(1_616_828_400_000_000), "meeting")
            );
            create_filled(
                space,
                ctx,
                &Draft::Company(NewCompany::default()),
                &[set("email", "a@b.ru")],
            )?;
            use EventKind::*;
            assert_eq!(
                events(ctx),
                [ContactCreated, LeadCreated, TaskCreated, CompanyCreated]
            );
            Ok(())
        });
    });
}
