//! Belief: a runtime polls only the woken, so give them to it.
//! Rejected by: the compiler
//! Saying: Send

use tokio::task::JoinSet;

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let mut set = JoinSet::new();
    for (position, future) in futures.into_iter().enumerate() {
        set.spawn(async move { (position, future.await) });
    }
    let mut outputs = set.join_all().await;
    outputs.sort_by_key(|(position, _)| *position);
    outputs.into_iter().map(|(_, output)| output).collect()
}
