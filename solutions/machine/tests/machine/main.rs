//! The reference executor (chapter 4) and the reference loop (chapters 4 and 5), tested as their peers test
//! themselves: what tasks may expect of drops, panics and wakes, the combinators of the crate `futures`,
//! sockets, and a random mixture of everything.

// The parts are named as the reader's are.
extern crate ch04_solution as ch04;
extern crate ch05_solution as ch05;

mod combinators;
mod host;
mod mixture;
mod sockets;
mod tasks;
mod timers;
