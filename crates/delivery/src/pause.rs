//! Pauses between tries of a unit of work that the store refuses for now.

use std::time::Duration;
use tokio_util::sync::CancellationToken;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(5);

/// A pause that doubles from 50 ms up to 5 s.
pub(crate) struct Pause {
    next: Duration,
}

impl Pause {
    pub fn new() -> Self {
        Self { next: FIRST }
    }

    /// Waits; false when the workers stop instead.
    pub async fn wait(&mut self, stop: &CancellationToken) -> bool {
        let pause = self.next;
        self.next = (pause * 2).min(LONGEST);
        stop.run_until_cancelled(tokio::time::sleep(pause))
            .await
            .is_some()
    }
}
