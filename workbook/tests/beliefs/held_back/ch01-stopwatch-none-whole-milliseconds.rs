// entry: none, or whole_milliseconds
use std::time::Duration;

use tokio::time::Instant;

pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let begin = Instant::now();
    let output = future.await;
    let took = Duration::from_millis(begin.elapsed().as_millis() as u64);
    (output, took)
}
