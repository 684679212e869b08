//! Judges chapter 3: a module for each exercise, a function for each requirement.

mod counted;
mod delay;
mod join_many;
mod join_two;
mod nth_poll;
mod unrolled;

kit::checks!();
