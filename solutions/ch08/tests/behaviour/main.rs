//! Behaviours that CPython and tokio demand of their own locks and semaphores, tried on the references.

mod lock_cpython;
mod mutex_tokio;
mod semaphore_cpython;
mod semaphore_tokio;

use std::task::Poll;

use ch08_solution::semaphore::{Acquire, Permit, Semaphore};
use kit::ByHand;

/// For tasks, which borrow nothing that ends before they do.
fn leaked(permits: usize) -> &'static Semaphore {
    Box::leak(Box::new(Semaphore::new(permits)))
}

#[track_caller]
fn ready<'a>(request: &mut ByHand<Acquire<'a>>) -> Permit<'a> {
    match request.poll() {
        Poll::Ready(permit) => permit,
        Poll::Pending => panic!("the request still waits"),
    }
}
