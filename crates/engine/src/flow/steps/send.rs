//! `send`: messages, with buttons that hold the dialog or without (O-33, C-48).

use crate::chat::internal::Phase;
use crate::error::Result;
use crate::flow::walk::{After, Spot, Walk};
use crate::work::Work;
use signalbox_model::flow::{FlowPress, SendStep};

pub(super) fn send(work: &mut Work, walk: &mut Walk, spot: &Spot, settings: &SendStep) -> Result<After> {
    for message in &settings.messages {
        work.send(walk, spot, message)?;
    }
    // Buttons that only open something do not hold the dialog.
    let holds = |press: &FlowPress| {
        !matches!(
            press,
            FlowPress::Url(_) | FlowPress::WebApp(_) | FlowPress::Query(_)
        )
    };
    let mut buttons = settings
        .messages
        .iter()
        .flat_map(|message| message.buttons.iter().flatten());
    if settings.wait || buttons.any(|button| holds(&button.press)) {
        return Ok(After::Stay(Phase::Answer));
    }
    Ok(After::Go(spot.step().next.clone()))
}
