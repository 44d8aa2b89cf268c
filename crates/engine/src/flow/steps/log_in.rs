//! `log_in`: a link, good once and for a while, by which the person proves to be a user of the studio (O-40).

use crate::chat::internal::Phase;
use crate::error::Result;
use crate::flow::clock::LOG_IN;
use crate::flow::texts::{self, Said};
use crate::flow::walk::{After, Spot, Walk};
use crate::work::Work;
use signalbox_model::flow::{FlowButton, FlowMessage, FlowPress, LogInStep};
use signalbox_model::text::Scalar;
use signalbox_store::accounts::hash_secret;
use signalbox_store::chat::log_ins;

/// How long a link is good, seconds.
const VALID_SECS: i64 = 15 * 60;

pub(super) fn ask(work: &mut Work, walk: &mut Walk, spot: &Spot, settings: &LogInStep) -> Result<After> {
    let secret = match work.engine.links().secret() {
        Ok(secret) => secret,
        Err(reason) => {
            work.trouble(walk, reason)?;
            return Ok(After::Stay(Phase::Still));
        }
    };
    let (id, expires_at) = (work.next_id(), work.now.plus_secs(VALID_SECS));
    let link = log_ins::Stored {
        dialog: walk.talk.row.id,
        expires_at,
    };
    log_ins::put(&mut work.space(), id, &hash_secret(&secret), link)?;
    let origin = work.engine.links().origin();
    let caption = texts::usual(Said::LogIn, work.defs.locale);
    // The secret stands behind `#`: browsers send that part to nobody, so no log keeps it.
    let message = with_link(&settings.message, &format!("{origin}/log-in#{secret}"), caption);
    work.send(walk, spot, &message)?;
    work.set_clock(
        walk.talk,
        LOG_IN,
        spot.step().id.as_str(),
        expires_at,
        &walk.cause,
        0,
    )?;
    Ok(After::Stay(Phase::LogIn))
}

/// The message with a button that opens the link; with the link itself where a button cannot carry it: messengers refuse
/// buttons to addresses that are not public, and keyboards open nothing.
fn with_link(message: &FlowMessage, address: &str, caption: &str) -> FlowMessage {
    let mut message = message.clone();
    if address.starts_with("https://") && !message.keyboard {
        message.buttons.push(vec![FlowButton {
            text: Scalar(caption.into()),
            press: FlowPress::Url(Scalar(address.into())),
        }]);
    } else {
        message.text = Scalar(format!("{}\n\n{address}", message.text.0));
    }
    message
}
