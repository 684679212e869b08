//! Style: `run` has the turn in it, and `turn` is a `run` that is done after one.

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
    let mut turns = 0..1;
    run(machine, |_| turns.next().is_none());
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    while !done(machine) {
        let mut in_line = machine.ready();
        loop {
            let Some(left) = in_line.checked_sub(1) else {
                break;
            };
            machine.poll_one();
            in_line = left;
        }
        let idle = machine.ready() == 0;
        let left = machine
            .next_deadline()
            .map(|deadline| deadline.max(machine.now()) - machine.now());
        machine.wait(if idle { left } else { Some(Duration::ZERO) });
        machine.fire(machine.now());
    }
}
