//! Style: the turn is an async block that one poll brings to its end.

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
    use futures::FutureExt;
    use std::cell::RefCell;
    let machine = RefCell::new(machine);
    async {
        let ready = machine.borrow().ready();
        for _ in 0..ready {
            async { machine.borrow_mut().poll_one() }.await;
        }
        let timeout = {
            let machine = machine.borrow();
            let zero = (machine.ready() > 0).then_some(Duration::ZERO);
            zero.or_else(|| Some(machine.next_deadline()?.saturating_sub(machine.now())))
        };
        machine.borrow_mut().wait(timeout);
        let now = machine.borrow().now();
        machine.borrow_mut().fire(now);
    }
    .now_or_never()
    .expect("nothing in it waits");
}

/// Takes turns until `done` returns true.
pub fn run<M: Machine>(machine: &mut M, mut done: impl FnMut(&M) -> bool) {
    while !done(machine) {
        turn(machine);
    }
}
