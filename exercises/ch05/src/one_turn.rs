//! # One turn of the loop
//!
//! An event loop has tasks that are ready, timers, and a poller that tells of sockets. Each of the
//! three can keep the other two from being looked at; and a loop that sleeps a moment too long, or
//! not at all, is the commonest fault of hand-made loops.
//!
//! Write `turn` and `run`. They are judged by these promises:
//!
//! - A turn polls as many tasks as were ready when it began. Those that become ready meanwhile have
//!   to wait for the next turn, behind timers and sockets.
//! - Then it calls `wait` once, also where many tasks are ready, so that no turn passes without a
//!   look at the sockets. It waits not at all (`Some(Duration::ZERO)`) where a task is ready, until
//!   the earliest deadline where there is a timer, and otherwise as long as it takes (`None`). Where
//!   that deadline is over, it waits not at all.
//! - Then it fires the timers that are due by the time that it is after the wait. Where none is due,
//!   it may call `fire` or not.
//! - `run` takes turns until `done` says so. It asks before each turn, and only there.
//! - Neither does anything else: no second `wait`, no sleep of its own.

use std::time::Duration;

/// What a loop is made of. Given to you; the checks have one that writes down what you do with it.
pub trait Machine {
    /// How many tasks are ready.
    fn ready(&self) -> usize;

    /// Polls the task that has been ready longest. It may make others ready, and itself.
    fn poll_one(&mut self);

    /// The time since the loop began.
    fn now(&self) -> Duration;

    /// The earliest deadline of all timers.
    fn next_deadline(&self) -> Option<Duration>;

    /// Wakes the tasks whose timers are due at `now`.
    fn fire(&mut self, now: Duration);

    /// Sleeps until a socket is ready, another thread wakes a task, or `timeout` is over; wakes
    /// whoever waited for it. `None`: as long as it takes. `Some(Duration::ZERO)`: looks, and does
    /// not sleep.
    fn wait(&mut self, timeout: Option<Duration>);
}

/// Polls what is ready, waits, and fires what is due.
pub fn turn(machine: &mut impl Machine) {
    todo!("poll {} tasks, then wait, then fire", machine.ready())
}

/// Takes turns until `done`.
pub fn run<M: Machine>(machine: &mut M, done: impl FnMut(&M) -> bool) {
    // So that the stub compiles without a warning: delete this line.
    let _ = done;
    todo!("take turns; {} tasks are ready", machine.ready())
}
