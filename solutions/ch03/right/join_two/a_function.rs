//! Style: an async function around tokio's `join!`, which polls `a` first each time.

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub async fn join_two<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    tokio::join!(biased; a, b)
}
