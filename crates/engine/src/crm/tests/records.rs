//! Leads, contacts, companies, notes and tags.

use super::*;
use signalbox_model::action::{NormalizeContacts, PhoneFormat};
use signalbox_model::event::Visit;
use signalbox_model::record::{Company, Contact, Lead, NoteKind};
use signalbox_store::crm::{get, notes};

#[test]
fn a_lead_begins_with_what_the_workspace_has() {
    databases(|db| {
        inside(db, |space, ctx| {
            let lead = create_lead(space, ctx, NewLead::default())?;
            assert_eq!(lead.name, "Новая сделка");
            assert_eq!(lead.stage_id, stage(ctx, "new"));
            assert_eq!((lead.created_at, lead.closed_at), (NOW, None));
            assert_eq!(get::<Lead>(space, lead.id)?, Some(lead));
            assert_eq!(events(ctx), [EventKind::LeadCreated]);
            Ok(())
        });
    });
}

#[test]
fn an_event_tells_who_why_and_what_went_before() {
    databases(|db| {
        inside(db, |space, ctx| {
            let visit = Visit {
                scenario: ScenarioId(5),
                record: None,
            };
            (ctx.cause, ctx.depth, ctx.chain) = (Some(EventId(9)), 3, vec![visit]);
            ctx.author = Author::Run { run: RunId(4) };
            let lead = create_lead(space, ctx, NewLead::default())?;
            let event = &ctx.emitted[0];
            assert_eq!(event.subject, Some(reference(RecordKind::Lead, lead.id)));
            assert_eq!((event.cause, event.depth, event.at), (Some(EventId(9)), 3, NOW));
            assert_eq!(event.payload.chain, [visit]);
            let stored = signalbox_store::events::get(space, event.id)?.unwrap();
            assert_eq!(stored.event, *event);
            Ok(())
        });
    });
}

#[test]
fn a_change_tells_old_and_new_and_the_same_again_is_none() {
    databases(|db| {
        inside(db, |space, ctx| {
            let new = NewLead {
                name: "Заявка".into(),
                sale: Some(money(100)),
                fields: [(key("city"), json!("Киев"))].into(),
                tags: vec!["a".into()],
                ..NewLead::default()
            };
            let id = create_lead(space, ctx, new)?.id;
            events(ctx);
            let patch = || LeadPatch {
                sale: Some(Some(money(250))),
                responsible_id: Some(Some(ANNA)),
                source: Some(Some(" ".into())),
                tags: Some(vec!["A ".into(), "a".into(), "б".into()]),
                fields: [(key("city"), Json::Null), (key("budget"), json!("1 000,50"))].into(),
                ..LeadPatch::default()
            };
            ctx.now = NOW.plus_secs(1);
            let updated = update_lead(space, ctx, id, patch())?;
            let rub = |minor| json!({ "minor": minor, "currency": "RUB" });
            let expected = [
                ("sale", rub(100), rub(250)),
                ("responsible", Json::Null, json!(ANNA)),
                ("tags", json!(["a"]), json!(["A", "б"])),
                ("budget", Json::Null, json!("1000.50")),
                ("city", json!("Киев"), Json::Null),
            ];
            assert_eq!(triples(&updated.changes), expected);
            assert_eq!(ctx.emitted[0].payload.changes, updated.changes);
            assert_eq!(updated.record.updated_at, ctx.now);
            assert_eq!(get::<Lead>(space, id)?, Some(updated.record));
            assert_eq!(events(ctx), [EventKind::LeadChanged]);

            ctx.now = NOW.plus_secs(2);
            let again = update_lead(space, ctx, id, patch())?;
            assert_eq!((again.changes.len(), events(ctx).len()), (0, 0));
            assert_eq!(again.record.updated_at, NOW.plus_secs(1));
            Ok(())
        });
    });
}

#[test]
fn closing_and_reopening_follow_the_stage() {
    databases(|db| {
        inside(db, |space, ctx| {
            let id = create_lead(space, ctx, NewLead::default())?.id;
            let reason = ctx.schema.loss_reasons[0].id;
            let to = |stage_id| LeadPatch {
                stage_id: Some(stage_id),
                ..LeadPatch::default()
            };
            let lost = LeadPatch {
                loss_reason_id: Some(Some(reason)),
                ..to(stage(ctx, "lost"))
            };
            let lost = update_lead(space, ctx, id, lost)?;
            assert_eq!(
                (lost.record.closed_at, lost.record.loss_reason_id),
                (Some(NOW), Some(reason))
            );
            let place = |stage: &str| json!({ "pipeline": "sales", "stage": stage });
            let expected = [
                ("stage", place("new"), place("lost")),
                ("loss_reason", Json::Null, json!("Дорого")),
            ];
            assert_eq!(triples(&lost.changes), expected);

            ctx.now = NOW.plus_secs(5);
            let won = update_lead(space, ctx, id, to(stage(ctx, "won")))?.record;
            assert_eq!((won.closed_at, won.loss_reason_id), (Some(NOW), None));
            let open = update_lead(space, ctx, id, to(stage(ctx, "in-work")))?.record;
            assert_eq!(open.closed_at, None);
            Ok(())
        });
    });
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    databases(|db| {
        inside(db, |space, ctx| {
            let wrong = NewLead {
                fields: [
                    (key("budget"), json!("сто")),
                    (key("nofield"), json!(1)),
                    (key("twin"), json!(RecordId(99))),
                    (key("total"), json!("1")),
                ]
                .into(),
                ..NewLead::default()
            };
            let faults = refused(create_lead(space, ctx, wrong));
            assert_eq!(
                faults,
                ["fields.budget", "fields.nofield", "fields.total", "fields.twin"]
            );
            let id = create_lead(space, ctx, NewLead::default())?.id;
            events(ctx);
            let empty = || LeadPatch::default();
            for (patch, field) in [
                (
                    LeadPatch {
                        name: Some(" ".into()),
                        ..empty()
                    },
                    "name",
                ),
                (
                    LeadPatch {
                        name: Some("я".repeat(1001)),
                        ..empty()
                    },
                    "name",
                ),
                (
                    LeadPatch {
                        responsible_id: Some(Some(UserId(99))),
                        ..empty()
                    },
                    "responsible",
                ),
                (
                    LeadPatch {
                        stage_id: Some(StageId(99)),
                        ..empty()
                    },
                    "stage",
                ),
                (
                    LeadPatch {
                        pipeline_id: Some(PipelineId(99)),
                        ..empty()
                    },
                    "pipeline",
                ),
                (
                    LeadPatch {
                        loss_reason_id: Some(Some(LossReasonId(99))),
                        ..empty()
                    },
                    "loss_reason",
                ),
                (
                    LeadPatch {
                        subscribers: Some(vec![UserId(99)]),
                        ..empty()
                    },
                    "subscribers",
                ),
            ] {
                assert_eq!(refused(update_lead(space, ctx, id, patch)), [field]);
            }
            assert!(matches!(
                update_lead(space, ctx, RecordId(99), empty()),
                Err(CrmError::NotFound(_))
            ));
            assert_eq!(events(ctx), []);
            Ok(())
        });
    });
}

#[test]
fn a_deleted_record_leaves_its_values_in_the_event() {
    databases(|db| {
        inside(db, |space, ctx| {
            let new = NewLead {
                name: "Заявка".into(),
                fields: [(key("city"), json!("Киев"))].into(),
                ..NewLead::default()
            };
            let lead = reference(RecordKind::Lead, create_lead(space, ctx, new)?.id);
            ctx.emitted.clear();
            delete(space, ctx, lead)?;
            let gone = &ctx.emitted[0];
            assert_eq!((gone.kind, gone.subject), (EventKind::LeadDeleted, Some(lead)));
            let told = triples(&gone.payload.changes);
            assert!(told.contains(&("name", json!("Заявка"), Json::Null)));
            assert!(told.contains(&("city", json!("Киев"), Json::Null)));
            assert!(matches!(delete(space, ctx, lead), Err(CrmError::NotFound(_))));
            Ok(())
        });
    });
}

#[test]
fn people_are_called_by_what_is_known_and_reached_by_one_form() {
    databases(|db| {
        inside(db, |space, ctx| {
            let new = NewContact {
                phones: vec![
                    " 8 (916) 123-45-67".into(),
                    "+79161234567".into(),
                    "доб. 5".into(),
                    "".into(),
                ],
                emails: vec!["A@b.ru".into(), "a@b.ru".into(), " ".into()],
                ..NewContact::default()
            };
            let contact = create_contact(space, ctx, new)?;
            assert_eq!(contact.phones, ["+79161234567", "доб. 5"]);
            assert_eq!(contact.emails, ["A@b.ru"]);
            assert_eq!(contact.name, "8 (916) 123-45-67");
            let named = NewContact {
                first_name: Some("Анна".into()),
                last_name: Some("Ким".into()),
                ..NewContact::default()
            };
            assert_eq!(create_contact(space, ctx, named)?.name, "Анна Ким");
            assert_eq!(
                create_contact(space, ctx, NewContact::default())?.name,
                "Новый контакт"
            );
            let patch = ContactPatch {
                phones: Some(vec!["+380501234567".into()]),
                timezone: Some(Some("Europe/Kyiv".into())),
                first_name: Some(Some("Е".into())),
                ..ContactPatch::default()
            };
            let updated = update_contact(space, ctx, contact.id, patch)?;
            let fields: Vec<&str> = updated
                .changes
                .iter()
                .map(|change| change.field.as_str())
                .collect();
            assert_eq!(fields, ["first_name", "phone", "timezone"]);
            let zone = ContactPatch {
                timezone: Some(Some("Mars/Base".into())),
                ..ContactPatch::default()
            };
            assert_eq!(
                refused(update_contact(space, ctx, contact.id, zone)),
                ["timezone"]
            );
            assert_eq!(
                contact_timezone(space, contact.id)?.as_deref(),
                Some("Europe/Kyiv")
            );

            let company = create_company(space, ctx, NewCompany::default())?;
            let patch = CompanyPatch {
                name: Some("Ромашка".into()),
                emails: Some(vec!["i@r.ru".into()]),
                ..CompanyPatch::default()
            };
            let updated = update_company(space, ctx, company.id, patch)?;
            assert_eq!(get::<Company>(space, company.id)?, Some(updated.record));
            use EventKind::*;
            let all = [
                ContactCreated,
                ContactCreated,
                ContactCreated,
                ContactChanged,
                CompanyCreated,
                CompanyChanged,
            ];
            assert_eq!(events(ctx), all);
            Ok(())
        });
    });
}

#[test]
fn phones_and_e_mails_are_put_into_one_form() {
    databases(|db| {
        inside(db, |space, ctx| {
            let typed = ["+79161234567", "8 916 123 45 67", "123", "1234", "нет"].map(str::to_owned);
            let wanted = |settings: NormalizeContacts, phones: &[&str], emails: &[&str]| {
                (settings, phones.join("|"), emails.join("|"))
            };
            let bad = NormalizeContacts {
                delete_bad: true,
                keep_digits: vec![4],
                ..NormalizeContacts::default()
            };
            let digits = NormalizeContacts {
                phone_format: PhoneFormat::Digits,
                main_only: true,
                ..NormalizeContacts::default()
            };
            for (settings, phones, emails) in [
                wanted(
                    NormalizeContacts::default(),
                    &["+79161234567", "123", "1234", "нет"],
                    &["a@b.ru", "нет"],
                ),
                wanted(bad, &["+79161234567", "1234"], &["a@b.ru"]),
                wanted(
                    digits,
                    &["79161234567", "8 916 123 45 67", "123", "1234", "нет"],
                    &["a@b.ru", "нет"],
                ),
            ] {
                let id = create_contact(space, ctx, NewContact::default())?.id;
                // As an import without normalising may have left them.
                let old = get::<Contact>(space, id)?.unwrap();
                let mut contact = old.clone();
                contact.phones = typed.to_vec();
                contact.emails = vec!["A@B.ru".into(), "нет".into()];
                signalbox_store::crm::update(space, &old, &contact, &[])?;
                normalize_contacts(space, ctx, reference(RecordKind::Contact, id), &settings)?;
                let now = get::<Contact>(space, id)?.unwrap();
                assert_eq!(
                    (now.phones.join("|"), now.emails.join("|")),
                    (phones, emails),
                    "{settings:?}"
                );
            }
            let lead = create_lead(space, ctx, NewLead::default())?.id;
            let on_lead = normalize_contacts(
                space,
                ctx,
                reference(RecordKind::Lead, lead),
                &NormalizeContacts::default(),
            );
            assert!(matches!(on_lead, Err(CrmError::Refused(_))));
            Ok(())
        });
    });
}

#[test]
fn tags_are_added_and_taken_off() {
    databases(|db| {
        inside(db, |space, ctx| {
            let lead = reference(RecordKind::Lead, create_lead(space, ctx, NewLead::default())?.id);
            events(ctx);
            let tags = |list: &[&str]| list.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
            for (add, remove, left, told) in [
                (tags(&["a", "Б", "A"]), Untag::None, tags(&["a", "Б"]), 1),
                (tags(&["a"]), Untag::None, tags(&["a", "Б"]), 0),
                (
                    tags(&["в"]),
                    Untag::These(tags(&["б", "нет"])),
                    tags(&["a", "в"]),
                    1,
                ),
                (tags(&["г"]), Untag::All, tags(&["г"]), 1),
            ] {
                change_tags(space, ctx, lead, &add, &remove)?;
                assert_eq!(get::<Lead>(space, lead.id)?.unwrap().tags, left);
                assert_eq!(events(ctx).len(), told);
            }
            Ok(())
        });
    });
}

#[test]
fn followers_come_and_go() {
    databases(|db| {
        inside(db, |space, ctx| {
            let id = create_lead(space, ctx, NewLead::default())?.id;
            assert_eq!(
                subscribe(space, ctx, id, &[MAXIM, ANNA, MAXIM], &[])?
                    .record
                    .subscribers,
                [MAXIM, ANNA]
            );
            assert_eq!(
                subscribe(space, ctx, id, &[], &[MAXIM])?.record.subscribers,
                [ANNA]
            );
            assert_eq!(subscribe(space, ctx, id, &[ANNA], &[])?.changes, []);
            assert_eq!(
                refused(subscribe(space, ctx, id, &[UserId(99)], &[])),
                ["subscribers"]
            );
            Ok(())
        });
    });
}

#[test]
fn notes_hang_on_records_that_are_there() {
    databases(|db| {
        inside(db, |space, ctx| {
            let lead = reference(RecordKind::Lead, create_lead(space, ctx, NewLead::default())?.id);
            let note = add_note(space, ctx, NewNote::text(lead, NoteKind::Text, "привет"))?;
            assert_eq!(notes::get(space, note.id)?, Some(note.clone()));
            let event = ctx.emitted.last().unwrap();
            assert_eq!(
                (event.kind, event.subject, event.payload.note),
                (EventKind::NoteAdded, Some(lead), Some(note.id))
            );
            assert_eq!(
                refused(add_note(space, ctx, NewNote::text(lead, NoteKind::Text, " "))),
                ["text"]
            );
            // A call needs no words.
            add_note(space, ctx, NewNote::text(lead, NoteKind::Call, ""))?;
            let nowhere = NewNote::text(reference(RecordKind::Contact, lead.id), NoteKind::Text, "x");
            assert!(matches!(
                add_note(space, ctx, nowhere),
                Err(CrmError::NotFound(_))
            ));
            Ok(())
        });
    });
}
