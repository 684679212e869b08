//! Judges the reference answers of chapter 7 with the exercise's own checks.

// The checks name the crate that they judge `ch07`.
extern crate ch07_solution as ch07;

#[path = "../../../exercises/ch07/tests/checks/drain.rs"]
mod drain;
#[path = "../../../exercises/ch07/tests/checks/forward.rs"]
mod forward;
#[path = "../../../exercises/ch07/tests/checks/frames.rs"]
mod frames;
#[path = "../../../exercises/ch07/tests/checks/heartbeat.rs"]
mod heartbeat;
#[path = "../../../exercises/ch07/tests/checks/hedge.rs"]
mod hedge;

kit::checks!();
