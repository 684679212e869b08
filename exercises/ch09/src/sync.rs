//! What threads share, and how they sleep. These are the standard library's. The checks put others of
//! the same names in their place, which try the orders in which threads can take their steps: so take
//! locks, atomics, channels and threads from here (`use crate::sync::{Mutex, thread};`). `Arc` and `Weak`
//! are the same here and there. A `thread_local!` is not: to the checks, all threads of an order are one.
//! And a sleep with a time limit is over there as soon as others have had a turn.

pub use std::sync::{Arc, Condvar, Mutex, MutexGuard, Weak, atomic, mpsc};
pub use std::thread;
