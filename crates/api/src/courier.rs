//! Sending a call of a connection at once: for checks and tests. The server hands it in, since the API knows no wire.

use signalbox_model::WorkspaceId;
use signalbox_model::job::{Attempt, Request};
use std::pin::Pin;

/// What came of it, without the secrets of the connection; or why it could not be sent, for people.
pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<Attempt, String>> + Send + 'a>>;

/// Sends a call now, once, with the secrets of its connection, and waits for the answer.
pub trait Courier: Send + Sync {
    /// Sends it.
    fn send(&self, workspace: WorkspaceId, request: Request) -> Sent<'_>;
}
