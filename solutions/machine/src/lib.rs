//! The event loop of chapters 4 and 5, put together from the reference answers.

// The parts are named as the reader's are.
extern crate ch04_solution as ch04;
extern crate ch05_solution as ch05;

#[path = "../../../exercises/machine/src/event_loop.rs"]
pub mod event_loop;
#[path = "../../../exercises/machine/src/net.rs"]
pub mod net;
