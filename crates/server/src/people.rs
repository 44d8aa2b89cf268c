//! `signalbox user` and `signalbox token`.

use crate::cli::{TokenCreate, UserCreate, UserReset};
use crate::config::Place;
use crate::open::Opened;
use crate::random::letters;
use crate::workspaces::Home;
use anyhow::{Context, Result, anyhow, bail};
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::person::{Language, Role, Scope};
use signalbox_model::{TokenId, UserId, WorkspaceId};
use signalbox_store::accounts::{self, FirstUser, NewToken, NewUser};
use signalbox_store::{Tx, workspaces};

/// Makes a person. The first one gets the workspace too.
pub fn create_user(place: &Place, flags: UserCreate) -> Result<()> {
    let (password, made) = match flags.password_stdin {
        true => (read_line()?, false),
        false => (letters(16)?, true),
    };
    let password_hash = accounts::hash_password(&password)?;
    let opened = Opened::open(place)?;
    let (ids, engine, home) = (opened.db.clone(), opened.engine(), opened.home);
    let UserCreate {
        name, email, role, ..
    } = flags;
    let user = opened.write(move |tx, now| {
        let first = !accounts::exists_any_workspace(tx)?;
        let Some(workspace) = home.find(tx)?.filter(|_| !first) else {
            if role.as_deref().is_some_and(|role| role != "owner") {
                bail!("the first person is the owner: leave out --role, or write --role owner");
            }
            let owner = FirstUser {
                name,
                email,
                password_hash,
            };
            let (_, user) = engine.found(tx, now, &WorkspaceSettings::default(), owner)?;
            return Ok(user);
        };
        let role = role.ok_or_else(|| anyhow!("say what the person may do with --role"))?;
        let settings = workspaces::get(tx, workspace)?.unwrap_or_default();
        let new = NewUser {
            id: UserId(ids.next_id(now.0)),
            name,
            email,
            password_hash,
            role: Role::from_name(&role).context("the role is one of those --help names")?,
            language: Language::from_name(&settings.language).unwrap_or(Language::En),
        };
        Ok(accounts::create_user(&mut tx.space(workspace), &new, None, now)?)
    })?;
    eprintln!(
        "{} signs in as {} ({})",
        user.name,
        user.email,
        user.role.as_str()
    );
    if user.elsewhere {
        eprintln!("they signed in on this server already: their own password holds");
    } else if made {
        println!("{password}");
    }
    Ok(())
}

/// Sets a new password of a person, whatever workspaces they work in: whoever runs the server could do so anyway, and
/// for somebody who works in several nobody else may.
pub fn reset(place: &Place, flags: UserReset) -> Result<()> {
    let (password, made) = match flags.password_stdin {
        true => (read_line()?, false),
        false => (letters(16)?, true),
    };
    let UserReset {
        email, second_factor, ..
    } = flags;
    let hash = accounts::hash_password(&password)?;
    let opened = Opened::existing(place)?;
    opened.write(move |tx, now| {
        let found = accounts::find_credentials_any_workspace(tx, &email)?;
        let found = found.with_context(|| format!("nobody signs in as {email}: see Settings, Users"))?;
        let space = &mut tx.space(found.workspace);
        accounts::set_password(space, found.user.id, &hash, None, now)?;
        if second_factor {
            accounts::remove_factor(space, found.user.id)?;
        }
        Ok(())
    })?;
    if made {
        println!("{password}");
    }
    Ok(())
}

/// Makes a token and prints it.
pub fn create_token(place: &Place, flags: TokenCreate) -> Result<()> {
    let opened = Opened::existing(place)?;
    let (ids, home) = (opened.db.clone(), opened.home);
    let secret = format!("sbt_{}", letters(32)?);
    let token = secret.clone();
    opened.write(move |tx, now| {
        let (workspace, user) = person(tx, home, flags.user.as_deref())?;
        let scopes = [match flags.scope.as_str() {
            "read" => Scope::Read,
            "write" => Scope::Write,
            _ => Scope::Admin,
        }];
        let new = NewToken {
            id: TokenId(ids.next_id(now.0)),
            hash: &accounts::hash_secret(&secret),
            last4: &secret[secret.len() - 4..],
            name: &flags.name,
            scopes: &scopes,
            user,
            expires_at: flags.expires_days.map(|days| now.plus_secs(days * 86_400)),
        };
        accounts::create_token(&mut tx.space(workspace), &new, now)?;
        anyhow::Ok(())
    })?;
    println!("{token}");
    Ok(())
}

/// Whom a token acts for.
fn person(tx: &mut Tx, home: Home, email: Option<&str>) -> Result<(WorkspaceId, UserId)> {
    let nobody = "there is nobody yet: make the owner with `signalbox user create`, or open the studio";
    let workspace = home.find(tx)?.context(nobody)?;
    let users = accounts::list_users(&mut tx.space(workspace))?;
    if let Some(email) = email {
        let email = email.trim().to_lowercase();
        let found = users.iter().find(|user| user.email == email);
        let found = found.with_context(|| format!("nobody signs in as {email}: see Settings, Users"))?;
        return Ok((workspace, found.id));
    }
    let owner = users
        .iter()
        .find(|user| user.role == Role::Owner)
        .context(nobody)?;
    Ok((workspace, owner.id))
}

fn read_line() -> Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .context("cannot read the password from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
