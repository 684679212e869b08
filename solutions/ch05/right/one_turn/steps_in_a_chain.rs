//! Style: each step gives the machine to the next; the sleep is until a time, which may be now.

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

fn poll<M: Machine>(machine: &mut M) -> &mut M {
    (0..machine.ready()).fold(machine, |machine, _| {
        machine.poll_one();
        machine
    })
}

fn wait<M: Machine>(machine: &mut M) -> &mut M {
    let asleep_at = machine.now();
    let timeout = Some(machine.ready())
        .filter(|ready| *ready > 0)
        .map(|_| asleep_at)
        .or_else(|| machine.next_deadline())
        .map(|until| until.max(asleep_at) - asleep_at);
    machine.wait(timeout);
    machine
}

/// Polls what is ready, waits, and fires what is due.
pub fn turn(machine: &mut impl Machine) {
    let machine = wait(poll(machine));
    machine.fire(machine.now())
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    std::iter::from_fn(|| (!done(machine)).then(|| turn(machine))).for_each(drop);
}
