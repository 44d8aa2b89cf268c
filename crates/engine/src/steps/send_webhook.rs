//! Sending an HTTP request: rendered here, sent by the outbox (F-31, F-32).

use super::{Done, Outcome, StepFault, heed, target};
use crate::compile::id_of;
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::{Context, Value};
use signalbox_model::action::{Body, Listen, Method, SendWebhook, Step};
use signalbox_model::job::{JobState, Listening, Request};
use signalbox_model::run::StepState;
use signalbox_model::scenario::Block;
use signalbox_model::{DialogId, EventId, JobId, RecordRef};
use signalbox_store::jobs;
use signalbox_wire::body::{EmptyValues, JsonScalar, form_encode, json_from_paths};

/// How long a request is leased to the process that wrote it, seconds: longer than any try takes.
pub const LEASE_SECS: i64 = 60;

pub(super) fn send(
    work: &mut Work,
    run: &mut Run,
    block: &Block,
    step: &Step,
    webhook: &SendWebhook,
) -> Done {
    let record = target(work, run, step)?;
    let mut warnings = Vec::new();
    let mut request = request(work, run, webhook, &mut warnings)?;
    if !webhook.plain {
        add_ids(&mut request, run, block, record);
    }
    request.listen = listening(work, run, webhook.listen.as_ref(), record)?;
    let id = JobId(work.next_id());
    queue(work, id, request, Some((run, step)), Some(run.event.id))?;
    Ok(Outcome {
        job: Some(id),
        warnings,
        ..Outcome::new(StepState::Queued)
    })
}

/// A request of a flow, whose answer goes back to the dialog.
pub(crate) fn ask(
    work: &mut Work,
    run: &Run,
    webhook: &SendWebhook,
    dialog: DialogId,
    warnings: &mut Vec<String>,
) -> Result<JobId, StepFault> {
    let mut request = request(work, run, webhook, warnings)?;
    request.dialog = Some(dialog);
    let id = JobId(work.next_id());
    queue(work, id, request, None, Some(run.event.id))?;
    Ok(id)
}

/// Puts a request into the outbox.
pub(super) fn queue(
    work: &mut Work,
    id: JobId,
    request: Request,
    by: Option<(&Run, &Step)>,
    event: Option<EventId>,
) -> Result<(), StepFault> {
    let host = host_of(&request.url).ok_or_else(|| {
        StepFault::Fail(format!(
            "`{}` is no web address: it must start with http:// or https:// and name a host",
            request.url
        ))
    })?;
    let job = jobs::Stored {
        id,
        workspace: work.defs.workspace,
        run: by.map(|(run, _)| run.id),
        step: by.and_then(|(_, step)| step.id.as_ref().map(ToString::to_string)),
        event,
        // Handed straight to the sender after the commit; if it never gets there the lease runs out.
        state: JobState::Sending,
        due_at: work.now.plus_secs(LEASE_SECS),
        attempt: 1,
        host,
        request,
        attempts: Vec::new(),
        status: None,
        pack: None,
    };
    jobs::insert(&mut work.space(), &job)?;
    work.done.jobs.push(job);
    Ok(())
}

fn request(
    work: &mut Work,
    run: &Run,
    webhook: &SendWebhook,
    warnings: &mut Vec<String>,
) -> Result<Request, StepFault> {
    let url = heed(work.render(run, &webhook.url.0, Context::Url)?, warnings)
        .trim()
        .to_owned();
    let mut headers = Vec::with_capacity(webhook.headers.len() + 1);
    for (name, value) in &webhook.headers {
        headers.push((
            name.clone(),
            heed(work.render(run, &value.0, Context::Header)?, warnings),
        ));
    }
    let (body, content_type) = body(work, run, &webhook.body, warnings)?;
    if let Some(content_type) = content_type
        && !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        headers.push(("content-type".into(), content_type.into()));
    }
    Ok(Request {
        method: webhook.method,
        url,
        headers,
        body,
        sign_with: webhook.sign_with.clone(),
        follow_redirects: webhook.follow_redirects,
        listen: None,
        dialog: None,
        call: None,
    })
}

type Rendered = (String, Option<&'static str>);

fn body(work: &mut Work, run: &Run, body: &Body, warnings: &mut Vec<String>) -> Result<Rendered, StepFault> {
    Ok(match body {
        Body::None => (String::new(), None),
        Body::Raw(text) => (heed(work.render(run, &text.0, Context::Note)?, warnings), None),
        Body::Json(text) => {
            let rendered = heed(work.render(run, &text.0, Context::Json)?, warnings);
            if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&rendered) {
                return Err(StepFault::Fail(format!(
                    "the body is not valid JSON after rendering: {error}; the request is not sent"
                )));
            }
            (rendered, Some("application/json"))
        }
        Body::Fields(fields) => {
            let pairs = scalars(work, run, fields, warnings)?;
            let body = json_from_paths(&pairs, EmptyValues::Drop)
                .map_err(|fault| StepFault::Fail(fault.to_string()))?;
            (body, Some("application/json"))
        }
        Body::Form(fields) => {
            let pairs = scalars(work, run, fields, warnings)?
                .into_iter()
                .map(|(name, value)| (name, text_of(value)));
            (
                form_encode(&pairs.collect::<Vec<_>>()),
                Some("application/x-www-form-urlencoded"),
            )
        }
    })
}

type Fields = serde_json::Map<String, serde_json::Value>;

fn scalars(
    work: &mut Work,
    run: &Run,
    fields: &Fields,
    warnings: &mut Vec<String>,
) -> Result<Vec<(String, JsonScalar)>, StepFault> {
    let mut pairs = Vec::with_capacity(fields.len());
    for (path, value) in fields {
        pairs.push((path.clone(), scalar(work, run, value, warnings)?));
    }
    Ok(pairs)
}

/// A field's value: one placeholder keeps its type (a number stays a number), anything else is text.
fn scalar(
    work: &mut Work,
    run: &Run,
    value: &serde_json::Value,
    warnings: &mut Vec<String>,
) -> Result<JsonScalar, StepFault> {
    let serde_json::Value::String(source) = value else {
        return Ok(JsonScalar::Json(value.to_string()));
    };
    let template = work.defs.template(source);
    if let Some(text) = template.is_literal() {
        return Ok(JsonScalar::Text(text.to_owned()));
    }
    let (value, notices) = work.with_scope(run, |scope| template.value(scope))?;
    warnings.extend(notices.into_iter().map(|notice| notice.message));
    Ok(match value {
        Value::Null => JsonScalar::Text(String::new()),
        Value::Bool(yes) => JsonScalar::Bool(yes),
        Value::Number(number) => JsonScalar::Number(number.as_str().to_owned()),
        Value::Map(_) => JsonScalar::Json(value.to_json_string()),
        other => JsonScalar::Text(other.to_text()),
    })
}

fn text_of(scalar: JsonScalar) -> String {
    match scalar {
        JsonScalar::Text(text) | JsonScalar::Number(text) | JsonScalar::Json(text) => text,
        JsonScalar::Bool(yes) => if yes { "1" } else { "0" }.to_owned(),
        JsonScalar::Null => String::new(),
    }
}

/// The ids that always travel (F-31): in a JSON object or a form they join the body, otherwise the address.
fn add_ids(request: &mut Request, run: &Run, block: &Block, record: Option<RecordRef>) {
    let mut ids = vec![
        ("scenario_id", run.scenario.to_string()),
        ("group_id", id_of(block.id.as_ref()).to_string()),
    ];
    if let Some(record) = record {
        ids.push(("entity_id", record.id.to_string()));
        ids.push(("entity_type", record.kind.to_string()));
    }
    let content_type = request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let content_type = content_type.map_or("", |(_, value)| value.as_str());
    if content_type.starts_with("application/json") && request.body.trim_start().starts_with('{') {
        join_object(&mut request.body, &ids);
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        join_pairs(&mut request.body, &ids);
    } else if request.body.is_empty() && request.method != Method::Get {
        request.body = "{}".into();
        join_object(&mut request.body, &ids);
        request
            .headers
            .push(("content-type".into(), "application/json".into()));
    } else {
        let mark = if request.url.contains('?') { '&' } else { '?' };
        request.url.push(mark);
        join_pairs(&mut request.url, &ids);
    }
}

/// Adds members that the object does not have. Ids and keys need no escapes.
fn join_object(object: &mut String, ids: &[(&str, String)]) {
    let Some(end) = object.rfind('}') else { return };
    let members = signalbox_wire::json::members(object).unwrap_or_default();
    let mut empty = members.is_empty();
    let mut more = String::new();
    for (name, value) in ids
        .iter()
        .filter(|(name, _)| !members.iter().any(|(own, _)| own == name))
    {
        let comma = if empty { "" } else { "," };
        more.push_str(&format!("{comma}\"{name}\":\"{value}\""));
        empty = false;
    }
    object.insert_str(end, &more);
}

fn join_pairs(text: &mut String, ids: &[(&str, String)]) {
    for (name, value) in ids {
        if !text.is_empty() && !text.ends_with(['?', '&']) {
            text.push('&');
        }
        text.push_str(&format!("{name}={value}"));
    }
}

/// Who gets the answer.
pub(super) fn listening(
    work: &Work,
    run: &Run,
    listen: Option<&Listen>,
    record: Option<RecordRef>,
) -> Result<Option<Listening>, StepFault> {
    let Some(listen) = listen else {
        return Ok(None);
    };
    let compiled = work.defs.scenario(&listen.scenario);
    let compiled =
        compiled.ok_or_else(|| StepFault::Fail(format!("there is no scenario `{}`", listen.scenario)))?;
    Ok(Some(Listening {
        scenario: compiled.id,
        also_without_data: listen.also_without_data,
        subject: record,
        parent: run.for_child(),
        depth: run.event.depth + 1,
    }))
}

/// The host and port of an address.
fn host_of(url: &str) -> Option<String> {
    let parsed = url::Url::parse(url)
        .ok()
        .filter(|parsed| matches!(parsed.scheme(), "http" | "https"))?;
    let host = parsed.host_str()?;
    Some(
        parsed
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
    )
}
