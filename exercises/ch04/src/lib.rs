//! Chapter 4, An executor. One file an exercise; the book tells in which order.

pub mod block_on;
pub mod current;
pub mod fair_turns;
pub mod join_handle;
pub mod many_tasks;
pub mod ready_queue;
pub mod sync;
