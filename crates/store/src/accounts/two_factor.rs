//! The second factor: codes of six digits that a phone makes from a shared secret (RFC 6238), and recovery codes for
//! a phone that is lost. The secret is sealed, recovery codes are hashed, and no code opens twice (decision 0116).

use super::error::{AccountError, Result, invalid};
use super::hash_secret;
use super::people::person_of;
use super::users::get_user;
use crate::audit::{self, Deed, Kind};
use crate::keyring::{Keyring, random};
use crate::{Space, StoreError};
use signalbox_model::{Micros, PersonId, UserId, WorkspaceId};
use totp_rs::{Builder, Secret, Totp};

/// How many recovery codes are made at a time.
const CODES: usize = 10;
/// Letters of recovery codes, none of which is easily taken for another; 32 of them, 5 bits each.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// Letters of a recovery code: 80 bits.
const CODE_LETTERS: usize = 16;

/// A secret that waits for its first code.
#[derive(Debug, Clone)]
pub struct NewFactor {
    /// The secret for typing, base32.
    pub secret: String,
    /// The secret for scanning: `otpauth://…`.
    pub url: String,
}

/// What the secret is sealed for: the workspace the person was made in, whichever they work in now.
fn row(space: &mut Space, person: PersonId) -> crate::Result<String> {
    let sql = "SELECT made_in FROM person WHERE id = ?1";
    let made_in = space.tx().one(sql, &[person.0.into()], |row| row.int(0))?;
    let made_in = WorkspaceId(made_in.unwrap_or_default());
    Ok(format!("totp:{made_in}:{person}"))
}

fn totp(secret: &[u8], account: &str) -> Result<Totp> {
    let secret: Box<[u8]> = secret.into();
    let made = Builder::new()
        .with_secret(Secret::new(secret))
        .with_issuer(Some("Signalbox"))
        .with_account_name(account.replace(':', " "))
        .build();
    Ok(made.map_err(|error| StoreError::Broken(format!("second factor: {error}")))?)
}

/// Makes a secret for a person. It counts once [`confirm_factor`] has seen its first code.
pub fn begin_factor(space: &mut Space, keyring: &Keyring, id: UserId) -> Result<NewFactor> {
    let user = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    let secret = random::<20>()?;
    let totp = totp(&secret, &user.email)?;
    let person = person_of(space, id)?;
    let sealed = keyring.seal(&row(space, person)?, &secret)?;
    space.tx().exec(
        "UPDATE person SET totp_pending = ?2 WHERE id = ?1",
        &[person.0.into(), sealed.as_slice().into()],
    )?;
    let url = totp
        .to_url()
        .map_err(|error| StoreError::Broken(format!("second factor: {error}")))?;
    Ok(NewFactor {
        secret: totp.secret().to_base32(),
        url,
    })
}

/// Turns the second factor on with the first code of the new secret; the recovery codes, shown this once.
///
/// # Errors
/// When no secret waits, or the code is not one of it.
pub fn confirm_factor(
    space: &mut Space,
    keyring: &Keyring,
    id: UserId,
    code: &str,
    now: Micros,
) -> Result<Vec<String>> {
    let person = person_of(space, id)?;
    let sql = "SELECT totp_pending FROM person WHERE id = ?1";
    let pending = space.tx().one(sql, &[person.0.into()], |row| row.opt_bytes(0))?;
    let pending = pending
        .flatten()
        .ok_or_else(|| invalid("code", "scan a new secret first"))?;
    let secret = keyring.unseal(&row(space, person)?, &pending)?;
    let step = step_of(&secret, code, now)?
        .ok_or_else(|| invalid("code", "is not the code of now: check the clock of the phone"))?;
    space.tx().exec(
        "UPDATE person SET totp = totp_pending, totp_pending = NULL, totp_step = ?2 WHERE id = ?1",
        &[person.0.into(), step.into()],
    )?;
    note(space, id, "two_factor", Deed::Changed)?;
    fresh_codes(space, person)
}

/// The step of a code, when it is one of the current minute and a half.
fn step_of(secret: &[u8], code: &str, now: Micros) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let secs = u64::try_from(now.secs()).unwrap_or_default();
    let step = totp(secret, "")?.check(&digits, secs);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// What a second factor was proved with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A code of the phone.
    Code,
    /// A recovery code, which is gone now.
    Recovery,
}

/// Takes a code of the phone or a recovery code; each opens once. `None` when it fits nothing.
pub fn take_code(
    space: &mut Space,
    keyring: &Keyring,
    id: UserId,
    code: &str,
    now: Micros,
) -> Result<Option<Proof>> {
    let person = person_of(space, id)?;
    let sql = "SELECT totp FROM person WHERE id = ?1";
    let sealed = space.tx().one(sql, &[person.0.into()], |row| row.opt_bytes(0))?;
    let Some(sealed) = sealed.flatten() else {
        return Ok(None);
    };
    let secret = keyring.unseal(&row(space, person)?, &sealed)?;
    if let Some(step) = step_of(&secret, code, now)? {
        // Two sign-ins with one code at once: only one of them moves the step.
        let taken = space.tx().exec(
            "UPDATE person SET totp_step = ?2 WHERE id = ?1 AND totp_step < ?2",
            &[person.0.into(), step.into()],
        )?;
        return Ok((taken == 1).then_some(Proof::Code));
    }
    let hash = hash_secret(&plain(code));
    let taken = space.tx().exec(
        "DELETE FROM person_code WHERE person_id = ?1 AND hash = ?2",
        &[person.0.into(), hash.as_slice().into()],
    )?;
    Ok((taken == 1).then_some(Proof::Recovery))
}

/// A recovery code as it is hashed: whatever people type between its letters.
fn plain(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Makes new recovery codes in place of the old; shown this once.
pub fn renew_recovery(space: &mut Space, id: UserId) -> Result<Vec<String>> {
    let user = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    if !user.two_factor {
        return Err(invalid("code", "the second factor is off: turn it on first"));
    }
    note(space, id, "recovery_codes", Deed::Changed)?;
    let person = person_of(space, id)?;
    fresh_codes(space, person)
}

fn fresh_codes(space: &mut Space, person: PersonId) -> Result<Vec<String>> {
    forget_codes(space, person)?;
    let codes = (0..CODES).map(|_| recovery_code()).collect::<Result<Vec<_>>>()?;
    for code in &codes {
        let hash = hash_secret(&plain(code));
        space.tx().exec(
            "INSERT INTO person_code (person_id, hash) VALUES (?1, ?2)",
            &[person.0.into(), hash.as_slice().into()],
        )?;
    }
    Ok(codes)
}

/// `abcd-efgh-jkmn-pqrs`.
fn recovery_code() -> Result<String> {
    let letters = random::<CODE_LETTERS>()?.map(|byte| char::from(LETTERS[usize::from(byte & 31)]));
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// How many recovery codes are left.
pub fn recovery_left(space: &mut Space, id: UserId) -> crate::Result<i64> {
    let sql = "SELECT COUNT(*) FROM app_user u JOIN person_code c ON c.person_id = u.person_id
         WHERE u.workspace_id = ?1 AND u.id = ?2";
    Ok(space.one(sql, &[id.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Turns the second factor off.
pub fn remove_factor(space: &mut Space, id: UserId) -> Result<()> {
    let user = get_user(space, id)?.ok_or(AccountError::NoSuchUser)?;
    let person = person_of(space, id)?;
    space.tx().exec(
        "UPDATE person SET totp = NULL, totp_pending = NULL, totp_step = 0 WHERE id = ?1",
        &[person.0.into()],
    )?;
    if user.two_factor {
        note(space, id, "two_factor", Deed::Deleted)?;
    }
    forget_codes(space, person)
}

fn forget_codes(space: &mut Space, person: PersonId) -> Result<()> {
    let sql = "DELETE FROM person_code WHERE person_id = ?1";
    space.tx().exec(sql, &[person.0.into()])?;
    Ok(())
}

fn note(space: &mut Space, id: UserId, what: &str, deed: Deed) -> Result<()> {
    if let Some(user) = get_user(space, id)? {
        audit::noted(space, Kind::User, deed, &user.email, what)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_within_a_minute_and_a_half() {
        // The secret and moments of RFC 6238, appendix B, with the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (secs, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            let at = |secs: i64| Micros(secs * 1_000_000);
            assert_eq!(
                step_of(secret, code, at(secs)).unwrap(),
                Some(secs / 30),
                "{code}"
            );
            assert_eq!(step_of(secret, code, at(secs + 30)).unwrap(), Some(secs / 30));
            assert_eq!(step_of(secret, code, at(secs + 90)).unwrap(), None);
            let spaced = format!("{} {}", &code[..3], &code[3..]);
            assert_eq!(step_of(secret, &spaced, at(secs)).unwrap(), Some(secs / 30));
        }
        for bad in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(step_of(secret, bad, Micros(59_000_000)).unwrap(), None, "{bad}");
        }
    }

    #[test]
    fn recovery_codes_are_read_however_they_are_typed() {
        let code = recovery_code().unwrap();
        assert_eq!((code.len(), code.matches('-').count()), (19, 3), "{code}");
        assert_eq!(plain(&code.to_uppercase().replace('-', " ")), plain(&code));
        assert_ne!(recovery_code().unwrap(), code);
    }
}
