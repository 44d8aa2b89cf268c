//! One try: makes the request of a job, sends it, and says what came of it.

use super::Fate;
use super::host::Verdict;
use super::keys::KeyFault;
use super::lines::{Opened, Turn};
use super::policy::{self, Judged, Outcome, Try};
use crate::workers::Shared;
use bytes::Bytes;
use http::Method;
use signalbox_channels::outbound::{MAX_REDIRECTS, OutboundRequest, OutboundResponse};
use signalbox_model::action;
use signalbox_model::connection::RetryPolicy;
use signalbox_model::job::{Attempt, JobState};
use signalbox_model::{JobId, Key, Micros, WorkspaceId};
use signalbox_store::jobs;
use signalbox_wire::answer::Said;
use std::sync::Arc;
use std::time::Duration;

/// Of an answer that nobody waits for this much is read: enough to keep the connection, more than is shown.
const READ_BYTES: usize = 64 << 10;
/// Of an answer that a scenario waits for (Z-101).
const LISTEN_BYTES: usize = 1 << 20;
/// Of an answer this much is kept in the log.
const KEPT_BYTES: usize = 4 << 10;
/// Of its headers this many are.
const KEPT_HEADERS: usize = 40;

/// What came of a try.
pub(super) struct Sent {
    pub fate: Fate,
    pub verdict: Verdict,
    pub took: Duration,
}

/// Sends a job. Its headers and body are taken out, not copied.
pub(super) async fn send(shared: &Shared, job: &mut jobs::Stored) -> Sent {
    let started = shared.now();
    let opened = match &job.request.call {
        Some(call) => open(shared, job.workspace, &call.connection, started)
            .await
            .map(Some),
        None => Ok(None),
    };
    if let Ok(Some(opened)) = &opened {
        match shared.outbox.lines.turn(&opened.line, started) {
            Turn::After(pause) => tokio::time::sleep(pause).await,
            Turn::At(until) => {
                return Sent {
                    fate: Fate::PutOff(until),
                    verdict: Verdict::Unknown,
                    took: Duration::ZERO,
                };
            }
        }
    }
    let retry = opened.as_ref().ok().and_then(Option::as_ref);
    let retry = retry.map(|opened| opened.line.retry.clone());
    let one = |now: Micros| Try {
        job: job.id,
        number: job.attempts.len() + 1,
        tries: tries(retry.as_ref(), shared.config.tries),
        // What a call brings may come later: its scenario waits for the last try.
        listens: job.request.listen.is_some() && job.request.call.is_none(),
        retry: retry.as_ref(),
        now,
    };
    let hindered = one(started);
    let later = one(Micros(0));
    let keeps = job.request.listen.is_some();
    let made = match opened {
        Ok(opened) => request(shared, job, opened.as_deref(), started)
            .await
            .map(|request| (request, opened)),
        Err(fault) => Err(fault),
    };
    match made {
        Ok((request, opened)) => exchange(shared, request, opened.as_deref(), later, keeps).await,
        Err(fault) => {
            let judged = match fault {
                KeyFault::Store(..) | KeyFault::Later(_) => hindered.hindered(fault.to_string()),
                KeyFault::Final(reason) => (JobState::Failed, started, Some(reason)),
            };
            sent(blank(started), judged, None, Verdict::Unknown, Duration::ZERO)
        }
    }
}

fn tries(retry: Option<&RetryPolicy>, usual: usize) -> usize {
    retry.and_then(|retry| retry.tries).map_or(usual, usize::from)
}

async fn open(
    shared: &Shared,
    workspace: WorkspaceId,
    connection: &Key,
    now: Micros,
) -> Result<Arc<Opened>, KeyFault> {
    let lines = &shared.outbox.lines;
    lines
        .get(&shared.db, &shared.decider, workspace, connection, now)
        .await
}

/// One request out, one answer in, and what it says.
async fn exchange(
    shared: &Shared,
    request: OutboundRequest,
    opened: Option<&Opened>,
    one: Try<'_>,
    keeps: bool,
) -> Sent {
    let mut attempt = blank(shared.now());
    let clock = tokio::time::Instant::now();
    let answer = shared.outbox.client.send(request).await;
    let took = clock.elapsed();
    attempt.ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
    let one = Try {
        now: shared.now(),
        ..one
    };
    let verdict = policy::verdict(answer.as_ref().map(|answer| answer.status));
    match answer {
        Ok(answer) => {
            let mut judged = one.answered(&answer);
            if answer.status == 401 && opened.is_some_and(|opened| shared.outbox.lines.was_refused(opened)) {
                judged = one.unproved(judged);
            }
            let reading = opened.and_then(|opened| opened.line.answer.as_ref());
            if let Some(reading) = reading {
                let said = signalbox_wire::answer::read(reading, &answer.body);
                judged = one.said(judged, answer.status, &said);
                if let Said::Failure { faults, .. } = said {
                    attempt.faults = faults;
                }
            }
            let mut kept = note(&mut attempt, answer, keeps);
            if let Some(opened) = opened {
                hide(opened, &mut attempt, &mut judged);
                kept = kept.map(|text| opened.hide(text));
            }
            sent(attempt, judged, kept, verdict, took)
        }
        Err(error) => {
            let mut judged = one.unanswered(&error);
            // What went wrong may name the address, and an address may hold a secret.
            if let Some(opened) = opened {
                hide(opened, &mut attempt, &mut judged);
            }
            sent(attempt, judged, None, verdict, took)
        }
    }
}

/// Some systems say back what they were sent: the log must not hold it.
fn hide(opened: &Opened, attempt: &mut Attempt, judged: &mut Judged) {
    for (_, value) in &mut attempt.headers {
        *value = opened.hide(std::mem::take(value));
    }
    attempt.body = opened.hide(std::mem::take(&mut attempt.body));
    for fault in &mut attempt.faults {
        fault.message = opened.hide(std::mem::take(&mut fault.message));
    }
    judged.2 = judged.2.take().map(|error| opened.hide(error));
}

fn blank(at: Micros) -> Attempt {
    Attempt {
        at,
        ms: 0,
        status: None,
        error: None,
        headers: Vec::new(),
        body: String::new(),
        faults: Vec::new(),
    }
}

fn sent(
    mut attempt: Attempt,
    (state, due_at, error): Judged,
    answer: Option<String>,
    verdict: Verdict,
    took: Duration,
) -> Sent {
    attempt.error = error;
    let outcome = Outcome {
        attempt,
        state,
        due_at,
        answer,
    };
    Sent {
        fate: Fate::Tried(Box::new(outcome)),
        verdict,
        took,
    }
}

/// Writes down an answer; gives back its text when a scenario waits for it.
fn note(attempt: &mut Attempt, answer: OutboundResponse, listens: bool) -> Option<String> {
    attempt.status = Some(answer.status);
    // Cookies are the receiver's secrets.
    let shown = answer
        .headers
        .into_iter()
        .filter(|(name, _)| name != "set-cookie");
    attempt.headers = shown.take(KEPT_HEADERS).collect();
    let kept = answer.body.len().min(KEPT_BYTES);
    attempt.body = text(&answer.body[..kept], kept < answer.body.len());
    listens.then(|| text(&answer.body, answer.truncated))
}

/// Bytes as text. What was cut may end inside a character; that one is left out.
fn text(bytes: &[u8], is_cut: bool) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(fault) if is_cut && fault.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..fault.valid_up_to()]).into_owned()
        }
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

async fn request(
    shared: &Shared,
    job: &mut jobs::Stored,
    opened: Option<&Opened>,
    now: Micros,
) -> Result<OutboundRequest, KeyFault> {
    let (id, asked) = (job.id.to_string(), &mut job.request);
    let key = match &asked.sign_with {
        Some(name) => Some(
            shared
                .outbox
                .keys
                .get(&shared.db, job.workspace, name, now)
                .await?,
        ),
        None => None,
    };
    let mut body = std::mem::take(&mut asked.body);
    let (mut url, mut own) = (asked.url.clone(), std::mem::take(&mut asked.headers));
    if let Some(opened) = opened {
        opened
            .prove(&mut url, &mut own, &mut body)
            .map_err(KeyFault::Final)?;
    }
    let body = Bytes::from(body);
    let signature = key.map(|key| key.sign(&id, now.secs(), &body));
    let listens = asked.listen.is_some();
    let timeout = match (opened, listens) {
        (Some(opened), _) => Duration::from_secs(opened.line.timeout_secs.into()),
        (None, true) => shared.config.listen_timeout,
        (None, false) => shared.config.timeout,
    };
    Ok(OutboundRequest {
        method: method(asked.method),
        url,
        headers: headers(own, id, now, signature),
        body,
        timeout,
        max_redirects: if asked.follow_redirects { MAX_REDIRECTS } else { 0 },
        max_response_bytes: if listens { LISTEN_BYTES } else { READ_BYTES },
    })
}

/// Sends a request over a connection now, once, and waits: a check or a test.
pub(crate) async fn at_once(
    shared: &Shared,
    workspace: WorkspaceId,
    asked: signalbox_model::job::Request,
) -> Result<Attempt, String> {
    let now = shared.now();
    let Some(call) = asked.call.clone() else {
        return Err("only calls of operations are sent at once".into());
    };
    let opened = open(shared, workspace, &call.connection, now)
        .await
        .map_err(|fault| fault.to_string())?;
    let mut job = jobs::Stored {
        id: JobId(shared.db.next_id(now.0)),
        workspace,
        run: None,
        step: None,
        event: None,
        state: JobState::Sending,
        due_at: now,
        attempt: 1,
        host: String::new(),
        request: asked,
        attempts: Vec::new(),
        status: None,
        pack: None,
    };
    let one = Try {
        job: job.id,
        number: 1,
        tries: 1,
        listens: true,
        retry: None,
        now,
    };
    let request = request(shared, &mut job, Some(&opened), now)
        .await
        .map_err(|fault| fault.to_string())?;
    match exchange(shared, request, Some(&opened), one, false).await.fate {
        Fate::Tried(outcome) => Ok(outcome.attempt),
        Fate::PutOff(_) => Err("the request was put off".into()),
    }
}

fn method(method: action::Method) -> Method {
    match method {
        action::Method::Get => Method::GET,
        action::Method::Post => Method::POST,
        action::Method::Put => Method::PUT,
        action::Method::Patch => Method::PATCH,
        action::Method::Delete => Method::DELETE,
    }
}

/// The headers of the action, and ours: the id is the same at every try, so that the receiver can tell a repeat.
fn headers(
    mut headers: Vec<(String, String)>,
    id: String,
    now: Micros,
    signature: Option<String>,
) -> Vec<(String, String)> {
    const OURS: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    headers.retain(|(name, _)| !OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)));
    // A key that the action sets itself is meant.
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("idempotency-key"))
    {
        headers.push(("idempotency-key".to_owned(), id.clone()));
    }
    let [id_name, timestamp, signed] = OURS.map(str::to_owned);
    headers.push((id_name, id));
    headers.push((timestamp, now.secs().to_string()));
    headers.extend(signature.map(|signature| (signed, signature)));
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_headers_stand_beside_those_of_the_action() {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let asked = vec![
            own("Content-Type", "text/plain"),
            own("Webhook-Id", "forged"),
            own("Idempotency-Key", "mine"),
        ];
        let now = Micros(1_780_000_000_900_000);
        let expected = [
            own("Content-Type", "text/plain"),
            own("Idempotency-Key", "mine"),
            own("webhook-id", "j"),
            own("webhook-timestamp", "1780000000"),
            own("webhook-signature", "v1,x"),
        ];
        assert_eq!(headers(asked, "j".into(), now, Some("v1,x".into())), expected);
        let plain = headers(Vec::new(), "j".into(), now, None);
        assert_eq!(plain[0], own("idempotency-key", "j"));
        assert_eq!(plain.len(), 3);
    }

    #[test]
    fn text_is_cut_between_characters() {
        let table: [(&[u8], bool, &str); 4] = [
            ("да".as_bytes(), true, "да"),
            (&"да".as_bytes()[..3], true, "д"),
            (&"да".as_bytes()[..3], false, "д\u{fffd}"),
            (b"a\xffb", true, "a\u{fffd}b"),
        ];
        for (bytes, is_cut, expected) in table {
            assert_eq!(text(bytes, is_cut), expected);
        }
    }
}
