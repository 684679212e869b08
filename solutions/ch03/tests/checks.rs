//! Judges the reference answers of chapter 3 with the exercise's own checks.

// The checks name the crate that they judge `ch03`.
extern crate ch03_solution as ch03;

#[path = "../../../exercises/ch03/tests/checks/counted.rs"]
mod counted;
#[path = "../../../exercises/ch03/tests/checks/delay.rs"]
mod delay;
#[path = "../../../exercises/ch03/tests/checks/join_many.rs"]
mod join_many;
#[path = "../../../exercises/ch03/tests/checks/join_two.rs"]
mod join_two;
#[path = "../../../exercises/ch03/tests/checks/nth_poll.rs"]
mod nth_poll;
#[path = "../../../exercises/ch03/tests/checks/unrolled.rs"]
mod unrolled;

kit::checks!();
