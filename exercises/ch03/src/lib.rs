//! Chapter 3, Futures. One file an exercise; the book tells in which order.

pub mod counted;
pub mod delay;
pub mod join_many;
pub mod join_two;
pub mod nth_poll;
pub mod unrolled;
