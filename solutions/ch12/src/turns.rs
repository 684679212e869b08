//! A loop that counts the steps since the last turn.

use tokio::task::yield_now;

/// What `step` makes of `start` and all of `items`, in their order. The other tasks have a turn after each `every`
/// steps.
pub async fn fold<T, A>(
    items: impl IntoIterator<Item = T>,
    start: A,
    mut step: impl FnMut(A, T) -> A,
    every: usize,
) -> A {
    let mut result = start;
    let mut steps = 0;
    for item in items {
        // Here, and not after the step: now it is known that another item follows.
        if steps == every {
            yield_now().await;
            steps = 0;
        }
        result = step(result, item);
        steps += 1;
    }
    result
}
