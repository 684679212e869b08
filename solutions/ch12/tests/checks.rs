//! Judges the reference answers of chapter 12 with the exercise's own checks.

// The checks name the crate that they judge `ch12`.
extern crate ch12_solution as ch12;

#[path = "../../../exercises/ch12/tests/checks/bridge.rs"]
mod bridge;
#[path = "../../../exercises/ch12/tests/checks/crew.rs"]
mod crew;
#[path = "../../../exercises/ch12/tests/checks/disk.rs"]
mod disk;
#[path = "../../../exercises/ch12/tests/checks/hasher.rs"]
mod hasher;
#[path = "../../../exercises/ch12/tests/checks/held.rs"]
mod held;
#[path = "../../../exercises/ch12/tests/checks/offload.rs"]
mod offload;
#[path = "../../../exercises/ch12/tests/checks/turns.rs"]
mod turns;
#[path = "../../../exercises/ch12/tests/checks/workers.rs"]
mod workers;

kit::checks!();
