//! Asking a connected system to do something: made ready here, sent by the outbox as any other request.

use super::send_webhook::{listening, queue};
use super::{Done, Outcome, StepFault, target};
use crate::connect::call::compose;
use crate::run::Run;
use crate::work::Work;
use signalbox_model::JobId;
use signalbox_model::action::{CallOperation, Step};
use signalbox_model::run::StepState;

pub(super) fn call(work: &mut Work, run: &mut Run, step: &Step, call: &CallOperation) -> Done {
    let connection = work.defs.connections.get(&call.connection).cloned();
    let connection = connection.ok_or_else(|| {
        StepFault::Fail(format!(
            "there is no connection `{}`: make it, or name another",
            call.connection
        ))
    })?;
    let record = target(work, run, step)?;
    let id = JobId(work.next_id());
    let composed = compose(work, run, call, &connection, id)?;
    let mut request = composed.request.map_err(StepFault::Fail)?;
    request.listen = listening(work, run, call.listen.as_ref(), record)?;
    queue(work, id, request, Some((run, step)), Some(run.event.id))?;
    let of_fields = composed.fields.into_iter().flat_map(|field| {
        let name = field.name;
        field
            .notices
            .into_iter()
            .map(move |notice| format!("`{name}`: {notice}"))
    });
    Ok(Outcome {
        job: Some(id),
        warnings: of_fields.chain(composed.notices).collect(),
        ..Outcome::new(StepState::Queued)
    })
}
