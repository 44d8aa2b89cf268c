//! What people do to bots: settings, channels, flows, answers kept ready, operators.

pub mod bots;
pub mod channels;
pub mod flows;
pub mod operators;
pub mod replies;

use crate::error::{EngineError, Fault, Result};

fn missing(what: &str) -> EngineError {
    EngineError::NotFound(format!("{what} with this id"))
}

fn refuse(faults: Vec<Fault>) -> Result<()> {
    if faults.iter().any(Fault::is_error) {
        Err(EngineError::Invalid(faults))
    } else {
        Ok(())
    }
}

fn check_length(path: &str, text: &str, most: usize, faults: &mut Vec<Fault>) {
    if text.trim().is_empty() || text.chars().count() > most {
        faults.push(Fault::error(path, format!("use 1 to {most} characters")));
    }
}
