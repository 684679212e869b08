//! Style: no channel; one loop, a `VecDeque` and a future in progress for each stage.

use std::collections::VecDeque;
use std::pin::Pin;

/// Sends all `jobs` through both stages, with a queue of `capacity` between them.
pub async fn pipeline<T, U, V, E, A, B>(
    jobs: impl IntoIterator<Item = T>,
    capacity: usize,
    mut first: impl FnMut(T) -> A,
    mut second: impl FnMut(U) -> B,
) -> Result<Vec<V>, E>
where
    A: Future<Output = Result<U, E>>,
    B: Future<Output = Result<V, E>>,
{
    let mut jobs = jobs.into_iter();
    let mut queue = VecDeque::new();
    let mut results = Vec::new();
    let (mut at_first, mut at_second) = (None, None);
    loop {
        if at_first.is_none()
            && queue.len() < capacity
            && let Some(job) = jobs.next()
        {
            at_first = Some(Box::pin(first(job)));
        }
        if at_second.is_none()
            && let Some(output) = queue.pop_front()
        {
            at_second = Some(Box::pin(second(output)));
            continue;
        }
        if at_first.is_none() && at_second.is_none() {
            return Ok(results);
        }
        tokio::select! {
            output = in_progress(&mut at_first), if at_first.is_some() => {
                at_first = None;
                queue.push_back(output?);
            }
            result = in_progress(&mut at_second), if at_second.is_some() => {
                at_second = None;
                results.push(result?);
            }
        }
    }
}

async fn in_progress<F: Future>(future: &mut Option<Pin<Box<F>>>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}
