//! Belief: to measure time, something has to tick meanwhile.
//! Rejected by: a_waiting_future_is_polled_again_only_when_it_is_woken
//! Saying: nobody had woken the future

use std::time::Duration;

const TICK: Duration = Duration::from_millis(1);

/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let mut future = Box::pin(future);
    let mut took = Duration::ZERO;
    loop {
        tokio::select! {
            biased;
            output = &mut future => return (output, took),
            () = tokio::time::sleep(TICK) => took += TICK,
        }
    }
}
