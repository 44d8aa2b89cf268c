//! Finding by value, choosing by filter, and users by what people call them.

use super::*;
use proptest::prelude::*;
use signalbox_model::start::RecordFilter;

#[test]
fn records_are_found_by_any_field() {
    databases(|db| {
        inside(db, |space, ctx| {
            let first = NewLead {
                name: "Заявка с сайта".into(),
                sale: Some(money(5000)),
                source: Some("Сайт".into()),
                tags: vec!["VIP".into()],
                fields: [
                    (key("city"), json!("Киев")),
                    (key("budget"), json!("12.50")),
                    (key("vip"), json!(true)),
                    (key("goods"), json!("Товар, Товар 2")),
                    (key("tel"), json!("+79161234567")),
                    (key("day"), json!("2021-03-26")),
                ]
                .into(),
                ..NewLead::default()
            };
            let first = create_lead(space, ctx, first)?.id;
            let second = NewLead {
                name: "заявка с сайта".into(),
                tags: vec!["vip".into()],
                ..NewLead::default()
            };
            ctx.now = NOW.plus_secs(1);
            let second = create_lead(space, ctx, second)?.id;
            let (one, both, none) = (vec![first], vec![second, first], vec![]);
            let id = first.to_string();
            for (name, text, found) in [
                ("id", id.as_str(), &one),
                ("id", "нет", &none),
                ("name", " Заявка с сайта ", &one),
                ("tag", "Vip", &both),
                ("source", "Сайт", &one),
                ("source", "сайт", &none),
                ("sale", "50,00", &one),
                ("sale", "много", &none),
                ("city", "Киев", &one),
                ("CITY", "Киев", &one),
                ("city", "киев", &none),
                ("budget", "12,5", &one),
                ("budget", "12.51", &none),
                ("vip", "да", &one),
                ("vip", "0", &none),
                ("goods", "Товар 2", &one),
                ("goods", "Чужой", &none),
                ("tel", "8 916 123 45 67", &one),
                ("day", "26.03.2021", &one),
                ("name", "  ", &none),
            ] {
                let records: Vec<RecordId> = find(space, ctx.defs(), RecordKind::Lead, name, text)?
                    .iter()
                    .map(|record| record.id)
                    .collect();
                assert_eq!(&records, found, "{name} {text}");
            }
            assert_eq!(
                refused(find(space, ctx.defs(), RecordKind::Lead, "phone", "1")),
                ["phone"]
            );
            Ok(())
        });
    });
}

#[test]
fn people_are_found_by_phone_and_e_mail_however_written() {
    databases(|db| {
        inside(db, |space, ctx| {
            let new = NewContact {
                name: "Анна Ким".into(),
                first_name: Some("Анна".into()),
                phones: vec!["+7 916 123-45-67".into()],
                emails: vec!["Anna@Mail.ru".into()],
                ..NewContact::default()
            };
            let id = create_contact(space, ctx, new)?.id;
            for (name, text, hit) in [
                ("phone", "89161234567", true),
                ("phone", "9161234567", false),
                ("email", " anna@mail.RU ", true),
                ("first_name", "Анна", true),
                ("last_name", "Ким", false),
                ("name", "Анна", false),
            ] {
                let found = find(space, ctx.defs(), RecordKind::Contact, name, text)?;
                assert_eq!(found.iter().any(|record| record.id == id), hit, "{name} {text}");
            }
            let entry = entry_of(ctx.defs(), RecordKind::Contact, "phone", "8 916 123 45 67")?.unwrap();
            assert_eq!(entry.folded, "79161234567");
            Ok(())
        });
    });
}

#[test]
fn filters_choose_and_count() {
    databases(|db| {
        inside(db, |space, ctx| {
            let mut ids = Vec::new();
            for (stage_name, tag) in [("new", "a"), ("new", "b"), ("won", "a")] {
                let new = NewLead {
                    stage_id: Some(stage(ctx, stage_name)),
                    tags: vec![tag.into()],
                    ..NewLead::default()
                };
                ids.push(create_lead(space, ctx, new)?.id);
            }
            let filter = |pipeline: Option<&str>, stage: Option<&str>, tag: Option<&str>| RecordFilter {
                pipeline: pipeline.map(key),
                stage: stage.map(key),
                tag: tag.map(Scalar::from),
                ..RecordFilter::of(RecordKind::Lead)
            };
            for (filter, chosen) in [
                (filter(None, None, None), vec![0, 1, 2]),
                (filter(Some("sales"), Some("new"), None), vec![0, 1]),
                (filter(None, Some("new"), Some("A")), vec![0]),
                (filter(None, None, Some("a")), vec![0, 2]),
            ] {
                let expected: Vec<RecordId> = chosen.into_iter().map(|place: usize| ids[place]).collect();
                let found = after(space, ctx.defs(), &filter, RecordId(0), (10, ctx.now))?;
                assert_eq!(
                    found.iter().map(|record| record.id).collect::<Vec<_>>(),
                    expected,
                    "{filter:?}"
                );
                let total = count(space, ctx.defs(), &filter, ctx.now)?;
                assert_eq!(total, i64::try_from(expected.len()).unwrap(), "{filter:?}");
                let rest = after(space, ctx.defs(), &filter, expected[0], (10, ctx.now))?;
                assert_eq!(rest.len() + 1, expected.len());
            }
            assert_eq!(
                refused(count(space, ctx.defs(), &filter(Some("no"), None, None), ctx.now)),
                ["pipeline"]
            );
            assert_eq!(
                refused(count(space, ctx.defs(), &filter(None, Some("no"), None), ctx.now)),
                ["stage"]
            );
            Ok(())
        });
    });
}

#[test]
fn users_are_called_by_id_e_mail_or_name() {
    databases(|db| {
        inside(db, |_, ctx| {
            let id = MAXIM.to_string();
            for (text, user) in [
                (id.as_str(), Some(MAXIM)),
                ("MAX@x.ru ", Some(MAXIM)),
                ("анна", Some(ANNA)),
                ("Пётр", None),
                ("", None),
            ] {
                assert_eq!(
                    ctx.schema.resolve_user(text).ok().map(|user| user.id),
                    user,
                    "{text}"
                );
            }
            let mut twins = ctx.schema.clone();
            twins.users[0].name = "Анна".into();
            assert!(
                twins
                    .resolve_user("Анна")
                    .unwrap_err()
                    .to_string()
                    .contains("several")
            );
            Ok(())
        });
    });
}

/// A lead of three and one field with a text, as scenarios set them.
fn settings() -> impl Strategy<Value = Vec<(usize, &'static str, &'static str)>> {
    let fields = prop::sample::select(vec!["name", "city", "budget", "goods", "tags", "tel", "source"]);
    let texts = prop::sample::select(vec![
        "Киев",
        "киев",
        "Київ",
        "1",
        "1.0",
        "1,00",
        "Товар",
        "Товар, Товар 2",
        "89161234567",
        "+7 916 123-45-67",
        "",
    ]);
    prop::collection::vec((0_usize..3, fields, texts), 1..20)
}

/// Whether a lead holds a text, told by comparing values alone.
fn holds(lead: &signalbox_model::record::Lead, field: &str, text: &str) -> bool {
    let custom = |name: &str| lead.fields.get(&key(name)).cloned().unwrap_or_default();
    let number = |text: &str| signalbox_expr::parse_human(text);
    match field {
        "name" => lead.name == text,
        "source" => lead.source.as_deref() == Some(text),
        "tags" => lead
            .tags
            .iter()
            .any(|tag| tag.to_lowercase() == text.to_lowercase()),
        "city" => custom("city") == json!(text),
        "budget" => custom("budget")
            .as_str()
            .and_then(number)
            .is_some_and(|held| Some(held) == number(text)),
        "goods" => custom("goods").as_array().is_some_and(|held| {
            let wanted: Vec<Json> = split_list(text).into_iter().map(Json::from).collect();
            wanted.iter().all(|item| held.contains(item))
        }),
        // Of the texts only Russian numbers read as phones; others stay as typed.
        _ => custom("tel").as_array().is_some_and(|held| {
            held.iter()
                .filter_map(Json::as_str)
                .any(|held| fold(held) == fold(text))
        }),
    }
}

fn fold(text: &str) -> String {
    signalbox_store::crm::fold::phone(text)
}

#[test]
fn whatever_was_set_look_ups_find_exactly_its_holders() {
    databases(|db| {
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
        let done = runner.run(&settings(), |steps| {
            inside(db, move |space, ctx| {
                let mut ids = Vec::new();
                for _ in 0..3 {
                    ids.push(create_lead(space, ctx, NewLead::default())?.id);
                }
                for (place, field, text) in &steps {
                    let setting = Setting {
                        key: key(field),
                        text: (*text).into(),
                        clear: false,
                    };
                    set_fields(space, ctx, reference(RecordKind::Lead, ids[*place]), &[setting])?;
                }
                let leads = signalbox_store::crm::get_many::<signalbox_model::record::Lead>(space, &ids)?;
                for (_, field, text) in &steps {
                    // A list of options is one text only where it names one.
                    if text.is_empty() || (*field != "goods" && text.contains(',') && *field == "tel") {
                        continue;
                    }
                    let mut found: Vec<RecordId> = find(space, ctx.defs(), RecordKind::Lead, field, text)?
                        .iter()
                        .map(|record| record.id)
                        .collect();
                    found.sort();
                    let scanned: Vec<RecordId> = leads
                        .iter()
                        .filter(|lead| known(field, text) && holds(lead, field, text))
                        .map(|lead| lead.id)
                        .collect();
                    assert_eq!(found, scanned, "{field} {text}");
                }
                Ok(())
            });
            Ok(())
        });
        done.unwrap();
    });
}

/// Whether a text can be a value of the field at all.
fn known(field: &str, text: &str) -> bool {
    match field {
        "goods" => text.starts_with("Товар"),
        "budget" => signalbox_expr::parse_human(text).is_some(),
        _ => true,
    }
}
