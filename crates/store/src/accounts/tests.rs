//! People, sessions and tokens on both databases.

use super::*;
use crate::tests::{databases, wait};
use crate::{Db, Space, Tx};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::{Language, Role, Scope, Theme, User};
use signalbox_model::{Micros, SessionId, TokenId, UserId, WorkspaceId};

const HOME: WorkspaceId = WorkspaceId(7);
const NOW: Micros = Micros(1_780_000_000_000_000);

fn run(db: &Db, work: impl FnOnce(&mut Tx) -> Result<()> + Send + 'static) {
    wait(db.write(work)).unwrap();
}

fn set_up(tx: &mut Tx) -> Result<User> {
    let owner = FirstUser {
        name: "Anna".into(),
        email: "Anna@Example.com".into(),
        password_hash: "h".into(),
    };
    found(tx, HOME, UserId(1), &WorkspaceSettings::default(), owner, NOW)
}

fn person(id: i64, role: Role) -> NewUser {
    NewUser {
        id: UserId(id),
        name: format!("P{id}"),
        email: format!("p{id}@example.com"),
        password_hash: "h".into(),
        role,
        language: Language::Uk,
    }
}

#[test]
fn the_server_is_set_up_once() {
    databases(|db| {
        run(db, |tx| {
            assert!(!exists_any_workspace(tx)?);
            let owner = set_up(tx)?;
            assert_eq!(
                (owner.role, owner.email.as_str()),
                (Role::Owner, "anna@example.com")
            );
            assert!(matches!(set_up(tx), Err(AccountError::AlreadySetUp)));
            Ok(())
        });
    });
}

#[test]
fn an_email_belongs_to_one_person_on_the_whole_server() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            let twin = NewUser {
                email: "ANNA@example.com".into(),
                ..person(2, Role::Operator)
            };
            let made = create_user(&mut tx.space(WorkspaceId(8)), &twin, None, NOW);
            assert!(matches!(made, Err(AccountError::EmailTaken)));
            let found = find_credentials_any_workspace(tx, " anna@EXAMPLE.com ")?.unwrap();
            assert_eq!((found.workspace, found.user.id), (HOME, UserId(1)));
            Ok(())
        });
    });
}

#[test]
fn only_owners_touch_owners_and_the_last_one_stays() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            let space = &mut tx.space(HOME);
            let to = |role| UserPatch {
                role: Some(role),
                ..UserPatch::default()
            };
            create_user(space, &person(2, Role::Admin), Some(Role::Owner), NOW)?;
            let refused = create_user(space, &person(3, Role::Owner), Some(Role::Admin), NOW);
            assert!(matches!(refused, Err(AccountError::OwnersOnly)));
            let refused = update_user(space, UserId(2), &to(Role::Owner), Role::Admin, NOW);
            assert!(matches!(refused, Err(AccountError::OwnersOnly)));
            assert!(matches!(
                delete_user(space, UserId(1), Role::Admin),
                Err(AccountError::OwnersOnly)
            ));
            assert!(matches!(
                delete_user(space, UserId(1), Role::Owner),
                Err(AccountError::LastOwner)
            ));
            let takeover = UserPatch {
                password_hash: Some("mine".into()),
                ..UserPatch::default()
            };
            let refused = update_user(space, UserId(1), &takeover, Role::Admin, NOW);
            assert!(matches!(refused, Err(AccountError::OwnersOnly)));
            let refused = update_user(space, UserId(1), &to(Role::Operator), Role::Owner, NOW);
            assert!(matches!(refused, Err(AccountError::LastOwner)));
            update_user(space, UserId(2), &to(Role::Owner), Role::Owner, NOW)?;
            delete_user(space, UserId(1), Role::Owner)?;
            assert_eq!(list_users(space)?.len(), 1);
            Ok(())
        });
    });
}

#[test]
fn a_patch_changes_only_what_it_names() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            let space = &mut tx.space(HOME);
            let patch = UserPatch {
                theme: Some(Theme::Dark),
                ..UserPatch::default()
            };
            let after = update_user(space, UserId(1), &patch, Role::Owner, NOW)?;
            assert_eq!(
                (after.theme, after.name.as_str(), after.role),
                (Theme::Dark, "Anna", Role::Owner)
            );
            let blank = UserPatch {
                name: Some(" ".into()),
                ..UserPatch::default()
            };
            let refused = update_user(space, UserId(1), &blank, Role::Owner, NOW);
            assert!(matches!(refused, Err(AccountError::Invalid { path: "name", .. })));
            let elsewhere = update_user(&mut tx.space(WorkspaceId(8)), UserId(1), &patch, Role::Owner, NOW);
            assert!(matches!(elsewhere, Err(AccountError::NoSuchUser)));
            Ok(())
        });
    });
}

fn begin(space: &mut Space, id: i64, secret: &str) -> Result<()> {
    Ok(start_session(
        space,
        SessionId(id),
        UserId(1),
        &hash_secret(secret),
        NOW,
    )?)
}

#[test]
fn a_session_lives_while_it_is_used_and_a_new_password_ends_the_others() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            begin(&mut tx.space(HOME), 10, "a")?;
            begin(&mut tx.space(HOME), 11, "b")?;
            let end = NOW.plus_secs(LIFETIME_SECS);
            assert_eq!(
                find_session_any_workspace(tx, &hash_secret("a"), NOW)?
                    .unwrap()
                    .workspace,
                HOME
            );
            assert!(find_session_any_workspace(tx, &hash_secret("x"), NOW)?.is_none());
            assert!(find_session_any_workspace(tx, &hash_secret("a"), end)?.is_none());
            see_session(&mut tx.space(HOME), SessionId(10), NOW.plus_secs(60))?;
            assert!(find_session_any_workspace(tx, &hash_secret("a"), end)?.is_some());
            assert_eq!(tidy_any_workspace(tx, end)?, 1);
            begin(&mut tx.space(HOME), 12, "c")?;
            set_password(&mut tx.space(HOME), UserId(1), "h2", Some(SessionId(10)), NOW)?;
            assert!(find_session_any_workspace(tx, &hash_secret("a"), NOW)?.is_some());
            assert!(find_session_any_workspace(tx, &hash_secret("c"), NOW)?.is_none());
            assert!(end_session(&mut tx.space(HOME), SessionId(10))?);
            assert!(find_session_any_workspace(tx, &hash_secret("a"), NOW)?.is_none());
            Ok(())
        });
    });
}

#[test]
fn a_token_acts_for_its_maker_until_its_end() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            let hash = hash_secret("sbt_x");
            let new = NewToken {
                id: TokenId(20),
                hash: &hash,
                last4: "wxyz",
                name: "shop",
                scopes: &[Scope::Read, Scope::Write],
                user: UserId(1),
                expires_at: Some(NOW.plus_secs(60)),
            };
            create_token(&mut tx.space(HOME), &new, NOW)?;
            let granted = find_token_any_workspace(tx, &hash, NOW)?.unwrap();
            assert_eq!(
                (granted.user.id, granted.token.scopes.len(), granted.workspace),
                (UserId(1), 2, HOME)
            );
            assert!(find_token_any_workspace(tx, &hash, NOW.plus_secs(60))?.is_none());
            see_token(&mut tx.space(HOME), TokenId(20), NOW)?;
            assert_eq!(list_tokens(&mut tx.space(HOME))?[0].last_used_at, Some(NOW));
            assert!(!delete_token(&mut tx.space(WorkspaceId(8)), TokenId(20))?);
            assert!(delete_token(&mut tx.space(HOME), TokenId(20))?);
            for bad in [
                NewToken {
                    name: " ",
                    ..new.clone()
                },
                NewToken {
                    scopes: &[],
                    ..new.clone()
                },
                NewToken {
                    expires_at: Some(NOW),
                    ..new.clone()
                },
            ] {
                let refused = create_token(&mut tx.space(HOME), &bad, NOW);
                assert!(matches!(refused, Err(AccountError::Invalid { .. })));
            }
            Ok(())
        });
    });
}

#[test]
fn who_goes_takes_sessions_and_tokens_along() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            create_user(&mut tx.space(HOME), &person(2, Role::Operator), None, NOW)?;
            start_session(
                &mut tx.space(HOME),
                SessionId(10),
                UserId(2),
                &hash_secret("s"),
                NOW,
            )?;
            delete_user(&mut tx.space(HOME), UserId(2), Role::Admin)?;
            assert!(find_session_any_workspace(tx, &hash_secret("s"), NOW)?.is_none());
            assert!(matches!(
                delete_user(&mut tx.space(HOME), UserId(2), Role::Admin),
                Err(AccountError::NoSuchUser)
            ));
            Ok(())
        });
    });
}

#[test]
fn failed_sign_ins_count_by_address_and_email_and_are_forgotten() {
    databases(|db| {
        run(db, |tx| {
            for n in 0..FREE_FAILURES {
                assert_eq!(wait_secs(tx, "1.2.3.4", "a@b.co", NOW)?, 0, "failure {n}");
                failed(tx, "1.2.3.4", "a@b.co", NOW)?;
            }
            assert_eq!(wait_secs(tx, "1.2.3.4", "a@b.co", NOW)?, 1);
            assert_eq!(wait_secs(tx, "1.2.3.5", "a@b.co", NOW)?, 0);
            assert_eq!(forget_old_failures(tx, NOW)?, 0);
            // A day later counting starts anew.
            failed(tx, "1.2.3.4", "a@b.co", NOW.plus_secs(90_000))?;
            assert_eq!(wait_secs(tx, "1.2.3.4", "a@b.co", NOW.plus_secs(90_000))?, 0);
            forget_failures(tx, "1.2.3.4", "a@b.co")?;
            assert_eq!(forget_old_failures(tx, NOW.plus_secs(900_000))?, 0);
            Ok(())
        });
    });
}
