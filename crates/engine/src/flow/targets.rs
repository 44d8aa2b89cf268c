//! Everywhere a step leads.

use signalbox_model::flow::{FlowMessage, FlowPress, FlowStep, StepKind, StepRef};

/// A place that leads somewhere: the field in the step, and where to.
pub(crate) type Target<'f> = (String, &'f StepRef);

/// The messages of a step with the field they stand in.
pub(crate) fn messages(step: &FlowStep) -> Vec<(String, &FlowMessage)> {
    let mut out: Vec<(String, &FlowMessage)> = Vec::new();
    match &step.kind {
        StepKind::Send(signalbox_model::flow::SendStep { messages, .. })
        | StepKind::Schedule(signalbox_model::flow::ScheduleStep { messages, .. }) => {
            let named = messages.iter().enumerate();
            out.extend(named.map(|(n, message)| (format!("messages[{n}]"), message)));
        }
        StepKind::Ask(ask) => out.push(("message".into(), &ask.message)),
        StepKind::LogIn(log_in) => out.push(("message".into(), &log_in.message)),
        StepKind::Operator(operator) => {
            out.extend(operator.message.iter().map(|m| ("message".to_owned(), m)))
        }
        _ => {}
    }
    for (n, push) in step.pushes.iter().enumerate() {
        out.push((format!("pushes[{n}].message"), &push.message));
    }
    out
}

/// Everywhere a step leads, `next` included.
pub(crate) fn of(step: &FlowStep) -> Vec<Target<'_>> {
    let mut out: Vec<Target> = Vec::new();
    out.extend(at("next", step.next.as_ref()));
    out.extend(at("otherwise", step.otherwise.as_ref()));
    match &step.kind {
        StepKind::Ask(ask) => out.extend(at("gave_up", ask.gave_up.as_ref())),
        StepKind::Operator(operator) => out.extend(at("nobody", operator.nobody.as_ref())),
        StepKind::LogIn(log_in) => out.extend(at("failed", log_in.failed.as_ref())),
        StepKind::Branch(branch) => {
            for (n, branch) in branch.branches.iter().enumerate() {
                out.extend(at(&format!("branches[{n}].next"), branch.next.as_ref()));
            }
        }
        StepKind::Request(request) => {
            for (n, branch) in request.branches.iter().enumerate() {
                out.extend(at(&format!("branches[{n}].next"), branch.next.as_ref()));
            }
            out.extend(at("failed", request.failed.as_ref()));
        }
        StepKind::Split(split) => {
            for (n, way) in split.ways.iter().enumerate() {
                out.extend(at(&format!("ways[{n}].next"), way.next.as_ref()));
            }
        }
        _ => {}
    }
    for (field, message) in messages(step) {
        for (row, buttons) in message.buttons.iter().enumerate() {
            for (n, button) in buttons.iter().enumerate() {
                if let FlowPress::GoTo(target) | FlowPress::Run(target) = &button.press {
                    out.push((format!("{field}.buttons[{row}][{n}].press"), target));
                }
            }
        }
    }
    out
}

fn at<'f>(field: &str, target: Option<&'f StepRef>) -> Option<Target<'f>> {
    target.map(|target| (field.to_owned(), target))
}
