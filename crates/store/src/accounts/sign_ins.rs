//! The history of tries to sign in as somebody: a person sees here whether somebody else tries.

use super::sessions::SAME_PERSON;
use crate::{Result, Row, Space, StoreError, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::{Micros, SignInId, UserId};

/// How long tries are remembered, seconds: half a year.
const KEPT_SECS: i64 = 183 * 24 * 3600;

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInOutcome {
    /// Signed in.
    Ok,
    /// Signed in with a recovery code.
    Recovery,
    /// The password was wrong.
    Password,
    /// The code of the second factor was wrong.
    Code,
    /// The person is disabled.
    Disabled,
    /// Came over from another workspace of the server.
    Switched,
}

const ALL: [SignInOutcome; 6] = [
    SignInOutcome::Ok,
    SignInOutcome::Recovery,
    SignInOutcome::Password,
    SignInOutcome::Code,
    SignInOutcome::Disabled,
    SignInOutcome::Switched,
];

impl SignInOutcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Recovery => "recovery",
            Self::Password => "password",
            Self::Code => "code",
            Self::Disabled => "disabled",
            Self::Switched => "switched",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// Where somebody comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// The address.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// A try to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignIn {
    /// Its id.
    pub id: SignInId,
    /// As whom.
    pub user_id: UserId,
    /// When.
    pub at: Micros,
    /// How it ended.
    pub outcome: SignInOutcome,
    /// From where.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// Remembers a try.
pub fn remember_sign_in(
    space: &mut Space,
    id: SignInId,
    user: UserId,
    outcome: SignInOutcome,
    device: &Device,
    now: Micros,
) -> Result<()> {
    space.exec(
        "INSERT INTO sign_in (workspace_id, id, user_id, at, outcome, address, agent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            id.0.into(),
            user.0.into(),
            now.into(),
            outcome.as_str().into(),
            (&device.address).into(),
            (&device.agent).into(),
        ],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<SignIn> {
    let outcome = SignInOutcome::from_name(&row.text(3)?);
    Ok(SignIn {
        id: SignInId(row.int(0)?),
        user_id: UserId(row.int(1)?),
        at: Micros(row.int(2)?),
        outcome: outcome.ok_or_else(|| StoreError::Broken("a sign-in ended in an unknown way".into()))?,
        address: row.text(4)?,
        agent: row.text(5)?,
    })
}

/// A page of a person's own tries, newest first, in every workspace. `limit` is 1–500.
pub fn list_own_sign_ins(
    space: &mut Space,
    user: UserId,
    before: Option<SignInId>,
    limit: i64,
) -> Result<Vec<SignIn>> {
    let before = before.map_or(i64::MAX, |id| id.0);
    let sql = format!(
        "SELECT id, user_id, at, outcome, address, agent FROM sign_in WHERE {SAME_PERSON} AND id < ?3
         ORDER BY id DESC LIMIT ?4"
    );
    space.all(
        &sql,
        &[user.0.into(), before.into(), limit.clamp(1, 500).into()],
        read,
    )
}

/// A page of tries in this workspace, newest first: of one person, or of everybody. `limit` is 1–500.
pub fn list_sign_ins(
    space: &mut Space,
    user: Option<UserId>,
    before: Option<SignInId>,
    limit: i64,
) -> Result<Vec<SignIn>> {
    let before = before.map_or(i64::MAX, |id| id.0);
    let limit = limit.clamp(1, 500);
    let select =
        "SELECT id, user_id, at, outcome, address, agent FROM sign_in WHERE workspace_id = ?1 AND id < ?2";
    match user {
        Some(user) => {
            let sql = format!("{select} AND user_id = ?4 ORDER BY id DESC LIMIT ?3");
            space.all(&sql, &[before.into(), limit.into(), user.0.into()], read)
        }
        None => {
            let sql = format!("{select} ORDER BY id DESC LIMIT ?3");
            space.all(&sql, &[before.into(), limit.into()], read)
        }
    }
}

/// Forgets tries that are past their time; how many.
pub(super) fn forget_old_sign_ins(tx: &mut Tx, now: Micros) -> Result<u64> {
    tx.exec(
        "DELETE FROM sign_in WHERE at < ?1",
        &[now.plus_secs(-KEPT_SECS).into()],
    )
}
