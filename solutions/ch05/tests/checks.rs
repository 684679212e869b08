//! Judges the reference answers of chapter 5 with the exercise's own checks.

// The checks name the crate that they judge `ch05`.
extern crate ch05_solution as ch05;

#[path = "../../../exercises/ch05/tests/checks/echo.rs"]
mod echo;
#[path = "../../../exercises/ch05/tests/checks/effort.rs"]
mod effort;
#[path = "../../../exercises/ch05/tests/checks/memory.rs"]
mod memory;
#[path = "../../../exercises/ch05/tests/checks/one_turn.rs"]
mod one_turn;
#[path = "../../../exercises/ch05/tests/checks/reactor.rs"]
mod reactor;
#[path = "../../../exercises/ch05/tests/checks/registry.rs"]
mod registry;
#[path = "../../../exercises/ch05/tests/checks/timers.rs"]
mod timers;
#[path = "../../../exercises/ch05/tests/checks/until_would_block.rs"]
mod until_would_block;

kit::checks!();
