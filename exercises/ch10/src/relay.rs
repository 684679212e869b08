//! # Work that goes on while you are slow
//!
//! ```
//! let mut posts = pin!(relay(fetched_posts, 8));
//! while let Some(post) = posts.next().await { show(post).await; }
//! // While `show` waits, up to 8 posts are fetched.
//! ```
//!
//! A stream runs when it is polled. While the consumer awaits something else, nothing polls it: no request goes on,
//! and a server may close its connection. A task of its own polls the source at any time. But now a bound is needed
//! for what waits, the task must not outlive the stream, and a panic in a task is easily taken for the end.
//!
//! Write `relay`. Requirements:
//!
//! 1. The stream gives all items of the source, in order, and then ends. The source is not polled again after its
//!    end.
//! 2. The source is polled in a task of its own, also while the consumer does not poll the stream. It goes on until
//!    `capacity` items wait for the consumer.
//! 3. Never more than `capacity` items wait, and one more that the task holds.
//! 4. Nothing happens before the stream is polled for the first time: until then the source is not polled.
//! 5. A panic of the source becomes a panic of the stream with the same payload, after all items before it.
//! 6. When the stream is dropped, the source and all items that wait are dropped, even if the source is pending. Its
//!    task may need a few more turns of the runtime for that.
//!
//! Left open: a `capacity` of 0 or above `Semaphore::MAX_PERMITS`, and what a poll after the end or after the panic
//! does. The stream is polled on a runtime of tokio.

use futures::Stream;

/// The items of `source`, which runs in a task of its own; at most `capacity` of them wait.
pub fn relay<S>(source: S, capacity: usize) -> impl Stream<Item = S::Item>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    if capacity > 0 {
        todo!("run the source in a task, and let at most {capacity} of its items wait");
    }
    source
}
