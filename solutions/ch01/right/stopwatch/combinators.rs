//! Style: combinators: lazy, then map.

use futures::FutureExt;
use futures::future::lazy;
use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub fn timed<F: Future>(future: F) -> impl Future<Output = (F::Output, Duration)> {
    lazy(|_| Instant::now()).then(|start| future.map(move |output| (output, start.elapsed())))
}
