//! What judges chapter 1: a module an exercise, a function a promise.

mod blocking;
mod callback;
mod overlap;
mod save_all;
mod stopwatch;
mod threads;

kit::checks!();
