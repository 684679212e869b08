//! Judges the reference answers of chapter 11 with the exercise's own checks.

// The checks name the crate that they judge `ch11`.
extern crate ch11_solution as ch11;

#[path = "../../../exercises/ch11/tests/checks/ask.rs"]
mod ask;
#[path = "../../../exercises/ch11/tests/checks/bucket.rs"]
mod bucket;
#[path = "../../../exercises/ch11/tests/checks/call.rs"]
mod call;
#[path = "../../../exercises/ch11/tests/checks/phases.rs"]
mod phases;
#[path = "../../../exercises/ch11/tests/checks/pool.rs"]
mod pool;
#[path = "../../../exercises/ch11/tests/checks/retry.rs"]
mod retry;
#[path = "../../../exercises/ch11/tests/checks/serve.rs"]
mod serve;
#[path = "../../../exercises/ch11/tests/checks/wire.rs"]
mod wire;

kit::checks!();
