//! Changes of the set-up are noted with them, on both databases.

use super::*;
use crate::keyring::Keyring;
use crate::tests::{databases, wait};
use crate::{globals, secrets};
use signalbox_model::WorkspaceId;

const HOME: WorkspaceId = WorkspaceId(7);
/// A moment whose ids sort.
const BASE: i64 = 1_780_000_000_000_000;

fn actor(at: i64, user: i64) -> Arc<Actor> {
    Arc::new(Actor {
        user: Some(UserId(user)),
        via: Via::Session,
        address: "192.0.2.7".into(),
        at: Micros(BASE + at),
        ids: Arc::new(IdSource::new(1, 0)),
    })
}

fn all(space: &mut Space, filter: Filter) -> Result<Vec<Entry>> {
    list(space, &Filter { limit: 50, ..filter })
}

#[test]
fn who_changed_what_is_told_with_old_and_new() {
    databases(|db| {
        let done: Result<()> = wait(db.rehearse(|tx| {
            globals::set(&mut tx.space(HOME), "rate", "1", Micros(1))?;
            assert!(
                all(&mut tx.space(HOME), Filter::default())?.is_empty(),
                "the engine's own work"
            );
            tx.act_as(actor(5_000_000, 1));
            globals::set(&mut tx.space(HOME), "rate", "2", Micros(2))?;
            globals::set(&mut tx.space(HOME), "rate", "2", Micros(3))?;
            tx.act_as(actor(9_000_000, 2));
            let keys = Keyring::from_bytes([7; 32]);
            let name = "shop".parse().unwrap();
            secrets::set(&mut tx.space(HOME), &keys, &name, "whsec_0123456789", Micros(4))?;
            globals::delete(&mut tx.space(HOME), "RATE")?;
            let space = &mut tx.space(HOME);
            let log = all(space, Filter::default())?;
            let told: Vec<_> = log
                .iter()
                .map(|entry| (entry.kind, entry.deed, entry.name.as_str()))
                .collect();
            assert_eq!(
                told,
                [
                    (Kind::Global, Deed::Deleted, "rate"),
                    (Kind::Secret, Deed::Created, "shop"),
                    (Kind::Global, Deed::Changed, "rate"),
                ],
                "what stayed the same is no change"
            );
            let change = &log[2].diff.fields[0];
            assert_eq!(
                (change.old.as_ref(), change.new.as_ref()),
                (Some(&"1".into()), Some(&"2".into()))
            );
            let shown = serde_json::to_string(&log[1].diff)?;
            assert!(!shown.contains("whsec"), "a secret is told by name only: {shown}");
            assert!(all(&mut tx.space(WorkspaceId(8)), Filter::default())?.is_empty());
            Ok(())
        }));
        done.unwrap();
    });
}

#[test]
fn every_filter_narrows_and_pages_follow_each_other() {
    databases(|db| {
        let done: Result<()> = wait(db.rehearse(|tx| {
            for (at, user, name) in [
                (1_000_000, 1, "Rate_1"),
                (2_000_000, 2, "Ставка"),
                (3_000_000, 1, "other"),
            ] {
                tx.act_as(actor(at, user));
                globals::set(&mut tx.space(HOME), name, "50%", Micros(at))?;
            }
            let space = &mut tx.space(HOME);
            let mut names = |filter: Filter| -> Result<Vec<String>> {
                Ok(all(space, filter)?.into_iter().map(|entry| entry.name).collect())
            };
            let text = |text: &str| Filter {
                text: Some(text.into()),
                ..Filter::default()
            };
            assert_eq!(
                names(text("rate_"))?,
                ["Rate_1"],
                "a sign of patterns stands for itself"
            );
            assert_eq!(names(text("50%"))?.len(), 3);
            assert_eq!(names(text("СТАВ"))?, ["Ставка"]);
            let by = Filter {
                user: Some(UserId(1)),
                ..Filter::default()
            };
            assert_eq!(names(by)?, ["other", "Rate_1"]);
            let kind = Filter {
                kind: Some(Kind::Hook),
                ..Filter::default()
            };
            assert!(names(kind)?.is_empty());
            let between = Filter {
                from: Some(Micros(BASE + 2_000_000)),
                to: Some(Micros(BASE + 3_000_000)),
                ..Filter::default()
            };
            assert_eq!(names(between)?, ["Ставка"]);
            let first = list(
                space,
                &Filter {
                    limit: 2,
                    ..Filter::default()
                },
            )?;
            let rest = list(
                space,
                &Filter {
                    limit: 2,
                    before: first.last().map(|entry| entry.id),
                    ..Filter::default()
                },
            )?;
            assert_eq!((first.len(), rest.len(), rest[0].name.as_str()), (2, 1, "Rate_1"));
            Ok(())
        }));
        done.unwrap();
    });
}
