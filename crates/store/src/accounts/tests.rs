//! People, sessions and tokens on both databases.

mod several;

use super::*;
use crate::keyring::Keyring;
use crate::tests::{databases, wait};
use crate::{Db, Space, Tx};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::{Language, Role, Scope, Theme, User};
use signalbox_model::{InviteId, Micros, SessionId, TeamId, TokenId, UserId, WorkspaceId};

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
                password_hash: "of the other admin".into(),
                ..person(2, Role::Operator)
            };
            let taken = create_user(&mut tx.space(HOME), &twin, None, NOW);
            assert!(matches!(taken, Err(AccountError::EmailTaken)));
            let made = create_user(&mut tx.space(WorkspaceId(8)), &twin, None, NOW)?;
            assert_eq!(
                (made.name.as_str(), made.role, made.elsewhere),
                ("P2", Role::Operator, true)
            );
            let found = find_credentials_any_workspace(tx, " anna@EXAMPLE.com ")?.unwrap();
            assert_eq!((found.workspace, found.user.id), (HOME, UserId(1)));
            assert_eq!(
                found.password_hash, "h",
                "nobody sets the password of a login by adding it"
            );
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
    Ok(start_session(space, &session(id, 1, secret), NOW)?)
}

fn session(id: i64, user: i64, secret: &str) -> NewSession {
    NewSession {
        id: SessionId(id),
        user: UserId(user),
        hash: hash_secret(secret),
        device: Device {
            address: "192.0.2.7".into(),
            agent: "Firefox".into(),
        },
        proved: false,
    }
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
            start_session(&mut tx.space(HOME), &session(10, 2, "s"), NOW)?;
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

#[test]
fn who_is_disabled_is_out_at_once_and_can_come_back() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            create_user(&mut tx.space(HOME), &person(2, Role::Operator), None, NOW)?;
            start_session(&mut tx.space(HOME), &session(10, 2, "s"), NOW)?;
            let disabled = |yes| UserPatch {
                disabled: Some(yes),
                ..UserPatch::default()
            };
            let shut = update_user(&mut tx.space(HOME), UserId(2), &disabled(true), Role::Admin, NOW)?;
            assert_eq!(shut.disabled_at, Some(NOW));
            assert!(find_session_any_workspace(tx, &hash_secret("s"), NOW)?.is_none());
            // A session that was started meanwhile does not let anybody in either.
            start_session(&mut tx.space(HOME), &session(11, 2, "t"), NOW)?;
            assert!(find_session_any_workspace(tx, &hash_secret("t"), NOW)?.is_none());
            assert!(is_session(&mut tx.space(HOME), SessionId(11))?.is_none());
            let last = update_user(&mut tx.space(HOME), UserId(1), &disabled(true), Role::Owner, NOW);
            assert!(matches!(last, Err(AccountError::LastOwner)));
            let back = update_user(&mut tx.space(HOME), UserId(2), &disabled(false), Role::Admin, NOW)?;
            assert_eq!(back.disabled_at, None);
            assert!(is_session(&mut tx.space(HOME), SessionId(11))?.is_some());
            Ok(())
        });
    });
}

#[test]
fn a_person_sees_and_ends_only_their_own_sessions() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            create_user(&mut tx.space(HOME), &person(2, Role::Operator), None, NOW)?;
            let space = &mut tx.space(HOME);
            for (id, user) in [(10, 1), (11, 1), (12, 2)] {
                start_session(space, &session(id, user, &id.to_string()), NOW)?;
            }
            let own = list_sessions(space, UserId(1), NOW)?;
            assert_eq!(own.iter().map(|one| one.id.0).collect::<Vec<_>>(), [11, 10]);
            assert_eq!(
                (own[0].address.as_str(), own[0].agent.as_str()),
                ("192.0.2.7", "Firefox")
            );
            assert!(!end_own_session(space, UserId(1), SessionId(12))?);
            assert!(end_own_session(space, UserId(1), SessionId(10))?);
            end_other_sessions(space, UserId(2), None)?;
            assert_eq!(list_sessions(space, UserId(1), NOW)?.len(), 1);
            assert!(list_sessions(space, UserId(2), NOW)?.is_empty());
            Ok(())
        });
    });
}

#[test]
fn a_link_lets_one_person_in_once_and_for_a_while() {
    databases(|db| {
        run(db, |tx| {
            let anna = set_up(tx)?;
            let team = put_team(&mut tx.space(HOME), TeamId(5), "Sales", &[])?;
            let new = |id, secret: &str, email: &str| NewInvite {
                id: InviteId(id),
                hash: hash_secret(secret),
                purpose: Purpose::Join {
                    name: "Boris".into(),
                    email: email.into(),
                    role: Role::Operator,
                    teams: vec![TeamId(5)],
                },
                by: anna.clone(),
            };
            let space = &mut tx.space(HOME);
            let taken = create_invite(space, &new(1, "a", "ANNA@example.com"), NOW);
            assert!(matches!(taken, Err(AccountError::EmailTaken)));
            create_invite(space, &new(2, "b", "boris@example.com"), NOW)?;
            create_invite(space, &new(3, "c", "Boris@example.com"), NOW)?;
            assert_eq!(
                list_invites(space, NOW)?.len(),
                1,
                "a new link takes the place of the old"
            );
            assert!(open_any_workspace(tx, &hash_secret("b"), NOW).is_err());
            assert!(open_any_workspace(tx, &hash_secret("c"), NOW.plus_secs(8 * 86_400)).is_err());
            let opened = open_any_workspace(tx, &hash_secret("c"), NOW)?;
            let space = &mut tx.space(opened.workspace);
            let accept = |space: &mut Space| {
                let accept = Acceptance {
                    id: UserId(9),
                    name: None,
                    password_hash: Some("h".into()),
                    language: Language::Uk,
                    signed_in_as: None,
                };
                accept_invite(space, &opened.invite, accept, NOW)
            };
            let boris = accept(space)?;
            assert_eq!((boris.name.as_str(), boris.role), ("Boris", Role::Operator));
            assert!(matches!(accept(space), Err(AccountError::NoSuchInvite)));
            assert_eq!(
                list_teams(space)?,
                [Team {
                    members: vec![UserId(9)],
                    ..team
                }]
            );
            let reset = NewInvite {
                id: InviteId(4),
                hash: hash_secret("d"),
                purpose: Purpose::Reset(UserId(1)),
                by: boris,
            };
            let refused = create_invite(space, &reset, NOW);
            assert!(matches!(refused, Err(AccountError::OwnersOnly)));
            Ok(())
        });
    });
}

#[test]
fn a_code_and_a_recovery_code_open_once() {
    databases(|db| {
        run(db, |tx| {
            set_up(tx)?;
            let (keys, me) = (Keyring::from_bytes([7; 32]), UserId(1));
            let space = &mut tx.space(HOME);
            let new = begin_factor(space, &keys, me)?;
            assert!(
                new.url.starts_with("otpauth://totp/Signalbox:anna"),
                "{}",
                new.url
            );
            let secret = totp_rs::Secret::try_from_base32(&new.secret).unwrap();
            let totp = totp_rs::Builder::new()
                .with_secret(secret)
                .with_account_name("a")
                .build()
                .unwrap();
            let code = |at: Micros| totp.generate(at.secs().unsigned_abs()).to_string();
            assert!(
                take_code(space, &keys, me, &code(NOW), NOW)?.is_none(),
                "not confirmed yet"
            );
            assert!(confirm_factor(space, &keys, me, "000000", NOW).is_err());
            let recovery = confirm_factor(space, &keys, me, &code(NOW), NOW)?;
            assert!(get_user(space, me)?.unwrap().two_factor);
            assert_eq!((recovery.len(), recovery_left(space, me)?), (10, 10));
            assert!(
                take_code(space, &keys, me, &code(NOW), NOW)?.is_none(),
                "the first code is used up"
            );
            let later = NOW.plus_secs(60);
            assert_eq!(
                take_code(space, &keys, me, &code(later), later)?,
                Some(Proof::Code)
            );
            assert_eq!(take_code(space, &keys, me, &code(later), later)?, None);
            assert_eq!(
                take_code(space, &keys, me, &recovery[3], later)?,
                Some(Proof::Recovery)
            );
            assert_eq!(take_code(space, &keys, me, &recovery[3], later)?, None);
            assert_eq!(recovery_left(space, me)?, 9);
            remove_factor(space, me)?;
            assert!(!get_user(space, me)?.unwrap().two_factor);
            assert_eq!(take_code(space, &keys, me, &recovery[4], later)?, None);
            Ok(())
        });
    });
}
