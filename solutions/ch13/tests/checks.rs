//! Judges the reference answers of chapter 13 with the exercise's own checks.

// The checks name the crate that they judge `ch13`.
extern crate ch13_solution as ch13;

#[path = "../../../exercises/ch13/tests/checks/backlog.rs"]
mod backlog;
#[path = "../../../exercises/ch13/tests/checks/census.rs"]
mod census;
#[path = "../../../exercises/ch13/tests/checks/cleanup.rs"]
mod cleanup;
#[path = "../../../exercises/ch13/tests/checks/detached.rs"]
mod detached;
#[path = "../../../exercises/ch13/tests/checks/forgotten.rs"]
mod forgotten;
#[path = "../../../exercises/ch13/tests/checks/guarded.rs"]
mod guarded;
#[path = "../../../exercises/ch13/tests/checks/held.rs"]
mod held;
#[path = "../../../exercises/ch13/tests/checks/leaked.rs"]
mod leaked;
#[path = "../../../exercises/ch13/tests/checks/longpoll.rs"]
mod longpoll;
#[path = "../../../exercises/ch13/tests/checks/missed.rs"]
mod missed;
#[path = "../../../exercises/ch13/tests/checks/nested.rs"]
mod nested;
#[path = "../../../exercises/ch13/tests/checks/rearmed.rs"]
mod rearmed;
#[path = "../../../exercises/ch13/tests/checks/stalled.rs"]
mod stalled;
#[path = "../../../exercises/ch13/tests/checks/symptom.rs"]
mod symptom;

kit::checks!();
