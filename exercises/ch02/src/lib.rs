//! Chapter 2, Coroutines by hand. One file an exercise; the book tells in which order.

pub mod average;
pub mod coroutine;
pub mod countdown;
pub mod delegate;
pub mod lean;
pub mod parser;
pub mod round_robin;
