//! Records, links, notes, tags and tasks.

use super::*;
use signalbox_model::tag::TagColor;

/// A record is read as it was written, changed as told, and leaves nothing behind.
fn lives_and_dies<R: Record + Send + 'static>(db: &Db, first: R, second: R) {
    inside(db, move |space| {
        let fields = fields();
        insert(space, &first, &fields)?;
        assert_eq!(get::<R>(space, first.id())?.as_ref(), Some(&first));
        assert!(exists(space, first.reference())?);
        update(space, &first, &second, &fields)?;
        assert_eq!(get_for_update::<R>(space, first.id())?.as_ref(), Some(&second));
        let held = second.entries(&fields).len();
        assert_eq!(rows(space, "record_value")?, i64::try_from(held).unwrap());
        delete(space, &second, &fields)?;
        assert_eq!(get::<R>(space, first.id())?, None);
        assert!(!exists(space, first.reference())?);
        assert_eq!(rows(space, "record_value")?, 0);
        Ok(())
    });
}

#[test]
fn every_kind_of_record_lives_and_dies() {
    databases(|db| {
        lives_and_dies(
            db,
            Lead {
                created_by: full_lead().created_by,
                ..lead(10)
            },
            full_lead(),
        );
        lives_and_dies(
            db,
            full_lead(),
            Lead {
                pipeline_id: PipelineId(2),
                stage_id: StageId(22),
                responsible_id: None,
                created_by: full_lead().created_by,
                ..lead(10)
            },
        );
        lives_and_dies(
            db,
            contact(3),
            Contact {
                phones: vec![],
                responsible_id: Some(UserId(2)),
                timezone: None,
                ..contact(3)
            },
        );
        lives_and_dies(
            db,
            company(4),
            Company {
                name: "Новая".into(),
                tags: vec!["a".into()],
                ..company(4)
            },
        );
        lives_and_dies(
            db,
            task(5, Some(lead(1).reference())),
            Task {
                record: None,
                done_at: Some(Micros(7)),
                result: Some("Дозвонился".into()),
                ..task(5, None)
            },
        );
    });
}

#[test]
fn many_come_in_the_order_asked_for() {
    databases(|db| {
        inside(db, |space| {
            for id in 1..=4 {
                insert(space, &lead(id), &[])?;
            }
            let ids: Vec<RecordId> = [3, 9, 1].map(RecordId).into();
            let found: Vec<i64> = get_many::<Lead>(space, &ids)?
                .iter()
                .map(|lead| lead.id.0)
                .collect();
            assert_eq!(found, [3, 1]);
            assert_eq!(get_many::<Lead>(space, &[])?, []);
            Ok(())
        });
    });
}

#[test]
fn workspaces_do_not_see_each_other() {
    databases(|db| {
        let seen: Result<_> = wait(db.rehearse(|tx| {
            insert(&mut tx.space(SPACE), &full_lead(), &fields())?;
            let mut other = tx.space(WorkspaceId(8));
            let listed = list::<Lead>(
                &mut other,
                &Filter {
                    limit: 5,
                    ..Filter::default()
                },
            )?;
            let found = find_by::<Lead>(&mut other, &Entry::new(slot::TAG, fold::text("VIP")), |_| true)?;
            Ok((get::<Lead>(&mut other, RecordId(10))?, listed.len(), found.len()))
        }));
        assert_eq!(seen.unwrap(), (None, 0, 0));
    });
}

#[test]
fn links_have_one_main_end() {
    databases(|db| {
        inside(db, |space| {
            let (lead, other) = (lead(1).reference(), lead(2).reference());
            let (ann, bob) = (contact(11).reference(), contact(12).reference());
            links::put(space, lead, bob, true)?;
            links::put(space, ann, lead, false)?;
            links::put(space, other, ann, true)?;
            let of = |space: &mut Space| -> Result<Vec<(i64, bool)>> {
                let all = links::of(space, lead, RecordKind::Contact)?;
                Ok(all.into_iter().map(|linked| (linked.id.0, linked.main)).collect())
            };
            assert_eq!(of(space)?, [(12, true), (11, false)]);
            links::put(space, lead, ann, true)?;
            assert_eq!(of(space)?, [(11, true), (12, false)]);
            assert_eq!(links::get(space, bob, lead)?, Some(false));
            assert_eq!(links::of(space, ann, RecordKind::Lead)?.len(), 2);
            assert_eq!(links::count(space, ann, RecordKind::Lead)?, 2);
            assert!(links::remove(space, lead, ann)?);
            assert!(!links::remove(space, lead, ann)?);
            assert_eq!(of(space)?, [(12, true)]);
            assert!(matches!(
                links::put(space, lead, other, true),
                Err(StoreError::Broken(_))
            ));
            Ok(())
        });
    });
}

#[test]
fn a_deleted_record_takes_its_notes_and_links_and_leaves_its_tasks() {
    databases(|db| {
        inside(db, |space| {
            let (one, two) = (contact(11), contact(12));
            let home = lead(1);
            insert(space, &home, &[])?;
            insert(space, &one, &[])?;
            insert(space, &two, &[])?;
            insert(space, &task(5, Some(one.reference())), &[])?;
            links::put(space, home.reference(), one.reference(), true)?;
            links::put(space, home.reference(), two.reference(), false)?;
            notes::insert(space, &note(1, one.reference()))?;
            notes::insert(space, &note(2, home.reference()))?;
            delete(space, &one, &[])?;
            assert_eq!(rows(space, "note")?, 1);
            assert_eq!(links::get(space, home.reference(), two.reference())?, Some(true));
            assert_eq!(links::count(space, home.reference(), RecordKind::Contact)?, 1);
            assert_eq!(
                get::<Task>(space, RecordId(5))?.and_then(|task| task.record),
                None
            );
            Ok(())
        });
    });
}

#[test]
fn notes_come_newest_first_a_page_at_a_time() {
    databases(|db| {
        inside(db, |space| {
            let on = lead(1).reference();
            for id in 1..=5 {
                notes::insert(space, &note(id, on))?;
            }
            assert_eq!(notes::get(space, NoteId(3))?, Some(note(3, on)));
            let first = notes::list(space, on.id, None, 2)?;
            let next = notes::list(space, on.id, Some(NoteId(4)), 2)?;
            let ids: Vec<i64> = first.iter().chain(&next).map(|note| note.id.0).collect();
            assert_eq!(ids, [5, 4, 3, 2]);
            Ok(())
        });
    });
}

#[test]
fn tags_are_counted_under_their_first_spelling() {
    databases(|db| {
        inside(db, |space| {
            for (id, tags) in [(1, vec!["VIP", "б"]), (2, vec!["vip"]), (3, vec!["в"])] {
                let tags = tags.into_iter().map(str::to_owned).collect();
                insert(space, &Lead { tags, ..lead(id) }, &[])?;
            }
            let third = get::<Lead>(space, RecordId(3))?.unwrap();
            update(space, &third, &lead(3), &[])?;
            let used = |name: &str, count, color| tags::TagUse {
                name: name.to_owned(),
                count,
                color,
            };
            let kind = RecordKind::Lead;
            assert_eq!(
                tags::counts(space, kind)?,
                [used("VIP", 2, None), used("б", 1, None)]
            );
            assert!(tags::set_color(space, kind, "vip", Some(TagColor::Red))?);
            assert!(!tags::set_color(space, kind, "nobody", Some(TagColor::Red))?);
            assert!(tags::set_color(space, kind, "в", Some(TagColor::Blue))?);
            tags::inherit_color(space, kind, "VIP", "б")?;
            tags::inherit_color(space, kind, "VIP", "в")?;
            let colors = [
                ("VIP", TagColor::Red),
                ("б", TagColor::Red),
                ("в", TagColor::Blue),
            ];
            assert_eq!(
                tags::colors(space, kind)?,
                colors.map(|(name, color)| (name.to_owned(), color))
            );
            Ok(())
        });
    });
}

#[test]
fn tasks_of_a_record_and_the_closest_of_them() {
    databases(|db| {
        inside(db, |space| {
            let on = Some(lead(1).reference());
            insert(space, &task(6, on), &[])?;
            insert(space, &task(7, on), &[])?;
            insert(
                space,
                &Task {
                    done_at: Some(Micros(1)),
                    ..task(5, on)
                },
                &[],
            )?;
            assert_eq!(tasks::of(space, RecordId(1))?.len(), 3);
            assert_eq!(tasks::closest(space, RecordId(1))?, Some(Micros(106)));
            assert_eq!(tasks::closest(space, RecordId(2))?, None);
            Ok(())
        });
    });
}
