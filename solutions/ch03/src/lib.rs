//! Reference answers of chapter 3: spoilers.

pub mod counted;
pub mod delay;
pub mod join_many;
pub mod join_two;
pub mod nth_poll;
pub mod unrolled;
