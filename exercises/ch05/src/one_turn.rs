//! # One turn of the loop
//!
//! ```
//! turn(&mut machine); // Polls the tasks that are ready, waits once, fires the timers that are due.
//! run(&mut machine, |machine| machine.all_done());
//! // `run` takes turns until the closure returns true.
//! ```
//!
//! An event loop has tasks that are ready, sockets and timers. Each of the three can keep the loop from the other
//! two: a task that wakes itself again and again, for example. A loop that sleeps too long makes its timers late,
//! and a loop that does not sleep keeps a processor busy. These are the most frequent bugs of event loops.
//!
//! Write `turn` and `run`. Requirements:
//!
//! A turn
//!
//! 1. First it polls as many tasks as were ready when the turn began. Tasks that become ready meanwhile wait for the
//!    next turn.
//! 2. Then it calls `wait` exactly once, even if tasks are ready: no other call finds out about the sockets.
//! 3. Then it fires the timers that are due, by the time after the wait.
//!
//! How long to wait (decided after the polls)
//!
//! 4. If a task is ready: `Some(Duration::ZERO)`, which does not sleep.
//! 5. Otherwise, if there is a timer: the time from now until the earliest deadline, to the nanosecond. If that
//!    deadline is over: `Some(Duration::ZERO)`.
//! 6. Otherwise: `None`, which sleeps until a socket or another thread ends the wait.
//!
//! Running
//!
//! 7. `run` takes turns until `done` returns true. It calls `done` once before each turn, and at no other time.
//! 8. Neither function sleeps or loops by itself: the only sleep is in `wait`.
//!
//! Left open: whether `fire` is called if no timer is due.

use std::time::Duration;

/// The parts of an event loop. Given to you; the one in the checks records what you call.
pub trait Machine {
    /// How many tasks are ready.
    fn ready(&self) -> usize;

    /// Polls the task that has been ready longest. That may make others ready, and itself.
    fn poll_one(&mut self);

    /// The time since the loop began.
    fn now(&self) -> Duration;

    /// The earliest deadline of all timers.
    fn next_deadline(&self) -> Option<Duration>;

    /// Wakes the tasks whose timers are due at `now`.
    fn fire(&mut self, now: Duration);

    /// Sleeps until a socket is ready, another thread wakes a task, or `timeout` is over, and wakes
    /// the task that waited for it. `None`: no time limit. `Some(Duration::ZERO)`: checks, and does
    /// not sleep.
    fn wait(&mut self, timeout: Option<Duration>);
}

/// Polls what is ready, waits, and fires what is due.
pub fn turn(machine: &mut impl Machine) {
    todo!("poll {} tasks, then wait, then fire", machine.ready())
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, done: impl FnMut(&M) -> bool) {
    // So that the stub compiles without a warning: delete this line.
    let _ = done;
    todo!("take turns; {} tasks are ready", machine.ready())
}
