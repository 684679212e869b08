//! Judges the reference answers of chapter 8 with the exercise's own checks.

// The checks name the crate that they judge `ch08`.
extern crate ch08_solution as ch08;

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

kit::checks!();
