//! Chapter 5, The event loop. One file an exercise; the book tells in which order.

pub mod echo;
pub mod one_turn;
pub mod reactor;
pub mod registry;
pub mod timers;
pub mod until_would_block;
