//! Judges the reference answers of chapter 1 with the exercise's own checks.

// The checks name the crate that they judge `ch01`.
extern crate ch01_solution as ch01;

#[path = "../../../exercises/ch01/tests/checks/blocking.rs"]
mod blocking;
#[path = "../../../exercises/ch01/tests/checks/callback.rs"]
mod callback;
#[path = "../../../exercises/ch01/tests/checks/overlap.rs"]
mod overlap;
#[path = "../../../exercises/ch01/tests/checks/save_all.rs"]
mod save_all;
#[path = "../../../exercises/ch01/tests/checks/stopwatch.rs"]
mod stopwatch;
#[path = "../../../exercises/ch01/tests/checks/threads.rs"]
mod threads;

kit::checks!();
