//! Style: one match decides about the timeout; `run` is a loop with an end.

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
    let mut left = machine.ready();
    while left > 0 {
        machine.poll_one();
        left -= 1;
    }
    machine.wait(match (machine.ready(), machine.next_deadline()) {
        (0, None) => None,
        (0, Some(deadline)) if deadline > machine.now() => Some(deadline - machine.now()),
        _ => Some(Duration::ZERO),
    });
    machine.fire(machine.now());
}

/// Takes turns until `done`.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    loop {
        if done(machine) {
            return;
        }
        turn(machine);
    }
}
