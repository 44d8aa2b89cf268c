//! Global variables, set by hand. Runs read them as they are at that moment, so nothing is compiled anew.

use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_store::globals::Global;
use signalbox_store::{Tx, globals};

impl Engine {
    /// Sets a variable, declaring it when it is new (Z-214, Z-215).
    pub fn set_global(&self, tx: &mut Tx, by: &By, name: &str, value: &str) -> Result<Global> {
        crate::globals::check(name, value)?;
        let mut space = tx.space(by.workspace);
        globals::set(&mut space, name, value, by.now)?;
        globals::get(&mut space, name)?.ok_or_else(|| EngineError::NotFound("variable with this name".into()))
    }

    /// Removes a variable: templates that name it print nothing, or the braces as they stand.
    pub fn delete_global(&self, tx: &mut Tx, by: &By, name: &str) -> Result<()> {
        if globals::delete(&mut tx.space(by.workspace), name)? {
            return Ok(());
        }
        Err(EngineError::NotFound("variable with this name".into()))
    }
}
