//! Judges the reference answers of chapter 15 with the exercise's own checks.

// The checks name the crate that they judge `ch15`.
extern crate ch15_solution as ch15;

#[path = "../../../exercises/ch15/tests/checks/attempts.rs"]
mod attempts;
#[path = "../../../exercises/ch15/tests/checks/fetch_all.rs"]
mod fetch_all;
#[path = "../../../exercises/ch15/tests/checks/hosts.rs"]
mod hosts;
#[path = "../../../exercises/ch15/tests/checks/progress.rs"]
mod progress;
#[path = "../../../exercises/ch15/tests/checks/resume.rs"]
mod resume;
#[path = "../../../exercises/ch15/tests/checks/transfer.rs"]
mod transfer;

kit::checks!();
