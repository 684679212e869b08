//! Judges the reference answers of chapter 6 with the exercise's own checks.

// The checks name the crate that they judge `ch06`.
extern crate ch06_solution as ch06;

#[path = "../../../exercises/ch06/tests/checks/download.rs"]
mod download;
#[path = "../../../exercises/ch06/tests/checks/gather.rs"]
mod gather;
#[path = "../../../exercises/ch06/tests/checks/group.rs"]
mod group;
#[path = "../../../exercises/ch06/tests/checks/quota.rs"]
mod quota;
#[path = "../../../exercises/ch06/tests/checks/reap.rs"]
mod reap;
#[path = "../../../exercises/ch06/tests/checks/try_all.rs"]
mod try_all;

kit::checks!();
