//! Style: the polls are halved until one is left; the timeout is the least of what ends the wait.

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

fn poll(machine: &mut impl Machine, range: std::ops::Range<usize>) {
    match range.len() {
        0 => {}
        1 => machine.poll_one(),
        len => {
            let middle = range.start + len / 2;
            poll(machine, range.start..middle);
            poll(machine, middle..range.end);
        }
    }
}

/// Polls what is ready, waits, and fires what is due.
pub fn turn(machine: &mut impl Machine) {
    let ready = machine.ready();
    poll(machine, 0..ready);
    let timeout = [
        (machine.ready() > 0).then_some(Duration::ZERO),
        machine
            .next_deadline()
            .map(|due| due.saturating_sub(machine.now())),
    ];
    machine.wait(timeout.into_iter().flatten().min());
    let now = machine.now();
    machine.fire(now);
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    while !done(machine) {
        turn(machine);
    }
}
