//! The event loop that chapters 4 and 5 build, put together from your answers. There is nothing to write here:
//! it takes `ready_queue` and `join_handle` from chapter 4 and `timers`, `registry`, `reactor`, `one_turn` and
//! `echo` from chapter 5. As long as one of them is a `todo!`, that is what it comes to.
//!
//! `cargo run -p machine` serves an echo on it.

pub mod event_loop;
pub mod net;
