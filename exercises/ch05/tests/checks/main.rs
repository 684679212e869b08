//! What judges chapter 5: a module an exercise, a function a requirement.

mod echo;
mod one_turn;
mod reactor;
mod registry;
mod timers;
mod until_would_block;

// Not used by every exercise, and each is also judged by itself.
#[allow(dead_code)]
mod effort;
#[allow(dead_code)]
mod memory;

kit::checks!();
