//! Belief: a library knows best when to poll again.
//! Rejected by: one_that_wakes_itself_is_polled_again_in_the_next_poll
//! Saying: times in one poll of the join

use futures::stream::{FuturesUnordered, StreamExt};

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub async fn join_many<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    let numbered = futures.into_iter().enumerate();
    let mut waiting: FuturesUnordered<_> = numbered
        .map(|(position, future)| async move { (position, future.await) })
        .collect();
    while let Some((position, output)) = waiting.next().await {
        outputs[position] = Some(output);
    }
    outputs.into_iter().flatten().collect()
}
