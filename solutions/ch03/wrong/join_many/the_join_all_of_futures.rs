//! Belief: `join_all` polls only those that were woken.
//! Rejected by: a_poll_polls_the_woken_and_no_others
//! Saying: and the join polled

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub async fn join_many<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    futures::future::join_all(futures).await
}
