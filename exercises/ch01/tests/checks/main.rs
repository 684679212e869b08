//! Judges chapter 1: a module for each exercise, a function for each requirement.

mod blocking;
mod callback;
mod overlap;
mod save_all;
mod stopwatch;
mod threads;

kit::checks!();
