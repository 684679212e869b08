//! Style: a guard that writes the time to a cell when it is dropped.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let took = Cell::new(Duration::ZERO);
    let output = {
        let _running = Running {
            since: Instant::now(),
            took: &took,
        };
        future.await
    };
    (output, took.get())
}

struct Running<'a> {
    since: Instant,
    took: &'a Cell<Duration>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.took.set(self.since.elapsed());
    }
}
