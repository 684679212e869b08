//! Style: three functions, one for each part; asks for everything, even if it does not need it.

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
    let ready = machine.ready();
    poll(machine, ready);
    sleep(machine);
    wake(machine);
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    let mut over = done(machine);
    while !over {
        turn(machine);
        over = done(machine);
    }
}

fn poll<M: Machine>(machine: &mut M, ready: usize) {
    (0..ready).for_each(|_| machine.poll_one());
}

fn sleep<M: Machine>(machine: &mut M) {
    let (deadline, now, ready) = (machine.next_deadline(), machine.now(), machine.ready());
    // A task that is ready must not wait.
    let moment = if ready == 0 { deadline } else { Some(now) };
    machine.wait(moment.map(|moment| moment.max(now) - now));
}

fn wake<M: Machine>(machine: &mut M) {
    let now = machine.now();
    if machine
        .next_deadline()
        .is_some_and(|deadline| deadline <= now)
    {
        machine.fire(now);
    }
}
