//! Belief: after ten milliseconds the sockets have waited long enough, whoever is in line.
//! Rejected by: a_turn_polls_as_many_as_were_ready_when_it_began
//! Saying: 20 tasks take 5 ms each

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
    let began = machine.now();
    for _ in 0..machine.ready() {
        if machine.now() - began > Duration::from_millis(10) {
            break;
        }
        machine.poll_one();
    }
    let timeout = if machine.ready() > 0 {
        Some(Duration::ZERO)
    } else {
        machine
            .next_deadline()
            .map(|due| due.saturating_sub(machine.now()))
    };
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
