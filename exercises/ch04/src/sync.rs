//! Locks, atomics, channels and threads for your answers: `use crate::sync::{Mutex, thread};`.
//!
//! Here they are the standard library's. The checks compile your file once more with other types of the
//! same names, and run it in many orders of the threads' steps. There, all threads of a run share one
//! `thread_local!`, and a sleep with a time limit ends as soon as the other threads have run. `Arc` and
//! `Weak` are the standard library's in both.

pub use std::sync::{Arc, Condvar, Mutex, MutexGuard, Weak, atomic, mpsc};
pub use std::thread;
