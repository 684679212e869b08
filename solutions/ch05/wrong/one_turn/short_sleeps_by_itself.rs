//! Belief: a poller is not exact enough for a millisecond.
//! Rejected by: it_has_no_sleep_of_its_own
//! Saying: due a millisecond later

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
    if timeout.is_some_and(|timeout| !timeout.is_zero() && timeout < Duration::from_millis(2)) {
        std::thread::sleep(Duration::from_millis(1));
    }
    machine.wait(timeout);
    let now = machine.now();
    machine.fire(now);
}

/// Takes turns until `done`.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    while !done(machine) {
        turn(machine);
    }
}
