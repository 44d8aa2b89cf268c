//! The engine of commands: it reads and writes definitions, but meets no requests and renders nothing.

use signalbox_engine::{Decode, Links};
use signalbox_model::hook::HookSettings;

/// Stands where a server has its decoder and its addresses.
pub struct Offline;

impl Decode for Offline {
    fn documents(
        &self,
        _head: &str,
        _body: &[u8],
        _hook: Option<&HookSettings>,
    ) -> Result<Vec<String>, String> {
        Err("commands take no requests: the server does".into())
    }
}

impl Links for Offline {
    fn token(&self, _link: i64, _record: i64) -> String {
        String::new()
    }

    fn address(&self, _token: &str) -> String {
        String::new()
    }

    fn origin(&self) -> String {
        String::new()
    }

    fn secret(&self) -> std::result::Result<String, String> {
        Err("only a running server makes links".to_owned())
    }
}
