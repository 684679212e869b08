// entry: none, or time_before_the_wait
use std::time::Duration;

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

pub fn turn(machine: &mut impl Machine) {
    let mut left = machine.ready();
    while left > 0 {
        machine.poll_one();
        left -= 1;
    }
    let timeout = match machine.next_deadline() {
        _ if machine.ready() > 0 => Some(Duration::ZERO),
        Some(deadline) => Some(deadline.saturating_sub(machine.now())),
        None => None,
    };
    let now = machine.now();
    machine.wait(timeout);
    machine.fire(now);
}

pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    while !done(machine) {
        turn(machine);
    }
}
