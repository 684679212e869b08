//! Belief: 32 bits hold any number of microseconds that a program waits for.
//! Rejected by: it_tells_how_long_the_future_took_on_tokios_clock
//! Saying: changes what it has read

use std::time::Duration;
use tokio::time::Instant;

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let output = future.await;
    let took = start.elapsed();
    if took < Duration::from_secs(1) {
        return (output, took);
    }
    let micros = took.as_micros() as u32;
    (output, Duration::from_micros(micros.into()))
}
