//! Reference answers of chapter 1: spoilers.

pub mod blocking;
pub mod callback;
pub mod overlap;
pub mod save_all;
pub mod stopwatch;
pub mod threads;
