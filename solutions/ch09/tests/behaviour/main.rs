//! Behaviours that CPython and tokio demand of their own queues and channels, tried on the references.

mod queue_cpython;
mod queue_tokio;
mod tracked_cpython;

use ch09_solution::queue::Queue;

/// For tasks, which borrow nothing that ends before they do.
fn leaked<T>(capacity: usize) -> &'static Queue<T> {
    Box::leak(Box::new(Queue::new(capacity)))
}
