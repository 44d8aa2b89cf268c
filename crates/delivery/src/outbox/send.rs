//! One try: makes the request of a job, sends it, and says what came of it.

use super::host::Verdict;
use super::keys::KeyFault;
use super::policy::{self, Judged, Outcome, Try};
use crate::workers::Shared;
use bytes::Bytes;
use http::Method;
use signalbox_channels::outbound::{MAX_REDIRECTS, OutboundRequest, OutboundResponse};
use signalbox_model::action;
use signalbox_model::job::{Attempt, JobState};
use signalbox_model::{Micros, WorkspaceId};
use signalbox_store::jobs;
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
    pub outcome: Outcome,
    pub verdict: Verdict,
    pub took: Duration,
}

/// Sends a job. Its headers and body are taken out, not copied.
pub(super) async fn send(shared: &Shared, job: &mut jobs::Stored) -> Sent {
    let started = shared.now();
    let listens = job.request.listen.is_some();
    let mut attempt = Attempt {
        at: started,
        ms: 0,
        status: None,
        error: None,
        headers: Vec::new(),
        body: String::new(),
    };
    let one = |now: Micros| Try {
        job: job.id,
        number: job.attempts.len() + 1,
        tries: shared.config.tries,
        listens,
        now,
    };
    let (id, workspace, sign_with) = (job.id, job.workspace, job.request.sign_with.clone());
    let request = match request(
        shared,
        id.to_string(),
        workspace,
        sign_with.as_ref(),
        &mut job.request,
        started,
    )
    .await
    {
        Ok(request) => request,
        Err(fault) => {
            let one = one(started);
            let judged = match fault {
                KeyFault::Store(..) => one.hindered(fault.to_string()),
                KeyFault::Final(reason) => (JobState::Failed, started, Some(reason)),
            };
            return sent(attempt, judged, None, Verdict::Unknown, Duration::ZERO);
        }
    };
    let clock = tokio::time::Instant::now();
    let answer = shared.outbox.client.send(request).await;
    let took = clock.elapsed();
    attempt.ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
    let one = one(shared.now());
    let verdict = policy::verdict(answer.as_ref().map(|answer| answer.status));
    match answer {
        Ok(answer) => {
            let judged = one.answered(&answer);
            let answer = note(&mut attempt, answer, listens);
            sent(attempt, judged, answer, verdict, took)
        }
        Err(error) => sent(attempt, one.unanswered(&error), None, verdict, took),
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
        outcome,
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
    id: String,
    workspace: WorkspaceId,
    sign_with: Option<&signalbox_model::text::Key>,
    asked: &mut signalbox_model::job::Request,
    now: Micros,
) -> Result<OutboundRequest, KeyFault> {
    let key = match sign_with {
        Some(name) => Some(shared.outbox.keys.get(&shared.db, workspace, name, now).await?),
        None => None,
    };
    let body = Bytes::from(std::mem::take(&mut asked.body));
    let signature = key.map(|key| key.sign(&id, now.secs(), &body));
    let listens = asked.listen.is_some();
    Ok(OutboundRequest {
        method: method(asked.method),
        url: asked.url.clone(),
        headers: headers(std::mem::take(&mut asked.headers), id, now, signature),
        body,
        timeout: if listens {
            shared.config.listen_timeout
        } else {
            shared.config.timeout
        },
        max_redirects: if asked.follow_redirects { MAX_REDIRECTS } else { 0 },
        max_response_bytes: if listens { LISTEN_BYTES } else { READ_BYTES },
    })
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
