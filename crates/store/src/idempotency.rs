//! Writes that carried an `Idempotency-Key`.
//!
//! The key is claimed in the transaction of the effect itself, so a crash leaves either both or neither; the
//! answer is added right after the commit. What failed claims nothing and may be tried again.

use crate::{Result, Space, StoreError, Tx};
use signalbox_model::{Micros, UserId};

/// How long a key is remembered, seconds.
pub const REMEMBERED_SECS: i64 = 24 * 3600;

/// What a write is recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who asked.
    pub user: UserId,
    /// The key the client chose.
    pub key: String,
    /// Method and path.
    pub route: String,
    /// SHA-256 of the query and the body.
    pub request: [u8; 32],
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the write is new.
    Nothing,
    /// The same request was answered like this.
    Answered {
        /// The status.
        status: u16,
        /// The body.
        body: Vec<u8>,
    },
    /// The same request was carried out, and its answer is on its way or was lost in a crash.
    Unanswered,
    /// The key was used for another request.
    OtherRequest,
}

/// What is known of the key of `claim`.
pub fn known(space: &mut Space, claim: &Claim, now: Micros) -> Result<Known> {
    let found = space.one(
        "SELECT request, status, body FROM idempotency
         WHERE workspace_id = ?1 AND user_id = ?2 AND key = ?3 AND route = ?4 AND at > ?5",
        &[
            claim.user.0.into(),
            (&claim.key).into(),
            (&claim.route).into(),
            now.plus_secs(-REMEMBERED_SECS).into(),
        ],
        |row| Ok((row.opt_bytes(0)?, row.opt_int(1)?, row.opt_bytes(2)?)),
    )?;
    Ok(match found {
        None => Known::Nothing,
        Some((request, ..)) if request.as_deref() != Some(claim.request.as_slice()) => Known::OtherRequest,
        Some((_, None, _)) => Known::Unanswered,
        Some((_, Some(status), body)) => Known::Answered {
            status: u16::try_from(status).map_err(|_| StoreError::Broken(format!("status {status}")))?,
            body: body.unwrap_or_default(),
        },
    })
}

/// Takes the key in the transaction of the effect.
///
/// # Errors
/// [`StoreError::Conflict`] when another request took it meanwhile: the effect must not happen again.
pub fn claim(space: &mut Space, claim: &Claim, now: Micros) -> Result<()> {
    let taken = space.exec(
        "INSERT INTO idempotency (workspace_id, user_id, key, route, request, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (workspace_id, user_id, key, route) DO UPDATE
         SET request = excluded.request, status = NULL, body = NULL, at = excluded.at WHERE idempotency.at <= ?7",
        &[
            claim.user.0.into(),
            (&claim.key).into(),
            (&claim.route).into(),
            claim.request.as_slice().into(),
            now.into(),
            now.plus_secs(-REMEMBERED_SECS).into(),
        ],
    )?;
    if taken == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict(
        "a request with this Idempotency-Key is being carried out".into(),
    ))
}

/// Remembers the answer of a claimed key.
pub fn answer(space: &mut Space, claim: &Claim, status: u16, body: &[u8]) -> Result<()> {
    space.exec(
        "UPDATE idempotency SET status = ?5, body = ?6
         WHERE workspace_id = ?1 AND user_id = ?2 AND key = ?3 AND route = ?4",
        &[
            claim.user.0.into(),
            (&claim.key).into(),
            (&claim.route).into(),
            i64::from(status).into(),
            body.into(),
        ],
    )?;
    Ok(())
}

/// Forgets keys of all workspaces that are past their time; how many.
pub fn forget_any_workspace(tx: &mut Tx, now: Micros) -> Result<u64> {
    tx.exec(
        "DELETE FROM idempotency WHERE at <= ?1",
        &[now.plus_secs(-REMEMBERED_SECS).into()],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{databases, wait};
    use signalbox_model::WorkspaceId;

    fn of(body: u8) -> Claim {
        Claim {
            user: UserId(1),
            key: "k".into(),
            route: "POST /leads".into(),
            request: [body; 32],
        }
    }

    #[test]
    fn a_key_is_claimed_once_answered_and_forgotten_after_a_day() {
        databases(|db| {
            let done: Result<()> = wait(db.write(|tx| {
                let (now, later) = (Micros(1), Micros(1).plus_secs(REMEMBERED_SECS));
                let space = &mut tx.space(WorkspaceId(1));
                assert_eq!(known(space, &of(1), now)?, Known::Nothing);
                claim(space, &of(1), now)?;
                assert_eq!(known(space, &of(1), now)?, Known::Unanswered);
                assert!(matches!(claim(space, &of(1), now), Err(StoreError::Conflict(_))));
                answer(space, &of(1), 201, b"{}")?;
                assert_eq!(
                    known(space, &of(1), now)?,
                    Known::Answered {
                        status: 201,
                        body: b"{}".to_vec()
                    }
                );
                assert_eq!(known(space, &of(2), now)?, Known::OtherRequest);
                assert_eq!(known(&mut tx.space(WorkspaceId(2)), &of(1), now)?, Known::Nothing);
                let space = &mut tx.space(WorkspaceId(1));
                assert_eq!(known(space, &of(1), later)?, Known::Nothing);
                claim(space, &of(2), later)?;
                assert_eq!(known(space, &of(2), later)?, Known::Unanswered);
                assert_eq!(forget_any_workspace(tx, later)?, 0);
                assert_eq!(forget_any_workspace(tx, later.plus_secs(REMEMBERED_SECS))?, 1);
                Ok(())
            }));
            done.unwrap();
        });
    }
}
