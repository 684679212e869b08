//! Style: stores until when it may sleep; fires if that time has come.

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
    for _ in 0..machine.ready() {
        machine.poll_one();
    }
    let timeout = if machine.ready() > 0 {
        Some(Duration::ZERO)
    } else {
        machine
            .next_deadline()
            .map(|due| due.saturating_sub(machine.now()))
    };
    let due = machine.now() + timeout.unwrap_or_default();
    machine.wait(timeout);
    let now = machine.now();
    if timeout.is_some() && now >= due {
        machine.fire(now);
    }
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    while !done(machine) {
        turn(machine);
    }
}
