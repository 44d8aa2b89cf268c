//! One person in several workspaces.

use super::*;
use crate::workspaces;

const SHOP: WorkspaceId = WorkspaceId(8);

/// Anna owns one workspace, Boris the other, and Anna works in his too, as user 3.
fn two_houses(tx: &mut Tx) -> Result<()> {
    set_up(tx)?;
    let settings = WorkspaceSettings {
        name: "Shop".into(),
        ..WorkspaceSettings::default()
    };
    workspaces::insert(tx, SHOP, &settings, NOW)?;
    let shop = &mut tx.space(SHOP);
    create_user(shop, &person(2, Role::Owner), None, NOW)?;
    let anna = NewUser {
        email: "anna@example.com".into(),
        ..person(3, Role::Operator)
    };
    create_user(shop, &anna, Some(Role::Owner), NOW)?;
    Ok(())
}

fn elsewhere(tx: &mut Tx) -> Result<bool> {
    Ok(get_user(&mut tx.space(SHOP), UserId(3))?.is_some_and(|user| user.elsewhere))
}

#[test]
fn a_person_has_a_role_in_each_workspace_and_one_way_in() {
    databases(|db| {
        run(db, |tx| {
            two_houses(tx)?;
            let person = person_of(&mut tx.space(HOME), UserId(1))?;
            assert_eq!(person, person_of(&mut tx.space(SHOP), UserId(3))?);
            let all = memberships_any_workspace(tx, person)?;
            let told: Vec<_> = all
                .iter()
                .map(|one| (one.name.as_str(), one.user.0, one.role))
                .collect();
            assert_eq!(told, [("Shop", 3, Role::Operator), ("Signalbox", 1, Role::Owner)]);
            let taste = UserPatch {
                theme: Some(Theme::Dark),
                name: Some("Anna at the shop".into()),
                ..UserPatch::default()
            };
            update_user(&mut tx.space(SHOP), UserId(3), &taste, Role::Operator, NOW)?;
            let at_home = get_user(&mut tx.space(HOME), UserId(1))?.unwrap();
            assert_eq!((at_home.theme, at_home.name.as_str()), (Theme::Dark, "Anna"));
            assert!(person_of(&mut tx.space(HOME), UserId(3)).is_err());
            Ok(())
        });
    });
}

#[test]
fn nobody_sets_the_way_in_of_who_works_elsewhere_too() {
    databases(|db| {
        run(db, |tx| {
            two_houses(tx)?;
            let boris = get_user(&mut tx.space(SHOP), UserId(2))?.unwrap();
            let shop = &mut tx.space(SHOP);
            let password = UserPatch {
                password_hash: Some("mine".into()),
                ..UserPatch::default()
            };
            let refused = update_user(shop, UserId(3), &password, Role::Owner, NOW);
            assert!(matches!(refused, Err(AccountError::WorksElsewhere)));
            let reset = NewInvite {
                id: InviteId(1),
                hash: hash_secret("r"),
                purpose: Purpose::Reset(UserId(3)),
                by: boris,
            };
            let refused = create_invite(shop, &reset, NOW);
            assert!(matches!(refused, Err(AccountError::WorksElsewhere)));
            // Shut out at home they still are a person of that house.
            let disabled = UserPatch {
                disabled: Some(true),
                ..UserPatch::default()
            };
            create_user(&mut tx.space(HOME), &super::person(4, Role::Owner), None, NOW)?;
            update_user(&mut tx.space(HOME), UserId(1), &disabled, Role::Owner, NOW)?;
            let refused = update_user(&mut tx.space(SHOP), UserId(3), &password, Role::Owner, NOW);
            assert!(matches!(refused, Err(AccountError::WorksElsewhere)));
            delete_user(&mut tx.space(HOME), UserId(1), Role::Owner)?;
            assert!(!elsewhere(tx)?);
            update_user(&mut tx.space(SHOP), UserId(3), &password, Role::Owner, NOW)?;
            Ok(())
        });
    });
}

#[test]
fn a_reset_link_dies_when_its_person_joins_another_workspace() {
    databases(|db| {
        run(db, |tx| {
            let anna = set_up(tx)?;
            create_user(&mut tx.space(HOME), &person(2, Role::Operator), None, NOW)?;
            let reset = NewInvite {
                id: InviteId(1),
                hash: hash_secret("r"),
                purpose: Purpose::Reset(UserId(2)),
                by: anna,
            };
            create_invite(&mut tx.space(HOME), &reset, NOW)?;
            let joined = NewUser {
                email: "p2@example.com".into(),
                ..person(3, Role::Operator)
            };
            create_user(&mut tx.space(SHOP), &joined, None, NOW)?;
            let opened = open_any_workspace(tx, &hash_secret("r"), NOW)?;
            let accept = Acceptance {
                id: UserId(9),
                name: None,
                password_hash: Some("mine".into()),
                language: Language::En,
                signed_in_as: None,
            };
            let refused = accept_invite(&mut tx.space(HOME), &opened.invite, accept, NOW);
            assert!(matches!(refused, Err(AccountError::WorksElsewhere)));
            Ok(())
        });
    });
}

#[test]
fn an_invited_login_proves_itself_before_it_joins() {
    databases(|db| {
        run(db, |tx| {
            let anna = set_up(tx)?;
            workspaces::insert(tx, SHOP, &WorkspaceSettings::default(), NOW)?;
            create_user(&mut tx.space(SHOP), &person(2, Role::Owner), None, NOW)?;
            let invite = NewInvite {
                id: InviteId(1),
                hash: hash_secret("i"),
                purpose: Purpose::Join {
                    name: String::new(),
                    email: "anna@example.com".into(),
                    role: Role::Manager,
                    teams: Vec::new(),
                },
                by: User {
                    id: UserId(2),
                    ..anna
                },
            };
            create_invite(&mut tx.space(SHOP), &invite, NOW)?;
            let opened = open_any_workspace(tx, &hash_secret("i"), NOW)?;
            assert!(opened.known);
            let accept = |as_whom: Option<&str>| Acceptance {
                id: UserId(9),
                name: Some("Anna".into()),
                password_hash: Some("thief's".into()),
                language: Language::En,
                signed_in_as: as_whom.map(str::to_owned),
            };
            for stranger in [None, Some("p2@example.com")] {
                let refused = accept_invite(&mut tx.space(SHOP), &opened.invite, accept(stranger), NOW);
                assert!(
                    matches!(refused, Err(AccountError::SignInFirst(_))),
                    "{stranger:?}"
                );
                // What a refusal did is undone with its transaction; here there is but one.
                create_invite(&mut tx.space(SHOP), &invite, NOW)?;
            }
            let mine = accept(Some("anna@example.com"));
            let joined = accept_invite(&mut tx.space(SHOP), &opened.invite, mine, NOW)?;
            assert_eq!(
                (joined.id, joined.role, joined.elsewhere),
                (UserId(9), Role::Manager, true)
            );
            let found = find_credentials_any_workspace(tx, "anna@example.com")?.unwrap();
            assert_eq!(found.password_hash, "h");
            Ok(())
        });
    });
}

#[test]
fn signing_in_leads_where_one_was_last_and_is_let_in() {
    databases(|db| {
        run(db, |tx| {
            two_houses(tx)?;
            let leads_to = |tx: &mut Tx| -> Result<WorkspaceId> {
                Ok(find_credentials_any_workspace(tx, "anna@example.com")?
                    .unwrap()
                    .workspace)
            };
            assert_eq!(leads_to(tx)?, HOME);
            start_session(&mut tx.space(SHOP), &session(10, 3, "s"), NOW.plus_secs(5))?;
            assert_eq!(leads_to(tx)?, SHOP);
            let shut = UserPatch {
                disabled: Some(true),
                ..UserPatch::default()
            };
            update_user(&mut tx.space(SHOP), UserId(3), &shut, Role::Owner, NOW)?;
            assert_eq!(leads_to(tx)?, HOME, "not where one is shut out");
            Ok(())
        });
    });
}

#[test]
fn sessions_are_the_persons_in_every_workspace_but_an_admin_ends_only_those_here() {
    databases(|db| {
        run(db, |tx| {
            two_houses(tx)?;
            let known = |tx: &mut Tx, secret: &str| -> Result<bool> {
                Ok(find_session_any_workspace(tx, &hash_secret(secret), NOW)?.is_some())
            };
            start_session(&mut tx.space(HOME), &session(10, 1, "home"), NOW)?;
            start_session(&mut tx.space(SHOP), &session(11, 3, "shop"), NOW)?;
            start_session(&mut tx.space(SHOP), &session(12, 2, "boris"), NOW)?;
            let own = list_sessions(&mut tx.space(SHOP), UserId(3), NOW)?;
            assert_eq!(own.iter().map(|one| one.id.0).collect::<Vec<_>>(), [11, 10]);
            delete_user(&mut tx.space(SHOP), UserId(3), Role::Owner)?;
            assert!(!known(tx, "shop")? && known(tx, "home")? && known(tx, "boris")?);
            let anna = NewUser {
                email: "anna@example.com".into(),
                ..person(5, Role::Operator)
            };
            create_user(&mut tx.space(SHOP), &anna, None, NOW)?;
            start_session(&mut tx.space(SHOP), &session(13, 5, "again"), NOW)?;
            // A new password of one's own ends every other session, wherever it is.
            set_password(&mut tx.space(SHOP), UserId(5), "h2", Some(SessionId(13)), NOW)?;
            assert!(known(tx, "again")? && !known(tx, "home")? && known(tx, "boris")?);
            Ok(())
        });
    });
}

#[test]
fn a_person_is_forgotten_with_their_last_workspace() {
    databases(|db| {
        run(db, |tx| {
            two_houses(tx)?;
            delete_user(&mut tx.space(SHOP), UserId(3), Role::Owner)?;
            assert!(find_credentials_any_workspace(tx, "anna@example.com")?.is_some());
            create_user(&mut tx.space(HOME), &person(6, Role::Operator), None, NOW)?;
            delete_user(&mut tx.space(HOME), UserId(6), Role::Owner)?;
            assert!(find_credentials_any_workspace(tx, "p6@example.com")?.is_none());
            // The e-mail is free again, with a password of its own.
            let again = NewUser {
                email: "p6@example.com".into(),
                password_hash: "new".into(),
                ..person(7, Role::Operator)
            };
            create_user(&mut tx.space(SHOP), &again, None, NOW)?;
            let found = find_credentials_any_workspace(tx, "p6@example.com")?.unwrap();
            assert_eq!((found.password_hash.as_str(), found.workspace), ("new", SHOP));
            Ok(())
        });
    });
}

#[test]
fn the_strictest_rule_for_passwords_holds_and_owners_of_the_first_make_workspaces() {
    databases(|db| {
        run(db, |tx| {
            two_houses(tx)?;
            let strict = Security {
                password_chars: 20,
                ..Security::default()
            };
            set_security(&mut tx.space(SHOP), &strict)?;
            let anna = person_of(&mut tx.space(HOME), UserId(1))?;
            let boris = person_of(&mut tx.space(SHOP), UserId(2))?;
            assert_eq!(password_chars_any_workspace(tx, anna)?, 20);
            assert!(may_make_workspaces_any_workspace(tx, anna)?);
            assert!(!may_make_workspaces_any_workspace(tx, boris)?);
            Ok(())
        });
    });
}
