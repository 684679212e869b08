//! Belief: all of them run while the first is awaited.
//! Rejected by: the_first_poll_polls_each_once_in_order
//! Saying: the first poll of the join polled A, B; wanted is each once

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub async fn join_many<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut outputs = Vec::new();
    for future in futures {
        outputs.push(future.await);
    }
    outputs
}
