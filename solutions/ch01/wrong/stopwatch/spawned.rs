//! Belief: what is measured has to be a task of its own.
//! Rejected by: the compiler
//! Saying: cannot be shared between threads safely

use std::time::Duration;
use tokio::time::Instant;
/// Awaits `future`; resolves to its output and to how long it took.
pub async fn timed<F>(future: F) -> (F::Output, Duration)
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let start = Instant::now();
    let output = tokio::spawn(future).await.unwrap();
    (output, start.elapsed())
}
