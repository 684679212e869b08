//! Chapter 1, Waiting: sync and async. One file an exercise; the book tells in which order.

pub mod blocking;
pub mod callback;
pub mod overlap;
pub mod save_all;
pub mod stopwatch;
pub mod threads;
