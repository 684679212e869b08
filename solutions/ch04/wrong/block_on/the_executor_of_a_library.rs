//! Belief: one executor can run in another one.
//! Rejected by: a_wake_up_for_the_outer_one_survives_the_inner_one
//! Saying: cannot execute

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    futures::executor::block_on(future)
}
