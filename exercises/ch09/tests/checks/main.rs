//! What judges chapter 9: a module an exercise, a function a requirement.

mod pipeline;
mod pool;
mod priority;
mod queue;
mod tracked;

// Not used by every exercise, and each is also judged by itself.
#[allow(dead_code)]
mod explore;

// What the answers that share something between threads find as `crate::sync` when they are compiled
// here once more, to be run in many orders.
#[allow(unused_imports)]
mod sync {
    pub use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard, Weak, atomic, mpsc};
    pub use shuttle::thread;
}

#[path = "../../src/queue.rs"]
#[allow(dead_code)]
mod explored_queue;

kit::checks!();
