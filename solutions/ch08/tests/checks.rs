//! Judges the reference answers of chapter 8 with the exercise's own checks.

// The checks name the crate that they judge `ch08`.
extern crate ch08_solution as ch08;

#[path = "../../../exercises/ch08/tests/checks/explore.rs"]
#[allow(dead_code)]
mod explore;
#[path = "../../../exercises/ch08/tests/checks/limit.rs"]
mod limit;
#[path = "../../../exercises/ch08/tests/checks/mutex.rs"]
mod mutex;
#[path = "../../../exercises/ch08/tests/checks/once.rs"]
mod once;
#[path = "../../../exercises/ch08/tests/checks/per_host.rs"]
mod per_host;
#[path = "../../../exercises/ch08/tests/checks/semaphore.rs"]
mod semaphore;
#[path = "../../../exercises/ch08/tests/checks/transfer.rs"]
mod transfer;

// As in the exercise's own checks.
#[allow(unused_imports)]
mod sync {
    pub use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard, Weak, atomic, mpsc};
    pub use shuttle::thread;
}

#[path = "../src/mutex.rs"]
#[allow(dead_code)]
mod explored_mutex;

#[path = "../src/semaphore.rs"]
#[allow(dead_code)]
mod explored_semaphore;

kit::checks!();
