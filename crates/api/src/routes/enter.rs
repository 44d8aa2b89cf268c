//! The second half of signing in: after the password comes the code, and everything is remembered.

use super::session::{Facts, new_session, slowed};
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use signalbox_model::{SignInId, WorkspaceId};
use signalbox_store::accounts::{self, AccountError, Credentials, Device, Proof, SignInOutcome};
use signalbox_store::{Space, StoreError, Tx};

/// Somebody at the door.
pub(super) struct Attempt {
    pub(super) server: Shared,
    pub(super) email: String,
    pub(super) code: Option<String>,
    pub(super) device: Device,
}

/// Somebody who is in.
pub(super) struct Entered {
    pub(super) workspace: WorkspaceId,
    pub(super) view: Facts,
}

/// What becomes of a try whose password is right.
enum Verdict {
    In(SignInOutcome),
    Disabled,
    CodeNeeded,
    WrongCode,
    TooMany(i64),
}

/// Codes are counted by person: who knows the password could try them from many addresses.
fn subject(known: &Credentials) -> String {
    format!("code {}", known.person)
}

impl Attempt {
    /// The answer to a wrong password, or to an e-mail that nobody has; of the former the person can see that
    /// somebody tried.
    pub(super) async fn wrong_password(self) -> Result<Problem> {
        let (id, now) = (
            SignInId(self.server.app.db.next_id(self.server.now().0)),
            self.server.now(),
        );
        let Self {
            server,
            email,
            device,
            ..
        } = self;
        server
            .write(move |tx| {
                let Some(known) = accounts::find_credentials_any_workspace(tx, &email)? else {
                    return Ok::<_, StoreError>(());
                };
                let space = &mut tx.space(known.workspace);
                let outcome = SignInOutcome::Password;
                accounts::remember_sign_in(space, id, known.user.id, outcome, &device, now)
            })
            .await?;
        Ok(Problem::new(
            Code::NotSignedIn,
            "no account has this e-mail and password: check both",
        ))
    }

    /// Lets somebody in whose password is right, when the code is right too. The outer result is about the server,
    /// the inner one about them.
    pub(super) async fn enter(self, known: Credentials, secret: &str) -> Result<Result<Entered>> {
        let server = self.server.clone();
        // Whoever has a second factor does not come in without it.
        let proved = known.totp.is_some();
        let session = new_session(&server, known.user.id, secret, self.device.clone(), proved);
        let workspace = known.workspace;
        let (verdict, view) = server
            .write(move |tx| -> accounts::Result<_> {
                let now = self.server.now();
                let verdict = self.judge(tx, &known)?;
                if !matches!(verdict, Verdict::In(_)) {
                    return Ok((verdict, None));
                }
                accounts::forget_failures(tx, &self.device.address, &self.email)?;
                accounts::forget_failures(tx, "", &subject(&known))?;
                let space = &mut tx.space(workspace);
                accounts::start_session(space, &session, now)?;
                Ok((verdict, Facts::read(space, &known.user)?))
            })
            .await?;
        Ok(match (verdict, view) {
            (Verdict::In(_), Some(view)) => Ok(Entered { workspace, view }),
            (verdict, _) => Err(refusal(&verdict)),
        })
    }

    fn judge(&self, tx: &mut Tx, known: &Credentials) -> accounts::Result<Verdict> {
        let verdict = self.verdict(tx, known)?;
        let outcome = match verdict {
            Verdict::In(outcome) => outcome,
            Verdict::Disabled => SignInOutcome::Disabled,
            Verdict::WrongCode | Verdict::TooMany(_) => SignInOutcome::Code,
            Verdict::CodeNeeded => return Ok(verdict),
        };
        let now = self.server.now();
        let id = SignInId(self.server.app.db.next_id(now.0));
        let space: &mut Space = &mut tx.space(known.workspace);
        accounts::remember_sign_in(space, id, known.user.id, outcome, &self.device, now)?;
        Ok(verdict)
    }

    fn verdict(&self, tx: &mut Tx, known: &Credentials) -> accounts::Result<Verdict> {
        if known.user.disabled_at.is_some() {
            return Ok(Verdict::Disabled);
        }
        if known.totp.is_none() {
            return Ok(Verdict::In(SignInOutcome::Ok));
        }
        let Some(code) = self.code.as_deref().filter(|code| !code.trim().is_empty()) else {
            // The password was right: asking for the code is no failure.
            accounts::take_back_failure(tx, &self.device.address, &self.email)?;
            return Ok(Verdict::CodeNeeded);
        };
        let (now, subject) = (self.server.now(), subject(known));
        let wait = accounts::wait_secs(tx, "", &subject, now)?;
        if wait > 0 {
            return Ok(Verdict::TooMany(wait));
        }
        accounts::failed(tx, "", &subject, now)?;
        let keyring = self.server.app.keyring.clone();
        let space = &mut tx.space(known.workspace);
        let proof = match accounts::take_code(space, &keyring, known.user.id, code, now) {
            Err(AccountError::Invalid { .. }) => None,
            proof => proof?,
        };
        Ok(match proof {
            Some(Proof::Code) => Verdict::In(SignInOutcome::Ok),
            Some(Proof::Recovery) => Verdict::In(SignInOutcome::Recovery),
            None => Verdict::WrongCode,
        })
    }
}

fn refusal(verdict: &Verdict) -> Problem {
    match verdict {
        Verdict::TooMany(wait) => slowed(*wait),
        Verdict::WrongCode => Problem::invalid(
            "code",
            "is not the code of now, or was used already: wait for the next, or use a recovery code",
        ),
        Verdict::CodeNeeded => Problem::new(
            Code::CodeNeeded,
            "send the code of the second factor along as `code`",
        ),
        Verdict::Disabled => Problem::new(
            Code::Forbidden,
            "this account is disabled: ask an owner or admin of the workspace",
        ),
        Verdict::In(_) => Problem::not_found("workspace"),
    }
}
