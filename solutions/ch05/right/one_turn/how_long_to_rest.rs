//! Style: how long to rest is a type of its own; fires only where something is due.

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

/// How long nothing will happen.
enum Rest {
    None,
    Until(Duration),
    Open,
}

impl Rest {
    fn of(machine: &impl Machine) -> Self {
        match (machine.next_deadline(), machine.ready()) {
            (_, 1..) => Self::None,
            (Some(deadline), 0) => Self::Until(deadline),
            (None, 0) => Self::Open,
        }
    }

    fn timeout(self, now: Duration) -> Option<Duration> {
        match self {
            Self::None => Some(Duration::ZERO),
            Self::Until(deadline) if deadline > now => Some(deadline - now),
            Self::Until(_) => Some(Duration::ZERO),
            Self::Open => None,
        }
    }
}

/// Polls what is ready, waits, and fires what is due.
pub fn turn(machine: &mut impl Machine) {
    let mut in_line = machine.ready();
    while let Some(left) = in_line.checked_sub(1) {
        machine.poll_one();
        in_line = left;
    }
    let rest = Rest::of(machine);
    let timeout = rest.timeout(machine.now());
    machine.wait(timeout);
    // There is something to fire only if a deadline has come.
    let now = machine.now();
    if machine
        .next_deadline()
        .is_some_and(|deadline| deadline <= now)
    {
        machine.fire(now);
    }
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    loop {
        if done(machine) {
            return;
        }
        turn(machine);
    }
}
