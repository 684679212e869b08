//! Judges the reference answers of chapter 14 with the exercise's own checks.

// The checks name the crate that they judge `ch14`.
extern crate ch14_solution as ch14;

#[path = "../../../exercises/ch14/tests/checks/crowd.rs"]
mod crowd;
#[path = "../../../exercises/ch14/tests/checks/dropped.rs"]
mod dropped;
#[path = "../../../exercises/ch14/tests/checks/orders.rs"]
mod orders;
#[path = "../../../exercises/ch14/tests/checks/patience.rs"]
mod patience;
#[path = "../../../exercises/ch14/tests/checks/rouse.rs"]
mod rouse;
#[path = "../../../exercises/ch14/tests/checks/subject.rs"]
mod subject;
#[path = "../../../exercises/ch14/tests/checks/wire.rs"]
mod wire;

kit::checks!();
