//! Sends calls at once for the API, which knows no wire: the workers do it.

use signalbox_api::{Courier, Sent};
use signalbox_delivery::Handle;
use signalbox_model::WorkspaceId;
use signalbox_model::job::Request;

/// The workers, as the API knows them.
pub struct Workshop(pub Handle);

impl Courier for Workshop {
    fn send(&self, workspace: WorkspaceId, request: Request) -> Sent<'_> {
        Box::pin(self.0.call(workspace, request))
    }
}
